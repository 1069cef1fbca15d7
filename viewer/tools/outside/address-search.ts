/** The address search of the Geospatial Information Authority of Japan: asked only after the user switched it on. */
import { openBounded } from './fetch-bounded.ts';

const SEARCH = 'https://msearch.gsi.go.jp/address-search/AddressSearch?q=';
const LIMIT_BYTES = 2 * 2 ** 20;
const MOST = 8;

export interface FoundAddress {
  readonly title: string;
  readonly lon: number;
  readonly lat: number;
}

/** @throws {OutsideError} @throws AbortError */
export async function findAddresses(text: string, signal: AbortSignal): Promise<readonly FoundAddress[]> {
  const answer = await openBounded(`${SEARCH}${encodeURIComponent(text)}`, LIMIT_BYTES, signal);
  return readAddresses(await (await answer.all(LIMIT_BYTES)).text());
}

/** What is no address is left out. */
export function readAddresses(text: string): FoundAddress[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list
    .flatMap((entry: { geometry?: { coordinates?: unknown }; properties?: { title?: unknown } }) => {
      const [lon, lat] = Array.isArray(entry?.geometry?.coordinates) ? entry.geometry.coordinates : [];
      const title = entry?.properties?.title;
      return typeof title === 'string' && Number.isFinite(lon) && Number.isFinite(lat) ? [{ title, lon, lat }] : [];
    })
    .slice(0, MOST);
}
