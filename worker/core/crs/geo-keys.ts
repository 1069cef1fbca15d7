/** The key directory of GeoTIFF as LAS carries it in VLRs 34735–34737. Source: OGC 19-008r4 §7.1; LAS 1.4 R16 §2.6. */
import { CrsError } from '../errors.ts';

export interface GeoKeyRecords {
  /** VLR 34735 as numbers. */
  readonly directory: Uint16Array;
  /** VLR 34736. */
  readonly doubles: Float64Array;
  /** VLR 34737; values end with "|". */
  readonly ascii: string;
}

export type GeoKeys = ReadonlyMap<number, number | string | readonly number[]>;

/** User-defined: the parameters stand in other keys. */
export const USER_DEFINED = 32767;

const SHORTS = 0;
const DOUBLES = 34736;
const ASCII = 34737;

/**
 * Reads the directory into values by key number. Zero padding behind the keys, a count that promises more keys than
 * there are, and values outside the other two records (some writers drop them) are passed over: the keys that stand
 * are read.
 * @throws {CrsError} when the header is not a key directory of version 1
 */
export function readGeoKeys({ directory, doubles, ascii }: GeoKeyRecords): GeoKeys {
  const keys = new Map<number, number | string | readonly number[]>();
  if (directory.length === 0) return keys;
  if (directory.length < 4 || directory[0] !== 1)
    throw new CrsError(
      `GeoTIFF keys: expected a directory of version 1, found ${directory.length} numbers, version ${directory[0]}`,
    );
  for (let at = 4; at + 3 < directory.length; at += 4) {
    const [key, location, count, value] = [directory[at]!, directory[at + 1]!, directory[at + 2]!, directory[at + 3]!];
    if (key === 0) continue;
    if (location === SHORTS) keys.set(key, value);
    else if (location === DOUBLES && value + count <= doubles.length)
      keys.set(key, count === 1 ? doubles[value]! : [...doubles.subarray(value, value + count)]);
    else if (location === ASCII && value < ascii.length)
      keys.set(key, ascii.slice(value, value + count).replace(/[|\0]+$/, ''));
  }
  return keys;
}

/** A key that holds a code (a short); null when absent or 0 (undefined). */
export function codeKey(keys: GeoKeys, key: number): number | null {
  const value = keys.get(key);
  return typeof value === 'number' && value !== 0 ? value : null;
}

/** The first of the keys that holds a finite number; null when none does. */
export function numberKey(keys: GeoKeys, ...candidates: readonly number[]): number | null {
  for (const key of candidates) {
    const value = keys.get(key);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return null;
}

/** A key that holds a text; empty when absent. */
export function textKey(keys: GeoKeys, key: number): string {
  const value = keys.get(key);
  return typeof value === 'string' ? value.trim() : '';
}
