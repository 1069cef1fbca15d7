/** The ground as triangles with heights, and what a design asks of it. Metres from the platform's origin. */
import type { Bounds } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import type { Mesh } from '../surface/mesh.ts';
import { type Plane, planeHeight } from '../surface/plane.ts';
import type { FacetShape } from '../surface/surface-shape.ts';
import { longestEdgeSquared } from '../surface/tin.ts';

/** What the ground of a design may be: a raster is to be made triangles of before. */
export type GroundShape = Exclude<FacetShape, { kind: 'raster' }>;

/** Triangles per call of `touching` come in the order of the shape. */
export class GroundFacets {
  /** x, y of the three corners. */
  readonly corners: Float64Array;
  readonly heights: Float64Array;
  /** 1 where the edge from a corner to the next has no neighbour: beyond it is no ground. */
  readonly rim: Uint8Array;
  readonly lowestM: number;
  readonly highestM: number;
  private readonly tree: BoxTree;

  /** @param within what lies outside is left out, metres in the plane of the shape */
  constructor(shape: GroundShape, originE: number, originN: number, within: Bounds) {
    const { corners, heights, rim } = columnsOf(shape, originE, originN, within);
    this.corners = corners;
    this.heights = heights;
    this.rim = rim;
    this.lowestM = heights.reduce((least, h) => Math.min(least, h), Infinity);
    this.highestM = heights.reduce((most, h) => Math.max(most, h), -Infinity);
    const boxes = new Float64Array((4 * heights.length) / 3);
    for (let t = 0; 3 * t < heights.length; t++) {
      const [aX, aY, bX, bY, cX, cY] = corners.subarray(6 * t, 6 * t + 6) as unknown as [
        ...[number, number, number, number, number, number],
      ];
      boxes.set([Math.min(aX, bX, cX), Math.min(aY, bY, cY), Math.max(aX, bX, cX), Math.max(aY, bY, cY)], 4 * t);
    }
    this.tree = new BoxTree(boxes);
  }

  touching(box: Bounds, visit: (triangle: number) => void): void {
    this.tree.search(box, visit);
  }

  /** Height at a position, metres; NaN where there is no ground. On a border the first triangle answers. */
  heightAt(x: number, y: number): number {
    let height = Number.NaN;
    this.tree.search({ minE: x, minN: y, maxE: x, maxN: y }, (t) => {
      if (!Number.isNaN(height)) return;
      const { corners, heights } = this;
      const at = 6 * t;
      const [aX, aY] = [corners[at]!, corners[at + 1]!];
      const [bX, bY] = [corners[at + 2]! - aX, corners[at + 3]! - aY];
      const [cX, cY] = [corners[at + 4]! - aX, corners[at + 5]! - aY];
      const det = bX * cY - cX * bY;
      const toB = ((x - aX) * cY - cX * (y - aY)) / det;
      const toC = (bX * (y - aY) - (x - aX) * bY) / det;
      if (toB < -1e-9 || toC < -1e-9 || toB + toC > 1 + 1e-9) return;
      const h = heights[3 * t]!;
      height = h + toB * (heights[3 * t + 1]! - h) + toC * (heights[3 * t + 2]! - h);
    });
    return height;
  }
}

interface Columns {
  readonly corners: Float64Array;
  readonly heights: Float64Array;
  readonly rim: Uint8Array;
}

function columnsOf(shape: GroundShape, originE: number, originN: number, within: Bounds): Columns {
  switch (shape.kind) {
    case 'plane':
      return ofPlane(shape.plane, originE, originN, within);
    case 'mesh':
      return ofTriangles(shape.mesh, meshTwins(shape.mesh), Infinity, originE, originN, within);
    case 'tin':
      return ofTriangles(shape.tin, shape.tin.halfedges, shape.maxEdgeM, originE, originN, within);
  }
}

/** Two triangles over the whole of `within`. A plane has no rim: it only ends where nobody looks. */
function ofPlane(plane: Plane, originE: number, originN: number, { minE, minN, maxE, maxN }: Bounds): Columns {
  const square = [minE, minN, maxE, minN, maxE, maxN, minE, minN, maxE, maxN, minE, maxN];
  return {
    corners: Float64Array.from(square, (value, i) => value - (i % 2 === 0 ? originE : originN)),
    heights: Float64Array.from({ length: 6 }, (_, i) => planeHeight(plane, square[2 * i]!, square[2 * i + 1]!)),
    rim: new Uint8Array(6),
  };
}

/** For each edge of a triangle that of its neighbour; −1 for none. */
function meshTwins({ east, triangles }: Mesh): Int32Array {
  const twins = new Int32Array(triangles.length).fill(-1);
  const open = new Map<number, number>();
  for (let e = 0; e < triangles.length; e++) {
    const [from, to] = [triangles[e]!, triangles[e % 3 === 2 ? e - 2 : e + 1]!];
    const across = to * east.length + from;
    const twin = open.get(across);
    if (twin === undefined) {
      open.set(from * east.length + to, e);
      continue;
    }
    open.delete(across);
    twins[e] = twin;
    twins[twin] = e;
  }
  return twins;
}

function ofTriangles(
  mesh: Mesh,
  twins: Int32Array,
  maxEdgeM: number,
  originE: number,
  originN: number,
  within: Bounds,
): Columns {
  const { east, north, height, triangles } = mesh;
  const isValid = (t: number) => longestEdgeSquared(mesh, t) <= maxEdgeM * maxEdgeM;
  const kept: number[] = [];
  for (let t = 0; 3 * t < triangles.length; t++) {
    const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
    const isNear =
      Math.max(east[a]!, east[b]!, east[c]!) >= within.minE &&
      Math.min(east[a]!, east[b]!, east[c]!) <= within.maxE &&
      Math.max(north[a]!, north[b]!, north[c]!) >= within.minN &&
      Math.min(north[a]!, north[b]!, north[c]!) <= within.maxN;
    if (isNear && isValid(t)) kept.push(t);
  }
  const corners = new Float64Array(6 * kept.length);
  const heights = new Float64Array(3 * kept.length);
  const rim = new Uint8Array(3 * kept.length);
  kept.forEach((t, i) => {
    for (let k = 0; k < 3; k++) {
      const vertex = triangles[3 * t + k]!;
      corners[6 * i + 2 * k] = east[vertex]! - originE;
      corners[6 * i + 2 * k + 1] = north[vertex]! - originN;
      heights[3 * i + k] = height[vertex]!;
      const twin = twins[3 * t + k]!;
      rim[3 * i + k] = twin < 0 || !isValid((twin - (twin % 3)) / 3) ? 1 : 0;
    }
  });
  return { corners, heights, rim };
}
