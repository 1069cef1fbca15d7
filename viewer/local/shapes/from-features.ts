/** GeoJSON and KML: points, lines and outlines. Of KML a height counts only where its altitude mode is `absolute`; else it lies on the ground. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { type Crs, crsFromCode } from '#core/crs/crs.ts';
import { FormatError, TengunError } from '#core/errors.ts';
import { ShapeBuilder, type ShapeDraft } from './draft.ts';

type Json = Readonly<Record<string, unknown>>;
type Position = [number, number, number];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const MAX_DEPTH = 8;

/** @throws {FormatError} when it is no GeoJSON */
export function shapesOfGeoJson(text: string): ShapeDraft {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`GeoJSON: expected JSON, seen: ${reason.slice(0, 200)}`, { offset: 0, expected: 'JSON' });
  }
  const builder = new ShapeBuilder();
  const features = featuresOf(document);
  let most = 0;
  const take = (position: unknown): Position => {
    const [x, y, z] = Array.isArray(position) ? position : [];
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
      const seen = JSON.stringify(position)?.slice(0, 60) ?? typeof position;
      throw new FormatError(`GeoJSON: expected a position of two or three numbers, seen ${seen}`, {
        offset: 0,
        expected: '[x, y]',
        actual: seen,
      });
    }
    most = Math.max(most, Math.abs(x), Math.abs(y) + 90);
    return [x, y, typeof z === 'number' && Number.isFinite(z) ? z : Number.NaN];
  };
  for (const feature of features) {
    if (!isObject(feature) || !isObject(feature.geometry)) continue;
    const first = addGeometry(builder, feature.geometry, take, 0);
    const name = isObject(feature.properties) ? feature.properties.name : undefined;
    if (first && (typeof name === 'string' || typeof name === 'number')) builder.text(String(name), first);
  }
  const stated = crsOf(document);
  return finish(builder, 'GeoJSON', {
    // RFC 7946: degrees, unless an older member says otherwise or the numbers cannot be any
    crs: stated.crs ?? (stated.problem === null && most <= 180 ? crsFromCode('OGC:CRS84') : null),
    problem: stated.problem,
  });
}

function featuresOf(document: unknown): readonly unknown[] {
  if (isObject(document)) {
    if (document.type === 'FeatureCollection' && Array.isArray(document.features)) return document.features;
    if (document.type === 'Feature') return [document];
    if ('coordinates' in document || document.type === 'GeometryCollection') return [{ geometry: document }];
  }
  const seen = isObject(document) ? `type ${JSON.stringify(document.type)?.slice(0, 40)}` : typeof document;
  throw new FormatError(`GeoJSON: expected a FeatureCollection, Feature or geometry, seen ${seen}`, {
    offset: 0,
    expected: 'GeoJSON',
    actual: seen,
  });
}

function crsOf(document: unknown): { crs: Crs | null; problem: string | null } {
  const member = isObject(document) ? document.crs : null;
  const name = isObject(member) && isObject(member.properties) ? member.properties.name : null;
  if (typeof name !== 'string') return { crs: null, problem: null };
  try {
    return { crs: crsFromCode(name), problem: null };
  } catch (error) {
    if (error instanceof TengunError) return { crs: null, problem: error.message };
    throw error;
  }
}

