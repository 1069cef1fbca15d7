import { describe, expect, it } from 'vitest';
import { dippingPlane, fitPlane, planeHeight } from '#core/surface/plane.ts';

describe('dippingPlane', () => {
  it('falls towards its azimuth, clockwise from north', () => {
    const plane = dippingPlane(100, 200, 50, 45, 90);
    // tan 45° is 1 to a rounding error
    expect(planeHeight(plane, 110, 200)).toBeCloseTo(40, 10);
    expect(planeHeight(plane, 100, 300)).toBeCloseTo(50, 10);
    expect(planeHeight(dippingPlane(0, 0, 50, 45, 180), 0, -10)).toBeCloseTo(40, 10);
  });

  it('refuses a dip that is no plane over the ground', () => {
    expect(() => dippingPlane(0, 0, 0, 90, 0)).toThrow(/dip of 0 to below 90/);
    expect(() => dippingPlane(0, 0, 0, -1, 0)).toThrow(/dip/);
  });
});

describe('fitPlane', () => {
  const east = Float64Array.of(0, 10, 10, 0, 5);
  const north = Float64Array.of(0, 0, 10, 10, 5);

  it('finds a plane again, without the places that have no data', () => {
    const height = Float64Array.from(east, (e, i) => (i === 4 ? Number.NaN : 7 + 0.5 * e - 0.25 * north[i]!));
    const plane = fitPlane('boundary', east, north, height);
    expect(planeHeight(plane, 3, 8)).toBeCloseTo(6.5, 12);
  });

  it('lies at the lowest, highest or mean height', () => {
    const height = Float64Array.of(1, 2, 3, 6, Number.NaN);
    expect(
      (['lowest', 'highest', 'mean'] as const).map((fit) => planeHeight(fitPlane(fit, east, north, height), 4, 4)),
    ).toEqual([1, 6, 3]);
  });

  it('says so when there is too little to fit to', () => {
    const none = new Float64Array(5).fill(Number.NaN);
    expect(() => fitPlane('mean', east, north, none)).toThrow(/no data along the boundary/);
    const two = Float64Array.of(1, 2, Number.NaN, Number.NaN, Number.NaN);
    expect(() => fitPlane('boundary', east, north, two)).toThrow(/on one line/);
  });
});
