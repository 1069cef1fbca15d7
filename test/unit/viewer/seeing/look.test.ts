/** Ramps, histograms, heights above a raster, times and class tables. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_APPEARANCE } from '../../../../viewer/state/appearance.ts';
import { colourAt, kindColour, RAMP_STOPS, RAMPS } from '../../../../viewer/state/colour-ramp.ts';
import { classStyle, withClassStyle } from '../../../../viewer/state/seeing/class-style.ts';
import { NO_FILTER } from '../../../../viewer/state/seeing/filter.ts';
import { type HeightGrid, heightIn } from '../../../../viewer/state/seeing/height-grid.ts';
import { histogramOf, histogramPath, quantilesOf } from '../../../../viewer/state/seeing/histogram.ts';
import { presetOf } from '../../../../viewer/state/seeing/presets.ts';
import { changesOf, emptySample, kindsOf, valuesOf } from '../../../../viewer/state/seeing/sample.ts';
import { serves, wantedBox } from '../../../../viewer/state/seeing/work.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { formatGpsTime } from '../../../../viewer/ui/gps-time.ts';

/** CIE L* of sRGB parts. */
function lightness(parts: readonly number[]): number {
  const linear = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const y = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe('ramps', () => {
  it.each(RAMPS.filter((name) => name !== 'turbo' && name !== 'atlas'))('%s grows lighter throughout', (name) => {
    let before = -1;
    for (let step = 0; step <= 100; step++) {
      const now = lightness(colourAt(RAMP_STOPS[name], step / 100));
      expect(now).toBeGreaterThan(before);
      before = now;
    }
    expect(before).toBeGreaterThan(80);
  });

  it('turbo is dark at both ends and light in the middle', () => {
    const at = (fraction: number) => lightness(colourAt(RAMP_STOPS.turbo, fraction));
    expect(at(0.5)).toBeGreaterThan(at(0) + 40);
    expect(at(0.5)).toBeGreaterThan(at(1) + 40);
    expect(RAMP_STOPS.turbo[0]).toBe(0x23171b);
  });

  it('tells small numbers apart', () => {
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(kindColour)).size).toBe(10);
    expect(kindColour(0)).toEqual(expect.any(Number));
    expect(kindColour(65_535)).toEqual(expect.any(Number));
  });
});

describe('a histogram', () => {
  it('counts each number once', () => {
    const histogram = histogramOf([0, 1, 2, 3, 4, Number.NaN, 4], 4);
    expect(histogram).toEqual({ low: 0, high: 4, counts: [1, 1, 1, 3], total: 6 });
  });
  it('of a range leaves the others out', () => {
    expect(histogramOf([0, 1, 2, 3, 100], 2, [0, 4])?.counts).toEqual([2, 2]);
  });
  it('of one value has room', () => {
    expect(histogramOf([5, 5], 2)).toMatchObject({ low: 4.5, high: 5.5, total: 2 });
    expect(histogramOf([], 2)).toBeNull();
    expect(histogramOf([Number.NaN], 2)).toBeNull();
  });
  it('is a path of bars', () => {
    const path = histogramPath({ low: 0, high: 2, counts: [4, 1], total: 5 }, 100);
    expect(path).toBe('M0 1V0.0000H50.000V0.5000H100.000V1Z');
  });
  it('has quantiles', () => {
    expect(quantilesOf([3, 1, Number.NaN, 2, 5, 4], [0, 0.5, 1])).toEqual([1, 3, 5]);
    expect(quantilesOf([], [0.5])).toEqual([Number.NaN]);
  });
});

const plane = (east: number, north: number) => 100 + 0.5 * (east - 10) - 0.25 * (north - 20);
const GRID: HeightGrid = {
  cols: 8,
  rows: 6,
  west: 10,
  south: 20,
  cellSizeM: 2,
  source: 'points',
  accuracyM: null,
  heights: Float32Array.from({ length: 48 }, (_, cell) => plane(11 + 2 * (cell % 8), 21 + 2 * Math.floor(cell / 8))),
};

describe('heights in a raster', () => {
  it('are those of the plane between the outermost centres', () => {
    for (const [east, north] of [
      [11, 21],
      [14.3, 26.9],
      [24.99, 30.99],
    ] as const) {
      expect(heightIn(GRID, east, north)).toBeCloseTo(plane(east, north), 4);
    }
  });
  it('end with the raster', () => {
    for (const [east, north] of [
      [9.99, 25],
      [26.01, 25],
      [15, 19.9],
      [15, 32.1],
    ] as const) {
      expect(heightIn(GRID, east, north)).toBeNaN();
    }
  });
  it('have no data where the own cell has none, and beside it come from the others', () => {
    const heights = GRID.heights.slice();
    heights[8 + 3] = Number.NaN;
    const grid = { ...GRID, heights };
    expect(heightIn(grid, 17, 23)).toBeNaN();
    expect(heightIn(grid, 15.9, 23)).toBeCloseTo(plane(15, 23), 4);
  });
});

