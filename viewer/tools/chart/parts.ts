/** Lines of results as the known parts of a chart, and the areas between two of them. Pure. */
import { sectionRegions } from '#core/drawing/section-regions.ts';
import type { ChartFill, ChartLine } from './model.ts';

type Parts = ChartLine['parts'];

/** Splits a line at its gaps (null). A lone vertex is no line. */
export function knownParts(along: readonly number[], heights: readonly (number | null)[]): Parts {
  const parts: [number, number][][] = [];
  let part: [number, number][] = [];
  const close = () => {
    if (part.length > 1) parts.push(part);
    part = [];
  };
  for (const [index, height] of heights.entries()) {
    const at = along[index];
    if (height === null || at === undefined) close();
    else part.push([at, height]);
  }
  close();
  return parts;
}

/** Cut and fill between two lines. */
export function areaFills(existing: Parts, compared: Parts): ChartFill[] {
  const { cut, fill } = sectionRegions(existing, compared);
  return [
    ...cut.map((ring) => ({ kind: 'cut' as const, ring })),
    ...fill.map((ring) => ({ kind: 'fill' as const, ring })),
  ];
}

interface Slope {
  readonly fromM: number;
  readonly toM: number;
  readonly fromElevationM: number;
  readonly toElevationM: number;
  readonly text: string;
}

/** The labels of even slopes over their middles. */
export function slopeTexts(slopes: readonly Slope[], colour: string) {
  return slopes.map(({ fromM, toM, fromElevationM, toElevationM, text }) => ({
    x: (fromM + toM) / 2,
    y: (fromElevationM + toElevationM) / 2,
    text,
    colour,
    fitsM: Math.abs(toM - fromM),
  }));
}

/** Rows for labels that stand side by side: one that would cover another goes to the next row. @param spans pixels from and to */
export function labelRows(spans: readonly (readonly [from: number, to: number])[]): number[] {
  const ends: number[] = [];
  const rows = spans.map(() => 0);
  const order = [...spans.entries()].sort(([, a], [, b]) => a[0] - b[0]);
  for (const [index, [from, to]] of order) {
    const free = ends.findIndex((end) => end <= from);
    const row = free < 0 ? ends.length : free;
    ends[row] = to;
    rows[index] = row;
  }
  return rows;
}
