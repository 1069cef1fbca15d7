/**
 * 土量計算書: the table of 平均断面法 with live formulas. Volumes and mass are rounded half up to 0.1 by
 * ROUND(ROUND(x*10,5),0)/10: the inner ROUND makes a decimal tie a binary one, so that every program rounds it up.
 */

import { encodeCell, type Worksheet } from '@cj-tech-master/excelts';
import type { SectionVolumes } from '#core/contract/cross-sections.ts';
import type { PaperLanguage } from '#core/contract/paper-header.ts';
import { type TableWord, tableWord } from '#core/drawing/table-words.ts';
import { soilName } from '#core/measure/soil.ts';
import { type CellStyle, type CellValue, frame, put } from './cells.ts';

/** Cells that other sheets refer to, as A1 addresses. */
export interface VolumeCells {
  readonly cut: string;
  readonly fill: string;
  readonly length: string;
  readonly surplusInSitu: string;
  readonly surplusLoose: string;
  readonly trucks: string;
}

interface Columns {
  readonly length: number;
  readonly cutLength: number;
  readonly fillLength: number;
  readonly cutArea: number;
  readonly cutMean: number;
  readonly cutVolume: number;
  readonly fillArea: number;
  readonly fillMean: number;
  readonly fillVolume: number;
  readonly mass: number;
  readonly massExact: number;
}

const HEAD_ROWS = { title: 1, project: 2, factors: 3, top: 5, below: 6 };
export const FIRST_ROW = 7;

const tenths = (product: string) => `ROUND(ROUND(${product}*10,5),0)/10`;
const at = (row: number, column: number) => encodeCell({ r: row - 1, c: column - 1 });

function columnsOf(volumes: SectionVolumes): { columns: Columns; hasCentroids: boolean } {
  const hasCentroids = volumes.rows.some((row) => row.cutLengthM !== null || row.fillLengthM !== null);
  const first = hasCentroids ? 5 : 3;
  return {
    hasCentroids,
    columns: {
      length: 2,
      cutLength: hasCentroids ? 3 : 2,
      fillLength: hasCentroids ? 4 : 2,
      cutArea: first,
      cutMean: first + 1,
      cutVolume: first + 2,
      fillArea: first + 3,
      fillMean: first + 4,
      fillVolume: first + 5,
      mass: first + 6,
      massExact: first + 7,
    },
  };
}

/** Fills the sheet; the stations come from `volumes.rows`. */
export function writeVolumeSheet(
  sheet: Worksheet,
  volumes: SectionVolumes,
  { lang, project, footer }: { lang: PaperLanguage; project: string; footer: string },
): VolumeCells {
  const { columns, hasCentroids } = columnsOf(volumes);
  const say = (name: TableWord) => tableWord(lang, name);
  put(sheet, HEAD_ROWS.title, 1, say('averageEndArea'), { bold: true, size: 14 });
  put(sheet, HEAD_ROWS.project, 1, project);
  put(sheet, HEAD_ROWS.factors, 1, say('factorC'));
  put(sheet, HEAD_ROWS.factors, 3, volumes.C, { format: '0.00###', align: 'left' });
  writeHeadings(sheet, columns, hasCentroids, say);
  const C = '$C$3';
  const masses = exactMasses(volumes);
  const last = FIRST_ROW + volumes.rows.length - 1;
  volumes.rows.forEach((row, index) => {
    writeRow(sheet, row, { index, row: FIRST_ROW + index, columns, hasCentroids, C, volumes, masses });
  });
  const totalRow = last + 1;
  const bold: CellStyle = { border: true, bold: true, format: '#,##0.0' };
  const sum = (column: number, result: number, step: number): CellValue => ({
    formula: `ROUND(SUM(${at(FIRST_ROW, column)}:${at(last, column)}),${step})`,
    result,
  });
  for (let column = 1; column <= columns.massExact; column++) put(sheet, totalRow, column, null, bold);
  put(sheet, totalRow, 1, say('total'), bold);
  put(sheet, totalRow, columns.length, sum(columns.length, volumes.lengthM, 2), { ...bold, format: '#,##0.00' });
  put(sheet, totalRow, columns.cutVolume, sum(columns.cutVolume, volumes.cutM3, 1), bold);
  put(sheet, totalRow, columns.fillVolume, sum(columns.fillVolume, volumes.fillM3, 1), bold);
  const end = writeBalance(sheet, totalRow + 2, { columns, totalRow, volumes, lang, say });
  writeLobes(sheet, end.next + 1, volumes, say);
  const notes = end.next + 4 + volumes.lobes.length;
  [say('rounding'), say('guard')].forEach((note, index) => {
    put(sheet, notes + index, 1, note, { size: 8 });
  });
  const widths = Array.from({ length: columns.massExact }, (_, i) => (i === 0 ? 15 : 11.5));
  frame(sheet, { widths, footer, titleRows: `1:${HEAD_ROWS.below}`, landscape: hasCentroids });
  sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: HEAD_ROWS.below }];
  return {
    cut: at(totalRow, columns.cutVolume),
    fill: at(totalRow, columns.fillVolume),
    length: at(totalRow, columns.length),
    ...end.cells,
  };
}

