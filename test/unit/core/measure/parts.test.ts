import { describe, expect, it } from 'vitest';
import { CompensatedSum } from '#core/measure/compensated-sum.ts';
import { differenceGrid } from '#core/measure/difference-grid.ts';
import { normalProbability, positivePartBias } from '#core/measure/normal-distribution.ts';
import { scatterOfPoints, scatterOfTin } from '#core/measure/point-scatter.ts';
import { isSettled } from '#core/measure/settled-tin.ts';
import { windowMean } from '#core/measure/window-mean.ts';
import { gridOver } from '#core/surface/grid.ts';
import { buildTin } from '#core/surface/tin.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

function noisy(count: number, side: number, sigmaM: number, seed: number) {
  const random = seededRandom(seed);
  const east = Float64Array.from({ length: count }, () => side * random.uniform());
  const north = Float64Array.from({ length: count }, () => side * random.uniform());
  const height = east.map((e, i) => 0.6 * e - 0.3 * north[i]! + sigmaM * random.normal());
  return { east, north, height };
}

describe('CompensatedSum', () => {
  it('keeps small terms beside large ones', () => {
    const sum = new CompensatedSum();
    for (const term of [1e16, 1, 1, -1e16]) sum.add(term);
    expect(sum.value).toBe(2);
  });
});

describe('the normal distribution', () => {
  it('has the probabilities of the tables', () => {
    for (const [z, p] of [
      [0, 0.5],
      [1, 0.8413447],
      [1.959964, 0.975],
      [-2.5, 0.0062097],
      [5, 0.9999997],
    ] as const) {
      expect(normalProbability(z)).toBeCloseTo(p, 6);
    }
  });

  it('lifts the positive part as much as drawing noise does', () => {
    const random = seededRandom(11);
    for (const d of [0, 0.3, -0.8, 2]) {
      let sum = 0;
      for (let i = 0; i < 200_000; i++) sum += Math.max(0, d + 0.5 * random.normal());
      // 200,000 draws with σ 0.5: the mean is good to 0.001
      expect(positivePartBias(d, 0.5)).toBeCloseTo(sum / 200_000 - Math.max(0, d), 2);
    }
    expect(positivePartBias(0, 1)).toBeCloseTo(0.39894, 4);
    expect([positivePartBias(0, 0), positivePartBias(7, 1)]).toEqual([0, 0]);
  });
});

describe('point scatter', () => {
  const box = { minE: 0, minN: 0, maxE: 60, maxN: 60 };

  it('is the noise of the points, not the slope of the ground', () => {
    const points = noisy(20_000, 60, 0.04, 1);
    const { sigmaM, areaPerPointM2, sampleCount } = scatterOfTin(buildTin(points), box, 5);
    expect(sampleCount).toBeGreaterThan(10_000);
    // 20,000 residuals: 0.5 %, three of them
    expect(Math.abs(sigmaM / 0.04 - 1)).toBeLessThan(0.015);
    expect(Math.abs(areaPerPointM2 / (3600 / 20_000) - 1)).toBeLessThan(0.02);
    expect(Math.abs(scatterOfPoints(points, 5).sigmaM / 0.04 - 1)).toBeLessThan(0.02);
  });

  it('is not led astray by a few points far off the ground', () => {
    const points = noisy(5000, 60, 0.04, 2);
    for (let i = 0; i < 5000; i += 200) points.height[i]! += 15;
    expect(Math.abs(scatterOfTin(buildTin(points), box, 5).sigmaM / 0.04 - 1)).toBeLessThan(0.25);
  });

  it('is nothing where too few points tell', () => {
    expect(scatterOfTin(buildTin(noisy(6, 60, 1, 3)), box, 100)).toEqual({
      sigmaM: 0,
      areaPerPointM2: 0,
      sampleCount: 0,
    });
  });
});

describe('windowMean', () => {
  it('averages what is there and leaves no data out', () => {
    const nan = Number.NaN;
    const { means, counts } = windowMean(Float64Array.of(1, 2, nan, nan, 5, nan, nan, nan, nan), 3, 3, 1);
    expect(Array.from(means)).toEqual([8 / 3, 8 / 3, 3.5, 8 / 3, 8 / 3, 3.5, 5, 5, 5]);
    expect(Array.from(counts)).toEqual([3, 3, 2, 3, 3, 2, 1, 1, 1]);
    expect(windowMean(Float64Array.of(nan, nan), 2, 1, 1).means).toEqual(Float64Array.of(nan, nan));
  });

  it('agrees with adding up each window, also wider than the grid', () => {
    const random = seededRandom(4);
    const [cols, rows] = [13, 9];
    const values = Float64Array.from({ length: cols * rows }, () =>
      random.uniform() < 0.2 ? Number.NaN : random.normal(),
    );
    for (const reach of [1, 2, 5, 20]) {
      const { means } = windowMean(values, cols, rows, reach);
      for (let cell = 0; cell < values.length; cell++) {
        const [col, row] = [cell % cols, Math.floor(cell / cols)];
        const inside = Array.from(values).filter(
          (value, other) =>
            !Number.isNaN(value) &&
            Math.abs((other % cols) - col) <= reach &&
            Math.abs(Math.floor(other / cols) - row) <= reach,
        );
        const expected = inside.reduce((sum, value) => sum + value, 0) / inside.length;
        if (inside.length > 0) expect(means[cell]).toBeCloseTo(expected, 10);
      }
    }
  });
});

describe('differenceGrid', () => {
  it('draws cells inside the area, coarser until they are few enough', () => {
    const grid = gridOver({ minE: 10, minN: 20, maxE: 14, maxN: 22 }, 1);
    const areas = new Float64Array(8).fill(1);
    areas[0] = 0;
    const differences = Float64Array.of(9, 1, 2, 3, 1, 1, Number.NaN, 3);
    const compared = new Float64Array(8).fill(50);
    const fine = differenceGrid(grid, areas, differences, compared, 1);
    expect(fine).toMatchObject({ cols: 4, rows: 2, originE: 10, originN: 20, cellSizeM: 1 });
    expect(fine.valuesM).toEqual([null, 1, 2, 3, 1, 1, null, 3]);
    const coarse = differenceGrid(grid, areas, differences, compared, 0.5, 2);
    expect(coarse).toEqual({
      cols: 2,
      rows: 1,
      originE: 20,
      originN: 40,
      cellSizeM: 2,
      valuesM: [1, 2.667],
      heightsM: [50, 50],
    });
  });
});

describe('isSettled', () => {
  const square = (side: number) => ({ minE: -side, minN: -side, maxE: side, maxN: side });
  const dense = (() => {
    const { uniform } = seededRandom(5);
    const count = 4000;
    const column = () => Float64Array.from({ length: count }, () => 40 * uniform() - 20);
    return buildTin({ east: column(), north: column(), height: new Float64Array(count) });
  })();

  it('holds when the circles of the triangles over the area stay in the loaded box', () => {
    const box = { loaded: square(20), data: square(500), marginM: 10 };
    expect(isSettled(dense, square(10), box, 5)).toBe(true);
    expect(isSettled(dense, square(19.9), { ...box, marginM: 0.1 }, 5)).toBe(false);
  });

  it('holds whatever the circles when all points are loaded', () => {
    expect(isSettled(dense, square(19.9), { loaded: square(21), data: square(20), marginM: 0.1 }, 1000)).toBe(true);
  });

  it('does not while the area reaches out of the hull and longer edges are allowed than the margin is wide', () => {
    const box = { loaded: square(40), data: square(500), marginM: 10 };
    expect(isSettled(dense, square(30), box, 1000)).toBe(false);
  });
});
