/**
 * Constrained Delaunay triangulation: the Delaunay triangulation of the points, into which the wanted edges are flipped
 * (Sloan 1993), then Delaunay again wherever a wanted edge does not forbid it (Lawson 1977). Signs are exact.
 */
import { GeometryError } from '#core/errors.ts';
import { type Triangulation, triangulate } from './delaunay.ts';
import { insideCircle, turn } from './orientation.ts';

/**
 * @param east  distinct positions, finite, any unit
 * @param north same length and unit
 * @param edges two vertex numbers an edge; edges may share ends, and must neither cross nor run over a vertex
 * @returns triangles counter-clockwise and their twins (−1 on the convex hull), in an order that depends on the input alone
 * @throws {GeometryError} when two edges cross or one runs over a vertex
 */
export function triangulateConstrained(
  east: Float64Array,
  north: Float64Array,
  edges: Uint32Array,
): Omit<Triangulation, 'hull'> {
  const flips = new FlipMesh(east, north, triangulate(east, north));
  for (let at = 0; at < edges.length; at += 2) flips.insert(edges[at]!, edges[at + 1]!);
  flips.restore();
  return { triangles: flips.triangles, halfedges: flips.halfedges };
}

const next = (e: number): number => (e % 3 === 2 ? e - 2 : e + 1);
const previous = (e: number): number => (e % 3 === 0 ? e + 2 : e - 1);

class FlipMesh {
  readonly triangles: Uint32Array;
  readonly halfedges: Int32Array;
  private readonly east: Float64Array;
  private readonly north: Float64Array;
  /** Some half-edge that leaves a vertex; −1 for a vertex of no triangle. */
  private readonly leaving: Int32Array;
  /** Edges that must stay, as smaller vertex × vertices + larger one. */
  private readonly fixed = new Set<number>();

  constructor(east: Float64Array, north: Float64Array, { triangles, halfedges }: Triangulation) {
    this.east = east;
    this.north = north;
    this.triangles = triangles;
    this.halfedges = halfedges;
    this.leaving = new Int32Array(east.length).fill(-1);
    for (let e = 0; e < triangles.length; e++) this.leaving[triangles[e]!] = e;
  }

  insert(a: number, b: number): void {
    if (a === b) return;
    if (this.findEdge(a, b) < 0) this.flipIn(a, b);
    this.fixed.add(this.keyOf(a, b));
  }

  private keyOf(a: number, b: number): number {
    return a < b ? a * this.east.length + b : b * this.east.length + a;
  }

  private side(a: number, b: number, c: number): number {
    const { east, north } = this;
    return turn(east[a]!, north[a]!, east[b]!, north[b]!, east[c]!, north[c]!);
  }

  /** Calls `visit` with every half-edge that leaves a vertex, until it answers true. */
  private around(v: number, visit: (e: number) => boolean): void {
    const start = this.leaving[v]!;
    if (start < 0) return;
    let e = start;
    do {
      if (visit(e)) return;
      e = this.halfedges[previous(e)]!;
    } while (e >= 0 && e !== start);
    if (e === start) return;
    // the hull was met: the other way round from the start
    for (let back = this.halfedges[start]!; back >= 0; ) {
      const leaving = next(back);
      if (visit(leaving)) return;
      back = this.halfedges[leaving]!;
    }
  }

  /** A half-edge between two vertices, in either direction; −1 when they are no neighbours. */
  private findEdge(a: number, b: number): number {
    let found = -1;
    this.around(a, (e) => {
      if (this.triangles[next(e)] === b) found = e;
      else if (this.triangles[previous(e)] === b) found = previous(e);
      return found >= 0;
    });
    return found;
  }

  /** The edges that a → b crosses, as pairs of ends. */
  private crossed(a: number, b: number): [number, number][] {
    let e = -1;
    this.around(a, (leaving) => {
      const right = this.triangles[next(leaving)]!;
      const left = this.triangles[previous(leaving)]!;
      if (this.side(a, b, right) < 0 && this.side(a, b, left) > 0 && this.side(right, left, b) <= 0) e = next(leaving);
      return e >= 0;
    });
    if (e < 0) throw this.broken(a, b);
    const found: [number, number][] = [];
    for (;;) {
      const [right, left] = [this.triangles[e]!, this.triangles[next(e)]!];
      if (this.fixed.has(this.keyOf(right, left))) throw this.broken(a, b);
      found.push([right, left]);
      const twin = this.halfedges[e]!;
      if (twin < 0) throw this.broken(a, b);
      const apex = this.triangles[previous(twin)]!;
      if (apex === b) return found;
      const side = this.side(a, b, apex);
      if (side === 0) throw this.broken(a, b);
      // twin runs left → right; the next edge is the one that has its ends on both sides
      e = side > 0 ? next(twin) : previous(twin);
    }
  }