function writeHeadings(
  sheet: Worksheet,
  columns: Columns,
  hasCentroids: boolean,
  say: (name: TableWord) => string,
): void {
  const { top, below } = HEAD_ROWS;
  const tall = (column: number, name: TableWord) => {
    put(sheet, top, column, say(name), { head: true });
    put(sheet, below, column, null, { head: true });
    sheet.mergeCells(top, column, below, column);
  };
  tall(1, 'station');
  tall(columns.length, 'length');
  if (hasCentroids) {
    tall(columns.cutLength, 'cutLength');
    tall(columns.fillLength, 'fillLength');
  }
  const group = (first: number, name: TableWord) => {
    for (let column = first; column < first + 3; column++) put(sheet, top, column, null, { head: true });
    put(sheet, top, first, say(name), { head: true });
    sheet.mergeCells(top, first, top, first + 2);
    (['area', 'meanArea', 'volume'] as const).forEach((part, index) => {
      put(sheet, below, first + index, say(part), { head: true });
    });
  };
  group(columns.cutArea, 'cut');
  group(columns.fillArea, 'fill');
  tall(columns.mass, 'mass');
  tall(columns.massExact, 'massExact');
  sheet.getRow(below).height = 28;
}

interface RowPlace {
  readonly index: number;
  readonly row: number;
  readonly columns: Columns;
  readonly hasCentroids: boolean;
  readonly C: string;
  readonly volumes: SectionVolumes;
  readonly masses: readonly number[];
}

function writeRow(sheet: Worksheet, values: SectionVolumes['rows'][number], place: RowPlace): void {
  const { index, row, columns, hasCentroids, C, volumes, masses } = place;
  const number = (format: string): CellStyle => ({ border: true, format });
  put(sheet, row, 1, values.name, { border: true });
  put(sheet, row, columns.length, values.lengthM, number('#,##0.00'));
  if (hasCentroids) {
    put(sheet, row, columns.cutLength, values.cutLengthM ?? values.lengthM, number('#,##0.00'));
    put(sheet, row, columns.fillLength, values.fillLengthM ?? values.lengthM, number('#,##0.00'));
  }
  put(sheet, row, columns.cutArea, values.cutM2, number('#,##0.0'));
  put(sheet, row, columns.fillArea, values.fillM2, number('#,##0.0'));
  if (index === 0) {
    for (const column of [columns.cutMean, columns.cutVolume, columns.fillMean, columns.fillVolume])
      put(sheet, row, column, null, number('0.0'));
    put(sheet, row, columns.massExact, 0, number('#,##0.000###'));
  } else {
    const before = volumes.rows[index - 1]!;
    const mean = (column: number, a: number, b: number): CellValue => ({
      formula: `ROUND((${at(row - 1, column)}+${at(row, column)})/2,2)`,
      result: meanArea(a, b),
    });
    put(sheet, row, columns.cutMean, mean(columns.cutArea, before.cutM2, values.cutM2), number('#,##0.00'));
    put(sheet, row, columns.fillMean, mean(columns.fillArea, before.fillM2, values.fillM2), number('#,##0.00'));
    const cut = `${at(row, columns.cutMean)}*${at(row, columns.cutLength)}`;
    const fill = `${at(row, columns.fillMean)}*${at(row, columns.fillLength)}`;
    put(sheet, row, columns.cutVolume, { formula: tenths(cut), result: values.cutM3 ?? 0 }, number('#,##0.0'));
    put(sheet, row, columns.fillVolume, { formula: tenths(fill), result: values.fillM3 ?? 0 }, number('#,##0.0'));
    const formula = `ROUND(${at(row - 1, columns.massExact)}+${cut}*${C}-${fill},8)`;
    put(sheet, row, columns.massExact, { formula, result: masses[index]! }, number('#,##0.000###'));
  }
  const mass = tenths(at(row, columns.massExact));
  put(sheet, row, columns.mass, { formula: mass, result: values.massM3 }, number('#,##0.0'));
}

