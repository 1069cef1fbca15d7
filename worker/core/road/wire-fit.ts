/** One wire between two supports: a straight line in plan, a parabola in its vertical plane. Formulas: road.md. Metres. */
import { RequestError } from '../errors.ts';
import { fitLinear } from './robust-fit.ts';

/** Points as parallel arrays. */
export interface WirePoints {
  readonly east: ArrayLike<number>;
  readonly north: ArrayLike<number>;
  readonly height: ArrayLike<number>;
}

export interface WireCurve {
  /** Middle of its points in plan, and the height that the coefficients count from. */
  readonly east: number;
  readonly north: number;
  readonly baseM: number;
  /** Unit vector along the wire; to the east, of lines due north to the north. */
  readonly alongE: number;
  readonly alongN: number;
  /** height = baseM + c0 + c1 · u + c2 · u², u metres along from the middle. */
  readonly c0: number;
  readonly c1: number;
  readonly c2: number;
  /** Outermost points along it. */
  readonly fromU: number;
  readonly toU: number;
  readonly count: number;
  /** Robust scatter in height, and in plan. */
  readonly sigmaM: number;
  readonly sigmaAcrossM: number;
  /** Widest gap between neighbouring points along it. */
  readonly gapM: number;
}

/** Fewer points have no bend of their own: their wire is taken as straight. */
const BEND_POINTS = 4;

export const alongWire = ({ east, north, alongE, alongN }: WireCurve, e: number, n: number): number =>
  (e - east) * alongE + (n - north) * alongN;
/** Left of its direction positive. */
export const acrossWire = ({ east, north, alongE, alongN }: WireCurve, e: number, n: number): number =>
  (n - north) * alongE - (e - east) * alongN;
export const wireHeightAt = ({ baseM, c0, c1, c2 }: WireCurve, u: number): number => baseM + c0 + u * (c1 + u * c2);
export const wirePlace = ({ east, north, alongE, alongN }: WireCurve, u: number): [east: number, north: number] => [
  east + u * alongE,
  north + u * alongN,
];

/** Sag of the fitted part: from the middle of its chord down to the curve. */
export const sagOf = ({ c2, fromU, toU }: WireCurve): number => (c2 * (toU - fromU) ** 2) / 4;

/**
 * Total least squares in plan, a robust parabola in height. A wire does not bend upwards: what would is fitted straight.
 * @param indices of its points
 * @returns null when all of them lie at one place in plan
 * @throws {RequestError} INVALID_INPUT for fewer than two points
 */
export function fitWire({ east, north, height }: WirePoints, indices: ArrayLike<number>): WireCurve | null {
  const count = indices.length;
  if (count < 2) {
    throw new RequestError('INVALID_INPUT', `a wire is fitted to two or more points, got ${count}`, { count });
  }
  const own = Array.from(indices);
  const [firstE, firstN, baseM] = [east[own[0]!]!, north[own[0]!]!, height[own[0]!]!];
  const middle = (of: ArrayLike<number>, first: number) =>
    first + own.reduce((sum, i) => sum + (of[i]! - first), 0) / count;
  const [e0, n0] = [middle(east, firstE), middle(north, firstN)];
  let [ee, en, nn] = [0, 0, 0];
  for (const i of own) {
    const [dE, dN] = [east[i]! - e0, north[i]! - n0];
    ee += dE * dE;
    en += dE * dN;
    nn += dN * dN;
  }
  if (!(ee + nn > 0)) return null;
  const turnRad = 0.5 * Math.atan2(2 * en, ee - nn);
  let [alongE, alongN] = [Math.cos(turnRad), Math.sin(turnRad)];
  if (alongE < 0 || (alongE === 0 && alongN < 0)) [alongE, alongN] = [-alongE, -alongN];
  const u = Float64Array.from(own, (i) => (east[i]! - e0) * alongE + (north[i]! - n0) * alongN);
  const v = Float64Array.from(own, (i) => (north[i]! - n0) * alongE - (east[i]! - e0) * alongN);
  const h = Float64Array.from(own, (i) => height[i]! - baseM);
  const heights = heightsAlong(u, h);
  if (!heights) return null;
  const order = Float64Array.from(u).sort();
  let gapM = 0;
  for (let k = 1; k < count; k++) gapM = Math.max(gapM, order[k]! - order[k - 1]!);
  const across = v.map(Math.abs).sort();
  return {
    ...{ east: e0, north: n0, baseM, alongE, alongN },
    ...heights,
    fromU: order[0]!,
    toU: order[count - 1]!,
    count,
    sigmaAcrossM: 1.4826 * across[count >> 1]!,
    gapM,
  };
}

function heightsAlong(u: Float64Array, h: Float64Array): { c0: number; c1: number; c2: number; sigmaM: number } | null {
  const count = u.length;
  const ones = new Float64Array(count).fill(1);
  // a scaled variable keeps the normal equations well away from singular
  const scale = u.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(scale > 0)) return null;
  const t = u.map((value) => value / scale);
  if (count >= BEND_POINTS) {
    const bent = fitLinear([ones, t, t.map((value) => value * value)], h, count >= 6 ? 'robust' : 'least-squares');
    if (bent) {
      const [c0 = 0, c1 = 0, c2 = 0] = bent.values;
      if (c2 >= 0) return { c0, c1: c1 / scale, c2: c2 / (scale * scale), sigmaM: bent.sigma };
    }
  }
  if (count === 2) {
    const c1 = (h[1]! - h[0]!) / (u[1]! - u[0]!);
    return { c0: h[0]! - c1 * u[0]!, c1, c2: 0, sigmaM: 0 };
  }
  const straight = fitLinear([ones, t], h, count >= 6 ? 'robust' : 'least-squares');
  if (!straight) return null;
  const [c0 = 0, c1 = 0] = straight.values;
  return { c0, c1: c1 / scale, c2: 0, sigmaM: straight.sigma };
}
