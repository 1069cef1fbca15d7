import { describe, expect, test } from 'vitest';
import { createProjection, crsFromCode, type Projection } from '#core/crs/crs.ts';
import { createBulkToLonLat, type GroundExtent } from '#core/crs/fast-projection.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

/** Metres per degree, an upper bound for latitude and longitude alike. */
const DEGREE_M = 111_700;

function worstError(projection: Projection, extent: GroundExtent, points = 2000): { order: number; errorM: number } {
  const random = seededRandom(7);
  const east = Float64Array.from({ length: points }, () => extent.minE + random() * (extent.maxE - extent.minE));
  const north = Float64Array.from({ length: points }, () => extent.minN + random() * (extent.maxN - extent.minN));
  const [lon, lat] = [new Float64Array(points), new Float64Array(points)];
  const bulk = createBulkToLonLat(projection, extent, points);
  bulk.convert(east, north, lon, lat);
  let errorM = 0;
  for (let point = 0; point < points; point++) {
    const [trueLon, trueLat] = projection.toLonLat(east[point]!, north[point]!);
    errorM = Math.max(errorM, Math.hypot(lon[point]! - trueLon, lat[point]! - trueLat) * DEGREE_M);
  }
  return { order: bulk.order, errorM };
}

describe('many points to longitude and latitude', () => {
  const zone8 = createProjection(crsFromCode('EPSG:6676'));
  const corners = [
    [-95000, -37000],
    [62000, -37000],
    [-95000, -160000],
    [62000, -160000],
  ] as const;

  test.each(corners)('the prefecture corner %i, %i: nodes of 1 m to 4 km within 0.2 mm of proj4', (e, n) => {
    for (const sizeM of [1, 50, 400, 4000]) {
      const { order, errorM } = worstError(zone8, { minE: e - sizeM, minN: n, maxE: e, maxN: n + sizeM });
      expect(order).toBeGreaterThan(0);
      expect(errorM).toBeLessThan(2e-4);
    }
  });

  test('the whole prefecture at once', () => {
    expect(worstError(zone8, { minE: -95000, minN: -160000, maxE: 62000, maxN: -37000 }).errorM).toBeLessThan(2e-4);
  });

  test.each(['EPSG:32654', 'EPSG:3857', 'EPSG:4326'])('other projections: %s', (code) => {
    const projection = createProjection(crsFromCode(code));
    const [e, n] = projection.fromLonLat(138.4, 35);
    const width = code === 'EPSG:4326' ? 0.01 : 1000;
    expect(worstError(projection, { minE: e, minN: n, maxE: e + width, maxN: n + width }).errorM).toBeLessThan(2e-4);
  });

  test('few points are asked of proj4 itself', () => {
    expect(createBulkToLonLat(zone8, { minE: 0, minN: 0, maxE: 1, maxN: 1 }, 10).order).toBe(0);
  });

  test('a mapping that no polynomial follows is left to the projection', () => {
    const rough: Projection = {
      toLonLat: (e, n) => [Math.abs(e) / 1e5, n / 1e5],
      fromLonLat: (lon, lat) => [lon * 1e5, lat * 1e5],
    };
    const { order, errorM } = worstError(rough, { minE: -1000, minN: 0, maxE: 1500, maxN: 100 });
    expect({ order, errorM }).toEqual({ order: 0, errorM: 0 });
    const holed: Projection = { ...rough, toLonLat: (e, n) => (e > 0 ? [Number.NaN, Number.NaN] : [e, n]) };
    expect(createBulkToLonLat(holed, { minE: -1, minN: -1, maxE: 1, maxN: 1 }, 1000).order).toBe(0);
  });

  test('points on one spot or one line', () => {
    expect(worstError(zone8, { minE: 10, minN: 20, maxE: 10, maxN: 20 }).errorM).toBeLessThan(2e-4);
    expect(worstError(zone8, { minE: 0, minN: 20, maxE: 0, maxN: 900 }).errorM).toBeLessThan(2e-4);
  });
});
