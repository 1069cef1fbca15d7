/** Geometries of anybody: checked, counted, as text (WKT), and turned as RFC 7946 wants them. */
import { FormatError, LimitError, UnsupportedError } from '../errors.ts';
import { GEOMETRY_DEPTHS, type GeometryType, LEDGER_BOUNDS, type LedgerGeometry, type Position } from './ledger.ts';

/** Counts vertices over all features of a file. */
export interface VertexCount {
  vertices: number;
}

const LARGEST = 1e8;
const TALLEST_M = 12_000;

const isType = (type: unknown): type is GeometryType =>
  typeof type === 'string' && Object.hasOwn(GEOMETRY_DEPTHS, type);
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

/**
 * @param value a GeoJSON geometry @param where for the message: `lamps.geojson, feature 3`
 * @returns null for null @throws {FormatError | UnsupportedError | LimitError}
 */
export function readGeometry(value: unknown, where: string, count: VertexCount): LedgerGeometry | null {
  if (value === null || value === undefined) return null;
  const type: unknown = memberOf(value, 'type');
  if (type === 'GeometryCollection')
    throw new UnsupportedError(`${where}: a GeometryCollection; expected one geometry a feature`);
  if (!isType(type))
    throw fault(where, `a geometry (${Object.keys(GEOMETRY_DEPTHS).join(', ')})`, shown(type ?? value));
  const coordinates = readNested(memberOf(value, 'coordinates'), GEOMETRY_DEPTHS[type], where, count);
  const geometry = { type, coordinates: coordinates as unknown[] };
  checkLengths(geometry, where);
  return geometry;
}

function readNested(value: unknown, depth: number, where: string, count: VertexCount): unknown {
  if (!Array.isArray(value)) throw fault(where, 'coordinates', shown(value));
  if (depth === 0) return readPosition(value, where, count);
  if (value.length === 0) throw fault(where, 'coordinates', 'none');
  return value.map((part) => readNested(part, depth - 1, where, count));
}

function readPosition(value: readonly unknown[], where: string, count: VertexCount): Position {
  count.vertices += 1;
  if (count.vertices > LEDGER_BOUNDS.vertices) {
    const limit = LEDGER_BOUNDS.vertices;
    throw new LimitError(`${where}: expected at most ${limit} vertices in a ledger, seen more`, {
      limit,
      actual: count.vertices,
    });
  }
  const [x, y, h] = value;
  const isPlace = [x, y].every((one) => typeof one === 'number' && Math.abs(one) <= LARGEST);
  if (!isPlace) throw fault(where, 'a position of two or three numbers', shown(value));
  if (h === undefined || h === null) return [x as number, y as number];
  if (typeof h !== 'number' || !(Math.abs(h) <= TALLEST_M)) {
    throw fault(where, `a height of at most ${TALLEST_M} m`, shown(h));
  }
  return [x as number, y as number, h];
}

function checkLengths({ type, coordinates }: LedgerGeometry, where: string): void {
  const line = (vertices: unknown, least: number, what: string) => {
    const { length } = vertices as readonly unknown[];
    if (length < least) throw fault(where, `at least ${least} positions in a ${what}`, String(length));
  };
  const rings = (polygon: unknown) => {
    for (const ring of polygon as readonly Position[][]) {
      line(ring, 4, 'ring');
      const [first, last] = [ring[0]!, ring.at(-1)!];
      if (first[0] !== last[0] || first[1] !== last[1]) {
        throw fault(where, 'a ring that ends where it begins', `${shown(first)} … ${shown(last)}`);
      }
    }
  };
  if (type === 'LineString') line(coordinates, 2, 'line');
  else if (type === 'MultiLineString') for (const part of coordinates) line(part, 2, 'line');
  else if (type === 'Polygon') rings(coordinates);
  else if (type === 'MultiPolygon') for (const part of coordinates) rings(part);
}

