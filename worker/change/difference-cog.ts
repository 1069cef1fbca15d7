/** The difference surface as a cloud optimized GeoTIFF. */
import type { FileResult } from '../file-result.ts';
import { COG_MEDIA_TYPE, gridCog } from '../grids/formats/grid-cog.ts';
import type { ChangeAnswer } from './change-result.ts';

/** compared − existing in metres, 32-bit floats; NaN is no data, or outside of the area. */
export function differenceCog({ frame, differences }: ChangeAnswer): FileResult {
  const bytes = gridCog({
    grid: differences.grid,
    values: Float32Array.from(differences.differencesM),
    crs: frame.crs,
    verticalCode: null,
    noData: Number.NaN,
    description: 'compared - existing, metres',
  });
  return {
    kind: 'file',
    mediaType: COG_MEDIA_TYPE,
    fileName: 'difference.tif',
    title: 'Difference (compared − existing), metres',
    bytes,
  };
}
