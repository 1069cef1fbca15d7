import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contourLines, type HeightGrid, smoothGrid } from '#core/surface/contour-lines.ts';

const gridOf = (cols: number, rows: number, height: (e: number, n: number) => number, stepM = 1): HeightGrid => ({
  originE: 0,
  originN: 0,
  stepM,
  cols,
  rows,
  heights: Float64Array.from({ length: cols * rows }, (_, i) =>
    height((i % cols) * stepM, Math.floor(i / cols) * stepM),
  ),
});

/** Twice the area that a closed line runs round, anticlockwise positive. */
const twiceArea = (line: readonly (readonly [number, number])[]) =>
  line.slice(1).reduce((sum, [e, n], i) => sum + line[i]![0] * n - e * line[i]![1], 0);

describe('contourLines', () => {
  it('draws circles on a cone, the higher ground on the left, every fifth thick', () => {
    const cone = gridOf(81, 81, (e, n) => 100 - Math.hypot(e - 20, n - 20), 0.5);
    const contours = contourLines(cone, 1);
    for (const { elevationM, isIndex, line } of contours) {
      expect(isIndex).toBe(elevationM % 5 === 0);
      for (const [e, n] of line) expect(Math.abs(Math.hypot(e - 20, n - 20) - (100 - elevationM))).toBeLessThan(0.08);
    }
    const ten = contours.filter(({ elevationM }) => elevationM === 90);
    expect(ten).toHaveLength(1);
    expect(ten[0]!.line[0]).toEqual(ten[0]!.line.at(-1));
    // inside is higher, so the line runs anticlockwise
    expect(twiceArea(ten[0]!.line) / 2 / (Math.PI * 100)).toBeCloseTo(1, 2);
  });

  it('stands on the bilinear sides, stays out of voids, and joins every piece', () => {
    const cell = fc.option(
      fc.integer({ min: -20, max: 20 }).map((k) => k / 10 + 0.05),
      { nil: null, freq: 12 },
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 49, maxLength: 49 }), (cells) => {
        const grid = { ...gridOf(7, 7, () => 0), heights: Float64Array.from(cells, (h) => h ?? Number.NaN) };
        const at = (col: number, row: number) => grid.heights[row * 7 + col]!;
        let pieces = 0;
        for (const { elevationM, line } of contourLines(grid, 1)) {
          pieces += line.length - 1;
          for (const [e, n] of line) {
            const [col, row] = [Math.floor(e), Math.floor(n)];
            const share = e - col + (n - row);
            const [a, b] = [at(col, row), e > col ? at(col + 1, row) : at(col, row + 1)];
            expect(a + share * (b - a)).toBeCloseTo(elevationM, 9);
          }
        }
        // every square that a level runs through has one piece, a saddle two
        let expected = 0;
        for (let row = 0; row < 6; row++) {
          for (let col = 0; col < 6; col++) {
            const corners = [at(col, row), at(col + 1, row), at(col + 1, row + 1), at(col, row + 1)];
            if (corners.some(Number.isNaN)) continue;
            for (let level = -3; level <= 3; level++) {
              const high = corners.map((h) => h >= level);
              expected += high.filter((own, i) => own !== high[(i + 1) % 4]).length / 2;
            }
          }
        }
        expect(pieces).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('is smoothed without moving a plane or filling a void', () => {
    const plane = gridOf(9, 9, (e, n) => 3 + 0.2 * e - 0.1 * n);
    plane.heights[40] = Number.NaN;
    const smooth = smoothGrid(plane);
    expect(smooth.heights[40]).toBeNaN();
    expect(smooth.heights[20]).toBeCloseTo(plane.heights[20]!, 12);
  });
});
