/** Convex polygons in flat arrays, and what is left of them on one side of a line (Sutherland & Hodgman 1974). */
import { isBefore } from './orientation.ts';

/** Vertices that a polygon here may have: a trapezoid cut by two triangles has at most ten; the rest is for corners that rounding adds. */
const CAPACITY = 32;

/** A convex polygon, counter-clockwise; only the first `count` vertices count. */
export class ConvexPolygon {
  readonly east = new Float64Array(CAPACITY);
  readonly north = new Float64Array(CAPACITY);
  count = 0;

  add(east: number, north: number): void {
    this.east[this.count] = east;
    this.north[this.count] = north;
    this.count++;
  }

  copyFrom(other: ConvexPolygon): void {
    this.count = other.count;
    this.east.set(other.east);
    this.north.set(other.north);
  }

  /** Square units of the coordinates. */
  area(): number {
    let twice = 0;
    for (let i = 1; i + 1 < this.count; i++) twice += this.twiceFanArea(i);
    return twice / 2;
  }

  /** Twice the area of the triangle of vertices 0, i and i + 1. */
  twiceFanArea(i: number): number {
    const { east, north } = this;
    return (east[i]! - east[0]!) * (north[i + 1]! - north[0]!) - (east[i + 1]! - east[0]!) * (north[i]! - north[0]!);
  }
}

const distances = new Float64Array(CAPACITY + 1);

/**
 * Puts the part of `from` to the left of the line a → b, the line included, into `to`. The two sides of a line see the
 * same distances, so that what one side loses the other gets.
 */
export function clipLeftOf(
  from: ConvexPolygon,
  to: ConvexPolygon,
  aE: number,
  aN: number,
  bE: number,
  bN: number,
): void {
  const forward = isBefore(aE, aN, bE, bN);
  const [oE, oN, dE, dN] = forward ? [aE, aN, bE - aE, bN - aN] : [bE, bN, aE - bE, aN - bN];
  const sign = forward ? 1 : -1;
  to.count = 0;
  for (let i = 0; i < from.count; i++) {
    distances[i] = sign * (dE * (from.north[i]! - oN) - dN * (from.east[i]! - oE));
  }
  for (let i = 0; i < from.count; i++) {
    const j = i + 1 === from.count ? 0 : i + 1;
    const own = distances[i]!;
    const next = distances[j]!;
    if (own >= 0) to.add(from.east[i]!, from.north[i]!);
    if (own > 0 !== next > 0 && own !== 0 && next !== 0) {
      const share = own / (own - next);
      to.add(
        from.east[i]! + share * (from.east[j]! - from.east[i]!),
        from.north[i]! + share * (from.north[j]! - from.north[i]!),
      );
    }
  }
  if (to.count < 3) to.count = 0;
}
