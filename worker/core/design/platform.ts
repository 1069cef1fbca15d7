/** What the side slopes start from: a platform with an outline in space. */
import { GeometryError, LimitError } from '#core/errors.ts';
import { type Polygon, ringsOf } from '../geometry/polygon.ts';
import { type Plane, planeHeight } from '../surface/plane.ts';

/** A ring of the outline, the platform to its left. Whole millimetres from the platform's origin. */
export interface EdgeRing {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Metres. Between two positions the edge is straight. */
  readonly height: Float64Array;
  /** 1 where the edge from this position to the next has no slope: the ends of a swept section. */
  readonly open: Uint8Array;
}

export interface Platform {
  /** Whole metres; everything else is counted from here. */
  readonly originE: number;
  readonly originN: number;
  readonly rings: readonly EdgeRing[];
  /** Break lines inside: x, y (millimetres), height (metres) of both ends, six numbers each. */
  readonly innerLines: Float64Array;
}

/** Most positions of all rings: every one of them is the foot of slopes. */
export const MAX_OUTLINE_VERTICES = 4_000;

/**
 * A platform that is one plane over a polygon; holes are where it has none.
 * @throws {LimitError} for too many positions
 * @throws {GeometryError} when nothing is left of a ring at millimetres
 */
export function padPlatform(polygon: Polygon, plane: Plane): Platform {
  const rings = ringsOf(polygon);
  const count = rings.reduce((sum, { east }) => sum + east.length, 0);
  if (count > MAX_OUTLINE_VERTICES) throw tooMany(count);
  const originE = Math.floor(polygon.bounds.minE);
  const originN = Math.floor(polygon.bounds.minN);
  return {
    originE,
    originN,
    innerLines: new Float64Array(0),
    rings: rings.map(({ east, north }) => {
      const kept: [number, number][] = [];
      for (let i = 0; i < east.length; i++) {
        const x = Math.round((east[i]! - originE) * 1000);
        const y = Math.round((north[i]! - originN) * 1000);
        const last = kept.at(-1);
        if (!last || last[0] !== x || last[1] !== y) kept.push([x, y]);
      }
      const [first, last] = [kept[0]!, kept.at(-1)!];
      if (kept.length > 1 && first[0] === last[0] && first[1] === last[1]) kept.pop();
      if (kept.length < 3) throw new GeometryError('a ring of the area has no extent at millimetres');
      return {
        x: Float64Array.from(kept, ([x]) => x),
        y: Float64Array.from(kept, ([, y]) => y),
        height: Float64Array.from(kept, ([x, y]) => planeHeight(plane, originE + x / 1000, originN + y / 1000)),
        open: new Uint8Array(kept.length),
      };
    }),
  };
}

export function tooMany(count: number): LimitError {
  return new LimitError(`the outline has ${count} positions; at most ${MAX_OUTLINE_VERTICES} are allowed`, {
    limit: MAX_OUTLINE_VERTICES,
    actual: count,
  });
}

/** The same platform, raised. */
export function raised(platform: Platform, byM: number): Platform {
  return {
    ...platform,
    rings: platform.rings.map((ring) => ({ ...ring, height: ring.height.map((h) => h + byM) })),
    innerLines: platform.innerLines.map((value, i) => (i % 3 === 2 ? value + byM : value)),
  };
}

/** Lowest and highest edge, metres. */
export function heightRange({ rings }: Platform): { readonly lowestM: number; readonly highestM: number } {
  let [lowestM, highestM] = [Infinity, -Infinity];
  for (const { height } of rings) {
    for (const h of height) {
      lowestM = Math.min(lowestM, h);
      highestM = Math.max(highestM, h);
    }
  }
  return { lowestM, highestM };
}

/** Steepest edge, rise over run. */
export function steepestEdge({ rings }: Platform): number {
  let steepest = 0;
  for (const { x, y, height, open } of rings) {
    for (let i = 0; i < x.length; i++) {
      const j = (i + 1) % x.length;
      if (open[i] === 1) continue;
      const runM = Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!) / 1000;
      steepest = Math.max(steepest, Math.abs(height[j]! - height[i]!) / runM);
    }
  }
  return steepest;
}
