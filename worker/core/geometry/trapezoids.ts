/** A polygon as trapezoids with two sides along parallels of the east axis: convex parts that do not overlap. */
import { LimitError } from '#core/errors.ts';
import { type Polygon, ringsOf } from './polygon.ts';

/** Most trapezoids; only a comb of thousands of teeth has more. */
export const MAX_TRAPEZOIDS = 500_000;

/**
 * Cuts a polygon at the northing of every vertex; between two cuts its edges bound trapezoids in pairs from the west.
 * @returns eight numbers a trapezoid: east and north of SW, SE, NE, NW, units of the polygon, from `originE`, `originN` on
 * @throws {LimitError} above `MAX_TRAPEZOIDS`
 */
export function trapezoidsOf(polygon: Polygon, originE: number, originN: number): Float64Array {
  const edges = risingEdges(polygon, originE, originN);
  const cuts = [...new Set(edges.flatMap(({ aN, bN }) => [aN, bN]))].sort((a, b) => a - b);
  const trapezoids: number[] = [];
  let active: Edge[] = [];
  let next = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const south = cuts[i]!;
    const north = cuts[i + 1]!;
    active = active.filter(({ bN }) => bN > south);
    while (next < edges.length && edges[next]!.aN <= south) active.push(edges[next++]!);
    const middle = (south + north) / 2;
    const sides = active
      .map((edge) => ({ edge, atMiddle: eastAt(edge, middle) }))
      .sort((a, b) => a.atMiddle - b.atMiddle)
      .map(({ edge }) => edge);
    for (let k = 0; k + 1 < sides.length; k += 2) {
      const west = sides[k]!;
      const east = sides[k + 1]!;
      trapezoids.push(eastAt(west, south), south, eastAt(east, south), south);
      trapezoids.push(eastAt(east, north), north, eastAt(west, north), north);
    }
    if (trapezoids.length > 8 * MAX_TRAPEZOIDS) {
      throw new LimitError(`the area falls into more than ${MAX_TRAPEZOIDS} trapezoids; simplify its outline`, {
        limit: MAX_TRAPEZOIDS,
        actual: trapezoids.length / 8,
      });
    }
  }
  return Float64Array.from(trapezoids);
}

interface Edge {
  readonly aE: number;
  readonly aN: number;
  readonly bE: number;
  readonly bN: number;
}

/** Every edge that is not level, from its southern end, sorted by that. */
function risingEdges(polygon: Polygon, originE: number, originN: number): Edge[] {
  const edges: Edge[] = [];
  for (const { east, north } of ringsOf(polygon)) {
    for (let i = 0; i < east.length; i++) {
      const j = (i + 1) % east.length;
      if (north[i] === north[j]) continue;
      const [a, b] = north[i]! < north[j]! ? [i, j] : [j, i];
      edges.push({
        aE: east[a]! - originE,
        aN: north[a]! - originN,
        bE: east[b]! - originE,
        bN: north[b]! - originN,
      });
    }
  }
  return edges.sort((p, q) => p.aN - q.aN || p.aE - q.aE || p.bE - q.bE || p.bN - q.bN);
}

function eastAt({ aE, aN, bE, bN }: Edge, north: number): number {
  if (north <= aN) return aE;
  if (north >= bN) return bE;
  return aE + ((north - aN) / (bN - aN)) * (bE - aE);
}
