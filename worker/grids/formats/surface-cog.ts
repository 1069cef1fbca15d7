/** Heights as a cloud optimized GeoTIFF. */
import { deflateSync } from 'node:zlib';
import type { SurfaceKind, SurfaceSampling } from '#core/contract/make-surface.ts';
import type { Crs } from '#core/crs/crs.ts';
import { verticalDatumCode } from '#core/crs/vertical-datum.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import { writeCog } from '#core/tiff/cog.ts';
import { SOFTWARE } from '../../software.ts';

export const COG_MEDIA_TYPE = 'image/tiff; application=geotiff; profile=cloud-optimized';

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
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  const { horizontalUnitM } = crs;
  const isElevation = kind !== 'canopy' && sampling !== 'count';
  const verticalCode = isElevation && verticalDatum !== null ? verticalDatumCode(verticalDatum) : null;
  return writeCog(
    {
      cols,
      rows,
      bands: [northUp(heights, cols, rows)],
      west: (firstCol * cellSizeM) / horizontalUnitM,
      north: ((firstRow + rows) * cellSizeM) / horizontalUnitM,
      step: cellSizeM / horizontalUnitM,
      crs: { ...crs, verticalCode },
      noData: Number.NaN,
      software: SOFTWARE,
      ...(smallestOverview === undefined ? {} : { smallestOverview }),
      descriptions: [sampling === 'count' ? 'number of points' : NAMES[kind]],
    },
    (tile) => deflateSync(tile),
  );
}

/** The same rows from the north. */
export function northUp(heights: Float32Array, cols: number, rows: number): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(heights.length);
  for (let row = 0; row < rows; row++) {
    turned.set(heights.subarray(row * cols, (row + 1) * cols), (rows - 1 - row) * cols);
  }
  return turned;
}
