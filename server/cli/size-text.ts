import { InvalidArgumentError } from 'commander';

/** `1.4 GB`, in powers of ten as disks are sold. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** `12h`, `30d`, `8w`, `2y` as milliseconds. */
export function parseAge(text: string): number {
  const [, count, unit] = /^(\d{1,6})([hdwy])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('expected an age: 12h, 30d, 8w or 2y.');
  return Number(count) * UNIT_MS[unit]!;
}
