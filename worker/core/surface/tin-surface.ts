/** Heights of a TIN at the centres of a grid and at any positions. Triangles with an edge longer than `maxEdgeM` in plan are no data. */
import { turn } from '../geometry/orientation.ts';
import { centreEast, centreNorth, type GridSpec } from './grid.ts';
import type { Mesh } from './mesh.ts';
import type { SurfaceSamples } from './surface-samples.ts';
import { heightInTriangle, longestEdgeSquared, type Tin, triangleHolds } from './tin.ts';

/**
 * Samples the TIN at every cell centre by drawing its triangles into the grid. Triangles are closed: a centre on the
 * hull or on the edge of a void has a height.
 */
export function sampleTinOnGrid(tin: Tin, grid: GridSpec, maxEdgeM: number): SurfaceSamples {
  const heights = new Float64Array(grid.cols * grid.rows).fill(Number.NaN);
  const triangleOfCell = new Int32Array(heights.length).fill(-1);
  const maxSquared = maxEdgeM * maxEdgeM;
  const triangleCount = tin.triangles.length / 3;
  for (let triangle = 0; triangle < triangleCount; triangle++) {
    if (longestEdgeSquared(tin, triangle) > maxSquared) continue;
    visitCentres(tin, triangle, grid, (cell, e, n) => {
      if (triangleOfCell[cell]! >= 0) return;
      heights[cell] = heightInTriangle(tin, triangle, e, n);
      triangleOfCell[cell] = triangle;
    });
  }
  return { grid, heights, support: { kind: 'tin', tin, triangleOfCell } };
}

/** Slack of the row spans in cells: far above rounding; the exact test decides afterwards. */
const SPAN_SLACK = 1e-6;

/** Calls `visit` with every cell whose centre the triangle, its border included, holds. */
export function visitCentres(
  tin: Mesh,
  triangle: number,
  grid: GridSpec,
  visit: (cell: number, centreE: number, centreN: number) => void,
): void {
  const { east, north, triangles } = tin;
  const s = grid.cellSizeM;
  const a = triangles[3 * triangle]!;
  const b = triangles[3 * triangle + 1]!;
  const c = triangles[3 * triangle + 2]!;
  // corners in cells from the centre of cell (0, 0)
  const aC = east[a]! / s - grid.firstCol - 0.5;
  const bC = east[b]! / s - grid.firstCol - 0.5;
  const cC = east[c]! / s - grid.firstCol - 0.5;
  const minC = Math.min(aC, bC, cC);
  const maxC = Math.max(aC, bC, cC);
  if (maxC < -SPAN_SLACK || minC > grid.cols - 1 + SPAN_SLACK) return;
  const aR = north[a]! / s - grid.firstRow - 0.5;
  const bR = north[b]! / s - grid.firstRow - 0.5;
  const cR = north[c]! / s - grid.firstRow - 0.5;
  const rowBegin = Math.max(0, Math.ceil(Math.min(aR, bR, cR) - SPAN_SLACK));
  const rowEnd = Math.min(grid.rows - 1, Math.floor(Math.max(aR, bR, cR) + SPAN_SLACK));
  const span = { low: 0, high: 0 };
  const slack = SPAN_SLACK + SPAN_SLACK * (maxC - minC);
  for (let row = rowBegin; row <= rowEnd; row++) {
    span.low = maxC;
    span.high = minC;
    widenSpan(span, row, aC, aR, bC, bR);
    widenSpan(span, row, bC, bR, cC, cR);
    widenSpan(span, row, cC, cR, aC, aR);
    const colBegin = Math.max(0, Math.ceil(span.low - slack));
    const colEnd = Math.min(grid.cols - 1, Math.floor(span.high + slack));
    for (let col = colBegin; col <= colEnd; col++) {
      const e = centreEast(grid, col);
      const n = centreNorth(grid, row);
      if (triangleHolds(tin, triangle, e, n)) visit(row * grid.cols + col, e, n);
    }
  }
}

/** Widens the columns that a row crosses by where it crosses an edge; an edge along the row counts with both its ends. */
function widenSpan(
  span: { low: number; high: number },
  row: number,
  fromC: number,
  fromR: number,
  toC: number,
  toR: number,
): void {
  if (Math.min(fromR, toR) > row + SPAN_SLACK || Math.max(fromR, toR) < row - SPAN_SLACK) return;
  const rise = toR - fromR;
  if (Math.abs(rise) <= 2 * SPAN_SLACK) {
    span.low = Math.min(span.low, fromC, toC);
    span.high = Math.max(span.high, fromC, toC);
    return;
  }
  const along = Math.min(1, Math.max(0, (row - fromR) / rise));
  const crossing = fromC + along * (toC - fromC);
  if (crossing < span.low) span.low = crossing;
  if (crossing > span.high) span.high = crossing;
}

/**
 * Heights at any positions, metres; NaN outside the hull and in triangles with an edge longer than `maxEdgeM`. Positions
 * near their predecessors are found fast. On an edge between such a triangle and a valid one the valid one answers.
 */
export function sampleTinAt(
  tin: Tin,
  east: ArrayLike<number>,
  north: ArrayLike<number>,
  maxEdgeM: number,
): Float64Array {
  const heights = new Float64Array(east.length).fill(Number.NaN);
  if (tin.triangles.length === 0) return heights;
  const maxSquared = maxEdgeM * maxEdgeM;
  let triangle = 0;
  for (let i = 0; i < heights.length; i++) {
    const found = locateInTin(tin, east[i]!, north[i]!, triangle);
    triangle = found.triangle;
    if (!found.inside) continue;
    const valid = validTriangleAt(tin, triangle, east[i]!, north[i]!, maxSquared);
    if (valid >= 0) heights[i] = heightInTriangle(tin, valid, east[i]!, north[i]!);
  }
  return heights;
}

/** Walks from a triangle towards a position; `inside` is false when the walk left the hull (from `triangle`). */
export function locateInTin(tin: Tin, pE: number, pN: number, start: number): { triangle: number; inside: boolean } {
  const { east, north, triangles, halfedges } = tin;
  let triangle = start;
  let entry = -1;
  for (;;) {
    let exit = -1;
    for (let k = 0; k < 3 && exit < 0; k++) {
      const e = 3 * triangle + k;
      if (e === entry) continue;
      const a = triangles[e]!;
      const b = triangles[3 * triangle + ((k + 1) % 3)]!;
      if (turn(east[a]!, north[a]!, east[b]!, north[b]!, pE, pN) < 0) exit = e;
    }
    if (exit < 0) return { triangle, inside: true };
    entry = halfedges[exit]!;
    if (entry < 0) return { triangle, inside: false };
    triangle = (entry - (entry % 3)) / 3;
  }
}

/** The triangle itself, or else a valid one that holds the position too (on a shared edge or vertex); −1 for none. */
function validTriangleAt(tin: Tin, triangle: number, pE: number, pN: number, maxSquared: number): number {
  if (longestEdgeSquared(tin, triangle) <= maxSquared) return triangle;
  const seen = new Set([triangle]);
  const queue = [triangle];
  for (let t = queue.pop(); t !== undefined; t = queue.pop()) {
    for (let k = 0; k < 3; k++) {
      const twin = tin.halfedges[3 * t + k]!;
      const next = (twin - (twin % 3)) / 3;
      if (twin < 0 || seen.has(next) || !triangleHolds(tin, next, pE, pN)) continue;
      if (longestEdgeSquared(tin, next) <= maxSquared) return next;
      seen.add(next);
      queue.push(next);
    }
  }
  return -1;
}
