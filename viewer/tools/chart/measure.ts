/** Measuring inside a chart of heights: two places, what lies between them, and what a click takes hold of. Pure. */
import { type ChartLine, ordinateAt } from './model.ts';

/** A place in the chart, metres. */
export interface ChartPlace {
  readonly x: number;
  readonly y: number;
  /** What it was put on: a vertex of a line, a line, or neither. */
  readonly on: 'vertex' | 'line' | 'free';
}

export interface ChartMeasure {
  /** To the right and up positive. */
  readonly dxM: number;
  readonly dhM: number;
  /** Along the slope. */
  readonly lengthM: number;
  /** n of 1:n, metres across for one metre of height; null: level. */
  readonly ratioN: number | null;
  /** Rising in the direction of the measurement positive; null: vertical. */
  readonly percent: number | null;
  readonly degrees: number;
}

/** Heights nearer than this are one height: data have millimetres. */
const LEVEL_M = 1e-4;

/** From the first place to the second. */
export function measureBetween(a: Pick<ChartPlace, 'x' | 'y'>, b: Pick<ChartPlace, 'x' | 'y'>): ChartMeasure {
  const [dxM, dhM] = [b.x - a.x, b.y - a.y];
  const acrossM = Math.abs(dxM);
  return {
    dxM,
    dhM,
    lengthM: Math.hypot(dxM, dhM),
    ratioN: Math.abs(dhM) < LEVEL_M ? null : acrossM / Math.abs(dhM),
    percent: acrossM < LEVEL_M ? null : (100 * dhM) / acrossM,
    degrees: (Math.atan2(dhM, acrossM) * 180) / Math.PI,
  };
}

export interface SnapOptions {
  /** Pixels a metre, both ways. */
  readonly xPx: number;
  readonly yPx: number;
  readonly reachPx: number;
}

type Lines = readonly Pick<ChartLine, 'parts'>[];

/** The nearest vertex within reach, else the nearest line straight above or below, else the place itself. */
export function snapPlace(
  lines: Lines,
  at: Pick<ChartPlace, 'x' | 'y'>,
  { xPx, yPx, reachPx }: SnapOptions,
): ChartPlace {
  let best: ChartPlace = { ...at, on: 'free' };
  let nearest = reachPx;
  for (const { parts } of lines) {
    for (const part of parts) {
      for (const [x = 0, y = 0] of part) {
        const away = Math.hypot((x - at.x) * xPx, (y - at.y) * yPx);
        if (away <= nearest) [best, nearest] = [{ x, y, on: 'vertex' }, away];
      }
    }
  }
  if (best.on === 'vertex') return best;
  for (const { parts } of lines) {
    const y = ordinateAt(parts, at.x);
    if (y === null) continue;
    const away = Math.abs(y - at.y) * yPx;
    if (away <= nearest) [best, nearest] = [{ x: at.x, y, on: 'line' }, away];
  }
  return best;
}

/** The place of a line at an abscissa; null where it has no data there. */
export function placeOnChartLine(line: Pick<ChartLine, 'parts'> | undefined, x: number): ChartPlace | null {
  const y = line ? ordinateAt(line.parts, x) : null;
  return y === null ? null : { x, y, on: 'line' };
}
