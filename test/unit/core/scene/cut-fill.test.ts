import { describe, expect, it } from 'vitest';
import { GridMismatchError } from '#core/errors.ts';
import { cutAndFill, meanAbove } from '#core/scene/cut-fill.ts';
import { createGround } from '#core/scene/epoch-ground.ts';
import { type SurfaceGrid, sampleSurface, surfaceHeight } from '#core/scene/surface-grid.ts';

const flat = (height: number): SurfaceGrid => sampleSurface({ widthM: 0.5, depthM: 0.5, stepM: 0.5 }, () => height);

describe('cutAndFill', () => {
  it('splits a cell at the zero line as the worked example of the domain notes does', () => {
    // corners SW, SE, NW, NE of a cell of 0.25 m², split SW–NE
    const after: SurfaceGrid = { stepM: 0.5, cols: 2, rows: 2, heights: Float64Array.of(1, 0.6, 0.4, -0.2) };
    const { cutM3, fillM3, netM3 } = cutAndFill(flat(0), after);
    // the example is given to 7 decimals
    expect(fillM3).toBeCloseTo(0.1091435, 7);
    expect(cutM3).toBeCloseTo(0.0008102, 7);
    expect(netM3).toBeCloseTo(0.1083333, 7);
  });

  it('has the volume of a pyramid that its grid represents exactly', () => {
    const size = { widthM: 20, depthM: 20, stepM: 0.5 };
    const before = sampleSurface(size, () => 50);
    // a four-sided pyramid of height 5 on 10 m × 10 m
    const after = sampleSurface(size, (e, n) => 50 + Math.max(0, 5 - Math.max(Math.abs(e - 10), Math.abs(n - 10))));
    const { cutM3, fillM3 } = cutAndFill(before, after);
    expect(cutM3).toBe(0);
    // 5 · 100 / 3, less h³/6 in each of the 20 cells whose diagonal runs across a ridge
    expect(fillM3).toBeCloseTo(500 / 3 - (20 * 0.5 ** 3) / 6, 9);
  });

  it('agrees with an independent integration of the scene’s own surfaces', () => {
    const ground = createGround(1);
    for (const { window } of ground.changes) {
      const exact = cutAndFill(ground.before, ground.after, window);
      // midpoint rule on 4 × 4 places in each triangle-split cell: converges with the square of the step
      const step = ground.before.stepM / 4;
      let cut = 0;
      let fill = 0;
      const [beginE, endE] = [window.colBegin * 0.5, (window.colEnd - 1) * 0.5];
      const [beginN, endN] = [window.rowBegin * 0.5, (window.rowEnd - 1) * 0.5];
      for (let n = beginN + step / 2; n < endN; n += step) {
        for (let e = beginE + step / 2; e < endE; e += step) {
          const difference = surfaceHeight(ground.after, e, n) - surfaceHeight(ground.before, e, n);
          if (difference > 0) fill += difference;
          else cut -= difference;
        }
      }
      // the rule is exact within a triangle; along diagonals and the zero line it errs by less than a hundred-thousandth
      expect(Math.abs((cut * step * step) / exact.cutM3 - 1)).toBeLessThan(1e-5);
      expect(Math.abs((fill * step * step) / exact.fillM3 - 1)).toBeLessThan(1e-5);
      expect(exact.netM3).toBeCloseTo(exact.fillM3 - exact.cutM3, 9);
    }
  });

  it('refuses surfaces of another shape', () => {
    const other = sampleSurface({ widthM: 1, depthM: 0.5, stepM: 0.5 }, () => 0);
    expect(() => cutAndFill(flat(0), other)).toThrow(GridMismatchError);
    expect(() => cutAndFill(flat(0), other)).toThrow('2 × 2 nodes at 0.5 m and 3 × 2 nodes at 0.5 m');
  });
});

describe('meanAbove', () => {
  it.each([
    [[3, 3, 3], 3],
    [[-1, -2, 0], 0],
    [[1, 0, 0], 1 / 3],
    [[1, -1, -1], 1 / 12],
    [[1, 1, -1], 5 / 12],
  ])('of %j is %d', ([a, b, c], mean) => {
    expect(meanAbove(a!, b!, c!)).toBeCloseTo(mean, 14);
  });
});
