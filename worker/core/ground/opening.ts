/**
 * Morphological opening of a grid by a disc: every height goes down to the highest level at which a disc, all of whose
 * cells lie at least as high, covers it. Empty cells (NaN) and what lies outside the grid take no part.
 *
 * A disc is a stack of row pieces. The lowest value of every piece comes from a table of the lowest of 1, 2, 4 … cells
 * (two look-ups a piece), so that a radius of r costs about r steps a cell, not r².
 */

/** @returns a new grid; NaN stays NaN */
export function openByDisc(cells: Float32Array, cols: number, rows: number, radius: number): Float32Array {
  const eroded = new Float32Array(cells.length);
  for (let i = 0; i < cells.length; i++) eroded[i] = Number.isNaN(cells[i]) ? Number.POSITIVE_INFINITY : cells[i]!;
  const low = lowestInDisc(eroded, cols, rows, radius);
  // highest = −lowest of −; an erosion counts at cells with a height only
  for (let i = 0; i < cells.length; i++) eroded[i] = Number.isNaN(cells[i]) ? Number.POSITIVE_INFINITY : -low[i]!;
  const high = lowestInDisc(eroded, cols, rows, radius);
  for (let i = 0; i < cells.length; i++) high[i] = Number.isNaN(cells[i]) ? Number.NaN : -high[i]!;
  return high;
}

function lowestInDisc(cells: Float32Array, cols: number, rows: number, radius: number): Float32Array {
  const out = new Float32Array(cells.length).fill(Number.POSITIVE_INFINITY);
  const halfWidths = Array.from({ length: radius + 1 }, (_, dy) => Math.floor(Math.sqrt(radius * radius - dy * dy)));
  const padded = cols + 2 * radius;
  const levels = Math.floor(Math.log2(2 * radius + 1)) + 1;
  const tables = Array.from({ length: levels }, () => new Float32Array(padded));
  for (let row = 0; row < rows; row++) {
    fillTables(tables, cells.subarray(row * cols, (row + 1) * cols), radius);
    for (let dy = 0; dy <= radius; dy++) {
      const half = halfWidths[dy]!;
      const level = Math.floor(Math.log2(2 * half + 1));
      const table = tables[level]!;
      const first = radius - half;
      const second = radius + half + 1 - (1 << level);
      if (row >= dy) lower(out, (row - dy) * cols, cols, table, first, second);
      if (dy > 0 && row + dy < rows) lower(out, (row + dy) * cols, cols, table, first, second);
    }
  }
  return out;
}

/** tables[p][i] = lowest of the 2^p cells from i on, of the row with `radius` empty cells before and behind it. */
function fillTables(tables: readonly Float32Array[], row: Float32Array, radius: number): void {
  const first = tables[0]!;
  first.fill(Number.POSITIVE_INFINITY);
  first.set(row, radius);
  for (let p = 1; p < tables.length; p++) {
    const [from, to, step] = [tables[p - 1]!, tables[p]!, 1 << (p - 1)];
    const last = to.length - step;
    for (let i = 0; i < to.length; i++) {
      const a = from[i]!;
      const b = i < last ? from[i + step]! : Number.POSITIVE_INFINITY;
      to[i] = a < b ? a : b;
    }
  }
}

function lower(out: Float32Array, at: number, cols: number, table: Float32Array, first: number, second: number): void {
  for (let i = 0; i < cols; i++) {
    const a = table[first + i]!;
    const b = table[second + i]!;
    const value = a < b ? a : b;
    if (value < out[at + i]!) out[at + i] = value;
  }
}
