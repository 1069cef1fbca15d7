/** Sunlight of a day at a point: the sun against the ground in its own direction, step by step. */

import { sightCurve } from './curvature.ts';
import { horizonOf } from './horizon.ts';
import { gapsOf, type SightLine } from './sight-line.ts';
import type { SunDirection } from './sun.ts';

export type Light = 'night' | 'sun' | 'shadow' | 'unknown';

export interface LightQuestion {
  /** Elevation of the point. */
  readonly eyeM: number;
  readonly refraction: number;
  /** Nothing stands higher than this: beyond it the ray to the sun is free. */
  readonly ceilingM: number;
}

/**
 * Whether the sun's centre is seen over the ground in its direction. Ground that hides it before the data end makes shadow; where a gap, or
 * the end of the data, comes before and the ray is not above the ceiling there, nobody knows.
 * @param line the ground in the direction of the sun, from the point
 */
export function lightOf(line: SightLine, sun: SunDirection, { eyeM, refraction, ceilingM }: LightQuestion): Light {
  if (sun.elevationDeg <= 0) return 'night';
  const tangent = Math.tan((sun.elevationDeg * Math.PI) / 180);
  const curve = sightCurve(refraction);
  const gap = gapsOf(line).find(([from]) => eyeM + tangent * from + curve * from * from <= ceilingM);
  const end = gap?.[0] ?? line.lengthM;
  if (horizonOf(line, eyeM, refraction, 0, end).tangent >= tangent) return 'shadow';
  if (gap) return 'unknown';
  return eyeM + tangent * line.lengthM + curve * line.lengthM ** 2 > ceilingM ? 'sun' : 'unknown';
}

export interface LightInterval {
  readonly light: Light;
  readonly fromMs: number;
  readonly toMs: number;
}

/** States at steps of equal length as intervals; each state holds for its step, which it stands in the middle of. */
export function lightIntervals(lights: readonly Light[], beginMs: number, stepMs: number): LightInterval[] {
  const intervals: LightInterval[] = [];
  for (const [i, light] of lights.entries()) {
    const toMs = beginMs + (i + 1) * stepMs;
    const last = intervals.at(-1);
    if (last?.light === light) intervals[intervals.length - 1] = { ...last, toMs };
    else intervals.push({ light, fromMs: toMs - stepMs, toMs });
  }
  return intervals;
}

/** Hours of one state. */
export function hoursOf(intervals: readonly LightInterval[], light: Light): number {
  return intervals.reduce((sum, one) => (one.light === light ? sum + (one.toMs - one.fromMs) / 3_600_000 : sum), 0);
}
