import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { PLANE_RECTANGULAR_ZONES } from '#core/crs/plane-rectangular.ts';
import { CrsError } from '#core/errors.ts';

/** [place, lat, lon, E, N] in zone VIII, coordinates printed to the millimetre. */
const PLACES: readonly [string, number, number, number, number][] = [
  ['prefectural office', 34.97694, 138.38306, -10677.167, -113490.457],
  ['summit of Mt Fuji', 35.36072, 138.72743, 20668.095, -70899.259],
  ['Atami Izusan', 35.1128, 139.079, 52778.241, -98272.321],
  ['Kawazu loop bridge', 34.7935, 138.9355, 39851.766, -133758.797],
  ['Hamamatsu station', 34.7036, 137.7346, -70116.711, -143550.721],
  ['Omaezaki', 34.5959, 138.2256, -25169.515, -155729.564],
  ['Shimoda station', 34.6793, 138.9455, 40822.978, -146422.515],
  ['Ikawa dam', 35.211, 138.222, -25310.295, -87496.741],
];

describe('plane rectangular coordinates', () => {
  const zone8 = createProjection(crsFromCode('EPSG:6676'));

  test.each(PLACES)('%s, to the millimetre that the vector is printed with', (_, lat, lon, east, north) => {
    const [e, n] = zone8.fromLonLat(lon, lat);
    expect(Math.abs(e - east)).toBeLessThan(0.001);
    expect(Math.abs(n - north)).toBeLessThan(0.001);
  });

  test('inverse of (40000, −133800)', () => {
    const [lon, lat] = zone8.toLonLat(40000, -133800);
    // the vector has 8 decimals: 0.5e-8 degrees
    expect(Math.abs(lat - 34.79312276)).toBeLessThan(6e-9);
    expect(Math.abs(lon - 138.9371179)).toBeLessThan(6e-9);
  });

  test('forward and inverse meet to a micrometre at the corners of the prefecture', () => {
    for (const [e, n] of [
      [-95000, -37000],
      [62000, -37000],
      [-95000, -160000],
      [62000, -160000],
    ] as const) {
      const [east, north] = zone8.fromLonLat(...zone8.toLonLat(e, n));
      expect(Math.hypot(east - e, north - n)).toBeLessThan(1e-6);
    }
  });

  test('the origins of all nineteen zones are where the notification puts them', () => {
    for (const { zone, originLat, originLon } of PLANE_RECTANGULAR_ZONES) {
      for (const first of [6668, 2442]) {
        const [lon, lat] = createProjection(crsFromCode(`EPSG:${first + zone}`)).toLonLat(0, 0);
        expect([lon, lat].map((v) => v.toFixed(9))).toEqual([originLon, originLat].map((v) => v.toFixed(9)));
      }
    }
    expect(PLANE_RECTANGULAR_ZONES.map(({ originLat }) => originLat)).toEqual([
      33, 33, 36, 33, 36, 36, 36, 36, 36, 40, 44, 44, 44, 26, 26, 26, 26, 20, 26,
    ]);
  });
});

describe('projections', () => {
  test('geographic systems are longitude first', () => {
    expect(createProjection(crsFromCode('EPSG:4326')).toLonLat(138.5, 35)).toEqual([138.5, 35]);
    expect(createProjection(crsFromCode('EPSG:6668')).toLonLat(138.5, 35)[1]).toBeCloseTo(35, 9);
  });

  test('the false easting of a system in feet is in feet', () => {
    const feet = crsFromCode('EPSG:32617');
    const inFeet = { ...feet, proj4: feet.proj4.replace('+units=m', '+units=ft') };
    const [lon, lat] = createProjection(inFeet).toLonLat(500000 / 0.3048, 4e6 / 0.3048);
    expect(lon).toBeCloseTo(-81, 9);
    expect(lat).toBeCloseTo(proj4(feet.proj4).inverse([500000, 4e6])[1]!, 9);
  });

  test('what is not finite gives NaN, what cannot be projected is an error with the name', () => {
    const projection = createProjection(crsFromCode('EPSG:6676'));
    expect(projection.toLonLat(Number.NaN, 0)).toEqual([Number.NaN, Number.NaN]);
    expect(projection.fromLonLat(0, Number.POSITIVE_INFINITY)).toEqual([Number.NaN, Number.NaN]);
    const unknown = { name: 'Nowhere', kind: 'projected', proj4: '+proj=nowhere +units=m' } as const;
    expect(() => createProjection(unknown)).toThrow(CrsError);
    expect(() => createProjection(unknown)).toThrow(/Nowhere/);
  });
});
