/** Ledgers out of GeoJSON (RFC 7946, and the older member `crs`). What this page wrote comes back with its fields and its look. */
import { parseLedger } from '../contract/ledger.ts';
import { assertJsonDepth } from '../json/json-depth.ts';
import { readGeometry, type VertexCount } from './geometry.ts';
import { fieldNames, type RawValue } from './infer.ts';
import { DEGREES, LEDGER_BOUNDS, type Ledger, type LedgerFeature, type LedgerValue, positionsOf } from './ledger.ts';
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

export const LEDGER_FORMAT = 1;

/** @throws {FormatError | LimitError | UnsupportedError | CrsError} naming the feature */
export function readGeoJsonLedger(name: string, text: string, options: ReadOptions = {}): LedgerRead {
  assertCount('characters', text.length, name);
  assertJsonDepth(text, name);
  let document: unknown;
  try {
    document = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    throw broken(name, 'GeoJSON', error instanceof Error ? error.message : 'text that is no JSON');
  }
  return ledgerOfGeoJson(name, document, options);
}

/** @param document parsed JSON */
export function ledgerOfGeoJson(name: string, document: unknown, options: ReadOptions = {}): LedgerRead {
  const list = featuresOf(name, document);
  assertCount('features', list.length, name);
  const own = memberOf(document, 'tengun');
  if (memberOf(own, 'kind') === 'ledger') return { ledger: ownLedger(name, own, list) };

  const where = (index: number) => `${name}, feature ${index + 1}`;
  const count: VertexCount = { vertices: 0 };
  const heads = new Map<string, number>();
  const rows = list.map((feature, index) => {
    const properties = memberOf(feature, 'properties');
    const entries = isObject(properties) ? Object.entries(properties) : [];
    for (const [key] of entries) if (!heads.has(key)) heads.set(key, heads.size);
    assertCount('fields', heads.size, where(index));
    const geometry = readGeometry(geometryOf(feature), where(index), count);
    return { id: idOf(memberOf(feature, 'id')), geometry, entries };
  });
  const raw = rows.map(({ id, geometry, entries }): RawFeature => {
    const values: RawValue[] = new Array(heads.size).fill(null);
    for (const [key, value] of entries) values[heads.get(key)!] = rawOf(value);
    return { id, geometry, values };
  });
  const stated = memberOf(memberOf(memberOf(document, 'crs'), 'properties'), 'name');
  const isDegrees = fitsDegrees(raw.map(({ geometry }) => geometry));
  const said = typeof stated === 'string' ? stated : isDegrees ? DEGREES : null;
  const crs = options.crs ?? said;
  if (crs === null) {
    const [first] = raw.flatMap(({ geometry }) => (geometry ? positionsOf(geometry).slice(0, 1) : []));
    const sample = first
      ? ([
          ['x', first[0]],
          ['y', first[1]],
        ] as const)
      : [];
    return { question: { features: raw.length, sample, asksAxes: false } };
  }
  const code = crsCode(crs);
  if (code === DEGREES && !isDegrees) {
    const at = raw.findIndex(({ geometry }) => !fitsDegrees([geometry]));
    throw broken(where(at), 'degrees', JSON.stringify(positionsOf(raw[at]!.geometry!)[0]));
  }
  const names = fieldNames([...heads.keys()]);
  const title = memberOf(document, 'name');
  const called = typeof title === 'string' && title.trim() !== '' ? title : titleOf(name);
  return { ledger: assembleLedger({ name: called, crs: code, names, source: name }, raw, where) };
}

function featuresOf(name: string, document: unknown): readonly unknown[] {
  const type = memberOf(document, 'type');
  const features = memberOf(document, 'features');
  if (type === 'FeatureCollection' && Array.isArray(features)) return features;
  if (type === 'Feature') return [document];
  if (isObject(document) && 'coordinates' in document) return [{ type: 'Feature', geometry: document, properties: {} }];
  throw broken(name, 'a FeatureCollection', `type ${JSON.stringify(type) ?? typeof document}`);
}

const geometryOf = (feature: unknown): unknown => memberOf(feature, 'geometry') ?? null;

function idOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Lists and objects stay readable as text. */
function rawOf(value: unknown): RawValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

/** A file that this page wrote: fields and look stand beside the features. */
function ownLedger(name: string, own: unknown, list: readonly unknown[]): Ledger {
  const format = memberOf(own, 'format');
  if (format !== LEDGER_FORMAT) throw broken(name, `tengun.format ${LEDGER_FORMAT}`, JSON.stringify(format) ?? 'none');
  const fields = memberOf(own, 'fields');
  if (!Array.isArray(fields) || fields.length > LEDGER_BOUNDS.fields) {
    throw broken(name, `tengun.fields, at most ${LEDGER_BOUNDS.fields}`, JSON.stringify(fields) ?? 'none');
  }
  const names = fields.map((field: unknown) => memberOf(field, 'name'));
  const features = list.map((feature, index): LedgerFeature => {
    const properties = memberOf(feature, 'properties');
    const values = names.map((key) => {
      const value =
        typeof key === 'string' && isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : null;
      return (value ?? null) as LedgerValue;
    });
    return { id: idOf(memberOf(feature, 'id')) ?? `f${index + 1}`, geometry: geometryOf(feature) as null, values };
  });
  return parseLedger(
    {
      version: 1,
      name: memberOf(own, 'name'),
      crs: DEGREES,
      fields,
      features,
      label: memberOf(own, 'label'),
      style: memberOf(own, 'style'),
      source: name.slice(0, LEDGER_BOUNDS.source),
    },
    name,
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
