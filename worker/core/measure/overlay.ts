/**
 * Overlay of two surfaces that are linear in pieces, within a polygon: every part of trapezoid ∩ triangle ∩ triangle, on
 * which both heights are linear. Metres.
 */
import type { Bounds } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import { ConvexPolygon, clipLeftOf } from '../geometry/clip-convex.ts';
import type { Polygon } from '../geometry/polygon.ts';
import { trapezoidsOf } from '../geometry/trapezoids.ts';
import type { Mesh } from '../surface/mesh.ts';
import { type Plane, planeHeight } from '../surface/plane.ts';
import type { Raster } from '../surface/raster.ts';
import type { FacetShape } from '../surface/surface-shape.ts';
import { longestEdgeSquared } from '../surface/tin.ts';

/** Receives a convex piece, relative to the overlay's origin, and the heights at its vertices. They are reused: copy what is kept. */
export type VisitPiece = (piece: ConvexPolygon, first: Float64Array, second: Float64Array) => void;
/** The same of one surface alone. */
export type VisitPart = (piece: ConvexPolygon, heights: Float64Array) => void;

export class Overlay {
  private readonly polygon: Polygon;
  private readonly trapezoids: Float64Array;
  private readonly originE: number;
  private readonly originN: number;

  /** @throws {LimitError} for an outline that falls into too many trapezoids */
  constructor(polygon: Polygon) {
    this.polygon = polygon;
    // near zero, coordinates of pieces keep more digits
    this.originE = Math.floor(polygon.bounds.minE);
    this.originN = Math.floor(polygon.bounds.minN);
    this.trapezoids = trapezoidsOf(polygon, this.originE, this.originN);
  }

  /** Visits the parts of one surface in the polygon, in an order that depends on the surface and the polygon alone. */
  visitParts(shape: FacetShape, visit: VisitPart): void {
    const facets = this.facetsOf(shape);
    const heights = newHeights();
    this.visitTrapezoids((trapezoid) => {
      facets.clip(trapezoid, (part, facet) => {
        facets.heights(part, facet, heights);
        visit(part, heights);
      });
    });
  }

  /** Visits the pieces where both surfaces have heights, in an order that depends on the surfaces and the polygon alone. */
  visitPieces(first: FacetShape, second: FacetShape, visit: VisitPiece): void {
    const outer = this.facetsOf(first);
    const inner = this.facetsOf(second);
    const firstHeights = newHeights();
    const secondHeights = newHeights();
    this.visitTrapezoids((trapezoid) => {
      outer.clip(trapezoid, (part, outerFacet) => {
        inner.clip(part, (piece, innerFacet) => {
          outer.heights(piece, outerFacet, firstHeights);
          inner.heights(piece, innerFacet, secondHeights);
          visit(piece, firstHeights, secondHeights);
        });
      });
    });
  }

  private visitTrapezoids(visit: (trapezoid: ConvexPolygon) => void): void {
    const trapezoid = new ConvexPolygon();
    for (let at = 0; at < this.trapezoids.length; at += 8) {
      trapezoid.count = 0;
      for (let k = 0; k < 8; k += 2) trapezoid.add(this.trapezoids[at + k]!, this.trapezoids[at + k + 1]!);
      visit(trapezoid);
    }
  }

  private facetsOf(shape: FacetShape): Facets {
    const { polygon, originE, originN } = this;
    switch (shape.kind) {
      case 'tin':
        return new Triangles(shape.tin, shape.maxEdgeM, polygon.bounds, originE, originN);
      case 'mesh':
        return new Triangles(shape.mesh, Infinity, polygon.bounds, originE, originN);
      case 'raster':
        return new Squares(shape.raster, originE, originN);
      case 'plane':
        return new OnePlane(shape.plane, originE, originN);
    }
  }
}

function newHeights(): Float64Array {
  return new Float64Array(new ConvexPolygon().east.length);
}

interface Facets {
  /** Calls `visit` with every part of the convex polygon that lies in one facet. */
  clip(from: ConvexPolygon, visit: (part: ConvexPolygon, facet: number) => void): void;
  /** Heights of the facet's plane at the vertices of a part of it. */
  heights(part: ConvexPolygon, facet: number, out: Float64Array): void;
}

