/**
 * The levelling datum of heights. Japan's heights (標高成果) changed on 2025-04-01: JGD2011 → JGD2024, a few centimetres
 * in Shizuoka, decimetres elsewhere, with the horizontal codes unchanged. Comparing epochs across the two is a bias
 * times the area: callers warn. Each datum goes with a geoid model of its own.
 */
import type { Crs } from './crs-model.ts';
import { epsgNumber } from './crs-model.ts';

/** Japan's three by name; `ellipsoid` for heights that stand on it; any other datum by its register name. */
export type VerticalDatum = 'JGD2000' | 'JGD2011' | 'JGD2024' | (string & {});

const BY_EPSG: Readonly<Record<number, VerticalDatum>> = {
  6694: 'JGD2000',
  6695: 'JGD2011',
  11317: 'JGD2024',
  5703: 'NAVD88',
  6360: 'NAVD88',
  8228: 'NAVD88',
  5702: 'NGVD29',
  5720: 'NGF-IGN69',
  5773: 'EGM96',
  3855: 'EGM2008',
};

/** Geoid model that belongs to a datum of Japan. */
const GEOID: Readonly<Record<string, string>> = { JGD2000: 'GSIGEO2000', JGD2011: 'GSIGEO2011', JGD2024: 'JPGEO2024' };

/** Day from which JGD2024 heights are in force. */
export const JGD2024_SINCE = '2025-04-01';

/** The vertical datum that a system states; null when it states none (nothing is guessed from the horizontal part). */
export function verticalDatumOf(crs: Pick<Crs, 'verticalCode' | 'ellipsoidalHeights'>): VerticalDatum | null {
  if (crs.ellipsoidalHeights) return 'ellipsoid';
  const epsg = epsgNumber(crs.verticalCode);
  return epsg === null ? null : (BY_EPSG[epsg] ?? `EPSG:${epsg}`);
}

/** EPSG code of a datum of Japan, `EPSG:6695`; null for any other name. */
export function verticalDatumCode(datum: VerticalDatum): string | null {
  const found = Object.entries(BY_EPSG).find(([, name]) => name === datum);
  return found && GEOID[datum] ? `EPSG:${found[0]}` : null;
}

/** Reads a datum as users write it (`jgd2024`, `JGD 2011`, `EPSG:6695`); null when the text is blank. */
export function parseVerticalDatum(text: string): VerticalDatum | null {
  const plain = text.trim().replace(/\s+/g, '');
  if (plain === '') return null;
  const epsg = epsgNumber(plain);
  if (epsg !== null) return BY_EPSG[epsg] ?? `EPSG:${epsg}`;
  if (/^ellipsoid(al)?$/i.test(plain)) return 'ellipsoid';
  const japan = /^JGD_?(2000|2011|2024)(\(vertical\))?(height)?$/i.exec(plain);
  return japan ? `JGD${japan[1]}` : text.trim();
}

/** Whether heights of the two data sets may be compared without a bias; unknown datums are taken on trust. */
export function sameVerticalDatum(a: VerticalDatum | null, b: VerticalDatum | null): boolean {
  return a === null || b === null || a === b;
}

/** The geoid model that turns heights of a datum into ellipsoidal ones; null when none is laid down here. */
export function geoidModelOf(datum: VerticalDatum | null): string | null {
  return datum === null ? null : (GEOID[datum] ?? null);
}
