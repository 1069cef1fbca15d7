/**
 * Exact signs for plane geometry. Thin names over npm `robust-predicates` (Shewchuk 1997, adaptive precision), whose
 * orientation is positive for clockwise turns; here positive is counter-clockwise, east to the right, north up.
 */
import { incircle, orient2d } from 'robust-predicates';

/** > 0 when a → b → c turns left (counter-clockwise), < 0 right, exactly 0 on one line. Only the sign is exact. */
export function turn(aE: number, aN: number, bE: number, bN: number, cE: number, cN: number): number {
  return -orient2d(aE, aN, bE, bN, cE, cN);
}

/** > 0 when d lies inside the circle through a, b, c (given counter-clockwise), < 0 outside, exactly 0 on it. */
export function insideCircle(
  aE: number,
  aN: number,
  bE: number,
  bN: number,
  cE: number,
  cN: number,
  dE: number,
  dN: number,
): number {
  return incircle(aE, aN, bE, bN, cE, cN, dE, dN);
}

/** The plan order of points: west before east, then south before north. Total on distinct positions. */
export function isBefore(aE: number, aN: number, bE: number, bN: number): boolean {
  return aE < bE || (aE === bE && aN < bN);
}
