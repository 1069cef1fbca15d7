/** From a result to what stands on every sheet of its papers. */
import type { PaperHeader, PaperLanguage } from '../contract/paper-header.ts';
import type { PaperContext, PaperSize } from './frame.ts';
import { type PaperOrigin, paperNotes } from './paper-notes.ts';

/** A measurement along an alignment. */
export interface StationedResult extends PaperOrigin {
  readonly alignment: { readonly name: string };
  readonly stations: readonly { readonly name: string }[];
}

/** From the first station to the last; where the count jumps as well, by their names. */
export function stationSpan(result: Pick<StationedResult, 'stations'>): string {
  const [first, last] = [result.stations[0], result.stations.at(-1)];
  if (!first || !last) return '';
  return first === last ? first.name : `${first.name} ～ ${last.name}`;
}

export function paperContext(
  result: StationedResult,
  header: PaperHeader,
  lang: PaperLanguage,
  paper: PaperSize = 'A3',
): PaperContext {
  const named = header.routeName === undefined ? { ...header, routeName: result.alignment.name } : header;
  return { header: named, lang, paper, stations: stationSpan(result), notes: paperNotes(result, lang) };
}
