/** What a road may have, and what a measured value is against it. Sources and what is not verified: road.md. */
import type {
  AlignmentChecksRequest,
  AlignmentChecksResult,
  CheckedStation,
  DesignSpeed,
  FittedSlope,
  Judgement,
} from '../contract/alignment-checks.ts';
import type { NoSlope } from './road-slopes.ts';

export type RoadLimits = AlignmentChecksResult['limits'];

/** 道路構造令 第20条, ordinary roads (普通道路): gradient and its exception (特例値), per cent. */
const GRADES: Readonly<
  Record<DesignSpeed, readonly [ordinary: readonly [number, number], class4: readonly [number, number]]>
> = {
  120: [
    [2, 5],
    [2, 5],
  ],
  100: [
    [3, 6],
    [3, 6],
  ],
  80: [
    [4, 7],
    [4, 7],
  ],
  60: [
    [5, 8],
    [5, 7],
  ],
  50: [
    [6, 9],
    [6, 8],
  ],
  40: [
    [7, 10],
    [7, 9],
  ],
  30: [
    [8, 11],
    [8, 10],
  ],
  20: [
    [9, 12],
    [9, 11],
  ],
};
/** 第25条, per cent; from memory. */
const RESULTANTS: Readonly<Record<DesignSpeed, number>> = {
  120: 10,
  100: 10,
  80: 10.5,
  60: 10.5,
  50: 11.5,
  40: 11.5,
  30: 11.5,
  20: 11.5,
};
const UNVERIFIED = ['resultantPercent'];
/** Ours: what wear and a survey leave of a cross fall as built. */
const CROSS_FALL_TOLERANCE_PERCENT = 0.3;

export function limitsOf({ designSpeedKmh, roadClass, limits: given }: AlignmentChecksRequest): RoadLimits {
  const [gradePercent, gradeExceptionPercent] = GRADES[designSpeedKmh][roadClass === 'class-4' ? 1 : 0];
  const own = {
    gradePercent,
    gradeExceptionPercent,
    crossFallMinPercent: 1.5,
    crossFallMaxPercent: 2,
    superelevationPercent: roadClass === 'class-4' ? 6 : 10,
    resultantPercent: RESULTANTS[designSpeedKmh],
    clearanceM: 4.5,
    gradeTolerancePercent: 0,
    crossFallTolerancePercent: CROSS_FALL_TOLERANCE_PERCENT,
  };
  const limits = { ...own, ...given };
  return {
    designSpeedKmh,
    roadClass,
    ...limits,
    // an exception below the normal value would be none
    gradeExceptionPercent: Math.max(limits.gradePercent, limits.gradeExceptionPercent),
    crossFallMaxPercent: Math.max(limits.crossFallMinPercent, limits.crossFallMaxPercent),
    unverified: UNVERIFIED.filter((name) => !(name in given)),
    given: Object.keys(given).sort(),
  };
}

const unknown = (reason: Judgement['reason']): Judgement => ({ verdict: 'unknown', reason, uncertain: false });

/** Whether a limit lies within two standard errors of a value. */
const isNear = (value: number, limit: number, error: number | null): boolean =>
  Math.abs(value - limit) <= 2 * (error ?? 0);

export function judgeGrade(
  { percent, standardErrorPercent }: FittedSlope,
  lack: NoSlope | null,
  { gradePercent, gradeExceptionPercent, gradeTolerancePercent }: RoadLimits,
): Judgement {
  if (percent === null) return unknown(lack);
  const value = Math.abs(percent);
  const [normal, most] = [gradePercent + gradeTolerancePercent, gradeExceptionPercent + gradeTolerancePercent];
  const verdict = value <= normal ? 'ok' : value <= most ? 'exceptional' : 'exceeded';
  const uncertain = isNear(value, normal, standardErrorPercent) || isNear(value, most, standardErrorPercent);
  return { verdict, reason: verdict === 'ok' ? null : 'too-steep', uncertain };
}

