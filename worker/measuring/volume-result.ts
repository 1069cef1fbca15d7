/** From what was measured to the answer of `cut-fill-volume`. */
import type { CutFillRequest, CutFillResult, SurfaceReport, VolumeBlock } from '#core/contract/cut-fill-volume.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { RequestError } from '#core/errors.ts';
import { differenceGrid } from '#core/measure/difference-grid.ts';
import { METHOD_NAMES } from '#core/measure/method-names.ts';
import { ROUNDING_PROFILES, roundHalfUp } from '#core/measure/rounding.ts';
import { SOIL_CLASSES, SOIL_NAMES_JA, soilBalance } from '#core/measure/soil.ts';
import type { Tie } from '#core/measure/tie.ts';
import { addParts, intervalsOf } from '#core/measure/uncertainty.ts';
import type { MethodVolume, VolumeMeasurement } from '#core/measure/volume-methods.ts';
import { qualityOf } from './data-quality.ts';
import type { MeasuredArea, Pair } from './measure-area.ts';
import { overlapWarnings, provenanceOf, type UsedSource } from './provenance.ts';
import type { RequestFrame } from './request-frame.ts';
import type { SourceItem, SurfaceSource } from './surface-source.ts';
import { errorSizeWarnings, measurementWarnings } from './volume-warnings.ts';

/** A named area, measured or the reason why not. */
export interface MeasuredBlock {
  readonly name: string;
  readonly areaM2: number;
  readonly measured: MeasuredArea | null;
  readonly problem?: { readonly code: string; readonly message: string };
}

export interface VolumeAnswer {
  readonly inputs: CutFillRequest;
  readonly frame: RequestFrame;
  readonly sources: Pair<SurfaceSource>;
  readonly blocks: readonly MeasuredBlock[];
  readonly tie: Tie | null;
  /** Of the blocks as a whole. */
  readonly warnings: readonly Warning[];
}

/** Everything that is summed over the areas. */
type Total = Omit<VolumeMeasurement, 'differencesM' | 'cellAreasM2' | 'parts'>;

/** @throws {RequestError} NO_DATA when no area has both surfaces */
export function volumeResult({ inputs, frame, sources, blocks, tie, warnings }: VolumeAnswer): CutFillResult {
  const areas = blocks.flatMap(({ measured }) => (measured ? [measured] : []));
  const covered = areas.filter(({ measurement }) => measurement.meanDifferenceM !== null);
  const [first] = covered;
  if (!first) {
    const voidM2 = blocks.reduce((sum, { areaM2 }) => sum + areaM2, 0);
    const reason = blocks.find(({ problem }) => problem)?.problem;
    throw new RequestError(
      reason ? (reason.code as 'NO_DATA') : 'NO_DATA',
      reason?.message ??
        `nowhere in the area have both surfaces heights (edges up to ${inputs.maxEdgeM} m); void ${voidM2.toFixed(1)} m²`,
    );
  }
  const isOne = inputs.areas === undefined;
  const total: Total = isOne ? first.measurement : totalOf(blocks, covered);
  const isTied = tie !== null && inputs.tie?.apply === true;
  const items = ([0, 1] as const).map((i) => [...new Set(areas.flatMap(({ surfaces }) => surfaces[i].usedItems))]);
  const used = sources.flatMap((source, i): UsedSource[] =>
    source.kind === 'points' ? [{ source, items: sortedItems(items[i]!) }] : [],
  );
  const stored = sources.flatMap((source) => (source.kind === 'stored' ? [source.record] : []));
  const { cutM3, fillM3, netM3, methods } = total;
  return {
    cutM3,
    fillM3,
    netM3,
    cutAreaM2: total.cutAreaM2,
    fillAreaM2: total.fillAreaM2,
    areaM2: total.areaM2,
    coveredAreaM2: total.coveredAreaM2,
    voidAreaM2: total.voidAreaM2,
    meanDifferenceM: total.meanDifferenceM!,
    minDifferenceM: total.minDifferenceM!,
    maxDifferenceM: total.maxDifferenceM!,
    uncertainty95: total.uncertainty95,
    significant: total.significant,
    noise: total.noise,
    method: inputs.method,
    methodName: { ...METHOD_NAMES[inputs.method]! },
    ...(methods ? { methods: [...methods], spread: spreadOf(methods) } : {}),
    ...(isOne ? {} : { blocks: blocks.map(blockAnswer) }),
    ...(tie ? { tie: { ...tie, applied: isTied } } : {}),
    ...soilAnswer(inputs, cutM3, fillM3),
    rounded: roundedAnswer(inputs, total),
    words: balanceWords(inputs, cutM3, fillM3, netM3),
    quality: qualityOf(inputs, sources, areas),
    surfaces: { existing: reportOf(areas, 0), compared: reportOf(areas, 1) },
    sampling: inputs.sampling,
    cellSizeM: inputs.cellSizeM,
    maxEdgeM: inputs.maxEdgeM,
    crs: frame.crs.code,
    points: {
      existing: areas.reduce((sum, { surfaces }) => sum + surfaces[0].pointCount, 0),
      compared: areas.reduce((sum, { surfaces }) => sum + surfaces[1].pointCount, 0),
    },
    provenance: provenanceOf('cut-fill-volume', inputs, used, stored),
    warnings: [
      ...errorSizeWarnings(sources, covered, tie, isTied),
      ...overlapWarnings(used),
      ...measurementWarnings(inputs, { ...first.measurement, ...total }),
      ...warnings,
    ],
    links: [],
    ...(inputs.differenceGrid && isOne ? { difference: drawnDifference(first, frame) } : {}),
  };
}

