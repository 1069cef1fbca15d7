/** A TIN: the linear interpolation of points over their Delaunay triangulation in plan. */
import { distinctPositions, type Triangulation, triangulateOrdered } from '../geometry/delaunay.ts';
import { isBefore, turn } from '../geometry/orientation.ts';
import { spatialOrder } from '../geometry/spatial-order.ts';
import type { Mesh } from './mesh.ts';

export interface Tin extends Triangulation, Mesh {
  /** Vertex coordinates in metres, distinct in plan, in spatial order. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** Points that the TIN was built from, duplicates included. */
  readonly pointCount: number;
}

/**
 * Builds the TIN of points (metres, finite). Of several points at one plan position the lowest is the vertex: the
 * surfaces measured here are ground, and what stands above the ground is what a classifier gets wrong; of first returns
 * `keep` the highest. The result does not depend on the order of the points. Fewer than three positions off one line give a TIN without triangles.
 */
export function buildTin(
  points: { east: Float64Array; north: Float64Array; height: Float64Array },
  keep: 'lowest' | 'highest' = 'lowest',
): Tin {
  // of equal positions the first in order stays; the order goes by height last
  const sortBy = keep === 'lowest' ? points.height : points.height.map((height) => -height);
  const order = distinctPositions(spatialOrder(points.east, points.north, sortBy), points.east, points.north);
  const east = gather(points.east, order);
  const north = gather(points.north, order);
  const height = gather(points.height, order);
  return { ...triangulateOrdered(east, north), east, north, height, pointCount: points.east.length };
}

function gather(values: Float64Array, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[order[i]!]!;
  return picked;
}

/** Square of the longest edge of a triangle in plan, m². */
export function longestEdgeSquared(tin: Mesh, triangle: number): number {
  const { east, north, triangles } = tin;
  let longest = 0;
  for (let k = 0; k < 3; k++) {
    const a = triangles[3 * triangle + k]!;
    const b = triangles[3 * triangle + ((k + 1) % 3)]!;
    const dE = east[b]! - east[a]!;
    const dN = north[b]! - north[a]!;
    const length = dE * dE + dN * dN;
    if (length > longest) longest = length;
  }
  return longest;
}

/** Whether a triangle, its border included, holds a position. Exact. */
export function triangleHolds(tin: Mesh, triangle: number, pE: number, pN: number): boolean {
  const { east, north, triangles } = tin;
  const a = triangles[3 * triangle]!;
  const b = triangles[3 * triangle + 1]!;
  const c = triangles[3 * triangle + 2]!;
  return (
    turn(east[a]!, north[a]!, east[b]!, north[b]!, pE, pN) >= 0 &&
    turn(east[b]!, north[b]!, east[c]!, north[c]!, pE, pN) >= 0 &&
    turn(east[c]!, north[c]!, east[a]!, north[a]!, pE, pN) >= 0
  );
}

/**
 * Height of the triangle's plane at a position that it holds, metres. Corners are taken from the westmost on, and a
 * position on an edge depends on that edge's ends alone, so the digits do not depend on which of two neighbours answers.
 */
export function heightInTriangle(tin: Mesh, triangle: number, pE: number, pN: number): number {
  const { east, north, height, triangles } = tin;
  let a = triangles[3 * triangle]!;
  let b = triangles[3 * triangle + 1]!;
  let c = triangles[3 * triangle + 2]!;
  const bFirst = isBefore(east[b]!, north[b]!, east[a]!, north[a]!);
  const lead = bFirst ? b : a;
  if (isBefore(east[c]!, north[c]!, east[lead]!, north[lead]!)) [a, b, c] = [c, a, b];
  else if (bFirst) [a, b, c] = [b, c, a];
  const aE = east[a]!;
  const aN = north[a]!;
  if (turn(aE, aN, east[b]!, north[b]!, pE, pN) === 0) return heightOnEdge(tin, a, b, pE, pN);
  if (turn(aE, aN, east[c]!, north[c]!, pE, pN) === 0) return heightOnEdge(tin, a, c, pE, pN);
  if (turn(east[b]!, north[b]!, east[c]!, north[c]!, pE, pN) === 0) return heightOnEdge(tin, b, c, pE, pN);
  const bE = east[b]! - aE;
  const bN = north[b]! - aN;
  const cE = east[c]! - aE;
  const cN = north[c]! - aN;
  const dE = pE - aE;
  const dN = pN - aN;
  const det = bE * cN - cE * bN;
  const h =
    height[a]! +
    ((dE * cN - cE * dN) / det) * (height[b]! - height[a]!) +
    ((bE * dN - dE * bN) / det) * (height[c]! - height[a]!);
  // needle triangles: rounding must not leave the range of the corners
  const low = Math.min(height[a]!, height[b]!, height[c]!);
  const high = Math.max(height[a]!, height[b]!, height[c]!);
  return h >= low && h <= high ? h : h > high ? high : low;
}

/** Height at a position on the edge between two vertices, metres. */
function heightOnEdge(tin: Mesh, from: number, to: number, pE: number, pN: number): number {
  const { east, north, height } = tin;
  const forward = isBefore(east[from]!, north[from]!, east[to]!, north[to]!);
  const a = forward ? from : to;
  const b = forward ? to : from;
  if (pE === east[b]! && pN === north[b]!) return height[b]!;
  const dE = east[b]! - east[a]!;
  const dN = north[b]! - north[a]!;
  const along = Math.abs(dE) > Math.abs(dN) ? (pE - east[a]!) / dE : (pN - north[a]!) / dN;
  return height[a]! + along * (height[b]! - height[a]!);
}

/** Weights of the triangle's three corners (in stored order) at a position that it holds; 0 … 1, sum 1. */
export function cornerWeights(tin: Mesh, triangle: number, pE: number, pN: number, out: Float64Array): void {
  const { east, north, triangles } = tin;
  const a = triangles[3 * triangle]!;
  const b = triangles[3 * triangle + 1]!;
  const c = triangles[3 * triangle + 2]!;
  const bE = east[b]! - east[a]!;
  const bN = north[b]! - north[a]!;
  const cE = east[c]! - east[a]!;
  const cN = north[c]! - north[a]!;
  const dE = pE - east[a]!;
  const dN = pN - north[a]!;
  const det = bE * cN - cE * bN;
  const weightB = Math.min(1, Math.max(0, (dE * cN - cE * dN) / det));
  const weightC = Math.min(1 - weightB, Math.max(0, (bE * dN - dE * bN) / det));
  out[0] = 1 - weightB - weightC;
  out[1] = weightB;
  out[2] = weightC;
}
