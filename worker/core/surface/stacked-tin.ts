/**
 * One TIN from several surveys of which one goes before the other (car over aeroplane over bathymetry): points of a later
 * survey count only where the earlier ones have no surface. Metres.
 */
import { joinColumns, type PointColumns } from './point-columns.ts';
import { buildTin, type Tin } from './tin.ts';
import { sampleTinAt } from './tin-surface.ts';

/** What one survey gives to the stack. */
export interface StackLayer {
  /** Points that are part of the surface, and points left out because an earlier survey has the ground there. */
  readonly usedPoints: number;
  readonly coveredPoints: number;
  /** Height of the left-out points above the earlier surveys' surface, metres: median and robust scatter; null for none. */
  readonly stepM: number | null;
  readonly stepSigmaM: number | null;
}

export interface StackedTin {
  readonly tin: Tin;
  /** All points of the surface. */
  readonly points: PointColumns;
  /** As many as surveys. */
  readonly layers: readonly StackLayer[];
  /** The TIN after each survey; the last is `tin`. */
  readonly tins: readonly Tin[];
}

const MEDIAN_TO_SIGMA = 1.482602218505602;

/**
 * @param surveys points, the survey that goes first at the front
 * @param maxEdgeM a triangle with a longer edge is no surface: later surveys fill it
 */
export function stackTin(
  surveys: readonly PointColumns[],
  maxEdgeM: number,
  keep: 'lowest' | 'highest' = 'lowest',
): StackedTin {
  const layers: StackLayer[] = [];
  const tins: Tin[] = [];
  let points = emptyColumns();
  for (const survey of surveys) {
    const below = tins.at(-1);
    const { own, steps } = below ? outsideOf(survey, below, maxEdgeM) : { own: survey, steps: new Float64Array(0) };
    points = joinColumns(points, own);
    const spread = medianAndScatter(steps);
    layers.push({
      usedPoints: own.count,
      coveredPoints: survey.count - own.count,
      stepM: spread?.medianM ?? null,
      stepSigmaM: spread?.sigmaM ?? null,
    });
    tins.push(own.count === 0 && below ? below : buildTin(points, keep));
  }
  return { tin: tins.at(-1) ?? buildTin(points), points, layers, tins };
}

function outsideOf(survey: PointColumns, tin: Tin, maxEdgeM: number): { own: PointColumns; steps: Float64Array } {
  const below = sampleTinAt(tin, survey.east, survey.north, maxEdgeM);
  const keep: number[] = [];
  const steps: number[] = [];
  for (let i = 0; i < survey.count; i++) {
    if (Number.isNaN(below[i]!)) keep.push(i);
    else steps.push(survey.height[i]! - below[i]!);
  }
  const pick = (values: Float64Array) => Float64Array.from(keep, (i) => values[i]!);
  return {
    own: {
      count: keep.length,
      east: pick(survey.east),
      north: pick(survey.north),
      height: pick(survey.height),
      classification: Uint8Array.from(keep, (i) => survey.classification[i]!),
    },
    steps: Float64Array.from(steps),
  };
}

/** Median and 1.4826 × median absolute deviation; null of nothing. Sorts its argument. */
export function medianAndScatter(values: Float64Array): { medianM: number; sigmaM: number } | null {
  if (values.length === 0) return null;
  const medianM = medianOf(values.sort());
  return { medianM, sigmaM: MEDIAN_TO_SIGMA * medianOf(values.map((value) => Math.abs(value - medianM)).sort()) };
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function emptyColumns(): PointColumns {
  const none = () => new Float64Array(0);
  return { count: 0, east: none(), north: none(), height: none(), classification: new Uint8Array(0) };
}
