/**
 * Map sheets of Japan (国土基本図図郭): codes such as 08NF2330, which name zone and rectangle.
 * ```
 *   08  N F   2 3   30        zone, 50000 sheet (row A–T from north, column A–H from west), 5000 sheet (row, column),
 *   zone row,col r,c  level   and below it one of the levels of the table
 * ```
 * Each zone reaches from 300 km north to 300 km south and 160 km west to 160 km east of its origin. Sheets are
 * half-open: the west and the north edge belong to them. Lengths are metres, coordinates easting and northing.
 * Source: 国土基本図図式 / 作業規程の準則 付録; the 1250 level (四次区画) is not in it but VIRTUAL SHIZUOKA 2022 uses it.
 */
import { CrsError } from '../errors.ts';
import { planeRectangularEpsg } from './plane-rectangular.ts';

/** 地図情報レベル. */
export type SheetLevel = 50000 | 5000 | 2500 | 1250 | 1000 | 500 | 250;

export interface MapSheet {
  /** Upper case, `08NF2330`. */
  readonly code: string;
  /** EPSG number of the zone on JGD2011. */
  readonly epsg: number;
  readonly zone: number;
  readonly level: SheetLevel;
  readonly minE: number;
  readonly maxE: number;
  readonly minN: number;
  readonly maxN: number;
}

/** Extent of points in zone coordinates, metres. */
export interface SheetExtent {
  readonly minE: number;
  readonly maxE: number;
  readonly minN: number;
  readonly maxN: number;
}

const WEST_E = -160_000;
const NORTH_N = 300_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRST';

interface Subdivision {
  /** What follows the code of the parent. */
  readonly pattern: RegExp;
  readonly widthM: number;
  readonly heightM: number;
  /** Row from north and column from west of a suffix. */
  read(suffix: string): readonly [row: number, col: number];
  write(row: number, col: number): string;
}

const digit = (text: string, index: number): number => Number(text[index]);
const letter = (text: string, index: number): number => LETTERS.indexOf(text[index] ?? '');
const quarter = {
  // 1 NW, 2 NE, 3 SW, 4 SE
  read: (suffix: string): readonly [number, number] => [(digit(suffix, 0) - 1) >> 1, (digit(suffix, 0) - 1) & 1],
  write: (row: number, col: number): string => String(2 * row + col + 1),
};
const tenths = {
  read: (suffix: string): readonly [number, number] => [digit(suffix, 0), digit(suffix, 1)],
  write: (row: number, col: number): string => `${row}${col}`,
};

/** Levels below the 50000 sheet: parent and how it is divided. */
const DIVISIONS: Readonly<Record<Exclude<SheetLevel, 50000>, Subdivision & { readonly parent: SheetLevel }>> = {
  5000: { parent: 50000, pattern: /^\d\d$/, widthM: 4000, heightM: 3000, ...tenths },
  2500: { parent: 5000, pattern: /^[1-4]$/, widthM: 2000, heightM: 1500, ...quarter },
  1250: { parent: 2500, pattern: /^[1-4]$/, widthM: 1000, heightM: 750, ...quarter },
  1000: {
    parent: 5000,
    pattern: /^[0-4][A-E]$/,
    widthM: 800,
    heightM: 600,
    read: (suffix) => [digit(suffix, 0), letter(suffix, 1)],
    write: (row, col) => `${row}${LETTERS[col]}`,
  },
  500: { parent: 5000, pattern: /^\d\d$/, widthM: 400, heightM: 300, ...tenths },
  250: {
    parent: 5000,
    pattern: /^[A-T][A-T]$/,
    widthM: 200,
    heightM: 150,
    read: (suffix) => [letter(suffix, 0), letter(suffix, 1)],
    write: (row, col) => `${LETTERS[row]}${LETTERS[col]}`,
  },
};

/** Codes of these lengths can be of these levels; where two fit, the first is the usual one. */
const LEVELS_BY_LENGTH: Readonly<Record<number, readonly SheetLevel[]>> = {
  4: [50000],
  6: [5000],
  7: [2500],
  8: [500, 1250, 1000, 250],
};

const FILE_NAME = /^(0[1-9]|1\d)([A-T][A-H])(\d\d(?:\d\d|\d[A-E]|[A-T][A-T]|[1-4])?)?(?=$|[^0-9A-Z])/i;
const CODE = /^(0[1-9]|1\d)[A-T][A-H]/;

/**
 * The code of the sheet of a level that holds a point.
 * @throws {CrsError} when the zone or the point is outside the system
 */
