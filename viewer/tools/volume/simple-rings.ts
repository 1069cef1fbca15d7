/**
 * Footprints of meshes as areas that can be measured. Corners of a mesh lie on whole millimetres, so that its rim may touch
 * itself in a vertex; a measured area must not. Pure.
 */
import type { SitePosition } from '../../state/site-frame.ts';
import type { SitePolygon } from './area-set.ts';

type Ring = readonly SitePosition[];

/** Loops smaller than this are traces of rounding, m². */
const LEAST_AREA_M2 = 0.01;

/** Signed plan area, counter-clockwise positive, m². */
export function signedAreaM2(ring: Ring): number {
  // Relative to a vertex: coordinates of a plane system are large.
  const origin = ring[0];
  if (!origin) return 0;
  let sum = 0;
  for (const [index, from] of ring.entries()) {
    const to = ring[(index + 1) % ring.length] ?? from;
    sum +=
      (from.east - origin.east) * (to.north - origin.north) - (to.east - origin.east) * (from.north - origin.north);
  }
  return sum / 2;
}

/** The loops of an open ring that visits vertices more than once; together they are the ring. */
export function splitAtTouches(ring: Ring): Ring[] {
  const loops: Ring[] = [];
  const path: SitePosition[] = [];
  const placeOf = new Map<string, number>();
  const keyOf = ({ east, north }: SitePosition) => `${east} ${north}`;
  for (const position of ring) {
    const seen = placeOf.get(keyOf(position));
    if (seen !== undefined) {
      const loop = path.splice(seen);
      for (const one of loop) placeOf.delete(keyOf(one));
      loops.push(loop);
    }
    placeOf.set(keyOf(position), path.length);
    path.push(position);
  }
  loops.push(path);
  return loops;
}

/**
 * Polygons whose rings touch nothing. A gap that hangs on the rim by a vertex is closed: no surface lies there, so it is
 * reported as an area without data.
 */
export function simplePolygons(polygons: readonly SitePolygon[]): SitePolygon[] {
  return polygons.flatMap(([outer = [], ...inner]) => {
    const sign = Math.sign(signedAreaM2(outer));
    const pieces = splitAtTouches(outer).filter((loop) => sign * signedAreaM2(loop) >= LEAST_AREA_M2);
    const holes = inner.flatMap((ring) =>
      splitAtTouches(ring).filter((loop) => Math.abs(signedAreaM2(loop)) >= LEAST_AREA_M2),
    );
    return pieces.map((piece) => [piece, ...holes.filter((hole) => hole[0] && isInside(hole[0], piece))]);
  });
}

function isInside({ east, north }: SitePosition, ring: Ring): boolean {
  let inside = false;
  for (const [index, from] of ring.entries()) {
    const to = ring[(index + 1) % ring.length] ?? from;
    if (from.north > north === to.north > north) continue;
    const crossing = from.east + ((north - from.north) / (to.north - from.north)) * (to.east - from.east);
    if (east < crossing) inside = !inside;
  }
  return inside;
}
