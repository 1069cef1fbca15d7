/** Heights of a collection's ground or surface around a place. */
import { decodeHeightRaster, type HeightRaster } from '#core/tiles/height-raster.ts';
import { request } from './client.ts';

/** West, south, east, north; units of the collection's system. */
export type PlaneBox = readonly [number, number, number, number];

/** @throws {ApiError} @throws {FormatError} an answer that is no raster */
export async function getHeightRaster(
  { collection, surface, box, cells }: { collection: string; surface: 'dtm' | 'dsm'; box: PlaneBox; cells: number },
  signal: AbortSignal,
): Promise<HeightRaster> {
  const query = new URLSearchParams({ bbox: box.join(','), cells: String(cells) });
  const path = `/api/collections/${encodeURIComponent(collection)}/heights/${surface}?${query.toString()}`;
  const answer = await request(path, { signal });
  return decodeHeightRaster(new Uint8Array(await answer.arrayBuffer()));
}
