/** Query parameters of STAC and OGC API Features, from hostile text to checked values. */
import { RequestError } from '#core/errors.ts';
import { parseInterval } from '#worker/store/date-time.ts';
import type { ItemQuery } from '#worker/store/item-filter.ts';

export const DEFAULT_LIMIT = 100;
/** A larger `limit` is cut to this, as OGC API Features allows. */
export const MAX_LIMIT = 1000;

/**
 * Four numbers [west, south, east, north], or six with heights [west, south, low, east, north, high].
 * @throws {RequestError} INVALID_INPUT
 */
export function parseBox(numbers: readonly number[]): Pick<ItemQuery, 'bbox' | 'heightsM'> {
  const fail = (why: string) =>
    new RequestError('INVALID_INPUT', `bbox: ${why}, seen ${numbers.slice(0, 8).join(',')}`);
  if (numbers.length !== 4 && numbers.length !== 6) throw fail('expected 4 or 6 numbers');
  if (!numbers.every(Number.isFinite)) throw fail('expected finite numbers');
  const [west, south, east, north] = (numbers.length === 4 ? numbers : [0, 1, 3, 4].map((i) => numbers[i])) as [
    number,
    number,
    number,
    number,
  ];
  if (Math.abs(west) > 180 || Math.abs(east) > 180) throw fail('expected longitudes −180 to 180');
  if (Math.abs(south) > 90 || Math.abs(north) > 90) throw fail('expected latitudes −90 to 90');
  if (south > north) throw fail('expected south ≤ north');
  if (numbers.length === 4) return { bbox: [west, south, east, north] };
  const [low, high] = [numbers[2]!, numbers[5]!];
  if (low > high) throw fail('expected the lower height first');
  return { bbox: [west, south, east, north], heightsM: [low, high] };
}

/** `bbox` as one text. @throws {RequestError} INVALID_INPUT */
export function parseBoxText(text: string): Pick<ItemQuery, 'bbox' | 'heightsM'> {
  const parts = text.split(',', 8);
  // Number('') is 0: an empty part is no number
  return parseBox(parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part))));
}

export interface ItemParameters {
  readonly bbox?: string;
  readonly datetime?: string;
}

/** @throws {RequestError} INVALID_INPUT */
export function parseItemQuery({ bbox, datetime }: ItemParameters): ItemQuery {
  return {
    ...(bbox === undefined ? {} : parseBoxText(bbox)),
    ...(datetime === undefined ? {} : { interval: parseInterval(datetime) }),
  };
}

export function clampLimit(limit: number | undefined): number {
  return Math.min(limit ?? DEFAULT_LIMIT, MAX_LIMIT);
}

/** A list in one text, `a,b`; empty parts are left out. */
export function parseList(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
