import { describe, expect, it } from 'vitest';
import { measureBetween, placeOnChartLine, snapPlace } from '../../../../viewer/tools/chart/measure.ts';

describe('a measurement inside a chart', () => {
  it('tells height, length and slope of a bank of 1:1.5', () => {
    const bank = measureBetween({ x: 10, y: 100 }, { x: 13, y: 102 });
    expect(bank).toMatchObject({ dxM: 3, dhM: 2, ratioN: 1.5 });
    expect(bank.lengthM).toBeCloseTo(Math.sqrt(13), 12);
    expect(bank.percent).toBeCloseTo(200 / 3, 12);
    expect(bank.degrees).toBeCloseTo(33.690067525979785, 12);
  });

  it('falls with a sign, and counts the slope the same from either end', () => {
    const down = measureBetween({ x: 13, y: 102 }, { x: 10, y: 100 });
    expect(down).toMatchObject({ dxM: -3, dhM: -2, ratioN: 1.5 });
    expect(down.percent).toBeCloseTo(-200 / 3, 12);
    expect(down.degrees).toBeCloseTo(-33.690067525979785, 12);
  });

  it('has no ratio on level ground and no per cent on a wall', () => {
    expect(measureBetween({ x: 0, y: 5 }, { x: 8, y: 5 })).toMatchObject({ ratioN: null, percent: 0, degrees: 0 });
    expect(measureBetween({ x: 2, y: 5 }, { x: 2, y: 8 })).toMatchObject({ ratioN: 0, percent: null, degrees: 90 });
  });
});

describe('what a click takes hold of', () => {
  const lines = [
    {
      parts: [
        [
          [0, 10],
          [10, 10],
          [20, 20],
        ],
      ],
    },
  ];
  const scale = { xPx: 10, yPx: 10, reachPx: 10 };

  it('is a vertex within reach, else the line above or below, else the place itself', () => {
    expect(snapPlace(lines, { x: 10.5, y: 10.5 }, scale)).toEqual({ x: 10, y: 10, on: 'vertex' });
    expect(snapPlace(lines, { x: 5, y: 10.8 }, scale)).toEqual({ x: 5, y: 10, on: 'line' });
    expect(snapPlace(lines, { x: 15, y: 15.5 }, scale)).toEqual({ x: 15, y: 15, on: 'line' });
    expect(snapPlace(lines, { x: 5, y: 13 }, scale)).toEqual({ x: 5, y: 13, on: 'free' });
    expect(snapPlace([], { x: 5, y: 13 }, scale)).toEqual({ x: 5, y: 13, on: 'free' });
  });

  it('reaches in pixels: with exaggerated heights a place is farther off', () => {
    expect(snapPlace(lines, { x: 5, y: 10.8 }, { ...scale, yPx: 50 }).on).toBe('free');
  });

  it('is found by a distance on a line too; none in a gap', () => {
    expect(placeOnChartLine(lines[0], 15)).toEqual({ x: 15, y: 15, on: 'line' });
    expect(placeOnChartLine(lines[0], 21)).toBeNull();
    expect(placeOnChartLine(undefined, 1)).toBeNull();
  });
});
