import { describe, expect, it } from 'vitest';
import { GLYPHS } from '#core/picture/glyphs.ts';
import { drawWaterPicture, type WaterPicture } from '#core/picture/water-picture.ts';
import { WATER_WORDS } from '#core/picture/water-words.ts';
import { DEPTH_CLASSES } from '#core/water/depth-classes.ts';

const [COLS, ROWS] = [60, 40];
const size = COLS * ROWS;
/** Level ground at 0: 4 m of water in the west, dry in the east, a void in the north-eastern corner. */
const picture: WaterPicture = {
  lang: 'ja',
  grid: { cellSizeM: 1, firstCol: 52_000, firstRow: -97_000, cols: COLS, rows: ROWS },
  cellAreasM2: new Float64Array(size).fill(1),
  heights: Float64Array.from({ length: size }, (_, i) => (i % COLS > 50 && i / COLS > 30 ? Number.NaN : 0)),
  depths: Float64Array.from({ length: size }, (_, i) => (i % COLS < 30 ? 4 : Number.NaN)),
  seedCells: [20 * COLS + 10],
  levelM: 4,
  areaM2: 1200,
  volumeM3: 4800,
  maxDepthM: 4,
  edgeLevelM: 1.5,
  isOpen: true,
  ground: 'before 2019-11-18',
  datum: null,
  crs: 'EPSG:6676',
  isMetric: true,
};

describe('the picture of an inundation', () => {
  it('has an outline for every character of its words', () => {
    for (const words of Object.values(WATER_WORDS)) {
      const all = [...Object.values(words).flat()].map((one) => (typeof one === 'function' ? one('0.5', '3') : one));
      for (const character of all.join('')) expect(GLYPHS[character], character).toBeDefined();
    }
  });

  it('shows depths in the colours of their classes over shaded ground, seeds and voids', () => {
    const { width, pixels } = drawWaterPicture(picture);
    // the map is 1200 × 800 pixels from (32, 112), north up
    const at = (east: number, north: number) => {
      const [x, y] = [32 + Math.round(east * 20), 112 + Math.round((ROWS - north) * 20)];
      return [...pixels.slice(3 * (y * width + x), 3 * (y * width + x) + 3)];
    };
    const [red = 0, green = 0, blue = 0] = at(20, 10);
    const [r, g, b] = DEPTH_CLASSES[2]?.colour ?? [0, 0, 0];
    for (const [seen, full] of [
      [red, r],
      [green, g],
      [blue, b],
    ] as const) {
      expect(Math.abs(seen - full)).toBeLessThan(30);
    }
    const dry = at(40, 10);
    expect(new Set(dry).size).toBe(1);
    expect(at(10.5, 20.5)).toEqual([200, 30, 40]);
    const voids = new Set(Array.from({ length: 20 }, (_, i) => at(55 + i / 20, 35).join()));
    expect(voids).toEqual(new Set(['226,226,226', '150,150,150']));
  });

  it('is the same on every run, and speaks the language that was asked for', () => {
    const [one, again, english] = [picture, picture, { ...picture, lang: 'en' as const }].map(drawWaterPicture);
    expect(again?.pixels).toEqual(one?.pixels);
    expect(english?.pixels).not.toEqual(one?.pixels);
  });
});
