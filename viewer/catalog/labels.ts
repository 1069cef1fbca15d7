/** Names of sensors, products and years in the page's language. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { isProduct, isSensor } from './state/filters.ts';

export function sensorName(t: TFunction, sensor: string | null): string {
  if (sensor === null || sensor === 'unknown') return t('catalog.list.sensorUnknown');
  return isSensor(sensor) ? t(`catalog.sensors.${sensor}`) : sensor;
}

export function sensorShort(t: TFunction, sensor: string | null): string {
  if (sensor === null) return t('catalog.list.sensorUnknown');
  return isSensor(sensor) ? t(`catalog.sensorsShort.${sensor}`) : sensor;
}

export function productName(t: TFunction, product: string | null): string {
  if (product === null || product === 'unknown') return t('catalog.filters.unknown');
  return isProduct(product) ? t(`catalog.products.${product}`) : product;
}

/** `2019` or `2019–2020`. */
export function yearsText(t: TFunction, { year, lastYear }: { year: number | null; lastYear: number | null }): string {
  if (year === null) return t('catalog.list.yearUnknown');
  return lastYear === null || lastYear === year ? String(year) : `${year}–${lastYear}`;
}

/** Language of numbers and links. */
export function usePageLanguage(): 'ja' | 'en' {
  return useTranslation().i18n.language === 'en' ? 'en' : 'ja';
}
