/** The rectangle of least area around positions; one of its sides lies along a side of their convex hull (Freeman & Shapira 1975). */
import { isBefore, turn } from './orientation.ts';

export interface TurnedRectangle {
  /** Unit vector along the longer side, from west to east (from south to north when it runs due north). */
  readonly alongE: number;
  readonly alongN: number;
  /** Corner from which `along` and the left of it lead over the rectangle. */
  readonly originE: number;
  readonly originN: number;
  readonly length: number;
  readonly width: number;
}

/** A candidate must be smaller by this share, so that rounding does not choose among equal ones. */
const IMPROVEMENT = 1e-9;

/** @param east at least three positions off one line, any unit */
export function smallestRectangle(east: Float64Array, north: Float64Array): TurnedRectangle {
  const hull = convexHull(east, north);
  const first = hull[0]!;
  const [baseE, baseN] = [east[first]!, north[first]!];
  let best: TurnedRectangle | null = null;
  for (let i = 0; i < hull.length; i++) {
    const a = hull[i]!;
    const b = hull[(i + 1) % hull.length]!;
    const length = Math.hypot(east[b]! - east[a]!, north[b]! - north[a]!);
    const uE = (east[b]! - east[a]!) / length;
    const uN = (north[b]! - north[a]!) / length;
    let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const k of hull) {
      const dE = east[k]! - baseE;
      const dN = north[k]! - baseN;
      const u = uE * dE + uN * dN;
      const v = uE * dN - uN * dE;
      minU = Math.min(minU, u);
      maxU = Math.max(maxU, u);
      minV = Math.min(minV, v);
      maxV = Math.max(maxV, v);
    }
    const area = (maxU - minU) * (maxV - minV);
    if (best && !(area < best.length * best.width * (1 - IMPROVEMENT))) continue;
    best = lengthwise({ uE, uN, minU, maxU, minV, maxV, baseE, baseN });
  }
  return best!;
}

interface Spans {
  readonly uE: number;
  readonly uN: number;
  readonly minU: number;
  readonly maxU: number;
  readonly minV: number;
  readonly maxV: number;
  readonly baseE: number;
  readonly baseN: number;
}

function lengthwise({ uE, uN, minU, maxU, minV, maxV, baseE, baseN }: Spans): TurnedRectangle {
  const isAlongU = maxU - minU >= maxV - minV;
  // the left of u is (−uN, uE); a quarter turn more brings v along and −u to its left
  let [alongE, alongN] = isAlongU ? [uE, uN] : [-uN, uE];
  let [minA, maxA, minL, maxL] = isAlongU ? [minU, maxU, minV, maxV] : [minV, maxV, -maxU, -minU];
  if (isBefore(alongE, alongN, 0, 0)) {
    [alongE, alongN] = [-alongE, -alongN];
    [minA, maxA, minL, maxL] = [-maxA, -minA, -maxL, -minL];
  }
  return {
    alongE,
    alongN,
    originE: baseE + alongE * minA - alongN * minL,
    originN: baseN + alongN * minA + alongE * minL,
    length: maxA - minA,
    width: maxL - minL,
  };
}

/** Indices of the corners of the convex hull, counter-clockwise (Andrew 1979). */
function convexHull(east: Float64Array, north: Float64Array): number[] {
  const order = Array.from(east.keys()).sort((a, b) => east[a]! - east[b]! || north[a]! - north[b]!);
  const half = (indices: readonly number[]): number[] => {
    const chain: number[] = [];
    for (const i of indices) {
      while (chain.length > 1) {
        const [p, q] = [chain.at(-2)!, chain.at(-1)!];
        if (turn(east[p]!, north[p]!, east[q]!, north[q]!, east[i]!, north[i]!) > 0) break;
        chain.pop();
      }
      chain.push(i);
    }
    return chain.slice(0, -1);
  };
  return [...half(order), ...half(order.reverse())];
}
