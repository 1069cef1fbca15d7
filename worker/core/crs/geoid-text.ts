/**
 * Geoid grids in text: GSI's `.asc` (GSIGEO2011), ISG 1.0–2.0 (JPGEO2024), and the JSON of a cut-out.
 * Sources: 国土地理院 日本のジオイド2011 データファイル説明; ISG ASCII format 2.0 (isgeoid.polimi.it).
 */
import { FormatError } from '../errors.ts';
import { assertJsonDepth } from '../json/json-depth.ts';
import type { GeoidGrid } from './geoid.ts';

/** No real grid has more nodes than a world in 30″. */
const MAX_NODES = 43_200 * 21_601;
/** What GSI writes where the geoid is not defined. */
const ASC_NO_DATA = 999;

/**
 * Reads GSI's text: `latMin lonMin stepLat stepLon rows cols kind version`, then the values in wrapped lines, row by row
 * from south, each from west. Steps are printed rounded (0.016667): whole seconds of arc are meant.
 * @throws {FormatError} when the header is not that, or values are missing
 */
export function parseAscGeoid(text: string): GeoidGrid {
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const [south, west, stepLat, stepLon, rows, cols] = tokens.slice(0, 6).map(Number);
  const size = checkedSize(rows, cols, 'asc geoid');
  if (![south, west].every(Number.isFinite) || !(stepLat! > 0) || !(stepLon! > 0))
    throw notA('asc geoid', 'latMin lonMin stepLat stepLon', tokens.slice(0, 4).join(' '));
  // the version is the last token of the header: it may be two words or one
  const first = tokens.length - size.rows * size.cols;
  if (first < 6 || first > 10) throw notA('asc geoid', `${size.rows * size.cols} values`, tokens.length - 8);
  const values = readValues(tokens, first, size, (value) => Math.abs(value - ASC_NO_DATA) < 1e-6, false);
  return {
    south: south!,
    west: west!,
    stepLat: wholeSeconds(stepLat!),
    stepLon: wholeSeconds(stepLon!),
    ...size,
    values,
  };
}

/**
 * Reads an ISG grid: a header of `key : value` lines between `begin_of_head` and `end_of_head`, then rows from north,
 * each from west. Angles are degrees or 0°01'00". Nodes lie on the limits, or in the middle of cells when the limits
 * are as many steps apart as there are rows.
 * @throws {FormatError} when the header lacks a key, or the ordering is another one, or values are missing
 */
export function parseIsgGeoid(text: string): GeoidGrid {
  const begin = text.search(/^begin_of_head/m);
  const end = text.search(/^end_of_head.*$/m);
  if (begin < 0 || end < begin) throw notA('ISG geoid', 'begin_of_head … end_of_head', text.slice(0, 40));
  const head = readHead(text.slice(begin, end));
  const size = checkedSize(Number(head.get('nrows')), Number(head.get('ncols')), 'ISG geoid');
  const ordering = head.get('data ordering') ?? 'N-to-S, W-to-E';
  if (!/^N-to-S, *W-to-E/i.test(ordering)) throw notA('ISG geoid', 'ordering N-to-S, W-to-E', ordering);
  const noData = Number(head.get('nodata') ?? -9999);
  const lat = axis(head, 'lat', size.rows);
  const lon = axis(head, 'lon', size.cols);
  const body = text.slice(end).replace(/^end_of_head.*$/m, '');
  const tokens = body.split(/\s+/).filter((token) => token !== '');
  const values = readValues(tokens, 0, size, (value) => Math.abs(value - noData) < 1e-6, true);
  return { south: lat.first, west: lon.first, stepLat: lat.step, stepLon: lon.step, ...size, values };
}

function readHead(text: string): Map<string, string> {
  const head = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([^:=]+?)\s*[:=]\s*(.*?)\s*$/.exec(line);
    if (match) head.set(match[1]!.toLowerCase(), match[2]!);
  }
  return head;
}

