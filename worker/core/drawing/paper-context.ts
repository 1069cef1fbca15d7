/** From a result of `cross-sections` to what stands on every sheet of its papers. */
import type { CrossSectionsResult } from '../contract/cross-sections.ts';
import type { PaperHeader, PaperLanguage } from '../contract/paper-header.ts';
import type { PaperContext, PaperSize } from './frame.ts';
import { paperNotes } from './paper-notes.ts';

/** From the first station to the last; where the count jumps as well, by their names. */
export function stationSpan(result: CrossSectionsResult): string {
  const [first, last] = [result.stations[0], result.stations.at(-1)];
  if (!first || !last) return '';
  return first === last ? first.name : `${first.name} ～ ${last.name}`;
}

export function paperContext(
  result: CrossSectionsResult,
  header: PaperHeader,
  lang: PaperLanguage,
  paper: PaperSize = 'A3',
): PaperContext {
  const named = header.routeName === undefined ? { ...header, routeName: result.alignment.name } : header;
  return { header: named, lang, paper, stations: stationSpan(result), notes: paperNotes(result, lang) };
}
