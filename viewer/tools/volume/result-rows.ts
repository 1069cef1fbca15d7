/** The result of a volume as rows of text: one list for the table, the clipboard and the CSV file. */
import type { TFunction } from 'i18next';
import type { VolumeResult } from '../../api/volume.ts';
import { formatInterval, formatNumber, formatSigned } from '../../ui/format.ts';
import { methodName } from './methods.ts';

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

/** The three volumes, with their intervals. */
export function volumeRows(t: TFunction, result: VolumeResult): ResultRow[] {
  const row = (key: 'cut' | 'fill' | 'net', value: number | null, interval: readonly number[] | null | undefined) => ({
    key,
    label: t(`volume.${key}`),
    unit: 'm³',
    text: key === 'net' ? formatSigned(value, 1) : formatNumber(value, 1),
    value,
    ...(interval ? { interval: formatInterval(interval, 1, t('volume.to')) } : {}),
  });
  return [
    row('cut', result.cutM3, result.uncertainty95?.cutM3),
    row('fill', result.fillM3, result.uncertainty95?.fillM3),
    row('net', result.netM3, result.uncertainty95?.netM3),
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
    area('totalArea', result.areaM2),
    area('covered', result.coveredAreaM2),
    area('void', result.voidAreaM2),
    area('cutArea', result.cutAreaM2),
    area('fillArea', result.fillAreaM2),
    height('mean', result.meanDifferenceM),
    height('min', result.minDifferenceM),
    height('max', result.maxDifferenceM),
  ];
}

/** Volumes of the changes above the level of detection. */
export function significantRows(t: TFunction, result: VolumeResult): ResultRow[] {
  const { significant } = result;
  if (!significant) return [];
  const row = (key: 'cut' | 'fill' | 'net', value: number) => ({
    key,
    label: t(`volume.${key}`),
    unit: 'm³',
    text: key === 'net' ? formatSigned(value, 1) : formatNumber(value, 1),
    value,
  });
  return [row('cut', significant.cutM3), row('fill', significant.fillM3), row('net', significant.netM3)];
}

/** What the balance means, in words. */
export function netInWords(t: TFunction, result: VolumeResult): string {
  const value = formatNumber(Math.abs(result.netM3), 1);
  if (value === '0.0') return t('volume.netEven');
  return result.netM3 > 0 ? t('volume.netGain', { value }) : t('volume.netLoss', { value });
}

/** Tab-separated text for the clipboard: pastes into a spreadsheet. */
export function resultAsText(t: TFunction, result: VolumeResult, link: string): string {
  const lines = [...volumeRows(t, result), ...extentRows(t, result)].map(
    ({ label, value, unit, interval }) => `${label}\t${value ?? ''}\t${unit}${interval ? `\t95 %: ${interval}` : ''}`,
  );
  const methods = (result.methods ?? []).map(
    ({ method, cutM3, fillM3, netM3 }) => `${methodName(t, method)}\t${cutM3 ?? ''}\t${fillM3 ?? ''}\t${netM3}`,
  );
  const title = `${t('volume.title')}\t${methodName(t, result.method)}`;
  return [title, ...lines, ...methods, link].join('\n');
}
