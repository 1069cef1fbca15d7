/** A viewshed as a cloud optimized GeoTIFF and as a picture. */
import { encode } from 'fast-png';
import { SEEN } from '#core/sight/viewshed.ts';
import { gridBounds, northUp } from '#core/surface/grid.ts';
import type { FileResult } from '../file-result.ts';
import { COG_MEDIA_TYPE, gridCog } from '../grids/formats/grid-cog.ts';
import type { MeasuredViewshed } from './measure-viewshed.ts';

/** One byte a cell: 0 hidden, 1 visible, 2 unknown (判定不可); 255 is outside of the radius. */
export function viewshedCog({ scene, grid, seen }: MeasuredViewshed): FileResult {
  const bytes = gridCog({
    grid,
    values: seen,
    crs: scene.frame.crs,
    verticalCode: null,
    noData: SEEN.outside,
    resampling: 'nearest',
    description: '0 hidden, 1 visible, 2 unknown',
  });
  return {
    kind: 'file',
    mediaType: COG_MEDIA_TYPE,
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
