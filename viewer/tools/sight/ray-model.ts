/** The ground under a ray as a chart, with the ray in its parts. Pure. */
import type { LineOfSightResult } from '../../api/sight.ts';
import { type ChartLine, type ChartMark, type ChartModel, extentOfParts } from '../chart/model.ts';

type Finding = Pick<LineOfSightResult['targets'][number], 'profile' | 'ray' | 'block' | 'distanceM'>;

export interface RayWords {
  readonly title: string;
  readonly along: string;
  readonly elevation: string;
  readonly block: string;
  readonly states: Readonly<Record<'visible' | 'hidden' | 'unknown', string>>;
  /** Of a surface by its index; what was placed has negative ones. */
  readonly nameOf: (source: number) => string;
}

const GROUND_COLOURS = ['#1f6fb5', '#3a8f4d', '#8257b3', '#c4472b'] as const;
const RAY_COLOURS = { visible: '#e8890c', hidden: '#a11d2b', unknown: '#9c36b5' } as const;

export function rayChart({ profile, ray, block, distanceM }: Finding, words: RayWords): ChartModel {
  const sources = [...new Set(profile.parts.map(({ source }) => source))];
  const ground = sources.map(
    (source, i): ChartLine => ({
      label: words.nameOf(source),
      colour: GROUND_COLOURS[i % GROUND_COLOURS.length] ?? '#1f6fb5',
      widthPx: 2,
      parts: profile.parts.filter((part) => part.source === source).map(({ points }) => points),
    }),
  );
  const rays = ray.map(
    ({ state, fromM, toM }): ChartLine => ({
      label: words.states[state],
      colour: RAY_COLOURS[state],
      widthPx: 2,
      dashed: state !== 'visible',
      parts: [between(profile.ray, fromM, toM)],
    }),
  );
  const lines = [...ground, ...rays];
  const marks: ChartMark[] = block ? [{ x: block.distanceM, label: words.block, colour: RAY_COLOURS.hidden }] : [];
  const extent = extentOfParts(lines.flatMap(({ parts }) => parts)) ?? [0, 1];
  return {
    title: words.title,
    xLabel: words.along,
    yLabel: words.elevation,
    xRange: [0, distanceM],
    yExtent: extent,
    fills: [],
    lines,
    texts: [],
    marks,
    dots: null,
    yDecimals: 1,
  };
}

/** The ray between two distances: hardly bent between its vertices. */
function between(ray: readonly (readonly number[])[], fromM: number, toM: number): number[][] {
  const at = (distance: number): number[] => {
    const next = ray.findIndex(([d = 0]) => d >= distance);
    const [a, b] = [ray[Math.max(0, next - 1)] ?? [], ray[next < 0 ? ray.length - 1 : next] ?? []];
    const [d0 = 0, z0 = 0, d1 = 0, z1 = 0] = [a[0], a[1], b[0], b[1]];
    return [distance, d1 > d0 ? z0 + ((z1 - z0) * (distance - d0)) / (d1 - d0) : z0];
  };
  const inner = ray.filter(([d = 0]) => d > fromM && d < toM).map((one) => [...one]);
  return [at(fromM), ...inner, at(toM)];
}
