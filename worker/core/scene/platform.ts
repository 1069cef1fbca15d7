/**
 * A levelled platform on a slope: a crest of constant height inside a convex ring, below it banked slopes with berms,
 * above it cut slopes with berms. Corners are rounded: slopes follow the distance from the ring.
 */
import type { Point } from './layout.ts';

/** Slopes are horizontal metres for one metre of height; every `liftM` of height there is a berm of `bermM`. */
export interface Platform {
  /** Convex, anticlockwise, not closed. */
  readonly ring: readonly Point[];
  readonly levelM: number;
  readonly fill: BenchedSlope;
  readonly cut: BenchedSlope;
}

export interface BenchedSlope {
  readonly slope: number;
  readonly liftM: number;
  readonly bermM: number;
}

/** Fill 1:1.8 and cut 1:1.2, a berm of 1.5 m every 5 m. */
export const SLOPES = {
  fill: { slope: 1.8, liftM: 5, bermM: 1.5 },
  cut: { slope: 1.2, liftM: 5, bermM: 1.5 },
} as const satisfies Pick<Platform, 'fill' | 'cut'>;

/** Height difference reached at a horizontal distance from the ring: slope, berm, slope, … */
export function benchedRise({ slope, liftM, bermM }: BenchedSlope, distanceM: number): number {
  const runM = liftM * slope;
  const benches = Math.floor(distanceM / (runM + bermM));
  return benches * liftM + Math.min(runM, distanceM - benches * (runM + bermM)) / slope;
}

/** The distances at which the gradient of a benched slope changes, in order, up to `reachM`; starts with 0. */
export function benchedBreaks({ slope, liftM, bermM }: BenchedSlope, reachM: number): number[] {
  const breaks: number[] = [];
  for (let at = 0; at < reachM; at += liftM * slope + bermM) {
    breaks.push(at);
    if (bermM > 0 && at + liftM * slope < reachM) breaks.push(at + liftM * slope);
  }
  return breaks;
}

/** Distance of a place from a convex ring, 0 inside it. */
export function distanceToRing(ring: readonly Point[], e: number, n: number): number {
  let inside = true;
  let nearest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < ring.length; k++) {
    const [ae, an] = ring[k]!;
    const [be, bn] = ring[(k + 1) % ring.length]!;
    const de = be - ae;
    const dn = bn - an;
    if (de * (n - an) - dn * (e - ae) < 0) inside = false;
    const t = Math.min(1, Math.max(0, ((e - ae) * de + (n - an) * dn) / (de * de + dn * dn)));
    nearest = Math.min(nearest, Math.hypot(e - ae - t * de, n - an - t * dn));
  }
  return inside ? 0 : nearest;
}

/** The ground with the platform built on it: raised to the banked surface, lowered to the cut surface, else unchanged. */
export function platformHeight(platform: Platform, distanceM: number, ground: number): number {
  if (distanceM === 0) return platform.levelM;
  const banked = platform.levelM - benchedRise(platform.fill, distanceM);
  if (ground < banked) return banked;
  const cut = platform.levelM + benchedRise(platform.cut, distanceM);
  return ground > cut ? cut : ground;
}
