/** Mean height of the points in each cell. */
import type { GridSpec } from './grid.ts';
import type { SurfaceSamples } from './surface-samples.ts';

/** Steps of the coarse and the fine part of a height: multiples of them add up without rounding. */
const COARSE = 2 ** 20;
const FINE = 2 ** 52;

/**
 * Averages the points (metres) that fall into each cell; a cell is half-open [west, east) × [south, north). An empty
 * cell is no data (NaN). Heights are added in two parts, multiples of 2⁻²⁰ m and of 2⁻⁵² m, whose sums are exact (up to four
 * million points a cell), so the digits do not depend on the order of the points.
 */
export function sampleCellMean(
  points: { east: Float64Array; north: Float64Array; height: Float64Array },
  grid: GridSpec,
): SurfaceSamples {
  const { east, north, height } = points;
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  // a grid whose centres stand at whole multiples has its first cell half a cell off
  const [west, south] = [Math.floor(firstCol), Math.floor(firstRow)];
  const [shiftE, shiftN] = [firstCol - west, firstRow - south];
  const coarse = new Float64Array(cols * rows);
  const fine = new Float64Array(cols * rows);
  const countOfCell = new Uint32Array(cols * rows);
  for (let i = 0; i < height.length; i++) {
    const col = Math.floor(east[i]! / cellSizeM - shiftE) - west;
    const row = Math.floor(north[i]! / cellSizeM - shiftN) - south;
    if (col < 0 || row < 0 || col >= cols || row >= rows) continue;
    const cell = row * cols + col;
    const h = height[i]!;
    const whole = Math.round(h * COARSE);
    countOfCell[cell]!++;
    coarse[cell]! += whole;
    fine[cell]! += Math.round((h - whole / COARSE) * FINE);
  }
  const heights = coarse;
  for (let cell = 0; cell < heights.length; cell++) {
    const count = countOfCell[cell]!;
    heights[cell] = count > 0 ? (coarse[cell]! / COARSE + fine[cell]! / FINE) / count : Number.NaN;
  }
  return { grid, heights, support: { kind: 'mean', countOfCell } };
}