export function encodeSheet(zone: number, east: number, north: number, level: SheetLevel): string {
  const row = Math.floor((NORTH_N - north) / 30_000);
  const col = Math.floor((east - WEST_E) / 40_000);
  if (!(Number.isInteger(zone) && zone >= 1 && zone <= 19) || !(row >= 0 && row < 20 && col >= 0 && col < 8))
    throw new CrsError(
      `expected a point within 160 km east–west and 300 km north–south of a zone's origin, got zone ${zone}, east ${east}, north ${north}`,
    );
  const code = `${String(zone).padStart(2, '0')}${LETTERS[row]}${LETTERS[col]}`;
  return extendCode(code, east - WEST_E - 40_000 * col, NORTH_N - north - 30_000 * row, pathTo(level));
}

/** The levels from below 50000 down to a level. */
function pathTo(level: SheetLevel): Exclude<SheetLevel, 50000>[] {
  return level === 50000 ? [] : [...pathTo(DIVISIONS[level].parent), level];
}

/** Walks down the levels; `right` and `down` are metres from the north-west corner. */
function extendCode(code: string, right: number, down: number, path: readonly Exclude<SheetLevel, 50000>[]): string {
  let [result, x, y] = [code, right, down];
  for (const level of path) {
    const { widthM, heightM, write } = DIVISIONS[level];
    const [row, col] = [Math.floor(y / heightM), Math.floor(x / widthM)];
    result += write(row, col);
    [x, y] = [x - col * widthM, y - row * heightM];
  }
  return result;
}

/**
 * Every reading of a code: none when it is no sheet code, two when it is both a 500 and a 1250 sheet (the 500 first).
 */
export function sheetReadings(code: string): MapSheet[] {
  const upper = code.toUpperCase();
  if (!CODE.test(upper)) return [];
  const sheets = (LEVELS_BY_LENGTH[upper.length] ?? []).map((level) => decodeAs(upper, level));
  return sheets.filter((sheet) => sheet !== null);
}

/**
 * The sheet of a code. Two readings are told apart by the extent of the points: the one that holds it (within
 * `toleranceM`) counts, else the one whose rectangle it overlaps more; without an extent the 500 sheet is meant.
 * @throws {CrsError} when the text is no sheet code
 */
export function decodeSheet(code: string, extent?: SheetExtent, toleranceM = 10): MapSheet {
  const readings = sheetReadings(code);
  const [usual] = readings;
  if (!usual) throw new CrsError(`expected a map-sheet code such as 08NF2330, got "${code.slice(0, 40)}"`);
  if (!extent || readings.length === 1) return usual;
  return readings.find((sheet) => sheetHolds(sheet, extent, toleranceM)) ?? mostOverlap(readings, extent, usual);
}

/** Whether an extent lies within a sheet, give or take `toleranceM`. */
export function sheetHolds(sheet: MapSheet, extent: SheetExtent, toleranceM: number): boolean {
  return (
    extent.minE >= sheet.minE - toleranceM &&
    extent.maxE <= sheet.maxE + toleranceM &&
    extent.minN >= sheet.minN - toleranceM &&
    extent.maxN <= sheet.maxN + toleranceM
  );
}

function mostOverlap(readings: readonly MapSheet[], extent: SheetExtent, usual: MapSheet): MapSheet {
  const overlap = (sheet: MapSheet): number =>
    Math.max(0, Math.min(sheet.maxE, extent.maxE) - Math.max(sheet.minE, extent.minE)) *
    Math.max(0, Math.min(sheet.maxN, extent.maxN) - Math.max(sheet.minN, extent.minN));
  return readings.reduce((best, sheet) => (overlap(sheet) > overlap(best) ? sheet : best), usual);
}

/**
 * The sheet that a file's name begins with, whatever its case, folder, extension and what follows the code
 * (`_org`, `-1`, `_dsm`).
 * @param extent of the points, to tell 500 and 1250 sheets apart
 * @returns null when the name does not begin with a sheet code
 */
export function sheetFromFileName(name: string, extent?: SheetExtent): MapSheet | null {
  const base = name.replace(/^.*[/\\]/, '');
  const match = FILE_NAME.exec(base);
  if (!match || sheetReadings(match[0]).length === 0) return null;
  return decodeSheet(match[0], extent);
}

function decodeAs(code: string, level: SheetLevel): MapSheet | null {
  const zone = Number(code.slice(0, 2));
  let minE = WEST_E + 40_000 * letter(code, 3);
  let maxN = NORTH_N - 30_000 * letter(code, 2);
  let [widthM, heightM] = [40_000, 30_000];
  let at = 4;
  for (const step of pathTo(level)) {
    const division = DIVISIONS[step];
    const length = division.write(0, 0).length;
    const suffix = code.slice(at, at + length);
    if (!division.pattern.test(suffix)) return null;
    const [row, col] = division.read(suffix);
    [widthM, heightM] = [division.widthM, division.heightM];
    minE += col * widthM;
    maxN -= row * heightM;
    at += length;
  }
  if (at !== code.length) return null;
  return { code, epsg: planeRectangularEpsg(zone), zone, level, minE, maxE: minE + widthM, minN: maxN - heightM, maxN };
}
