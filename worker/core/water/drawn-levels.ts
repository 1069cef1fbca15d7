/** Heights and connection levels made coarse enough to draw. */
import { blocksOf, type GridSpec } from '../surface/grid.ts';

/** Most cells of a grid for drawing: 600 m square at one metre. */
export const MAX_LEVEL_CELLS = 400_000;

export interface DrawnLevels {
  readonly cols: number;
  readonly rows: number;
  /** South-western corner, units of the CRS. */
  readonly originE: number;
  readonly originN: number;
  readonly cellSizeM: number;
  /** Row by row from the south-west, metres, three decimals; null is no data. */
  readonly heightsM: readonly (number | null)[];
  /** How far above its own height a cell is first joined to the seeds; null: never, or no data. */
  readonly connectsAboveM: readonly (number | null)[];
}

/**
 * Blocks of cells as large as needed: their mean height, and the least connection level among them. Where a block is one
 * cell, the grid itself, rounded to millimetres.
 * @param unitM metres per unit of the CRS
 */
export function drawnLevels(
  grid: GridSpec,
  heights: Float64Array,
  connections: Float64Array,
  unitM: number,
  maxCells = MAX_LEVEL_CELLS,
): DrawnLevels {
  const { block, cols, rows } = blocksOf(grid, maxCells);
  const counts = new Uint32Array(cols * rows);
  const sums = new Float64Array(cols * rows);
  const least = new Float64Array(cols * rows).fill(Number.POSITIVE_INFINITY);
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, cell++) {
      const height = heights[cell]!;
      if (Number.isNaN(height)) continue;
      const target = Math.floor(row / block) * cols + Math.floor(col / block);
      counts[target]!++;
      sums[target]! += height;
      if (connections[cell]! < least[target]!) least[target] = connections[cell]!;
    }
  }
  const millimetres = (value: number) => Math.round(value * 1000) / 1000;
  const heightsM = Array.from(sums, (sum, i) => (counts[i]! > 0 ? millimetres(sum / counts[i]!) : null));
  const connectsAboveM = Array.from(least, (level, i) => {
    const height = heightsM[i] ?? null;
    return height === null || level === Number.POSITIVE_INFINITY ? null : Math.max(0, millimetres(level - height));
  });
  return {
    cols,
    rows,
    originE: (grid.firstCol * grid.cellSizeM) / unitM,
    originN: (grid.firstRow * grid.cellSizeM) / unitM,
    cellSizeM: grid.cellSizeM * block,
    heightsM,
    connectsAboveM,
  };
}
