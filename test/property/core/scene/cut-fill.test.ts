import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAndFill, meanAbove } from '#core/scene/cut-fill.ts';
import type { SurfaceGrid } from '#core/scene/surface-grid.ts';

const cols = 5;
const rows = 4;
const heights = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
  minLength: cols * rows,
  maxLength: cols * rows,
});
const grid = (values: number[]): SurfaceGrid => ({ stepM: 0.5, cols, rows, heights: Float64Array.from(values) });
/** Volumes here are up to 150 m³; sums of 24 prisms of double precision. */
const TOLERANCE_M3 = 1e-9;

describe('cut and fill between surfaces on the same triangles', () => {
  it('are not negative, and their difference is the difference of the volumes over a datum plane', () => {
    fc.assert(
      fc.property(heights, heights, (before, after) => {
        const { cutM3, fillM3, netM3 } = cutAndFill(grid(before), grid(after));
        expect(cutM3).toBeGreaterThanOrEqual(0);
        expect(fillM3).toBeGreaterThanOrEqual(0);
        // over a datum below everything there is fill only
        const datum = grid(before.map(() => -60));
        const net = cutAndFill(datum, grid(after)).fillM3 - cutAndFill(datum, grid(before)).fillM3;
        expect(Math.abs(netM3 - net)).toBeLessThan(TOLERANCE_M3);
      }),
    );
  });

  it('are not negative where a prism ends in a hair: a corner of 1e-15 m beside one of 5e-324', () => {
    const after = new Array<number>(cols * rows).fill(0);
    [after[10], after[15], after[16]] = [-3.552713678800502e-15, -5e-324, 24.928710937499975];
    const { cutM3, fillM3 } = cutAndFill(grid(new Array<number>(cols * rows).fill(0)), grid(after));
    expect(cutM3).toBeGreaterThanOrEqual(0);
    expect(fillM3).toBeGreaterThan(1);
  });

  it('change places when the surfaces do', () => {
    fc.assert(
      fc.property(heights, heights, (before, after) => {
        const there = cutAndFill(grid(before), grid(after));
        const back = cutAndFill(grid(after), grid(before));
        expect(Math.abs(there.cutM3 - back.fillM3)).toBeLessThan(TOLERANCE_M3);
        expect(Math.abs(there.fillM3 - back.cutM3)).toBeLessThan(TOLERANCE_M3);
      }),
    );
  });

  it('add up over windows that share a row of nodes', () => {
    fc.assert(
      fc.property(heights, heights, fc.integer({ min: 1, max: rows - 2 }), (before, after, split) => {
        const part = (rowBegin: number, rowEnd: number) =>
          cutAndFill(grid(before), grid(after), { colBegin: 0, colEnd: cols, rowBegin, rowEnd });
        const whole = cutAndFill(grid(before), grid(after));
        const [south, north] = [part(0, split + 1), part(split, rows)];
        expect(Math.abs(south.cutM3 + north.cutM3 - whole.cutM3)).toBeLessThan(TOLERANCE_M3);
        expect(Math.abs(south.fillM3 + north.fillM3 - whole.fillM3)).toBeLessThan(TOLERANCE_M3);
      }),
    );
  });

  it('of one triangle do not depend on the order of its corners', () => {
    const value = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const means = [meanAbove(a, b, c), meanAbove(b, c, a), meanAbove(c, b, a)];
        expect(Math.max(...means) - Math.min(...means)).toBeLessThan(1e-12);
      }),
    );
  });
});
