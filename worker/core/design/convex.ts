/** Convex polygons of any number of corners as x, y, x, y …, counter-clockwise. */

/** The part where a·x + b·y + c ≥ 0; empty when less than a triangle is left. */
export function clipConvex(polygon: readonly number[], a: number, b: number, c: number): number[] {
  const kept: number[] = [];
  const count = polygon.length;
  for (let i = 0; i < count; i += 2) {
    const j = i + 2 === count ? 0 : i + 2;
    const [x, y] = [polygon[i]!, polygon[i + 1]!];
    const [nextX, nextY] = [polygon[j]!, polygon[j + 1]!];
    const own = a * x + b * y + c;
    const next = a * nextX + b * nextY + c;
    if (own >= 0) kept.push(x, y);
    if (own > 0 !== next > 0 && own !== 0 && next !== 0) {
      const share = own / (own - next);
      kept.push(x + share * (nextX - x), y + share * (nextY - y));
    }
  }
  return kept.length < 6 ? [] : kept;
}

export function convexArea(polygon: readonly number[]): number {
  let twice = 0;
  const [x0, y0] = [polygon[0]!, polygon[1]!];
  for (let i = 2; i + 3 < polygon.length; i += 2) {
    twice += (polygon[i]! - x0) * (polygon[i + 3]! - y0) - (polygon[i + 2]! - x0) * (polygon[i + 1]! - y0);
  }
  return twice / 2;
}

/** `polygon` less the convex `hole`, as convex parts; parts smaller than `leastArea` are dropped. */
export function subtractConvex(polygon: readonly number[], hole: readonly number[], leastArea: number): number[][] {
  const parts: number[][] = [];
  let rest: readonly number[] = polygon;
  for (let i = 0; i < hole.length && rest.length > 0; i += 2) {
    const j = i + 2 === hole.length ? 0 : i + 2;
    const [aX, aY] = [hole[i]!, hole[i + 1]!];
    // left of the hole's edge is inside
    const [dX, dY] = [hole[j]! - aX, hole[j + 1]! - aY];
    const offset = -(dX * aY - dY * aX);
    const outside = clipConvex(rest, dY, -dX, -offset);
    if (outside.length > 0 && convexArea(outside) > leastArea) parts.push(outside);
    rest = clipConvex(rest, -dY, dX, offset);
  }
  // what is left lies in the hole; a hole without any of the polygon leaves it whole
  return rest.length > 0 && convexArea(rest) > leastArea ? parts : [polygon.slice()];
}

/** The stretch of a → b in a convex polygon, widened by `slack`, as shares of its length; null for none. */
export function clipSegment(
  polygon: readonly number[],
  [aX, aY, bX, bY]: readonly [number, number, number, number],
  slack = 0,
): [number, number] | null {
  let [from, to] = [0, 1];
  for (let i = 0; i < polygon.length; i += 2) {
    const j = i + 2 === polygon.length ? 0 : i + 2;
    const [pX, pY] = [polygon[i]!, polygon[i + 1]!];
    const [dX, dY] = [polygon[j]! - pX, polygon[j + 1]! - pY];
    const widened = slack * Math.hypot(dX, dY);
    const atA = dX * (aY - pY) - dY * (aX - pX) + widened;
    const atB = dX * (bY - pY) - dY * (bX - pX) + widened;
    if (atA < 0 && atB < 0) return null;
    if (atA < 0) from = Math.max(from, atA / (atA - atB));
    else if (atB < 0) to = Math.min(to, atA / (atA - atB));
    if (from >= to) return null;
  }
  return [from, to];
}

/** How far outside the polygon a position is at most of all its edges; ≤ 0 inside. */
export function outsideBy(polygon: readonly number[], x: number, y: number): number {
  let worst = -Infinity;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = i + 2 === polygon.length ? 0 : i + 2;
    const [pX, pY] = [polygon[i]!, polygon[i + 1]!];
    const [dX, dY] = [polygon[j]! - pX, polygon[j + 1]! - pY];
    const length = Math.hypot(dX, dY);
    if (length > 0) worst = Math.max(worst, -(dX * (y - pY) - dY * (x - pX)) / length);
  }
  return worst;
}

export interface PlanBox {
  readonly minE: number;
  readonly minN: number;
  readonly maxE: number;
  readonly maxN: number;
}

export function convexBox(polygon: readonly number[]): PlanBox {
  let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < polygon.length; i += 2) {
    minE = Math.min(minE, polygon[i]!);
    maxE = Math.max(maxE, polygon[i]!);
    minN = Math.min(minN, polygon[i + 1]!);
    maxN = Math.max(maxN, polygon[i + 1]!);
  }
  return { minE, minN, maxE, maxN };
}
