/** Lengths and areas of TINs, fitted slopes and walls, against analytic truth; errors against repeated noise. */
import { describe, expect, it } from 'vitest';
import { dipOf, fitFlatPlane, symmetricEigen } from '#core/dimension/flat-plane.ts';
import { fitSlope } from '#core/dimension/slope-fit.ts';
import { tinAreaInside } from '#core/dimension/tin-area.ts';
import { TinLength } from '#core/dimension/tin-length.ts';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { buildTin, type Tin } from '#core/surface/tin.ts';
import { type SeededRandom, seededRandom } from '../../../helpers/seeded-random.ts';

type HeightAt = (e: number, n: number) => number;
const ORIGIN = { e: 52_000, n: -97_000 };

/** Points at random over a square, some metres wider on all sides. */
function tinOf(heightAt: HeightAt, count: number, halfM: number, random: SeededRandom, sigmaM = 0): Tin {
  const east = Float64Array.from({ length: count }, () => ORIGIN.e + (2 * random.uniform() - 1) * halfM);
  const north = Float64Array.from({ length: count }, () => ORIGIN.n + (2 * random.uniform() - 1) * halfM);
  const height = east.map((e, i) => heightAt(e - ORIGIN.e, north[i]! - ORIGIN.n) + sigmaM * random.normal());
  return buildTin({ east, north, height });
}

function ring(positions: readonly (readonly [number, number])[]) {
  const placed = positions.map(([e, n]) => [ORIGIN.e + e, ORIGIN.n + n]);
  return parsePolygon({ type: 'Polygon', coordinates: [[...placed, placed[0]!]] });
}
const SQUARE = ring([
  [-20, -20],
  [20, -20],
  [20, 20],
  [-20, 20],
]);
const ARROW = ring([
  [-20, -20],
  [0, -5],
  [20, -20],
  [3, 18],
]);
/** A circle as 720 edges. */
const circle = (radius: number) =>
  ring(
    Array.from({ length: 720 }, (_, i) => {
      const angle = (i * Math.PI) / 360;
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    }),
  );
const PLANE: HeightAt = (e, n) => 200 + 0.3 * e - 0.4 * n;
const STRETCH = Math.sqrt(1 + 0.3 ** 2 + 0.4 ** 2);

