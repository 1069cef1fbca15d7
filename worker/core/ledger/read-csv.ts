/** Ledgers out of CSV: degrees, plane coordinates with their system (系), or WKT. */
import { planeRectangularEpsg } from '../crs/plane-rectangular.ts';
import { readTextRows, unshielded } from './csv-text.ts';
import { readWkt, type VertexCount } from './geometry.ts';
import { fieldNames } from './infer.ts';
import { DEGREES, LEDGER_BOUNDS, type LedgerGeometry } from './ledger.ts';
import {
  assembleLedger,
  assertCount,
  broken,
  crsCode,
  fitsDegrees,
  type LedgerRead,
  type RawFeature,
  type ReadOptions,
  titleOf,
} from './reading.ts';
import { readNumber } from './values.ts';

/** Heads of columns that place a feature; units and brackets behind them are left out first. */
const HEADS = {
  lon: /^(lon|lng|long|longitude|経度|10進経度|東経)$/i,
  lat: /^(lat|latitude|緯度|10進緯度|北緯)$/i,
  east: /^(e|east|easting|東|東座標|東距)$/i,
  north: /^(n|north|northing|北|北座標|北距)$/i,
  x: /^(x|x座標|座標x)$/i,
  y: /^(y|y座標|座標y)$/i,
  height: /^(z|z座標|座標z|標高|標高値|elevation|elev|altitude)$/i,
  crs: /^(crs|epsg|座標系|系|系番号|測地系|平面直角座標系|平面直角座標系番号)$/i,
  wkt: /^(wkt|geometry|geom|ジオメトリ)$/i,
} as const;
type Place = keyof typeof HEADS;

/** Beside those of attributes. */
const MORE_COLUMNS = 12;

/** @throws {FormatError | LimitError | CrsError | UnsupportedError} naming the row of the file, its heads being row 1 */
export function readCsvLedger(name: string, text: string, options: ReadOptions = {}): LedgerRead {
  assertCount('characters', text.length, name);
  const { rows } = readTextRows(name, text, {
    rows: LEDGER_BOUNDS.features + 1,
    columns: LEDGER_BOUNDS.fields + MORE_COLUMNS,
  });
  const [heads = [], ...lines] = rows;
  const at = placeColumns(heads);
  const where = (index: number) => `${name}, row ${index + 2}`;
  const isPlane = at.lon < 0 || at.lat < 0;
  const [first, second] = isPlane ? planeColumns(at, options.northFirst ?? true) : [at.lon, at.lat];
  if ((first < 0 || second < 0) && at.wkt < 0) {
    const seen = heads.map((head) => head.trim()).join(', ');
    throw broken(name, 'columns 緯度 and 経度 (lat, lon), X and Y, or WKT', seen || 'no heads');
  }
  const count: VertexCount = { vertices: 0 };
  const geometries = lines.map((row, index) => geometryOf(row, [first, second], at, where(index), count));
  const stated = at.crs < 0 ? null : statedCrs(lines, at.crs, where);
  const isDegrees = !isPlane || (first < 0 && fitsDegrees(geometries));
  const crs = options.crs ?? stated ?? (isDegrees ? DEGREES : null);
  if (crs === null) {
    const sample = [first, second].flatMap((column) => {
      const value = lines.map((row) => readNumber(row[column] ?? '')).find((one) => one !== null);
      return column >= 0 && value !== undefined && value !== null
        ? [[plainHead(heads[column] ?? ''), value] as const]
        : [];
    });
    return { question: { features: lines.length, sample, asksAxes: first >= 0 && (first === at.y || first === at.x) } };
  }
  const code = crsCode(crs);
  if (code === DEGREES) {
    const wrong = geometries.findIndex((geometry) => !fitsDegrees([geometry]));
    if (wrong >= 0) throw broken(where(wrong), 'degrees', JSON.stringify(geometries[wrong]!.coordinates));
  }
  const used = new Set([first, second, at.height, at.crs, at.wkt].filter((column) => column >= 0));
  const own = heads.flatMap((_, column) => (used.has(column) ? [] : [column]));
  assertCount('fields', own.length, name);
  const raw = lines.map((row, index): RawFeature => {
    const values = own.map((column) => (row[column] === undefined ? null : unshielded(row[column])));
    return { id: null, geometry: geometries[index]!, values };
  });
  const names = fieldNames(own.map((column) => unshielded(heads[column] ?? '')));
  return { ledger: assembleLedger({ name: titleOf(name), crs: code, names, source: name }, raw, where) };
}

