/** Where the data end: there the water would run on, and nobody knows where to. */
import type { HeightField } from './connection-levels.ts';

export interface DataEdge {
  /** 1: no data, and open to the outside of the grid through cells without data. */
  readonly outside: Uint8Array;
  /** Cells without data that are wholly surrounded by data. */
  readonly voidCells: number;
}

/** Gaps are followed through sides. A cell outside of the area counts as one without data. */
export function dataEdge({ cols, rows, heights }: HeightField): DataEdge {
  const outside = new Uint8Array(heights.length);
  const stack: number[] = [];
  const visit = (cell: number) => {
    if (outside[cell] !== 0 || !Number.isNaN(heights[cell]!)) return;
    outside[cell] = 1;
    stack.push(cell);
  };
  for (let col = 0; col < cols; col++) {
    visit(col);
    visit((rows - 1) * cols + col);
  }
  for (let row = 0; row < rows; row++) {
    visit(row * cols);
    visit(row * cols + cols - 1);
  }
  for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
    const col = cell % cols;
    if (col > 0) visit(cell - 1);
    if (col + 1 < cols) visit(cell + 1);
    if (cell >= cols) visit(cell - cols);
    if (cell + cols < heights.length) visit(cell + cols);
  }
  let voidCells = 0;
  for (let cell = 0; cell < heights.length; cell++) {
    if (Number.isNaN(heights[cell]!) && outside[cell] === 0) voidCells++;
  }
  return { outside, voidCells };
}

/**
 * Above this level water stands at the edge: the least connection level of the cells that lie at the border of the grid, or touch
 * the outside with a side or a corner.
 * @returns metres; null where no water ever gets there
 */
export function edgeLevel(
  { cols, rows }: Pick<HeightField, 'cols' | 'rows'>,
  connections: Float64Array,
  { outside }: DataEdge,
): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, cell++) {
      if (!(connections[cell]! < least)) continue;
      const isBorder = row === 0 || col === 0 || row + 1 === rows || col + 1 === cols;
      if (isBorder || touches(outside, cols, cell)) least = connections[cell]!;
    }
  }
  return least === Number.POSITIVE_INFINITY ? null : least;
}

/** @param cell not at the border of the grid */
function touches(outside: Uint8Array, cols: number, cell: number): boolean {
  for (let row = cell - cols; row <= cell + cols; row += cols) {
    if (outside[row - 1] || outside[row] || outside[row + 1]) return true;
  }
  return false;
}
