import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRaster } from '#core/section/cut-raster.ts';
import type { HeightLine } from '#core/section/section-line.ts';
import { dropM, horizonDistanceM, REFRACTION, sightCurve } from '#core/sight/curvature.ts';
import { horizonOf } from '#core/sight/horizon.ts';
import { lineOfSight, rayHeightM, type SightQuestion } from '#core/sight/line-of-sight.ts';
import { gapsOf, heightAtDistance, sightLineOf } from '#core/sight/sight-line.ts';
import { rasterHeight } from '#core/surface/raster-surface.ts';
import { rasterOf } from '../../../helpers/sight-rasters.ts';

const line = (vertices: readonly (readonly [number, number])[]): HeightLine => ({
  along: Float64Array.from(vertices, ([at]) => at),
  height: Float64Array.from(vertices, ([, height]) => height),
});
const question = (eyeM: number, targetM: number, refraction = REFRACTION): SightQuestion => ({
  eyeM,
  targetM,
  refraction,
});

describe('curvature', () => {
  it('drops 61.5 m at 30 km and 170.7 m at 50 km', () => {
    expect(dropM(30_000)).toBeCloseTo(61.45, 1);
    expect(Math.round(dropM(30_000) * 10) / 10).toBe(61.5);
    expect(dropM(50_000)).toBeCloseTo(170.7, 1);
  });

  it('sees the horizon of a smooth earth where the formula has it', () => {
    // level sea 40 km long, an eye 30 m above it
    const sea = sightLineOf(
      [
        line([
          [0, 0],
          [40_000, 0],
        ]),
      ],
      40_000,
    );
    const horizonM = horizonDistanceM(30);
    expect(horizonM).toBeCloseTo(Math.sqrt((2 * 6_371_000 * 30) / 0.87), 6);
    const seen = horizonOf(sea, 30, REFRACTION);
    expect(seen.distanceM).toBeCloseTo(horizonM, 3);
    // a target on the water is seen just before the horizon, and not beyond
    const to = (lengthM: number) =>
      lineOfSight(
        sightLineOf(
          [
            line([
              [0, 0],
              [lengthM, 0],
            ]),
          ],
          lengthM,
        ),
        question(30, 0),
      );
    expect(to(horizonM - 1).verdict).toBe('visible');
    expect(to(horizonM + 100).verdict).toBe('hidden');
    // a ship's mast beyond it is seen from the height that the formula gives
    const beyond = 30_000;
    const least = sightCurve() * (beyond - horizonM) ** 2;
    const mast = (heightM: number) =>
      lineOfSight(
        sightLineOf(
          [
            line([
              [0, 0],
              [beyond, 0],
            ]),
          ],
          beyond,
        ),
        question(30, heightM),
      ).verdict;
    expect(mast(least + 0.01)).toBe('visible');
    expect(mast(least - 0.01)).toBe('hidden');
  });
});