class OnePlane implements Facets {
  private readonly plane: Plane;
  private readonly originE: number;
  private readonly originN: number;

  constructor(plane: Plane, originE: number, originN: number) {
    this.plane = plane;
    this.originE = originE;
    this.originN = originN;
  }

  clip(from: ConvexPolygon, visit: (part: ConvexPolygon, facet: number) => void): void {
    visit(from, 0);
  }

  heights({ count, east, north }: ConvexPolygon, _facet: number, out: Float64Array): void {
    for (let i = 0; i < count; i++) {
      out[i] = planeHeight(this.plane, this.originE + east[i]!, this.originN + north[i]!);
    }
  }
}

/** The valid triangles of a TIN or a mesh that touch the area, six coordinates and three heights each. */
class Triangles implements Facets {
  private readonly corners: Float64Array;
  private readonly cornerHeights: Float64Array;
  private readonly tree: BoxTree;
  private readonly spare = [new ConvexPolygon(), new ConvexPolygon()] as const;

  constructor(tin: Mesh, maxEdgeM: number, area: Bounds, originE: number, originN: number) {
    const kept = trianglesTouching(tin, maxEdgeM, area);
    this.corners = new Float64Array(6 * kept.length);
    this.cornerHeights = new Float64Array(3 * kept.length);
    const boxes = new Float64Array(4 * kept.length);
    for (let i = 0; i < kept.length; i++) {
      let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let k = 0; k < 3; k++) {
        const vertex = tin.triangles[3 * kept[i]! + k]!;
        const e = tin.east[vertex]! - originE;
        const n = tin.north[vertex]! - originN;
        this.corners[6 * i + 2 * k] = e;
        this.corners[6 * i + 2 * k + 1] = n;
        this.cornerHeights[3 * i + k] = tin.height[vertex]!;
        minE = Math.min(minE, e);
        minN = Math.min(minN, n);
        maxE = Math.max(maxE, e);
        maxN = Math.max(maxN, n);
      }
      boxes.set([minE, minN, maxE, maxN], 4 * i);
    }
    this.tree = new BoxTree(boxes);
  }

  clip(from: ConvexPolygon, visit: (part: ConvexPolygon, facet: number) => void): void {
    const { corners, spare } = this;
    this.tree.search(boxOf(from), (triangle) => {
      const at = 6 * triangle;
      const part = clipToTriangle(
        from,
        spare,
        corners[at]!,
        corners[at + 1]!,
        corners[at + 2]!,
        corners[at + 3]!,
        corners[at + 4]!,
        corners[at + 5]!,
      );
      if (part) visit(part, triangle);
    });
  }

  heights({ count, east, north }: ConvexPolygon, triangle: number, out: Float64Array): void {
    const { corners, cornerHeights } = this;
    const at = 6 * triangle;
    const aE = corners[at]!;
    const aN = corners[at + 1]!;
    const bE = corners[at + 2]! - aE;
    const bN = corners[at + 3]! - aN;
    const cE = corners[at + 4]! - aE;
    const cN = corners[at + 5]! - aN;
    const h0 = cornerHeights[3 * triangle]!;
    const toB = cornerHeights[3 * triangle + 1]! - h0;
    const toC = cornerHeights[3 * triangle + 2]! - h0;
    const det = bE * cN - cE * bN;
    // needle triangles: rounding must not leave the range of the corners
    const low = h0 + Math.min(0, toB, toC);
    const high = h0 + Math.max(0, toB, toC);
    for (let i = 0; i < count; i++) {
      const dE = east[i]! - aE;
      const dN = north[i]! - aN;
      const h = h0 + ((dE * cN - cE * dN) / det) * toB + ((bE * dN - dE * bN) / det) * toC;
      out[i] = h >= low ? (h <= high ? h : high) : low;
    }
  }
}

/** The squares between a raster's nodes, two triangles each (raster.ts). Facet 2·node is the south-eastern one, 2·node + 1 the other. */
class Squares implements Facets {
  private readonly raster: Raster;
  /** Node (0, 0) from the overlay's origin. */
  private readonly firstE: number;
  private readonly firstN: number;
  private readonly spare = [new ConvexPolygon(), new ConvexPolygon()] as const;

  constructor(raster: Raster, originE: number, originN: number) {
    this.raster = raster;
    this.firstE = raster.originE - originE;
    this.firstN = raster.originN - originN;
  }

