/** The area of a change map, and the way back from metres to the coordinates of the request. */
import type { ChangeMapRequest } from '#core/contract/change-map.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { type Bounds, isEmptyBounds, ringOf } from '#core/geometry/bounds.ts';
import { type AreaGeometry, type Polygon, parsePolygon } from '#core/geometry/polygon.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { placeSurface } from '../measuring/stored-surface.ts';
import { extentOf, type SurfaceSource } from '../measuring/surface-source.ts';

/**
 * That of the request; else the rectangle in which both surfaces have data.
 * @returns metres
 * @throws {GeometryError} {@link parsePolygon}
 * @throws {RequestError} NO_DATA when the surfaces do not meet
 */
export async function areaOf(
  { area }: Pick<ChangeMapRequest, 'area'>,
  storeDir: string,
  sources: readonly SurfaceSource[],
  frame: RequestFrame,
): Promise<Polygon> {
  if (area) return parsePolygon(area as AreaGeometry, frame.toMetres);
  let shared: Bounds = { minE: -Infinity, minN: -Infinity, maxE: Infinity, maxN: Infinity };
  for (const source of sources) {
    if (source.kind === 'plane') continue;
    const own =
      source.kind === 'points' ? extentOf(source.items) : (await placeSurface(storeDir, source, frame.crs)).bounds;
    shared = {
      minE: Math.max(shared.minE, own.minE),
      minN: Math.max(shared.minN, own.minN),
      maxE: Math.min(shared.maxE, own.maxE),
      maxN: Math.min(shared.maxN, own.maxN),
    };
  }
  const { minE, minN, maxE, maxN } = shared;
  if (isEmptyBounds(shared) || minE === maxE || minN === maxN) {
    throw new RequestError('NO_DATA', 'the two surfaces do not meet: nowhere have both of them data');
  }
  return rectangle(shared);
}

export function rectangle(bounds: Bounds): Polygon {
  return parsePolygon({ type: 'Polygon', coordinates: [ringOf(bounds)] });
}

export interface AnswerFrame {
  /** System of the answer's positions; null when it has no code. */
  readonly crs: string | null;
  fromMetres(east: number, north: number): [number, number];
}

/** Positions as the request gives them, rounded to a tenth of a millimetre. */
export function answerFrame({ crs }: RequestFrame, requested: string | undefined): AnswerFrame {
  const { horizontalUnitM, code } = crs;
  if (requested === undefined || requested.toUpperCase() === code?.toUpperCase()) {
    return {
      crs: code,
      fromMetres: (east, north) => [rounded(east / horizontalUnitM, 1e4), rounded(north / horizontalUnitM, 1e4)],
    };
  }
  const source = createProjection(crs);
  const target = /CRS84$/i.test(requested) ? null : crsFromCode(requested);
  const projection = target?.kind === 'projected' ? createProjection(target) : null;
  return {
    crs: requested,
    fromMetres: (east, north) => {
      const [lon, lat] = source.toLonLat(east / horizontalUnitM, north / horizontalUnitM);
      if (!projection) return [rounded(lon, 1e9), rounded(lat, 1e9)];
      const [e, n] = projection.fromLonLat(lon, lat);
      return [rounded(e, 1e4), rounded(n, 1e4)];
    },
  };
}

function rounded(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit;
}