function axis(head: ReadonlyMap<string, string>, name: 'lat' | 'lon', count: number): { first: number; step: number } {
  const [min, max, step] = [`${name} min`, `${name} max`, `delta ${name}`].map((key) => parseAngle(head.get(key), key));
  const cells = Math.round((max! - min!) / step!);
  if (cells === count - 1) return { first: min!, step: step! };
  if (cells === count) return { first: min! + step! / 2, step: step! };
  throw notA(
    'ISG geoid',
    `${count} ${name === 'lat' ? 'rows' : 'columns'} between ${min} and ${max}`,
    `steps of ${step}`,
  );
}

/** `34.5`, `34°30'00"`, `-0°01'30.00"` in degrees. */
function parseAngle(text: string | undefined, key: string): number {
  const match = /^([+-]?)\s*([\d.]+)(?:°\s*([\d.]+)?['′]?\s*([\d.]+)?["″]?)?$/.exec(text ?? '');
  if (!match) throw notA('ISG geoid', `an angle in "${key}"`, text ?? 'nothing');
  const [, sign, degrees, minutes = '0', seconds = '0'] = match;
  const angle = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  return sign === '-' ? -angle : angle;
}

/**
 * Reads the JSON cut-out `{name, lat0, lon0, dlat, dlon, rows, cols, values: number[][]}`: nodes, rows from south,
 * `null` for no data.
 * @throws {FormatError} when it has another shape
 */
export function parseJsonGeoid(text: string): GeoidGrid & { readonly name: string } {
  const data: unknown = parseJson(text);
  const record = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const [south, west, stepLat, stepLon] = ['lat0', 'lon0', 'dlat', 'dlon'].map((key) => record[key]);
  const size = checkedSize(record.rows, record.cols, 'JSON geoid');
  const table = record.values;
  if (
    typeof south !== 'number' ||
    typeof west !== 'number' ||
    typeof stepLat !== 'number' ||
    typeof stepLon !== 'number'
  )
    throw notA('JSON geoid', 'numbers lat0, lon0, dlat, dlon', `${south}, ${west}, ${stepLat}, ${stepLon}`);
  const whole =
    Array.isArray(table) &&
    table.length === size.rows &&
    table.every((row) => Array.isArray(row) && row.length === size.cols);
  if (!whole)
    throw notA(
      'JSON geoid',
      `${size.rows} rows of ${size.cols} values`,
      Array.isArray(table) ? table.length : typeof table,
    );
  const values = Float64Array.from(table.flat(), (value: unknown) => (typeof value === 'number' ? value : Number.NaN));
  return {
    name: typeof record.name === 'string' ? record.name : 'geoid',
    south,
    west,
    stepLat,
    stepLon,
    ...size,
    values,
  };
}

function parseJson(text: string): unknown {
  assertJsonDepth(text, 'JSON geoid');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notA('JSON geoid', 'JSON', error instanceof Error ? error.message : String(error));
  }
}

function checkedSize(rows: unknown, cols: unknown, what: string): { rows: number; cols: number } {
  const good = (count: unknown): count is number => typeof count === 'number' && Number.isInteger(count) && count >= 2;
  if (good(rows) && good(cols) && rows * cols <= MAX_NODES) return { rows, cols };
  throw notA(what, 'at least 2 rows and columns', `${rows} × ${cols}`);
}

function readValues(
  tokens: readonly string[],
  first: number,
  { rows, cols }: { rows: number; cols: number },
  isNoData: (value: number) => boolean,
  fromNorth: boolean,
): Float64Array {
  if (tokens.length - first < rows * cols) throw notA('geoid', `${rows * cols} values`, tokens.length - first);
  const values = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const source = first + (fromNorth ? rows - 1 - row : row) * cols;
    for (let col = 0; col < cols; col++) {
      const value = Number(tokens[source + col]);
      if (Number.isNaN(value)) throw notA('geoid', `a number as value ${source - first + col}`, tokens[source + col]!);
      values[row * cols + col] = isNoData(value) ? Number.NaN : value;
    }
  }
  return values;
}

/** A printed step back to the whole seconds of arc that it stands for, where it is within a hundredth of one. */
function wholeSeconds(step: number): number {
  const seconds = Math.round(step * 3600);
  return seconds > 0 && Math.abs(step * 3600 - seconds) < 0.01 ? seconds / 3600 : step;
}

function notA(what: string, expected: string | number, actual: string | number): FormatError {
  return new FormatError(`${what}: expected ${expected}, found ${actual}`, { offset: 0, expected, actual });
}
