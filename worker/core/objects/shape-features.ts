/**
 * The shape of a group of points by the axes of its scatter (principal components of the covariance): along a line, in a plane, or
 * all around. Metres. Pure. Source of the features: eigenvalue features of point neighbourhoods, usual in the field since
 * Demantké et al. 2011 (dimensionality).
 */
import type { PointColumns } from '../surface/point-columns.ts';

export interface ShapeFeatures {
  /** (λ1 − λ2) / λ1, of standard deviations: 1 on a line. */
  readonly linearity: number;
  /** (λ2 − λ3) / λ1: 1 in a plane. */
  readonly planarity: number;
  /** λ3 / λ1: 1 all around. */
  readonly scatter: number;
  /** Length of the vertical part of the longest axis, and of the shortest one (the normal of a plane), 0 … 1. */
  readonly alongUp: number;
  readonly normalUp: number;
}

/** @returns null of fewer than three points, or of points in one place */
export function shapeOf({ east, north, height }: PointColumns, indices: readonly number[]): ShapeFeatures | null {
  if (indices.length < 3) return null;
  const mean = [east, north, height].map((of) => indices.reduce((sum, i) => sum + of[i]!, 0) / indices.length);
  const [mE, mN, mH] = mean as [number, number, number];
  const c = [0, 0, 0, 0, 0, 0];
  for (const i of indices) {
    const [e, n, h] = [east[i]! - mE, north[i]! - mN, height[i]! - mH];
    c[0]! += e * e;
    c[1]! += e * n;
    c[2]! += e * h;
    c[3]! += n * n;
    c[4]! += n * h;
    c[5]! += h * h;
  }
  const { values, vectors } = eigen(c.map((sum) => sum / indices.length) as Symmetric);
  const [s1, s2, s3] = values.map((value) => Math.sqrt(Math.max(0, value))) as [number, number, number];
  if (s1 < 1e-6) return null;
  return {
    linearity: (s1 - s2) / s1,
    planarity: (s2 - s3) / s1,
    scatter: s3 / s1,
    alongUp: Math.abs(vectors[0]![2]),
    normalUp: Math.abs(vectors[2]![2]),
  };
}

/** Upper triangle, row by row. */
type Symmetric = [xx: number, xy: number, xz: number, yy: number, yz: number, zz: number];
type Vector = [number, number, number];

const SWEEPS = 12;

/** Jacobi's rotations; values descending. */
function eigen([xx, xy, xz, yy, yz, zz]: Symmetric): { values: Vector; vectors: [Vector, Vector, Vector] } {
  const a = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = a[p]![q]!;
      if (Math.abs(off) < 1e-15) continue;
      const theta = (a[q]![q]! - a[p]![p]!) / (2 * off);
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const cos = 1 / Math.sqrt(t * t + 1);
      const sin = t * cos;
      for (let k = 0; k < 3; k++) {
        const [kp, kq] = [a[k]![p]!, a[k]![q]!];
        a[k]![p] = cos * kp - sin * kq;
        a[k]![q] = sin * kp + cos * kq;
      }
      for (let k = 0; k < 3; k++) {
        const [pk, qk] = [a[p]![k]!, a[q]![k]!];
        a[p]![k] = cos * pk - sin * qk;
        a[q]![k] = sin * pk + cos * qk;
        const [vp, vq] = [v[k]![p]!, v[k]![q]!];
        v[k]![p] = cos * vp - sin * vq;
        v[k]![q] = sin * vp + cos * vq;
      }
    }
  }
  const order = [0, 1, 2].sort((x, y) => a[y]![y]! - a[x]![x]! || x - y);
  return {
    values: order.map((k) => a[k]![k]!) as Vector,
    vectors: order.map((k): Vector => [v[0]![k]!, v[1]![k]!, v[2]![k]!]) as [Vector, Vector, Vector],
  };
}
