/** Many places of the site frame on the earth: against the exact projection, one by one. */
import { Cartesian3 } from '@cesium/engine';
import { describe, expect, it } from 'vitest';
import { createWorldFrame } from '../../../../viewer/globe/world-frame.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 41.25,
});

describe('the site frame on the earth', () => {
  it('places coordinates within two millimetres, the geoid counted once', () => {
    const random = seededRandom(7);
    const origin = [-12_000, -98_000, 100] as const;
    const local = Float64Array.from({ length: 3000 }, (_, at) => random.uniform() * (at % 3 === 2 ? 1500 : 9000));
    const placed = createWorldFrame(FRAME).place(local, origin);
    let worst = 0;
    for (let at = 0; at < local.length; at += 3) {
      const [lon, lat] = FRAME.toLonLat(origin[0] + local[at]!, origin[1] + local[at + 1]!);
      const exact = Cartesian3.fromDegrees(lon, lat, origin[2] + local[at + 2]! + 41.25);
      worst = Math.max(worst, Math.hypot(placed[at]! - exact.x, placed[at + 1]! - exact.y, placed[at + 2]! - exact.z));
    }
    expect(worst).toBeLessThan(0.002);
  });

  it('goes there and back', () => {
    const world = createWorldFrame(FRAME);
    const place = { east: -8123.4, north: -101_234.5, height: 57.3 };
    const back = world.toSite(world.toWorld(place));
    expect(back.east).toBeCloseTo(place.east, 4);
    expect(back.north).toBeCloseTo(place.north, 4);
    expect(back.height).toBeCloseTo(place.height, 4);
  });
});
