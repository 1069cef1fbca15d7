/**
 * Borders of a connected part of a grid as closed rings along the cells' sides. Outer rings run counter-clockwise, holes
 * clockwise; where cells meet at a corner only, the ring is parted there, so that no ring meets itself.
 */
import type { CellBox } from './changes.ts';

/** Corners of cells; the first is not repeated at the end. */
export interface LatticeRing {
  readonly cols: Int32Array;
  readonly rows: Int32Array;
  /** In cells; negative for a hole. */
  readonly area: number;
}

/** Directions of a side with the cell to its left, and the steps along them. */
const [EAST, NORTH, WEST, SOUTH] = [0, 1, 2, 3] as const;
const STEP_COL = [1, 0, -1, 0] as const;
const STEP_ROW = [0, 1, 0, -1] as const;

/**
 * @param labels row-major over `cols` columns; the cells of `label` lie in `box`
 * @param minCells smaller rings are left out, but not the largest outer one
 */
export function traceRings(labels: Int32Array, cols: number, label: number, box: CellBox, minCells = 0): LatticeRing[] {
  const width = box.endCol - box.beginCol + 1;
  const sides = sidesOf(labels, cols, label, box, width);
  const rings: LatticeRing[] = [];
  // where on the way each corner was passed, plus one
  const passed = new Int32Array(sides.length);
  let largest = 0;
  const add = (corners: readonly number[]) => {
    const ring = straightened(corners);
    const area = latticeArea(ring, width);
    if (Math.abs(area) < minCells && area <= largest) return;
    if (area > largest) largest = area;
    rings.push(toRing(ring, area));
  };
  const toRing = (ring: readonly number[], area: number): LatticeRing => {
    return {
      cols: Int32Array.from(ring, (corner) => box.beginCol + (corner % width)),
      rows: Int32Array.from(ring, (corner) => box.beginRow + Math.floor(corner / width)),
      area,
    };
  };
  for (let corner = 0; corner < sides.length; corner++) {
    while (sides[corner] !== 0) walk(sides, passed, corner, width, add);
  }
  return rings;
}

/** For each corner of the box a bit for every side that starts there. */
function sidesOf(labels: Int32Array, cols: number, label: number, box: CellBox, width: number): Uint8Array {
  const sides = new Uint8Array(width * (box.endRow - box.beginRow + 1));
  const isPart = (col: number, row: number) =>
    col >= box.beginCol &&
    col < box.endCol &&
    row >= box.beginRow &&
    row < box.endRow &&
    labels[row * cols + col] === label;
  for (let row = box.beginRow; row < box.endRow; row++) {
    for (let col = box.beginCol; col < box.endCol; col++) {
      if (labels[row * cols + col] !== label) continue;
      const corner = (row - box.beginRow) * width + (col - box.beginCol);
      if (!isPart(col, row - 1)) sides[corner]! |= 1 << EAST;
      if (!isPart(col + 1, row)) sides[corner + 1]! |= 1 << NORTH;
      if (!isPart(col, row + 1)) sides[corner + width + 1]! |= 1 << WEST;
      if (!isPart(col - 1, row)) sides[corner + width]! |= 1 << SOUTH;
    }
  }
  return sides;
}

/** Follows sides from a corner until it is back there; takes them away. Parts the way wherever it meets itself. */
function walk(
  sides: Uint8Array,
  passed: Int32Array,
  start: number,
  width: number,
  add: (loop: readonly number[]) => void,
): void {
  const way: number[] = [];
  let corner = start;
  for (;;) {
    const before = passed[corner]!;
    if (before > 0) {
      const loop = way.slice(before - 1);
      way.length = before - 1;
      for (const own of loop) passed[own] = 0;
      add(loop);
      if (way.length === 0 && corner === start) return;
    }
    const direction = 31 - Math.clz32(sides[corner]! & -sides[corner]!);
    sides[corner]! &= sides[corner]! - 1;
    way.push(corner);
    passed[corner] = way.length;
    corner += STEP_COL[direction]! + STEP_ROW[direction]! * width;
  }
}

/** Without the corners where the way goes straight on. */
function straightened(loop: readonly number[]): number[] {
  return loop.filter((corner, i) => {
    const before = loop[(i + loop.length - 1) % loop.length]!;
    const after = loop[(i + 1) % loop.length]!;
    return corner - before !== after - corner;
  });
}

/** Twice half of it: shoelace over whole numbers. */
function latticeArea(ring: readonly number[], width: number): number {
  let doubled = 0;
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
    doubled += (a % width) * Math.floor(b / width) - (b % width) * Math.floor(a / width);
  }
  return doubled / 2;
}
