import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { cutRaster } from '#core/section/cut-raster.ts';
import type { HeightLine } from '#core/section/section-line.ts';
import { REFRACTION, sightCurve } from '#core/sight/curvature.ts';
import { cutClipped } from '#core/sight/cut-clipped.ts';
import { horizonOf } from '#core/sight/horizon.ts';
import { fieldOfView, screenFieldDeg } from '#core/sight/lens.ts';
import { lowestSeenM, mountainColumn, mountainSum } from '#core/sight/mountain.ts';
import { bareOnLine, placeOnLine, stretchesInside } from '#core/sight/obstacles.ts';
import { gapsOf, heightAtDistance, sightLineOf } from '#core/sight/sight-line.ts';
import { hoursOf, lightIntervals, lightOf } from '#core/sight/sunlight.ts';
import { rasterHeight } from '#core/surface/raster-surface.ts';
import { rasterOf } from '../../../helpers/sight-rasters.ts';

const line = (vertices: readonly (readonly [number, number])[]): HeightLine => ({
  along: Float64Array.from(vertices, ([at]) => at),
  height: Float64Array.from(vertices, ([, height]) => height),
});

describe('horizon', () => {
  it('is the largest angle of dense samples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.boolean(),
        (seed, azimuthDeg, isFar) => {
          const stepM = isFar ? 1000 : 1;
          const raster = rasterOf({ seed, cols: 21, rows: 21, stepM, roughM: isFar ? 200 : 4, holes: 0 });
          const [e, n, lengthM] = [10.3 * stepM, 9.7 * stepM, 9 * stepM];
          const eyeM = rasterHeight(raster, e, n) + 1.5;
          const [dE, dN] = [Math.sin((azimuthDeg * Math.PI) / 180), Math.cos((azimuthDeg * Math.PI) / 180)];
          const segment = { fromE: e, fromN: n, toE: e + dE * lengthM, toN: n + dN * lengthM };
          const { tangent } = horizonOf(sightLineOf([cutRaster(raster, segment)], lengthM), eyeM, REFRACTION);
          let best = Number.NEGATIVE_INFINITY;
          for (let i = 1; i <= 5000; i++) {
            const d = (lengthM * i) / 5000;
            const height = rasterHeight(raster, e + dE * d, n + dN * d);
            best = Math.max(best, (height - sightCurve() * d * d - eyeM) / d);
          }
          expect(tangent).toBeGreaterThanOrEqual(best - 1e-9);
          expect(tangent).toBeLessThan(best + 0.02);
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });
});

describe('sunlight', () => {
  // a wall of 10 m at 10 m, data as far as 50 m
  const wall = sightLineOf(
    [
      line([
        [0, 0],
        [10, 0],
        [10, 10],
        [11, 10],
        [11, 0],
        [50, 0],
      ]),
    ],
    200,
  );
  const asked = { eyeM: 0, refraction: 1, ceilingM: 30 };
  const at = (elevationDeg: number) => lightOf(wall, { azimuthDeg: 180, elevationDeg }, asked);

  it('is shadow below the wall, sun above, unknown where the data end under the ceiling', () => {
    expect(at(-1)).toBe('night');
    expect(at(30)).toBe('shadow');
    expect(at(44.9)).toBe('shadow');
    expect(at(45.1)).toBe('sun');
    const low = sightLineOf(
      [
        line([
          [0, 0],
          [50, 0],
        ]),
      ],
      200,
    );
    const over = (elevationDeg: number, ceilingM: number) =>
      lightOf(low, { azimuthDeg: 180, elevationDeg }, { ...asked, ceilingM });
    // 50 m away the ray at 30° is 28.9 m high
    expect(over(30, 30)).toBe('unknown');
    expect(over(30, 28)).toBe('sun');
    expect(over(32, 30)).toBe('sun');
  });

  it('adds steps up to hours', () => {
    const intervals = lightIntervals(['night', 'sun', 'sun', 'shadow', 'sun'], 0, 600_000);
    expect(intervals).toEqual([
      { light: 'night', fromMs: 0, toMs: 600_000 },
      { light: 'sun', fromMs: 600_000, toMs: 1_800_000 },
      { light: 'shadow', fromMs: 1_800_000, toMs: 2_400_000 },
      { light: 'sun', fromMs: 2_400_000, toMs: 3_000_000 },
    ]);
    expect(hoursOf(intervals, 'sun')).toBeCloseTo(0.5, 12);
  });
});

