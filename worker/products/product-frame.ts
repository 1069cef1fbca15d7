/** The cells of an item's surfaces. */
import { epsgNumber } from '#core/crs/crs.ts';
import { sheetFromFileName, sheetHolds } from '#core/crs/map-sheet.ts';
import { RequestError } from '#core/errors.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import type { ItemRecord } from '../store/item-record.ts';
import { recordBounds } from './product-plan.ts';

/** Points of a delivery overhang their sheet by centimetres. */
const OVERHANG_M = 1;

/**
 * The cells of the map sheet that the item's id begins with, where its points lie on it; else those whose centre is inside
 * of the points' rectangle. So the surfaces of adjoining items share no cell.
 * @param maxCells the cell size is doubled until they are no more
 */
export function productGrid(record: ItemRecord, cellSizeM: number, maxCells: number): GridSpec {
  if (!(cellSizeM > 0)) throw new RequestError('INVALID_INPUT', `expected a cell size above 0 m, got ${cellSizeM}`);
  const box = frameOf(record);
  for (let cell = cellSizeM; ; cell *= 2) {
    const firstCol = Math.ceil(box.minE / cell - 0.5);
    const firstRow = Math.ceil(box.minN / cell - 0.5);
    const cols = Math.max(1, Math.ceil(box.maxE / cell - 0.5) - firstCol);
    const rows = Math.max(1, Math.ceil(box.maxN / cell - 0.5) - firstRow);
    if (cols * rows <= maxCells) return { cellSizeM: cell, firstCol, firstRow, cols, rows };
  }
}

function frameOf(record: ItemRecord) {
  const bounds = recordBounds(record);
  const sheet = sheetFromFileName(record.id, bounds);
  const isOn = sheet !== null && sheet.epsg === epsgNumber(record.crs.code) && sheetHolds(sheet, bounds, OVERHANG_M);
  return isOn ? sheet : bounds;
}
