/**
 * Fills cells without a height from those around them: a pyramid of means gives a first guess from coarse to fine, and a
 * few steps towards the mean of the neighbours on every level smooth it (so that a slope goes on through the gap).
 * Gaps wider than about 2^{@link LEVELS} cells stay empty in their middle.
 */
const LEVELS = 7;
const SMOOTHINGS = 12;

/** @param cells row-major, NaN is empty; filled in place. Known cells stay as they are. */
export function inpaint(cells: Float32Array, cols: number, rows: number): void {
  fillLevel(cells, cols, rows, LEVELS);
}

function fillLevel(cells: Float32Array, cols: number, rows: number, levelsLeft: number): void {
  const unknown = emptyOf(cells);
  if (unknown.length === 0 || levelsLeft === 0 || cols * rows === 1) return;
  const [halfCols, halfRows] = [(cols + 1) >> 1, (rows + 1) >> 1];
  const coarse = halved(cells, cols, rows, halfCols, halfRows);
  fillLevel(coarse, halfCols, halfRows, levelsLeft - 1);
  for (const cell of unknown) {
    const row = Math.floor(cell / cols);
    cells[cell] = sampleCoarse(coarse, halfCols, halfRows, cell - row * cols, row);
  }
  smooth(cells, cols, rows, unknown);
}

function emptyOf(cells: Float32Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < cells.length; i++) if (Number.isNaN(cells[i])) count++;
  const empty = new Uint32Array(count);
  for (let i = 0, at = 0; i < cells.length; i++) if (Number.isNaN(cells[i])) empty[at++] = i;
  return empty;
}

/** Means of the known ones of each 2 × 2 cells. */
function halved(cells: Float32Array, cols: number, rows: number, halfCols: number, halfRows: number): Float32Array {
  const coarse = new Float32Array(halfCols * halfRows);
  for (let row = 0; row < halfRows; row++) {
    for (let col = 0; col < halfCols; col++) {
      let [sum, count] = [0, 0];
      for (let y = 2 * row; y < Math.min(2 * row + 2, rows); y++) {
        for (let x = 2 * col; x < Math.min(2 * col + 2, cols); x++) {
          const value = cells[y * cols + x]!;
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      }
      coarse[row * halfCols + col] = sum / count;
    }
  }
  return coarse;
}

/** Bilinear between the four coarse centres around a fine cell; empty ones count for nothing. */
function sampleCoarse(coarse: Float32Array, cols: number, rows: number, fineCol: number, fineRow: number): number {
  const [col, row] = [fineCol >> 1, fineRow >> 1];
  const col2 = Math.min(cols - 1, Math.max(0, col + (fineCol & 1 ? 1 : -1)));
  const row2 = Math.min(rows - 1, Math.max(0, row + (fineRow & 1 ? 1 : -1)));
  let [sum, weights] = [0, 0];
  const add = (x: number, y: number, weight: number) => {
    const value = coarse[y * cols + x]!;
    if (Number.isNaN(value)) return;
    sum += weight * value;
    weights += weight;
  };
  add(col, row, 9);
  add(col2, row, 3);
  add(col, row2, 3);
  add(col2, row2, 1);
  return sum / weights;
}

/** Steps towards the mean of the four neighbours: all cells at once, so that no order of cells shows. */
function smooth(cells: Float32Array, cols: number, rows: number, unknown: Uint32Array): void {
  const next = new Float32Array(unknown.length);
  for (let step = 0; step < SMOOTHINGS; step++) {
    for (let i = 0; i < unknown.length; i++) next[i] = neighbourMean(cells, cols, rows, unknown[i]!);
    for (let i = 0; i < unknown.length; i++) cells[unknown[i]!] = next[i]!;
  }
}

function neighbourMean(cells: Float32Array, cols: number, rows: number, cell: number): number {
  const row = Math.floor(cell / cols);
  const col = cell - row * cols;
  const own = cells[cell]!;
  if (Number.isNaN(own)) return own;
  let [sum, count] = [0, 0];
  const add = (value: number) => {
    if (Number.isNaN(value)) return;
    sum += value;
    count++;
  };
  if (col > 0) add(cells[cell - 1]!);
  if (col + 1 < cols) add(cells[cell + 1]!);
  if (row > 0) add(cells[cell - cols]!);
  if (row + 1 < rows) add(cells[cell + cols]!);
  return count === 0 ? own : sum / count;
}
