import { describe, expect, test } from 'vitest';
import {
  compoundCode,
  createProjection,
  crsFromCode,
  crsFromGeoKeys,
  crsFromWkt,
  type GeoKeyRecords,
} from '#core/crs/crs.ts';
import { CrsError } from '#core/errors.ts';

const DOUBLES = 34736;
const ASCII = 34737;

/** Keys as [key, value], [key, [doubles]] or [key, text]. */
function geoKeys(entries: readonly (readonly [number, number | readonly number[] | string])[]): GeoKeyRecords {
  const numbers = [1, 1, 0, entries.length];
  const doubles: number[] = [];
  let ascii = '';
  for (const [key, value] of entries) {
    if (typeof value === 'number') numbers.push(key, 0, 1, value);
    else if (typeof value === 'string') {
      numbers.push(key, ASCII, value.length + 1, ascii.length);
      ascii += `${value}|`;
    } else {
      numbers.push(key, DOUBLES, value.length, doubles.length);
      doubles.push(...value);
    }
  }
  return { directory: Uint16Array.from(numbers), doubles: Float64Array.from(doubles), ascii };
}

const US_FOOT = 1200 / 3937;

describe('crsFromGeoKeys', () => {
  test('a projected code', () => {
    expect(
      crsFromGeoKeys(
        geoKeys([
          [1024, 1],
          [3072, 6676],
          [3076, 9001],
        ]),
      ),
    ).toEqual(crsFromCode('EPSG:6676'));
  });

  test('a geographic code', () => {
    expect(
      crsFromGeoKeys(
        geoKeys([
          [1024, 2],
          [2048, 4326],
          [2054, 9102],
        ]),
      ),
    ).toEqual(crsFromCode('EPSG:4326'));
  });

  test('a vertical code, also the numbers of old', () => {
    const read = (code: number): string | null =>
      compoundCode(
        crsFromGeoKeys(
          geoKeys([
            [3072, 6676],
            [4096, code],
          ]),
        )!,
      );
    expect(read(6695)).toBe('EPSG:6676+6695');
    expect(read(5103)).toBe('EPSG:6676+5703');
  });

  test('a compound code where the projected one belongs', () => {
    expect(compoundCode(crsFromGeoKeys(geoKeys([[3072, 10169]]))!)).toBe('EPSG:6676+6695');
  });

  test('heights on the ellipsoid', () => {
    const crs = crsFromGeoKeys(
      geoKeys([
        [3072, 32654],
        [4096, 5030],
      ]),
    )!;
    expect(crs.ellipsoidalHeights).toBe(true);
    expect(crsFromWkt(crs.wkt).ellipsoidalHeights).toBe(true);
  });

  test('metres across, feet up: the unit picks the code of NAVD88 that fits', () => {
    const crs = crsFromGeoKeys(
      geoKeys([
        [3072, 26917],
        [4096, 5703],
        [4099, 9003],
      ]),
    )!;
    expect(crs).toMatchObject({ verticalCode: 'EPSG:6360', horizontalUnitM: 1, verticalUnitM: US_FOOT });
    const plain = crsFromGeoKeys(
      geoKeys([
        [3072, 26917],
        [4099, 9002],
      ]),
    )!;
    expect(plain).toMatchObject({ verticalCode: null, horizontalUnitM: 1, verticalUnitM: 0.3048 });
    expect(crsFromWkt(plain.wkt)).toMatchObject({ horizontalUnitM: 1, verticalUnitM: 0.3048 });
  });

  test('a unit that contradicts the code wins, and the false origin stays where it is on the ground', () => {
    const feet = crsFromGeoKeys(
      geoKeys([
        [3072, 26917],
        [3076, 9003],
      ]),
    )!;
    expect(feet).toMatchObject({ code: null, horizontalUnitM: US_FOOT, verticalUnitM: US_FOOT });
    const metres = createProjection(crsFromCode('EPSG:26917')).toLonLat(630000, 4832000);
    for (const crs of [feet, crsFromWkt(feet.wkt)]) {
      const read = createProjection(crs).toLonLat(630000 / US_FOOT, 4832000 / US_FOOT);
      expect(Math.hypot(read[0] - metres[0], read[1] - metres[1])).toBeLessThan(1e-10);
    }
  });

  test('user-defined transverse Mercator, named and with its ellipsoid', () => {
    const keys = geoKeys([
      [1024, 1],
      [1026, 'Site grid'],
      [2048, 32767],
      [2057, [6378137]],
      [2059, [298.257222101]],
      [3072, 32767],
      [3074, 32767],
      [3075, 1],
      [3076, 9001],
      [3080, [138.5]],
      [3081, [36]],
      [3082, [0]],
      [3083, [0]],
      [3092, [0.9999]],
    ]);
    const crs = crsFromGeoKeys(keys)!;
    expect(crs).toMatchObject({ code: null, name: 'Site grid', kind: 'projected' });
    const expected = createProjection(crsFromCode('EPSG:6676')).toLonLat(20668.095, -70899.259);
    for (const read of [crs, crsFromWkt(crs.wkt)]) {
      const [lon, lat] = createProjection(read).toLonLat(20668.095, -70899.259);
      expect(Math.hypot(lon - expected[0], lat - expected[1])).toBeLessThan(1e-10);
    }
  });

  test('user-defined Lambert in feet, false easting in feet', () => {
    const keys = geoKeys([
      [2048, 4269],
      [3072, 32767],
      [3075, 8],
      [3076, 9002],
      [3078, [43]],
      [3079, [45.5]],
      [3084, [-120.5]],
      [3085, [41.75]],
      [3086, [1312335.958]],
      [3087, [0]],
    ]);
    const crs = crsFromGeoKeys(keys)!;
    expect(crs.horizontalUnitM).toBe(0.3048);
    const { toLonLat, fromLonLat } = createProjection(crs);
    expect(toLonLat(1312335.958, 0).map((v) => v.toFixed(9))).toEqual(['-120.500000000', '41.750000000']);
    // on both standard parallels a degree of longitude has its true length: at 43° N 81.5409 km on GRS80
    const [west, east] = [fromLonLat(-120.501, 43), fromLonLat(-120.5, 43)];
    expect(((east[0] - west[0]) * 0.3048).toFixed(2)).toBe('81.54');
  });

  test('no keys, units alone, and zero padding name no system', () => {
    expect(crsFromGeoKeys({ directory: new Uint16Array(), doubles: new Float64Array(), ascii: '' })).toBeNull();
    expect(
      crsFromGeoKeys(
        geoKeys([
          [1025, 1],
          [3076, 9001],
          [4099, 9001],
        ]),
      ),
    ).toBeNull();
    expect(
      crsFromGeoKeys({ ...geoKeys([[1024, 1]]), directory: Uint16Array.from([1, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]) }),
    ).toBeNull();
  });

  test('a directory that promises more keys than it holds is read as far as it goes', () => {
    const keys = geoKeys([[3072, 6676]]);
    keys.directory[3] = 400;
    expect(crsFromGeoKeys(keys)?.code).toBe('EPSG:6676');
  });

  test.each([
    [geoKeys([[3072, 65535]]), /EPSG:65535/],
    [geoKeys([[2048, 4047]]), /EPSG:4047/],
    [
      geoKeys([
        [2048, 4326],
        [3072, 32767],
        [3075, 22],
      ]),
      /origin/,
    ],
    [
      geoKeys([
        [2048, 4326],
        [3072, 32767],
        [3075, 22],
        [3080, [0]],
        [3081, [0]],
      ]),
      /found 22/,
    ],
    [geoKeys([[2048, 32767]]), /ellipsoid/],
    [
      geoKeys([
        [2048, 32767],
        [2057, [6378137]],
        [2061, [2.33]],
      ]),
      /Greenwich/,
    ],
    [
      geoKeys([
        [3072, 6676],
        [3076, 9102],
      ]),
      /9102/,
    ],
    [{ directory: Uint16Array.from([7, 1]), doubles: new Float64Array(), ascii: '' }, /version 1/],
  ])('keys that name something unknown or incomplete are an error: %#', (keys, message) => {
    expect(() => crsFromGeoKeys(keys)).toThrow(CrsError);
    expect(() => crsFromGeoKeys(keys)).toThrow(message);
  });

  test('a geographic code that no register holds is built from its ellipsoid', () => {
    const crs = crsFromGeoKeys(
      geoKeys([
        [2048, 4047],
        [2057, [6371007]],
        [2058, [6371007]],
      ]),
    )!;
    expect(crs).toMatchObject({ code: null, kind: 'geographic' });
    expect(createProjection(crs).toLonLat(-83.4, 39)).toEqual([-83.4, 39]);
  });
});
