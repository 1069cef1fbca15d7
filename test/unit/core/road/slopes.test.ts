/** Gradient, cross falls and their limits on roads that are known exactly. */
import { describe, expect, it } from 'vitest';
import { type FittedSlope, parseAlignmentChecksRequest } from '#core/contract/alignment-checks.ts';
import { AxisLocator } from '#core/road/axis-locator.ts';
import { roadHeightAt } from '#core/road/road-height.ts';
import {
  crossFallShape,
  judgeClearance,
  judgeCrossFall,
  judgeGrade,
  judgeResultant,
  limitsOf,
  resultantOf,
} from '#core/road/road-limits.ts';
import { type RoadPoints, rangeOf, roadPoints } from '#core/road/road-points.ts';
import { crossFallBetween, gradeBetween } from '#core/road/road-slopes.ts';
import { fitLinear } from '#core/road/robust-fit.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const OPTIONS = { halfWidthM: 3, crownM: 0.3, fit: 'robust', minPoints: 8 } as const;

function normals(seed: number): () => number {
  return seededRandom(seed).normal;
}

/** A road of a shape, its points strewn over it. */
function road(heightAt: (s: number, o: number) => number, count = 2_000, lengthM = 40, seed = 1): RoadPoints {
  const random = seededRandom(seed).uniform;
  const rows = Array.from({ length: count }, () => {
    const [s, o] = [random() * lengthM, (random() - 0.5) * 8];
    return { s, o, h: heightAt(s, o) };
  }).sort((a, b) => a.s - b.s);
  const column = (of: (row: { s: number; o: number; h: number }) => number) => Float64Array.from(rows, of);
  return {
    distance: column(({ s }) => s),
    offset: column(({ o }) => o),
    height: column(({ h }) => h),
    east: column(({ s }) => s),
    north: column(({ o }) => -o),
  };
}

describe('slopes', () => {
  it('are exact on a roof, whatever its height above the sea', () => {
    for (const fit of ['robust', 'least-squares'] as const) {
      const points = road((s, o) => 3_776 - 0.0375 * s - 0.021 * Math.max(0, -o) - 0.017 * Math.max(0, o));
      const grade = gradeBetween(points, [10, 30], 20, { ...OPTIONS, fit });
      expect(grade.slope.percent).toBeCloseTo(-3.75, 8);
      expect(grade.elevationM).toBeCloseTo(3_776 - 0.75, 8);
      expect(crossFallBetween(points, [10, 30], -1, { ...OPTIONS, fit }).slope.percent).toBeCloseTo(2.1, 8);
      expect(crossFallBetween(points, [10, 30], 1, { ...OPTIONS, fit }).slope.percent).toBeCloseTo(1.7, 8);
    }
  });

  it('stay themselves when cars stand on the road', () => {
    const noise = normals(5);
    const random = seededRandom(9).uniform;
    const points = road((s, o) => 50 + 0.04 * s - 0.02 * Math.abs(o) + 0.02 * noise() + (random() < 0.15 ? 1.4 : 0));
    const robust = gradeBetween(points, [0, 40], 20, OPTIONS);
    expect(Math.abs(robust.slope.percent! - 4)).toBeLessThan(0.03);
    expect(Math.abs(crossFallBetween(points, [0, 40], 1, OPTIONS).slope.percent! - 2)).toBeLessThan(0.3);
    expect(robust.slope.sigmaM!).toBeLessThan(0.035);
    const plain = gradeBetween(points, [0, 40], 20, { ...OPTIONS, fit: 'least-squares' });
    expect(plain.slope.sigmaM!).toBeGreaterThan(0.3);
  });

  it('have standard errors that hold: two of them in 19 of 20 roads', () => {
    let [grade, fall] = [0, 0];
    const roads = 200;
    for (let seed = 0; seed < roads; seed++) {
      const noise = normals(100 + seed);
      const points = road((s, o) => 0.05 * s - 0.02 * Math.abs(o) + 0.05 * noise(), 400, 20, seed);
      const own = gradeBetween(points, [0, 20], 10, OPTIONS).slope;
      const right = crossFallBetween(points, [0, 20], 1, OPTIONS).slope;
      if (Math.abs(own.percent! - 5) < 2 * own.standardErrorPercent!) grade++;
      if (Math.abs(right.percent! - 2) < 2 * right.standardErrorPercent!) fall++;
    }
    for (const share of [grade / roads, fall / roads]) {
      expect(share).toBeGreaterThan(0.9);
      expect(share).toBeLessThan(0.99);
    }
  });

  it('are not given where points lack, and the reason is', () => {
    const points = road(() => 0);
    const of = (keep: (s: number, o: number) => boolean): RoadPoints => {
      const kept = Array.from(points.distance.keys()).filter((i) => keep(points.distance[i]!, points.offset[i]!));
      const pick = (column: Float64Array) => Float64Array.from(kept, (i) => column[i]!);
      return {
        distance: pick(points.distance),
        offset: pick(points.offset),
        height: pick(points.height),
        east: pick(points.east),
        north: pick(points.north),
      };
    };
    const reason = (keep: (s: number, o: number) => boolean) => gradeBetween(of(keep), [0, 20], 10, OPTIONS).reason;
    expect(reason(() => false)).toBe('void');
    expect(reason((s, o) => s < 0.5 && Math.abs(o) < 0.5)).toBe('few-points');
    expect(reason((s) => s < 5)).toBe('gaps');
    expect(reason(() => true)).toBeNull();
    const across = of((_, o) => o < 1);
    expect(crossFallBetween(across, [0, 20], 1, OPTIONS)).toMatchObject({ reason: 'gaps', slope: { percent: null } });
    expect(crossFallBetween(across, [0, 20], -1, OPTIONS).reason).toBeNull();
    // one side alone still has a gradient
    expect(
      gradeBetween(
        of((_, o) => o > 0),
        [0, 20],
        10,
        OPTIONS,
      ).slope.percent,
    ).toBeCloseTo(0, 9);
  });

  it('cannot be fitted to fewer points than unknowns, or to points at one place', () => {
    expect(
      fitLinear(
        [
          [1, 1],
          [0, 1],
        ],
        [0, 1],
        'robust',
      ),
    ).toBeNull();
    expect(
      fitLinear(
        [
          [1, 1, 1],
          [2, 2, 2],
        ],
        [0, 1, 2],
        'least-squares',
      ),
    ).toBeNull();
  });
});

