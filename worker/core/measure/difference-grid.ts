/** A difference surface made coarse enough to draw. */
import type { DifferenceGrid } from '../contract/cut-fill-volume.ts';
import { blocksOf, type GridSpec } from '../surface/grid.ts';

/** Most cells of a grid for drawing. */
export const MAX_DRAWN_CELLS = 250_000;

/**
 * Means of blocks of cells inside the area; null where none has both surfaces. The block is the smallest square that
 * brings the grid to `maxCells` or fewer.
 * @param unitM metres per unit of the CRS, in which the origin is given
 */
export function differenceGrid(
  grid: GridSpec,
  cellAreasM2: Float64Array,
  differencesM: Float64Array,
  comparedM: Float64Array,
  unitM: number,
  maxCells = MAX_DRAWN_CELLS,
): DifferenceGrid {
  const { block, cols, rows } = blocksOf(grid, maxCells);
  const counts = new Uint32Array(cols * rows);
  const values = new Float64Array(cols * rows);
  const heights = new Float64Array(cols * rows);
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, cell++) {
      if (cellAreasM2[cell] === 0 || Number.isNaN(differencesM[cell]!)) continue;
      const target = Math.floor(row / block) * cols + Math.floor(col / block);
      counts[target]!++;
      values[target]! += differencesM[cell]!;
      heights[target]! += comparedM[cell]!;
    }
  }
  const millimetre = (sum: number, count: number) => Math.round((sum / count) * 1000) / 1000;
  const means = (sums: Float64Array) =>
    Array.from(sums, (sum, i) => (counts[i]! > 0 ? millimetre(sum, counts[i]!) : null));
  return {
    cols,
    rows,
    originE: (grid.firstCol * grid.cellSizeM) / unitM,
    originN: (grid.firstRow * grid.cellSizeM) / unitM,
    cellSizeM: grid.cellSizeM * block,
    valuesM: means(values),
    heightsM: means(heights),
  };
}