function sortedItems(items: readonly SourceItem[]): SourceItem[] {
  const nameOf = ({ collection, record }: SourceItem) => `${collection}/${record.id}`;
  return [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function drawnDifference({ surfaces, measurement, grid }: MeasuredArea, { crs }: RequestFrame) {
  const { cellAreasM2, differencesM } = measurement;
  const heights = surfaces[1].measured.samples.heights;
  return differenceGrid(grid, cellAreasM2, differencesM, heights, crs.horizontalUnitM);
}

/** Sums over the areas; what could not be measured is void. Intervals: `addParts`. */
function totalOf(blocks: readonly MeasuredBlock[], covered: readonly MeasuredArea[]): Total {
  const all = covered.map(({ measurement }) => measurement);
  const [first] = all as [VolumeMeasurement, ...VolumeMeasurement[]];
  const sum = (value: (m: VolumeMeasurement) => number) => all.reduce((total, m) => total + value(m), 0);
  const sumOrNull = (value: (m: VolumeMeasurement) => number | null) =>
    all.some((m) => value(m) === null) ? null : sum((m) => value(m)!);
  const areaM2 = blocks.reduce((total, block) => total + block.areaM2, 0);
  const coveredAreaM2 = sum((m) => m.coveredAreaM2);
  const netM3 = sum((m) => m.netM3);
  const cutM3 = sumOrNull((m) => m.cutM3);
  const fillM3 = sumOrNull((m) => m.fillM3);
  const parts = addParts(all.map((m) => m.parts));
  const intervals = intervalsOf(parts);
  // the intervals are those of grid; that of net stands about the method's own
  const moved = netM3 - sum((m) => (m.uncertainty95.netM3[0] + m.uncertainty95.netM3[1]) / 2);
  const centre = sum((m) => m.parts.netM3.centre);
  const ownCentre = sum((m) => (m.uncertainty95.netM3[0] + m.uncertainty95.netM3[1]) / 2);
  const [low, high] = intervals.netM3;
  return {
    cutM3,
    fillM3,
    netM3,
    cutAreaM2: sumOrNull((m) => m.cutAreaM2),
    fillAreaM2: sumOrNull((m) => m.fillAreaM2),
    areaM2,
    coveredAreaM2,
    voidAreaM2: areaM2 - coveredAreaM2,
    meanDifferenceM: netM3 / coveredAreaM2,
    minDifferenceM: Math.min(...all.map((m) => m.minDifferenceM!)),
    maxDifferenceM: Math.max(...all.map((m) => m.maxDifferenceM!)),
    uncertainty95: {
      cutM3: cutM3 === null ? null : intervals.cutM3,
      fillM3: fillM3 === null ? null : intervals.fillM3,
      netM3: moved === 0 ? intervals.netM3 : [low - centre + ownCentre, high - centre + ownCentre],
    },
    significant: {
      lodM: Math.max(...all.map((m) => m.significant.lodM)),
      cutM3: sum((m) => m.significant.cutM3),
      fillM3: sum((m) => m.significant.fillM3),
      netM3: sum((m) => m.significant.netM3),
    },
    noise: {
      existingSigmaM: Math.max(...all.map((m) => m.noise.existingSigmaM)),
      comparedSigmaM: Math.max(...all.map((m) => m.noise.comparedSigmaM)),
      biasM3: sum((m) => m.noise.biasM3),
      systematicM: first.noise.systematicM,
    },
    ...(first.methods ? { methods: addMethods(all) } : {}),
  };
}

function addMethods(all: readonly VolumeMeasurement[]): MethodVolume[] {
  return all[0]!.methods!.map(({ method }) => {
    const own = all.map((m) => m.methods!.find((volume) => volume.method === method)!);
    const sumOrNull = (value: (m: MethodVolume) => number | null) =>
      own.some((m) => value(m) === null) ? null : own.reduce((sum, m) => sum + value(m)!, 0);
    return {
      method,
      cutM3: sumOrNull((m) => m.cutM3),
      fillM3: sumOrNull((m) => m.fillM3),
      netM3: own.reduce((sum, m) => sum + m.netM3, 0),
    };
  });
}

function spreadOf(methods: readonly MethodVolume[]) {
  const range = (values: readonly number[]) => (values.length > 0 ? Math.max(...values) - Math.min(...values) : null);
  const known = (name: 'cutM3' | 'fillM3') => methods.flatMap((m) => (m[name] === null ? [] : [m[name]]));
  return { cutM3: range(known('cutM3')), fillM3: range(known('fillM3')), netM3: range(methods.map((m) => m.netM3))! };
}

function blockAnswer({ name, areaM2, measured, problem }: MeasuredBlock): VolumeBlock {
  const m = measured?.measurement;
  if (!m || m.meanDifferenceM === null) {
    const reason = problem ?? { code: 'NO_DATA', message: 'nowhere in the area have both surfaces heights' };
    const none = { cutM3: null, fillM3: null, netM3: null, uncertainty95: null };
    return { name, ...none, areaM2, coveredAreaM2: 0, voidAreaM2: areaM2, problem: { ...reason } };
  }
  const { cutM3, fillM3, netM3, coveredAreaM2, voidAreaM2, uncertainty95 } = m;
  return { name, cutM3, fillM3, netM3, areaM2, coveredAreaM2, voidAreaM2, uncertainty95 };
}

function soilAnswer(
  { soil }: CutFillRequest,
  cutM3: number | null,
  fillM3: number | null,
): Pick<CutFillResult, 'soil'> {
  if (!soil || cutM3 === null || fillM3 === null) return {};
  const isClass = 'class' in soil;
  const factors = isClass ? SOIL_CLASSES[soil.class] : soil;
  return {
    soil: {
      class: isClass ? soil.class : null,
      name: isClass ? SOIL_NAMES_JA[soil.class] : null,
      ...soilBalance(cutM3, fillM3, factors, soil.truckM3),
    },
  };
}

function roundedAnswer(
  { rounding }: CutFillRequest,
  { cutM3, fillM3, netM3, areaM2 }: Total,
): CutFillResult['rounded'] {
  const { volumeM3: step, areaM2: areaStep } = ROUNDING_PROFILES[rounding];
  const cut = cutM3 === null ? null : roundHalfUp(cutM3, step);
  const fill = fillM3 === null ? null : roundHalfUp(fillM3, step);
  // of the rounded values, so that whoever checks the sheet finds what it says
  const net = cut === null || fill === null ? roundHalfUp(netM3, step) : roundHalfUp(Number(fill) - Number(cut), step);
  return { profile: rounding, cutM3: cut, fillM3: fill, netM3: net, areaM2: roundHalfUp(areaM2, areaStep) };
}

/** 差引（盛土−切土） with its sign, and in words what it means: with soil factors in place, else without change of volume. */
function balanceWords(
  inputs: CutFillRequest,
  cutM3: number | null,
  fillM3: number | null,
  netM3: number,
): CutFillResult['words'] {
  const { volumeM3: step } = ROUNDING_PROFILES[inputs.rounding];
  const { soil } = soilAnswer(inputs, cutM3, fillM3);
  const surplusM3 = soil ? soil.surplusInSituM3 : -netM3;
  const rounded = roundedAnswer(inputs, { cutM3, fillM3, netM3, areaM2: 0 } as Total).netM3;
  const amount = roundHalfUp(Math.abs(soil ? surplusM3 : Number(rounded)), step);
  const isEven = Number(amount) === 0;
  const net = `${Number(rounded) > 0 ? '+' : ''}${readable(rounded)}`;
  const basis = soil
    ? { ja: `地山、C = ${soil.C}`, en: `in situ, C = ${soil.C}` }
    : { ja: '土量変化率を考えない', en: 'without change of soil volume' };
  const kind = isEven
    ? { ja: '過不足なし', en: 'balanced' }
    : surplusM3 > 0
      ? { ja: `残土 ${readable(amount)} m³`, en: `surplus ${readable(amount)} m³` }
      : { ja: `不足土 ${readable(amount)} m³`, en: `lacking ${readable(amount)} m³` };
  return {
    ja: `差引（盛土−切土）${net} m³、${kind.ja}（${basis.ja}）`,
    en: `net (fill − cut) ${net} m³; ${kind.en} (${basis.en})`,
  };
}

/** With commas between thousands and a true minus. */
function readable(text: string): string {
  const [whole = '', decimals] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${text.startsWith('-') ? '−' : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** Of several areas: the layers summed, in their order. */
function reportOf(areas: readonly MeasuredArea[], i: 0 | 1): SurfaceReport {
  const reports = areas.map(({ surfaces }) => surfaces[i].report);
  const [first] = reports as [SurfaceReport, ...SurfaceReport[]];
  if (!first.layers || reports.length === 1) return first;
  const layers = first.layers.map((layer, k) => {
    const own = reports.map((report) => report.layers![k]!);
    const steps = own.filter(({ stepM }) => stepM !== null);
    const largest = steps.reduce<(typeof own)[0] | null>(
      (best, one) => (best === null || one.coveredPoints > best.coveredPoints ? one : best),
      null,
    );
    return {
      ...layer,
      usedPoints: own.reduce((sum, one) => sum + one.usedPoints, 0),
      coveredPoints: own.reduce((sum, one) => sum + one.coveredPoints, 0),
      coverageM2: own.reduce((sum, one) => sum + one.coverageM2, 0),
      // medians do not add up: that of the area where the surveys share most points
      stepM: largest?.stepM ?? null,
      stepSigmaM: largest?.stepSigmaM ?? null,
    };
  });
  return { ...first, layers };
}
