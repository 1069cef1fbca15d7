/** The coordinates of a request and how they become metres in the plane of the data. */
import { type Crs, createProjection, crsFromCode } from '#core/crs/crs.ts';
import { CrsError } from '#core/errors.ts';
import { sameHorizontalCrs } from '../store/crs-properties.ts';

export interface RequestFrame {
  /** Reference system of the data, in which results are given. */
  readonly crs: Crs;
  /** From the request's positions to metres in the plane of the data. */
  toMetres(first: number, second: number): [east: number, north: number];
}

/** Whatever has a system and a name. */
export interface FramedSource {
  readonly collection: string;
  readonly crs: Crs;
}

/**
 * @param sources all must share their horizontal system
 * @param requested `crs` of the request; absent means that of the data
 * @throws {CrsError} when the systems differ or the requested one is unknown
 */
export function requestFrame(
  sources: readonly [FramedSource, ...FramedSource[]],
  requested: string | undefined,
): RequestFrame {
  const { crs } = sources[0];
  for (const other of sources) {
    if (!sameHorizontalCrs(crs, other.crs)) {
      throw new CrsError(
        `the collections are in different systems: ${sources[0].collection} in ${crs.code ?? crs.name}, ${other.collection} in ${other.crs.code ?? other.crs.name}`,
      );
    }
  }
  const unitM = crs.horizontalUnitM;
  if (requested === undefined || requested.toUpperCase() === crs.code?.toUpperCase()) {
    return { crs, toMetres: (east, north) => [east * unitM, north * unitM] };
  }
  const toLonLat = lonLatOf(requested);
  const projection = createProjection(crs);
  return {
    crs,
    toMetres: (first, second) => {
      const [lon, lat] = toLonLat(first, second);
      const [east, north] = projection.fromLonLat(lon, lat);
      return [east * unitM, north * unitM];
    },
  };
}

function lonLatOf(name: string): (first: number, second: number) => [number, number] {
  if (/^(OGC:CRS84|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/(1\.3|0)\/CRS84)$/i.test(name)) {
    return (lon, lat) => [lon, lat];
  }
  const crs = crsFromCode(name);
  if (crs.kind === 'geographic') return (lon, lat) => [lon, lat];
  const projection = createProjection(crs);
  return (east, north) => projection.toLonLat(east, north);
}
