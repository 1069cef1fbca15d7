/** Invariants that every triangulation must keep, checked from its arrays alone. Throws with what is wrong. */
import type { Triangulation } from '#core/geometry/delaunay.ts';
import { insideCircle, turn } from '#core/geometry/orientation.ts';

/**
 * Twins agree, triangles turn left, the hull is convex and closed, the triangles' areas add up to the hull's, every
 * distinct position is a vertex, and no circumcircle of a neighbour holds the opposite vertex.
 */
export function validateTin(east: Float64Array, north: Float64Array, tin: Triangulation): void {
  const { triangles, halfedges, hull } = tin;
  const fail = (message: string): never => {
    throw new Error(message);
  };
  if (triangles.length !== halfedges.length) fail('triangles and halfedges differ in length');
  const next = (e: number) => (e % 3 === 2 ? e - 2 : e + 1);
  const at = (v: number): [number, number] => [east[v]!, north[v]!];
  let twiceArea = 0;
  for (let e = 0; e < triangles.length; e++) {
    const twin = halfedges[e]!;
    if (twin >= 0) {
      if (halfedges[twin] !== e) fail(`the twin of ${e} is ${twin}, whose twin is ${halfedges[twin]}`);
      if (triangles[e] !== triangles[next(twin)] || triangles[next(e)] !== triangles[twin])
        fail(`twins ${e}, ${twin} join other vertices`);
      const [a, b, c] = [triangles[e]!, triangles[next(e)]!, triangles[next(next(e))]!];
      const opposite = triangles[next(next(twin))]!;
      if (insideCircle(...at(a), ...at(b), ...at(c), ...at(opposite)) > 0)
        fail(`vertex ${opposite} lies in the circle of ${a}, ${b}, ${c}`);
    }
    if (e % 3 !== 0) continue;
    const [a, b, c] = [triangles[e]!, triangles[e + 1]!, triangles[e + 2]!];
    if (!(turn(...at(a), ...at(b), ...at(c)) > 0)) fail(`triangle ${a}, ${b}, ${c} does not turn left`);
    twiceArea += (east[b]! - east[a]!) * (north[c]! - north[a]!) - (east[c]! - east[a]!) * (north[b]! - north[a]!);
  }
  checkHull(tin, at, twiceArea, fail);
  if (triangles.length > 0) {
    const used = new Set(Array.from(triangles, (v) => `${east[v]} ${north[v]}`));
    const distinct = new Set(Array.from(east, (e, i) => `${e} ${north[i]}`));
    if (used.size !== distinct.size) fail(`${distinct.size} distinct positions, ${used.size} vertices in use`);
    const count = triangles.length / 3;
    // Euler: a triangulation of n vertices, h of them on the hull, has 2n − h − 2 triangles
    if (count !== 2 * used.size - hull.length - 2)
      fail(`${count} triangles of ${used.size} vertices, ${hull.length} on the hull`);
  }
}

function checkHull(
  { hull, halfedges }: Triangulation,
  at: (v: number) => [number, number],
  twiceArea: number,
  fail: (message: string) => never,
): void {
  if (halfedges.filter((twin) => twin < 0).length !== hull.length) fail('the hull is not the edges without a twin');
  let twiceHull = 0;
  const [originE, originN] = hull.length > 0 ? at(hull[0]!) : [0, 0];
  for (let i = 0; i < hull.length; i++) {
    const a = at(hull[i]!);
    const b = at(hull[(i + 1) % hull.length]!);
    const c = at(hull[(i + 2) % hull.length]!);
    if (turn(...a, ...b, ...c) < 0) fail(`the hull turns right at vertex ${hull[(i + 1) % hull.length]}`);
    twiceHull += (a[0] - originE) * (b[1] - originN) - (b[0] - originE) * (a[1] - originN);
  }
  // two sums of the same area in different order: rounding only
  if (Math.abs(twiceArea - twiceHull) > 1e-9 * Math.abs(twiceHull))
    fail(`the triangles cover ${twiceArea / 2}, the hull ${twiceHull / 2}`);
}
