/** The points of a carriageway by their place along the road. Metres. */
import type { PointColumns } from '../surface/point-columns.ts';
import type { AxisLocator } from './axis-locator.ts';

/** Parallel arrays, ascending by distance. */
export interface RoadPoints {
  readonly distance: Float64Array;
  /** Right positive. */
  readonly offset: Float64Array;
  readonly height: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
}

/** Side of the squares in which an earlier survey goes before a later one. */
const SURVEY_CELL_M = 2;

/** Places the points of surveys on the axis, those that go before the others first: a later one counts where the earlier have none. */
export function roadPoints(surveys: readonly PointColumns[], locator: AxisLocator, halfWidthM: number): RoadPoints {
  const total = surveys.reduce((sum, { count }) => sum + count, 0);
  const survey = new Uint16Array(total);
  const index = new Uint32Array(total);
  const distance = new Float64Array(total);
  const offset = new Float64Array(total);
  const taken = new Set<string>();
  let kept = 0;
  for (const [k, { count, east, north }] of surveys.entries()) {
    const own = new Set<string>();
    for (let i = 0; i < count; i++) {
      const [e, n] = [east[i]!, north[i]!];
      const foot = locator.find(e, n);
      if (!foot || Math.abs(foot.offsetM) > halfWidthM) continue;
      if (surveys.length > 1) {
        const cell = `${Math.floor(e / SURVEY_CELL_M)},${Math.floor(n / SURVEY_CELL_M)}`;
        if (k > 0 && taken.has(cell)) continue;
        own.add(cell);
      }
      survey[kept] = k;
      index[kept] = i;
      distance[kept] = foot.distanceM;
      offset[kept++] = foot.offsetM;
    }
    for (const cell of own) taken.add(cell);
  }
  const order = Uint32Array.from({ length: kept }, (_, i) => i);
  order.sort((a, b) => distance[a]! - distance[b]! || offset[a]! - offset[b]! || a - b);
  const stored = (name: 'east' | 'north' | 'height') =>
    Float64Array.from(order, (i) => surveys[survey[i]!]![name][index[i]!]!);
  return {
    distance: Float64Array.from(order, (i) => distance[i]!),
    offset: Float64Array.from(order, (i) => offset[i]!),
    height: stored('height'),
    east: stored('east'),
    north: stored('north'),
  };
}

/** The points between two distances, both included, as a range [begin, end). */
export function rangeOf({ distance }: RoadPoints, fromM: number, toM: number): [begin: number, end: number] {
  const firstNotBelow = (value: number, isAbove: boolean) => {
    let [low, high] = [0, distance.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAbove ? distance[middle]! <= value : distance[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [firstNotBelow(fromM, false), firstNotBelow(toM, true)];
}
