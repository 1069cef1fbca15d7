import { describe, expect, it } from 'vitest';
import { geodeticToEcef } from '#core/crs/ecef.ts';
import { ellipsoidalHeightM } from '../../../../viewer/api/geoid-height.ts';

describe('the ellipsoidal height of an earth-centred position', () => {
  it.each([
    [139.07, 35.12, 250],
    [-123.06, 44.05, 130],
    [0, 0, 0],
    [179.9, -80, 3000],
    [20, 89.9, -40],
  ])('is found at %d, %d', (lon, lat, height) => {
    const position = geodeticToEcef(lon, lat, height);
    expect(ellipsoidalHeightM([position[0] ?? 0, position[1] ?? 0, position[2] ?? 0])).toBeCloseTo(height, 4);
  });
});
