/** A viewshed as a cloud optimized GeoTIFF and as a picture. */
import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { SEEN } from '#core/sight/viewshed.ts';
import { gridBounds } from '#core/surface/grid.ts';
import { writeCog } from '#core/tiff/cog.ts';
import type { FileResult } from '../file-result.ts';
import { SOFTWARE } from '../software.ts';
import type { MeasuredViewshed } from './measure-viewshed.ts';

/** One byte a cell: 0 hidden, 1 visible, 2 unknown (判定不可); 255 is outside of the radius. */
export function viewshedCog({ scene, grid, seen }: MeasuredViewshed): FileResult {
  const { crs } = scene.frame;
  const { minE, maxN } = gridBounds(grid);
  const bytes = writeCog(
    {
      cols: grid.cols,
      rows: grid.rows,
      bands: [northUp(seen, grid.cols, grid.rows)],
      west: minE / crs.horizontalUnitM,
      north: maxN / crs.horizontalUnitM,
      step: grid.cellSizeM / crs.horizontalUnitM,
      crs: { ...crs, verticalCode: null },
      noData: SEEN.outside,
      resampling: 'nearest',
      software: SOFTWARE,
      descriptions: ['0 hidden, 1 visible, 2 unknown'],
    },
    (tile) => deflateSync(tile),
  );
  return {
    kind: 'file',
    mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
    fileName: 'viewshed.tif',
    title: 'Viewshed: 0 hidden, 1 visible, 2 unknown',
    bytes,
  };
}

/** Red, green, blue, opacity of hidden, visible, unknown: told apart without colour sight by their lightness. */
const COLOURS: Readonly<Record<number, readonly [number, number, number, number]>> = {
  [SEEN.hidden]: [60, 66, 80, 150],
  [SEEN.visible]: [255, 212, 59, 200],
  [SEEN.unknown]: [190, 75, 219, 140],
};

/** One pixel a cell, north up, with a world file. */
export function viewshedPicture({ scene, grid, seen }: MeasuredViewshed): FileResult {
  const { cols, rows, cellSizeM } = grid;
  const pixels = new Uint8Array(4 * cols * rows);
  for (const [i, one] of northUp(seen, cols, rows).entries()) pixels.set(COLOURS[one] ?? [0, 0, 0, 0], 4 * i);
  const unitM = scene.frame.crs.horizontalUnitM;
  const { minE, maxN } = gridBounds(grid);
  const step = cellSizeM / unitM;
  const world = [step, 0, 0, -step, minE / unitM + step / 2, maxN / unitM - step / 2];
  return {
    kind: 'file',
    mediaType: 'image/png',
    fileName: 'viewshed.png',
    title: 'Viewshed 可視領域',
    bytes: new Uint8Array(encode({ width: cols, height: rows, data: pixels, channels: 4, depth: 8 })),
    companions: [{ fileName: 'viewshed.pgw', mediaType: 'text/plain', text: `${world.join('\n')}\n` }],
  };
}

function northUp(seen: Uint8Array, cols: number, rows: number): Uint8Array {
  const turned = new Uint8Array(seen.length);
  for (let row = 0; row < rows; row++) turned.set(seen.subarray(row * cols, (row + 1) * cols), (rows - 1 - row) * cols);
  return turned;
}