describe('a mountain', () => {
  const question = {
    eyeM: 100,
    refraction: 0.13,
    nearM: 20_000,
    farM: 40_000,
    footM: 1500,
    middleM: 30_000,
    summitM: 3776,
  };
  const cone: [number, number][] = [
    [20_000, 800],
    [30_000, 3776],
    [40_000, 800],
  ];
  const column = (before: [number, number][]) =>
    mountainColumn(sightLineOf([line([...before, ...cone])], 40_000), question);

  it('is seen whole over the plain, in part over a ridge, not at all from behind a wall', () => {
    const plain = column([
      [0, 98],
      [19_999, 98],
    ]);
    expect(plain.seen).toBe(plain.whole);
    // the summit at 30 km seems 61.4 m lower
    expect(plain.top).toBeCloseTo((3776 - 61.4544 - 100) / 30_000, 5);
    const ridge = column([
      [0, 98],
      [2000, 98],
      [2001, 250],
      [2002, 98],
      [19_999, 98],
    ]);
    expect(ridge.seen! / ridge.whole!).toBeCloseTo((ridge.top! - ridge.before!) / (ridge.top! - ridge.foot), 9);
    expect(ridge.seen).toBeGreaterThan(0);
    expect(lowestSeenM(ridge.before!, 100, 30_000, 0.13)).toBeCloseTo(100 + (149.73 / 2001) * 30_000 + 61.45, -1);
    expect(
      column([
        [0, 98],
        [10, 98],
        [10, 120],
        [11, 120],
        [11, 98],
        [19_999, 98],
      ]).seen,
    ).toBe(0);
  });

  it('is unknown where its own ground or the foreground is, unless known ground hides it all', () => {
    const near = (before: [number, number][]) => mountainColumn(sightLineOf([line(before)], 40_000), question);
    const open = near([
      [0, 98],
      [500, 98],
    ]);
    expect(open).toMatchObject({ top: null, before: null, whole: null, seen: null });
    expect(mountainSum([open]).share).toBeNull();
    const behind = near([
      [0, 98],
      [10, 98],
      [10, 120],
      [11, 120],
      [500, 98],
    ]);
    expect(behind.seen).toBe(0);
    expect(mountainSum([behind, behind])).toEqual({ share: 0, seesSome: false, knownShare: 1 });
    const gap = column([
      [0, 98],
      [500, 98],
      [500, Number.NaN],
      [600, 98],
      [19_999, 98],
    ]);
    expect(gap).toMatchObject({ before: null, seen: null });
  });
});

describe('obstacles on a line', () => {
  const square = parsePolygon({
    type: 'Polygon',
    coordinates: [
      [
        [10, -5],
        [20, -5],
        [20, 5],
        [10, 5],
        [10, -5],
      ],
    ],
  });
  const segment = { fromE: 0, fromN: 0, toE: 40, toN: 0 };
  const ground = sightLineOf(
    [
      line([
        [0, 0],
        [15, 6],
        [40, 1],
      ]),
    ],
    40,
  );

  it('stand over the surface, or instead of it', () => {
    expect(stretchesInside(square, segment)).toEqual([[10, 20]]);
    const box = placeOnLine(ground, segment, { polygon: square, topM: 5, kind: 'over' }, 0);
    for (const [at, height] of [
      [5, 2],
      [11, 5],
      [12.6, 5.04],
      [15, 6],
      [19, 5.2],
      [19.999, 5.0002],
      [30, 3],
    ] as const) {
      expect(heightAtDistance(box, at)).toBeCloseTo(height, 3);
    }
    expect(gapsOf(box)).toEqual([]);
    const pit = placeOnLine(ground, segment, { polygon: square, topM: -3, kind: 'instead' }, 0);
    expect(heightAtDistance(pit, 15)).toBe(-3);
    expect(heightAtDistance(pit, 25)).toBeCloseTo(4, 9);
  });

  it('are taken away down to the ground, and leave a gap where there is none', () => {
    const bare = sightLineOf(
      [
        line([
          [0, 0],
          [16, 0],
        ]),
      ],
      40,
    );
    const cleared = bareOnLine(ground, segment, square, bare);
    expect(heightAtDistance(cleared, 14)).toBe(0);
    expect(gapsOf(cleared)).toEqual([[16, 20]]);
  });
});

describe('what a lens sees', () => {
  it('is that of the 36 × 24 mm picture', () => {
    expect(fieldOfView(35).horizontalDeg).toBeCloseTo(54.43, 2);
    expect(fieldOfView(35).verticalDeg).toBeCloseTo(37.85, 2);
    expect(fieldOfView(50).horizontalDeg).toBeCloseTo(39.6, 1);
    // a wider screen shows more beside it, a narrower one more above
    expect(screenFieldDeg(35, 2)).toBeCloseTo(37.85, 2);
    const tall = screenFieldDeg(35, 0.5);
    expect(2 * Math.atan(Math.tan((tall * Math.PI) / 360) * 0.5) * (180 / Math.PI)).toBeCloseTo(54.43, 2);
  });
});

describe('a surface along a long ray', () => {
  it('is the same, cut only where it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e5 }), fc.double({ min: -80, max: 80, noNaN: true }), (seed, turn) => {
        const raster = rasterOf({ seed, cols: 12, rows: 12, stepM: 1, roughM: 3, holes: 3 });
        const [dE, dN] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
        const segment = { fromE: 5.3 - 300 * dE, fromN: 5.1 - 300 * dN, toE: 5.3 + 300 * dE, toN: 5.1 + 300 * dN };
        const bounds = { minE: 0, minN: 0, maxE: 11, maxN: 11 };
        const cut = sightLineOf([cutClipped((one) => cutRaster(raster, one), bounds, segment)], 600);
        const whole = sightLineOf([cutRaster(raster, segment)], 600);
        for (let d = 288; d < 312; d += 0.37) {
          const [a, b] = [heightAtDistance(cut, d), heightAtDistance(whole, d)];
          if (Number.isNaN(b)) expect(a).toBeNaN();
          else expect(a).toBeCloseTo(b, 6);
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
