import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { createProjection } from '#core/crs/projection.ts';
import type { Bounds } from '#core/geometry/bounds.ts';
import { checkPlacement, type PlacedCollection } from '#worker/surfaces/check-placement.ts';

/** Sheet 08NF2330. */
const sheet: Bounds = { minE: 52_000, minN: -97_200, maxE: 52_400, maxN: -96_900 };
const collection: PlacedCollection = {
  bounds: sheet,
  crs: crsFromCode('EPSG:6676'),
  minHeightM: 200,
  maxHeightM: 250,
  verticalDatum: 'JGD2011',
};
const heights = { verticalDatum: 'JGD2011', minHeightM: 205, maxHeightM: 230 };
const inside: Bounds = { minE: 52_100, minN: -97_100, maxE: 52_200, maxN: -97_000 };
const codes = (placement: ReturnType<typeof checkPlacement>) => placement.checks.map(({ code }) => code);

describe('checkPlacement', () => {
  it('has nothing to say of what lies right, whoever said the system', () => {
    for (const crs of ['EPSG:6676', 'EPSG:2450', null]) {
      expect(checkPlacement({ bounds: inside, crs }, heights, collection)).toEqual({
        checks: [],
        corrections: [],
        overlap: 1,
      });
    }
  });

  it('finds swapped axes', () => {
    const swapped = { minE: inside.minN, minN: inside.minE, maxE: inside.maxN, maxN: inside.maxE };
    const placement = checkPlacement({ bounds: swapped, crs: 'EPSG:6676' }, heights, collection);
    expect(codes(placement)).toEqual(['PLACED_ELSEWHERE']);
    expect(placement.corrections).toEqual([{ swapXY: true, overlap: 1 }]);
  });

  it.each(['EPSG:6675', 'EPSG:6677', 'EPSG:2451', 'EPSG:32654'])(
    'finds a wrong system: said %s, but in zone VIII',
    (crs) => {
      const placement = checkPlacement({ bounds: inside, crs }, heights, collection);
      expect(placement.corrections[0]).toEqual({ crs: 'EPSG:6676', overlap: 1 });
    },
  );

  it('finds the zone that coordinates really are in', () => {
    // the same ground in zone IX, delivered as zone VIII
    const from = createProjection(crsFromCode('EPSG:6676'));
    const to = createProjection(crsFromCode('EPSG:6677'));
    const corner = (e: number, n: number) => to.fromLonLat(...from.toLonLat(e, n));
    const [minE, minN] = corner(inside.minE, inside.minN);
    const [maxE, maxN] = corner(inside.maxE, inside.maxN);
    const placement = checkPlacement({ bounds: { minE, minN, maxE, maxN }, crs: 'EPSG:6676' }, heights, collection);
    expect(placement.corrections[0]).toMatchObject({ crs: 'EPSG:6677' });
    expect(placement.corrections[0]!.overlap).toBeGreaterThan(0.95);
    const both = { minE: minN, minN: minE, maxE: maxN, maxN: maxE };
    expect(checkPlacement({ bounds: both, crs: 'EPSG:6676' }, heights, collection).corrections[0]).toMatchObject({
      swapXY: true,
      crs: 'EPSG:6677',
    });
    const old = { ...collection, crs: crsFromCode('EPSG:2450') };
    expect(
      checkPlacement({ bounds: { minE, minN, maxE, maxN }, crs: null }, heights, old).corrections[0],
    ).toMatchObject({ crs: 'EPSG:2451' });
  });

  it('places longitudes and latitudes, and finds them swapped', () => {
    const { toLonLat } = createProjection(crsFromCode('EPSG:6676'));
    const [west, south] = toLonLat(inside.minE, inside.minN);
    const [east, north] = toLonLat(inside.maxE, inside.maxN);
    const lonLat = { minE: west, minN: south, maxE: east, maxN: north };
    expect(checkPlacement({ bounds: lonLat, crs: 'OGC:CRS84' }, null, collection)).toMatchObject({
      checks: [],
      overlap: expect.closeTo(1, 6),
    });
    const latLon = { minE: south, minN: west, maxE: north, maxN: east };
    expect(checkPlacement({ bounds: latLon, crs: 'OGC:CRS84' }, null, collection).corrections[0]).toMatchObject({
      swapXY: true,
    });
  });

  it('offers nothing where nothing helps', () => {
    const far = { minE: 5e8, minN: 5e8, maxE: 5.1e8, maxN: 5.1e8 };
    const placement = checkPlacement({ bounds: far, crs: null }, heights, collection);
    expect(codes(placement)).toEqual(['PLACED_ELSEWHERE']);
    expect(placement.corrections).toEqual([]);
  });

  it('tells of datums that differ or are not known, and of heights on another level', () => {
    const check = (change: Partial<typeof heights> | { verticalDatum: null }) =>
      checkPlacement({ bounds: inside, crs: 'EPSG:6676' }, { ...heights, ...change }, collection);
    expect(codes(check({ verticalDatum: 'JGD2024' }))).toEqual(['VERTICAL_DATUM_DIFFERS']);
    expect(codes(check({ verticalDatum: null }))).toEqual(['VERTICAL_DATUM_UNKNOWN']);
    expect(codes(check({ minHeightM: 279, maxHeightM: 300 }))).toEqual([]);
    const ellipsoidal = check({ minHeightM: 285, maxHeightM: 300 });
    expect(codes(ellipsoidal)).toEqual(['HEIGHTS_FAR']);
    expect(ellipsoidal.checks[0]!.message).toMatch(/35 m above.*ellipsoidal/);
    expect(check({ minHeightM: 0, maxHeightM: 100 }).checks[0]!.message).toMatch(/100 m below/);
  });
});
