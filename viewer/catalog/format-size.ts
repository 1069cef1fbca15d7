/** Sizes and large numbers as people read them. Pure. */
import { formatNumber } from '../ui/format.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as operating systems' stores and networks count: `15.5 MB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return formatNumber(null);
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${formatNumber(value, power === 0 || value >= 100 ? 0 : 1)} ${UNITS[power]}`;
}

/** `1,996,622` whole, larger ones shortened: 1.9 億, 194 M. */
export function formatCount(count: number, language: 'ja' | 'en'): string {
  if (count < 10_000_000) return formatNumber(count);
  const [value, unit] =
    language === 'ja'
      ? count >= 1e12
        ? [count / 1e12, '兆']
        : count >= 1e8
          ? [count / 1e8, '億']
          : [count / 1e4, '万']
      : count >= 1e9
        ? [count / 1e9, ' billion']
        : [count / 1e6, ' million'];
  return `${formatNumber(value, value >= 100 ? 0 : 1)}${language === 'ja' ? ' ' : ''}${unit}`;
}
