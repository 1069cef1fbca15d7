/** The plane nearest to places in space (orthogonal least squares), and areas laid onto it: for walls as for ground. Metres. */
import { azimuthOf, DEGREES } from './lines.ts';

export type Vector = readonly [east: number, north: number, up: number];

export interface FlatPlane {
  /** Centre of the places. */
  readonly centre: Vector;
  /** Unit vector; upward, of a vertical plane eastward, of one that faces north northward. */
  readonly normal: Vector;
  /** Root mean square of the distances at right angles. */
  readonly rmsM: number;
}

/** Places this much nearer to a line than long do not tell a plane. */
const LINE_LIMIT = 1e-9;

/** null for fewer than three places, and for places on one line. */
export function fitFlatPlane(
  east: ArrayLike<number>,
  north: ArrayLike<number>,
  height: ArrayLike<number>,
): FlatPlane | null {
  const count = east.length;
  if (count < 3) return null;
  let [meanE, meanN, meanH] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    meanE += (east[i]! - meanE) / (i + 1);
    meanN += (north[i]! - meanN) / (i + 1);
    meanH += (height[i]! - meanH) / (i + 1);
  }
  const m = new Float64Array(9);
  for (let i = 0; i < count; i++) {
    const d = [east[i]! - meanE, north[i]! - meanN, height[i]! - meanH];
    for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) m[3 * r + c]! += d[r]! * d[c]!;
  }
  const { values, vectors } = symmetricEigen(m);
  const [least, middle, most] = [0, 1, 2].sort((a, b) => values[a]! - values[b]!) as [number, number, number];
  if (!(values[middle]! > LINE_LIMIT * values[most]!)) return null;
  const own: Vector = [vectors[least]!, vectors[3 + least]!, vectors[6 + least]!];
  return { centre: [meanE, meanN, meanH], normal: facing(own), rmsM: Math.sqrt(Math.max(0, values[least]!) / count) };
}

/** Of the two directions the one that is named. */
function facing([east, north, up]: Vector): Vector {
  const tiny = 1e-12;
  const forward = Math.abs(up) > tiny ? up > 0 : Math.abs(east) > tiny ? east > 0 : north > 0;
  return forward ? [east, north, up] : [-east, -north, -up];
}

/** Dip and where it falls to (of a vertical plane: where its normal points); null where level. */
export function dipOf([east, north, up]: Vector): { dipDeg: number; azimuthDeg: number | null } {
  const across = Math.hypot(east, north);
  return {
    dipDeg: Math.atan2(across, up) * DEGREES,
    azimuthDeg: across < 1e-12 ? null : azimuthOf(east, north),
  };
}

/** Distance of a place from the plane, on the side of its normal positive. */
export function distanceFrom({ centre, normal }: FlatPlane, e: number, n: number, h: number): number {
  return (e - centre[0]) * normal[0] + (n - centre[1]) * normal[1] + (h - centre[2]) * normal[2];
}

/** Two axes in the plane: one level, one up the steepest way; right-handed with the normal. */
export function planeAxes({ normal }: FlatPlane): readonly [Vector, Vector] {
  const across = Math.hypot(normal[0], normal[1]);
  const level: Vector = across < 1e-12 ? [1, 0, 0] : [-normal[1] / across, normal[0] / across, 0];
  const up: Vector = [
    normal[1] * level[2] - normal[2] * level[1],
    normal[2] * level[0] - normal[0] * level[2],
    normal[0] * level[1] - normal[1] * level[0],
  ];
  return [level, up];
}

/** A place in the axes of a plane. */
export function inPlane(
  { centre }: FlatPlane,
  [first, second]: readonly [Vector, Vector],
  e: number,
  n: number,
  h: number,
): [number, number] {
  const [dE, dN, dH] = [e - centre[0], n - centre[1], h - centre[2]];
  return [dE * first[0] + dN * first[1] + dH * first[2], dE * second[0] + dN * second[1] + dH * second[2]];
}

/** Eigenvalues and, in columns, unit eigenvectors of a symmetric 3 × 3 matrix, by Jacobi's rotations. */
export function symmetricEigen(matrix: Float64Array): { values: [number, number, number]; vectors: Float64Array } {
  const a = matrix.slice();
  const v = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 50; sweep++) {
    const off = Math.abs(a[1]!) + Math.abs(a[2]!) + Math.abs(a[5]!);
    if (off <= 1e-300 + 1e-17 * (Math.abs(a[0]!) + Math.abs(a[4]!) + Math.abs(a[8]!))) break;
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      rotate(a, v, p, q);
    }
  }
  return { values: [a[0]!, a[4]!, a[8]!], vectors: v };
}

function rotate(a: Float64Array, v: Float64Array, p: number, q: number): void {
  const apq = a[3 * p + q]!;
  if (apq === 0) return;
  const theta = (a[3 * q + q]! - a[3 * p + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < 3; k++) {
    const [kp, kq] = [a[3 * k + p]!, a[3 * k + q]!];
    a[3 * k + p] = c * kp - s * kq;
    a[3 * k + q] = s * kp + c * kq;
  }
  for (let k = 0; k < 3; k++) {
    const [pk, qk] = [a[3 * p + k]!, a[3 * q + k]!];
    a[3 * p + k] = c * pk - s * qk;
    a[3 * q + k] = s * pk + c * qk;
  }
  for (let k = 0; k < 3; k++) {
    const [kp, kq] = [v[3 * k + p]!, v[3 * k + q]!];
    v[3 * k + p] = c * kp - s * kq;
    v[3 * k + q] = s * kp + c * kq;
  }
}