/** @returns the first position, for a name */
function addGeometry(
  builder: ShapeBuilder,
  geometry: Json,
  take: (position: unknown) => Position,
  depth: number,
): Position | null {
  const { type, coordinates } = geometry;
  const list = (value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    throw new FormatError(`GeoJSON ${String(type)}: expected a list of coordinates, seen ${typeof value}`, {
      offset: 0,
      expected: 'a list',
    });
  };
  const line = (value: unknown): Position | null => {
    const vertices = list(value).map(take);
    builder.line(vertices);
    return vertices[0] ?? null;
  };
  const point = (value: unknown): Position => {
    const at = take(value);
    builder.point(...at);
    return at;
  };
  const firstOf = (found: readonly (Position | null)[]) => found.find((one) => one !== null) ?? null;
  switch (type) {
    case 'Point':
      return point(coordinates);
    case 'MultiPoint':
      return firstOf(list(coordinates).map(point));
    case 'LineString':
      return line(coordinates);
    case 'MultiLineString':
    case 'Polygon':
      return firstOf(list(coordinates).map(line));
    case 'MultiPolygon':
      return firstOf(list(coordinates).flatMap((rings) => list(rings).map(line)));
    case 'GeometryCollection': {
      if (depth >= MAX_DEPTH) return null;
      const parts = list(geometry.geometries).filter(isObject);
      return firstOf(parts.map((inner) => addGeometry(builder, inner, take, depth + 1)));
    }
  }
  throw new FormatError(`GeoJSON: expected a geometry, seen type ${JSON.stringify(type)?.slice(0, 40)}`, {
    offset: 0,
    expected: 'Point, LineString, Polygon …',
  });
}

/** @throws {FormatError} when it is no KML */
export function shapesOfKml(text: string): ShapeDraft {
  const root = kmlRoot(text);
  const builder = new ShapeBuilder();
  for (const name of ['Point', 'LineString', 'LinearRing'] as const) {
    for (const geometry of elementsOf(root, name)) {
      // an altitude mode stands at the geometry, of a ring at its polygon
      const mode = textUnder(geometry, 'altitudeMode') ?? textUnder(parentNamed(geometry, 'Polygon'), 'altitudeMode');
      const vertices = positionsOf(textUnder(geometry, 'coordinates') ?? '', mode === 'absolute');
      if (name === 'Point') for (const at of vertices) builder.point(...at);
      else builder.line(vertices);
      const title = textUnder(parentNamed(geometry, 'Placemark'), 'name');
      if (title && vertices[0]) builder.text(title, vertices[0]);
    }
  }
  return finish(builder, 'KML', { crs: crsFromCode('OGC:CRS84') });
}

function kmlRoot(text: string): Element {
  try {
    const onError = (level: 'warning' | 'error' | 'fatalError', message: string): void => {
      if (level !== 'warning') throw new Error(message);
    };
    // a document type is of no use here, and its entities are none either
    const root = new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement;
    if (root?.localName !== 'kml') throw new Error(`a root element ${root?.localName}`);
    return root;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`KML: expected a KML document, seen: ${reason.slice(0, 200)}`, {
      offset: 0,
      expected: 'KML',
    });
  }
}

const elementsOf = (root: Element, name: string): Element[] => Array.from(root.getElementsByTagNameNS('*', name));

function textUnder(parent: Element | null, name: string): string | null {
  for (let child = parent?.firstChild ?? null; child; child = child.nextSibling) {
    if (child.nodeType === 1 && (child as Element).localName === name) return child.textContent?.trim() ?? null;
  }
  return null;
}

function parentNamed(element: Element, name: string): Element | null {
  let above = element.parentNode;
  while (above && above.nodeType === 1 && (above as Element).localName !== name) above = above.parentNode;
  return above && above.nodeType === 1 ? (above as Element) : null;
}

/** `lon,lat[,altitude]` separated by spaces. */
function positionsOf(text: string, isAbsolute: boolean): Position[] {
  return text
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => {
      const [lon = Number.NaN, lat = Number.NaN, altitude] = part.split(',').map(Number);
      if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
        throw new FormatError(`KML: expected coordinates lon,lat[,altitude], seen "${part.slice(0, 60)}"`, {
          offset: 0,
          expected: 'lon,lat',
          actual: part.slice(0, 60),
        });
      }
      return [lon, lat, isAbsolute && altitude !== undefined && Number.isFinite(altitude) ? altitude : Number.NaN];
    });
}

function finish(builder: ShapeBuilder, format: 'GeoJSON' | 'KML', more: Partial<ShapeDraft>): ShapeDraft {
  const draft = builder.done({ format, unitM: null, ...more });
  if (draft.lines.length + draft.points.length > 0) return draft;
  throw new FormatError(`${format}: expected points, lines or areas, seen none`, { offset: 0, expected: 'a geometry' });
}
