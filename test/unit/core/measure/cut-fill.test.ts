import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '#core/errors.ts';
import type { AreaGeometry } from '#core/geometry/polygon.ts';
import { sumCells } from '#core/measure/cut-fill.ts';
import { measureVolume } from '#core/measure/volume-methods.ts';
import { exactSurface, measureExact } from '../../../helpers/flat-surface.ts';
import { measureScene } from '../../../helpers/volume-scenes.ts';

const rectangle = (minE: number, minN: number, maxE: number, maxN: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [minE, minN],
      [maxE, minN],
      [maxE, maxN],
      [minE, maxN],
      [minE, minN],
    ],
  ],
});

describe('measureVolume, method grid', () => {
  it('integrates a linear difference exactly: 0.1·x over 10 × 10 m is 50 m³', () => {
    const { cutM3, fillM3, netM3, coveredAreaM2 } = measureExact(
      rectangle(0, 0, 10, 10),
      0.5,
      () => 5,
      (e) => 0.1 * e + 5,
    );
    // 400 cells, rounding only
    expect(fillM3).toBeCloseTo(50, 9);
    expect([cutM3, coveredAreaM2]).toEqual([0, 100]);
    expect(netM3).toBe(fillM3);
  });

  it('keeps cut and fill apart and cuts the cells at the border of the area', () => {
    const result = measureExact(
      rectangle(-2.25, 0, 3.75, 2.1),
      0.5,
      () => 0,
      (e) => (e < 0 ? -1 : 2),
    );
    expect(result.cutM3).toBeCloseTo(2.25 * 2.1, 12);
    expect(result.fillM3).toBeCloseTo(2 * 3.75 * 2.1, 12);
    expect(result.cutAreaM2).toBeCloseTo(2.25 * 2.1, 12);
    expect(result.fillAreaM2).toBeCloseTo(3.75 * 2.1, 12);
    expect(result.netM3).toBe(result.fillM3 - result.cutM3);
    expect([result.minDifferenceM, result.maxDifferenceM]).toEqual([-1, 2]);
    expect(result.meanDifferenceM).toBeCloseTo(result.netM3 / 12.6, 12);
  });

  it('counts cells without data as void, never as ground', () => {
    const result = measureExact(
      rectangle(0, 0, 4, 1),
      1,
      (e) => (e < 1 ? Number.NaN : 0),
      (e) => (e > 3 ? Number.NaN : 3),
    );
    expect([result.fillM3, result.coveredAreaM2, result.voidAreaM2, result.areaM2]).toEqual([6, 2, 2, 4]);
  });

  it('has no mean, least or greatest difference where nothing is covered', () => {
    const result = measureExact(
      rectangle(0, 0, 2, 2),
      1,
      () => Number.NaN,
      () => 1,
    );
    expect([result.meanDifferenceM, result.minDifferenceM, result.maxDifferenceM]).toEqual([null, null, null]);
    expect([result.voidAreaM2, result.netM3]).toEqual([4, 0]);
  });

  it('converges to the volume of a cone with the square of the cell size', () => {
    const exact = (Math.PI * 10 ** 2 * 5) / 3;
    const cone = (e: number, n: number) => Math.max(0, 5 * (1 - Math.hypot(e, n) / 10));
    const errors = [2, 1, 0.5, 0.25].map((s) =>
      Math.abs(measureExact(rectangle(-11, -11, 11, 11), s, () => 0, cone).fillM3 - exact),
    );
    // the midpoint rule is of second order; tip and rim of the cone add noise, so a factor of two is left
    errors.forEach((error, i) => {
      expect(error).toBeLessThan((2 * errors[0]!) / 4 ** i + 1e-6);
    });
    expect(errors[3]! / exact).toBeLessThan(1e-3);
  });

  it('swaps cut and fill to the last digit when the epochs swap', () => {
    const area = rectangle(0.3, 0.7, 17.1, 9.9);
    const [a, b] = [(e: number, n: number) => Math.sin(e) * n, (e: number, n: number) => Math.cos(n) + e / 7];
    const there = measureExact(area, 0.5, a, b);
    const back = measureExact(area, 0.5, b, a);
    expect([back.cutM3, back.fillM3, back.netM3]).toEqual([there.fillM3, there.cutM3, -there.netM3]);
  });

  it('leaves differences below the level of detection out of the significant volumes', () => {
    const sums = sumCells(Float64Array.of(1, 1, 1, 1), Float64Array.of(0.05, -0.05, 2, -3), 0.1);
    expect([sums.fillM3, sums.cutM3, sums.coveredAreaM2]).toEqual([2, 3, 4]);
  });

  it('measures a heap of known volume from noisy points within its interval, and says how noisy they are', () => {
    const { truth, measured } = measureScene({
      seed: 5,
      sideM: 60,
      pointsPerM2: 4,
      noiseSigmaM: 0.03,
      accuracyM: 0,
      changedShare: 0.1,
      changeM: 2,
      cellSizeM: 0.5,
    });
    // 14,000 vertices: sigma to 1 %
    expect(measured.noise.existingSigmaM).toBeCloseTo(0.03, 3);
    for (const name of ['cutM3', 'fillM3', 'netM3'] as const) {
      expect(measured.uncertainty95[name][0]).toBeLessThanOrEqual(truth[name]);
      expect(measured.uncertainty95[name][1]).toBeGreaterThanOrEqual(truth[name]);
    }
    // 1.96·√(2·0.03²), sigma to 1 %
    expect(Math.abs(measured.significant.lodM / 0.08316 - 1)).toBeLessThan(0.015);
    expect(measured.significant.fillM3).toBeLessThan(measured.fillM3);
  });

  it('says which methods there are when asked for another', () => {
    const polygon = { parts: [], bounds: { minE: 0, minN: 0, maxE: 1, maxN: 1 } };
    const grid = { cellSizeM: 1, firstCol: 0, firstRow: 0, cols: 1, rows: 1 };
    const surface = exactSurface(grid, () => 0);
    for (const method of ['contour', 'toString', '']) {
      expect(() =>
        measureVolume(
          method,
          { polygon, grid, existing: surface, compared: surface },
          { stationPitchM: 5, contourIntervalM: 0.5 },
        ),
      ).toThrow(UnsupportedError);
    }
  });
});