describe('the area of a surface', () => {
  it('is exact on an inclined plane, whatever the outline', () => {
    const tin = tinOf(PLANE, 4_000, 30, seededRandom(1));
    const square = tinAreaInside(tin, SQUARE, 10, 0);
    expect(Math.abs(square.surfaceAreaM2 / (1600 * STRETCH) - 1)).toBeLessThan(1e-11);
    expect(Math.abs(square.knownAreaM2 / 1600 - 1)).toBeLessThan(1e-11);
    expect(square.noiseExcessM2).toBe(0);
    // shoelace of the arrow
    const planM2 =
      0.5 * Math.abs(-20 * -5 - 0 * -20 + (0 * -20 - 20 * -5) + (20 * 18 - 3 * -20) + (3 * -20 - -20 * 18));
    expect(Math.abs(tinAreaInside(tin, ARROW, 10, 0).surfaceAreaM2 / (planM2 * STRETCH) - 1)).toBeLessThan(1e-11);
  });

  it('is that of a cone to 0.02 % and of a hemisphere’s cap to 0.1 %', () => {
    const cone = tinOf((e, n) => 50 - Math.hypot(e, n), 60_000, 30, seededRandom(2));
    const truth = Math.PI * 20 ** 2 * Math.SQRT2;
    expect(Math.abs(tinAreaInside(cone, circle(20), 10, 0).surfaceAreaM2 / truth - 1)).toBeLessThan(2e-4);
    const dome = tinOf((e, n) => Math.sqrt(Math.max(0, 40 ** 2 - e * e - n * n)), 60_000, 30, seededRandom(3));
    const cap = 2 * Math.PI * 40 * (40 - Math.sqrt(40 ** 2 - 20 ** 2));
    expect(Math.abs(tinAreaInside(dome, circle(20), 10, 0).surfaceAreaM2 / cap - 1)).toBeLessThan(1e-3);
  });

  it('leaves out what is no data', () => {
    const tin = tinOf(PLANE, 4_000, 30, seededRandom(5));
    const hole = buildTin({
      east: tin.east.filter((e, i) => Math.hypot(e - ORIGIN.e, tin.north[i]! - ORIGIN.n) > 8),
      north: tin.north.filter((n, i) => Math.hypot(tin.east[i]! - ORIGIN.e, n - ORIGIN.n) > 8),
      height: tin.height.filter((_, i) => Math.hypot(tin.east[i]! - ORIGIN.e, tin.north[i]! - ORIGIN.n) > 8),
    });
    const area = tinAreaInside(hole, SQUARE, 5, 0);
    const voidM2 = 1600 - area.knownAreaM2;
    expect(voidM2).toBeGreaterThan(0.8 * Math.PI * 64);
    expect(voidM2).toBeLessThan(1.2 * Math.PI * 64);
    expect(area.surfaceAreaM2 / area.knownAreaM2).toBeCloseTo(STRETCH, 10);
  });

  it('says what noise adds: less that, a noisy plane is right to 0.3 %', () => {
    const sigmaM = 0.05;
    const noisy = tinAreaInside(tinOf(PLANE, 8_000, 30, seededRandom(6), sigmaM), SQUARE, 10, sigmaM);
    const truth = 1600 * STRETCH;
    expect(noisy.surfaceAreaM2 / truth - 1).toBeGreaterThan(0.005);
    expect(Math.abs((noisy.surfaceAreaM2 - noisy.noiseExcessM2) / truth - 1)).toBeLessThan(0.003);
  });

  it('has the standard error that repeated noise shows, within a third', () => {
    const [random, sigmaM] = [seededRandom(7), 0.02];
    const smooth = tinOf(PLANE, 1_500, 30, random);
    const runs = Array.from({ length: 60 }, () => {
      const height = smooth.height.map((h) => h + sigmaM * random.normal());
      return tinAreaInside({ ...smooth, height }, SQUARE, 10, sigmaM);
    });
    const spread = deviation(runs.map(({ surfaceAreaM2 }) => surfaceAreaM2));
    const told = mean(runs.map(({ standardErrorM2 }) => standardErrorM2));
    expect(told / spread).toBeGreaterThan(0.67);
    expect(told / spread).toBeLessThan(1.5);
  });
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe('the length along a surface', () => {
  const way = (fromE: number, fromN: number, toE: number, toN: number) => ({
    fromE: ORIGIN.e + fromE,
    fromN: ORIGIN.n + fromN,
    toE: ORIGIN.e + toE,
    toN: ORIGIN.n + toN,
  });

  it('is exact on an inclined plane, and knows where it has no data', () => {
    const length = new TinLength(tinOf(PLANE, 4_000, 30, seededRandom(8)), 10, 0);
    length.add(way(-20, -10, 15, 20));
    length.add(way(15, 20, 15, 60));
    const { surfaceLengthM, knownM, noiseExcessM } = length.result;
    const first = Math.hypot(35, 30, 0.3 * 35 - 0.4 * 30);
    const beyond = knownM - Math.hypot(35, 30);
    expect(beyond).toBeGreaterThan(9);
    expect(beyond).toBeLessThan(10.1);
    expect(surfaceLengthM).toBeCloseTo(first + beyond * Math.hypot(1, 0.4), 8);
    expect(noiseExcessM).toBe(0);
  });

  it('is that of a sine ridge to 0.1 %', () => {
    const ridge: HeightAt = (e) => 3 * Math.sin(e / 3);
    const length = new TinLength(tinOf(ridge, 60_000, 30, seededRandom(9)), 10, 0);
    length.add(way(-20, 1, 20, 1));
    // ∫√(1 + cos²(e/3)) de by Simpson's rule
    const f = (e: number) => Math.sqrt(1 + Math.cos(e / 3) ** 2);
    let sum = 0;
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [-20 + 0.02 * i, -20 + 0.02 * (i + 1)];
      sum += ((b - a) / 6) * (f(a) + 4 * f((a + b) / 2) + f(b));
    }
    expect(Math.abs(length.result.surfaceLengthM / sum - 1)).toBeLessThan(1e-3);
  });

  const noisyRuns = (sigmaM: number) => {
    const random = seededRandom(10);
    const smooth = tinOf(PLANE, 4_000, 30, random);
    return Array.from({ length: 80 }, () => {
      const height = smooth.height.map((h) => h + sigmaM * random.normal());
      const length = new TinLength({ ...smooth, height }, 10, sigmaM);
      length.add(way(-20, 3, 20, 3));
      return length.result;
    });
  };
  const errorRatio = (runs: ReturnType<typeof noisyRuns>) =>
    mean(runs.map(({ standardErrorM }) => standardErrorM)) /
    deviation(runs.map(({ surfaceLengthM }) => surfaceLengthM));

  it('says what noise adds', () => {
    const runs = noisyRuns(0.04);
    const raw = mean(runs.map(({ surfaceLengthM }) => surfaceLengthM)) - Math.hypot(40, 0.3 * 40);
    const told = mean(runs.map(({ noiseExcessM }) => noiseExcessM));
    expect(raw).toBeGreaterThan(0.05);
    expect(told / raw).toBeGreaterThan(0.7);
    expect(told / raw).toBeLessThan(1.4);
  });

  it('has the standard error that repeated noise shows, rather too large where noise is steeper than the ground', () => {
    const small = errorRatio(noisyRuns(0.008));
    expect(small).toBeGreaterThan(0.75);
    expect(small).toBeLessThan(1.33);
    const large = errorRatio(noisyRuns(0.04));
    expect(large).toBeGreaterThan(1);
    expect(large).toBeLessThan(2);
  });
});

describe('a fitted slope', () => {
  const points = (random: SeededRandom, count: number, sigmaM: number) => {
    const east = Float64Array.from({ length: count }, () => ORIGIN.e + 10 * random.uniform());
    const north = Float64Array.from({ length: count }, () => ORIGIN.n + 10 * random.uniform());
    const height = east.map((e, i) => PLANE(e - ORIGIN.e, north[i]! - ORIGIN.n) + sigmaM * random.normal());
    return [east, north, height] as const;
  };

  it('has dip, azimuth of the fall, 1:n and RMS', () => {
    const fit = fitSlope(...points(seededRandom(11), 500, 0));
    expect(fit.gradientPercent).toBeCloseTo(50, 9);
    expect(fit.ratioN).toBeCloseTo(2, 9);
    expect(fit.dipDeg).toBeCloseTo((Math.atan(0.5) * 180) / Math.PI, 9);
    // rises to the east and the south: falls to the north-west
    expect(fit.azimuthDeg).toBeCloseTo(360 - (Math.atan2(0.3, 0.4) * 180) / Math.PI, 9);
    expect(fit.rmsM).toBeLessThan(1e-9);
  });

  it('has the standard errors that repeated noise shows, within a fifth', () => {
    const random = seededRandom(12);
    const fits = Array.from({ length: 400 }, () => fitSlope(...points(random, 60, 0.1)));
    for (const [value, told] of [
      ['dipDeg', 'dipStandardErrorDeg'],
      ['azimuthDeg', 'azimuthStandardErrorDeg'],
    ] as const) {
      const ratio = mean(fits.map((fit) => fit[told]!)) / deviation(fits.map((fit) => fit[value]!));
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
    }
    expect(mean(fits.map(({ rmsM }) => rmsM))).toBeCloseTo(0.1, 2);
  });

  it('refuses points on one line, and names no azimuth where level', () => {
    const line = Float64Array.of(0, 1, 2);
    expect(() => fitSlope(line, line, line)).toThrow(/cannot be fitted/);
    const level = fitSlope(Float64Array.of(0, 1, 0), Float64Array.of(0, 0, 1), Float64Array.of(5, 5, 5));
    expect([level.azimuthDeg, level.ratioN, level.dipStandardErrorDeg]).toEqual([null, null, null]);
  });
});

describe('a wall', () => {
  it('has the normal, dip and RMS that it was planted with', () => {
    const random = seededRandom(13);
    // a wall along azimuth 30°, leaning by 5°: normal towards 120°, 5° upward
    const [azimuth, lean] = [(120 * Math.PI) / 180, (5 * Math.PI) / 180];
    const normal = [Math.sin(azimuth) * Math.cos(lean), Math.cos(azimuth) * Math.cos(lean), Math.sin(lean)] as const;
    const along = [Math.cos(azimuth), -Math.sin(azimuth), 0] as const;
    const up = [-Math.sin(azimuth) * Math.sin(lean), -Math.cos(azimuth) * Math.sin(lean), Math.cos(lean)] as const;
    const [east, north, height] = [0, 1, 2].map(() => new Float64Array(5_000)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let i = 0; i < east.length; i++) {
      const [s, t, r] = [20 * random.uniform(), 6 * random.uniform(), 0.02 * random.normal()];
      east[i] = ORIGIN.e + s * along[0] + t * up[0] + r * normal[0];
      north[i] = ORIGIN.n + s * along[1] + t * up[1] + r * normal[1];
      height[i] = 10 + s * along[2] + t * up[2] + r * normal[2];
    }
    const plane = fitFlatPlane(east, north, height)!;
    for (let k = 0; k < 3; k++) expect(plane.normal[k]).toBeCloseTo(normal[k]!, 3);
    expect(plane.rmsM).toBeCloseTo(0.02, 3);
    const { dipDeg, azimuthDeg } = dipOf(plane.normal);
    expect(dipDeg).toBeCloseTo(85, 1);
    expect(azimuthDeg).toBeCloseTo(120, 1);
  });

  it('is none through places on one line', () => {
    const line = Float64Array.of(0, 1, 2, 3);
    expect(fitFlatPlane(line, line, line)).toBeNull();
  });

  it('has the eigenvectors of its matrix', () => {
    const matrix = Float64Array.of(4, 1, -2, 1, 3, 0.5, -2, 0.5, 5);
    const { values, vectors } = symmetricEigen(matrix);
    for (let k = 0; k < 3; k++) {
      for (let r = 0; r < 3; r++) {
        let product = 0;
        for (let c = 0; c < 3; c++) product += matrix[3 * r + c]! * vectors[3 * c + k]!;
        expect(product).toBeCloseTo(values[k]! * vectors[3 * r + k]!, 10);
      }
    }
  });
});
