/** Areas out of GeoJSON, KML and SIMA files. */
import { readFile, stat } from 'node:fs/promises';
import { kml } from '@tmcw/togeojson';
import { DOMParser } from '@xmldom/xmldom';
import { crsFromCode } from '#core/crs/crs.ts';
import { FormatError, LimitError } from '#core/errors.ts';
import type { AreaGeometry } from '#core/geometry/polygon.ts';
import { assertJsonDepth } from '#core/json/json-depth.ts';
import { readSima, type SimaParcels } from '#core/sima/sima-reader.ts';
import { assertXmlDepth } from '#core/xml/xml-depth.ts';
import { polygonOf, type ReadAreas } from './settle-areas.ts';
import type { SurfaceCheck } from './surface-record.ts';
import { guessEncoding, xmlEncoding } from './text-pieces.ts';

/** These files are read as a whole. */
const MAX_BYTES = 64 * 1024 * 1024;
/** KML is longitude and latitude by definition. */
const LON_LAT = 'OGC:CRS84';

/** @throws {FormatError} when it is no SIMA file, {LimitError} when it is too large */
export async function readSimaFile(path: string): Promise<SimaParcels> {
  return readSima(await wholeText(path, guessEncoding));
}

export function simaAreas({ areas, broken, openFigures }: SimaParcels): ReadAreas {
  const message = `${openFigures} figures are not closed and were left out`;
  const checks = openFigures > 0 ? [{ code: 'OPEN_POLYLINES', message }] : [];
  return { format: 'sima', crs: null, areas: areas.map(polygonOf), broken, checks };
}

/** @throws {FormatError} when it is no GeoJSON, {LimitError} when it is too large, {CrsError} for an unknown `crs` member */
export async function readGeoJson(path: string): Promise<GeoJsonDocument> {
  const text = await wholeText(path, guessEncoding);
  assertJsonDepth(text, 'GeoJSON');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`GeoJSON: expected JSON, seen: ${reason.slice(0, 200)}`, { offset: 0, expected: 'JSON' });
  }
  return { features: featuresOf(document), crs: crsOfGeoJson(document) };
}

/** A document as its features, and its `crs` member. */
export interface GeoJsonDocument {
  readonly features: readonly unknown[];
  readonly crs: string | null;
}

export function geoJsonAreas({ features, crs }: GeoJsonDocument): ReadAreas {
  const found = areasOfFeatures(features);
  return { format: 'geojson', crs: crs ?? crsByMagnitude(found.areas), ...found, broken: [] };
}

/** The lines of a document by name; a MultiLineString is several. */
export function geoJsonLines({ features }: GeoJsonDocument): { name: string; line: [number, number][] }[] {
  return features.flatMap((feature, index) => {
    if (!isObject(feature) || !isObject(feature.geometry)) return [];
    const { type, coordinates } = feature.geometry;
    const lines = type === 'LineString' ? [coordinates] : type === 'MultiLineString' ? listOf(coordinates) : [];
    const name = nameOf(feature, index);
    return lines.map((line, i) => ({
      name: i === 0 ? name : `${name} (${i + 1})`,
      line: listOf(line).map((position) => positionOf(position) as [number, number]),
    }));
  });
}

/** @throws {FormatError} when it is no KML, {LimitError} when it is too large */
export async function readKmlAreas(path: string): Promise<ReadAreas> {
  const text = await wholeText(path, xmlEncoding);
  assertXmlDepth(text, 'KML');
  let features: readonly unknown[];
  try {
    const onError = (level: 'warning' | 'error' | 'fatalError', message: string): void => {
      if (level !== 'warning') throw new Error(message);
    };
    // a document type is of no use here, and its entities are none either
    const document = new DOMParser({ onError }).parseFromString(text, 'text/xml');
    if (document.documentElement?.localName !== 'kml')
      throw new Error(`a root element ${document.documentElement?.localName}`);
    ({ features } = kml(document));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`KML: expected a KML document, seen: ${reason.slice(0, 200)}`, {
      offset: 0,
      expected: 'KML',
    });
  }
  return { format: 'kml', crs: LON_LAT, ...areasOfFeatures(features), broken: [] };
}

