import { describe, expect, it } from 'vitest';
import type { VerticalPoint } from '#core/alignment/alignment.ts';
import {
  checkProfile,
  profileElevation,
  profileGrades,
  profileSlope,
  verticalCurves,
} from '#core/alignment/vertical.ts';
import { GeometryError } from '#core/errors.ts';

const point = (distanceM: number, elevationM: number, curveLengthM = 0): VerticalPoint => ({
  distanceM,
  elevationM,
  curveLengthM,
});
// −2.1 % then −1.5 %, VCL 80
const sag = [point(0, 100), point(100, 97.9, 80), point(200, 96.4)];

describe('profile', () => {
  it('has the curve of the manual: −2.1 to −1.5 % over 80 m is y = 0.060 m', () => {
    const [, curve] = verticalCurves(sag);
    expect(curve!.middleOrdinateM).toBeCloseTo(0.06, 12);
    expect(curve!.curveRadiusM).toBeCloseTo(80 / 0.006, 6);
    expect(profileGrades(sag).map(({ percent }) => percent)).toEqual([
      expect.closeTo(-2.1, 9),
      expect.closeTo(-1.5, 9),
    ]);
    expect(profileElevation(sag, 100)).toBeCloseTo(97.96, 12);
  });

  it('runs on the grades outside the curve and on a parabola inside', () => {
    expect(profileElevation(sag, 0)).toBe(100);
    expect(profileElevation(sag, 60)).toBeCloseTo(98.74, 12);
    expect(profileElevation(sag, 200)).toBe(96.4);
    for (let d = 61; d < 140; d++) {
      const bent = profileElevation(sag, d - 1)! - 2 * profileElevation(sag, d)! + profileElevation(sag, d + 1)!;
      expect(bent).toBeCloseTo(0.006 / 80, 9);
    }
  });

  it('has slopes that are those of its heights', () => {
    for (let d = 1; d < 200; d += 1.7) {
      const slope = (profileElevation(sag, d + 1e-4)! - profileElevation(sag, d - 1e-4)!) / 2e-4;
      expect(profileSlope(sag, d)).toBeCloseTo(slope, 7);
    }
  });

  it('has no height beyond its ends, or without points', () => {
    expect(profileElevation(sag, -0.1)).toBeNull();
    expect(profileElevation(sag, 200.1)).toBeNull();
    expect(profileElevation(null, 10)).toBeNull();
    expect(profileSlope(sag, 201)).toBeNull();
  });

  it.each([
    ['a single point', [point(0, 1)], /two or more points, got 1/],
    ['points that do not ascend', [point(0, 1), point(50, 1), point(40, 1)], /point 3: expected a distance beyond 50/],
    ['curves that overlap', [point(0, 1), point(50, 2, 60), point(90, 1, 40), point(200, 1)], /overlap by 10 m/],
    ['a curve beyond its end', [point(0, 1), point(50, 2, 120), point(200, 1)], /points 1 and 2 overlap by 10 m/],
    ['a curve at an end', [point(0, 1, 10), point(50, 2)], /no curve at an end/],
    ['a height that is none', [point(0, 1), point(50, Number.NaN)], /point 2: expected finite/],
  ])('refuses %s', (_, profile, message) => {
    expect(() => checkProfile(profile)).toThrow(GeometryError);
    expect(() => checkProfile(profile)).toThrow(message);
  });

  it('takes curves that touch', () => {
    expect(() => checkProfile([point(0, 1), point(50, 2, 40), point(90, 1, 40), point(200, 1)])).not.toThrow();
  });
});
