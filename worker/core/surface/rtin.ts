/**
 * Fewer triangles for a grid of heights: a right-triangulated irregular network. A square is two right triangles; a triangle is
 * halved at the middle of its longest side as long as leaving that node out could make an error larger than allowed.
 *
 * ```
 *   +-------+      +---+---+     diagonals of the four quarters meet in the middle of the
 *   |     / |      | \ | / |     square, so a node is the middle of one longest side only
 *   |   /   |  →   +---+---+     (of two triangles, one on each side of it)
 *   | /     |      | / | \ |
 *   +-------+      +---+---+
 * ```
 * What a node left out does to the surface is a tent over the two triangles that share its side, as high as the node stands
 * off the side; tents of finer nodes stand on it. A node's bound is its own tent plus the larger of its children's bounds: no
 * node of the grid is further from the triangles than the bound. Neighbours split alike, so there are no cracks.
 * Idea: Evans, Kirkpatrick & Townsend, "Right-Triangulated Irregular Networks" (2001).
 */
import { LimitError } from '../errors.ts';

export interface GridNodes {
  readonly cols: number;
  readonly rows: number;
  /** Row by row from the south; NaN is no data. */
  readonly heights: ArrayLike<number>;
}

export interface GridMesh {
  /** Column and row of each vertex. */
  readonly col: Uint32Array;
  readonly row: Uint32Array;
  /** Vertices of each triangle, anticlockwise seen from above (columns to the east, rows to the north). */
  readonly triangles: Uint32Array;
}

/** Most nodes on a side: 4097. */
const MAX_LEVELS = 12;

/**
 * Triangles over the nodes that have data; no triangle stands on a node without.
 * @param maxError in units of the heights; 0 leaves out only what lies exactly on the others
 * @throws {LimitError} for a grid of more than 4097 nodes on a side
 */
export function gridMesh(grid: GridNodes, maxError: number): GridMesh {
  const levels = Math.max(1, Math.ceil(Math.log2(Math.max(grid.cols, grid.rows) - 1)));
  if (levels > MAX_LEVELS) {
    const limit = 2 ** MAX_LEVELS + 1;
    const actual = Math.max(grid.cols, grid.rows);
    throw new LimitError(`triangles: expected at most ${limit} nodes on a side, seen ${actual}: take larger cells`, {
      limit,
      actual,
    });
  }
  const size = 2 ** levels;
  const field = paddedField(grid, size);
  return collect(field, size, errorBounds(field, size), maxError);
}

/** The heights on a square of size + 1 nodes; no data beyond the grid. */
function paddedField({ cols, rows, heights }: GridNodes, size: number): Float32Array | Float64Array {
  const side = size + 1;
  const field = new Float64Array(side * side).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) field[row * side + col] = heights[row * cols + col]!;
  }
  return field;
}

/** The largest error that leaving out a node, and all that hang on it, could make. */
function errorBounds(field: ArrayLike<number>, size: number): Float64Array {
  const side = size + 1;
  const bounds = new Float64Array(side * side);
  const tent = (middle: number, a: number, b: number) => {
    const [h, ha, hb] = [field[middle]!, field[a]!, field[b]!];
    const missing = (Number.isNaN(h) ? 1 : 0) + (Number.isNaN(ha) ? 1 : 0) + (Number.isNaN(hb) ? 1 : 0);
    // the border of a void is kept to the node
    if (missing > 0) return missing === 3 ? 0 : Number.POSITIVE_INFINITY;
    return Math.abs(h - (ha + hb) / 2);
  };
  const at = (col: number, row: number) =>
    col < 0 || row < 0 || col > size || row > size ? 0 : bounds[row * side + col]!;
  for (let s = 2; s <= size; s *= 2) {
    const half = s / 2;
    const quarter = s / 4;
    // sides of length s along rows and columns; below them hang the middles of the squares of half the size
    for (let row = 0; row <= size; row += s) {
      for (let col = half; col < size; col += s) {
        for (const [c, r, dc, dr] of [
          [col, row, half, 0],
          [row, col, 0, half],
        ] as const) {
          const middle = r * side + c;
          const own = tent(middle, (r - dr) * side + c - dc, (r + dr) * side + c + dc);
          let below = 0;
          if (s > 2) {
            below = Math.max(
              at(c - quarter, r - quarter),
              at(c + quarter, r - quarter),
              at(c - quarter, r + quarter),
              at(c + quarter, r + quarter),
            );
          }
          bounds[middle] = own + below;
        }
      }
    }
    // diagonals of squares of size s; below them hang the middles of the square's sides
    for (let row = 0; row < size; row += s) {
      for (let col = 0; col < size; col += s) {
        const isRising = (col / s + row / s) % 2 === 0;
        const [a, b] = isRising
          ? [row * side + col, (row + s) * side + col + s]
          : [row * side + col + s, (row + s) * side + col];
        const [c, r] = [col + half, row + half];
        const below = Math.max(at(col, r), at(col + s, r), at(c, row), at(c, row + s));
        bounds[r * side + c] = tent(r * side + c, a, b) + below;
      }
    }
  }
  return bounds;
}

function collect(field: ArrayLike<number>, size: number, bounds: Float64Array, maxError: number): GridMesh {
  const side = size + 1;
  const numberOf = new Map<number, number>();
  const triangles: number[] = [];
  const vertex = (node: number) => {
    let number = numberOf.get(node);
    if (number === undefined) {
      number = numberOf.size;
      numberOf.set(node, number);
    }
    return number;
  };
  // corners a and b of the longest side, c opposite; anticlockwise
  const stack: [a: number, b: number, c: number][] = [
    [size * side + size, 0, size],
    [0, size * side + size, size * side],
  ];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [a, b, c] = top;
    const middle = middleOf(a, b, side);
    if (middle !== null && bounds[middle]! > maxError) {
      stack.push([b, c, middle], [c, a, middle]);
      continue;
    }
    if (Number.isNaN(field[a]! + field[b]! + field[c]!)) continue;
    triangles.push(vertex(a), vertex(b), vertex(c));
  }
  const nodes = Uint32Array.from(numberOf.keys());
  return {
    col: nodes.map((node) => node % side),
    row: nodes.map((node) => Math.floor(node / side)),
    triangles: Uint32Array.from(triangles),
  };
}

/** The node half-way between two; null where there is none. */
function middleOf(a: number, b: number, side: number): number | null {
  const [aCol, bCol] = [a % side, b % side];
  const [aRow, bRow] = [(a - aCol) / side, (b - bCol) / side];
  if ((aCol + bCol) % 2 !== 0 || (aRow + bRow) % 2 !== 0) return null;
  return ((aRow + bRow) / 2) * side + (aCol + bCol) / 2;
}