/** Falls of less than this are level. */
const LEVEL_PERCENT = 0.5;

export interface CrossFalls {
  readonly shape: CheckedStation['shape'];
  readonly superelevationPercent: number | null;
}

/** What two sides make together; both falling outwards positive. */
export function crossFallShape(left: number | null, right: number | null): CrossFalls {
  if (left === null || right === null) return { shape: null, superelevationPercent: null };
  const isLevel = (percent: number) => Math.abs(percent) < LEVEL_PERCENT;
  if (isLevel(left) && isLevel(right)) return { shape: 'flat', superelevationPercent: null };
  if (left >= LEVEL_PERCENT && right >= LEVEL_PERCENT) return { shape: 'crown', superelevationPercent: null };
  if (left <= -LEVEL_PERCENT && right <= -LEVEL_PERCENT) return { shape: 'dish', superelevationPercent: null };
  const superelevationPercent = (right - left) / 2;
  const isOne = !isLevel(left) && !isLevel(right);
  return { shape: isOne ? 'one-sided' : 'transition', superelevationPercent };
}

export function judgeCrossFall(
  left: FittedSlope,
  right: FittedSlope,
  lack: NoSlope | null,
  { shape, superelevationPercent }: CrossFalls,
  limits: RoadLimits,
): Judgement {
  if (shape === null || left.percent === null || right.percent === null) return unknown(lack);
  const tolerance = limits.crossFallTolerancePercent;
  const [low, high] = [limits.crossFallMinPercent - tolerance, limits.crossFallMaxPercent + tolerance];
  const error = Math.max(left.standardErrorPercent ?? 0, right.standardErrorPercent ?? 0);
  if (shape === 'dish') return { verdict: 'exceeded', reason: 'inwards', uncertain: false };
  if (shape === 'flat')
    return { verdict: low > 0 ? 'exceeded' : 'ok', reason: low > 0 ? 'too-flat' : null, uncertain: false };
  if (superelevationPercent !== null) {
    const value = Math.abs(superelevationPercent);
    const most = limits.superelevationPercent + tolerance;
    const isOver = value > most;
    return {
      verdict: isOver ? 'exceeded' : 'ok',
      reason: isOver ? 'too-steep' : null,
      uncertain: isNear(value, most, error / Math.SQRT2),
    };
  }
  const [least, most] = [Math.min(left.percent, right.percent), Math.max(left.percent, right.percent)];
  const uncertain = isNear(least, low, error) || isNear(most, high, error);
  if (most > high) return { verdict: 'exceeded', reason: 'too-steep', uncertain };
  if (least < low) return { verdict: 'exceeded', reason: 'too-flat', uncertain };
  return { verdict: 'ok', reason: null, uncertain };
}

/** √(i² + s²), with the steeper of the two sides. */
export function resultantOf(grade: number | null, left: number | null, right: number | null): number | null {
  if (grade === null || left === null || right === null) return null;
  return Math.hypot(grade, Math.max(Math.abs(left), Math.abs(right)));
}

export function judgeResultant(
  percent: number | null,
  errorPercent: number,
  lack: NoSlope | null,
  { resultantPercent }: RoadLimits,
): Judgement {
  if (percent === null) return unknown(lack);
  const isOver = percent > resultantPercent;
  const uncertain = isNear(percent, resultantPercent, errorPercent);
  return { verdict: isOver ? 'exceeded' : 'ok', reason: isOver ? 'too-steep' : null, uncertain };
}

export function judgeClearance(
  clearance: { readonly heightM: number; readonly standardErrorM: number } | null,
  { clearanceM }: RoadLimits,
): Judgement {
  if (!clearance) return unknown('off-road');
  const isUnder = clearance.heightM < clearanceM;
  const uncertain = isNear(clearance.heightM, clearanceM, clearance.standardErrorM);
  return { verdict: isUnder ? 'exceeded' : 'ok', reason: isUnder ? 'too-low' : null, uncertain };
}
