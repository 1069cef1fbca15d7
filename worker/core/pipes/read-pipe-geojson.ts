/** Lines of a GeoJSON text as records of pipes. */
import { assertJsonDepth } from '../json/json-depth.ts';
import { assertRoom, broken, type PipeRecord } from './read-pipes.ts';

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

export interface ReadRecords {
  readonly records: readonly PipeRecord[];
  readonly crs: string | null;
  readonly skipped: number;
}

/** @throws {FormatError} naming the feature */
export function geoJsonRecords(name: string, text: string): ReadRecords {
  assertJsonDepth(text, name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(name, 'GeoJSON', error instanceof Error ? error.message : 'broken JSON');
  }
  const list = memberOf(value, 'features') ?? [value];
  if (!Array.isArray(list)) throw broken(name, 'a list of features', typeof list);
  const records: PipeRecord[] = [];
  let [skipped, vertices] = [0, 0];
  for (const [i, feature] of list.entries()) {
    const geometry = memberOf(feature, 'geometry') ?? (memberOf(feature, 'coordinates') ? feature : null);
    const type = memberOf(geometry, 'type');
    if (type !== 'LineString' && type !== 'MultiLineString') {
      skipped += 1;
      continue;
    }
    const coordinates = memberOf(geometry, 'coordinates');
    const parts: unknown = type === 'LineString' ? [coordinates] : coordinates;
    if (!Array.isArray(parts)) throw broken(name, `lines in feature ${i + 1}`, typeof parts);
    const properties = memberOf(feature, 'properties');
    const own = typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
    const id = memberOf(feature, 'id');
    for (const [k, part] of parts.entries()) {
      const where = parts.length > 1 ? `feature ${i + 1}, line ${k + 1}` : `feature ${i + 1}`;
      if (!Array.isArray(part) || part.length < 2) {
        throw broken(name, `two positions or more in ${where}`, Array.isArray(part) ? `${part.length}` : typeof part);
      }
      vertices += part.length;
      assertRoom(name, records.length + 1, vertices);
      const positions = part.map((one: unknown) => positionOf(one, name, where));
      const z = positions.map(([, , height]) => height);
      records.push({
        where,
        fields: typeof id === 'string' || typeof id === 'number' ? [...own, ['feature id', id]] : own,
        line: positions.map(([x, y]) => [x, y]),
        z: z.every((height) => height === null) ? null : z,
        atVertices: null,
      });
    }
  }
  return { records, crs: crsOf(name, value, records), skipped };
}

function positionOf(value: unknown, name: string, where: string): readonly [number, number, number | null] {
  const [x, y, z]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
    throw broken(name, `two numbers at a position of ${where}`, JSON.stringify(value) ?? 'nothing');
  }
  return [x, y, typeof z === 'number' && Number.isFinite(z) ? z : null];
}

/** The member `crs` of GeoJSON 2008; else degrees, unless numbers are none. */
function crsOf(name: string, value: unknown, records: readonly PipeRecord[]): string | null {
  const stated = memberOf(memberOf(memberOf(value, 'crs'), 'properties'), 'name');
  if (typeof stated === 'string' && !/CRS84h?$/i.test(stated)) {
    const code = /EPSG:(?::|[\d.]+:)?(\d+)$/i.exec(stated)?.[1];
    if (!code) throw broken(name, 'a reference system by its EPSG code', stated);
    return `EPSG:${code}`;
  }
  const isDegrees = records.every(({ line }) => line.every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90));
  if (!isDegrees && typeof stated === 'string') throw broken(name, 'degrees, as its crs says', 'larger numbers');
  return isDegrees ? 'OGC:CRS84' : null;
}
