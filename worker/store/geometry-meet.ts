/** Whether a GeoJSON geometry touches an item's outline, in plane degrees: the `intersects` of STAC search. */
import { LimitError, RequestError } from '#core/errors.ts';

export type Position = readonly [number, number];

/** A geometry taken apart: loose points, lines, polygons (rings of one polygon together; even-odd inside). */
export interface Shape {
  readonly points: readonly Position[];
  readonly lines: readonly (readonly Position[])[];
  readonly polygons: readonly (readonly (readonly Position[])[])[];
}

const MAX_VERTICES = 10_000;
const MAX_DEPTH = 4;
/** Far below a millimetre, far above rounding. */
const HAIR_DEGREES = 1e-9;

/**
 * @param value any JSON value
 * @throws {RequestError} INVALID_INPUT when it is no GeoJSON geometry
 * @throws {LimitError} above 10,000 vertices
 */
export function parseShape(value: unknown): Shape {
  const shape = { points: [] as Position[], lines: [] as Position[][], polygons: [] as Position[][][] };
  let vertices = 0;

  const position = (value: unknown): Position => {
    const [lon, lat] = list(value);
    if (typeof lon !== 'number' || typeof lat !== 'number') throw invalid('a position must be two numbers');
    if (++vertices > MAX_VERTICES) {
      throw new LimitError('intersects: too many vertices', { limit: MAX_VERTICES, actual: vertices });
    }
    return [lon, lat];
  };
  const positions = (value: unknown, least: number): Position[] => {
    const found = list(value).map(position);
    if (found.length < least) throw invalid(`expected at least ${least} positions, seen ${found.length}`);
    return found;
  };
  const polygon = (value: unknown): Position[][] => {
    const rings = list(value).map((ring) => positions(ring, 4));
    if (rings.length === 0) throw invalid('a polygon needs a ring');
    return rings;
  };
  const add = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || !('type' in value)) throw invalid('expected a GeoJSON geometry');
    const coordinates = 'coordinates' in value ? value.coordinates : undefined;
    switch (value.type) {
      case 'Point':
        shape.points.push(position(coordinates));
        break;
      case 'MultiPoint':
        shape.points.push(...positions(coordinates, 1));
        break;
      case 'LineString':
        shape.lines.push(positions(coordinates, 2));
        break;
      case 'MultiLineString':
        shape.lines.push(...list(coordinates).map((line) => positions(line, 2)));
        break;
      case 'Polygon':
        shape.polygons.push(polygon(coordinates));
        break;
      case 'MultiPolygon':
        shape.polygons.push(...list(coordinates).map(polygon));
        break;
      case 'GeometryCollection':
        if (depth >= MAX_DEPTH) throw invalid('collections are nested too deep');
        for (const part of list('geometries' in value ? value.geometries : undefined)) add(part, depth + 1);
        break;
      default:
        throw invalid(`type ${JSON.stringify(value.type)?.slice(0, 60)} is not a geometry`);
    }
  };
  add(value, 0);
  return shape;
}

/** The box of a geometry, a hair wider; it may hold no place at all (an empty list of points). */
export function boundsOfShape({ points, lines, polygons }: Shape): readonly [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of [...points, ...lines.flat(), ...polygons.flat(2)]) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west - HAIR_DEGREES, south - HAIR_DEGREES, east + HAIR_DEGREES, north + HAIR_DEGREES];
}

/** @param outline a closed ring, or one position for an item without extent; boundaries count as touching */
export function meetsOutline(outline: readonly Position[], { points, lines, polygons }: Shape): boolean {
  const ring = [outline];
  return (
    points.some((point) => covers(ring, point)) ||
    lines.some((line) => covers(ring, line[0]!) || pathsCross(line, outline)) ||
    polygons.some(
      (rings) =>
        covers(rings, outline[0]!) || covers(ring, rings[0]![0]!) || rings.some((path) => pathsCross(path, outline)),
    )
  );
}

/** Inside by the even-odd rule, or on the boundary. */
function covers(rings: readonly (readonly Position[])[], [lon, lat]: Position): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i++) {
      const [aLon, aLat] = ring[i]!;
      const [bLon, bLat] = ring[(i + 1) % ring.length]!;
      if (onSegment(aLon, aLat, bLon, bLat, lon, lat)) return true;
      if (aLat > lat !== bLat > lat && lon < aLon + ((lat - aLat) / (bLat - aLat)) * (bLon - aLon)) inside = !inside;
    }
  }
  return inside;
}

function pathsCross(a: readonly Position[], b: readonly Position[]): boolean {
  for (let i = 0; i + 1 < a.length; i++) {
    for (let j = 0; j + 1 < b.length; j++) if (segmentsMeet(a[i]!, a[i + 1]!, b[j]!, b[j + 1]!)) return true;
  }
  return false;
}

function segmentsMeet(a: Position, b: Position, c: Position, d: Position): boolean {
  const [acd, bcd] = [side(c, d, a), side(c, d, b)];
  const [cab, dab] = [side(a, b, c), side(a, b, d)];
  if (acd * bcd < 0 && cab * dab < 0) return true;
  return (
    onSegment(...a, ...b, ...c) ||
    onSegment(...a, ...b, ...d) ||
    onSegment(...c, ...d, ...a) ||
    onSegment(...c, ...d, ...b)
  );
}

function onSegment(aLon: number, aLat: number, bLon: number, bLat: number, lon: number, lat: number): boolean {
  return (
    (bLon - aLon) * (lat - aLat) === (bLat - aLat) * (lon - aLon) &&
    lon >= Math.min(aLon, bLon) &&
    lon <= Math.max(aLon, bLon) &&
    lat >= Math.min(aLat, bLat) &&
    lat <= Math.max(aLat, bLat)
  );
}

/** Twice the signed area of the triangle. */
function side(a: Position, b: Position, c: Position): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid('coordinates must be nested arrays of numbers');
  return value;
}

function invalid(message: string): RequestError {
  return new RequestError('INVALID_INPUT', `intersects: ${message}`);
}
