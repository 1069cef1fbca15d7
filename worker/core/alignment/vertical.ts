/** Heights of the design along an axis: straight grades, and parabolas centred on their points of intersection (縦断曲線). */
import { GeometryError } from '../errors.ts';
import type { VerticalPoint } from './alignment.ts';

/** Curves may touch; less than this is rounding of the file. */
const TOUCH_M = 1e-3;
const END_M = 1e-6;
const MAX_POINTS = 100_000;

/** The curve at a point of vertical intersection. */
export interface VerticalCurve extends VerticalPoint {
  /** VCR = VCL / (|i1 − i2| / 100); null where there is no curve. */
  readonly curveRadiusM: number | null;
  /** y = |i1 − i2| / 100 · VCL / 8: from the intersection to the curve. */
  readonly middleOrdinateM: number;
}

/**
 * @throws {GeometryError} for fewer than two points, numbers that are not finite, points that do not ascend, curves that overlap or
 * reach beyond the ends
 */
export function checkProfile(profile: readonly VerticalPoint[]): void {
  if (profile.length < 2) throw new GeometryError(`profile: expected two or more points, got ${profile.length}`);
  if (profile.length > MAX_POINTS) throw new GeometryError(`profile: expected at most ${MAX_POINTS} points`);
  profile.forEach((point, i) => {
    const { distanceM, elevationM, curveLengthM } = point;
    if (!(Number.isFinite(distanceM + elevationM + curveLengthM) && curveLengthM >= 0)) {
      const seen = `${distanceM}, ${elevationM}, ${curveLengthM}`;
      throw new GeometryError(`profile point ${i + 1}: expected finite distance, height and curve length, got ${seen}`);
    }
    const isEnd = i === 0 || i === profile.length - 1;
    if (isEnd && curveLengthM > 0) {
      const message = `profile point ${i + 1}: expected no curve at an end, got one of ${curveLengthM} m`;
      throw new GeometryError(message, { point: i + 1 });
    }
    const before = profile[i - 1];
    if (!before) return;
    if (!(distanceM > before.distanceM)) {
      const message = `profile point ${i + 1}: expected a distance beyond ${before.distanceM}, got ${distanceM}`;
      throw new GeometryError(message, { point: i + 1 });
    }
    const lacking = (before.curveLengthM + curveLengthM) / 2 - (distanceM - before.distanceM);
    if (lacking > TOUCH_M) {
      const message = `profile: the curves at points ${i} and ${i + 1} overlap by ${Number(lacking.toFixed(3))} m`;
      throw new GeometryError(message, { point: i + 1, overlapM: lacking });
    }
  });
}

/** Height of the design; null before its first point, behind its last, and without a profile. */
export function profileElevation(profile: readonly VerticalPoint[] | null, distanceM: number): number | null {
  const last = profile?.at(-1);
  if (!profile || !last || profile.length < 2) return null;
  if (!(distanceM >= profile[0]!.distanceM - END_M && distanceM <= last.distanceM + END_M)) return null;
  const i = intervalAt(profile, distanceM);
  const [a, b] = [profile[i]!, profile[i + 1]!];
  const share = (distanceM - a.distanceM) / (b.distanceM - a.distanceM);
  const straight = share === 1 ? b.elevationM : a.elevationM + share * (b.elevationM - a.elevationM);
  return straight + lift(profile, i, distanceM) + lift(profile, i + 1, distanceM);
}

/** Metres that the parabola at a point stands above the grades. */
function lift(profile: readonly VerticalPoint[], i: number, distanceM: number): number {
  const { distanceM: middle, curveLengthM } = profile[i]!;
  const inside = curveLengthM / 2 - Math.abs(distanceM - middle);
  if (!(inside > 0) || i === 0 || i === profile.length - 1) return 0;
  return ((slopeOf(profile, i) - slopeOf(profile, i - 1)) * inside * inside) / (2 * curveLengthM);
}

/** Slope of the design (1 = 45°) at a distance; null where it has no height. At a sharp bend that of the grade ahead. */
export function profileSlope(profile: readonly VerticalPoint[] | null, distanceM: number): number | null {
  if (!profile || profileElevation(profile, distanceM) === null) return null;
  const i = intervalAt(profile, distanceM);
  let slope = slopeOf(profile, i);
  for (const at of [i, i + 1]) {
    const { distanceM: middle, curveLengthM } = profile[at]!;
    const from = distanceM - middle;
    const inside = curveLengthM / 2 - Math.abs(from);
    if (!(inside > 0) || at === 0 || at === profile.length - 1) continue;
    slope -= (Math.sign(from || 1) * (slopeOf(profile, at) - slopeOf(profile, at - 1)) * inside) / curveLengthM;
  }
  return slope;
}

/** Number of the grade that holds a distance; at a point the one ahead. */
function intervalAt(profile: readonly VerticalPoint[], distanceM: number): number {
  let [low, high] = [0, profile.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (profile[middle]!.distanceM <= distanceM) low = middle;
    else high = middle - 1;
  }
  return low;
}

const slopeOf = (profile: readonly VerticalPoint[], i: number): number =>
  (profile[i + 1]!.elevationM - profile[i]!.elevationM) / (profile[i + 1]!.distanceM - profile[i]!.distanceM);

/** The straight grades from point to point, per cent, rising positive. */
export function profileGrades(profile: readonly VerticalPoint[]): { fromM: number; toM: number; percent: number }[] {
  return profile.slice(1).map((to, i) => ({
    fromM: profile[i]!.distanceM,
    toM: to.distanceM,
    percent: 100 * slopeOf(profile, i),
  }));
}

/** The curves at the points of a profile, in its order. */
export function verticalCurves(profile: readonly VerticalPoint[]): VerticalCurve[] {
  return profile.map((point, i) => {
    const isEnd = i === 0 || i === profile.length - 1;
    const bend = isEnd ? 0 : Math.abs(slopeOf(profile, i) - slopeOf(profile, i - 1));
    const { curveLengthM } = point;
    return {
      ...point,
      curveRadiusM: bend > 0 && curveLengthM > 0 ? curveLengthM / bend : null,
      middleOrdinateM: (bend * curveLengthM) / 8,
    };
  });
}
