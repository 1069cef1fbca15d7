/** Rings: closed polylines in plan, the last vertex joined to the first (which is not repeated). */
import { turn } from './orientation.ts';

export interface Ring {
  readonly east: Float64Array;
  readonly north: Float64Array;
}

/** Signed area, square units of the coordinates; positive when counter-clockwise. Summed relative to the first vertex. */
export function signedArea({ east, north }: Ring): number {
  const originE = east[0]!;
  const originN = north[0]!;
  let twice = 0;
  for (let i = 1; i + 1 < east.length; i++) {
    twice += (east[i]! - originE) * (north[i + 1]! - originN) - (east[i + 1]! - originE) * (north[i]! - originN);
  }
  return twice / 2;
}

export function reverseRing({ east, north }: Ring): Ring {
  return { east: east.slice().reverse(), north: north.slice().reverse() };
}

/** @returns 1 inside, 0 exactly on the ring, −1 outside; exact for the given doubles */
export function locateInRing({ east, north }: Ring, pE: number, pN: number): -1 | 0 | 1 {
  let inside = false;
  const count = east.length;
  for (let i = 0; i < count; i++) {
    const j = i + 1 === count ? 0 : i + 1;
    const aE = east[i]!;
    const aN = north[i]!;
    const bE = east[j]!;
    const bN = north[j]!;
    if ((aN > pN && bN > pN) || (aN < pN && bN < pN) || (aE < pE && bE < pE)) continue;
    const sign = turn(aE, aN, bE, bN, pE, pN);
    if (sign === 0 && isOnSpan(aE, aN, bE, bN, pE, pN)) return 0;
    // half-open in north, so that a vertex at the height of p counts once
    if (aN > pN !== bN > pN && sign > 0 === bN > aN) inside = !inside;
  }
  return inside ? 1 : -1;
}

/** Whether a position known to be on the line of a–b lies between its ends, ends included. */
function isOnSpan(aE: number, aN: number, bE: number, bN: number, pE: number, pN: number): boolean {
  return pE >= Math.min(aE, bE) && pE <= Math.max(aE, bE) && pN >= Math.min(aN, bN) && pN <= Math.max(aN, bN);
}
