/** Distances, gradients and angles against figures worked out by hand, and their derivatives against differences. */
import { describe, expect, it } from 'vitest';
import { angleAt, azimuthOf, distanceBetween, lengthAlong, type Place } from '#core/dimension/lines.ts';
import { givenHeight, heightInTin, propagated } from '#core/dimension/vertex-height.ts';
import { buildTin } from '#core/surface/tin.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const place = (east: number, north: number, heightM: number | null = null): Place => ({ east, north, heightM });

describe('a distance', () => {
  it('has slope, horizontal, vertical, gradient and azimuth', () => {
    const found = distanceBetween(place(1000, 2000, 50), place(1003, 2004, 62));
    expect(found.horizontalM).toBe(5);
    expect(found.verticalM).toBe(12);
    expect(found.slopeM).toBe(13);
    expect(found.gradientPercent).toBeCloseTo(240, 12);
    expect(found.ratioN).toBeCloseTo(5 / 12, 15);
    expect(found.gradientDeg).toBeCloseTo(67.38013505195957, 12);
    expect(found.azimuthDeg).toBeCloseTo(36.86989764584402, 12);
  });

  it('falls with a negative gradient, has no 1:n where level and no gradient where plumb', () => {
    expect(distanceBetween(place(0, 0, 10), place(0, -20, 9)).gradientPercent).toBe(-5);
    expect(distanceBetween(place(0, 0, 10), place(0, -20, 9)).ratioN).toBe(20);
    expect(distanceBetween(place(0, 0, 10), place(0, -20, 10)).ratioN).toBeNull();
    const plumb = distanceBetween(place(0, 0, 10), place(0, 0, 13));
    expect([plumb.gradientPercent, plumb.azimuthDeg, plumb.gradientDeg, plumb.slopeM]).toEqual([null, null, 90, 3]);
  });

  it('says nothing of heights that are not known', () => {
    const found = distanceBetween(place(0, 0), place(3, 4, 1));
    expect([found.horizontalM, found.verticalM, found.slopeM, found.gradientDeg]).toEqual([5, null, null, null]);
  });

  it('counts azimuths clockwise from north', () => {
    expect([azimuthOf(0, 1), azimuthOf(1, 0), azimuthOf(0, -1), azimuthOf(-1, 0)]).toEqual([0, 90, 180, 270]);
  });
});

describe('a length along vertices', () => {
  it('adds up in plan and in space', () => {
    const places = [place(0, 0, 0), place(3, 4, 12), place(3, 4 + 8, 12 + 6)];
    expect(lengthAlong(places)).toEqual({ planLengthM: 13, slopeLengthM: 23 });
    expect(lengthAlong([places[0]!, place(3, 4), places[2]!]).slopeLengthM).toBeNull();
  });
});

describe('an angle', () => {
  it('is 90° in plan and 60° in space between two diagonals of a cube', () => {
    // from a corner along the diagonals of two walls
    const angle = angleAt(place(1, 0, 1), place(0, 0, 0), place(0, 1, 1))!;
    expect(angle.planDeg).toBeCloseTo(90, 12);
    expect(angle.spaceDeg).toBeCloseTo(60, 12);
  });

  it('is 180° on a straight way, and none where two places coincide', () => {
    expect(angleAt(place(-5, 0, 2), place(0, 0, 2), place(7, 0, 2))!.spaceDeg).toBeCloseTo(180, 10);
    expect(angleAt(place(0, 0, 1), place(0, 0, 2), place(1, 0, 3))).toBeNull();
  });

  it('has the derivatives by heights that differences give', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 50; round++) {
      const places = [0, 1, 2].map(() => place(10 * random.uniform(), 10 * random.uniform(), 10 * random.uniform()));
      const { gradient } = angleAt(places[0]!, places[1]!, places[2]!)!;
      for (let k = 0; k < 3; k++) {
        const moved = (by: number) =>
          angleAt(
            ...(places.map((one, i) => (i === k ? { ...one, heightM: one.heightM! + by } : one)) as [
              Place,
              Place,
              Place,
            ]),
          )!.spaceDeg!;
        const step = 1e-5;
        const difference = (moved(step) - moved(-step)) / (2 * step);
        expect(Math.abs(difference - gradient[k]!)).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
      }
    }
  });
});

describe('errors of heights', () => {
  const tin = buildTin({
    east: Float64Array.of(0, 10, 0, 10),
    north: Float64Array.of(0, 0, 10, 10),
    height: Float64Array.of(100, 101, 102, 103),
  });

  it('come from the corners of the triangle', () => {
    const one = buildTin({
      east: Float64Array.of(0, 9, 0),
      north: Float64Array.of(0, 0, 9),
      height: Float64Array.of(100, 101, 102),
    });
    const third = heightInTin(one, 3, 3, 100)!;
    expect(third.heightM).toBeCloseTo(101, 12);
    expect(propagated([third], [1], 0.03)).toBeCloseTo(0.03 / Math.sqrt(3), 12);
    expect(propagated([heightInTin(tin, 10, 0, 100)!], [1], 0.03)).toBeCloseTo(0.03, 12);
    expect(heightInTin(tin, 11, 3, 100)).toBeNull();
    expect(heightInTin(tin, 5, 5, 9)).toBeNull();
  });

  it('cancel where two heights rest on the same points', () => {
    const one = heightInTin(tin, 2, 3, 100)!;
    expect(propagated([one, one], [-1, 1], 0.03)).toBe(0);
    const apart = [givenHeight(1, 'a'), givenHeight(2, 'b')];
    expect(propagated(apart, [-1, 1], 0.03)).toBeCloseTo(0.03 * Math.SQRT2, 12);
  });
});
