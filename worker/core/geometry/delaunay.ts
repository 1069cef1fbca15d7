/**
 * Delaunay triangulation, flat typed arrays in and out.
 *
 * Points are inserted one by one in a Hilbert order thinned by powers of four (every 4^k-th point first), each located
 * by walking from the one before, and the Delaunay property is restored by edge flips (Lawson 1977). A ghost vertex
 * joined to every hull edge makes the mesh a closed sphere, so that inside and outside need one code path. Signs are
 * exact (robust-predicates).
 *
 * The result is a function of the set of points: where four or more points lie on one circle, the diagonal at the
 * westmost (then southmost) of them is taken. That is the triangulation in which earlier points are lowered by an
 * infinitesimal on the paraboloid, so flips still end in it whatever the order of insertion.
 */
import { GeometryError } from '#core/errors.ts';
import { insideCircle, isBefore, turn } from './orientation.ts';
import { spatialOrder } from './spatial-order.ts';

export interface Triangulation {
  /** Vertex indices, three a triangle, counter-clockwise, smallest index first; sorted by that index. */
  readonly triangles: Uint32Array;
  /** Half-edge e runs from `triangles[e]` to the next vertex of its triangle; its twin, or −1 on the hull. */
  readonly halfedges: Int32Array;
  /** Vertices of the convex hull, counter-clockwise, those on straight stretches included. */
  readonly hull: Uint32Array;
}

/**
 * Triangulates points in any order. Of several points at one position the first is the vertex; the others stay unused.
 * Fewer than three distinct positions, or all on one line, give an empty triangulation.
 * @param east  finite coordinates, any unit
 * @param north same length and unit
 * @throws {GeometryError} for a coordinate that is not finite, or so small or large that signs would not be exact
 */
export function triangulate(east: Float64Array, north: Float64Array): Triangulation {
  const order = distinctPositions(spatialOrder(east, north), east, north);
  const sortedEast = Float64Array.from(order, (i) => east[i]!);
  const sortedNorth = Float64Array.from(order, (i) => north[i]!);
  const { triangles, halfedges, hull } = triangulateOrdered(sortedEast, sortedNorth);
  return { triangles: triangles.map((v) => order[v]!), halfedges, hull: hull.map((v) => order[v]!) };
}

/** Drops the later ones of points at one position. @param order as `spatialOrder` gives it: equal positions adjoin */
export function distinctPositions(order: Uint32Array, east: Float64Array, north: Float64Array): Uint32Array {
  let kept = 0;
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!;
    const last = kept > 0 ? order[kept - 1]! : -1;
    if (last < 0 || east[index]! !== east[last]! || north[index]! !== north[last]!) order[kept++] = index;
  }
  return order.subarray(0, kept);
}

/** Triangulates distinct positions that are already in spatial order (any order is right, that one is fast). */
export function triangulateOrdered(east: Float64Array, north: Float64Array): Triangulation {
  checkRange(east);
  checkRange(north);
  const mesh = new GhostMesh(east, north);
  return mesh.build()
    ? mesh.finish()
    : { triangles: new Uint32Array(0), halfedges: new Int32Array(0), hull: new Uint32Array(0) };
}

/** Coordinates this near to 0, or this far, would under- or overflow in the exact predicates, whose signs would lie. */
const SMALLEST = 1e-60;
const LARGEST = 1e60;

function checkRange(coordinates: Float64Array): void {
  for (const value of coordinates) {
    const size = Math.abs(value);
    if (size === 0 || (size >= SMALLEST && size <= LARGEST)) continue;
    throw new GeometryError(`expected coordinates of 0 or a size from ${SMALLEST} to ${LARGEST}, got ${value}`);
  }
}

/** The growing mesh. Slots 3t, 3t+1, 3t+2 belong to triangle t; the newest vertex of a triangle under repair is its third. */
class GhostMesh {
  private readonly east: Float64Array;
  private readonly north: Float64Array;
  private readonly count: number;
  /** The ghost's vertex index. */
  private readonly ghost: number;
  private readonly vertices: Int32Array;
  private readonly twins: Int32Array;
  private triangleCount = 0;
  private lastTriangle = 0;
  private pending = new Int32Array(256);

  constructor(east: Float64Array, north: Float64Array) {
    this.east = east;
    this.north = north;
    this.count = east.length;
    this.ghost = east.length;
    // a closed triangulation of n + 1 vertices has 2n − 2 triangles
    const slots = 3 * Math.max(0, 2 * this.count - 2);
    this.vertices = new Int32Array(slots);
    this.twins = new Int32Array(slots);
  }

