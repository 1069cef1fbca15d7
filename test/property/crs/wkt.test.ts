import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crsFromCode, crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { ecefToEnu, ecefToGeodetic, enuFrame, enuToEcef, geodeticToEcef } from '#core/crs/ecef.ts';
import { parseWkt } from '#core/crs/wkt-tree.ts';
import { CrsError } from '#core/errors.ts';

/** Runs an action that may only succeed or throw a CrsError. */
function onlyCrsErrors(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
  }
}

describe('broken descriptions of systems', () => {
  const whole = crsFromCode('EPSG:6676+6695').wkt;

  test('cut anywhere, WKT is an error of ours', () => {
    for (let length = 0; length < whole.length; length++) onlyCrsErrors(() => crsFromWkt(whole.slice(0, length)));
    expect(() => crsFromWkt(whole.slice(0, -1))).toThrow(CrsError);
  });

  test('with characters changed, WKT is read or is an error of ours', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.constantFrom('[', ']', '"', ',', '0', 'x', '-', '\0')), {
          minLength: 1,
          maxLength: 5,
        }),
        (edits) => {
          const characters = [...whole];
          for (const [at, character] of edits) characters[at] = character;
          onlyCrsErrors(() => crsFromWkt(characters.join('')));
        },
      ),
      { numRuns: 1500, seed: 4 },
    );
  });

  test('any text is parsed or is an error of ours', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60, unit: fc.constantFrom('A', '[', ']', '"', ',', '1', '.', 'e', ' ', '(') }),
        (text) => onlyCrsErrors(() => parseWkt(text)),
      ),
      { numRuns: 3000, seed: 5 },
    );
  });

  test('any GeoTIFF keys are read, name nothing, or are an error of ours', () => {
    const key = fc.tuple(
      fc.constantFrom(1024, 1026, 2048, 2056, 2057, 3072, 3075, 3076, 3078, 3080, 3081, 3092, 4096, 4099),
      fc.constantFrom(0, 34736, 34737),
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom(0, 1, 2, 8, 4326, 6676, 6695, 9001, 9003, 32767, 65535),
    );
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 12 }),
        fc.array(fc.double(), { maxLength: 6 }),
        fc.string({ maxLength: 20 }),
        (keys, doubles, ascii) => {
          const directory = Uint16Array.from([1, 1, 0, keys.length, ...keys.flat()]);
          onlyCrsErrors(() => crsFromGeoKeys({ directory, doubles: Float64Array.from(doubles), ascii }));
        },
      ),
      { numRuns: 3000, seed: 6 },
    );
  });
});

describe('earth-centred coordinates anywhere', () => {
  const place = fc.tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -11_000, max: 9000, noNaN: true }),
  );

  test('there and back within a tenth of a micrometre', () => {
    fc.assert(
      fc.property(place, ([lon, lat, height]) => {
        const there = geodeticToEcef(lon, lat, height);
        const back = geodeticToEcef(...ecefToGeodetic(...there));
        expect(Math.hypot(...back.map((value, axis) => value - there[axis]!))).toBeLessThan(1e-7);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  test('local frames keep distances', () => {
    fc.assert(
      fc.property(place, place, ([lon, lat, height], other) => {
        const frame = enuFrame(lon, lat, height);
        const point = geodeticToEcef(...other);
        const local = ecefToEnu(frame, ...point);
        expect(
          Math.abs(Math.hypot(...local) - Math.hypot(...point.map((value, axis) => value - frame.origin[axis]!))),
        ).toBeLessThan(1e-6);
        expect(Math.hypot(...enuToEcef(frame, ...local).map((value, axis) => value - point[axis]!))).toBeLessThan(1e-6);
      }),
      { numRuns: 1000, seed: 8 },
    );
  });
});
