/** Which cells of a grid points, lines and faces lie on. */
import { type Polygon, polygonHolds } from '../geometry/polygon.ts';
import { centreEast, centreNorth, type GridSpec } from '../surface/grid.ts';

/** Positions in metres. */
export type PlanePosition = readonly [east: number, north: number];

/** The cell of a position, or −1 outside. The grid's east and north sides belong to its last cells. */
export function cellOf({ cellSizeM, firstCol, firstRow, cols, rows }: GridSpec, [east, north]: PlanePosition): number {
  const x = east / cellSizeM - firstCol;
  const y = north / cellSizeM - firstRow;
  if (!(x >= 0 && y >= 0 && x <= cols && y <= rows)) return -1;
  return Math.min(rows - 1, Math.floor(y)) * cols + Math.min(cols - 1, Math.floor(x));
}

/**
 * The cells that a line passes, each joined to the next by a side: where the line runs through a corner, one of the two
 * cells beside it is taken too. Parts outside of the grid are left out.
 */
export function cellsOfLine(grid: GridSpec, line: readonly PlanePosition[]): Set<number> {
  const cells = new Set<number>();
  for (let i = 0; i + 1 < line.length; i++) markSegment(grid, line[i]!, line[i + 1]!, cells);
  return cells;
}

/** The same, with all cells whose centres lie within half the width. */
export function cellsOfBand(grid: GridSpec, line: readonly PlanePosition[], widthM: number): Set<number> {
  const cells = cellsOfLine(grid, line);
  const reach = widthM / 2;
  for (let i = 0; i + 1 < line.length; i++) markAround(grid, line[i]!, line[i + 1]!, reach, cells);
  return cells;
}

/** Cells whose centres lie in the polygon, and those that its borders pass. */
export function cellsOfPolygon(grid: GridSpec, polygon: Polygon): Set<number> {
  const cells = new Set<number>();
  for (const { outer, holes } of polygon.parts) {
    for (const { east, north } of [outer, ...holes]) {
      const ring = Array.from(east, (e, i): PlanePosition => [e, north[i]!]);
      for (const cell of cellsOfLine(grid, [...ring, ring[0]!])) cells.add(cell);
    }
  }
  const box = cellBox(grid, polygon.bounds, 0);
  for (let row = box.beginRow; row < box.endRow; row++) {
    for (let col = box.beginCol; col < box.endCol; col++) {
      const cell = row * grid.cols + col;
      if (!cells.has(cell) && polygonHolds(polygon, centreEast(grid, col), centreNorth(grid, row))) cells.add(cell);
    }
  }
  return cells;
}

/** Walks from side to side. Coordinates are counted in cells from the grid's south-west corner. */
function markSegment(grid: GridSpec, from: PlanePosition, to: PlanePosition, cells: Set<number>): void {
  const clipped = clipSegment(grid, from, to);
  if (!clipped) return;
  const [aX, aY, bX, bY] = clipped;
  const { cols, rows } = grid;
  const inside = (value: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(value)));
  let col = inside(aX, cols);
  let row = inside(aY, rows);
  const lastCol = inside(bX, cols);
  const lastRow = inside(bY, rows);
  const [stepCol, stepRow] = [Math.sign(lastCol - col), Math.sign(lastRow - row)];
  const [dX, dY] = [Math.abs(bX - aX), Math.abs(bY - aY)];
  const wayTo = (side: number, start: number, length: number) => (length > 0 ? Math.abs(side - start) / length : 2);
  cells.add(row * cols + col);
  // one step a side crossed: neither rounding nor a corner can make it longer or shorter
  for (let left = Math.abs(lastCol - col) + Math.abs(lastRow - row); left > 0; left--) {
    const byCol = wayTo(stepCol > 0 ? col + 1 : col, aX, dX);
    const byRow = wayTo(stepRow > 0 ? row + 1 : row, aY, dY);
    if (row === lastRow || (col !== lastCol && byCol <= byRow)) col += stepCol;
    else row += stepRow;
    cells.add(row * cols + col);
  }
}

/** The part of a segment within the grid (Liang & Barsky 1984), in cells; null where there is none. */
function clipSegment(
  { cellSizeM, firstCol, firstRow, cols, rows }: GridSpec,
  from: PlanePosition,
  to: PlanePosition,
): [number, number, number, number] | null {
  const [aX, aY] = [from[0] / cellSizeM - firstCol, from[1] / cellSizeM - firstRow];
  const [bX, bY] = [to[0] / cellSizeM - firstCol, to[1] / cellSizeM - firstRow];
  let enter = 0;
  let leave = 1;
  const sides = [
    [aX - bX, aX],
    [bX - aX, cols - aX],
    [aY - bY, aY],
    [bY - aY, rows - aY],
  ] as const;
  for (const [way, room] of sides) {
    if (way === 0) {
      if (room < 0) return null;
    } else if (way < 0) enter = Math.max(enter, room / way);
    else leave = Math.min(leave, room / way);
  }
  if (!(enter <= leave)) return null;
  const at = (start: number, end: number, t: number) => (t === 0 ? start : t === 1 ? end : start + t * (end - start));
  return [at(aX, bX, enter), at(aY, bY, enter), at(aX, bX, leave), at(aY, bY, leave)];
}

function markAround(
  grid: GridSpec,
  [aE, aN]: PlanePosition,
  [bE, bN]: PlanePosition,
  reach: number,
  cells: Set<number>,
): void {
  const [dE, dN] = [bE - aE, bN - aN];
  const length2 = dE * dE + dN * dN;
  const bounds = {
    minE: Math.min(aE, bE),
    minN: Math.min(aN, bN),
    maxE: Math.max(aE, bE),
    maxN: Math.max(aN, bN),
  };
  const box = cellBox(grid, bounds, reach);
  for (let row = box.beginRow; row < box.endRow; row++) {
    const north = centreNorth(grid, row) - aN;
    for (let col = box.beginCol; col < box.endCol; col++) {
      const east = centreEast(grid, col) - aE;
      const t = length2 > 0 ? Math.min(1, Math.max(0, (east * dE + north * dN) / length2)) : 0;
      if ((east - t * dE) ** 2 + (north - t * dN) ** 2 <= reach * reach) cells.add(row * grid.cols + col);
    }
  }
}

function cellBox(
  { cellSizeM, firstCol, firstRow, cols, rows }: GridSpec,
  bounds: { readonly minE: number; readonly minN: number; readonly maxE: number; readonly maxN: number },
  reach: number,
) {
  const clamp = (value: number, count: number) => Math.min(count, Math.max(0, value));
  return {
    beginCol: clamp(Math.floor((bounds.minE - reach) / cellSizeM) - firstCol, cols),
    endCol: clamp(Math.floor((bounds.maxE + reach) / cellSizeM) - firstCol + 1, cols),
    beginRow: clamp(Math.floor((bounds.minN - reach) / cellSizeM) - firstRow, rows),
    endRow: clamp(Math.floor((bounds.maxN + reach) / cellSizeM) - firstRow + 1, rows),
  };
}
