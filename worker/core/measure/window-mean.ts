/** Means over square windows of a grid, no data left out. */

export interface WindowMean {
  /** Mean over the valid cells of the window around each cell; NaN when it has none. */
  readonly means: Float64Array;
  /** Valid cells in the window. */
  readonly counts: Uint16Array | Uint32Array;
}

/**
 * @param values row-major, NaN is no data
 * @param reach cells on each side of the middle one: the window is 2·reach + 1 wide; it is cut off at the grid's border
 */
export function windowMean(values: Float64Array, cols: number, rows: number, reach: number): WindowMean {
  const means = new Float64Array(values.length);
  const widest = (2 * reach + 1) ** 2;
  const counts = widest < 2 ** 16 ? new Uint16Array(values.length) : new Uint32Array(values.length);
  // window sums along the rows that the window holds; the row that leaves makes room for the one that enters
  const held = Math.min(rows, 2 * reach + 2);
  const rowSums = new Float64Array(held * cols);
  const rowCounts = new Uint32Array(held * cols);
  // one running sum a column, moved north row by row: memory is read in its own order
  const sums = new Float64Array(cols);
  const sizes = new Uint32Array(cols);
  const enter = (row: number) => {
    const slot = (row % held) * cols;
    slideAlongRow(row * cols, slot, cols, reach, values, rowSums, rowCounts);
    addRow(slot, 1, cols, rowSums, rowCounts, sums, sizes);
  };
  for (let row = 0; row < Math.min(reach, rows); row++) enter(row);
  for (let row = 0; row < rows; row++) {
    // before the entering row takes its place
    if (row - reach - 1 >= 0) addRow(((row - reach - 1) % held) * cols, -1, cols, rowSums, rowCounts, sums, sizes);
    if (row + reach < rows) enter(row + reach);
    const begin = row * cols;
    for (let col = 0; col < cols; col++) {
      const size = sizes[col]!;
      counts[begin + col] = size;
      means[begin + col] = size > 0 ? sums[col]! / size : Number.NaN;
    }
  }
  return { means, counts };
}

/** Window sums along one row of cells. */
function slideAlongRow(
  begin: number,
  slot: number,
  cols: number,
  reach: number,
  values: Float64Array,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  let sum = 0;
  let count = 0;
  for (let ahead = 0; ahead < cols + reach; ahead++) {
    const entering = ahead < cols ? values[begin + ahead]! : Number.NaN;
    if (!Number.isNaN(entering)) {
      sum += entering;
      count++;
    }
    const behind = ahead - 2 * reach - 1;
    const leaving = behind >= 0 ? values[begin + behind]! : Number.NaN;
    if (!Number.isNaN(leaving)) {
      sum -= leaving;
      count--;
    }
    // what adding and taking away has left by rounding is not a value
    if (count === 0) sum = 0;
    const col = ahead - reach;
    if (col < 0) continue;
    sums[slot + col] = sum;
    counts[slot + col] = count;
  }
}

/** Adds a row's window sums to those of the columns, or takes them away. */
function addRow(
  begin: number,
  sign: 1 | -1,
  cols: number,
  rowSums: Float64Array,
  rowCounts: Uint32Array,
  sums: Float64Array,
  sizes: Uint32Array,
): void {
  for (let col = 0; col < cols; col++) {
    sums[col]! += sign * rowSums[begin + col]!;
    sizes[col]! += sign * rowCounts[begin + col]!;
    if (sizes[col] === 0) sums[col] = 0;
  }
}
