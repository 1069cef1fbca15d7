/** A grid of values as a cloud optimized GeoTIFF. */
import { deflateSync } from 'node:zlib';
import type { Crs } from '#core/crs/crs.ts';
import { type GridSpec, gridBounds, northUp } from '#core/surface/grid.ts';
import { type CogImage, writeCog } from '#core/tiff/cog.ts';
import { SOFTWARE } from '../../software.ts';

export const COG_MEDIA_TYPE = 'image/tiff; application=geotiff; profile=cloud-optimized';

export interface GridCog extends Pick<CogImage, 'noData' | 'resampling' | 'smallestOverview'> {
  readonly grid: GridSpec;
  /** Row-major from the south-west. */
  readonly values: Float32Array | Uint8Array;
  readonly crs: Crs;
  /** Name (`EPSG:6695`) of the datum that values stand on; null where they stand on none, as depths and differences. */
  readonly verticalCode: string | null;
  /** Tells what the values are, in which unit. */
  readonly description: string;
}

/** One band, its samples of the values' own type. */
export function gridCog({ grid, values, crs, verticalCode, description, ...rest }: GridCog): Uint8Array<ArrayBuffer> {
  const { cols, rows, cellSizeM } = grid;
  const { horizontalUnitM } = crs;
  const { minE, maxN } = gridBounds(grid);
  return writeCog(
    {
      ...rest,
      cols,
      rows,
      bands: [northUp(values, cols, rows)],
      west: minE / horizontalUnitM,
      north: maxN / horizontalUnitM,
      step: cellSizeM / horizontalUnitM,
      crs: { ...crs, verticalCode },
      software: SOFTWARE,
      descriptions: [description],
    },
    (tile) => deflateSync(tile),
  );
}
