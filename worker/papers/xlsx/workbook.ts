/** The workbook of a set of sections: cover, 土量計算書 with live formulas, points of the sections, profile, data. */
import { Workbook } from '@cj-tech-master/excelts';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import { shortHash } from '#core/drawing/paper-notes.ts';
import { tableWord } from '#core/drawing/table-words.ts';
import { paperDay } from '../paper-day.ts';
import { cellText } from './cells.ts';
import { writeProfileSheet, writeSectionPoints } from './coordinate-sheets.ts';
import { writeCover, writeDataSheet } from './cover-sheets.ts';
import { type VolumeCells, writeVolumeSheet } from './volume-sheet.ts';

/** Local time: a zip entry holds a time without a zone, and the bytes must not depend on where they are made. */
const FIXED_TIME = new Date(2000, 0, 1);

export async function sectionsWorkbook(
  result: CrossSectionsResult,
  { header, lang, link }: { header: PaperHeader; lang: PaperLanguage; link: string | undefined },
): Promise<Uint8Array> {
  const workbook = new Workbook();
  const day = paperDay(header.date);
  workbook.creator = cellText(header.author ?? 'Tengun');
  workbook.lastModifiedBy = 'Tengun';
  workbook.title = tableWord(lang, 'averageEndArea');
  workbook.created = day;
  workbook.modified = day;
  const footer = `${result.provenance.software}  ${shortHash(result.provenance.requestHash)}`;
  const place = { header, lang, footer, link };
  const cover = workbook.addWorksheet(tableWord(lang, 'cover'));
  let cells: VolumeCells | null = null;
  if (result.volumes) {
    const sheet = workbook.addWorksheet(tableWord(lang, 'volumeSheet'));
    const project = [header.projectName, header.routeName ?? result.alignment.name].filter(Boolean).join('  ');
    cells = writeVolumeSheet(sheet, result.volumes, { lang, project, footer });
  }
  writeCover(cover, result, cells, place);
  writeSectionPoints(workbook.addWorksheet(tableWord(lang, 'coordinates')), result, place);
  writeProfileSheet(workbook.addWorksheet(tableWord(lang, 'profile')), result, place);
  writeDataSheet(workbook.addWorksheet(tableWord(lang, 'data')), result, place);
  return new Uint8Array(await workbook.xlsx.writeBuffer({ zip: { modTime: FIXED_TIME, timestamps: 'dos' } }));
}