describe('places on the road', () => {
  const pieces = [
    { segment: { fromE: 0, fromN: 0, toE: 10, toN: 0 }, beginM: 100, endM: 110 },
    { segment: { fromE: 10, fromN: 0, toE: 10, toN: 10 }, beginM: 110, endM: 120 },
  ];
  const locator = new AxisLocator(pieces, 4);

  it('are found by the nearest chord, right positive', () => {
    expect(locator.find(5, -2)).toEqual({ distanceM: 105, offsetM: 2 });
    expect(locator.find(8, 5)).toEqual({ distanceM: 115, offsetM: -2 });
    expect(locator.find(-0.1, 0)).toBeNull();
    expect(locator.find(10, 10.1)).toBeNull();
    expect(locator.find(5, -4.1)).toBeNull();
    expect(locator.find(500, 500)).toBeNull();
    // outside the bend: the way to it
    expect(locator.find(12, -2)!.offsetM).toBeCloseTo(2 * Math.SQRT2, 12);
    expect(() => new AxisLocator([], 4)).toThrow(/expected a chord/);
  });

  it('take a later survey only where the earlier has no points', () => {
    const columns = (rows: readonly (readonly [number, number, number])[]) => ({
      count: rows.length,
      east: Float64Array.from(rows, ([e]) => e),
      north: Float64Array.from(rows, ([, n]) => n),
      height: Float64Array.from(rows, ([, , h]) => h),
      classification: new Uint8Array(rows.length).fill(2),
    });
    const points = roadPoints(
      [
        columns([[1, 0.5, 7]]),
        columns([
          [1.2, 0.4, 9],
          [6, 0.5, 8],
          [6, 40, 1],
        ]),
      ],
      locator,
      3,
    );
    expect(Array.from(points.height)).toEqual([7, 8]);
    expect(rangeOf(points, 101, 101)).toEqual([0, 1]);
    expect(rangeOf(points, 101.5, 200)).toEqual([1, 2]);
  });

  it('have the height of the plane around them', () => {
    const points = road((s, o) => 12 + 0.1 * s - 0.05 * o);
    const own = roadHeightAt(points, 20, 1)!;
    expect(own.elevationM).toBeCloseTo(12 + 2 - 0.05, 6);
    expect(roadHeightAt(points, 60, 0)).toBeNull();
  });
});