  /** @returns false when no three points span a triangle */
  build(): boolean {
    const seed = this.findSeed();
    if (!seed) return false;
    this.seedTriangle(...seed);
    const [a, b, c] = seed;
    let stride = 1;
    while (stride * 64 < this.count) stride *= 4;
    for (let first = true; stride >= 1; stride /= 4, first = false) {
      const skip = 4 * stride;
      for (let v = 0; v < this.count; v += stride) {
        if ((!first && v % skip === 0) || v === a || v === b || v === c) continue;
        this.insert(v);
      }
    }
    return true;
  }

  /** Three points that turn left: the first, the last, and the first one off their line. */
  private findSeed(): [number, number, number] | null {
    const { east, north, count } = this;
    const last = count - 1;
    for (let v = 1; v < last; v++) {
      const sign = turn(east[0]!, north[0]!, east[last]!, north[last]!, east[v]!, north[v]!);
      if (sign > 0) return [0, last, v];
      if (sign < 0) return [last, 0, v];
    }
    return null;
  }

  private seedTriangle(a: number, b: number, c: number): void {
    const g = this.ghost;
    this.vertices.set([a, b, c, b, a, g, c, b, g, a, c, g]);
    this.link(0, 3);
    this.link(1, 6);
    this.link(2, 9);
    this.link(4, 11);
    this.link(5, 7);
    this.link(8, 10);
    this.triangleCount = 4;
  }

  private link(a: number, b: number): void {
    this.twins[a] = b;
    this.twins[b] = a;
  }

  /**
   * Splits the triangle that holds p and repairs around it:
   *
   *          k                    k
   *         / \                 / | \
   *        /   \      →        /t2|t1\
   *       /  p  \             /  .p.  \
   *      i ───── j           i ─── t ─ j
   */
  private insert(p: number): void {
    const { vertices, twins } = this;
    const e = 3 * this.locate(p);
    const [i, j, k] = [vertices[e]!, vertices[e + 1]!, vertices[e + 2]!];
    const [afterJ, afterK] = [twins[e + 1]!, twins[e + 2]!];
    const e1 = 3 * this.triangleCount;
    const e2 = e1 + 3;
    this.triangleCount += 2;
    vertices[e + 2] = p;
    vertices[e1] = j;
    vertices[e1 + 1] = k;
    vertices[e1 + 2] = p;
    vertices[e2] = k;
    vertices[e2 + 1] = i;
    vertices[e2 + 2] = p;
    this.link(e1, afterJ);
    this.link(e2, afterK);
    this.link(e + 1, e1 + 2);
    this.link(e1 + 1, e2 + 2);
    this.link(e2 + 1, e + 2);
    this.repair(e, e1, e2);
    this.lastTriangle = e / 3;
  }

  /**
   * Flips edges opposite the new vertex p until none of the neighbours' circles holds it. Each pending edge is slot 0
   * of its triangle (u, v, p); the neighbour across is (v, u, d):
   *
   *        p                  p
   *       / \                /|\
   *      u───v      →       u | v
   *       \ /                \|/
   *        d                  d
   */
  private repair(first: number, second: number, third: number): void {
    const { vertices, twins } = this;
    let pending = this.pending;
    pending[0] = first;
    pending[1] = second;
    pending[2] = third;
    let size = 3;
    while (size > 0) {
      const e = pending[--size]!;
      const across = twins[e]!;
      const base = across - (across % 3);
      const next = across === base + 2 ? base : across + 1;
      const previous = across === base ? base + 2 : across - 1;
      const u = vertices[e]!;
      const v = vertices[e + 1]!;
      const p = vertices[e + 2]!;
      const d = vertices[previous]!;
      if (!this.conflicts(v, u, d, p)) continue;
      const beyondUD = twins[next]!;
      const beyondDV = twins[previous]!;
      const beyondVP = twins[e + 1]!;
      vertices[e + 1] = d;
      vertices[base] = d;
      vertices[base + 1] = v;
      vertices[base + 2] = p;
      this.link(e, beyondUD);
      this.link(base, beyondDV);
      this.link(base + 1, beyondVP);
      this.link(e + 1, base + 2);
      if (size + 2 > pending.length) {
        this.pending = new Int32Array(2 * pending.length);
        this.pending.set(pending);
        pending = this.pending;
      }
      pending[size++] = e;
      pending[size++] = base;
    }
  }

  /** Whether p lies in the open circle of (a, b, c); a ghost triangle's circle is the open half-plane outside its edge. */
  private conflicts(a: number, b: number, c: number, p: number): boolean {
    const { ghost, east, north } = this;
    if (c === ghost) return this.seesEdge(a, b, p);
    if (a === ghost) return this.seesEdge(b, c, p);
    if (b === ghost) return this.seesEdge(c, a, p);
    const sign = insideCircle(east[a]!, north[a]!, east[b]!, north[b]!, east[c]!, north[c]!, east[p]!, north[p]!);
    if (sign !== 0) return sign > 0;
    // on the circle: the edge a–b gives way when the first of the four is not one of its ends
    return this.firstOf(c, p) === this.firstOf(this.firstOf(a, b), this.firstOf(c, p));
  }