  private broken(a: number, b: number): GeometryError {
    const { east, north } = this;
    return new GeometryError(
      `the edge [${east[a]}, ${north[a]}] – [${east[b]}, ${north[b]}] crosses another edge or a vertex`,
      { east: east[a]!, north: north[a]! },
    );
  }

  private flipIn(a: number, b: number): void {
    let pending = this.crossed(a, b);
    while (pending.length > 0) {
      const later: [number, number][] = [];
      for (const [u, v] of pending) {
        const e = this.findEdge(u, v);
        const p = this.triangles[previous(e)]!;
        const q = this.triangles[previous(this.halfedges[e]!)]!;
        if (!this.isConvex(e)) {
          later.push([u, v]);
          continue;
        }
        this.flip(e);
        const crosses = p !== a && p !== b && q !== a && q !== b && this.side(a, b, p) > 0 !== this.side(a, b, q) > 0;
        if (crosses) later.push([p, q]);
      }
      pending = later;
    }
  }

  /** Whether the two triangles at an edge are a strictly convex quadrilateral. */
  private isConvex(e: number): boolean {
    const twin = this.halfedges[e]!;
    const [u, v] = [this.triangles[e]!, this.triangles[next(e)]!];
    const p = this.triangles[previous(e)]!;
    const q = this.triangles[previous(twin)]!;
    return this.side(q, v, p) > 0 && this.side(p, u, q) > 0;
  }

  /**
   * Turns the edge of two triangles into the other diagonal:
   *
   *        p                  p
   *       / \                /|\
   *      u───v      →       u | v
   *       \ /                \|/
   *        q                  q
   */
  private flip(e: number): void {
    const { triangles, halfedges, leaving } = this;
    const twin = halfedges[e]!;
    const [u, v] = [triangles[e]!, triangles[next(e)]!];
    const p = triangles[previous(e)]!;
    const q = triangles[previous(twin)]!;
    const [beyondVP, beyondPU] = [halfedges[next(e)]!, halfedges[previous(e)]!];
    const [beyondUQ, beyondQV] = [halfedges[next(twin)]!, halfedges[previous(twin)]!];
    const [one, other] = [e - (e % 3), twin - (twin % 3)];
    // one: p u q; other: q v p
    triangles.set([p, u, q], one);
    triangles.set([q, v, p], other);
    this.link(one, beyondPU);
    this.link(one + 1, beyondUQ);
    this.link(one + 2, other + 2);
    this.link(other, beyondQV);
    this.link(other + 1, beyondVP);
    leaving[p] = one;
    leaving[u] = one + 1;
    leaving[q] = other;
    leaving[v] = other + 1;
  }

  private link(e: number, twin: number): void {
    this.halfedges[e] = twin;
    if (twin >= 0) this.halfedges[twin] = e;
  }

  /** Makes every edge that may be flipped locally Delaunay. */
  restore(): void {
    const pending = Array.from({ length: this.triangles.length }, (_, e) => e);
    const { triangles, halfedges, east, north } = this;
    for (let e = pending.pop(); e !== undefined; e = pending.pop()) {
      const twin = halfedges[e]!;
      if (twin < 0) continue;
      const [u, v] = [triangles[e]!, triangles[next(e)]!];
      if (this.fixed.has(this.keyOf(u, v))) continue;
      const p = triangles[previous(e)]!;
      const q = triangles[previous(twin)]!;
      const inside = insideCircle(east[u]!, north[u]!, east[v]!, north[v]!, east[p]!, north[p]!, east[q]!, north[q]!);
      if (!(inside > 0) || !this.isConvex(e)) continue;
      this.flip(e);
      const [one, other] = [e - (e % 3), twin - (twin % 3)];
      pending.push(one, one + 1, other, other + 1);
    }
  }
}
