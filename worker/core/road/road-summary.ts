/** The worst values along a road, and how many verdicts of each kind there are. */
import type { AlignmentChecksResult, CheckedStation, Judgement, WireCheck } from '../contract/alignment-checks.ts';
import type { RoadLimits } from './road-limits.ts';

type Worst = AlignmentChecksResult['worst'];
type AtStation = NonNullable<Worst['grade']>;

export function worstOf(stations: readonly CheckedStation[], wires: WireCheck | null, limits: RoadLimits): Worst {
  const clearances = [...(wires?.spans ?? []).map(({ clearance }) => clearance), wires?.loose.lowest ?? null];
  return {
    grade: most(stations, ({ grade }) => grade.percent, Math.abs),
    crossFall: worstCrossFall(stations, limits),
    resultant: most(stations, ({ resultantPercent }) => resultantPercent, Math.abs),
    clearance: most(
      clearances.flatMap((clearance) => (clearance ? [{ ...clearance, name: clearance.station }] : [])),
      ({ heightM }) => heightM,
      (height) => -height,
    ),
  };
}

/** The first of those whose value weighs most; null without any. */
function most<Place extends { readonly name: string; readonly stationM: number }>(
  places: readonly Place[],
  measure: (place: Place) => number | null,
  weightOf: (value: number) => number,
): AtStation | null {
  let best: AtStation | null = null;
  for (const place of places) {
    const value = measure(place);
    if (value === null || (best && weightOf(value) <= weightOf(best.value))) continue;
    best = { stationM: place.stationM, name: place.name, value };
  }
  return best;
}

/** By how much a value is beyond its limits; below 0 it is within them. */
function worstCrossFall(
  stations: readonly CheckedStation[],
  { crossFallMinPercent, crossFallMaxPercent, superelevationPercent: most }: RoadLimits,
): AtStation | null {
  let best: AtStation | null = null;
  let worst = Number.NEGATIVE_INFINITY;
  for (const { name, stationM, left, right, shape, superelevationPercent } of stations) {
    if (shape === null || left.percent === null || right.percent === null) continue;
    const values = superelevationPercent === null ? [left.percent, right.percent] : [superelevationPercent];
    for (const value of values) {
      const excess =
        superelevationPercent === null
          ? Math.max(value - crossFallMaxPercent, crossFallMinPercent - value)
          : Math.abs(value) - most;
      if (excess <= worst) continue;
      worst = excess;
      best = { stationM, name, value };
    }
  }
  return best;
}

export function countsOf(
  stations: readonly CheckedStation[],
  wires: WireCheck | null,
): AlignmentChecksResult['counts'] {
  const count = (judgements: readonly Judgement[]): Record<string, number> => {
    const counts: Record<string, number> = { ok: 0, exceptional: 0, exceeded: 0, unknown: 0 };
    for (const { verdict } of judgements) counts[verdict]! += 1;
    return counts;
  };
  return {
    grade: count(stations.map(({ gradeJudgement }) => gradeJudgement)),
    crossFall: count(stations.map(({ crossFallJudgement }) => crossFallJudgement)),
    resultant: count(stations.map(({ resultantJudgement }) => resultantJudgement)),
    clearance: count((wires?.spans ?? []).map(({ judgement }) => judgement)),
  };
}
