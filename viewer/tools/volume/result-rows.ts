/** The result of a volume as rows of text: one list for the tables, the clipboard and the CSV file. */

import type { TFunction } from 'i18next';
import { reasonWords, VERDICT_NAMES } from '#core/measure/fitness-words.ts';
import type { VolumeResult } from '../../api/volume.ts';
import { formatDecimal, formatInterval, formatNumber, formatSigned } from '../../ui/format.ts';
import { inLanguage, methodName, purposeName } from './methods.ts';

export interface ResultRow {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** As shown. */
  readonly text: string;
  readonly interval?: string;
  /** As computed. */
  readonly value: number | null;
}

/** The three volumes, rounded by the profile of the request, with their intervals. */
export function volumeRows(t: TFunction, result: VolumeResult): ResultRow[] {
  const { rounded, uncertainty95 } = result;
  const row = (
    key: 'cut' | 'fill' | 'net',
    value: number | null,
    text: string | null,
    interval: readonly number[] | null,
  ) => ({
    key,
    label: t(`volume.${key}`),
    unit: 'm³',
    text: formatDecimal(text, key === 'net'),
    value,
    ...(interval ? { interval: formatInterval(interval, 1, t('volume.to')) } : {}),
  });
  return [
    row('cut', result.cutM3, rounded.cutM3, uncertainty95.cutM3),
    row('fill', result.fillM3, rounded.fillM3, uncertainty95.fillM3),
    row('net', result.netM3, rounded.netM3, uncertainty95.netM3),
  ];
}

/** Areas and height differences. */
export function extentRows(t: TFunction, result: VolumeResult): ResultRow[] {
  const area = (key: 'totalArea' | 'covered' | 'void' | 'cutArea' | 'fillArea', value: number | null) => ({
    key,
    label: t(`volume.${key}`),
    unit: 'm²',
    text: formatNumber(value, 1),
    value,
  });
  const height = (key: 'mean' | 'min' | 'max', value: number | null) => ({
    key,
    label: t(`volume.${key}`),
    unit: 'm',
    text: formatSigned(value, 3),
    value,
  });
  return [
    { ...area('totalArea', result.areaM2), text: formatDecimal(result.rounded.areaM2) },
    area('covered', result.coveredAreaM2),
    area('void', result.voidAreaM2),
    voidShare(t, result),
    area('cutArea', result.cutAreaM2),
    area('fillArea', result.fillAreaM2),
    height('mean', result.meanDifferenceM),
    height('min', result.minDifferenceM),
    height('max', result.maxDifferenceM),
  ];
}

/** How much of the area has no data. */
function voidShare(t: TFunction, { voidAreaM2, areaM2 }: VolumeResult): ResultRow {
  const value = areaM2 > 0 ? (100 * voidAreaM2) / areaM2 : null;
  return { key: 'voidShare', label: t('volume.voidShare'), unit: '%', text: formatNumber(value, 1), value };
}

/** Volumes of the changes above the level of detection. */
export function significantRows(t: TFunction, { significant }: VolumeResult): ResultRow[] {
  const row = (key: 'cut' | 'fill' | 'net', value: number) => ({
    key,
    label: t(`volume.${key}`),
    unit: 'm³',
    text: key === 'net' ? formatSigned(value, 1) : formatNumber(value, 1),
    value,
  });
  return [row('cut', significant.cutM3), row('fill', significant.fillM3), row('net', significant.netM3)];
}

export interface SoilRow {
  readonly key: string;
  readonly label: string;
  readonly inSituM3: number | null;
  readonly looseM3: number | null;
  readonly compactedM3: number | null;
}

/** What cut and fill are in the states of the soil. */
export function soilRows(t: TFunction, soil: NonNullable<VolumeResult['soil']>): SoilRow[] {
  const lacking = soil.surplusInSituM3 < 0;
  return [
    { key: 'cut', label: t('soil.cut'), inSituM3: soil.cutInSituM3, looseM3: soil.cutLooseM3, compactedM3: null },
    { key: 'fill', label: t('soil.fill'), inSituM3: null, looseM3: null, compactedM3: soil.fillCompactedM3 },
    {
      key: 'needs',
      label: t('soil.needs'),
      inSituM3: soil.fillNeedsInSituM3,
      looseM3: soil.fillNeedsLooseM3,
      compactedM3: null,
    },
    {
      key: 'surplus',
      // The word says the direction; the amount has no sign.
      label: t(lacking ? 'soil.lacking' : 'soil.surplus'),
      inSituM3: Math.abs(soil.surplusInSituM3),
      looseM3: Math.abs(soil.surplusLooseM3),
      compactedM3: null,
    },
  ];
}

export function soilTitle(t: TFunction, { class: soilClass, name, L, C }: NonNullable<VolumeResult['soil']>): string {
  const english = soilClass === null ? t('soil.ownFactors') : t(`soil.classes.${soilClass}` as 'soil.classes.sandy');
  return t('soil.title', { name: inLanguage(t, { ja: name ?? t('soil.ownFactors'), en: english }), L, C });
}

export function truckText(t: TFunction, { trucks, truckM3 }: NonNullable<VolumeResult['soil']>): string {
  return t('soil.trucks', { trucks: formatNumber(trucks), truck: truckM3 });
}

