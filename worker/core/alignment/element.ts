/** Places on one element of an axis: closed form on lines and arcs, Gauss–Legendre quadrature on clothoids. */
import { LimitError } from '../errors.ts';
import type { AlignmentElement, AxisPlace } from './alignment.ts';

/** Turning of a piece of the quadrature: twelve nodes leave less than 1e-15 of its length. */
const PIECE_RAD = 0.5;
/** Far beyond any clothoid that was ever built: 1,000 turns. */
const MAX_PIECES = 12_600;
const NODES = 12;
const { nodes, weights } = gaussLegendre(NODES);

/**
 * Place on an element.
 * @param alongM metres from its beginning; outside 0 … lengthM the element is continued by its own law
 * @throws {LimitError} for a clothoid of more than a thousand turns
 */
export function elementPlace(element: AlignmentElement, alongM: number): AxisPlace {
  const { startE, startN, azimuthRad, lengthM, startCurvature: k0, endCurvature: k1 } = element;
  const rate = lengthM > 0 ? (k1 - k0) / lengthM : 0;
  const curvature = k0 + rate * alongM;
  const turned = alongM * (k0 + (rate * alongM) / 2);
  const [ahead, right] =
    rate === 0 ? arcShift(k0, alongM) : clothoidShift(k0, rate, alongM, Math.max(Math.abs(k0), Math.abs(curvature)));
  const sin = Math.sin(azimuthRad);
  const cos = Math.cos(azimuthRad);
  return {
    east: startE + ahead * sin + right * cos,
    north: startN + ahead * cos - right * sin,
    azimuthRad: azimuthRad + turned,
    curvature,
  };
}

export const elementEnd = (element: AlignmentElement): AxisPlace => elementPlace(element, element.lengthM);

/** How far an element turns at most: a bound of its change of direction, radians. */
export const elementTurning = ({ lengthM, startCurvature, endCurvature }: AlignmentElement): number =>
  lengthM * Math.max(Math.abs(startCurvature), Math.abs(endCurvature));

/**
 * Shift along the first direction and to its right, of a curve that begins there: s metres with curvature k + rate·s.
 * @throws {LimitError} for more than a thousand turns
 */
export function curveShift(k: number, rate: number, s: number): readonly [ahead: number, right: number] {
  return rate === 0 ? arcShift(k, s) : clothoidShift(k, rate, s, Math.max(Math.abs(k), Math.abs(k + rate * s)));
}

/** Exact down to curvature 0: the chord is s·sinc(half the angle). */
function arcShift(k: number, s: number): readonly [number, number] {
  const half = (k * s) / 2;
  const chord = half === 0 ? s : s * (Math.sin(half) / half);
  return [chord * Math.cos(half), chord * Math.sin(half)];
}

function clothoidShift(k: number, rate: number, s: number, largest: number): readonly [number, number] {
  const pieces = Math.max(1, Math.ceil((largest * Math.abs(s)) / PIECE_RAD));
  if (!(pieces <= MAX_PIECES)) {
    const message = `clothoid: expected at most ${MAX_PIECES * PIECE_RAD} rad of turning, got ${largest * Math.abs(s)}`;
    throw new LimitError(message, { limit: MAX_PIECES, actual: pieces });
  }
  const half = s / pieces / 2;
  let ahead = 0;
  let right = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = (2 * piece + 1) * half;
    for (let i = 0; i < NODES; i++) {
      const at = middle + half * nodes[i]!;
      const turned = at * (k + (rate * at) / 2);
      ahead += weights[i]! * Math.cos(turned);
      right += weights[i]! * Math.sin(turned);
    }
  }
  return [half * ahead, half * right];
}

/** Roots of the Legendre polynomial by Newton's method, and their weights on −1 … 1. */
function gaussLegendre(count: number): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const roots = new Float64Array(count);
  const shares = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 8; round++) {
      let [previous, value] = [1, x];
      for (let n = 2; n <= count; n++) [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
      slope = (count * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    roots[i] = x;
    shares[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes: roots, weights: shares };
}
