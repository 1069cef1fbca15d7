import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { ecefToEnu, ecefToGeodetic, enuFrame, enuToEcef, enuToEcefMatrix, geodeticToEcef } from '#core/crs/ecef.ts';

const geocentric = proj4('+proj=longlat +datum=WGS84', '+proj=geocent +datum=WGS84 +units=m');
const PLACES = [
  [138.38306, 34.97694, 60.375],
  [-120, 44, 0],
  [0, 0, 0],
  [180, -45, 8000],
  [-180, 45, -400],
  [10, 89.9999, 100],
] as const;

describe('earth-centred coordinates', () => {
  test('the prefectural office at 20 m, geoid 40.375 m: the vector to a millimetre', () => {
    const [lon, lat] = createProjection(crsFromCode('EPSG:6676')).toLonLat(-10677.167, -113490.457);
    const seen = geodeticToEcef(lon, lat, 20 + 40.375);
    // E and N are printed to 1 mm, so 1 mm is what can be asked
    [-3911410.001, 3474780.868, 3635805.6].forEach((expected, axis) => {
      expect(Math.abs(seen[axis]! - expected)).toBeLessThan(0.0012);
    });
  });

  test.each(PLACES)('agrees with proj4 at %f, %f, %f to a micrometre', (lon, lat, height) => {
    const expected = geocentric.forward([lon, lat, height]);
    geodeticToEcef(lon, lat, height).forEach((value, axis) => {
      expect(Math.abs(value - expected[axis]!)).toBeLessThan(1e-6);
    });
  });

  test.each(PLACES)('comes back from ECEF at %f, %f, %f', (lon, lat, height) => {
    const [lonBack, latBack, heightBack] = ecefToGeodetic(...geodeticToEcef(lon, lat, height));
    // 1e-13 degrees is 10 nm; along the pole longitudes shrink
    expect(Math.abs(latBack - lat)).toBeLessThan(1e-12);
    expect(Math.abs(Math.sin(((lonBack - lon) * Math.PI) / 180))).toBeLessThan(1e-9);
    expect(Math.abs(heightBack - height)).toBeLessThan(1e-8);
  });

  test('at the pole the height is that of the pole', () => {
    expect(ecefToGeodetic(0, 0, 6356752.314245179 + 7)[2]).toBeCloseTo(7, 6);
  });
});

describe('local frames', () => {
  const frame = enuFrame(138.4, 35, 100);

  test('the origin is zero, a metre up is up, axes are of unit length and square', () => {
    expect(ecefToEnu(frame, ...geodeticToEcef(138.4, 35, 100))).toEqual([0, 0, 0]);
    const [east, north, up] = ecefToEnu(frame, ...geodeticToEcef(138.4, 35, 101));
    expect(Math.hypot(east, north)).toBeLessThan(1e-8);
    expect(up).toBeCloseTo(1, 8);
    const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    const axes = [frame.east, frame.north, frame.up];
    axes.forEach((a, i) => {
      axes.forEach((b, j) => {
        expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 14);
      });
    });
  });

  test('the matrix of a tile does what enuToEcef does, column by column', () => {
    const m = enuToEcefMatrix(frame);
    const [e, n, u] = [1234.5, -987.6, 54.3];
    const byMatrix = [0, 1, 2].map((row) => m[row]! * e + m[4 + row]! * n + m[8 + row]! * u + m[12 + row]!);
    enuToEcef(frame, e, n, u).forEach((value, axis) => {
      expect(byMatrix[axis]).toBeCloseTo(value, 8);
    });
    expect(m.filter((_, index) => index % 4 === 3)).toEqual([0, 0, 0, 1]);
    const back = ecefToEnu(frame, ...enuToEcef(frame, e, n, u));
    expect(Math.hypot(back[0] - e, back[1] - n, back[2] - u)).toBeLessThan(1e-8);
  });
});
