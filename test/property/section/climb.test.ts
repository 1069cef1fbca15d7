/** Climb, steepest stretch and water on lines that are known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { climbOnLine, extremesOf, steepestStretch } from '#core/section/climb.ts';
import type { HeightLine } from '#core/section/section-line.ts';
import { underLevel } from '#core/section/under-level.ts';

const lineOf = (rows: readonly (readonly [number, number])[]): HeightLine => ({
  along: Float64Array.from(rows, ([at]) => at),
  height: Float64Array.from(rows, ([, height]) => height),
});
const noiseOf = (toleranceM: number) =>
  fc.array(fc.double({ min: -toleranceM / 2, max: toleranceM / 2, noNaN: true }), { minLength: 2, maxLength: 300 });

describe('climb', () => {
  it('of a straight noisy grade is its own, within the tolerance', () => {
    const cases = fc.double({ min: 0.05, max: 1, noNaN: true }).chain((toleranceM) =>
      fc.record({
        toleranceM: fc.constant(toleranceM),
        noise: noiseOf(toleranceM * 0.999),
        slope: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ toleranceM, noise, slope }) => {
        const line = lineOf(noise.map((own, i) => [i, 50 + slope * i + own]));
        const { upM, downM } = climbOnLine(line, toleranceM);
        const rise = slope * (noise.length - 1);
        expect(Math.abs(upM - Math.max(0, rise))).toBeLessThanOrEqual(toleranceM + 1e-9);
        expect(Math.abs(downM - Math.max(0, -rise))).toBeLessThanOrEqual(toleranceM + 1e-9);
        // up a rise nothing falls
        expect(Math.min(upM, downM)).toBe(0);
      }),
    );
  });

  it('of any line: up less down is the height won, all but two tolerances; more tolerance is never more climb', () => {
    const heights = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(heights, fc.double({ min: 0, max: 5, noNaN: true }), (own, toleranceM) => {
        const line = lineOf(own.map((height, i) => [i, height]));
        const { upM, downM, turns } = climbOnLine(line, toleranceM);
        expect(Math.abs(upM - downM - (own.at(-1)! - own[0]!))).toBeLessThanOrEqual(2 * toleranceM + 1e-9);
        const exact = climbOnLine(line, 0);
        expect(upM).toBeLessThanOrEqual(exact.upM + 1e-9);
        const steps = own.slice(1).map((height, i) => height - own[i]!);
        expect(exact.upM).toBeCloseTo(
          steps.reduce((sum, step) => sum + Math.max(0, step), 0),
          6,
        );
        for (const [k, [, height]] of turns.entries()) {
          if (k > 0) expect(Math.abs(height - turns[k - 1]![1])).toBeGreaterThan(toleranceM);
        }
        const { highest, lowest } = extremesOf(line)!;
        // ===: 0 and −0 are one height
        expect(own[highest] === Math.max(...own)).toBe(true);
        expect(own[lowest] === Math.min(...own)).toBe(true);
      }),
    );
  });

  it('over a gap is at least its net rise, and said to be', () => {
    const line = lineOf([
      [0, 10],
      [10, 11],
      [10, Number.NaN],
      [20, 15],
      [30, 14],
    ]);
    expect(climbOnLine(line, 0.3)).toMatchObject({ upM: 5, downM: 1, gapUpM: 4, gapDownM: 0 });
    expect(climbOnLine(lineOf([]), 0.3)).toMatchObject({ upM: 0, downM: 0, turns: [] });
    expect(extremesOf(lineOf([[0, Number.NaN]]))).toBeNull();
  });

  it('many small gaps do not hide a hill', () => {
    const rows = Array.from({ length: 101 }, (_, i): [number, number][] => [
      [i, 0.1 * i],
      [i + 0.4, 0.1 * i + 0.04],
      [i + 0.4, Number.NaN],
    ]).flat();
    expect(climbOnLine(lineOf(rows), 0.3).upM).toBeCloseTo(10.04, 9);
  });
});

describe('the steepest stretch', () => {
  it('is found where it is, with its slope', () => {
    const line = lineOf([
      [0, 0],
      [50, 1],
      [80, 4],
      [130, 3],
      [200, 3],
    ]);
    const steepest = steepestStretch(line, 20)!;
    expect(steepest.slope).toBeCloseTo(0.1, 9);
    expect(steepest.fromM).toBeGreaterThanOrEqual(50 - 1e-9);
    expect(steepest.toM).toBeLessThanOrEqual(80 + 1e-9);
  });

  it('is the slope of the line itself wherever it is straight, far from 0 too', () => {
    const slopes = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(
        slopes,
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.integer({ min: 21, max: 400 }),
        (slope, from, length) => {
          const line = lineOf(Array.from({ length: length + 1 }, (_, i) => [from + i, 3000 + slope * i]));
          expect(steepestStretch(line, 20)!.slope).toBeCloseTo(slope, 6);
        },
      ),
    );
  });

  it('is none where no known part is long enough', () => {
    expect(
      steepestStretch(
        lineOf([
          [0, 0],
          [19, 3],
        ]),
        20,
      ),
    ).toBeNull();
    expect(
      steepestStretch(
        lineOf([
          [0, 0],
          [15, 3],
          [15, Number.NaN],
          [16, 3],
          [30, 4],
        ]),
        20,
      ),
    ).toBeNull();
    expect(
      steepestStretch(
        lineOf([
          [0, 0],
          [20, 3],
        ]),
        20,
      )!.slope,
    ).toBeCloseTo(0.15, 9);
    expect(steepestStretch(lineOf([]), 20)).toBeNull();
  });
});

describe('a level of water', () => {
  it('parts a way into wet, dry and unknown, and nothing is both', () => {
    const rows = fc.array(
      fc.oneof({ weight: 4, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) }, fc.constant(Number.NaN)),
      {
        minLength: 2,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(rows, (heights) => {
        const line = lineOf(heights.map((height, i) => [i, height]));
        const toM = heights.length - 1;
        const { below, unknown, belowM, aboveM, unknownM } = underLevel(line, 0, 0, toM);
        expect(belowM + aboveM + unknownM).toBeCloseTo(toM, 6);
        const all = [...below, ...unknown].sort((a, b) => a.fromM - b.fromM || a.toM - b.toM);
        for (let k = 1; k < all.length; k++) expect(all[k]!.fromM).toBeGreaterThanOrEqual(all[k - 1]!.toM - 1e-9);
        for (const { fromM, toM: to, deepestM, deepestAtM } of below) {
          expect(to).toBeGreaterThan(fromM);
          expect(deepestM).toBeGreaterThan(0);
          expect(-heights[deepestAtM]!).toBe(deepestM);
        }
      }),
    );
  });

  it('has its edges where the line crosses it', () => {
    const { below, unknown } = underLevel(
      lineOf([
        [2, 1],
        [4, -1],
        [6, -1],
        [8, 3],
      ]),
      0,
      0,
      10,
    );
    expect(below).toEqual([{ fromM: 3, toM: 6.5, deepestM: 1, deepestAtM: 4 }]);
    expect(unknown).toEqual([
      { fromM: 0, toM: 2 },
      { fromM: 8, toM: 10 },
    ]);
    expect(underLevel(lineOf([]), 0, 0, 10)).toMatchObject({ below: [], unknownM: 10, aboveM: 0 });
    expect(() => underLevel(lineOf([[0, 0]]), Number.NaN, 0, 1)).toThrow(/finite level/);
  });
});
