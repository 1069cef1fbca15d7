import { describe, expect, it } from 'vitest';
import type { Point } from '#core/scene/layout.ts';
import { benchedBreaks, benchedRise, distanceToRing, platformHeight, SLOPES } from '#core/scene/platform.ts';

const ring: readonly Point[] = [
  [0, 0],
  [10, 0],
  [10, 6],
  [0, 6],
];

describe('benched slopes', () => {
  const slope = { slope: 1.8, liftM: 5, bermM: 1.5 };

  it('rises 1:1.8, rests on the berm, rises again', () => {
    expect(benchedRise(slope, 0)).toBe(0);
    expect(benchedRise(slope, 4.5)).toBeCloseTo(2.5, 12);
    expect(benchedRise(slope, 9)).toBeCloseTo(5, 12);
    expect(benchedRise(slope, 10.2)).toBeCloseTo(5, 12);
    expect(benchedRise(slope, 10.5 + 1.8)).toBeCloseTo(6, 12);
  });

  it('changes its gradient at the breaks and nowhere else', () => {
    const breaks = benchedBreaks(slope, 25);
    expect(breaks).toEqual([0, 9, 10.5, 19.5, 21]);
    for (let k = 0; k + 1 < breaks.length; k++) {
      const [a, b] = [breaks[k]!, breaks[k + 1]!];
      const middle = (benchedRise(slope, a) + benchedRise(slope, b)) / 2;
      expect(benchedRise(slope, (a + b) / 2)).toBeCloseTo(middle, 12);
    }
  });
});

describe('distanceToRing', () => {
  it('is 0 inside, straight out from edges, round at corners', () => {
    expect(distanceToRing(ring, 5, 3)).toBe(0);
    expect(distanceToRing(ring, 5, -2)).toBe(2);
    expect(distanceToRing(ring, 13, 10)).toBeCloseTo(5, 12);
  });
});

describe('platformHeight', () => {
  const platform = { ring, levelM: 100, ...SLOPES };

  it('is level on the crest, fills low ground, cuts high ground, leaves the rest', () => {
    expect(platformHeight(platform, 0, 93)).toBe(100);
    expect(platformHeight(platform, 0, 107)).toBe(100);
    expect(platformHeight(platform, 1.8, 90)).toBeCloseTo(99, 12);
    expect(platformHeight(platform, 1.2, 110)).toBeCloseTo(101, 12);
    expect(platformHeight(platform, 5, 100.2)).toBe(100.2);
  });
});