/** Half of the sum of two areas with one decimal: exact with two. */
function meanArea(a: number, b: number): number {
  return Math.round(((a + b) / 2) * 100) / 100;
}

/** What the formulas of the unrounded mass give, row by row. */
function exactMasses({ rows, C }: SectionVolumes): number[] {
  const masses: number[] = [];
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    if (!before) {
      masses.push(0);
      return;
    }
    const cut = meanArea(before.cutM2, row.cutM2) * (row.cutLengthM ?? row.lengthM ?? 0);
    const fill = meanArea(before.fillM2, row.fillM2) * (row.fillLengthM ?? row.lengthM ?? 0);
    const sum = masses[index - 1]! + cut * C - fill;
    masses.push((Math.sign(sum) * Math.round(Math.abs(sum) * 1e8)) / 1e8 + 0);
  });
  return masses;
}

function writeBalance(
  sheet: Worksheet,
  first: number,
  {
    columns,
    totalRow,
    volumes,
    lang,
    say,
  }: {
    columns: Columns;
    totalRow: number;
    volumes: SectionVolumes;
    lang: PaperLanguage;
    say: (name: TableWord) => string;
  },
): { next: number; cells: Pick<VolumeCells, 'surplusInSitu' | 'surplusLoose' | 'trucks'> } {
  const column = 5;
  const value = (row: number) => at(row, column);
  const lines: [TableWord, CellValue, string][] = [
    ['cutInSitu', { formula: at(totalRow, columns.cutVolume), result: volumes.cutM3 }, '#,##0.0'],
    ['fillCompacted', { formula: at(totalRow, columns.fillVolume), result: volumes.fillM3 }, '#,##0.0'],
    ['factorL', volumes.L, '0.00###'],
    ['truckM3', volumes.truckM3, '0.0##'],
    ['fillNeeds', { formula: `${value(first + 2)}/$C$3`, result: volumes.fillM3 / volumes.C }, '#,##0.0'],
    [
      'surplusInSitu',
      { formula: `${value(first + 1)}-${value(first + 5)}`, result: volumes.surplusInSituM3 },
      '#,##0.0',
    ],
    ['surplusLoose', { formula: `${value(first + 6)}*${value(first + 3)}`, result: volumes.surplusLooseM3 }, '#,##0.0'],
    [
      'trucks',
      { formula: `MAX(0,ROUNDUP(ABS(${value(first + 7)})/${value(first + 4)}-0.000000001,0))`, result: volumes.trucks },
      '#,##0',
    ],
  ];
  put(sheet, first, 1, say('balance'), { bold: true });
  if (volumes.soil) put(sheet, first, column, soilName(volumes.soil, lang));
  lines.forEach(([name, cell, format], index) => {
    const row = first + 1 + index;
    for (let c = 1; c < column; c++) put(sheet, row, c, null, { border: true });
    put(sheet, row, 1, say(name), { border: true });
    sheet.mergeCells(row, 1, row, column - 1);
    put(sheet, row, column, cell, { border: true, format });
  });
  const cells = { surplusInSitu: value(first + 6), surplusLoose: value(first + 7), trucks: value(first + 8) };
  return { next: first + 1 + lines.length, cells };
}

function writeLobes(sheet: Worksheet, first: number, volumes: SectionVolumes, say: (name: TableWord) => string): void {
  if (volumes.lobes.length === 0) return;
  const heads: TableWord[] = ['kind', 'from', 'to', 'volume', 'haulM', 'direction'];
  put(sheet, first, 1, say('lobes'), { bold: true });
  heads.forEach((name, index) => {
    put(sheet, first + 1, index + 1, say(name), { head: true });
  });
  volumes.lobes.forEach((lobe, index) => {
    const row = first + 2 + index;
    put(sheet, row, 1, say(lobe.kind), { border: true });
    put(sheet, row, 2, lobe.fromStationM, { border: true, format: '#,##0.00' });
    put(sheet, row, 3, lobe.toStationM, { border: true, format: '#,##0.00' });
    put(sheet, row, 4, lobe.volumeM3, { border: true, format: '#,##0.0' });
    put(sheet, row, 5, lobe.haulM, { border: true, format: '#,##0.0' });
    put(sheet, row, 6, lobe.direction === null ? null : say(lobe.direction), { border: true });
  });
}
