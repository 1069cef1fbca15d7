/**
 * Point-height methods on the four corners of each cell (volume.md, `four-point` and `four-point-columns`). A cell counts with the area
 * of polygon ∩ cell; its corners are the grid's, also those outside the polygon. One corner without a height makes the
 * cell void.
 */
import type { GridSpec } from '../surface/grid.ts';
import { type SurfaceShape, shapeHeights } from '../surface/surface-shape.ts';
import type { CellTotals } from './cut-fill.ts';
import { VolumeTotals } from './volume-totals.ts';

/** compared − existing at the cells' corners: `(cols + 1) × (rows + 1)`, row-major from the south-west, metres; NaN is no data. */
export function cornerDifferences(grid: GridSpec, existing: SurfaceShape, compared: SurfaceShape): Float64Array {
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  const east = Float64Array.from({ length: cols + 1 }, (_, col) => (firstCol + col) * cellSizeM);
  const north = new Float64Array(cols + 1);
  const differences = new Float64Array((cols + 1) * (rows + 1));
  for (let row = 0; row <= rows; row++) {
    north.fill((firstRow + row) * cellSizeM);
    const before = shapeHeights(existing, east, north);
    const after = shapeHeights(compared, east, north);
    for (let col = 0; col <= cols; col++) differences[row * (cols + 1) + col] = after[col]! - before[col]!;
  }
  return differences;
}

/**
 * 4点平均法: every cell is a column as high as the mean of its corners' differences.
 * @param cellAreasM2 of the polygon in every cell
 * @param corners as `cornerDifferences` gives them
 */
export function fourPointVolume(grid: GridSpec, cellAreasM2: Float64Array, corners: Float64Array): CellTotals {
  return sumCorners(grid, cellAreasM2, corners, (totals, areaM2, sw, se, ne, nw) => {
    totals.addColumn(areaM2, (sw + se + ne + nw) / 4);
  });
}

/** 4点柱状法: a quarter of every cell is a column as high as the difference at one corner, with its own sign. */
export function fourPointColumnsVolume(grid: GridSpec, cellAreasM2: Float64Array, corners: Float64Array): CellTotals {
  return sumCorners(grid, cellAreasM2, corners, (totals, areaM2, sw, se, ne, nw) => {
    totals.addColumn(areaM2 / 4, sw);
    totals.addColumn(areaM2 / 4, se);
    totals.addColumn(areaM2 / 4, ne);
    totals.addColumn(areaM2 / 4, nw);
  });
}

type AddCell = (totals: VolumeTotals, areaM2: number, sw: number, se: number, ne: number, nw: number) => void;

function sumCorners(grid: GridSpec, cellAreasM2: Float64Array, corners: Float64Array, addCell: AddCell): CellTotals {
  const totals = new VolumeTotals();
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, cell++) {
      const areaM2 = cellAreasM2[cell]!;
      if (areaM2 === 0) continue;
      const south = row * (grid.cols + 1) + col;
      const north = south + grid.cols + 1;
      const sw = corners[south]!;
      const se = corners[south + 1]!;
      const nw = corners[north]!;
      const ne = corners[north + 1]!;
      if (Number.isNaN(sw + se + ne + nw)) totals.addVoid(areaM2);
      else addCell(totals, areaM2, sw, se, ne, nw);
    }
  }
  return totals.totals();
}
