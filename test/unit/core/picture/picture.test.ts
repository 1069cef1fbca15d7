import { describe, expect, it } from 'vitest';
import { differenceColour } from '#core/change/ramp.ts';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { Canvas } from '#core/picture/canvas.ts';
import { type ChangePicture, drawChangePicture } from '#core/picture/change-picture.ts';
import { CHANGE_WORDS } from '#core/picture/change-words.ts';
import { GLYPHS } from '#core/picture/glyphs.ts';
import { drawText, textWidth } from '#core/picture/text.ts';

const BLACK = [0, 0, 0] as const;
/** Ink of the whole picture in pixels: black counts 1, white 0. */
const ink = ({ pixels }: Canvas) => pixels.reduce((sum, value) => sum + (255 - value), 0) / 255 / 3;
const pixel = ({ pixels, width }: Canvas, x: number, y: number) => [
  ...pixels.subarray(3 * (y * width + x)).subarray(0, 3),
];

describe('Canvas', () => {
  it('covers as much as the outline has area, wherever it stands', () => {
    for (const [x, y] of [
      [2, 3],
      [2.25, 3.5],
      [2.9, 3.1],
    ] as const) {
      const canvas = new Canvas(30, 30);
      canvas.fill([[x, y, x + 20, y + 4, x + 12, y + 17]], BLACK);
      // half of the cross product
      expect(ink(canvas)).toBeCloseTo((20 * 17 - 4 * 12) / 2, 0);
    }
  });

  it('leaves holes of the other direction free, and does not count overlaps twice', () => {
    const canvas = new Canvas(20, 20);
    const square = [2, 2, 12, 2, 12, 12, 2, 12];
    canvas.fill([square, [4, 4, 4, 8, 8, 8, 8, 4]], BLACK);
    expect(ink(canvas)).toBeCloseTo(84, 9);
    const twice = new Canvas(20, 20);
    twice.fill([square, square.map((value) => value + 3)], BLACK);
    expect(ink(twice)).toBeCloseTo(100 + 100 - 49, 9);
  });

  it('stays within its borders', () => {
    const canvas = new Canvas(4, 4);
    canvas.fill([[-10, -10, 30, -10, 30, 30, -10, 30]], BLACK);
    expect(ink(canvas)).toBe(16);
    canvas.stroke([-5, 2, 50, 2], 3, [9, 9, 9]);
    expect(pixel(canvas, 3, 2)).toEqual([9, 9, 9]);
  });

  it('draws lines as wide as asked', () => {
    const canvas = new Canvas(60, 60);
    canvas.stroke([10, 10, 40, 50], 2, BLACK);
    // 50 long, and half a width at both ends
    expect(ink(canvas)).toBeCloseTo(2 * 52, 0);
  });
});

describe('text', () => {
  it('has outlines for all words of the picture', () => {
    for (const words of Object.values(CHANGE_WORDS)) {
      for (const word of Object.values(words)) {
        for (const character of word) expect(GLYPHS[character], character).toBeDefined();
      }
    }
  });

  it('is as wide as its characters, aligned, and drawn', () => {
    expect(textWidth('差分', 20)).toBe(40);
    const width = textWidth('I8', 100);
    const at = (align: 'left' | 'middle' | 'right') => {
      const canvas = new Canvas(300, 120);
      drawText(canvas, 'I8', 150, 100, { size: 100, colour: BLACK, align });
      const columns = Array.from({ length: 300 }, (_, x) => x).filter((x) =>
        Array.from({ length: 120 }, (_, y) => pixel(canvas, x, y)[0]!).some((value) => value < 128),
      );
      return [columns[0]!, columns.at(-1)!] as const;
    };
    const [first, last] = at('left');
    expect(first).toBeGreaterThanOrEqual(150);
    expect(last).toBeLessThanOrEqual(150 + width);
    expect(Math.abs(at('right')[1] - (last - width))).toBeLessThanOrEqual(1);
    expect(Math.abs(at('middle')[0] - (first - width / 2))).toBeLessThanOrEqual(1);
  });

  it('shows a box for a character without an outline', () => {
    const canvas = new Canvas(40, 40);
    drawText(canvas, '\u{1F600}', 5, 35, { size: 30, colour: BLACK });
    expect(ink(canvas)).toBeGreaterThan(30);
    expect(pixel(canvas, 15, 25)).toEqual([255, 255, 255]);
  });
});

