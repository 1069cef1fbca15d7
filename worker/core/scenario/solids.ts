/** What a scenario adds, as triangles with a colour at each vertex: buildings, roads, walls, hatched ground. Site frame, metres. Pure. */
import type { UnmeasuredGround } from '../contract/scenario.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** Three numbers a vertex (east, north, height), three a colour (0–255); each triangle has vertices of its own. */
export interface Mesh {
  readonly positions: Float64Array;
  readonly colours: Uint8Array;
}

export interface MeshPart {
  readonly positions: number[];
  readonly colours: number[];
}

type Place = readonly [east: number, north: number, height: number];

/** Where the light comes from: from the south-west, as on relief maps that look north from above it. */
const LIGHT = normal([-0.5, -0.6, 0.9]);
const SHADE = 0.55;

export function joinMeshes(parts: readonly MeshPart[]): Mesh {
  return {
    positions: Float64Array.from(parts.flatMap(({ positions }) => positions)),
    colours: Uint8Array.from(parts.flatMap(({ colours }) => colours)),
  };
}

export function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Walls and a flat roof over an outline. @param outline metres, not closed, whatever its winding */
export function extrusion(
  outline: readonly (readonly number[])[],
  { baseM, heightM, colour }: { readonly baseM: number; readonly heightM: number; readonly colour: Rgb },
): MeshPart {
  const part: MeshPart = { positions: [], colours: [] };
  const ring = counterClockwise(outline);
  const topM = baseM + heightM;
  for (const [i, [e0, n0]] of ring.entries()) {
    const [e1, n1] = ring[(i + 1) % ring.length]!;
    quad(part, [e0!, n0!, baseM], [e1!, n1!, baseM], [e1!, n1!, topM], [e0!, n0!, topM], colour);
  }
  for (const [a, b, c] of triangulateRing(ring)) {
    const at = (index: number): Place => [ring[index]![0]!, ring[index]![1]!, topM];
    triangle(part, at(a), at(b), at(c), colour);
  }
  return part;
}

/**
 * A band along a line on the ground, its top `heightM` above the ground of the axis, level across; with sides down to the ground.
 * @param ground [east, north, height] along the line, metres
 */
export function band(
  ground: readonly (readonly number[])[],
  { widthM, heightM, colour, sinksM }: { widthM: number; heightM: number; colour: Rgb; sinksM: number },
): MeshPart {
  const part: MeshPart = { positions: [], colours: [] };
  const sides = sidesOf(ground, widthM / 2);
  for (let i = 0; i + 1 < sides.length; i++) {
    const [a, b] = [sides[i]!, sides[i + 1]!];
    const at = ({ left, right, heightM: h }: Sides, side: 'left' | 'right', rise: number): Place => {
      const [east, north] = side === 'left' ? left : right;
      return [east, north, h + rise];
    };
    const [low, top] = [-sinksM, heightM];
    quad(part, at(a, 'right', top), at(b, 'right', top), at(b, 'left', top), at(a, 'left', top), colour);
    quad(part, at(a, 'right', low), at(b, 'right', low), at(b, 'right', top), at(a, 'right', top), colour);
    quad(part, at(b, 'left', low), at(a, 'left', low), at(a, 'left', top), at(b, 'left', top), colour);
    if (i === 0) quad(part, at(a, 'left', low), at(a, 'right', low), at(a, 'right', top), at(a, 'left', top), colour);
    if (i + 2 === sides.length)
      quad(part, at(b, 'right', low), at(b, 'left', low), at(b, 'left', top), at(b, 'right', top), colour);
  }
  return part;
}

interface Sides {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
  readonly heightM: number;
}

/** Offsets of both sides, mitred at vertices; a sharp bend is cut at twice the half width. */
function sidesOf(ground: readonly (readonly number[])[], halfM: number): Sides[] {
  return ground.map(([east, north, heightM], i) => {
    const before = directionOf(ground[i - 1], ground[i]);
    const after = directionOf(ground[i], ground[i + 1]);
    const [a, b] = [before ?? after ?? [1, 0], after ?? before ?? [1, 0]];
    const sum: [number, number] = [a[0]! + b[0]!, a[1]! + b[1]!];
    const length = Math.hypot(...sum);
    const along = length < 1e-9 ? a : ([sum[0] / length, sum[1] / length] as const);
    const cosHalf = Math.max(0.5, along[0]! * a[0]! + along[1]! * a[1]!);
    const reach = halfM / cosHalf;
    const across = [-along[1]! * reach, along[0]! * reach] as const;
    return {
      left: [east! + across[0], north! + across[1]],
      right: [east! - across[0], north! - across[1]],
      heightM: heightM!,
    };
  });
}

function directionOf(from?: readonly number[], to?: readonly number[]): readonly [number, number] | null {
  if (!from || !to) return null;
  const [dE, dN] = [to[0]! - from[0]!, to[1]! - from[1]!];
  const length = Math.hypot(dE, dN);
  return length < 1e-9 ? null : [dE / length, dN / length];
}

/** Stripes of the hatching are so far apart, metres. */
const STRIPE_M = 0.5;
const HATCH: readonly [Rgb, Rgb] = [
  [240, 196, 60],
  [70, 58, 30],
];
/** Above the ground around it, so that points do not break through. */
const LIFT_M = 0.05;

