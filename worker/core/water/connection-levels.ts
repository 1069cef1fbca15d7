/**
 * At which level of the water each cell is first joined to the seeds: the least, over all ways from a seed, of the highest
 * cell on the way, both ends included. A cell is wet at level L exactly when its connection level is below L.
 * Priority-flood (Barnes, Lehman & Mulla 2014): cells are taken lowest first; what lies no higher than the water that reaches
 * it goes on a plain stack. Equal heights may be taken in any order, the result is the same.
 */
export interface HeightField {
  readonly cols: number;
  readonly rows: number;
  /** Row-major, metres; NaN is no data. */
  readonly heights: Float64Array;
}

export type Connectivity = 4 | 8;

/**
 * @param seeds cells where the water comes from; those without data are left out
 * @returns metres; NaN where no way leads: no data, or cut off by it
 */
export function connectionLevels(
  { cols, rows, heights }: HeightField,
  seeds: Iterable<number>,
  connectivity: Connectivity,
): Float64Array {
  const levels = new Float64Array(heights.length).fill(Number.NaN);
  const queue = new LevelQueue();
  for (const seed of seeds) {
    const height = heights[seed]!;
    if (Number.isNaN(height) || !Number.isNaN(levels[seed]!)) continue;
    levels[seed] = height;
    queue.push(height, seed);
  }
  const flooded = new CellStack();
  while (queue.size > 0 || flooded.size > 0) {
    const cell = flooded.size > 0 ? flooded.pop() : queue.pop();
    const level = levels[cell]!;
    const col = cell % cols;
    const row = (cell - col) / cols;
    const firstCol = col > 0 ? col - 1 : col;
    const lastCol = col + 1 < cols ? col + 1 : col;
    const firstRow = row > 0 ? row - 1 : row;
    const lastRow = row + 1 < rows ? row + 1 : row;
    for (let r = firstRow; r <= lastRow; r++) {
      for (let c = firstCol; c <= lastCol; c++) {
        if (connectivity === 4 && r !== row && c !== col) continue;
        const next = r * cols + c;
        const height = heights[next]!;
        if (Number.isNaN(height) || !Number.isNaN(levels[next]!)) continue;
        if (height <= level) {
          levels[next] = level;
          flooded.push(next);
        } else {
          levels[next] = height;
          queue.push(height, next);
        }
      }
    }
  }
  return levels;
}

const FIRST_CAPACITY = 1024;

/** Cells in the order in which they came, last first. */
class CellStack {
  private cells = new Int32Array(FIRST_CAPACITY);
  size = 0;

  push(cell: number): void {
    if (this.size === this.cells.length) this.cells = grown(this.cells, new Int32Array(2 * this.size));
    this.cells[this.size++] = cell;
  }

  pop(): number {
    return this.cells[--this.size]!;
  }
}

/** A binary heap of cells, the lowest level on top. */
class LevelQueue {
  private levels = new Float64Array(FIRST_CAPACITY);
  private cells = new Int32Array(FIRST_CAPACITY);
  size = 0;

  push(level: number, cell: number): void {
    if (this.size === this.cells.length) {
      this.levels = grown(this.levels, new Float64Array(2 * this.size));
      this.cells = grown(this.cells, new Int32Array(2 * this.size));
    }
    const { levels, cells } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (levels[parent]! <= level) break;
      levels[at] = levels[parent]!;
      cells[at] = cells[parent]!;
      at = parent;
    }
    levels[at] = level;
    cells[at] = cell;
  }

  pop(): number {
    const { levels, cells } = this;
    const top = cells[0]!;
    const size = --this.size;
    const level = levels[size]!;
    const cell = cells[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && levels[child + 1]! < levels[child]!) child++;
      if (levels[child]! >= level) break;
      levels[at] = levels[child]!;
      cells[at] = cells[child]!;
      at = child;
    }
    levels[at] = level;
    cells[at] = cell;
    return top;
  }
}

function grown<A extends Float64Array | Int32Array>(from: A, into: A): A {
  into.set(from);
  return into;
}