describe('line of sight', () => {
  it('tells where a wall first blocks the ray, how much, and where the ray comes nearest', () => {
    const wall = sightLineOf(
      [
        line([
          [0, 0],
          [50, 0],
          [50, 10],
          [52, 10],
          [52, 0],
          [100, 0],
        ]),
      ],
      100,
    );
    const answer = lineOfSight(wall, question(1.5, 1.5, 1));
    expect(answer.verdict).toBe('hidden');
    expect(answer.block).toEqual({ distanceM: 50, heightM: 10, aboveM: 8.5, source: 0 });
    expect(answer.clearance?.clearanceM).toBeCloseTo(-8.5, 9);
    expect(answer.ray).toEqual([
      { fromM: 0, toM: 50, state: 'visible' },
      { fromM: 50, toM: 100, state: 'hidden' },
    ]);
    expect(lineOfSight(wall, question(20, 20, 1)).verdict).toBe('visible');
  });

  it('is unknown where a gap comes before what blocks, and hidden where it comes after', () => {
    const gapFirst = [
      line([
        [0, 0],
        [20, 0],
        [25, Number.NaN],
        [30, 0],
        [50, 9],
        [60, 0],
        [100, 0],
      ]),
    ];
    const first = lineOfSight(sightLineOf(gapFirst, 100), question(1.5, 1.5, 1));
    expect(first.verdict).toBe('unknown');
    expect(first.gaps).toEqual([[20, 30]]);
    expect(first.block?.distanceM).toBeCloseTo(30 + (20 * 1.5) / 9, 6);
    expect(first.ray.map(({ state }) => state)).toEqual(['visible', 'unknown']);
    const gapLater = [
      line([
        [0, 0],
        [50, 9],
        [60, 0],
        [70, Number.NaN],
        [80, 0],
        [100, 0],
      ]),
    ];
    expect(lineOfSight(sightLineOf(gapLater, 100), question(1.5, 1.5, 1)).verdict).toBe('hidden');
  });

  it('takes a gap for none where the ray passes above all ground there can be', () => {
    const ends = sightLineOf(
      [
        line([
          [0, 0],
          [40, 0],
        ]),
      ],
      100,
    );
    expect(lineOfSight(ends, question(1.5, 100, 1)).verdict).toBe('unknown');
    expect(lineOfSight(ends, { ...question(1.5, 100, 1), ceilingM: 30 }).verdict).toBe('visible');
    expect(lineOfSight(ends, { ...question(1.5, 100, 1), ceilingM: 50 }).verdict).toBe('unknown');
  });

  it('lets a farther surface answer where the nearer has no data', () => {
    const near = line([
      [0, 1],
      [30, 1],
      [30, Number.NaN],
      [40, 2],
      [50, 2],
    ]);
    const far = line([
      [0, 9],
      [100, 9],
    ]);
    const both = sightLineOf([near, far], 100);
    expect(gapsOf(both)).toEqual([]);
    expect(both.parts.map(({ source }) => source)).toEqual([0, 1, 0, 1]);
    expect(heightAtDistance(both, 20)).toBe(1);
    expect(heightAtDistance(both, 35)).toBe(9);
    expect(heightAtDistance(both, 45)).toBe(2);
    expect(heightAtDistance(both, 75)).toBe(9);
  });

  it('equals a brute-force ray on the grid', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.record({
          e0: fc.double({ min: 0.001, max: 18.99, noNaN: true }),
          n0: fc.double({ min: 0.001, max: 18.99, noNaN: true }),
          e1: fc.double({ min: 0.001, max: 18.99, noNaN: true }),
          n1: fc.double({ min: 0.001, max: 18.99, noNaN: true }),
        }),
        fc.boolean(),
        (seed, { e0, n0, e1, n1 }, isFar) => {
          // the same hills a thousand times as wide: there curvature decides
          const stepM = isFar ? 1000 : 1;
          const raster = rasterOf({ seed, cols: 20, rows: 20, stepM, roughM: isFar ? 60 : 4, holes: 0 });
          const segment = { fromE: e0 * stepM, fromN: n0 * stepM, toE: e1 * stepM, toN: n1 * stepM };
          const lengthM = Math.hypot(segment.toE - segment.fromE, segment.toN - segment.fromN);
          if (lengthM < 0.5 * stepM) return;
          const eyeM = rasterHeight(raster, segment.fromE, segment.fromN) + 1.5;
          const targetM = rasterHeight(raster, segment.toE, segment.toN) + 0.5;
          const asked = question(eyeM, targetM);
          const answer = lineOfSight(sightLineOf([cutRaster(raster, segment)], lengthM), asked);
          let [least, inner] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
          const STEPS = 4000;
          for (let i = 1; i < STEPS; i++) {
            const share = i / STEPS;
            const [e, n] = [
              segment.fromE + share * (segment.toE - segment.fromE),
              segment.fromN + share * (segment.toN - segment.fromN),
            ];
            const clear = rayHeightM(asked, lengthM, share * lengthM) - rasterHeight(raster, e, n);
            least = Math.min(least, clear);
            if (share >= 0.02 && share <= 0.98) inner = Math.min(inner, clear);
          }
          // samples miss the very top of a ridge: the exact clearance is never larger, and hardly smaller
          const slack = (lengthM / STEPS) * 30;
          const wanted = answer.verdict === 'hidden' ? least : inner;
          expect(answer.clearance!.clearanceM).toBeLessThanOrEqual(wanted + 1e-6 * stepM);
          expect(answer.clearance!.clearanceM).toBeGreaterThan(wanted - slack);
          if (least < -1e-3) expect(answer.verdict).toBe('hidden');
          if (least > slack) expect(answer.verdict).toBe('visible');
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
