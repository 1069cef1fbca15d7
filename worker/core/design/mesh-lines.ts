/** The rim and the break lines of a mesh. Metres. */
import { locateInRing, type Ring, signedArea } from '../geometry/ring.ts';
import type { Mesh } from '../surface/mesh.ts';

export interface MeshLines {
  /** Outer rims counter-clockwise with the holes in them clockwise; vertex numbers, the first not repeated. */
  readonly footprint: readonly { readonly outer: readonly number[]; readonly holes: readonly (readonly number[])[] }[];
  /** Polylines of vertex numbers. */
  readonly breakLines: readonly (readonly number[])[];
}

/** Surfaces that bend by less than this are one: the sectors of a cone bend by less. */
const BREAK_RAD = (2 * Math.PI) / 180;
/** Triangles lower than this, metres, are too thin to tell how they lie. */
const THIN_M = 0.005;

export function meshLines(mesh: Mesh): MeshLines {
  const { rim, inner } = edgesOf(mesh);
  const breaks: [number, number][] = [];
  for (const [from, to, left, right] of inner) if (bends(mesh, left, right)) breaks.push([from, to]);
  const rings = ringsOf(mesh, rim).flatMap(loopsOf);
  return { footprint: footprintOf(mesh, rings), breakLines: chain(breaks) };
}

interface Edges {
  /** Edges of one triangle, in its direction. */
  readonly rim: [from: number, to: number][];
  /** Edges of two triangles. */
  readonly inner: [from: number, to: number, left: number, right: number][];
}

function edgesOf({ east, triangles }: Mesh): Edges {
  const open = new Map<number, [number, number, number]>();
  const inner: [number, number, number, number][] = [];
  for (let e = 0; e < triangles.length; e++) {
    const [from, to] = [triangles[e]!, triangles[e % 3 === 2 ? e - 2 : e + 1]!];
    const across = to * east.length + from;
    const twin = open.get(across);
    if (twin) {
      open.delete(across);
      inner.push([from, to, Math.floor(e / 3), twin[2]]);
    } else {
      open.set(from * east.length + to, [from, to, Math.floor(e / 3)]);
    }
  }
  return { rim: Array.from(open.values(), ([from, to]) => [from, to]), inner };
}

/** Unit normal of a triangle; null of one that is too thin. */
function normalOf({ east, north, height, triangles }: Mesh, t: number): [number, number, number] | null {
  const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
  const [uE, uN, uH] = [east[b]! - east[a]!, north[b]! - north[a]!, height[b]! - height[a]!];
  const [vE, vN, vH] = [east[c]! - east[a]!, north[c]! - north[a]!, height[c]! - height[a]!];
  const longest = Math.max(Math.hypot(uE, uN), Math.hypot(vE, vN), Math.hypot(vE - uE, vN - uN));
  const twice = uE * vN - vE * uN;
  if (twice < THIN_M * longest) return null;
  const [nE, nN] = [uN * vH - uH * vN, uH * vE - uE * vH];
  const size = Math.hypot(nE, nN, twice);
  return [nE / size, nN / size, twice / size];
}

function bends(mesh: Mesh, left: number, right: number): boolean {
  const [p, q] = [normalOf(mesh, left), normalOf(mesh, right)];
  if (!p || !q) return false;
  const across = Math.hypot(p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]);
  return across > Math.sin(BREAK_RAD);
}

