/** What every paper says about the data it was made from: source, licence, coordinates, heights, request. */

import type { PaperLanguage } from '../contract/paper-header.ts';
import type { Provenance } from '../contract/provenance.ts';
import { say, sourceLine } from './words.ts';

export interface PaperOrigin {
  readonly surfaces: readonly { readonly licences: readonly string[]; readonly attributions: readonly string[] }[];
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  readonly provenance: Provenance;
}

export const SHARE_ALIKE = /odbl|share-?alike|-sa\b/i;

export function licencesOf(origin: Pick<PaperOrigin, 'surfaces'>): string[] {
  return [...new Set(origin.surfaces.flatMap((surface) => surface.licences))];
}

export function attributionsOf(origin: Pick<PaperOrigin, 'surfaces'>): string[] {
  return [...new Set(origin.surfaces.flatMap((surface) => surface.attributions))];
}

export function isShareAlike(licences: readonly string[]): boolean {
  return licences.some((licence) => SHARE_ALIKE.test(licence));
}

/** The credit line: the attributions, else the collections, with their licences. */
export function creditLine(origin: PaperOrigin, lang: PaperLanguage): string {
  const attributions = attributionsOf(origin);
  const collections = [...new Set(origin.provenance.items.map((item) => item.collection))];
  const names = attributions.length > 0 ? attributions : collections;
  const licences = licencesOf(origin);
  if (names.length === 0) return '';
  const last = `${names.at(-1)}${licences.length > 0 ? ` (${licences.join(' / ')})` : ''}`;
  return sourceLine(lang, [...names.slice(0, -1), last]);
}

/** The first digits of the request's hash, enough to find the result again. */
export function shortHash(requestHash: string): string {
  return requestHash.replace(/^[a-z0-9]+:/i, '').slice(0, 16);
}

/** `izu-2019 (2019-12-01)`: each collection once, with the days of its items. */
export function dataNames(provenance: Provenance): string[] {
  const days = new Map<string, Set<string>>();
  for (const item of provenance.items) {
    const of = days.get(item.collection) ?? new Set<string>();
    if (item.datetime) of.add(item.datetime.slice(0, 10));
    days.set(item.collection, of);
  }
  const collections = [...days].map(([name, of]) => {
    const sorted = [...of].sort();
    if (sorted.length === 0) return name;
    return `${name} (${sorted.length === 1 ? sorted[0] : `${sorted[0]} – ${sorted.at(-1)}`})`;
  });
  const uploads = (provenance.surfaces ?? []).map((surface) => surface.name);
  return [...collections, ...uploads];
}

/** The lines of the note field of a sheet. */
export function paperNotes(origin: PaperOrigin, lang: PaperLanguage): string[] {
  const { provenance } = origin;
  const unknown = provenance.items.some((item) => item.accuracyM === null) || provenance.items.length === 0;
  const named = (name: Parameters<typeof say>[1], text: string) => `${say(lang, name)}: ${text}`;
  return [
    named('data', dataNames(provenance).join(', ') || '–'),
    `${named('crs', origin.crs ?? '–')}  ${named('verticalDatum', origin.verticalDatum ?? '–')}`,
    creditLine(origin, lang),
    isShareAlike(licencesOf(origin)) ? say(lang, 'shareAlike') : '',
    unknown ? say(lang, 'estimate') : '',
    `${named('request', shortHash(provenance.requestHash))}  ${named('madeBy', provenance.software)}`,
  ].filter((line) => line !== '');
}
