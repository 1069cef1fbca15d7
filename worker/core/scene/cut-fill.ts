/** Exact cut and fill between two surfaces on the same grid of triangles. */
import { GridMismatchError } from '../errors.ts';
import type { NodeWindow, SurfaceGrid } from './surface-grid.ts';

/** Volumes in cubic metres: cut ≥ 0 where the second surface lies below the first, fill ≥ 0 where above, net = fill − cut. */
export interface CutFill {
  readonly cutM3: number;
  readonly fillM3: number;
  readonly netM3: number;
}

/**
 * Cut and fill from `before` to `after` over the cells of a window of nodes (default: all). Both surfaces are linear
 * over the same triangles, so their difference is linear too: every triangle is a prism, clipped at zero in closed
 * form. No error but rounding (sums are compensated).
 * @throws {GridMismatchError} when cell size or shape differ
 * Source: volumes of a truncated triangular prism; domain notes §3.1.
 */
export function cutAndFill(before: SurfaceGrid, after: SurfaceGrid, window?: NodeWindow): CutFill {
  if (before.cols !== after.cols || before.rows !== after.rows || before.stepM !== after.stepM) {
    const shape = (g: SurfaceGrid) => `${g.cols} × ${g.rows} nodes at ${g.stepM} m`;
    throw new GridMismatchError(`expected two surfaces of the same shape, got ${shape(before)} and ${shape(after)}`);
  }
  const { cols, rows, stepM } = before;
  const { colBegin, colEnd, rowBegin, rowEnd } = window ?? { colBegin: 0, colEnd: cols, rowBegin: 0, rowEnd: rows };
  const triangleAreaM2 = (stepM * stepM) / 2;
  const difference = (node: number) => after.heights[node]! - before.heights[node]!;
  const cut = createSum();
  const fill = createSum();
  for (let row = rowBegin; row < rowEnd - 1; row++) {
    for (let col = colBegin; col < colEnd - 1; col++) {
      const node = row * cols + col;
      const sw = difference(node);
      const se = difference(node + 1);
      const nw = difference(node + cols);
      const ne = difference(node + cols + 1);
      if (sw === 0 && se === 0 && nw === 0 && ne === 0) continue;
      fill.add(triangleAreaM2 * (meanAbove(sw, se, ne) + meanAbove(sw, ne, nw)));
      cut.add(triangleAreaM2 * (meanAbove(-sw, -se, -ne) + meanAbove(-sw, -ne, -nw)));
    }
  }
  const cutM3 = cut.total();
  const fillM3 = fill.total();
  return { cutM3, fillM3, netM3: fillM3 - cutM3 };
}

/** Mean of max(0, d) over a triangle on which d is linear with the given values at its corners. */
export function meanAbove(a: number, b: number, c: number): number {
  const positive = (a > 0 ? 1 : 0) + (b > 0 ? 1 : 0) + (c > 0 ? 1 : 0);
  if (positive === 0) return 0;
  const mean = (a + b + c) / 3;
  if (positive === 3) return mean;
  if (positive === 1) return peak(a, b, c);
  // what is taken away may round to a hair more than there is
  return Math.max(0, mean + peak(-a, -b, -c));
}

/** The one corner p above zero cuts off a smaller triangle: p³ / (3 (p − q)(p − r)). */
function peak(a: number, b: number, c: number): number {
  if (a > 0) return cutOff(a, b, c);
  if (b > 0) return cutOff(b, c, a);
  return c > 0 ? cutOff(c, a, b) : 0;
}

/** Ratios first: nothing underflows, however small the differences. */
const cutOff = (p: number, q: number, r: number): number => (p / 3) * (p / (p - q)) * (p / (p - r));

/** Compensated (Neumaier) sum: half a million small prisms lose nothing. */
function createSum(): { add(value: number): void; total(): number } {
  let sum = 0;
  let lost = 0;
  return {
    add(value) {
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    },
    total: () => sum + lost,
  };
}
