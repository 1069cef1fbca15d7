/** The difference surface as a cloud optimized GeoTIFF. */
import { deflateSync } from 'node:zlib';
import { writeCog } from '#core/tiff/cog.ts';
import type { FileResult } from '../file-result.ts';
import { SOFTWARE } from '../software.ts';
import type { ChangeAnswer } from './change-result.ts';

/** compared − existing in metres, 32-bit floats; NaN is no data, or outside of the area. */
export function differenceCog({ frame, differences }: ChangeAnswer): FileResult {
  const { grid, differencesM } = differences;
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  const { horizontalUnitM } = frame.crs;
  const band = new Float32Array(differencesM.length);
  for (let row = 0; row < rows; row++) {
    const target = (rows - 1 - row) * cols;
    for (let col = 0; col < cols; col++) band[target + col] = differencesM[row * cols + col]!;
  }
  const bytes = writeCog(
    {
      cols,
      rows,
      bands: [band],
      west: (firstCol * cellSizeM) / horizontalUnitM,
      north: ((firstRow + rows) * cellSizeM) / horizontalUnitM,
      step: cellSizeM / horizontalUnitM,
      // differences stand on no datum
      crs: { ...frame.crs, verticalCode: null },
      noData: Number.NaN,
      software: SOFTWARE,
      descriptions: ['compared - existing, metres'],
    },
    (tile) => deflateSync(tile),
  );
  return {
    kind: 'file',
    mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
    fileName: 'difference.tif',
    title: 'Difference (compared − existing), metres',
    bytes,
  };
}
