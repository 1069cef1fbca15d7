/** Heights as a cloud optimized GeoTIFF. */
import type { SurfaceKind, SurfaceSampling } from '#core/contract/make-surface.ts';
import type { Crs } from '#core/crs/crs.ts';
import { verticalDatumCode } from '#core/crs/vertical-datum.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import { gridCog } from './grid-cog.ts';

export interface SurfaceCogInput {
  readonly grid: GridSpec;
  /** Row-major from the south-west, metres; NaN is no data. */
  readonly heights: Float32Array;
  readonly crs: Crs;
  readonly verticalDatum: string | null;
  readonly kind: SurfaceKind;
  readonly sampling: SurfaceSampling;
  /** Overviews go on down to so many cells a side; default: one tile. */
  readonly smallestOverview?: number;
}

const NAMES: Readonly<Record<SurfaceKind, string>> = {
  ground: 'elevation of the ground, metres',
  surface: 'elevation of the surface, metres',
  canopy: 'height of the surface above the ground, metres',
};

/** 32-bit floats, metres; NaN is no data. Elevations carry their vertical datum where it is one of Japan's. */
export function surfaceCog(input: SurfaceCogInput): Uint8Array<ArrayBuffer> {
  const { grid, heights, crs, verticalDatum, kind, sampling, smallestOverview } = input;
  const isElevation = kind !== 'canopy' && sampling !== 'count';
  return gridCog({
    grid,
    values: heights,
    crs,
    verticalCode: isElevation && verticalDatum !== null ? verticalDatumCode(verticalDatum) : null,
    noData: Number.NaN,
    ...(smallestOverview === undefined ? {} : { smallestOverview }),
    description: sampling === 'count' ? 'number of points' : NAMES[kind],
  });
}
