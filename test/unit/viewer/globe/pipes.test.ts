/** The excavation on the globe: the terrain is cut where the points are; a camera in the ground looks at something near. */
import { Cartesian3, Matrix4, Ray } from '@cesium/engine';
import { describe, expect, it } from 'vitest';
import { rayToElevation } from '../../../../viewer/globe/camera.ts';
import { digPlanes } from '../../../../viewer/globe/pipes.ts';
import { createWorldFrame } from '../../../../viewer/globe/world-frame.ts';
import { keepsPlace, NO_CLIP } from '../../../../viewer/state/seeing/clip.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { clipWithDig } from '../../../../viewer/state/underground-view.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

// far from the central meridian: grid north is 0.6° off true north
const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 41,
});
const world = createWorldFrame(FRAME);

describe('dig box on the globe', () => {
  it.each([0, 35, -80])('planes at a heading of %i° cut the terrain where the points are cut', (headingDeg) => {
    const box = { east: 90_430, north: -97_010, widthM: 40, lengthM: 90, depthM: 4, headingDeg };
    const walls = { box, rim: new Float64Array(0), floorM: 200, knownPart: 1 };
    const clip = clipWithDig(NO_CLIP, walls);
    const planes = digPlanes(walls, FRAME, world);
    const toLocal = Matrix4.inverse(planes.modelMatrix, new Matrix4());
    const random = seededRandom(5);
    const seen = { inside: 0, outside: 0 };
    for (let i = 0; i < 2_000; i++) {
      const [east, north] = [box.east + 120 * (random.uniform() - 0.5), box.north + 120 * (random.uniform() - 0.5)];
      const local = Matrix4.multiplyByPoint(toLocal, world.toWorld({ east, north, height: 204 }), new Cartesian3());
      const distances = Array.from({ length: planes.length }, (_, k) => {
        const { normal, distance } = planes.get(k);
        return Cartesian3.dot(new Cartesian3(normal.x, normal.y, normal.z), local) + distance;
      });
      // the plane is bent a little and scaled by 0.9999: at the edge itself both are right
      if (distances.some((one) => Math.abs(one) < 0.05)) continue;
      const isCut = distances.every((one) => one < 0);
      expect(isCut).toBe(!keepsPlace(clip, east, north, 204));
      seen[isCut ? 'inside' : 'outside'] += 1;
    }
    expect(Math.min(seen.inside, seen.outside)).toBeGreaterThan(300);
  });
});

describe('a camera in the ground', () => {
  it('meets no surface above it, on the far side of the earth least of all', () => {
    const from = world.toWorld({ east: 52_000, north: -97_000, height: 190 });
    const down = Cartesian3.normalize(Cartesian3.negate(from, new Cartesian3()), new Cartesian3());
    const above = rayToElevation(new Ray(world.toWorld({ east: 52_000, north: -97_000, height: 210 }), down), 200, 41);
    expect(Cartesian3.distance(above!, from)).toBeCloseTo(10, 1);
    expect(rayToElevation(new Ray(from, down), 200, 41)).toBeNull();
  });
});
