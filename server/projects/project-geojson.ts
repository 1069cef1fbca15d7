/** A project as GeoJSON (RFC 7946) and back: what other programs show is in plain members, everything else in `tengun`. Pure. */
import { createHash } from 'node:crypto';
import { assertJsonDepth } from '#core/json/json-depth.ts';
import { problem } from '../errors.ts';
import {
  type Computed,
  ENTRY_KINDS,
  type Entry,
  type EntryContent,
  type EntryKind,
  type ExactGeometry,
  type Geometry,
  type JsonObject,
  type Picture,
  type Project,
} from './repository.ts';

export const GEOJSON_FORMAT = 1;

/** An entry with all that is exported of it. */
export interface WholeEntry {
  readonly entry: Pick<Entry, 'id' | 'created' | 'updated' | 'picture'> & EntryContent;
  readonly computed: Computed | null;
  /** Bytes of the picture, where they go along. */
  readonly picture?: Buffer | null;
}

/** An entry that was read: its picture by its sum, with its bytes where the file has them. */
export interface ReadEntry {
  readonly content: EntryContent;
  readonly computed: Computed | null;
  readonly picture: { readonly known: Picture; readonly bytes: Buffer | null } | null;
}

export function projectGeoJson(
  project: Pick<Project, 'id' | 'name'>,
  entries: readonly WholeEntry[],
  exported: string,
) {
  return {
    type: 'FeatureCollection',
    name: project.name,
    tengun: { format: GEOJSON_FORMAT, project: project.id, exported },
    features: entries.map(featureOf),
  };
}

function featureOf({ entry, computed, picture }: WholeEntry) {
  const { id, kind, name, text, geometry = null, exact, scene, properties, created, updated } = entry;
  const own = {
    ...(text === undefined ? {} : { text }),
    ...(exact ? { exact } : {}),
    // by this it is seen whether another program has moved it
    ...(exact || computed ? { of: geometrySum(geometry) } : {}),
    ...(scene === undefined ? {} : { scene }),
    ...(properties ? { properties } : {}),
    ...(computed ? { computed } : {}),
    ...(entry.picture
      ? { picture: { ...entry.picture, ...(picture ? { base64: picture.toString('base64') } : {}) } }
      : {}),
  };
  return {
    type: 'Feature',
    id,
    geometry,
    properties: { kind, name, ...(text === undefined ? {} : { description: text }), created, updated, tengun: own },
  };
}

/**
 * Features of our own bring everything back. Those of other programs become notes (points) and measurements, with their properties.
 * @throws {HttpProblem} FORMAT
 */
export function readProjectGeoJson(document: unknown): ReadEntry[] {
  if (!isObject(document) || document.type !== 'FeatureCollection' || !Array.isArray(document.features)) {
    throw problem('FORMAT', 'expected a GeoJSON FeatureCollection');
  }
  if (document.crs !== undefined && !JSON.stringify(document.crs).includes('CRS84')) {
    throw problem('CRS', 'GeoJSON is in longitude and latitude (RFC 7946): expected no crs member');
  }
  return document.features.map((feature: unknown, index) => {
    if (!isObject(feature) || feature.type !== 'Feature')
      throw problem('FORMAT', `features[${index}]: expected a Feature`);
    return readFeature(feature, index);
  });
}

function readFeature(feature: JsonObject, index: number): ReadEntry {
  const given = isObject(feature.properties) ? feature.properties : {};
  const geometry = readGeometry(feature.geometry, index);
  const own = ownPart(given.tengun);
  if (!own) return foreignFeature(given, geometry, index);
  const isUnmoved = own.of === undefined || own.of === geometrySum(geometry);
  const text = typeof given.description === 'string' ? given.description : own.text;
  const content: EntryContent = {
    kind: ENTRY_KINDS.find((one) => one === given.kind) ?? 'note',
    name: nameOf(given.name, index),
    ...(typeof text === 'string' ? { text } : {}),
    ...(geometry ? { geometry } : {}),
    ...(isUnmoved && isObject(own.exact) ? { exact: own.exact as unknown as ExactGeometry } : {}),
    ...(typeof own.scene === 'string' ? { scene: own.scene } : {}),
    ...(isObject(own.properties) ? { properties: own.properties } : {}),
  };
  const computed = isUnmoved && isObject(own.computed) ? (own.computed as unknown as Computed) : null;
  return { content, computed, picture: readPicture(own.picture) };
}

/** Programs that know no nested members write them as text. */
function ownPart(value: unknown): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return null;
  assertJsonDepth(value, 'a member of the file');
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function foreignFeature(given: JsonObject, geometry: Geometry | null, index: number): ReadEntry {
  const kind: EntryKind = geometry === null || geometry.type === 'Point' ? 'note' : 'measurement';
  const text = [given.description, given.text, given.note].find((one) => typeof one === 'string');
  const name = nameOf(
    [given.name, given.title, given.label].find((one) => typeof one === 'string'),
    index,
  );
  const content: EntryContent = {
    kind,
    name,
    ...(typeof text === 'string' ? { text: text.slice(0, 20_000) } : {}),
    ...(geometry ? { geometry } : {}),
    ...(Object.keys(given).length > 0 ? { properties: given } : {}),
  };
  return { content, computed: null, picture: null };
}

function nameOf(value: unknown, index: number): string {
  const text = typeof value === 'string' ? value.trim().slice(0, 200) : '';
  return text === '' ? `${index + 1}` : text;
}

const GEOMETRY_TYPES = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const;

/** What the positions are is checked with the entry. */
function readGeometry(value: unknown, index: number): Geometry | null {
  if (value === null || value === undefined) return null;
  const type = isObject(value) ? GEOMETRY_TYPES.find((one) => one === value.type) : undefined;
  if (!type || !isObject(value) || !Array.isArray(value.coordinates)) {
    throw problem('GEOMETRY', `features[${index}]: expected one of ${GEOMETRY_TYPES.join(', ')}`);
  }
  return { type, coordinates: value.coordinates };
}

function readPicture(value: unknown): ReadEntry['picture'] {
  if (!isObject(value) || typeof value.sha256 !== 'string') return null;
  const { base64, ...known } = value;
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null;
  return { known: known as unknown as Picture, bytes };
}

function geometrySum(geometry: Geometry | null): string {
  return createHash('sha256')
    .update(JSON.stringify(geometry?.coordinates ?? null))
    .digest('hex')
    .slice(0, 16);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
