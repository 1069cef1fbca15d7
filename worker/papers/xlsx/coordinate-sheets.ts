/** Sheets of the points of the sections and of the profile. */
import { encodeCell, type Worksheet } from '@cj-tech-master/excelts';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { PaperLanguage } from '#core/contract/paper-header.ts';
import { type TableWord, tableWord } from '#core/drawing/table-words.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { type CellValue, frame, put } from './cells.ts';

interface Place {
  readonly lang: PaperLanguage;
  readonly footer: string;
}

const rounded = (value: number, step: number): number => Number(roundHalfUp(value, step));

function writeTable(
  sheet: Worksheet,
  first: number,
  lang: PaperLanguage,
  columns: readonly (readonly [TableWord, string])[],
): (row: number, values: readonly CellValue[]) => void {
  columns.forEach(([name], index) => {
    put(sheet, first, index + 1, tableWord(lang, name), { head: true });
  });
  return (row, values) => {
    values.forEach((value, index) => {
      put(sheet, row, index + 1, value, { border: true, format: columns[index]![1] });
    });
  };
}

/** 横断座標: the vertices of the drawn lines. */
export function writeSectionPoints(sheet: Worksheet, result: CrossSectionsResult, { lang, footer }: Place): void {
  put(sheet, 1, 1, tableWord(lang, 'coordinates'), { bold: true, size: 14 });
  const columns = [
    ['station', '@'],
    ['stationM', '#,##0.00'],
    ['surface', '@'],
    ['offset', '0.00'],
    ['elevation', '0.00'],
  ] as const;
  const write = writeTable(sheet, 3, lang, columns);
  let row = 4;
  for (const station of result.stations) {
    station.lines.forEach((line, index) => {
      const surface = result.surfaces[index]?.name ?? '';
      for (const [offset, elevation] of line.simplified.flat()) {
        const point = [rounded(offset!, 0.01), rounded(elevation!, 0.01)];
        write(row, [station.name, rounded(station.stationM, 0.01), surface, ...point]);
        row += 1;
      }
    });
  }
  frame(sheet, { widths: [18, 14, 26, 12, 12], footer, titleRows: '1:3' });
  sheet.views = [{ state: 'frozen', ySplit: 3 }];
}

/** 縦断: heights at the stations, with cut and fill heights as formulas, and the points of vertical intersection. */
export function writeProfileSheet(sheet: Worksheet, result: CrossSectionsResult, { lang, footer }: Place): void {
  put(sheet, 1, 1, tableWord(lang, 'profile'), { bold: true, size: 14 });
  const columns = [
    ['station', '@'],
    ['singleM', '#,##0.00'],
    ['distanceM', '#,##0.00'],
    ['groundHeight', '0.00'],
    ['plannedHeight', '0.00'],
    ['cutHeight', '0.00'],
    ['fillHeight', '0.00'],
    ['axisN', '0.000'],
    ['axisE', '0.000'],
    ['azimuth', '0.0000'],
  ] as const;
  const write = writeTable(sheet, 3, lang, columns);
  result.stations.forEach((station, index) => {
    const row = 4 + index;
    const distance = rounded(station.distanceM, 0.01);
    const before = result.stations[index - 1];
    const cell = (column: number, of = row) => encodeCell({ r: of - 1, c: column - 1 });
    const ground = station.groundElevationM === null ? null : rounded(station.groundElevationM, 0.01);
    const planned = station.designElevationM === null ? null : rounded(station.designElevationM, 0.01);
    const difference = (high: number, low: number, a: number, b: number): CellValue =>
      ground === null || planned === null
        ? null
        : { formula: `MAX(0,ROUND(${cell(high)}-${cell(low)},2))`, result: Math.max(0, rounded(a - b, 0.01)) };
    write(row, [
      station.name,
      before
        ? {
            formula: `ROUND(${cell(3)}-${cell(3, row - 1)},2)`,
            result: rounded(Number((distance - rounded(before.distanceM, 0.01)).toFixed(6)), 0.01),
          }
        : null,
      distance,
      ground,
      planned,
      difference(4, 5, hundredths(ground), hundredths(planned)),
      difference(5, 4, hundredths(planned), hundredths(ground)),
      rounded(station.position[1]!, 0.001),
      rounded(station.position[0]!, 0.001),
      rounded(station.azimuthDeg, 0.0001),
    ]);
  });
  const { design } = result.profile;
  if (design) {
    const first = 6 + result.stations.length;
    put(sheet, first, 1, tableWord(lang, 'pvi'), { bold: true });
    const points = writeTable(sheet, first + 1, lang, [
      ['stationM', '#,##0.00'],
      ['distanceM', '#,##0.00'],
      ['elevation', '0.000'],
      ['curveLength', '#,##0.00'],
      ['curveRadius', '#,##0.0'],
      ['middleOrdinate', '0.000'],
      ['gradePercent', '0.000'],
    ]);
    design.points.forEach((point, index) => {
      const grade = design.grades[index]?.percent ?? null;
      points(first + 2 + index, [
        rounded(point.stationM, 0.01),
        rounded(point.distanceM, 0.01),
        rounded(point.elevationM, 0.001),
        point.curveLengthM,
        point.curveRadiusM === null ? null : rounded(point.curveRadiusM, 0.1),
        rounded(point.middleOrdinateM, 0.001),
        grade === null ? null : rounded(grade, 0.001),
      ]);
    });
  }
  frame(sheet, { widths: [16, 11, 12, 12, 12, 10, 10, 15, 15, 11], footer, titleRows: '1:3', landscape: true });
  sheet.views = [{ state: 'frozen', ySplit: 3 }];
}

const hundredths = (value: number | null): number => Math.round((value ?? 0) * 100) / 100;
