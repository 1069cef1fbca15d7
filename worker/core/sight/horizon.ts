/**
 * How high the ground reaches in one direction, as the eye sees it: the largest angle above the level of the eye, and how far that is
 * known. Exact on surfaces that are linear in pieces; curvature and refraction are in the angles. Metres, and tangents of angles.
 */
import { sightCurve } from './curvature.ts';
import type { SightLine } from './sight-line.ts';

export interface Horizon {
  /** Tangent of the angle; −Infinity without ground. */
  readonly tangent: number;
  readonly distanceM: number;
  readonly heightM: number;
}

export const NO_HORIZON: Horizon = { tangent: Number.NEGATIVE_INFINITY, distanceM: 0, heightM: Number.NaN };

/** Ground nearer than this is what the eye stands on. */
const FEET_M = 1e-6;

/**
 * The highest angle over known ground between two distances.
 * @param eyeM elevation of the eye
 */
export function horizonOf(
  { parts }: SightLine,
  eyeM: number,
  refraction: number,
  fromM = 0,
  toM = Number.POSITIVE_INFINITY,
): Horizon {
  const curve = sightCurve(refraction);
  let best = NO_HORIZON;
  const look = (at: number, heightM: number) => {
    if (at <= FEET_M) return;
    const tangent = (heightM - curve * at * at - eyeM) / at;
    if (tangent > best.tangent) best = { tangent, distanceM: at, heightM };
  };
  for (const { along, height } of parts) {
    if (along.at(-1)! < fromM || along[0]! > toM) continue;
    for (let i = 0; i < along.length; i++) {
      const [a, b] = [along[i]!, along[i + 1] ?? along[i]!];
      const [from, to] = [Math.max(a, fromM), Math.min(b, toM)];
      if (from > to) continue;
      const rise = b > a ? (height[i + 1]! - height[i]!) / (b - a) : 0;
      const heightAt = (at: number) => (b > a ? height[i]! + rise * (at - a) : height[i]!);
      look(from, heightAt(from));
      if (to === from) continue;
      look(to, heightAt(to));
      // (z0 + m·d − c·d² − eye)/d has its largest value where c·d² = eye − z0
      const below = eyeM - (height[i]! - rise * a);
      const top = curve > 0 && below > 0 ? Math.sqrt(below / curve) : Number.NaN;
      if (top > from && top < to) look(top, heightAt(top));
    }
  }
  return best;
}
