/**
 * How much of a mountain is seen from a place: direction by direction the ground of the mountain against what stands before it.
 * Angles as tangents above the level of the eye, curvature and refraction in them. Metres.
 */
import { sightCurve } from './curvature.ts';
import { horizonOf } from './horizon.ts';
import { gapsOf, type SightLine } from './sight-line.ts';

export interface MountainQuestion {
  readonly eyeM: number;
  readonly refraction: number;
  /** Where the mountain begins and ends in this direction, distances. */
  readonly nearM: number;
  readonly farM: number;
  /** What of it lies below is not counted: an elevation, at `middleM`. */
  readonly footM: number;
  /** Distance of the summit. */
  readonly middleM: number;
  /** Elevation of the summit: nothing of the mountain is higher. */
  readonly summitM: number;
}

export interface MountainColumn {
  /** Upper edge of the mountain; null where its ground is not known. */
  readonly top: number | null;
  /** Upper edge of the ground before it; null where that has gaps which could hide the mountain. */
  readonly before: number | null;
  readonly foot: number;
  /** Height of the mountain above its foot, and what of it stands above the ground before it; null: 判定不可. */
  readonly whole: number | null;
  readonly seen: number | null;
  readonly gaps: readonly (readonly [fromM: number, toM: number])[];
}

/** One direction. @param line the ground from the eye to the far side of the mountain */
export function mountainColumn(line: SightLine, question: MountainQuestion): MountainColumn {
  const { eyeM, refraction, nearM, farM, footM, middleM, summitM } = question;
  const curve = sightCurve(refraction);
  const foot = (footM - curve * middleM * middleM - eyeM) / middleM;
  const gaps = gapsOf(line).filter(([from]) => from < farM);
  const ownGap = gaps.some(([, to]) => to > nearM);
  const nearGap = gaps.some(([from]) => from < nearM);
  const front = horizonOf(line, eyeM, refraction, 0, nearM).tangent;
  const own = horizonOf(line, eyeM, refraction, nearM, farM).tangent;
  const top = ownGap || own === Number.NEGATIVE_INFINITY ? null : own;
  const before = nearGap ? null : front;
  const whole = top === null ? null : Math.max(0, top - foot);
  let seen: number | null = null;
  if (whole === 0) seen = 0;
  else if (top !== null && before !== null) seen = Math.max(0, top - Math.max(foot, before));
  // what is known of the foreground may hide all of it, whatever the gaps hold
  else if (front >= (top ?? highestTangent(summitM, eyeM, nearM, farM, curve))) seen = 0;
  return { top, before, foot, whole, seen, gaps };
}

/** No ground of the mountain is seen at a larger angle: as if its summit stood anywhere in it. */
function highestTangent(summitM: number, eyeM: number, nearM: number, farM: number, curve: number): number {
  const at = (distance: number) => (summitM - curve * distance * distance - eyeM) / distance;
  return Math.max(at(nearM), at(farM));
}

/** The lowest elevation at a distance that is seen over an angle. */
export function lowestSeenM(tangent: number, eyeM: number, distanceM: number, refraction: number): number {
  return eyeM + tangent * distanceM + sightCurve(refraction) * distanceM * distanceM;
}

export interface MountainSum {
  /** Share of the mountain's outline above its foot that is seen; null when that cannot be told. */
  readonly share: number | null;
  readonly seesSome: boolean;
  /** Share of the columns that can be told. */
  readonly knownShare: number;
}

/** Over directions of equal width. */
export function mountainSum(columns: readonly MountainColumn[]): MountainSum {
  let [whole, seen, known, measured] = [0, 0, 0, 0];
  for (const column of columns) {
    if (column.seen === null) continue;
    known++;
    seen += column.seen;
    if (column.whole === null) continue;
    measured++;
    whole += column.whole;
  }
  const isKnown = known === columns.length;
  const share = measured === columns.length && whole > 0 ? seen / whole : seen === 0 && isKnown ? 0 : null;
  return { share, seesSome: seen > 0, knownShare: columns.length > 0 ? known / columns.length : 0 };
}