/** `緯度（10進）` → 緯度, `X(m)` → X. */
const plainHead = (head: string): string =>
  head
    .normalize('NFKC')
    .replace(/[([［（].*?[)\]］）]/g, '')
    .trim();

/** Whether a reader would take the column for a part of the place. */
export function isPlaceHead(head: string): boolean {
  const plain = plainHead(head);
  return Object.values(HEADS).some((pattern) => pattern.test(plain));
}

function placeColumns(heads: readonly string[]): Readonly<Record<Place, number>> {
  const plain = heads.map(plainHead);
  const column = (place: Place) => plain.findIndex((head) => HEADS[place].test(head));
  return {
    lon: column('lon'),
    lat: column('lat'),
    east: column('east'),
    north: column('north'),
    x: column('x'),
    y: column('y'),
    height: column('height'),
    crs: column('crs'),
    wkt: column('wkt'),
  };
}

/** Columns of east and north. */
function planeColumns(at: Readonly<Record<Place, number>>, northFirst: boolean): [east: number, north: number] {
  if (at.east >= 0 && at.north >= 0) return [at.east, at.north];
  return northFirst ? [at.y, at.x] : [at.x, at.y];
}

function geometryOf(
  row: readonly string[],
  [first, second]: readonly [number, number],
  { height, wkt }: Readonly<Record<Place, number>>,
  where: string,
  count: VertexCount,
): LedgerGeometry | null {
  const text = wkt < 0 ? '' : (row[wkt] ?? '').trim();
  if (text !== '') return readWkt(text, where, count);
  const [a, b] = [(row[first] ?? '').trim(), (row[second] ?? '').trim()];
  // it is in the ledger, and has no place yet
  if (a === '' && b === '') return null;
  const [x, y] = [readNumber(a), readNumber(b)];
  if (x === null || y === null) throw broken(where, 'two coordinates', `${a}, ${b}`);
  const raised = height < 0 ? '' : (row[height] ?? '').trim();
  const heightM = raised === '' ? null : readNumber(raised);
  if (raised !== '' && (heightM === null || Math.abs(heightM) > 12_000))
    throw broken(where, 'a height in metres', raised);
  if (Math.abs(x) > 1e8 || Math.abs(y) > 1e8) throw broken(where, 'coordinates of a place', `${a}, ${b}`);
  count.vertices += 1;
  return { type: 'Point', coordinates: heightM === null ? [x, y] : [x, y, heightM] };
}

/** One system for all rows; `8`, `第8系`, `Ⅷ`, `EPSG:6676`. */
function statedCrs(
  lines: readonly (readonly string[])[],
  column: number,
  where: (index: number) => string,
): string | null {
  let found: string | null = null;
  let row = 0;
  for (const [index, line] of lines.entries()) {
    const text = (line[column] ?? '').trim();
    if (text === '') continue;
    const code = systemOf(text);
    if (code === null) throw broken(where(index), 'a system (8, 第8系, VIII, EPSG:6676)', text);
    if (found !== null && found !== code) {
      throw broken(where(index), `one system for all rows (${found} in row ${row})`, text);
    }
    if (found === null) row = index + 2;
    found = code;
  }
  return found;
}

const ROMAN = 'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX'.split(' ');

function systemOf(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  const zone = /^第?(\d{1,2}|[IVX]+)系?$/i.exec(plain)?.[1];
  const number = zone === undefined ? 0 : /^\d/.test(zone) ? Number(zone) : ROMAN.indexOf(zone.toUpperCase()) + 1;
  if (number >= 1 && number <= ROMAN.length) return `EPSG:${planeRectangularEpsg(number)}`;
  return /^(epsg:)?\d{4,6}$/i.test(plain) || /^ogc:/i.test(plain) ? plain : null;
}
