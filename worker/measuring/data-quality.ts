/** Whether the data under a volume are good enough for its purpose. */
import type { CutFillRequest, CutFillResult } from '#core/contract/cut-fill-volume.ts';
import { polygonArea } from '#core/geometry/polygon.ts';
import { type DataFacts, judgeFitness, PURPOSES, type Purpose, type Verdict } from '#core/measure/fitness.ts';
import { cellCountOver, gridOver, MAX_GRID_CELLS } from '#core/surface/grid.ts';
import type { MeasuredArea, Pair } from './measure-area.ts';
import type { SurfaceSource } from './surface-source.ts';
import { filledShare } from './volume-surface.ts';

const VERDICTS: readonly Verdict[] = ['fit', 'conditional', 'resurvey'];

/** The worst of both surfaces. A volume is an estimate (概算) unless measured data meet a purpose other than that. */
export function qualityOf(
  { purpose }: CutFillRequest,
  sources: Pair<SurfaceSource>,
  areas: readonly MeasuredArea[],
): CutFillResult['quality'] {
  const reasons: CutFillResult['quality']['reasons'] = [];
  let worst = 0;
  for (const i of [0, 1] as const) {
    const source = sources[i];
    if (source.kind === 'plane' || (source.kind === 'stored' && source.record.kind === 'mesh')) continue;
    const judged = judgeFitness(purpose, factsOf(purpose, i, areas));
    worst = Math.max(worst, VERDICTS.indexOf(judged.verdict));
    const surface = i === 0 ? 'existing' : 'compared';
    reasons.push(...judged.reasons.map((reason) => ({ surface, ...reason })));
  }
  const verdict = VERDICTS[worst]!;
  return { purpose, verdict, isEstimate: purpose === 'estimate' || verdict !== 'fit', reasons };
}

function factsOf(purpose: Purpose, i: 0 | 1, areas: readonly MeasuredArea[]): DataFacts {
  const totalM2 = areas.reduce((sum, { polygon }) => sum + polygonArea(polygon), 0);
  let filledM2 = 0;
  let voidM2 = 0;
  for (const { polygon, surfaces, measurement } of areas) {
    const { points, measured } = surfaces[i];
    const areaM2 = polygonArea(polygon);
    filledM2 += areaM2 * (points ? filledIn(purpose, points, polygon) : gridFilled(purpose, measured.areaPerPointM2));
    measurement.cellAreasM2.forEach((cellM2, cell) => {
      if (Number.isNaN(measured.samples.heights[cell]!)) voidM2 += cellM2;
    });
  }
  const accuracies = areas.map(({ surfaces }) => surfaces[i].measured.accuracyM);
  const known = accuracies.filter((accuracyM) => accuracyM !== null);
  return {
    filledShare: filledM2 / totalM2,
    accuracyM: known.length === accuracies.length ? Math.max(...known) : null,
    voidShare: voidM2 / totalM2,
  };
}

type Points = NonNullable<MeasuredArea['surfaces'][0]['points']>;

function filledIn(purpose: Purpose, points: Points, polygon: MeasuredArea['polygon']): number {
  const { cellM } = PURPOSES[purpose];
  if (cellCountOver(polygon.bounds, cellM) <= MAX_GRID_CELLS) {
    return filledShare(points, polygon, gridOver(polygon.bounds, cellM));
  }
  // too many cells to look at: points as evenly as chance would have them
  return 1 - Math.exp((-points.count * cellM ** 2) / polygonArea(polygon));
}

/** A delivered grid has a height a node. */
function gridFilled(purpose: Purpose, nodeAreaM2: number): number {
  return nodeAreaM2 > 0 ? Math.min(1, PURPOSES[purpose].cellM ** 2 / nodeAreaM2) : 0;
}
