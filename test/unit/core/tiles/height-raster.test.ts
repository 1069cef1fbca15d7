import { describe, expect, it } from 'vitest';
import { decodeHeightRaster, encodeHeightRaster, type HeightRaster, niceCellSize } from '#core/tiles/height-raster.ts';

const RASTER: HeightRaster = {
  cols: 3,
  rows: 2,
  west: -52_000.5,
  south: 97_000.25,
  cellSizeM: 0.25,
  source: 'points',
  accuracyM: 0.1,
  heights: Float32Array.of(1, 2, 3, Number.NaN, 5, 6.5),
};

describe('a raster of heights', () => {
  it('says the same when it is written and read', () => {
    expect(decodeHeightRaster(encodeHeightRaster(RASTER))).toEqual(RASTER);
    const unknown = { ...RASTER, accuracyM: null, source: 'stored' as const };
    expect(decodeHeightRaster(encodeHeightRaster(unknown))).toEqual(unknown);
  });

  it.each([
    ['nothing', (bytes: Uint8Array) => bytes.slice(0, 0)],
    ['a cut end', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['another magic', (bytes: Uint8Array) => bytes.with(0, 0)],
    ['another version', (bytes: Uint8Array) => bytes.with(4, 9)],
    ['too many columns', (bytes: Uint8Array) => bytes.with(10, 255)],
    ['an unknown source', (bytes: Uint8Array) => bytes.with(16, 7)],
    ['a cell of no size', (bytes: Uint8Array) => bytes.fill(0, 40, 48)],
  ])('refuses %s', (_, damage) => {
    expect(() => decodeHeightRaster(damage(encodeHeightRaster(RASTER)))).toThrow(/raster of heights/);
  });
});

it.each([
  [100, 512, 0.2],
  [600, 512, 1.25],
  [400, 202, 2],
  [51, 512, 0.1],
  [10_000, 512, 20],
])('%d m in %d cells are cells of %d m', (spanM, cells, expected) => {
  expect(niceCellSize(spanM, cells)).toBe(expected);
  expect(Math.ceil(spanM / expected) + 1).toBeLessThanOrEqual(cells);
});
