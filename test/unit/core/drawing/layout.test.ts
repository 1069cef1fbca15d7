import { expect, test } from 'vitest';
import { elementPlace } from '#core/alignment/element.ts';
import { clipPart, clipToWindow } from '#core/drawing/clip.ts';
import { hatchLines } from '#core/drawing/hatch-lines.ts';
import { niceStep, spread } from '#core/drawing/numbers.ts';
import { sectionRegions } from '#core/drawing/section-regions.ts';
import { cleanText, cutText, fitText, textWidthEm, textWidthMm, wrapText } from '#core/drawing/text-metrics.ts';
import { verticalLine } from '#core/drawing/vertical-line.ts';

const shoelace = (ring: readonly number[]) => {
  let twice = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    twice += ring[i]! * ring[next + 1]! - ring[next]! * ring[i + 1]!;
  }
  return Math.abs(twice) / 2;
};

test('texts lose what no drawing format may hold', () => {
  expect(cleanText(' a\u0000b\r\nc\u202ed\ud800 ')).toBe('a b  cd');
  expect(textWidthEm('NO.3 切土')).toBe(4.5);
  expect(textWidthEm('ｱｲｳ')).toBe(1.5);
});

test('a long text is made smaller, then cut, and never wider than its room', () => {
  for (const text of ['工事名'.repeat(40), 'x'.repeat(300), 'short', '𠮷野家'.repeat(9)]) {
    const fitted = fitText(text, 60, 3);
    expect(textWidthMm(fitted.text, fitted.heightMm)).toBeLessThanOrEqual(60 + 1e-6);
    expect(fitted.heightMm).toBeGreaterThanOrEqual(1.8 - 1e-9);
  }
  expect(cutText('切土盛土', 3)).toBe('切土…');
  const lines = wrapText('a long line of words that goes on and on', 6);
  for (const line of lines) expect(textWidthEm(line)).toBeLessThanOrEqual(6);
  expect(lines.join(' ')).toBe('a long line of words that goes on and on');
});

test('regions between two lines: cut and fill apart, areas exact, nothing over a gap', () => {
  // existing is flat; compared crosses it at 5, and the existing ground is not known from 7 to 8
  const existing = [
    [
      [0, 10],
      [7, 10],
    ],
    [
      [8, 10],
      [12, 10],
    ],
  ];
  const compared = [
    [
      [1, 12],
      [5, 10],
      [9, 8],
    ],
  ];
  const { cut, fill } = sectionRegions(existing, compared);
  expect(fill.map(shoelace)).toEqual([4]);
  expect(cut.map(shoelace)).toEqual([1, 1.75]);
});

test('hatch lines fill an area with their spacing, by the even-odd rule', () => {
  const square = [0, 0, 10, 0, 10, 10, 0, 10];
  const hole = [4, 4, 6, 4, 6, 6, 4, 6];
  const length = (lines: number[]) => {
    let sum = 0;
    for (let i = 0; i < lines.length; i += 4)
      sum += Math.hypot(lines[i + 2]! - lines[i]!, lines[i + 3]! - lines[i + 1]!);
    return sum;
  };
  // length × spacing is the area, within one line
  expect(length(hatchLines([square], 45, 0.1)) * 0.1).toBeCloseTo(100, 0);
  expect(length(hatchLines([square, hole], 135, 0.1)) * 0.1).toBeCloseTo(96, 0);
});

test('positions are spread by a least distance, in order, about where they were', () => {
  const moved = spread([0, 0.5, 1, 10], 2);
  for (let i = 1; i < moved.length; i++) expect(moved[i]! - moved[i - 1]!).toBeGreaterThanOrEqual(2 - 1e-9);
  expect(moved[1]).toBeCloseTo(0.5, 9);
  expect(moved[3]).toBe(10);
  expect([0.7, 1, 3, 12, 50].map(niceStep)).toEqual([1, 1, 5, 20, 50]);
});

test('lines are cut to a range and to a window', () => {
  const part = [
    [0, 0],
    [10, 10],
    [20, 0],
  ];
  expect(clipPart(part, 5, 15)).toEqual([
    [5, 5],
    [10, 10],
    [15, 5],
  ]);
  expect(clipPart(part, 30, 40)).toEqual([]);
  const window = { minX: 0, minY: 0, maxX: 10, maxY: 10 };
  expect(clipToWindow([-5, 5, 15, 5], window)).toEqual([[0, 5, 10, 5]]);
  expect(clipToWindow([-5, 5, 5, 5, 5, 20, 8, 20, 8, 5], window)).toEqual([
    [0, 5, 5, 5, 5, 10],
    [8, 10, 8, 5],
  ]);
});

test('a clothoid ends where its series says (A=125, R=250)', () => {
  // x = L − L³/(40 R²) + …, y = L²/(6 R) − …
  const clothoid = {
    kind: 'clothoid',
    startE: 0,
    startN: 0,
    azimuthRad: 0,
    lengthM: 62.5,
    startCurvature: 0,
    endCurvature: 1 / 250,
    distanceM: 0,
  } as const;
  const end = elementPlace(clothoid, 62.5);
  const tau = 0.125;
  expect(end.azimuthRad).toBeCloseTo(tau, 12);
  expect(end.north).toBeCloseTo(62.5 * (1 - tau ** 2 / 10 + tau ** 4 / 216 - tau ** 6 / 9360), 8);
  expect(end.east).toBeCloseTo(62.5 * (tau / 3 - tau ** 3 / 42 + tau ** 5 / 1320), 8);
});

test('a vertical curve leaves its point of intersection by y = |i1 − i2| L / 800', () => {
  const line = verticalLine([
    { distanceM: 0, elevationM: 102.1, curveLengthM: 0 },
    { distanceM: 100, elevationM: 100, curveLengthM: 80 },
    { distanceM: 200, elevationM: 98.5, curveLengthM: 0 },
  ]);
  const middle = line.find(([x]) => x === 100)!;
  expect(middle[1] - 100).toBeCloseTo(0.06, 9);
  expect(line[1]![1]).toBeCloseTo(100 + 0.021 * 40, 9);
});
