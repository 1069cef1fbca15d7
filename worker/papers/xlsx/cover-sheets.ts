/** Cover and data sheet of a workbook: who, what, from which data, under which terms. */
import type { Worksheet } from '@cj-tech-master/excelts';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import { stationSpan } from '#core/drawing/paper-context.ts';
import { attributionsOf, creditLine, isShareAlike, licencesOf } from '#core/drawing/paper-notes.ts';
import { type TableWord, tableWord } from '#core/drawing/table-words.ts';
import { say } from '#core/drawing/words.ts';
import { type CellValue, frame, put } from './cells.ts';
import type { VolumeCells } from './volume-sheet.ts';

export interface CoverPlace {
  readonly header: PaperHeader;
  readonly lang: PaperLanguage;
  readonly footer: string;
  readonly link: string | undefined;
}

type Line = readonly [TableWord, CellValue, string?];

function writeLines(sheet: Worksheet, first: number, lang: PaperLanguage, lines: readonly Line[]): number {
  lines.forEach(([name, value, format], index) => {
    const row = first + index;
    put(sheet, row, 1, tableWord(lang, name), { border: true, wrap: true });
    put(sheet, row, 2, value, { border: true, wrap: true, align: 'left', ...(format ? { format } : {}) });
  });
  return first + lines.length;
}

export function writeCover(
  sheet: Worksheet,
  result: CrossSectionsResult,
  cells: VolumeCells | null,
  { header, lang, footer, link }: CoverPlace,
): void {
  put(sheet, 2, 1, tableWord(lang, 'volumeSheet'), { bold: true, size: 20 });
  const next = writeLines(sheet, 4, lang, [
    ['projectName', header.projectName ?? ''],
    ['routeName', header.routeName ?? result.alignment.name],
    ['stations', header.station || stationSpan(result)],
    ['office', header.office ?? ''],
    ['author', header.author ?? ''],
    ['date', header.date ?? ''],
  ]);
  const { volumes } = result;
  let row = next + 1;
  if (volumes && cells) {
    const of = (cell: string, value: number): CellValue => ({
      formula: `'${tableWord(lang, 'volumeSheet')}'!${cell}`,
      result: value,
    });
    row = writeLines(sheet, row, lang, [
      ['method', tableWord(lang, 'methodName')],
      ['length', of(cells.length, volumes.lengthM), '#,##0.00'],
      ['cutInSitu', of(cells.cut, volumes.cutM3), '#,##0.0'],
      ['fillCompacted', of(cells.fill, volumes.fillM3), '#,##0.0'],
      ['surplusInSitu', of(cells.surplusInSitu, volumes.surplusInSituM3), '#,##0.0'],
      ['surplusLoose', of(cells.surplusLoose, volumes.surplusLooseM3), '#,##0.0'],
      ['trucks', of(cells.trucks, volumes.trucks), '#,##0'],
    ]);
  }
  row = writeLines(sheet, row + 1, lang, [
    ['crs', result.crs ?? ''],
    ['verticalDatum', result.verticalDatum ?? ''],
    ['attribution', creditLine(result, lang)],
    ['software', result.provenance.software],
    ['request', result.provenance.requestHash],
    ['link', link ?? ''],
  ]);
  const unknown = result.provenance.items.some((item) => item.accuracyM === null);
  if (unknown) put(sheet, row + 1, 1, tableWord(lang, 'estimate'), { bold: true });
  frame(sheet, { widths: [40, 76], footer });
}

export function writeDataSheet(
  sheet: Worksheet,
  result: CrossSectionsResult,
  { lang, footer, link }: CoverPlace,
): void {
  const word = (name: TableWord) => tableWord(lang, name);
  put(sheet, 1, 1, word('data'), { bold: true, size: 14 });
  let row = 3;
  const table = (title: string, heads: readonly TableWord[], rows: readonly (readonly CellValue[])[]) => {
    put(sheet, row, 1, title, { bold: true });
    heads.forEach((name, index) => {
      put(sheet, row + 1, index + 1, word(name), { head: true });
    });
    rows.forEach((values, index) => {
      values.forEach((value, column) => {
        put(sheet, row + 2 + index, column + 1, value, { border: true, wrap: true });
      });
    });
    row += 3 + rows.length;
  };
  table(
    word('surface'),
    ['surface', 'kind', 'licence', 'attribution'],
    result.surfaces.map((surface, index) => [
      `${surface.name}${index === result.existing ? `（${word('existing')}）` : ''}${index === result.compared ? `（${word('compared')}）` : ''}`,
      word(surface.kind),
      surface.licences.join(', '),
      surface.attributions.join(', '),
    ]),
  );
  const { provenance } = result;
  table(
    word('data'),
    ['collection', 'item', 'version', 'datetime', 'verticalDatum', 'accuracy'],
    [
      ...provenance.items.map((item) => [item.collection, item.id, item.version, ...recordOf(item, word('unknown'))]),
      ...(provenance.surfaces ?? []).map((surface) => [
        surface.name,
        surface.id,
        surface.version,
        ...recordOf(surface, word('unknown')),
      ]),
    ],
  );
  const facts: Line[] = [
    ['method', word('methodName')],
    ['axisLength', result.alignment.lengthM, '#,##0.000'],
    ['step', result.stepM],
    ['maxEdge', result.maxEdgeM],
    ['simplify', result.simplifyM],
    ['width', `${result.leftM} / ${result.rightM}`],
    ['crs', result.crs ?? word('unknown')],
    ['verticalDatum', result.verticalDatum ?? word('unknown')],
    ['software', provenance.software],
    ['request', provenance.requestHash],
    ['link', link ?? ''],
    ['attribution', attributionsOf(result).join(', ') || word('unknown')],
    ['licence', licencesOf(result).join(', ') || word('unknown')],
  ];
  row = writeLines(sheet, row, lang, facts) + 1;
  put(sheet, row, 1, creditLine(result, lang));
  if (isShareAlike(licencesOf(result))) put(sheet, row + 1, 1, say(lang, 'shareAlike'));
  row += 3;
  put(sheet, row, 1, word('warnings'), { bold: true });
  if (result.warnings.length === 0) put(sheet, row + 1, 1, word('none'));
  result.warnings.forEach((warning, index) => {
    put(sheet, row + 1 + index, 1, warning.code, { border: true });
    put(sheet, row + 1 + index, 2, lang === 'ja' ? (warning.messageJa ?? warning.message) : warning.message, {
      border: true,
      wrap: true,
    });
  });
  frame(sheet, { widths: [26, 42, 18, 24, 16, 14], footer, landscape: true });
}

function recordOf(
  item: { datetime: string | null; verticalDatum: string | null; accuracyM: number | null },
  unknown: string,
): CellValue[] {
  return [item.datetime?.slice(0, 10) ?? unknown, item.verticalDatum ?? unknown, item.accuracyM ?? unknown];
}
