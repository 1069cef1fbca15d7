/** Means over square windows of a grid, no data left out. */

export interface WindowMean {
  /** Mean over the valid cells of the window around each cell; NaN when it has none. */
  readonly means: Float64Array;
  /** Valid cells in the window. */
  readonly counts: Uint32Array;
}

/**
 * @param values row-major, NaN is no data
 * @param reach cells on each side of the middle one: the window is 2·reach + 1 wide; it is cut off at the grid's border
 */
export function windowMean(values: Float64Array, cols: number, rows: number, reach: number): WindowMean {
  const rowSums = new Float64Array(values.length);
  const rowCounts = new Uint32Array(values.length);
  for (let row = 0; row < rows; row++) slide(row * cols, 1, cols, reach, values, null, rowSums, rowCounts);
  const means = new Float64Array(values.length);
  const counts = new Uint32Array(values.length);
  for (let col = 0; col < cols; col++) slide(col, cols, rows, reach, rowSums, rowCounts, means, counts);
  for (let cell = 0; cell < means.length; cell++) {
    means[cell] = counts[cell]! > 0 ? means[cell]! / counts[cell]! : Number.NaN;
  }
  return { means, counts };
}

/** Window sums along one line of cells. Without `countsIn`, NaN counts 0 and all else 1. */
function slide(
  begin: number,
  step: number,
  length: number,
  reach: number,
  valuesIn: Float64Array,
  countsIn: Uint32Array | null,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  let sum = 0;
  let count = 0;
  const shift = (position: number, sign: 1 | -1) => {
    const value = valuesIn[begin + position * step]!;
    const size = countsIn ? countsIn[begin + position * step]! : Number.isNaN(value) ? 0 : 1;
    if (size === 0) return;
    sum += sign * value;
    count += sign * size;
  };
  for (let i = 0; i < Math.min(reach, length); i++) shift(i, 1);
  for (let i = 0; i < length; i++) {
    if (i + reach < length) shift(i + reach, 1);
    if (i - reach - 1 >= 0) shift(i - reach - 1, -1);
    // what adding and taking away has left by rounding is not a value
    if (count === 0) sum = 0;
    sums[begin + i * step] = sum;
    counts[begin + i * step] = count;
  }
}