/** Follows the rim. Where rings touch, the sharpest turn to the right is taken, so that they come apart. */
function ringsOf({ east, north }: Mesh, rim: readonly [number, number][]): number[][] {
  const leaving = new Map<number, number[]>();
  for (const [from, to] of rim) leaving.set(from, [...(leaving.get(from) ?? []), to]);
  const rings: number[][] = [];
  for (const [start] of rim) {
    while ((leaving.get(start)?.length ?? 0) > 0) {
      const ring = [start];
      let [before, at] = [start, leaving.get(start)!.shift()!];
      while (at !== start) {
        ring.push(at);
        const choices = leaving.get(at)!;
        const back = Math.atan2(north[before]! - north[at]!, east[before]! - east[at]!);
        const turned = (v: number) => {
          const angle = Math.atan2(north[v]! - north[at]!, east[v]! - east[at]!) - back;
          return angle <= 0 ? angle + 2 * Math.PI : angle;
        };
        choices.sort((v, w) => turned(v) - turned(w));
        [before, at] = [at, choices.pop()!];
      }
      rings.push(ring);
    }
  }
  return rings;
}

/** The loops of a ring that visits vertices more than once; together they are the ring, and none touches itself. */
function loopsOf(ring: readonly number[]): number[][] {
  const loops: number[][] = [];
  const path: number[] = [];
  const placeOf = new Map<number, number>();
  for (const vertex of ring) {
    const seen = placeOf.get(vertex);
    if (seen !== undefined) {
      const loop = path.splice(seen);
      for (const one of loop) placeOf.delete(one);
      loops.push(loop);
    }
    placeOf.set(vertex, path.length);
    path.push(vertex);
  }
  loops.push(path);
  return loops;
}

/** Loops smaller than this are traces of rounding, m². */
const LEAST_LOOP_M2 = 0.01;

function footprintOf({ east, north }: Mesh, rings: readonly number[][]): MeshLines['footprint'] {
  const asRing = (vertices: readonly number[]): Ring => ({
    east: Float64Array.from(vertices, (v) => east[v]!),
    north: Float64Array.from(vertices, (v) => north[v]!),
  });
  const placed = rings
    .map((vertices) => ({ vertices, ring: asRing(vertices), area: signedArea(asRing(vertices)) }))
    .filter(({ area }) => Math.abs(area) >= LEAST_LOOP_M2);
  const outers = placed.filter(({ area }) => area > 0).map((outer) => ({ ...outer, holes: [] as number[][] }));
  for (const { vertices, ring, area } of placed) {
    if (area > 0) continue;
    const around = outers
      .filter((outer) => outer.area > -area && holdsRing(outer.ring, ring))
      .sort((p, q) => p.area - q.area)[0];
    around?.holes.push([...vertices]);
  }
  return outers.map(({ vertices, holes }) => ({ outer: vertices, holes }));
}

/** The first vertex that is not on the outer ring decides. */
function holdsRing(outer: Ring, inner: Ring): boolean {
  for (let i = 0; i < inner.east.length; i++) {
    const side = locateInRing(outer, inner.east[i]!, inner.north[i]!);
    if (side !== 0) return side > 0;
  }
  return false;
}

/** Joins edges to polylines through the vertices where just two of them meet. */
function chain(edges: readonly [number, number][]): number[][] {
  const beside = new Map<number, number[]>();
  for (const [i, [a, b]] of edges.entries()) {
    beside.set(a, [...(beside.get(a) ?? []), i]);
    beside.set(b, [...(beside.get(b) ?? []), i]);
  }
  const used = new Uint8Array(edges.length);
  const follow = (from: number, first: number): number[] => {
    const line = [from];
    for (let [at, edge] = [from, first]; ; ) {
      used[edge] = 1;
      const [a, b] = edges[edge]!;
      at = at === a ? b : a;
      line.push(at);
      const next = beside.get(at)!;
      const free = next.length === 2 ? next.find((other) => used[other] === 0) : undefined;
      if (free === undefined) return line;
      edge = free;
    }
  };
  const lines: number[][] = [];
  for (const [vertex, around] of beside) {
    if (around.length === 2) continue;
    for (const edge of around) if (used[edge] === 0) lines.push(follow(vertex, edge));
  }
  // what is left runs in circles
  for (const [i, [a]] of edges.entries()) if (used[i] === 0) lines.push(follow(a, i));
  return lines;
}
