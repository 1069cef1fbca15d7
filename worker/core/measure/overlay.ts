/**
 * Overlay of two surfaces that are linear in pieces, within a polygon: every part of trapezoid ∩ triangle ∩ triangle, on
 * which both heights are linear. Metres.
 */
import type { Bounds } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import { ConvexPolygon, clipLeftOf } from '../geometry/clip-convex.ts';
import type { Polygon } from '../geometry/polygon.ts';
import { trapezoidsOf } from '../geometry/trapezoids.ts';
import { type Plane, planeHeight } from '../surface/plane.ts';
import type { FacetShape, TinShape } from '../surface/surface-shape.ts';
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
    return shape.kind === 'tin'
      ? new Triangles(shape, this.polygon.bounds, this.originE, this.originN)
      : new OnePlane(shape.plane, this.originE, this.originN);
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

/** The valid triangles of a TIN that touch the area, six coordinates and three heights each. */
class Triangles implements Facets {
  private readonly corners: Float64Array;
  private readonly cornerHeights: Float64Array;
  private readonly tree: BoxTree;
  private readonly spare = [new ConvexPolygon(), new ConvexPolygon()] as const;

  constructor({ tin, maxEdgeM }: TinShape, area: Bounds, originE: number, originN: number) {
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
      const [one, other] = spare;
      const at = 6 * triangle;
      const aE = corners[at]!;
      const aN = corners[at + 1]!;
      const bE = corners[at + 2]!;
      const bN = corners[at + 3]!;
      const cE = corners[at + 4]!;
      const cN = corners[at + 5]!;
      clipLeftOf(from, one, aE, aN, bE, bN);
      if (one.count > 0) clipLeftOf(one, other, bE, bN, cE, cN);
      else return;
      if (other.count > 0) clipLeftOf(other, one, cE, cN, aE, aN);
      else return;
      if (one.count > 0) visit(one, triangle);
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

function trianglesTouching(tin: TinShape['tin'], maxEdgeM: number, area: Bounds): number[] {
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