  clip(from: ConvexPolygon, visit: (part: ConvexPolygon, facet: number) => void): void {
    const { raster, firstE, firstN, spare } = this;
    const { stepM, cols, rows, heights } = raster;
    const box = boxOf(from);
    const colBegin = Math.max(0, Math.floor((box.minE - firstE) / stepM));
    const colEnd = Math.min(cols - 2, Math.floor((box.maxE - firstE) / stepM));
    const rowBegin = Math.max(0, Math.floor((box.minN - firstN) / stepM));
    const rowEnd = Math.min(rows - 2, Math.floor((box.maxN - firstN) / stepM));
    for (let row = rowBegin; row <= rowEnd; row++) {
      const south = firstN + row * stepM;
      const north = firstN + (row + 1) * stepM;
      for (let col = colBegin; col <= colEnd; col++) {
        const node = row * cols + col;
        const diagonal = heights[node]! + heights[node + cols + 1]!;
        const west = firstE + col * stepM;
        const east = firstE + (col + 1) * stepM;
        if (!Number.isNaN(diagonal + heights[node + 1]!)) {
          const part = clipToTriangle(from, spare, west, south, east, south, east, north);
          if (part) visit(part, 2 * node);
        }
        if (!Number.isNaN(diagonal + heights[node + cols]!)) {
          const part = clipToTriangle(from, spare, west, south, east, north, west, north);
          if (part) visit(part, 2 * node + 1);
        }
      }
    }
  }

  heights({ count, east, north }: ConvexPolygon, facet: number, out: Float64Array): void {
    const { stepM, cols, heights } = this.raster;
    const node = facet >> 1;
    const sw = heights[node]!;
    const ne = heights[node + cols + 1]!;
    const corner = (facet & 1) === 0 ? heights[node + 1]! : heights[node + cols]!;
    const [alongE, alongN] = (facet & 1) === 0 ? [corner - sw, ne - corner] : [ne - corner, corner - sw];
    const west = this.firstE + (node % cols) * stepM;
    const south = this.firstN + Math.floor(node / cols) * stepM;
    for (let i = 0; i < count; i++) {
      out[i] = sw + ((east[i]! - west) * alongE + (north[i]! - south) * alongN) / stepM;
    }
  }
}

/** The part of a convex polygon in the triangle a, b, c (counter-clockwise); null when there is none. Uses both of `spare`. */
function clipToTriangle(
  from: ConvexPolygon,
  [one, other]: readonly [ConvexPolygon, ConvexPolygon],
  aE: number,
  aN: number,
  bE: number,
  bN: number,
  cE: number,
  cN: number,
): ConvexPolygon | null {
  clipLeftOf(from, one, aE, aN, bE, bN);
  if (one.count === 0) return null;
  clipLeftOf(one, other, bE, bN, cE, cN);
  if (other.count === 0) return null;
  clipLeftOf(other, one, cE, cN, aE, aN);
  return one.count > 0 ? one : null;
}

function trianglesTouching(tin: Mesh, maxEdgeM: number, area: Bounds): number[] {
  const { east, north, triangles } = tin;
  const kept: number[] = [];
  for (let triangle = 0; 3 * triangle < triangles.length; triangle++) {
    const a = triangles[3 * triangle]!;
    const b = triangles[3 * triangle + 1]!;
    const c = triangles[3 * triangle + 2]!;
    if (Math.max(east[a]!, east[b]!, east[c]!) < area.minE || Math.min(east[a]!, east[b]!, east[c]!) > area.maxE) {
      continue;
    }
    if (
      Math.max(north[a]!, north[b]!, north[c]!) < area.minN ||
      Math.min(north[a]!, north[b]!, north[c]!) > area.maxN
    ) {
      continue;
    }
    if (longestEdgeSquared(tin, triangle) <= maxEdgeM * maxEdgeM) kept.push(triangle);
  }
  return kept;
}

function boxOf({ count, east, north }: ConvexPolygon): Bounds {
  let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    minE = Math.min(minE, east[i]!);
    minN = Math.min(minN, north[i]!);
    maxE = Math.max(maxE, east[i]!);
    maxN = Math.max(maxN, north[i]!);
  }
  return { minE, minN, maxE, maxN };
}
