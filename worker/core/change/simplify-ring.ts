/** Leaves out vertices of a ring that lie within a tolerance of the line without them (Douglas & Peucker 1973). */
import type { Ring } from '../geometry/ring.ts';

/** @returns the same ring when fewer than four vertices would be left */
export function simplifyRing(ring: Ring, tolerance: number): Ring {
  const { east, north } = ring;
  const count = east.length;
  if (count <= 4) return ring;
  // a ring has no ends: the vertex furthest to the south-west and the one furthest from it
  const first = furthest(count, (i) => -east[i]! - north[i]!);
  const second = furthest(count, (i) => (east[i]! - east[first]!) ** 2 + (north[i]! - north[first]!) ** 2);
  const keep = new Uint8Array(count);
  keep[first] = 1;
  keep[second] = 1;
  thin(ring, keep, first, second, tolerance);
  thin(ring, keep, second, first, tolerance);
  const kept = Array.from(keep.keys()).filter((i) => keep[i] === 1);
  if (kept.length < 4) return ring;
  return { east: Float64Array.from(kept, (i) => east[i]!), north: Float64Array.from(kept, (i) => north[i]!) };
}

function furthest(count: number, distance: (i: number) => number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (distance(i) > distance(best)) best = i;
  return best;
}

/** Keeps what stands out between two kept vertices, going round the ring. */
function thin({ east, north }: Ring, keep: Uint8Array, from: number, to: number, tolerance: number): void {
  const count = keep.length;
  const spans: [number, number][] = [[from, to < from ? to + count : to]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [begin, end] = span;
    const [a, b] = [begin % count, end % count];
    const [dE, dN] = [east[b]! - east[a]!, north[b]! - north[a]!];
    const length2 = dE * dE + dN * dN;
    let widest = 0;
    let at = -1;
    for (let i = begin + 1; i < end; i++) {
      const [e, n] = [east[i % count]! - east[a]!, north[i % count]! - north[a]!];
      const t = length2 > 0 ? Math.min(1, Math.max(0, (e * dE + n * dN) / length2)) : 0;
      const away = Math.hypot(e - t * dE, n - t * dN);
      if (away <= widest) continue;
      widest = away;
      at = i;
    }
    if (widest <= tolerance) continue;
    keep[at % count] = 1;
    spans.push([begin, at], [at, end]);
  }
}
