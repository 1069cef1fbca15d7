/** From the coordinates of a request to those of the data, in units of the data. */
import { type Crs, createProjection, crsFromCode } from '#core/crs/crs.ts';
import type { Densifier } from '#core/extract/densify.ts';

/** Longitudes and latitudes of WGS 84 and of the datums that are taken for the same. */
const ZERO_SHIFT = /\+datum=WGS84|\+towgs84=0,0,0(,0,0,0,0)?( |$)/;

/**
 * @param requested `crs` of the request; absent means that of the data
 * @returns null when the coordinates are those of the data
 * @throws {CrsError} when the requested system is unknown
 */
export function requestToData(crs: Crs, requested: string | undefined): Densifier | null {
  if (requested === undefined) return null;
  const asked = crsFromCode(requested.replace(/^https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/0\/CRS84$/i, 'OGC:CRS84'));
  if (crs.code !== null && asked.code === crs.code) return null;
  if (asked.kind === 'geographic' && crs.kind === 'geographic') {
    if (ZERO_SHIFT.test(asked.proj4) && ZERO_SHIFT.test(crs.proj4)) return null;
  }
  const [from, to] = [createProjection(asked), createProjection(crs)];
  const toLonLat: (first: number, second: number) => [number, number] =
    asked.kind === 'geographic' && ZERO_SHIFT.test(asked.proj4)
      ? (lon, lat) => [lon, lat]
      : (first, second) => from.toLonLat(first, second);
  return {
    unitM: crs.horizontalUnitM,
    project: (first, second) => {
      const [lon, lat] = toLonLat(first, second);
      return to.fromLonLat(lon, lat);
    },
  };
}
