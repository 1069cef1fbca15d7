/** Sizes of files as people read them. */
import { formatNumber } from '../../ui/format.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `15,702,639` → `15.7 MB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return '–';
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${formatNumber(value, unit === 0 || value >= 100 ? 0 : 1)} ${UNITS[unit]}`;
}