function fault(where: string, expected: string, seen: string): FormatError {
  return new FormatError(`${where}: expected ${expected}, seen ${seen}`, { offset: 0, expected });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Outer rings counter-clockwise, holes clockwise (RFC 7946, §3.1.6). */
export function rightHanded(geometry: LedgerGeometry): LedgerGeometry {
  const polygon = (rings: readonly (readonly Position[])[]) =>
    rings.map((ring, index) => {
      const area = signedArea(ring);
      return (index === 0 ? area < 0 : area > 0) ? [...ring].reverse() : ring;
    });
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: polygon(geometry.coordinates as Position[][]) };
  if (geometry.type !== 'MultiPolygon') return geometry;
  return { ...geometry, coordinates: (geometry.coordinates as Position[][][]).map(polygon) };
}

/** Twice the area of a closed ring, counter-clockwise positive. */
function signedArea(ring: readonly Position[]): number {
  const [ox, oy] = ring[0] ?? [0, 0];
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i - 1]!, ring[i]!];
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  }
  return sum;
}

/** Well-known text, x before y; positions without a height beside some with one have `NaN` there. */
export function writeWkt({ type, coordinates }: LedgerGeometry): string {
  let hasHeights = false;
  const look = (value: unknown, depth: number): void => {
    if (depth > 0) for (const part of value as unknown[]) look(part, depth - 1);
    else if ((value as Position).length > 2) hasHeights = true;
  };
  look(coordinates, GEOMETRY_DEPTHS[type]);
  const position = ([x, y, h]: Position) => (hasHeights ? `${x} ${y} ${h ?? 'NaN'}` : `${x} ${y}`);
  const nested = (value: unknown, depth: number): string =>
    depth === 0
      ? position(value as Position)
      : `(${(value as unknown[]).map((part) => nested(part, depth - 1)).join(', ')})`;
  const depth = GEOMETRY_DEPTHS[type];
  const body = nested(coordinates, depth);
  return `${type.toUpperCase()}${hasHeights ? ' Z' : ''} ${depth === 0 ? `(${body})` : body}`;
}

const NAMES = new Map(Object.keys(GEOMETRY_DEPTHS).map((type) => [type.toUpperCase(), type as GeometryType]));
const TOKEN = /[(),]|[^\s(),]+/g;

/** @throws {FormatError | UnsupportedError | LimitError} */
export function readWkt(text: string, where: string, count: VertexCount): LedgerGeometry {
  const head = /^\s*(?:SRID=\d+;)?\s*([A-Za-z]+?)\s*Z?\s*(?=\()/i.exec(text);
  const name = (head?.[1] ?? '').toUpperCase();
  if (name === 'GEOMETRYCOLLECTION') throw new UnsupportedError(`${where}: a GEOMETRYCOLLECTION`);
  const type = NAMES.get(name);
  if (!head || !type) throw fault(where, `WKT (${[...NAMES.keys()].join(', ')})`, shown(text));
  const tokens = text.slice(head[0].length).match(TOKEN) ?? [];
  let at = 0;
  const expect = (mark: string) => {
    if (tokens[at] !== mark) throw fault(where, `"${mark}" in WKT`, shown(tokens[at] ?? 'its end'));
    at += 1;
  };
  const position = (): unknown[] => {
    const numbers: unknown[] = [];
    while (tokens[at] !== undefined && !'(),'.includes(tokens[at]!)) {
      const number = Number(tokens[at]);
      // no height of its own
      if (numbers.length < 3 && !(numbers.length === 2 && Number.isNaN(number))) numbers.push(number);
      at += 1;
    }
    return numbers;
  };
  const list = (depth: number): unknown[] => {
    expect('(');
    const parts: unknown[] = [];
    for (;;) {
      // MULTIPOINT may wrap each place
      const wrapped = depth === 1 && tokens[at] === '(';
      if (wrapped) at += 1;
      parts.push(depth === 1 ? position() : list(depth - 1));
      if (wrapped) expect(')');
      if (tokens[at] !== ',') break;
      at += 1;
    }
    expect(')');
    return parts;
  };
  const depth = GEOMETRY_DEPTHS[type];
  const coordinates = list(Math.max(1, depth));
  if (at !== tokens.length) throw fault(where, 'the end of WKT', shown(tokens[at]));
  const value = { type, coordinates: depth === 0 ? coordinates[0] : coordinates };
  return readGeometry(value, where, count)!;
}
