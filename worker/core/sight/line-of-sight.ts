/**
 * Whether one place sees another over the ground between them, with curvature and refraction. Exact on surfaces that are linear in
 * pieces: where the ground comes nearest to the ray is computed, not sampled. Metres; heights are elevations.
 */
import { sightCurve } from './curvature.ts';
import { gapsOf, type SightLine, type Stretch } from './sight-line.ts';

export type Verdict = 'visible' | 'hidden' | 'unknown';

/** Ground may stand this much above the ray and does not block it: it is the ground that the target stands on, rounded. */
const TOUCH_M = 1e-6;
const END_SHARE = 0.02;

export interface SightQuestion {
  /** Elevation of the eye, at distance 0. */
  readonly eyeM: number;
  /** Elevation of the target, at the end of the line. */
  readonly targetM: number;
  readonly refraction: number;
  /** No ground is higher than this: a gap that the ray passes above it is none. Default: nothing is assumed. */
  readonly ceilingM?: number | undefined;
}

export interface SightAnswer {
  /**
   * Walking from the eye: `hidden` when known ground blocks the ray, `unknown` when a gap comes first. Ground that blocks beyond a gap
   * is told in `block`, and changes the verdict no more.
   */
  readonly verdict: Verdict;
  /** Where the ground first rises above the ray, and how much it stands above it at most from there on. */
  readonly block: {
    readonly distanceM: number;
    readonly heightM: number;
    readonly aboveM: number;
    readonly source: number;
  } | null;
  /**
   * Smallest height of the ray above known ground, and where; null without any ground. Near its ends a ray is always as near to the ground as
   * eye and target are: while nothing blocks it, the first and last fiftieth of the way do not count.
   */
  readonly clearance: { readonly distanceM: number; readonly clearanceM: number } | null;
  readonly gaps: readonly Stretch[];
  /** The ray: seen, behind what blocks it, or nobody knows. */
  readonly ray: readonly { readonly fromM: number; readonly toM: number; readonly state: Verdict }[];
}

/** Height of the ray at a distance, as an elevation. */
export function rayHeightM({ eyeM, targetM, refraction }: SightQuestion, lengthM: number, at: number): number {
  const curve = sightCurve(refraction);
  const slope = (targetM - curve * lengthM * lengthM - eyeM) / lengthM;
  return eyeM + slope * at + curve * at * at;
}

export function lineOfSight(line: SightLine, question: SightQuestion): SightAnswer {
  const { lengthM } = line;
  const { eyeM, targetM, refraction, ceilingM } = question;
  const curve = sightCurve(refraction);
  const slope = (targetM - curve * lengthM * lengthM - eyeM) / lengthM;
  let first: { distanceM: number; heightM: number; source: number } | null = null;
  let aboveM = 0;
  let clearance: SightAnswer['clearance'] = null;
  let inner: SightAnswer['clearance'] = null;
  const ends = [END_SHARE * lengthM, (1 - END_SHARE) * lengthM] as const;
  for (const { along, height, source } of line.parts) {
    for (let i = 0; i < along.length; i++) {
      const [from, to] = [along[i]!, along[i + 1] ?? along[i]!];
      const rise = to > from ? (height[i + 1]! - height[i]!) / (to - from) : 0;
      // the clearance eye + slope·d + curve·d² − ground is convex between two vertices
      const clear = (at: number) => eyeM + slope * at + curve * at * at - (height[i]! + rise * (at - from));
      const [innerFrom, innerTo] = [Math.max(from, ends[0]), Math.min(to, ends[1])];
      const lowestIn = (a: number, b: number) =>
        curve > 0 ? Math.min(b, Math.max(a, (rise - slope) / (2 * curve))) : rise > slope ? b : a;
      if (innerFrom <= innerTo) {
        for (const at of [innerFrom, lowestIn(innerFrom, innerTo), innerTo]) {
          if (!inner || clear(at) < inner.clearanceM) inner = { distanceM: at, clearanceM: clear(at) };
        }
      }
      const lowest = lowestIn(from, to);
      for (const at of [from, lowest]) {
        const clearanceM = clear(at);
        if (!clearance || clearanceM < clearance.clearanceM) clearance = { distanceM: at, clearanceM };
        if (clearanceM >= -TOUCH_M) continue;
        aboveM = Math.max(aboveM, -clearanceM);
        first ??= { ...firstCrossing(from, at, clear, height[i]!, rise), source };
      }
    }
  }
  const gaps = gapsOf(line).filter(
    ([from, to]) => ceilingM === undefined || lowestBetween(from, to, eyeM, slope, curve) <= ceilingM,
  );
  const gap = gaps[0];
  const isBlocked = first !== null && !(gap && gap[0] < first.distanceM);
  const verdict: Verdict = isBlocked ? 'hidden' : gap ? 'unknown' : 'visible';
  const decidedM = isBlocked ? first!.distanceM : gap ? gap[0] : lengthM;
  return {
    verdict,
    block: first ? { ...first, aboveM } : null,
    clearance: clearance && clearance.clearanceM < -TOUCH_M ? clearance : inner,
    gaps,
    ray: [
      ...(decidedM > 0 ? [{ fromM: 0, toM: decidedM, state: 'visible' as const }] : []),
      ...(decidedM < lengthM ? [{ fromM: decidedM, toM: lengthM, state: verdict }] : []),
    ],
  };
}

/** Where the clearance of a stretch passes zero on its way to a place where it is negative. */
function firstCrossing(
  fromM: number,
  belowM: number,
  clear: (at: number) => number,
  heightM: number,
  rise: number,
): { distanceM: number; heightM: number } {
  let [low, high] = [fromM, belowM];
  if (clear(low) > 0) {
    // convex, and negative at the far end: it falls through zero once
    for (let i = 0; i < 60 && high - low > 1e-9; i++) {
      const middle = (low + high) / 2;
      if (clear(middle) > 0) low = middle;
      else high = middle;
    }
  } else high = low;
  return { distanceM: high, heightM: heightM + rise * (high - fromM) };
}

function lowestBetween(from: number, to: number, eyeM: number, slope: number, curve: number): number {
  const at = curve > 0 ? Math.min(to, Math.max(from, -slope / (2 * curve))) : slope < 0 ? to : from;
  return eyeM + slope * at + curve * at * at;
}