describe('a sample', () => {
  const sample = emptySample(4, ['a', 'b']);
  sample.east.set([12, 14, 16, 18]);
  sample.north.fill(25);
  for (let i = 0; i < 4; i++) sample.elevation[i] = plane(12 + 2 * i, 25) + i;
  sample.classification.set([2, 6, 6, 6]);
  sample.collection.set([0, 0, 0, 1]);
  const groundOf = (id: string) => (id === 'a' ? GRID : null);

  it('has heights above the ground of each collection', () => {
    const heights = valuesOf(sample, 'height', NO_FILTER, groundOf);
    expect([...heights].map((height) => Number(height.toFixed(3)))).toEqual([0, 1, 2]);
  });
  it('shows what the other filters leave, whatever the own range is', () => {
    const filter = { ...NO_FILTER, classes: [6], ranges: { ...NO_FILTER.ranges, height: [1.5, 3] as const } };
    expect(valuesOf(sample, 'height', filter, groundOf)).toHaveLength(2);
    expect(valuesOf(sample, 'elevation', filter, groundOf)).toHaveLength(1);
  });
  it('has differences from another surface', () => {
    const higher = { ...GRID, heights: GRID.heights.map((height) => height + 1) };
    const changes = changesOf(sample, DEFAULT_APPEARANCE, groundOf, higher);
    expect([...changes].map((change) => Number(change.toFixed(3)))).toEqual([-1, 0, 1, 2]);
  });
  it('tells kinds, the most frequent first', () => {
    expect(kindsOf([3, 1, 3, 2, 2, 3])).toEqual([
      [3, 3],
      [2, 2],
      [1, 1],
    ]);
  });
});

describe('GPS times', () => {
  it('of the adjusted standard are days and seconds', () => {
    // 2024-11-08 02:00:00 UTC: 1 415 066 418 s after 1980-01-06, 18 leap seconds among them
    expect(formatGpsTime(415_066_418)).toEqual({ text: '2024-11-08 02:00:00 UTC', isWeekTime: false });
  });
  it('of the week are left as they are', () => {
    expect(formatGpsTime(302_400.5)).toEqual({ text: '302400.5', isWeekTime: true });
  });
});

describe('class tables', () => {
  it('of a collection go before those of all', () => {
    let styles = withClassStyle([], 2, null, { colour: 0x112233, name: '地表' });
    styles = withClassStyle(styles, 2, 'b', { colour: 0x445566 });
    expect(classStyle(styles, 2, 'a')).toEqual({ colour: 0x112233, name: '地表' });
    expect(classStyle(styles, 2, 'b')).toEqual({ colour: 0x445566, name: '地表' });
    expect(classStyle(styles, 6, 'b')).toEqual({ colour: 0xd9694f, name: null });
    expect(withClassStyle(styles, 2, 'b', { colour: null })).toHaveLength(1);
  });
  it('know the presets', () => {
    expect(presetOf(null)).toBe('all');
    expect(presetOf([2, 8, 11])).toBe('ground');
    expect(presetOf([2])).toBeNull();
  });
});

describe('which raster is fetched', () => {
  const proj4 = '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs';
  const frame = createSiteFrame({ code: 'EPSG:6676', proj4, unitM: 1, geoidHeightM: 0 });
  const [lon, lat] = frame.toLonLat(52_300, -97_050);
  const pose = { lon, lat, elevationM: 200, headingDeg: 0, pitchDeg: -40, rangeM: 100 };
  const whole = [50_000, -100_000, 55_000, -95_000] as const;

  it('lies around what is looked at, and stays the same for small moves', () => {
    const box = wantedBox(pose, frame, whole);
    expect(box).not.toBeNull();
    const [west, south, east, north] = box!;
    expect(west).toBeLessThan(52_300 - 150);
    expect(north).toBeGreaterThan(-97_050 + 150);
    expect(east - west).toBeLessThan(1200);
    expect(wantedBox({ ...pose, rangeM: 101 }, frame, whole)).toEqual([west, south, east, north]);
  });
  it('ends with the data', () => {
    expect(wantedBox(pose, frame, [52_290, -97_060, 52_310, -97_040])).toEqual([52_290, -97_060, 52_310, -97_040]);
    expect(wantedBox(pose, frame, [60_000, -97_060, 61_000, -97_040])).toBeNull();
  });
  it('is kept while it is fine enough', () => {
    const grid = { ...GRID, cols: 400, rows: 400, west: 0, south: 0, cellSizeM: 1 };
    expect(serves(grid, [0, 0, 400, 400])).toBe(true);
    expect(serves(grid, [0, 0, 500, 400])).toBe(false);
    expect(serves(grid, [0, 0, 50, 50])).toBe(false);
  });
});
