import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { type Crs, crsFromCode } from '#core/crs/crs.ts';
import type { Geoid } from '#core/crs/geoid.ts';
import { CrsError } from '#core/errors.ts';
import { createTileFrame } from '#core/export/tile-frame.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

const flat: Geoid = { name: 'TEST', fallback: false, accuracyM: 0, heightAt: () => 40 };
const zone8 = crsFromCode('EPSG:6676');
const toEcef = proj4('+proj=longlat +datum=WGS84', '+proj=geocent +datum=WGS84 +units=m');

const world = (m: readonly number[], placed: Float64Array, point: number): number[] =>
  [0, 1, 2].map(
    (row) =>
      m[row]! * placed[3 * point]! +
      m[4 + row]! * placed[3 * point + 1]! +
      m[8 + row]! * placed[3 * point + 2]! +
      m[12 + row]!,
  );

/** Largest distance of points from where proj4 alone puts them. */
function worstErrorM(
  crs: Crs,
  geoid: Geoid,
  corner: readonly [number, number, number],
  sideM: number,
  count: number,
): number {
  const random = seededRandom(5);
  const axis = (at: number): Float64Array => Float64Array.from({ length: count }, () => corner[at]! + random() * sideM);
  const points = { east: axis(0), north: axis(1), height: axis(2) };
  const frame = createTileFrame('ecef', {
    crs,
    geoid,
    center: [corner[0] + sideM / 2, corner[1] + sideM / 2, corner[2] + sideM / 2],
  });
  const placed = frame.place(points);
  const toDegrees = proj4(crs.proj4, '+proj=longlat +datum=WGS84');
  let worst = 0;
  for (let point = 0; point < count; point++) {
    const [lon, lat] = toDegrees.forward([points.east[point]!, points.north[point]!]) as [number, number];
    const height = points.height[point]! * crs.verticalUnitM + (crs.ellipsoidalHeights ? 0 : geoid.heightAt(lon, lat));
    const truth = toEcef.forward([lon, lat, height]);
    const seen = world(frame.transform, placed, point);
    worst = Math.max(worst, Math.hypot(...seen.map((value, i) => value - truth[i]!)));
  }
  return worst;
}

describe('the earth-centred frame of an item', () => {
  test.each([
    [-95000, -37000],
    [62000, -37000],
    [-95000, -160000],
    [62000, -160000],
    [20668, -70899],
  ])('the prefecture at %i, %i: within 0.2 mm of proj4, for few points and many', (e, n) => {
    for (const [sideM, count] of [
      [400, 100],
      [400, 5000],
      [5000, 5000],
    ] as const) {
      expect(worstErrorM(zone8, flat, [e, n, 0], sideM, count)).toBeLessThan(2e-4);
    }
  });

  test('other systems: degrees, web Mercator, feet, heights on the ellipsoid', () => {
    const feet: Crs = {
      ...crsFromCode('EPSG:32617'),
      horizontalUnitM: 0.3048,
      verticalUnitM: 0.3048,
      proj4: crsFromCode('EPSG:32617').proj4.replace('+units=m', '+units=ft'),
    };
    expect(worstErrorM(crsFromCode('EPSG:4326'), flat, [138.4, 35, 5], 0.01, 2000)).toBeLessThan(2e-4);
    expect(worstErrorM(crsFromCode('EPSG:3857'), flat, [15406000, 4163000, 5], 500, 2000)).toBeLessThan(2e-4);
    expect(worstErrorM(feet, flat, [2_000_000, 15_000_000, 100], 1500, 2000)).toBeLessThan(2e-4);
    expect(worstErrorM(crsFromCode('EPSG:4979'), flat, [138.4, 35, 5], 0.01, 2000)).toBeLessThan(2e-4);
  });

  test('the origin is the centre of the cube, and up is up', () => {
    const frame = createTileFrame('ecef', { crs: zone8, geoid: flat, center: [52000, -97000, 200] });
    const one = (e: number, n: number, h: number): number[] => [
      ...frame.place({ east: Float64Array.of(e), north: Float64Array.of(n), height: Float64Array.of(h) }),
    ];
    expect(Math.hypot(...one(52000, -97000, 200))).toBeLessThan(1e-8);
    const [east, north, up] = one(52000, -97000, 300) as [number, number, number];
    expect(Math.hypot(east, north)).toBeLessThan(1e-7);
    expect(up).toBeCloseTo(100, 7);
  });

  test('a centre that is nowhere on earth is an error with its numbers', () => {
    expect(() => createTileFrame('ecef', { crs: crsFromCode('EPSG:4326'), geoid: flat, center: [0, 1234, 0] })).toThrow(
      /1234/,
    );
  });
});

describe('the local frame of an item', () => {
  test('metres from a whole-metre origin, each unit by itself', () => {
    const crs: Crs = { ...zone8, horizontalUnitM: 0.3048, verticalUnitM: 1 };
    const frame = createTileFrame('local', { crs, geoid: flat, center: [1000, -2000, 55.4] });
    expect(frame.transform.slice(12)).toEqual([305, -610, 55, 1]);
    const placed = frame.place({
      east: Float64Array.of(1001),
      north: Float64Array.of(-2000),
      height: Float64Array.of(60),
    });
    const [e, n, h] = world(frame.transform, placed, 0);
    expect(e).toBeCloseTo(305.1048, 9);
    expect(n).toBeCloseTo(-609.6, 9);
    expect(h).toBe(60);
  });

  test('degrees are no plane', () => {
    expect(() =>
      createTileFrame('local', { crs: crsFromCode('EPSG:4326'), geoid: flat, center: [138, 35, 0] }),
    ).toThrow(CrsError);
  });
});
