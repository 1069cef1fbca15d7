import { describe, expect, it } from 'vitest';
import { nodesWithin, reshapeSurface, sampleSurface, surfaceHeight } from '#core/scene/surface-grid.ts';

const size = { widthM: 10, depthM: 6, stepM: 0.5 };

describe('surface grid', () => {
  it('meets its nodes and is linear in between, on both sides of the diagonal', () => {
    const grid = sampleSurface(size, (e, n) => e * n);
    expect(surfaceHeight(grid, 3, 4.5)).toBe(13.5);
    // cell (0,0): corners 0, 0, 0, 0.25; south-east triangle: height = 0.5 · n, north-west: 0.5 · e
    expect(surfaceHeight(grid, 0.4, 0.1)).toBeCloseTo(0.5 * 0.1, 12);
    expect(surfaceHeight(grid, 0.1, 0.4)).toBeCloseTo(0.5 * 0.1, 12);
  });

  it('reproduces a plane everywhere, beyond the last node too', () => {
    const plane = (e: number, n: number) => 100 + 0.3 * e - 0.7 * n;
    const grid = sampleSurface(size, plane);
    for (const [e, n] of [
      [0, 0],
      [10, 6],
      [9.99, 0.01],
      [4.27, 3.13],
      [10.2, 6.3],
      [-0.4, 2],
    ] as const) {
      expect(surfaceHeight(grid, e, n)).toBeCloseTo(plane(e, n), 10);
    }
  });

  it('reshapes the nodes of a window only and leaves the original as it was', () => {
    const grid = sampleSurface(size, () => 7);
    const window = nodesWithin(grid, 2, 1, 3, 2);
    const raised = reshapeSurface(grid, window, (_e, _n, ground) => ground + 1);
    expect(window).toEqual({ colBegin: 4, colEnd: 7, rowBegin: 2, rowEnd: 5 });
    expect(raised.heights.filter((height) => height === 8)).toHaveLength(9);
    expect(grid.heights.every((height) => height === 7)).toBe(true);
  });
});
