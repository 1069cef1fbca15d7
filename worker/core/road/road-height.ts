/** Height of a road at a place of its carriageway: a plane through the points around it. Metres. */

import { type RoadPoints, rangeOf } from './road-points.ts';
import { fitLinear } from './robust-fit.ts';

export interface RoadHeight {
  readonly elevationM: number;
  readonly standardErrorM: number;
}

/** Points of a plane; they lie at most so far from the place. */
const POINTS = 12;
const REACH_M = 3;
const LEAST_POINTS = 4;

/** Null where fewer than four points lie within 3 m. */
export function roadHeightAt(points: RoadPoints, distanceM: number, offsetM: number): RoadHeight | null {
  const [begin, end] = rangeOf(points, distanceM - REACH_M, distanceM + REACH_M);
  const near: { index: number; squared: number }[] = [];
  for (let index = begin; index < end; index++) {
    const squared = (points.distance[index]! - distanceM) ** 2 + (points.offset[index]! - offsetM) ** 2;
    if (squared > REACH_M * REACH_M) continue;
    if (near.length === POINTS && squared >= near[POINTS - 1]!.squared) continue;
    // kept in order: twelve are few
    let at = near.length;
    while (at > 0 && near[at - 1]!.squared > squared) at--;
    near.splice(at, 0, { index, squared });
    if (near.length > POINTS) near.pop();
  }
  if (near.length < LEAST_POINTS) return null;
  const base = points.height[near[0]!.index]!;
  const heights = Float64Array.from(near, ({ index }) => points.height[index]! - base);
  const ones = new Float64Array(near.length).fill(1);
  const along = Float64Array.from(near, ({ index }) => points.distance[index]! - distanceM);
  const across = Float64Array.from(near, ({ index }) => points.offset[index]! - offsetM);
  const kind = near.length >= 8 ? 'robust' : 'least-squares';
  const plane = fitLinear([ones, along, across], heights, kind) ?? fitLinear([ones], heights, 'least-squares');
  if (!plane) return null;
  return { elevationM: base + plane.values[0]!, standardErrorM: plane.standardErrors[0]! };
}
