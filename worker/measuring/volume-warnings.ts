/** What the reader of a volume should beware of, with the size of the possible error. */
import type { CutFillRequest } from '#core/contract/cut-fill-volume.ts';
import type { Warning } from '#core/contract/provenance.ts';
import type { Tie } from '#core/measure/tie.ts';
import type { VolumeMeasurement } from '#core/measure/volume-methods.ts';
import { medianAndScatter } from '#core/surface/stacked-tin.ts';
import type { MeasuredArea, Pair } from './measure-area.ts';
import type { SurfaceSource } from './surface-source.ts';

/** What warnings are told from. */
export interface WarnedArea {
  readonly surfaces: Pair<{
    readonly usedItems: MeasuredArea['surfaces'][0]['usedItems'];
    readonly measured: Pick<MeasuredArea['surfaces'][0]['measured'], 'accuracyM'>;
  }>;
  readonly measurement: Pick<VolumeMeasurement, 'coveredAreaM2' | 'differencesM' | 'cellAreasM2'>;
}

/** A common shift that surveys have between them; more than that is change. Metres. */
const LARGEST_OFFSET_M = 1;
const SMALLEST_OFFSET_M = 0.03;
/** Share of the cells that must have the sign of the median. */
const ONE_SIGN_SHARE = 0.65;
/** Nothing below this share of void is worth a word. */
const SMALL_VOID_SHARE = 0.01;

/** Warnings that follow from the numbers of one area. */
export function measurementWarnings(inputs: CutFillRequest, measurement: VolumeMeasurement): Warning[] {
  const { voidAreaM2, areaM2, cutM3, fillM3, noise } = measurement;
  const warnings: Warning[] = [];
  const voidShare = voidAreaM2 / areaM2;
  if (voidShare > SMALL_VOID_SHARE) {
    warnings.push({
      code: 'VOID',
      message: `${(100 * voidShare).toFixed(1)} % of the area has no data in one or both surfaces and is not counted (edges up to ${inputs.maxEdgeM} m)`,
      messageJa: `範囲の ${(100 * voidShare).toFixed(1)} % は両面または片面にデータがなく、計上していない（TINの最大辺長 ${inputs.maxEdgeM} m）`,
    });
  }
  if (cutM3 === null || fillM3 === null) {
    warnings.push({
      code: 'NET_ONLY',
      message: `method ${inputs.method} sums each surface over one datum plane: only net is known, not cut and fill`,
      messageJa: '面ごとに基準面からの体積を求める方法のため、差引だけが得られ、切土と盛土は分かれない',
    });
    return warnings;
  }
  if (noise.biasM3 > 0.1 * Math.min(cutM3, fillM3) && noise.biasM3 > 0.01 * Math.max(cutM3, fillM3)) {
    warnings.push({
      code: 'NOISE_BIAS',
      message: `about ${noise.biasM3.toFixed(1)} m³ of cut and as much of fill come from the scatter of the points on ground that did not change: read the intervals, or draw the area closer to the change`,
      messageJa: `変化のない地面での点のばらつきにより、切土・盛土それぞれ約 ${noise.biasM3.toFixed(1)} m³ が見かけ上含まれる。信頼区間を見るか、範囲を変化箇所に絞ること`,
    });
  }
  return warnings;
}

/** Warnings of datums and accuracies, with what an error of them would be on this area. */
export function errorSizeWarnings(
  sources: Pair<SurfaceSource>,
  areas: readonly WarnedArea[],
  tie: Tie | null,
  isTied: boolean,
): Warning[] {
  const coveredM2 = areas.reduce((sum, { measurement }) => sum + measurement.coveredAreaM2, 0);
  const size = (stepM: number) => `${(coveredM2 * stepM).toFixed(0)} m³`;
  const warnings: Warning[] = [];
  const datums = [
    ...new Set(
      sources.flatMap((source, i) =>
        datumsOf(
          source,
          areas.map(({ surfaces }) => surfaces[i]!),
        ),
      ),
    ),
  ];
  if (datums.length > 1 && !isTied) {
    warnings.push({
      code: 'VERTICAL_DATUMS_DIFFER',
      message: `heights are in different vertical datums (${datums.join(', ')}): a step between them of 0.01 m is ${size(0.01)} on this area, one of 0.1 m ${size(0.1)}; a tie on stable ground tells the step`,
      messageJa: `標高基準が異なる（${datums.join('、')}）。段差 0.01 m はこの範囲で ${size(0.01)}、0.1 m は ${size(0.1)} にあたる。不動地での標高合わせで段差を確認できる`,
    });
  }
  if (areas.some(({ surfaces }) => surfaces.some(({ measured }) => measured.accuracyM === null)) && !isTied) {
    warnings.push({
      code: 'ACCURACY_UNKNOWN',
      message: `not every data set states its accuracy: the interval covers the scatter of the points, not a common shift of a survey; a shift of 0.1 m would be ${size(0.1)} on this area`,
      messageJa: `精度の記録がないデータがある。信頼区間は点のばらつきだけを含み、測量全体のずれは含まない。0.1 m のずれはこの範囲で ${size(0.1)} にあたる`,
    });
  }
  const offset = tie ? null : suspectedOffset(sources, areas);
  if (offset !== null) {
    warnings.push({
      code: 'OFFSET_SUSPECTED',
      message: `nearly all of the area has moved the same way, by ${offset.toFixed(3)} m in the median (${size(Math.abs(offset))}): either the ground did, or the surveys stand apart by that much; outline ground that did not change and ask for a tie`,
      messageJa: `範囲のほぼ全体が同じ向きに、中央値で ${offset.toFixed(3)} m（${size(Math.abs(offset))}）変わっている。地面の変化か、測量間のずれかを、変化のない場所での標高合わせで確認すること`,
    });
  }
  return warnings;
}

function datumsOf(source: SurfaceSource, surfaces: readonly WarnedArea['surfaces'][0][]): string[] {
  if (source.kind === 'plane') return [];
  if (source.kind === 'stored')
    return source.record.source.format === 'made' ? [] : [source.record.verticalDatum ?? 'unknown'];
  return surfaces.flatMap(({ usedItems }) => usedItems.map(({ record }) => record.verticalDatum ?? 'unknown'));
}

/**
 * The median difference when it looks like an offset between two surveys: most cells have its sign, and half of them lie
 * within half its size of it.
 */
function suspectedOffset(sources: Pair<SurfaceSource>, areas: readonly WarnedArea[]): number | null {
  const isSurvey = (source: SurfaceSource) =>
    source.kind === 'points' || (source.kind === 'stored' && source.record.kind === 'raster');
  if (!sources.every(isSurvey)) return null;
  const values: number[] = [];
  for (const { measurement } of areas) {
    const { differencesM, cellAreasM2 } = measurement;
    const stride = Math.max(1, Math.floor(differencesM.length / 200_000));
    for (let cell = 0; cell < differencesM.length; cell += stride) {
      if (cellAreasM2[cell]! > 0 && !Number.isNaN(differencesM[cell]!)) values.push(differencesM[cell]!);
    }
  }
  const spread = medianAndScatter(Float64Array.from(values));
  if (!spread || values.length < 100) return null;
  const { medianM, sigmaM } = spread;
  const sameSign = values.filter((value) => value * medianM > 0).length / values.length;
  const size = Math.abs(medianM);
  if (size < SMALLEST_OFFSET_M || size > LARGEST_OFFSET_M || sameSign < ONE_SIGN_SHARE) return null;
  return sigmaM / 1.4826 < size / 2 ? medianM : null;
}
