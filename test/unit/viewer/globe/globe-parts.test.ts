/** Parts of the globe that need no screen: what is cut out, heights put back, the ground of several collections, the mended shader. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Cartesian3 } from '@cesium/engine';
import { describe, expect, it } from 'vitest';
import { cesiumEdges } from '../../../../scripts/cesium-edges.ts';
import { globeCut } from '../../../../viewer/globe/cut-shader.ts';
import { groundAt } from '../../../../viewer/globe/ground.ts';
import { PULL_M, PULL_PART, pullOf } from '../../../../viewer/globe/pick.ts';
import { createWorldFrame } from '../../../../viewer/globe/world-frame.ts';
import { type ClipState, keepsPlace, type Plan } from '../../../../viewer/state/seeing/clip.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 41,
});

describe('what is cut out on the globe', () => {
  const clip: ClipState = {
    box: { centre: [52_430, -97_010, 210], size: [160, 90, 60], headingDeg: 35, side: 'inside' },
    polygon: {
      side: 'outside',
      vertices: [
        [52_400, -97_040],
        [52_460, -97_050],
        [52_450, -96_990],
        [52_420, -97_030],
      ],
    },
    slab: {
      widthM: 70,
      line: [
        [52_350, -97_060],
        [52_430, -97_010],
        [52_520, -96_980],
      ],
    },
  };

  it('is what the site view cuts out, place by place', () => {
    const world = createWorldFrame(FRAME);
    const cut = globeCut(clip, world);
    // the shader's own numbers, put into the rule of the site view
    const heading = (Math.atan2(cut.box!.turn.y, cut.box!.turn.x) * 180) / Math.PI;
    const local: ClipState = {
      box: {
        centre: [cut.box!.centre.x, cut.box!.centre.y, cut.box!.centre.z],
        size: [2 * cut.box!.half.x, 2 * cut.box!.half.y, 2 * cut.box!.half.z],
        headingDeg: heading,
        side: cut.box!.side === 1 ? 'inside' : 'outside',
      },
      polygon: { vertices: cut.polygon, side: cut.polygonInside ? 'inside' : 'outside' },
      slab: { line: cut.line, widthM: 2 * cut.halfWidthM },
    };
    const random = seededRandom(11);
    let [kept, differing] = [0, 0];
    for (let k = 0; k < 4000; k++) {
      const [east, north, height] = [
        52_320 + 220 * random.uniform(),
        -97_100 + 180 * random.uniform(),
        170 + 80 * random.uniform(),
      ];
      const away = Cartesian3.subtract(world.toWorld({ east, north, height }), cut.origin, new Cartesian3());
      const plan: Plan = [Cartesian3.dot(away, cut.east), Cartesian3.dot(away, cut.north)];
      const expected = keepsPlace(clip, east, north, height);
      if (expected) kept++;
      if (keepsPlace(local, plan[0], plan[1], height) !== expected) differing++;
    }
    expect(kept).toBeGreaterThan(200);
    // a place within a centimetre of a rim may fall to either side
    expect(differing).toBeLessThanOrEqual(3);
  });

  it('is nothing without shapes', () => {
    const cut = globeCut({ box: null, polygon: null, slab: null }, createWorldFrame(FRAME));
    expect([cut.clips, cut.box, cut.polygon, cut.line]).toEqual([false, null, [], []]);
  });
});

describe('heights', () => {
  it.each([0.5, 3, 130, 5000, 80_000])('seen %d m away are put back to where the point lies', (trueM) => {
    const seenM = trueM - (PULL_M + PULL_PART * trueM);
    expect(seenM + pullOf(seenM)).toBeCloseTo(trueM, 6);
  });
});

describe('the ground of several collections', () => {
  const patch = (surfacesOf: string | null, west: number) => ({
    bbox: [west, 35, west + 0.1, 35.1] as const,
    elevationM: 0,
    surfacesOf,
  });

  it('is the latest one at the place, else the nearest with surfaces', () => {
    const patches = [patch('old', 138), patch('new', 138), patch(null, 139), patch('far', 140)];
    expect(groundAt(patches, 138.05, 35.05)).toBe('new');
    expect(groundAt(patches, 139.05, 35.05)).toBe('far');
    expect(groundAt([patch(null, 138)], 138.05, 35.05)).toBeNull();
  });
});

describe('the eye-dome lighting of the engine', () => {
  it('is mended where a pixel has no neighbours', () => {
    const engine = dirname(createRequire(import.meta.url).resolve('@cesium/engine/package.json'));
    const file = join(engine, 'Source', 'Shaders', 'PostProcessStages', 'PointCloudEyeDomeLighting.js');
    const { transform } = cesiumEdges() as unknown as { transform(code: string, id: string): { code: string } | null };
    const { code } = transform(readFileSync(file, 'utf8'), file)!;
    expect(code).toContain('responseAndCount.x / max(1.0, responseAndCount.y)');
    expect(code).not.toContain('responseAndCount.x / responseAndCount.y');
    expect(transform('responseAndCount.x / responseAndCount.y', '/viewer/own.ts')).toBeNull();
  });
});
