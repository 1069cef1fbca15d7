/**
 * Which cells of a difference surface changed. A cell beyond the threshold may be noise: one height that is off lifts all
 * cells around it, about a point spacing wide. So most cells of a window of two spacings must be beyond the threshold, with
 * one sign: as the median of the window would be. Straight edges stay where they are; corners are rounded by a cell or two.
 */

export interface ChangedCellsOptions {
  readonly cols: number;
  readonly rows: number;
  /** Row-major, metres; NaN is no data. */
  readonly differencesM: Float64Array;
  /** Least difference that counts, metres; 0 counts everything that is not nothing. */
  readonly thresholdM: number;
  /** Cells on each side of the middle one; 0 takes every cell for itself. */
  readonly reach: number;
}

/** @returns a number a cell: 1 fill, −1 cut, 0 no change or no data */
export function changedCells({ cols, rows, differencesM, thresholdM, reach }: ChangedCellsOptions): Int8Array {
  const kinds = new Int8Array(cols * rows);
  for (let cell = 0; cell < kinds.length; cell++) kinds[cell] = kindOf(differencesM[cell]!, thresholdM);
  if (reach === 0) return kinds;
  const cleaned = new Int8Array(kinds.length);
  const window = new ColumnCounts(cols);
  const addRow = (row: number, sign: 1 | -1) => {
    for (let col = 0, cell = row * cols; col < cols; col++, cell++) {
      if (!Number.isNaN(differencesM[cell]!)) window.add(col, kinds[cell]!, sign);
    }
  };
  for (let row = 0; row < Math.min(reach, rows); row++) addRow(row, 1);
  for (let row = 0; row < rows; row++) {
    if (row + reach < rows) addRow(row + reach, 1);
    if (row - reach - 1 >= 0) addRow(row - reach - 1, -1);
    window.majorities(reach, cleaned.subarray(row * cols, (row + 1) * cols));
  }
  // what most of its neighbours are, a cell is only if it does not say the opposite
  for (let cell = 0; cell < cleaned.length; cell++) {
    const d = differencesM[cell]!;
    const agrees = cleaned[cell] === 1 ? d > 0 : d < 0;
    if (!agrees) cleaned[cell] = 0;
  }
  return cleaned;
}

function kindOf(d: number, thresholdM: number): -1 | 0 | 1 {
  if (!(Math.abs(d) >= thresholdM) || d === 0) return 0;
  return d > 0 ? 1 : -1;
}

/** How many cells of each kind every column of a band of rows holds. */
class ColumnCounts {
  private readonly valid: Int32Array;
  private readonly fill: Int32Array;
  private readonly cut: Int32Array;

  constructor(cols: number) {
    this.valid = new Int32Array(cols);
    this.fill = new Int32Array(cols);
    this.cut = new Int32Array(cols);
  }

  add(col: number, kind: number, sign: 1 | -1): void {
    this.valid[col]! += sign;
    if (kind > 0) this.fill[col]! += sign;
    else if (kind < 0) this.cut[col]! += sign;
  }

  /** Slides a window of 2·reach + 1 columns along the band. */
  majorities(reach: number, target: Int8Array): void {
    const cols = target.length;
    let valid = 0;
    let fill = 0;
    let cut = 0;
    for (let ahead = 0; ahead < cols + reach; ahead++) {
      if (ahead < cols) {
        valid += this.valid[ahead]!;
        fill += this.fill[ahead]!;
        cut += this.cut[ahead]!;
      }
      const behind = ahead - 2 * reach - 1;
      if (behind >= 0) {
        valid -= this.valid[behind]!;
        fill -= this.fill[behind]!;
        cut -= this.cut[behind]!;
      }
      const col = ahead - reach;
      if (col >= 0) target[col] = 2 * fill > valid ? 1 : 2 * cut > valid ? -1 : 0;
    }
  }
}
