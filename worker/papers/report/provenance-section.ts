/** The section of every report that says from which data it was made, and the one with what to beware of. */

import type { PaperLanguage } from '#core/contract/paper-header.ts';
import type { Provenance, Warning } from '#core/contract/provenance.ts';
import { tableWord } from '#core/drawing/table-words.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import type { ReportPart, ReportSection } from './report.ts';
import { reportWord } from './report-words.ts';

export function provenanceSection(
  provenance: Provenance,
  lang: PaperLanguage,
  facts: readonly (readonly [string, string])[],
): ReportSection {
  const unknown = tableWord(lang, 'unknown');
  const record = (item: { datetime: string | null; verticalDatum: string | null; accuracyM: number | null }) => [
    item.datetime?.slice(0, 10) ?? unknown,
    item.verticalDatum ?? unknown,
    item.accuracyM === null ? unknown : roundHalfUp(item.accuracyM, 0.01),
  ];
  const names = ['collection', 'item', 'version', 'datetime', 'verticalDatum', 'accuracy'] as const;
  const rows = [
    ...provenance.items.map((item) => [item.collection, item.id, item.version, ...record(item)]),
    ...(provenance.surfaces ?? []).map((surface) => [surface.name, surface.id, surface.version, ...record(surface)]),
  ];
  const parts: ReportPart[] = [
    {
      kind: 'table',
      head: names.map((name) => tableWord(lang, name)),
      rows,
      align: ['left', 'left', 'left', 'left', 'left', 'right'],
      widths: [2, 1.6, 2, 1.5, 1.4, 1.2],
    },
    {
      kind: 'table',
      head: [reportWord(lang, 'quantity'), reportWord(lang, 'value')],
      rows: [
        ...facts,
        [tableWord(lang, 'software'), provenance.software],
        [tableWord(lang, 'request'), provenance.requestHash],
      ],
      align: ['left', 'left'],
      widths: [1, 2.4],
    },
    { kind: 'paragraph', text: reportWord(lang, 'rerun') },
  ];
  return { heading: reportWord(lang, 'provenance'), parts };
}

export function warningsSection(warnings: readonly Warning[], lang: PaperLanguage): ReportSection {
  const heading = reportWord(lang, 'warnings');
  if (warnings.length === 0) return { heading, parts: [{ kind: 'paragraph', text: reportWord(lang, 'noWarnings') }] };
  return {
    heading,
    parts: [
      {
        kind: 'list',
        items: warnings.map(({ code, message, messageJa }) =>
          lang === 'ja' && messageJa ? messageJa : `${code}: ${message}`,
        ),
      },
    ],
  };
}
