import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSheet, type SheetLevel, sheetReadings } from '#core/crs/map-sheet.ts';

const LEVELS: readonly SheetLevel[] = [50000, 5000, 2500, 1250, 1000, 500, 250];

/** Coordinates in whole millimetres, as LAS files have them. */
const millimetres = (min: number, max: number) =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((mm) => mm / 1000);

describe('map sheets of random points', () => {
  test('the sheet that a point is encoded to holds the point, at every level (20,000 points)', () => {
    const point = fc.tuple(
      fc.integer({ min: 1, max: 19 }),
      millimetres(-160_000, 159_999.999),
      millimetres(-299_999.999, 300_000),
    );
    fc.assert(
      fc.property(point, ([zone, east, north]) => {
        for (const level of LEVELS) {
          const code = encodeSheet(zone, east, north, level);
          const sheet = sheetReadings(code).find((reading) => reading.level === level)!;
          const holds = sheet.minE <= east && east < sheet.maxE && sheet.minN < north && north <= sheet.maxN;
          if (!holds || sheet.zone !== zone)
            throw new Error(`${code} (${level}) does not hold ${zone}, ${east}, ${north}`);
        }
      }),
      { numRuns: 20_000, seed: 1 },
    );
  });

  test('every sheet is encoded back from its centre', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -159_000, max: 159_000, noNaN: true }),
        fc.double({ min: -299_000, max: 299_000, noNaN: true }),
        fc.constantFrom(...LEVELS),
        (east, north, level) => {
          const code = encodeSheet(8, east, north, level);
          const sheet = sheetReadings(code).find((reading) => reading.level === level)!;
          expect(encodeSheet(8, (sheet.minE + sheet.maxE) / 2, (sheet.minN + sheet.maxN) / 2, level)).toBe(code);
        },
      ),
      { numRuns: 500, seed: 2 },
    );
  });

  test('no text makes the reader fail', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => sheetReadings(text).length <= 2),
      { numRuns: 2000, seed: 3 },
    );
  });
});