async function wholeText(path: string, encodingOf: (bytes: Uint8Array) => string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) {
    throw new LimitError(`expected a file of areas of at most ${MAX_BYTES} bytes, seen ${size}`, {
      limit: MAX_BYTES,
      actual: size,
    });
  }
  const bytes = await readFile(path);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function featuresOf(document: unknown): readonly unknown[] {
  if (isObject(document)) {
    if (document.type === 'FeatureCollection' && Array.isArray(document.features)) return document.features;
    if (document.type === 'Feature') return [document];
    if (typeof document.type === 'string' && 'coordinates' in document) return [{ properties: {}, geometry: document }];
  }
  const seen = isObject(document) ? `type ${JSON.stringify(document.type)?.slice(0, 40)}` : typeof document;
  throw new FormatError(`GeoJSON: expected a FeatureCollection, Feature or geometry, seen ${seen}`, {
    offset: 0,
    expected: 'GeoJSON',
  });
}

function areasOfFeatures(features: readonly unknown[]): Pick<ReadAreas, 'areas' | 'checks'> {
  const areas: { name: string; geometry: AreaGeometry }[] = [];
  let others = 0;
  for (const [index, feature] of features.entries()) {
    const geometry = isObject(feature) ? areaOf(feature.geometry) : null;
    if (!geometry || !isObject(feature)) others++;
    else areas.push({ name: nameOf(feature, index), geometry });
  }
  const checks: SurfaceCheck[] = [];
  if (others > 0) checks.push({ code: 'NOT_AREAS', message: `${others} features are no polygons and were left out` });
  return { areas, checks };
}

const NAME_KEYS = ['name', 'Name', 'NAME', '名称', '地番', 'title', 'id'];

function nameOf(feature: Json, index: number): string {
  const properties = isObject(feature.properties) ? feature.properties : {};
  for (const value of [...NAME_KEYS.map((key) => properties[key]), feature.id]) {
    if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number')
      return String(value).trim().slice(0, 200);
  }
  return String(index + 1);
}

/** Polygons of a geometry, with two numbers a position; null when it has none. */
function areaOf(geometry: unknown): AreaGeometry | null {
  if (!isObject(geometry)) return null;
  const parts = polygonsOf(geometry, 0);
  if (parts.length === 0) return null;
  return parts.length === 1 && geometry.type !== 'MultiPolygon'
    ? { type: 'Polygon', coordinates: parts[0]! }
    : { type: 'MultiPolygon', coordinates: parts };
}

type Rings = number[][][];

function polygonsOf(geometry: Json, depth: number): Rings[] {
  if (geometry.type === 'Polygon') return [ringsOf(geometry.coordinates)];
  if (geometry.type === 'MultiPolygon') return listOf(geometry.coordinates).map(ringsOf);
  if (geometry.type === 'GeometryCollection' && depth < 8) {
    return listOf(geometry.geometries).flatMap((inner) => (isObject(inner) ? polygonsOf(inner, depth + 1) : []));
  }
  return [];
}

const ringsOf = (rings: unknown): Rings => listOf(rings).map((ring) => listOf(ring).map(positionOf));

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new FormatError(`GeoJSON: expected a list of coordinates, seen ${typeof value}`, {
    offset: 0,
    expected: 'a list',
  });
}

/** What is no number becomes NaN: the check of the polygon names it. */
function positionOf(position: unknown): number[] {
  const [first, second] = listOf(position);
  return [first, second].map((value) => (typeof value === 'number' ? value : Number.NaN));
}

/** The `crs` member of GeoJSON 2008, which many programs still write. */
function crsOfGeoJson(document: unknown): string | null {
  const member = isObject(document) ? document.crs : null;
  const name = isObject(member) && isObject(member.properties) ? member.properties.name : (member ?? null);
  if (typeof name !== 'string' || name.trim() === '') return null;
  const { code, kind } = crsFromCode(name);
  return kind === 'geographic' ? LON_LAT : code;
}

function crsByMagnitude(areas: ReadAreas['areas']): string | null {
  const isLonLat = areas.every(({ geometry }) =>
    (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).every((rings) =>
      rings.every((ring) => ring.every(([lon, lat]) => Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90)),
    ),
  );
  return isLonLat && areas.length > 0 ? LON_LAT : null;
}
