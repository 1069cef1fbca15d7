/** Where the globe's shader looks up heights: its arithmetic in doubles, against the exact projection. */
import { Cartesian3, Matrix3 } from '@cesium/engine';
import { describe, expect, it } from 'vitest';
import { surfacePlace } from '../../../../viewer/globe/point-heights.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 41.25,
});

/** What `aboveSurface` computes of a place on the earth: from the raster's corner, metres. */
function lookUp({ origin, axes, turn, middle }: ReturnType<typeof surfacePlace>, world: Cartesian3) {
  const away = Cartesian3.subtract(world, origin, new Cartesian3());
  const { x, y } = Matrix3.multiplyByVector(Matrix3.transpose(axes, new Matrix3()), away, new Cartesian3());
  return [middle[0] + turn[0] * x + turn[1] * y, middle[1] + turn[2] * x + turn[3] * y] as const;
}

describe('the place of a surface on the globe', () => {
  // far from the meridian of the plane: the grid is turned by a third of a degree
  it.each([
    [600, 0.05],
    [4000, 0.4],
  ])('meets the cell of every point within a square of %i m, to %f m', (side, tolerance) => {
    const [west, south] = [52_000, -97_200];
    const heights = new Float32Array(64).fill(210);
    heights[0] = Number.NaN;
    const grid = {
      west,
      south,
      cols: 8,
      rows: 8,
      cellSizeM: side / 8,
      heights,
      accuracyM: null,
      source: 'points' as const,
    };
    const place = surfacePlace(grid, FRAME);
    expect(place.baseM).toBe(210);
    const random = seededRandom(11);
    let worst = 0;
    for (let i = 0; i < 500; i++) {
      const [east, north, up] = [random.uniform() * side, random.uniform() * side, random.uniform() * 200 - 100];
      const [lon, lat] = FRAME.toLonLat(west + east, south + north);
      const [x, y] = lookUp(place, Cartesian3.fromDegrees(lon, lat, 210 + up + 41.25));
      worst = Math.max(worst, Math.hypot(x - east, y - north));
    }
    expect(worst).toBeLessThan(tolerance);
  });
});
