/**
 * The area of an extraction: any polygons of GeoJSON into oriented rings in the coordinates of the data. Unlike
 * `parsePolygon` nothing is said against parts that overlap or rings that touch: the winding number of `AreaIndex` counts
 * a point once. Rings must be closed, finite and of three or more distinct vertices.
 */
import type { ExtractArea } from '../contract/extract.ts';
import { GeometryError, LimitError } from '../errors.ts';
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
    if (rings.length === 0) throw new GeometryError(`expected an outer ring in part ${part + 1} of the area, got none`);
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

/** The polygons in whatever they are wrapped. Features without a geometry have none. */
function polygonsOf(area: ExtractArea): (readonly Positions[])[] {
  switch (area.type) {
    case 'Polygon':
      return [area.coordinates];
    case 'MultiPolygon':
      return [...area.coordinates];
    case 'GeometryCollection':
      return area.geometries.flatMap(polygonsOf);
    case 'Feature':
      return area.geometry ? polygonsOf(area.geometry) : [];
    case 'FeatureCollection':
      return area.features.flatMap(polygonsOf);
  }
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