  private firstOf(a: number, b: number): number {
    const { east, north } = this;
    return isBefore(east[a]!, north[a]!, east[b]!, north[b]!) ? a : b;
  }

  /** Whether p is left of a → b, or on that segment between its ends. */
  private seesEdge(a: number, b: number, p: number): boolean {
    const { east, north } = this;
    const sign = turn(east[a]!, north[a]!, east[b]!, north[b]!, east[p]!, north[p]!);
    if (sign !== 0) return sign > 0;
    return (this.firstOf(a, p) === a) !== (this.firstOf(b, p) === b);
  }

  /** Walks from the last insertion to the triangle that holds p, or to the ghost beyond a hull edge that p sees. */
  private locate(p: number): number {
    const { vertices, twins, east, north, ghost } = this;
    const pE = east[p]!;
    const pN = north[p]!;
    let base = 3 * this.lastTriangle;
    for (let k = 0; k < 3; k++) {
      // out of a ghost: over its one real edge, the one opposite the ghost
      if (vertices[base + k] === ghost) {
        const inward = twins[base + ((k + 1) % 3)]!;
        base = inward - (inward % 3);
        break;
      }
    }
    let entry = -1;
    for (;;) {
      let exit = -1;
      for (let k = 0; k < 3; k++) {
        const e = base + k;
        if (e === entry) continue;
        const a = vertices[e]!;
        const b = vertices[k === 2 ? base : e + 1]!;
        if (turn(east[a]!, north[a]!, east[b]!, north[b]!, pE, pN) < 0) {
          exit = e;
          break;
        }
      }
      if (exit < 0) return base / 3;
      entry = twins[exit]!;
      base = entry - (entry % 3);
      if (vertices[base] === ghost || vertices[base + 1] === ghost || vertices[base + 2] === ghost) return base / 3;
    }
  }

  /** Drops the ghosts and puts triangles and their corners into canonical order. */
  finish(): Triangulation {
    const { vertices, twins, ghost, triangleCount, count } = this;
    const newSlot = new Int32Array(3 * triangleCount).fill(-1);
    const starts = new Uint32Array(count + 1);
    const isReal = (base: number) =>
      vertices[base] !== ghost && vertices[base + 1] !== ghost && vertices[base + 2] !== ghost;
    const leadOf = (base: number): number => {
      const [a, b, c] = [vertices[base]!, vertices[base + 1]!, vertices[base + 2]!];
      return a < b ? (a < c ? 0 : 2) : b < c ? 1 : 2;
    };
    let realCount = 0;
    for (let base = 0; base < 3 * triangleCount; base += 3) {
      if (!isReal(base)) continue;
      realCount++;
      starts[vertices[base + leadOf(base)]! + 1]!++;
    }
    for (let v = 0; v < count; v++) starts[v + 1]! += starts[v]!;
    const triangles = new Uint32Array(3 * realCount);
    for (let base = 0; base < 3 * triangleCount; base += 3) {
      if (!isReal(base)) continue;
      const lead = leadOf(base);
      const target = 3 * starts[vertices[base + lead]!]!++;
      for (let k = 0; k < 3; k++) {
        const from = base + ((lead + k) % 3);
        triangles[target + k] = vertices[from]!;
        newSlot[from] = target + k;
      }
    }
    const halfedges = new Int32Array(3 * realCount);
    for (let e = 0; e < newSlot.length; e++) if (newSlot[e]! >= 0) halfedges[newSlot[e]!] = newSlot[twins[e]!]!;
    return { triangles, halfedges, hull: hullOf(triangles, halfedges, count) };
  }
}

/** Follows the half-edges without a twin around the hull, starting at its smallest vertex index. */
function hullOf(triangles: Uint32Array, halfedges: Int32Array, vertexCount: number): Uint32Array {
  const following = new Map<number, number>();
  let start = vertexCount;
  for (let e = 0; e < halfedges.length; e++) {
    if (halfedges[e]! >= 0) continue;
    const from = triangles[e]!;
    following.set(from, triangles[e % 3 === 2 ? e - 2 : e + 1]!);
    if (from < start) start = from;
  }
  const hull = new Uint32Array(following.size);
  for (let i = 0, v = start; i < hull.length; i++) {
    hull[i] = v;
    v = following.get(v)!;
  }
  return hull;
}
