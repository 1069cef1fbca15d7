/** Shortest distance of two segments in space. Formulas: Ericson, Real-Time Collision Detection (2005), 5.1.9; ends are tried too. */

export interface SegmentDistance {
  readonly distance: number;
  /** Shares of the segments, 0 to 1, at which they are nearest. */
  readonly shareA: number;
  readonly shareB: number;
}

/** @param stride numbers a vertex, of which the first three are x, y, z; a segment goes from its vertex to the next */
export function segmentDistance(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  stride: number,
): SegmentDistance {
  const [ax, ay, az] = [a[fromA]!, a[fromA + 1]!, a[fromA + 2]!];
  const [bx, by, bz] = [b[fromB]!, b[fromB + 1]!, b[fromB + 2]!];
  const [ux, uy, uz] = [a[fromA + stride]! - ax, a[fromA + stride + 1]! - ay, a[fromA + stride + 2]! - az];
  const [vx, vy, vz] = [b[fromB + stride]! - bx, b[fromB + stride + 1]! - by, b[fromB + stride + 2]! - bz];
  const [wx, wy, wz] = [ax - bx, ay - by, az - bz];
  const uu = ux * ux + uy * uy + uz * uz;
  const vv = vx * vx + vy * vy + vz * vz;
  const uv = ux * vx + uy * vy + uz * vz;
  const uw = ux * wx + uy * wy + uz * wz;
  const vw = vx * wx + vy * wy + vz * wz;
  const determinant = uu * vv - uv * uv;
  const onB = (shareA: number) => (vv > 0 ? clamp((uv * shareA + vw) / vv) : 0);
  const onA = (shareB: number) => (uu > 0 ? clamp((uv * shareB - uw) / uu) : 0);
  // every candidate is a pair of places on the segments: of nearly parallel ones, whose own answer is rough, an end may be nearer
  const candidates: [number, number][] = [
    [0, onB(0)],
    [1, onB(1)],
    [onA(0), 0],
    [onA(1), 1],
  ];
  if (determinant > 0) {
    const shareA = clamp((uv * vw - uw * vv) / determinant);
    const shareB = onB(shareA);
    candidates.push([onA(shareB), shareB]);
  }
  let best: SegmentDistance = { distance: Number.POSITIVE_INFINITY, shareA: 0, shareB: 0 };
  for (const [shareA, shareB] of candidates) {
    const distance = Math.hypot(
      wx + shareA * ux - shareB * vx,
      wy + shareA * uy - shareB * vy,
      wz + shareA * uz - shareB * vz,
    );
    if (distance < best.distance) best = { distance, shareA, shareB };
  }
  return best;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
