/** A simple polygon around a set of places, with a margin. */
import type { Point } from './layout.ts';

/**
 * The tightest convex polygon with `sides` fixed directions that keeps `marginM` from every place.
 * @param places [e, n] pairs, flat
 * @returns anticlockwise, closed (first vertex repeated), rounded to 0.01 m; empty when there are no places
 * Source: intersection of supporting half-planes; neighbouring support lines always meet at a vertex.
 */
export function outlineAround(places: ArrayLike<number>, marginM: number, sides = 24): Point[] {
  if (places.length < 2) return [];
  const supports = Array.from({ length: sides }, (_, k) => {
    const angleRad = (2 * Math.PI * k) / sides;
    const e = Math.cos(angleRad);
    const n = Math.sin(angleRad);
    let reachM = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < places.length; i += 2) reachM = Math.max(reachM, places[i]! * e + places[i + 1]! * n);
    return { e, n, reachM: reachM + marginM };
  });
  const ring = supports.map((a, k): Point => {
    const b = supports[(k + 1) % sides]!;
    const cross = a.e * b.n - a.n * b.e;
    const e = (a.reachM * b.n - b.reachM * a.n) / cross;
    const n = (a.e * b.reachM - b.e * a.reachM) / cross;
    return [Math.round(e * 100) / 100, Math.round(n * 100) / 100];
  });
  return [...ring, ring[0]!];
}
