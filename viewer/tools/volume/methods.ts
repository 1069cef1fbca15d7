/** The volume methods, purposes, soils and roundings that the panel offers, and their names. */

import type { TFunction } from 'i18next';
import type { Purpose } from '#core/measure/fitness.ts';
import { PURPOSE_NAMES } from '#core/measure/fitness-words.ts';
import type { RoundingName } from '#core/measure/rounding.ts';
import { SOIL_CLASSES, type SoilClass } from '#core/measure/soil.ts';
import type { VolumeRequest } from '../../api/volume.ts';

export const VOLUME_METHODS = [
  'grid',
  'four-point',
  'four-point-columns',
  'tin',
  'tin-datum',
  'average-end-area',
  'contour',
  'all',
] as const satisfies readonly NonNullable<VolumeRequest['method']>[];

export type VolumeMethod = (typeof VOLUME_METHODS)[number];

export const PURPOSE_KEYS = ['estimate', 'pre-construction', 'progress', 'as-built'] as const satisfies Purpose[];
export const SOIL_KEYS = Object.keys(SOIL_CLASSES) as SoilClass[];
export const ROUNDING_KEYS = ['sheet', 'total', 'total-10', 'total-100'] as const satisfies RoundingName[];

/** The name of a method in the list; one that this viewer does not know has its own name. */
export function methodName(t: TFunction, method: string): string {
  const known = VOLUME_METHODS.find((name) => name === method);
  return known ? t(`volume.methods.${known}`) : method;
}

/** Names that results have in both languages. */
export function inLanguage<Words extends { readonly ja: string; readonly en: string }>(
  t: TFunction,
  words: Words,
): string {
  return t('language.code') === 'ja' ? words.ja : words.en;
}

export function purposeName(t: TFunction, purpose: string): string {
  const known = PURPOSE_KEYS.find((key) => key === purpose);
  return known ? inLanguage(t, PURPOSE_NAMES[known]) : purpose;
}

export function soilName(t: TFunction, soil: SoilClass): string {
  const name = t(`soil.classes.${soil}`);
  const { L, C } = SOIL_CLASSES[soil];
  return `${name}（L ${L} · C ${C}）`;
}
