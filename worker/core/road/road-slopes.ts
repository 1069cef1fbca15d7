/** Gradient and cross falls of a road from the points of its carriageway. Formulas and when they fail: road.md. Metres. */
import type { FittedSlope } from '../contract/alignment-checks.ts';
import { type RoadPoints, rangeOf } from './road-points.ts';
import { type FitKind, fitLinear, type LinearFit } from './robust-fit.ts';

/** Why there is no slope. */
export type NoSlope = 'void' | 'few-points' | 'gaps';

export interface MeasuredSlope {
  readonly slope: FittedSlope;
  readonly reason: NoSlope | null;
}

export interface MeasuredGrade extends MeasuredSlope {
  /** Of the fitted road on its axis at the place asked about; null without a gradient. */
  readonly elevationM: number | null;
}

export interface SlopeOptions {
  readonly halfWidthM: number;
  readonly crownM: number;
  readonly fit: FitKind;
  readonly minPoints: number;
}

/** The base is looked at in so many parts; of these so many must have points. */
const PARTS = 5;
const NEEDED_PARTS = 3;
/** A side with fewer points than this has no slope of its own in the gradient's fit. */
const SIDE_POINTS = 3;

const NONE = (points: number): FittedSlope => ({
  percent: null,
  standardErrorPercent: null,
  sigmaM: null,
  points,
});

/** @param factor from the fit's unknown to the slope */
function slopeOf({ values, standardErrors, sigma }: LinearFit, k: number, factor: number, points: number): FittedSlope {
  return {
    percent: 100 * factor * values[k]! + 0,
    standardErrorPercent: 100 * Math.abs(factor) * standardErrors[k]!,
    sigmaM: sigma,
    points,
  };
}

/** Rising along the axis positive; fitted with a cross fall of its own on each side, so that uneven cover does not bend it. */
export function gradeBetween(
  points: RoadPoints,
  [fromM, toM]: readonly [number, number],
  atM: number,
  { halfWidthM, fit, minPoints }: SlopeOptions,
): MeasuredGrade {
  const [begin, end] = rangeOf(points, fromM, toM);
  const inside = indicesWithin(points, begin, end, 0, halfWidthM, 0);
  const reason = lackOf(points, inside, [fromM, toM], minPoints);
  if (reason) return { slope: NONE(inside.length), reason, elevationM: null };
  const along = alongOf(points, inside, [fromM, toM]);
  const left = Float64Array.from(inside, (i) => Math.max(0, -points.offset[i]!));
  const right = Float64Array.from(inside, (i) => Math.max(0, points.offset[i]!));
  const sides = [left, right].filter((side) => side.filter((offset) => offset > 0).length >= SIDE_POINTS);
  const [base, heights] = heightsOf(points, inside);
  const fitted = fitLinear([...along, ...sides], heights, fit);
  if (!fitted) return { slope: NONE(inside.length), reason: 'gaps', elevationM: null };
  const [c0 = 0, c1 = 0, c2 = 0] = fitted.values;
  const halfM = (toM - fromM) / 2;
  const at = (atM - fromM) / halfM - 1;
  return {
    slope: slopeOf(fitted, 1, 1 / halfM, inside.length),
    reason: null,
    elevationM: base + c0 + at * (c1 + at * c2),
  };
}

/** 1, t and t², t from −1 to 1 along the base: a vertical curve is no noise, and does not turn the slope in the middle. */
function alongOf(
  { distance }: RoadPoints,
  indices: readonly number[],
  [fromM, toM]: readonly [number, number],
): [Float64Array, Float64Array, Float64Array] {
  const t = Float64Array.from(indices, (i) => (2 * (distance[i]! - fromM)) / (toM - fromM) - 1);
  return [new Float64Array(t.length).fill(1), t, t.map((value) => value * value)];
}

/** Of one side, −1 left and 1 right: falling outwards positive. */
export function crossFallBetween(
  points: RoadPoints,
  [fromM, toM]: readonly [number, number],
  side: -1 | 1,
  { halfWidthM, crownM, fit, minPoints }: SlopeOptions,
): MeasuredSlope {
  const [begin, end] = rangeOf(points, fromM, toM);
  const inside = indicesWithin(points, begin, end, crownM, halfWidthM, side);
  const away = Float64Array.from(inside, (i) => side * points.offset[i]!);
  const reason = lackOf(points, inside, [fromM, toM], minPoints) ?? lackAcross(away, crownM, halfWidthM);
  if (reason) return { slope: NONE(inside.length), reason };
  const [, heights] = heightsOf(points, inside);
  const fitted = fitLinear([...alongOf(points, inside, [fromM, toM]), away], heights, fit);
  if (!fitted) return { slope: NONE(inside.length), reason: 'gaps' };
  return { slope: slopeOf(fitted, 3, -1, inside.length), reason: null };
}

/** Heights from the first of them: small numbers keep their digits. */
function heightsOf({ height }: RoadPoints, indices: readonly number[]): [base: number, heights: Float64Array] {
  const base = height[indices[0]!]!;
  return [base, Float64Array.from(indices, (i) => height[i]! - base)];
}

function indicesWithin(
  { offset }: RoadPoints,
  begin: number,
  end: number,
  fromM: number,
  toM: number,
  side: -1 | 0 | 1,
): number[] {
  const inside: number[] = [];
  for (let i = begin; i < end; i++) {
    const away = side === 0 ? Math.abs(offset[i]!) : side * offset[i]!;
    if (away >= fromM && away <= toM) inside.push(i);
  }
  return inside;
}

function lackOf(
  { distance }: RoadPoints,
  indices: readonly number[],
  [fromM, toM]: readonly [number, number],
  minPoints: number,
): NoSlope | null {
  if (indices.length === 0) return 'void';
  if (indices.length < minPoints) return 'few-points';
  const parts = new Set(
    indices.map((i) => Math.min(PARTS - 1, Math.floor((PARTS * (distance[i]! - fromM)) / (toM - fromM)))),
  );
  return parts.size < NEEDED_PARTS ? 'gaps' : null;
}

function lackAcross(away: Float64Array, crownM: number, halfWidthM: number): NoSlope | null {
  let [least, most] = [Infinity, -Infinity];
  for (const offset of away) {
    if (offset < least) least = offset;
    if (offset > most) most = offset;
  }
  return most - least < (halfWidthM - crownM) / 2 ? 'gaps' : null;
}
