/**
 * The area of an extraction: any polygons of GeoJSON into oriented rings in the coordinates of the data. Unlike
 * `parsePolygon` nothing is said against parts that overlap or rings that touch: the winding number of `AreaIndex` counts
 * a point once. Rings must be closed, finite and of three or more distinct vertices.
 */
import type { ExtractArea } from '../contract/extract.ts';
import { GeometryError, LimitError, RequestError } from '../errors.ts';
import { type Ring, reverseRing, signedArea } from '../geometry/ring.ts';
import { type Densifier, densifyEdge } from './densify.ts';

type Positions = readonly (readonly number[])[];

export interface AreaOptions {
  /** Of the request's geometry. */
  readonly maxVertices: number;
  /** Null when the request is in the coordinates of the data: they are then taken as they stand. */
  readonly toData: Densifier | null;
}

/** Vertices with those that curved edges needed, as a multiple of what a request may have. */
const DENSIFIED_SHARE = 10;

/**
 * @returns outer rings counter-clockwise, holes clockwise
 * @throws {RequestError} INVALID_INPUT when it is no GeoJSON of polygons, naming the path
 * @throws {GeometryError} naming the ring and the place
 * @throws {LimitError} above `maxVertices`, or when its edges are so long that they would need ten times as many
 */
export function areaRings(area: ExtractArea, { maxVertices, toData }: AreaOptions): Ring[] {
  const polygons = polygonsOf(area);
  const count = polygons.reduce((sum, rings) => rings.reduce((part, ring) => part + ring.length, sum), 0);
  if (count > maxVertices) throw tooMany(`the area has ${count} vertices`, maxVertices, count);
  if (polygons.length === 0) throw new GeometryError('expected an area of at least one polygon, got none');
  const limit = DENSIFIED_SHARE * maxVertices;
  let vertices = 0;
  return polygons.flatMap((rings, part) => {
    return rings.map((positions, i) => {
      const name = `${i === 0 ? 'the outer ring' : `hole ${i}`} of part ${part + 1}`;
      checkRing(positions, name);
      const ring = toData ? densified(positions, toData, limit - vertices, name) : plain(positions);
      vertices += ring.east.length;
      if (vertices > limit) throw tooMany(`the edges of the area need more than ${limit} vertices`, limit, vertices);
      return signedArea(ring) > 0 === (i === 0) ? ring : reverseRing(ring);
    });
  });
}

function tooMany(what: string, limit: number, actual: number): LimitError {
  return new LimitError(`${what}; at most ${limit} are allowed: simplify it, or cut it into several requests`, {
    limit,
    actual,
  });
}

/** The polygons in whatever they are wrapped. Features without a geometry have none. Nothing is taken on trust. */
function polygonsOf(area: unknown, path = 'inputs.area'): (readonly Positions[])[] {
  const { type, coordinates, geometries, geometry, features } = memberOf(area, path);
  switch (type) {
    case 'Polygon':
      return [ringsOf(coordinates, `${path}.coordinates`)];
    case 'MultiPolygon':
      return listOf(coordinates, `${path}.coordinates`).map((rings, i) => ringsOf(rings, `${path}.coordinates[${i}]`));
    case 'GeometryCollection':
      return listOf(geometries, `${path}.geometries`).flatMap((one, i) => {
        const at = `${path}.geometries[${i}]`;
        if (memberOf(one, at).type === 'GeometryCollection')
          throw invalid(at, 'collections in collections are not read');
        return polygonsOf(one, at);
      });
    case 'Feature': {
      if (geometry === null) return [];
      const inner = memberOf(geometry, `${path}.geometry`).type;
      if (inner === 'Feature' || inner === 'FeatureCollection') throw invalid(`${path}.geometry`, `is a ${inner}`);
      return polygonsOf(geometry, `${path}.geometry`);
    }
    case 'FeatureCollection':
      return listOf(features, `${path}.features`).flatMap((one, i) => {
        const at = `${path}.features[${i}]`;
        if (memberOf(one, at).type !== 'Feature') throw invalid(at, 'expected a Feature');
        return polygonsOf(one, at);
      });
    default: {
      const seen = JSON.stringify(type)?.slice(0, 40) ?? 'nothing';
      throw invalid(
        `${path}.type`,
        `expected Polygon, MultiPolygon, Feature, FeatureCollection or GeometryCollection, got ${seen}`,
      );
    }
  }
}

function invalid(path: string, message: string): RequestError {
  return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
}

function memberOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(path, 'expected an object of GeoJSON');
}

function listOf(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value as unknown[];
  throw invalid(path, 'expected a list with something in it');
}

function ringsOf(value: unknown, path: string): readonly Positions[] {
  return listOf(value, path).map((ring, i) => {
    for (const [k, position] of listOf(ring, `${path}[${i}]`).entries()) {
      const isPosition =
        Array.isArray(position) &&
        position.length >= 2 &&
        typeof position[0] === 'number' &&
        typeof position[1] === 'number';
      if (!isPosition) throw invalid(`${path}[${i}][${k}]`, 'expected [easting, northing] or [lon, lat]');
    }
    return ring as Positions;
  });
}

function checkRing(positions: Positions, name: string): void {
  const distinct = new Set<string>();
  for (const [i, [first, second]] of positions.entries()) {
    if (!Number.isFinite(first) || !Number.isFinite(second)) {
      throw new GeometryError(`position ${i + 1} in ${name} is not two finite numbers`);
    }
    if (distinct.size < 3) distinct.add(`${first} ${second}`);
  }
  const [first, last] = [positions[0]!, positions.at(-1)!];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    throw new GeometryError(
      `${name} is not closed: it starts at [${first.slice(0, 2).join(', ')}] and ends at [${last.slice(0, 2).join(', ')}]`,
    );
  }
  if (distinct.size < 3) {
    throw new GeometryError(`expected three or more distinct vertices in ${name}, got ${distinct.size}`);
  }
}

function plain(positions: Positions): Ring {
  const open = positions.slice(0, -1);
  return {
    east: Float64Array.from(open, (position) => position[0]!),
    north: Float64Array.from(open, (position) => position[1]!),
  };
}

function densified(positions: Positions, densifier: Densifier, limit: number, name: string): Ring {
  const east: number[] = [];
  const north: number[] = [];
  for (let i = 0; i + 1 < positions.length; i++) {
    const [a, b] = [positions[i]!, positions[i + 1]!];
    if (a[0] === b[0] && a[1] === b[1]) continue;
    densifyEdge([a[0]!, a[1]!], [b[0]!, b[1]!], densifier, (e, n) => {
      if (!Number.isFinite(e) || !Number.isFinite(n)) {
        throw new GeometryError(`position ${i + 1} in ${name} cannot be projected: [${a[0]}, ${a[1]}]`);
      }
      east.push(e);
      north.push(n);
    });
    if (east.length > limit) break;
  }
  return { east: Float64Array.from(east), north: Float64Array.from(north) };
}
