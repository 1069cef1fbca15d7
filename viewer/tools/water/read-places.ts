/** Shelters and routes out of GeoJSON or CSV, as municipalities publish them. Pure: text in, places in degrees or plane coordinates out. */
import { FormatError, LimitError } from '#core/errors.ts';
import { csvTable } from '#core/places/csv-table.ts';

/** Degrees, or units of the site's system. */
export interface ReadPosition {
  readonly x: number;
  readonly y: number;
}

export interface ReadPlaces {
  readonly shelters: readonly { readonly name: string; readonly capacity: number | null; readonly at: ReadPosition }[];
  readonly routes: readonly { readonly name: string; readonly vertices: readonly ReadPosition[] }[];
  readonly isDegrees: boolean;
}

export const MAX_SHELTERS = 2_000;
export const MAX_ROUTES = 50;
const MAX_VERTICES = 2_000;
const MAX_TEXT = 8_000_000;
const MAX_NAME = 80;

const NAME_HEADS = /^(name|title|名称|施設名|施設・場所名|避難所名?|避難場所名?|場所名?)$/i;
const CAPACITY_HEADS = /^(capacity|収容人数|想定収容人数|収容可能人数|定員|人数)$/i;
const LON_HEADS = /^(lon|lng|longitude|経度)$/i;
const LAT_HEADS = /^(lat|latitude|緯度)$/i;
const EAST_HEADS = /^(x|e|east|easting|東座標)$/i;
const NORTH_HEADS = /^(y|n|north|northing|北座標)$/i;

/**
 * @throws {FormatError} saying what was expected
 * @throws {LimitError} for too many
 */
export function readPlaces(name: string, text: string): ReadPlaces {
  if (text.length > MAX_TEXT) throw tooMany(name, 'characters', MAX_TEXT, text.length);
  const found = /^\s*[{[]/.test(text.replace(/^\uFEFF/, '')) ? fromGeoJson(name, text) : fromCsv(name, text);
  if (found.shelters.length > MAX_SHELTERS) throw tooMany(name, 'points', MAX_SHELTERS, found.shelters.length);
  if (found.routes.length > MAX_ROUTES) throw tooMany(name, 'lines', MAX_ROUTES, found.routes.length);
  if (found.shelters.length + found.routes.length === 0) {
    throw broken(name, 'points or lines', 'none');
  }
  return found;
}

const broken = (name: string, expected: string, seen: string) =>
  new FormatError(`${name}: expected ${expected}, seen ${seen.slice(0, 160)}`, { offset: 0, expected });
const tooMany = (name: string, what: string, limit: number, actual: number) =>
  new LimitError(`${name}: expected at most ${limit} ${what}, seen ${actual}`, { limit, actual });

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

function fromGeoJson(name: string, text: string): ReadPlaces {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw broken(name, 'GeoJSON', error instanceof Error ? error.message : 'broken JSON');
  }
  const list: unknown = memberOf(value, 'features') ?? [value];
  if (!Array.isArray(list)) throw broken(name, 'a list of features', typeof list);
  const shelters: ReadPlaces['shelters'][number][] = [];
  const routes: ReadPlaces['routes'][number][] = [];
  for (const [i, feature] of list.entries()) {
    const properties = memberOf(feature, 'properties');
    const entries = typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
    const title = textOf(entries.find(([key]) => NAME_HEADS.test(key))?.[1]);
    const capacity = numberOf(entries.find(([key]) => CAPACITY_HEADS.test(key))?.[1]);
    const geometry = memberOf(feature, 'geometry') ?? feature;
    const [type, coordinates] = [memberOf(geometry, 'type'), memberOf(geometry, 'coordinates')];
    const parts = type === 'MultiPoint' || type === 'MultiLineString' ? coordinates : [coordinates];
    if (!Array.isArray(parts)) throw broken(name, `coordinates in feature ${i + 1}`, typeof parts);
    if (type === 'Point' || type === 'MultiPoint') {
      for (const part of parts) {
        shelters.push({ name: title || `${shelters.length + 1}`, capacity, at: positionOf(part, name, i) });
        if (shelters.length > MAX_SHELTERS) throw tooMany(name, 'points', MAX_SHELTERS, list.length);
      }
    } else if (type === 'LineString' || type === 'MultiLineString') {
      for (const part of parts) {
        if (!Array.isArray(part) || part.length < 2) throw broken(name, `two positions in line ${i + 1}`, 'fewer');
        if (part.length > MAX_VERTICES) throw tooMany(name, 'vertices in a line', MAX_VERTICES, part.length);
        const vertices = part.map((one: unknown) => positionOf(one, name, i));
        routes.push({ name: title || `${routes.length + 1}`, vertices });
        if (routes.length > MAX_ROUTES) throw tooMany(name, 'lines', MAX_ROUTES, list.length);
      }
    }
  }
  const all = [...shelters.map(({ at }) => at), ...routes.flatMap(({ vertices }) => vertices)];
  return { shelters, routes, isDegrees: all.every(looksLikeDegrees) };
}

function positionOf(value: unknown, name: string, i: number): ReadPosition {
  const [x, y]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y)) return { x, y };
  throw broken(name, `two numbers in feature ${i + 1}`, JSON.stringify(value) ?? 'nothing');
}

const looksLikeDegrees = ({ x, y }: ReadPosition): boolean => Math.abs(x) <= 180 && Math.abs(y) <= 90;

function fromCsv(name: string, text: string): ReadPlaces {
  const rows = csvTable(text.replace(/^\uFEFF/, ''));
  const [heads = [], ...lines] = rows;
  const columnOf = (pattern: RegExp) => heads.findIndex((head) => pattern.test(head.trim()));
  const [lon, lat] = [columnOf(LON_HEADS), columnOf(LAT_HEADS)];
  const [east, north] = [columnOf(EAST_HEADS), columnOf(NORTH_HEADS)];
  const isDegrees = lon >= 0 && lat >= 0;
  const [xColumn, yColumn] = isDegrees ? [lon, lat] : [east, north];
  if (xColumn < 0 || yColumn < 0) {
    throw broken(name, 'columns lon and lat (経度, 緯度), or x and y', heads.join(', ') || 'no heads');
  }
  const [title, capacity] = [columnOf(NAME_HEADS), columnOf(CAPACITY_HEADS)];
  if (lines.length > MAX_SHELTERS) throw tooMany(name, 'points', MAX_SHELTERS, lines.length);
  const shelters = lines.map((fields, i) => {
    const [x, y] = [numberOf(fields[xColumn]), numberOf(fields[yColumn])];
    if (x === null || y === null) throw broken(name, `two coordinates in row ${i + 2}`, fields.join(','));
    if (isDegrees && !looksLikeDegrees({ x, y })) throw broken(name, `degrees in row ${i + 2}`, `${x}, ${y}`);
    const own = textOf(fields[title]);
    return { name: own || `${i + 1}`, capacity: numberOf(fields[capacity]), at: { x, y } };
  });
  return { shelters, routes: [], isDegrees };
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, MAX_NAME) : '';

function numberOf(value: unknown): number | null {
  const text = textOf(value).replaceAll(',', '').replace(/人$/, '');
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