export function tieText(t: TFunction, tie: NonNullable<VolumeResult['tie']>): string {
  return t('tie.plusMinus', {
    median: formatSigned(tie.medianM, 4),
    error: formatNumber(tie.standardErrorM, 4),
    cells: formatNumber(tie.cellCount),
  });
}

/** Whether the numbers are an estimate, and what the data are good for. */
export function qualityWords(t: TFunction, { quality }: VolumeResult): { verdict: string; reasons: string[] } {
  const known = Object.entries(VERDICT_NAMES).find(([name]) => name === quality.verdict);
  const verdict = t('volume.purposeVerdict', {
    purpose: purposeName(t, quality.purpose),
    verdict: known ? inLanguage(t, known[1]) : quality.verdict,
  });
  const reasons = quality.reasons.map((reason) => {
    const side =
      reason.surface === 'existing' || reason.surface === 'compared' ? t(`volume.${reason.surface}`) : reason.surface;
    return `${side}: ${inLanguage(t, reasonWords(reason as Parameters<typeof reasonWords>[0]))}`;
  });
  return { verdict, reasons };
}

/** The address under which the server keeps the result, or null. */
export function keptResult({ links }: VolumeResult): string | null {
  return links.find(({ rel }) => rel === 'self')?.href ?? null;
}

export interface LayerRow {
  readonly key: string;
  readonly sensor: string;
  readonly points: number;
  readonly coverageM2: number;
  readonly stepM: number | null;
  readonly stepSigmaM: number | null;
}

/** The surveys that make a surface; empty where it is made of one. */
export function layerRows(t: TFunction, { layers = [] }: VolumeResult['surfaces']['existing']): LayerRow[] {
  return layers.map(({ collection, sensor, usedPoints, coverageM2, stepM, stepSigmaM }) => ({
    key: `${collection} ${sensor}`,
    sensor: `${sensor ?? t('surface.sensorUnknown')}（${collection}）`,
    points: usedPoints,
    coverageM2,
    stepM,
    stepSigmaM,
  }));
}

type Cell = string | number | null;

/** Everything that the result says, as lines of cells, for the CSV file and the clipboard. @param name of the area */
export function resultLines(t: TFunction, result: VolumeResult, links: readonly Cell[][], name = ''): Cell[][] {
  const { verdict, reasons } = qualityWords(t, result);
  const volume = (label: string, v: { cutM3: number | null; fillM3: number | null; netM3: number | null }) => [
    label,
    v.cutM3,
    v.fillM3,
    v.netM3,
  ];
  const header = (title: string): Cell[] => [title, t('volume.cut'), t('volume.fill'), t('volume.net')];
  const { soil, tie, methods, spread, blocks, surfaces } = result;
  const lines: Cell[][] = [
    [t('volume.title'), inLanguage(t, result.methodName)],
    ...(name === '' ? [] : [[t('areas.named'), name]]),
    ...(result.quality.isEstimate ? [[t('volume.estimate'), t('volume.estimateNote')]] : []),
    [t('fitness.verdict'), verdict],
    ...reasons.map((reason) => ['', reason]),
    [inLanguage(t, result.words)],
    [t('volume.quantity'), t('volume.fullValue'), t('volume.unit'), t('volume.roundedValue'), t('volume.interval')],
    ...[...volumeRows(t, result), ...extentRows(t, result)].map(({ label, value, unit, text, interval }) => [
      label,
      value,
      unit,
      text,
      interval ?? null,
    ]),
  ];
  if (methods) {
    lines.push(header(t('volume.byMethod')), ...methods.map((one) => volume(methodName(t, one.method), one)));
    if (spread) lines.push(volume(t('volume.spread'), spread));
  }
  if (blocks) {
    lines.push(header(t('areas.blocks')), ...blocks.map((block) => volume(block.name, block)));
    lines.push(volume(t('areas.total'), result));
  }
  if (soil) {
    lines.push([soilTitle(t, soil), t('soil.inSitu'), t('soil.loose'), t('soil.compacted')]);
    lines.push(...soilRows(t, soil).map((row) => [row.label, row.inSituM3, row.looseM3, row.compactedM3]));
    lines.push([truckText(t, soil)]);
  }
  if (tie) {
    lines.push([t('tie.value'), tie.medianM, 'm', tieText(t, tie), t(tie.applied ? 'tie.applied' : 'tie.notApplied')]);
  }
  for (const side of ['existing', 'compared'] as const) {
    const layers = layerRows(t, surfaces[side]);
    if (layers.length === 0) continue;
    lines.push([
      t('surface.layers', { side: t(`volume.${side}`) }),
      t('surface.layerPoints'),
      t('surface.layerCoverage'),
      t('surface.layerStep'),
    ]);
    lines.push(...layers.map((layer) => [layer.sensor, layer.points, layer.coverageM2, layer.stepM]));
  }
  lines.push(...result.warnings.map(({ code, message }) => [t('volume.warnings'), code, message]), ...links);
  return lines;
}

/** Tab-separated text for the clipboard: pastes into a spreadsheet. */
export function resultAsText(lines: readonly (readonly Cell[])[]): string {
  return lines.map((cells) => cells.map((cell) => cell ?? '').join('\t')).join('\n');
}
