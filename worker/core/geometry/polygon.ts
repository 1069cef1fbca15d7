/** Polygons: GeoJSON in, oriented rings out, checked so that every measure over them is well defined. */
import { GeometryError, LimitError } from '#core/errors.ts';
import { type Bounds, boundsOf, EMPTY_BOUNDS, uniteBounds } from './bounds.ts';
import { checkRings } from './polygon-validity.ts';
import { locateInRing, type Ring, reverseRing, signedArea } from './ring.ts';

/** One outer ring, counter-clockwise, and its holes, clockwise. */
export interface PolygonPart {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** A valid polygon of one or more parts that do not overlap. */
export interface Polygon {
  readonly parts: readonly PolygonPart[];
  readonly bounds: Bounds;
}

/** The GeoJSON geometries that describe an area. Positions are [east, north, …]; further numbers are ignored. */
export type AreaGeometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly number[])[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly (readonly number[])[])[])[] };

/** Most vertices and most rings that a polygon may have: checking every pair of edges or rings then still takes seconds at worst. */
export const MAX_POLYGON_VERTICES = 25_000;
export const MAX_POLYGON_RINGS = 2_000;

/**
 * Reads and checks a GeoJSON Polygon or MultiPolygon.
 * Rings must be closed, of three or more distinct vertices and finite; no ring may cross or touch itself, rings of one
 * part may touch each other in single points, parts may share borders but not overlap. Winding does not matter.
 * @param toPlane applied to every position, for geometries in other coordinates
 * @throws {GeometryError} saying which rule is broken and where (ring and coordinates)
 * @throws {LimitError} above `MAX_POLYGON_VERTICES` or `MAX_POLYGON_RINGS`
 */
export function parsePolygon(
  geometry: AreaGeometry,
  toPlane: (first: number, second: number) => readonly [number, number] = (e, n) => [e, n],
): Polygon {
  const coordinates = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const vertexCount = coordinates.flat(2).length;
  if (vertexCount > MAX_POLYGON_VERTICES) {
    throw new LimitError(`the area has ${vertexCount} vertices; at most ${MAX_POLYGON_VERTICES} are allowed`, {
      limit: MAX_POLYGON_VERTICES,
      actual: vertexCount,
    });
  }
  const ringCount = coordinates.flat().length;
  if (ringCount > MAX_POLYGON_RINGS) {
    throw new LimitError(`the area has ${ringCount} rings; at most ${MAX_POLYGON_RINGS} are allowed`, {
      limit: MAX_POLYGON_RINGS,
      actual: ringCount,
    });
  }
  if (coordinates.length === 0) throw new GeometryError('expected an area of at least one polygon, got none');
  const parts = coordinates.map((rings, part) => {
    if (rings.length === 0) throw new GeometryError(`expected an outer ring in part ${part + 1} of the area, got none`);
    const [outer, ...holes] = rings.map((positions, ring) => parseRing(positions, toPlane, ringName(part, ring)));
    return { outer: oriented(outer!, true), holes: holes.map((hole) => oriented(hole, false)) };
  });
  checkRings(parts);
  const bounds = parts.reduce((sum, { outer }) => uniteBounds(sum, boundsOf(outer.east, outer.north)), EMPTY_BOUNDS);
  return { parts, bounds };
}

function ringName(part: number, ring: number): string {
  return `${ring === 0 ? 'the outer ring' : `hole ${ring}`} of part ${part + 1}`;
}

function parseRing(
  positions: readonly (readonly number[])[],
  toPlane: (first: number, second: number) => readonly [number, number],
  name: string,
): Ring {
  const east: number[] = [];
  const north: number[] = [];
  positions.forEach((position, i) => {
    const [first, second] = position;
    if (first === undefined || second === undefined || !Number.isFinite(first) || !Number.isFinite(second)) {
      throw new GeometryError(`position ${i + 1} in ${name} is not two finite numbers: [${position.join(', ')}]`);
    }
    const [e, n] = toPlane(first, second);
    if (!Number.isFinite(e) || !Number.isFinite(n)) {
      throw new GeometryError(`position ${i + 1} in ${name} cannot be projected: [${first}, ${second}]`);
    }
    if (east.length > 0 && e === east.at(-1) && n === north.at(-1)) return;
    east.push(e);
    north.push(n);
  });
  const first = positions[0];
  const last = positions.at(-1);
  if (!first || !last || first[0] !== last[0] || first[1] !== last[1]) {
    throw new GeometryError(
      `${name} is not closed: it starts at [${first?.slice(0, 2).join(', ') ?? ''}] and ends at [${last?.slice(0, 2).join(', ') ?? ''}]`,
    );
  }
  if (east.length < 4) {
    throw new GeometryError(`expected three or more distinct vertices in ${name}, got ${Math.max(1, east.length - 1)}`);
  }
  return { east: Float64Array.from(east.slice(0, -1)), north: Float64Array.from(north.slice(0, -1)) };
}

function oriented(ring: Ring, counterClockwise: boolean): Ring {
  return signedArea(ring) > 0 === counterClockwise ? ring : reverseRing(ring);
}

/** Every ring of the polygon, outer ones counter-clockwise, holes clockwise. */
export function ringsOf(polygon: Polygon): Ring[] {
  return polygon.parts.flatMap(({ outer, holes }) => [outer, ...holes]);
}

/** Area without the holes, square units of the coordinates. */
export function polygonArea(polygon: Polygon): number {
  return ringsOf(polygon).reduce((sum, ring) => sum + signedArea(ring), 0);
}

/** Whether a position lies in the polygon. The boundary, that of holes included, belongs to it. */
export function polygonHolds(polygon: Polygon, east: number, north: number): boolean {
  return polygon.parts.some(
    ({ outer, holes }) =>
      locateInRing(outer, east, north) >= 0 && holes.every((hole) => locateInRing(hole, east, north) <= 0),
  );
}