const slope = (percent: number | null, standardErrorPercent = 0.05): FittedSlope => ({
  percent,
  standardErrorPercent: percent === null ? null : standardErrorPercent,
  sigmaM: percent === null ? null : 0.02,
  points: 100,
});
const limits = (inputs: object = {}) =>
  limitsOf(
    parseAlignmentChecksRequest({
      inputs: { alignment: { stored: 'a' }, surface: { collection: 'c' }, ...inputs },
    }),
  );

describe('limits', () => {
  it('of gradients are those of the design speed: normal and exception', () => {
    const ordinary = {
      120: [2, 5],
      100: [3, 6],
      80: [4, 7],
      60: [5, 8],
      50: [6, 9],
      40: [7, 10],
      30: [8, 11],
      20: [9, 12],
    };
    for (const [speed, expected] of Object.entries(ordinary)) {
      const { gradePercent, gradeExceptionPercent } = limits({ designSpeedKmh: Number(speed) });
      expect([gradePercent, gradeExceptionPercent]).toEqual(expected);
    }
    const street = limits({ designSpeedKmh: 50, roadClass: 'class-4' });
    expect([street.gradePercent, street.gradeExceptionPercent, street.superelevationPercent]).toEqual([6, 8, 6]);
    expect(limits().unverified).toEqual(['resultantPercent']);
    expect(limits({ limits: { resultantPercent: 9 } })).toMatchObject({ unverified: [], given: ['resultantPercent'] });
  });

  it('judge a gradient up and down alike, and say when it is close', () => {
    const at = (percent: number | null) => judgeGrade(slope(percent), percent === null ? 'void' : null, limits());
    expect(at(6.5)).toEqual({ verdict: 'ok', reason: null, uncertain: false });
    expect(at(-6.95)).toEqual({ verdict: 'ok', reason: null, uncertain: true });
    expect(at(-8)).toEqual({ verdict: 'exceptional', reason: 'too-steep', uncertain: false });
    expect(at(10.2)).toEqual({ verdict: 'exceeded', reason: 'too-steep', uncertain: false });
    expect(at(null)).toEqual({ verdict: 'unknown', reason: 'void', uncertain: false });
  });

  it('know a crown, a one-sided fall, what lies between, a flat road and a dish', () => {
    const of = (left: number | null, right: number | null) => {
      const falls = crossFallShape(left, right);
      const { verdict, reason } = judgeCrossFall(
        slope(left),
        slope(right),
        left === null ? 'gaps' : null,
        falls,
        limits(),
      );
      return [falls.shape, falls.superelevationPercent, verdict, reason];
    };
    expect(of(2, 1.6)).toEqual(['crown', null, 'ok', null]);
    expect(of(2, 2.6)).toEqual(['crown', null, 'exceeded', 'too-steep']);
    expect(of(0.9, 2)).toEqual(['crown', null, 'exceeded', 'too-flat']);
    expect(of(-6, 6.2)).toEqual(['one-sided', 6.1, 'ok', null]);
    expect(of(11, -11)).toEqual(['one-sided', -11, 'exceeded', 'too-steep']);
    expect(of(0.1, 2)[0]).toBe('transition');
    expect(of(0.1, -0.3)).toEqual(['flat', null, 'exceeded', 'too-flat']);
    expect(of(-1, -2)).toEqual(['dish', null, 'exceeded', 'inwards']);
    expect(of(null, 2)).toEqual([null, null, 'unknown', 'gaps']);
  });

  it('judge the resultant and the clearance', () => {
    expect(resultantOf(-6, 8, 2)).toBe(10);
    expect(resultantOf(null, 8, 2)).toBeNull();
    expect(judgeResultant(12, 0.1, null, limits())).toMatchObject({ verdict: 'exceeded', reason: 'too-steep' });
    expect(judgeResultant(null, 0, 'void', limits()).verdict).toBe('unknown');
    const clearance = (heightM: number) => judgeClearance({ heightM, standardErrorM: 0.02 }, limits());
    expect(clearance(5)).toEqual({ verdict: 'ok', reason: null, uncertain: false });
    expect(clearance(4.48)).toEqual({ verdict: 'exceeded', reason: 'too-low', uncertain: true });
    expect(judgeClearance(null, limits())).toMatchObject({ verdict: 'unknown', reason: 'off-road' });
  });
});
