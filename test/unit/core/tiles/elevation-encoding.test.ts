import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeElevation,
  ELEVATION_ENCODINGS,
  ENCODING_STEP_M,
  encodeElevations,
} from '#core/tiles/elevation-encoding.ts';
import { latAt, lonAt, pixelSizeM, tileBox, tileOf } from '#core/tiles/web-mercator.ts';

const rgb = (height: number, encoding: (typeof ELEVATION_ENCODINGS)[number]) =>
  [...encodeElevations([height], encoding)].slice(0, 3);

describe('elevations as colours', () => {
  it.each([
    ['gsi', 3775.51, [5, 194, 207]],
    ['gsi', -1, [255, 255, 156]],
    ['gsi', Number.NaN, [128, 0, 0]],
    ['terrain-rgb', 3775.5, [2, 26, 27]],
    ['terrarium', 3775.51, [142, 191, 130]],
  ] as const)('%s: %s m', (encoding, height, colour) => {
    expect(rgb(height, encoding)).toEqual(colour);
  });

  it.each(ELEVATION_ENCODINGS)('%s comes back within half a step, of terrarium within a step', (encoding) => {
    fc.assert(
      fc.property(fc.double({ min: -500, max: 4000, noNaN: true }), (height) => {
        const [red, green, blue] = rgb(height, encoding) as [number, number, number];
        const back = decodeElevation(red, green, blue, encoding);
        expect(Math.abs(back - height)).toBeLessThanOrEqual(
          ENCODING_STEP_M[encoding] / (encoding === 'terrarium' ? 1 : 2) + 1e-9,
        );
      }),
    );
  });

  it('voids are told: by their colour in 標高PNG, clear in the others', () => {
    expect(encodeElevations([Number.NaN], 'gsi')[3]).toBe(255);
    expect(encodeElevations([Number.NaN], 'terrain-rgb')[3]).toBe(0);
    expect(decodeElevation(128, 0, 0, 'gsi')).toBeNaN();
  });
});

describe('web mercator', () => {
  it('knows the tile of a place: the Fuji Speedway area at zoom 12', () => {
    expect(tileOf(138.927, 35.372, 12)).toEqual({ z: 12, x: 3628, y: 1617 });
  });

  it('a tile holds the places that it is the tile of', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -179.99, max: 179.99, noNaN: true }),
        fc.double({ min: -85, max: 85, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        (lon, lat, z) => {
          const tile = tileOf(lon, lat, z);
          const [west, south, east, north] = tileBox(tile);
          expect(lon >= west - 1e-9 && lon <= east + 1e-9 && lat >= south - 1e-9 && lat <= north + 1e-9).toBe(true);
          expect([lonAt(tile.x, z), latAt(tile.y, z)]).toEqual([west, north]);
        },
      ),
    );
  });

  it('a pixel of zoom 0 is 156.5 km at the equator', () => {
    expect(pixelSizeM(0, 0)).toBeCloseTo(156_543.034, 2);
  });
});
