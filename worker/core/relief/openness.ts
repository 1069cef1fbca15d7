/**
 * Openness (地形開度; Yokoyama, Shirasawa & Pike 2002): how much sky is seen from the ground, and how much of the earth from
 * below it, over eight directions within a radius. Their half difference is the ridge-valley index (尾根谷度): ridges positive.
 */
import type { HeightField } from './height-field.ts';

export interface Openness {
  /** Mean zenith angle of the horizon, degrees. */
  readonly positiveDeg: Float32Array;
  /** Mean nadir angle. */
  readonly negativeDeg: Float32Array;
}

const DIRECTIONS: readonly (readonly [dc: number, dr: number])[] = [
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
];

/** @param radiusM as far as horizons are looked for; NaN where the cell is no data. Gaps hide nothing */
export function openness({ cols, rows, stepM, heights }: HeightField, radiusM: number): Openness {
  const positiveDeg = new Float32Array(heights.length).fill(Number.NaN);
  const negativeDeg = new Float32Array(heights.length).fill(Number.NaN);
  const steps = DIRECTIONS.map(([dc, dr]) => Math.max(1, Math.floor(radiusM / (stepM * Math.hypot(dc, dr)))));
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const at = row * cols + col;
      const height = heights[at]!;
      if (Number.isNaN(height)) continue;
      let [up, down] = [0, 0];
      for (const [d, [dc, dr]] of DIRECTIONS.entries()) {
        const stride = stepM * Math.hypot(dc, dr);
        let [highest, lowest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
        for (let k = 1; k <= steps[d]!; k++) {
          const [c, r] = [col + k * dc, row + k * dr];
          if (c < 0 || r < 0 || c >= cols || r >= rows) break;
          const tangent = (heights[r * cols + c]! - height) / (k * stride);
          if (tangent > highest) highest = tangent;
          if (tangent < lowest) lowest = tangent;
        }
        // nothing known in that direction: a level horizon
        up += highest === Number.NEGATIVE_INFINITY ? Math.PI / 2 : Math.PI / 2 - Math.atan(highest);
        down += lowest === Number.POSITIVE_INFINITY ? Math.PI / 2 : Math.PI / 2 + Math.atan(lowest);
      }
      positiveDeg[at] = (up / DIRECTIONS.length) * (180 / Math.PI);
      negativeDeg[at] = (down / DIRECTIONS.length) * (180 / Math.PI);
    }
  }
  return { positiveDeg, negativeDeg };
}
