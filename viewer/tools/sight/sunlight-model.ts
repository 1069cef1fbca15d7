/** The sun's day over a point as a chart: its height against the surroundings. Pure. */
import type { SunlightResult } from '../../api/sight.ts';
import type { ChartModel } from '../chart/model.ts';

export interface SunlightWords {
  readonly title: string;
  readonly hour: string;
  readonly angle: string;
  readonly sun: string;
  readonly horizon: string;
}

const SUN_COLOUR = '#e8890c';
const HORIZON_COLOUR = '#5c6770';

/** `2026-12-21T15:05:00+09:00` → 15.083. */
export function hourOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.slice(11, 19).split(':').map(Number);
  return hours + minutes / 60 + seconds / 3600;
}

export function sunlightChart({ path }: SunlightResult, words: SunlightWords): ChartModel | null {
  const [first, last] = [path[0], path.at(-1)];
  if (!first || !last) return null;
  const sun = path.map(({ time, elevationDeg }) => [hourOf(time), elevationDeg]);
  const known: number[][][] = [];
  let part: number[][] = [];
  for (const { time, horizonDeg } of path) {
    if (horizonDeg !== null) part.push([hourOf(time), Math.max(0, horizonDeg)]);
    else if (part.length > 0) {
      known.push(part);
      part = [];
    }
  }
  if (part.length > 0) known.push(part);
  const highest = Math.max(...sun.map(([, y = 0]) => y), ...known.flat().map(([, y = 0]) => y));
  return {
    title: words.title,
    xLabel: words.hour,
    yLabel: words.angle,
    xRange: [Math.floor(hourOf(first.time)), Math.ceil(hourOf(last.time))],
    yExtent: [0, highest],
    fills: known.map((ground) => ({
      kind: 'plain' as const,
      ring: [...ground.flat(), ground.at(-1)?.[0] ?? 0, 0, ground[0]?.[0] ?? 0, 0],
    })),
    lines: [
      { label: words.sun, colour: SUN_COLOUR, widthPx: 2.4, parts: [sun] },
      { label: words.horizon, colour: HORIZON_COLOUR, widthPx: 1.6, parts: known.filter(({ length }) => length > 1) },
    ],
    texts: [],
    marks: [],
    dots: null,
    yDecimals: 0,
  };
}