describe('differenceColour', () => {
  it('is white at nothing, warm for fill, cold for cut, and ends where the range does', () => {
    expect(differenceColour(0)).toEqual([255, 255, 255]);
    const [fill, cut] = [differenceColour(0.5), differenceColour(-0.5)];
    expect(fill[0]).toBeGreaterThan(fill[2] + 50);
    expect(cut[2]).toBeGreaterThan(cut[0] + 50);
    expect(differenceColour(7)).toEqual(differenceColour(1));
    expect(differenceColour(-7)).toEqual(differenceColour(-1));
  });

  it('gets darker on both sides all the way', () => {
    const light = (share: number) => differenceColour(share).reduce((sum, value) => sum + value, 0);
    for (let step = 1; step <= 100; step++) {
      for (const sign of [1, -1])
        expect(light((sign * step) / 100)).toBeLessThanOrEqual(light((sign * (step - 1)) / 100));
    }
  });
});

describe('drawChangePicture', () => {
  const [cols, rows] = [40, 20];
  const differencesM = Float64Array.from({ length: cols * rows }, (_, cell) => (cell % cols < 20 ? 1 : -1));
  differencesM.fill(Number.NaN, 0, 10 * cols);
  const cellAreasM2 = new Float64Array(cols * rows).fill(1);
  const ring = [
    [0, 0],
    [40, 0],
    [40, 20],
    [0, 20],
    [0, 0],
  ];
  const picture: ChangePicture = {
    lang: 'ja',
    grid: { cellSizeM: 1, firstCol: 0, firstRow: 0, cols, rows },
    cellAreasM2,
    differencesM,
    rangeM: 1,
    changes: [],
    existing: '2019-11-18',
    compared: '2024-11-08',
    totals: { cutM3: 200, fillM3: 200, netM3: 0, coveredAreaM2: 400 },
    lodM: 0.1,
    minThicknessM: 0.1,
    area: parsePolygon({ type: 'Polygon', coordinates: [ring] }),
    crs: 'EPSG:6676',
    isMetric: true,
  };

  it('has north up, fill warm, cut cold, and the south hatched where nothing is known', () => {
    const canvas = drawChangePicture(picture);
    // the map is 1200 × 600 pixels from (32, 112)
    expect(pixel(canvas, 332, 262)).toEqual([...differenceColour(1)]);
    expect(pixel(canvas, 932, 262)).toEqual([...differenceColour(-1)]);
    const south = Array.from({ length: 14 }, (_, i) => pixel(canvas, 600 + i, 600));
    expect(south.every(([r, g, b]) => r === g && g === b)).toBe(true);
    expect(new Set(south.map(String)).size).toBe(2);
  });

  it('draws the same pixels every time, and others in the other language', () => {
    expect(drawChangePicture(picture).pixels).toEqual(drawChangePicture(picture).pixels);
    expect(drawChangePicture({ ...picture, lang: 'en' }).pixels).not.toEqual(drawChangePicture(picture).pixels);
  });

  it.each([
    [1, 1],
    [3000, 2],
    [2, 3000],
  ])('draws %i × %i cells too', (wide, high) => {
    const cells = wide * high;
    const { width, height, pixels } = drawChangePicture({
      ...picture,
      grid: { ...picture.grid, cols: wide, rows: high },
      differencesM: new Float64Array(cells).fill(0.5),
      cellAreasM2: new Float64Array(cells).fill(1),
    });
    expect(pixels).toHaveLength(3 * width * height);
    expect(width * height).toBeLessThan(4e6);
  });
});
