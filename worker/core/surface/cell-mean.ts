/** Mean height of the points in each cell. */
import { spatialOrder } from '../geometry/spatial-order.ts';
import type { GridSpec } from './grid.ts';
import type { SurfaceSamples } from './surface-samples.ts';

/**
 * Averages the points (metres) that fall into each cell; a cell is half-open [west, east) × [south, north). An empty
 * cell is no data (NaN). Points are summed in spatial order, so the digits do not depend on the order they come in.
 */
export function sampleCellMean(
  points: { east: Float64Array; north: Float64Array; height: Float64Array },
  grid: GridSpec,
): SurfaceSamples {
  const heights = new Float64Array(grid.cols * grid.rows);
  const countOfCell = new Uint32Array(heights.length);
  const order = spatialOrder(points.east, points.north, points.height);
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!;
    const col = Math.floor(points.east[index]! / grid.cellSizeM) - grid.firstCol;
    const row = Math.floor(points.north[index]! / grid.cellSizeM) - grid.firstRow;
    if (col < 0 || row < 0 || col >= grid.cols || row >= grid.rows) continue;
    const cell = row * grid.cols + col;
    countOfCell[cell]!++;
    // running mean: no large sums
    heights[cell] = heights[cell]! + (points.height[index]! - heights[cell]!) / countOfCell[cell]!;
  }
  for (let cell = 0; cell < heights.length; cell++) if (countOfCell[cell] === 0) heights[cell] = Number.NaN;
  return { grid, heights, support: { kind: 'mean', countOfCell } };
}