/** The cells of unmeasured ground in stripes from the south-west to the north-east: no texture, nothing like ground. */
export function hatching(
  { originE, originN, cellSizeM, cols, rows, heightsM }: UnmeasuredGround,
  unitM: number,
): MeshPart {
  const part: MeshPart = { positions: [], colours: [] };
  const stripes = Math.max(2, Math.min(8, Math.round(cellSizeM / STRIPE_M)));
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const heightM = heightsM[row * cols + col];
      if (heightM === null || heightM === undefined) continue;
      const [e, n, h] = [originE * unitM + col * cellSizeM, originN * unitM + row * cellSizeM, heightM + LIFT_M];
      hatchCell(part, [e, n, h], cellSizeM, stripes);
    }
  }
  return part;
}

/** A square in stripes along x + y = constant; the stripes go on from square to square. */
function hatchCell(part: MeshPart, [e, n, h]: Place, size: number, stripes: number): void {
  const at = (s: number): [Place, Place] => {
    // where the line x + y = s (0 … 2) leaves the square
    const x0 = Math.min(1, s);
    const y1 = Math.min(1, s);
    return [
      [e + x0 * size, n + (s - x0) * size, h],
      [e + (s - y1) * size, n + y1 * size, h],
    ];
  };
  const count = 2 * stripes;
  for (let k = 0; k < count; k++) {
    const [from, to] = [(2 * k) / count, (2 * (k + 1)) / count];
    const [a, b] = at(from);
    const [c, d] = at(to);
    const colour = HATCH[k % 2]!;
    flatTriangle(part, a, c, d, colour);
    flatTriangle(part, a, d, b, colour);
    // the band over the diagonal has two corners of the square more
    if (from < 1 && to > 1) {
      flatTriangle(part, a, [e + size, n, h], c, colour);
      flatTriangle(part, b, d, [e, n + size, h], colour);
    }
  }
}

/** Triangles of a surface, shaded. @param positions east, north, height, three a vertex */
export function shadedTriangles(positions: ArrayLike<number>, triangles: ArrayLike<number>, colour: Rgb): MeshPart {
  const part: MeshPart = { positions: [], colours: [] };
  const at = (vertex: number): Place => [
    positions[3 * vertex]!,
    positions[3 * vertex + 1]!,
    positions[3 * vertex + 2]!,
  ];
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [at(triangles[k]!), at(triangles[k + 1]!), at(triangles[k + 2]!)];
    // whichever way it is wound, its upper side is seen
    if ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) < 0) triangle(part, a, c, b, colour);
    else triangle(part, a, b, c, colour);
  }
  return part;
}

function quad(part: MeshPart, a: Place, b: Place, c: Place, d: Place, colour: Rgb): void {
  triangle(part, a, b, c, colour);
  triangle(part, a, c, d, colour);
}

/** Shaded by the side that it shows to the light. */
function triangle(part: MeshPart, a: Place, b: Place, c: Place, colour: Rgb): void {
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
  const across = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
  const [x, y, z] = normal(across);
  const light = SHADE + (1 - SHADE) * Math.max(0, x * LIGHT[0] + y * LIGHT[1] + z * LIGHT[2]);
  flatTriangle(part, a, b, c, [colour[0] * light, colour[1] * light, colour[2] * light]);
}

function flatTriangle({ positions, colours }: MeshPart, a: Place, b: Place, c: Place, colour: Rgb): void {
  positions.push(...a, ...b, ...c);
  for (let k = 0; k < 3; k++) colours.push(...colour.map(Math.round));
}

function normal([x, y, z]: readonly [number, number, number]): [number, number, number] {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}

function counterClockwise(ring: readonly (readonly number[])[]): (readonly number[])[] {
  return signedArea(ring) < 0 ? [...ring].reverse() : [...ring];
}

export function signedArea(ring: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const [i, [e0, n0]] of ring.entries()) {
    const [e1, n1] = ring[(i + 1) % ring.length]!;
    sum += (e0! * n1! - e1! * n0!) / 2;
  }
  return sum;
}

/**
 * Ears are cut off one by one.
 * @param ring counter-clockwise, not closed
 * @returns indices; of a ring that crosses itself as many as there are ears
 */
export function triangulateRing(ring: readonly (readonly number[])[]): [number, number, number][] {
  const rest = ring.map((_, index) => index);
  const triangles: [number, number, number][] = [];
  const turn = (a: number, b: number, c: number) => {
    const [[aE, aN], [bE, bN], [cE, cN]] = [ring[a]!, ring[b]!, ring[c]!];
    return (bE! - aE!) * (cN! - aN!) - (bN! - aN!) * (cE! - aE!);
  };
  const isEar = (at: number) => {
    const [a, b, c] = around(rest, at);
    if (turn(a, b, c) <= 0) return false;
    return rest.every((p) => {
      if (p === a || p === b || p === c) return true;
      return !(turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0);
    });
  };
  while (rest.length > 3) {
    let ear = rest.findIndex((_, at) => isEar(at));
    if (ear < 0) {
      // a vertex on a straight edge has no area: it goes without a triangle
      ear = rest.findIndex((_, at) => turn(...around(rest, at)) === 0);
      if (ear < 0) return triangles;
      rest.splice(ear, 1);
      continue;
    }
    triangles.push(around(rest, ear));
    rest.splice(ear, 1);
  }
  if (rest.length === 3) triangles.push([rest[0]!, rest[1]!, rest[2]!]);
  return triangles;
}

function around(rest: readonly number[], at: number): [number, number, number] {
  return [rest[(at + rest.length - 1) % rest.length]!, rest[at]!, rest[(at + 1) % rest.length]!];
}
