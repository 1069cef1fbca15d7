/** Statistics of the points in each cell of a grid; metres. The mean stands in `cell-mean.ts`. */
import type { GridSpec } from './grid.ts';

export type CellStatistic = 'min' | 'max' | 'median' | 'count';

interface Points {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
}

/**
 * A cell is half-open [west, east) × [south, north). The median of an even number of points is the mean of the middle two.
 * None of them depends on the order of the points.
 * @returns row-major from the south-west; NaN in a cell without points (`count`: 0)
 */
export function cellStatistic(points: Points, grid: GridSpec, statistic: CellStatistic): Float64Array {
  const cells = grid.cols * grid.rows;
  const { cellOf, counts } = assignCells(points, grid);
  if (statistic === 'count') return Float64Array.from(counts);
  const heights = new Float64Array(cells).fill(Number.NaN);
  if (statistic === 'median') {
    fillMedians(points.height, cellOf, counts, heights);
    return heights;
  }
  const sign = statistic === 'max' ? 1 : -1;
  for (let i = 0; i < cellOf.length; i++) {
    const cell = cellOf[i]!;
    if (cell < 0) continue;
    const there = heights[cell]!;
    if (Number.isNaN(there) || sign * (points.height[i]! - there) > 0) heights[cell] = points.height[i]!;
  }
  return heights;
}

/** The cell of each point, −1 outside, and how many there are in each cell. */
function assignCells({ east, north }: Points, { cellSizeM, firstCol, firstRow, cols, rows }: GridSpec) {
  const cellOf = new Int32Array(east.length);
  const counts = new Uint32Array(cols * rows);
  // as `cell-mean.ts`
  const [west, south] = [Math.floor(firstCol), Math.floor(firstRow)];
  const [shiftE, shiftN] = [firstCol - west, firstRow - south];
  for (let i = 0; i < cellOf.length; i++) {
    const col = Math.floor(east[i]! / cellSizeM - shiftE) - west;
    const row = Math.floor(north[i]! / cellSizeM - shiftN) - south;
    const isInside = col >= 0 && row >= 0 && col < cols && row < rows;
    cellOf[i] = isInside ? row * cols + col : -1;
    if (isInside) counts[row * cols + col]!++;
  }
  return { cellOf, counts };
}

function fillMedians(height: Float64Array, cellOf: Int32Array, counts: Uint32Array, medians: Float64Array): void {
  // heights gathered cell by cell: begins[cell] is where the next one of the cell goes
  const begins = new Uint32Array(counts.length);
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    begins[cell] = total;
    total += counts[cell]!;
  }
  const sorted = new Float64Array(total);
  for (let i = 0; i < cellOf.length; i++) {
    const cell = cellOf[i]!;
    if (cell >= 0) sorted[begins[cell]!++] = height[i]!;
  }
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell]!;
    if (count === 0) continue;
    const own = sorted.subarray(begins[cell]! - count, begins[cell]!).sort();
    const middle = count >> 1;
    medians[cell] = count % 2 === 1 ? own[middle]! : (own[middle - 1]! + own[middle]!) / 2;
  }
}
