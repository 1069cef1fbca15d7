/** Lines in plan, measured by distance along them and offset across them. Metres. */
import { GeometryError } from '#core/errors.ts';
import { type Bounds, boundsOf } from '../geometry/bounds.ts';

export interface Polyline {
  /** Vertices; neighbours are distinct. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  /** Distance of each vertex from the first, along the line. */
  readonly distance: Float64Array;
  readonly lengthM: number;
  readonly bounds: Bounds;
}

/**
 * Builds a line from its vertices; a vertex that repeats the one before is dropped.
 * @throws {GeometryError} when a position is not finite or fewer than two distinct vertices are left
 */
export function polylineOf(positions: readonly (readonly [number, number])[]): Polyline {
  const kept: (readonly [number, number])[] = [];
  positions.forEach(([e, n], i) => {
    if (!Number.isFinite(e) || !Number.isFinite(n)) {
      throw new GeometryError(`position ${i + 1} of the line is not finite: [${e}, ${n}]`);
    }
    const last = kept.at(-1);
    if (!last || last[0] !== e || last[1] !== n) kept.push([e, n]);
  });
  if (kept.length < 2) throw new GeometryError(`expected a line of two or more distinct vertices, got ${kept.length}`);
  const east = Float64Array.from(kept, ([e]) => e);
  const north = Float64Array.from(kept, ([, n]) => n);
  const distance = new Float64Array(kept.length);
  for (let i = 1; i < distance.length; i++) {
    distance[i] = distance[i - 1]! + Math.hypot(east[i]! - east[i - 1]!, north[i]! - north[i - 1]!);
  }
  return { east, north, distance, lengthM: distance.at(-1)!, bounds: boundsOf(east, north) };
}

/** Distances 0, step, 2·step … and exactly the end. */
export function stationsAlong(line: Polyline, stepM: number): Float64Array {
  const whole = Math.floor(line.lengthM / stepM);
  // a last step shorter than rounding is the end itself
  const full = line.lengthM - whole * stepM > 1e-9 * line.lengthM ? whole + 1 : Math.max(1, whole);
  return Float64Array.from({ length: full + 1 }, (_, i) => (i === full ? line.lengthM : i * stepM));
}

/** Positions at distances along the line (ascending); the ends are the vertices themselves. */
export function positionsAlong(line: Polyline, distances: Float64Array): { east: Float64Array; north: Float64Array } {
  const east = new Float64Array(distances.length);
  const north = new Float64Array(distances.length);
  const last = line.distance.length - 1;
  let segment = 0;
  for (let i = 0; i < distances.length; i++) {
    const d = distances[i]!;
    while (segment < last - 1 && d >= line.distance[segment + 1]!) segment++;
    const from = line.distance[segment]!;
    const share = d >= line.lengthM ? 1 : (d - from) / (line.distance[segment + 1]! - from);
    east[i] =
      share === 1
        ? line.east[segment + 1]!
        : line.east[segment]! + share * (line.east[segment + 1]! - line.east[segment]!);
    north[i] =
      share === 1
        ? line.north[segment + 1]!
        : line.north[segment]! + share * (line.north[segment + 1]! - line.north[segment]!);
  }
  return { east, north };
}

/**
 * Nearest place on the line of a position: distance along it and offset across it, right positive. Null beyond the two
 * ends. Outside a bend the nearest place is the vertex; the offset then is the way to it, on the side of the bend's outside.
 */
export function placeOnLine(line: Polyline, pE: number, pN: number): { distanceM: number; offsetM: number } | null {
  const { east, north, distance } = line;
  const segments = east.length - 1;
  let best: { distanceM: number; offsetM: number } | null = null;
  let bestSquared = Infinity;
  for (let i = 0; i < segments; i++) {
    const dE = east[i + 1]! - east[i]!;
    const dN = north[i + 1]! - north[i]!;
    const length = distance[i + 1]! - distance[i]!;
    const along = ((pE - east[i]!) * dE + (pN - north[i]!) * dN) / length;
    if ((i === 0 && along < 0) || (i === segments - 1 && along > length)) continue;
    const across = ((pE - east[i]!) * dN - (pN - north[i]!) * dE) / length;
    const at = Math.min(length, Math.max(0, along));
    const squared = across * across + (along - at) ** 2;
    if (squared >= bestSquared) continue;
    bestSquared = squared;
    best = { distanceM: distance[i]! + at, offsetM: at === along ? across : Math.sign(across) * Math.sqrt(squared) };
  }
  return best;
}
