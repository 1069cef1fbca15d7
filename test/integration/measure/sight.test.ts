/** Sight over the synthetic scene and a delivered grid, held against rays on the surface that the scene was drawn from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineOfSightResult } from '#core/contract/line-of-sight.ts';
import type { MountainViewResult } from '#core/contract/mountain-view.ts';
import type { SunlightResult } from '#core/contract/sunlight.ts';
import type { ViewshedResult } from '#core/contract/viewshed.ts';
import { createGround, type SceneGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';
import { dropM, sightCurve } from '#core/sight/curvature.ts';
import type { FileResult } from '#worker/file-result.ts';
import { run as seeAround } from '#worker/jobs/see-around.ts';
import { run as seeLine } from '#worker/jobs/see-line.ts';
import { run as seeMountain } from '#worker/jobs/see-mountain.ts';
import { run as seeSun } from '#worker/jobs/see-sun.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { openStore } from '#worker/store/store.ts';
import { saveSurface } from '#worker/surfaces/surface-store.ts';

const FAR_GRID = 'a'.repeat(32);
const FUJI = { e: 20668.095, n: -70899.259 };
let folder: string;
let storeDir: string;
let pool: WorkerPool;
let ground: SceneGround;
const context = { progress: () => {}, transfer: () => {} };
const bare = [{ collection: 'before', classes: [2] }];
/** A place on the bare ground, and others that are seen from it or not. */
const EYE: [number, number] = [52_120, -97_060];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-sight-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 2 });
  const truth = await writeScene(join(folder, 'scene'), { seed: 3, points: 500_000 }, { pool });
  const files = truth.before.files.map((file) => join(folder, 'scene', file));
  const settings = { license: 'CC-BY-4.0', attribution: 'Survey' };
  await indexDelivery(
    files,
    { collection: 'before', crs: 'EPSG:6676', verticalDatum: 'JGD2011', accuracyM: 0.03, ...settings },
    { store: openStore(storeDir), pool },
  );
  ground = createGround(3);
  await saveSurface(
    storeDir,
    {
      id: FAR_GRID,
      name: 'far 200 m',
      source: { format: 'geotiff', fileName: 'far.tif', sizeBytes: 1, sha256: null },
      crs: 'EPSG:6676',
      verticalDatum: 'JGD2011',
      datetime: null,
      accuracyM: 5,
      checks: [],
    },
    { kind: 'raster', raster: farGrid() },
  );
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** A plain at 150 m with a cone of 3,776 m where Mt Fuji stands. */
function farGrid() {
  // a node stands on the summit
  const [originE, originN, stepM] = [FUJI.e - 83 * 200, FUJI.n - 205 * 200, 200];
  const [cols, rows] = [260, 290];
  const heights = Float64Array.from({ length: cols * rows }, (_, i) => {
    const [e, n] = [originE + (i % cols) * stepM, originN + Math.floor(i / cols) * stepM];
    return Math.max(150, 3776 - 0.3 * Math.hypot(e - FUJI.e, n - FUJI.n));
  });
  return { originE, originN, stepM, cols, rows, heights };
}

const heightOf = (e: number, n: number) => surfaceHeight(ground.before, e - SCENE_EXTENT.minE, n - SCENE_EXTENT.minN);
type Job = (input: { storeDir: string; request: unknown }, own: typeof context) => Promise<unknown>;
const ask =
  <Result>(run: Job) =>
  async (inputs: object): Promise<Result> => {
    const request = { inputs: { crs: 'EPSG:6676', surfaces: bare, observer: { position: EYE }, ...inputs } };
    return (await run({ storeDir, request }, context)) as Result;
  };
const line = ask<LineOfSightResult>(seeLine);
const around = ask<ViewshedResult>(seeAround);
const mountain = ask<MountainViewResult>(seeMountain);
const sunlight = ask<SunlightResult>(seeSun);

/** Smallest height of the ray over the true ground. */
function trueClearance(to: readonly [number, number], eyeM: number, targetM: number): number {
  const lengthM = Math.hypot(to[0] - EYE[0], to[1] - EYE[1]);
  const curve = sightCurve();
  const slope = (targetM - curve * lengthM ** 2 - eyeM) / lengthM;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < 4000; i++) {
    const share = i / 4000;
    const d = share * lengthM;
    const ray = eyeM + slope * d + curve * d * d;
    least = Math.min(least, ray - heightOf(EYE[0] + share * (to[0] - EYE[0]), EYE[1] + share * (to[1] - EYE[1])));
  }
  return least;
}

describe('line of sight', () => {
  it('agrees with a brute-force ray over the true ground of the scene', async () => {
    const places: [number, number][] = [];
    for (let k = 0; k < 24; k++) {
      const [r, a] = [40 + 5 * (k % 8), (k * Math.PI) / 12];
      places.push([EYE[0] + r * Math.cos(a), EYE[1] + r * Math.sin(a)]);
    }
    const { targets, observer } = await line({
      targets: places.map(([e, n]) => ({ position: [e, n, heightOf(e, n)], heightM: 1.5 })),
    });
    expect(observer.eyeM).toBeCloseTo(heightOf(...EYE) + 1.5, 0);
    let decided = 0;
    for (const [i, target] of targets.entries()) {
      const least = trueClearance(places[i]!, observer.eyeM, target.elevationM);
      // points scatter by 3 cm and stand half a metre apart
      if (Math.abs(least) < 0.4 || target.verdict === 'unknown') continue;
      decided++;
      expect(target.verdict, `${places[i]}: ${least}`).toBe(least > 0 ? 'visible' : 'hidden');
    }
    expect(decided).toBeGreaterThan(10);
    expect(new Set(targets.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
  });

  it('is unknown beyond the data, with the gap, and decided by a delivered grid', async () => {
    const targets = [{ position: [40_000, -90_000], heightM: 1900 }];
    const observer = { position: [...EYE, 400] };
    const [without] = (await line({ observer, targets: [{ position: [40_000, -90_000, 3150] }] })).targets;
    expect(without!.verdict).toBe('unknown');
    expect(without!.gaps.at(-1)!.toM).toBeCloseTo(without!.distanceM, 2);
    expect(without!.gaps[0]!.line).toHaveLength(17);
    expect(without!.dropM).toBeCloseTo(dropM(without!.distanceM), 3);
    const surfaces = [...bare, { grid: FAR_GRID }];
    const both = await line({ observer, targets, surfaces });
    expect(both.targets[0]!.gaps).toEqual([]);
    expect(both.targets[0]!.verdict).toBe('visible');
    expect(both.sources.map(({ kind }) => kind)).toEqual(['points', 'grid']);
    expect(both.sources[1]!.resolutionM).toBe(200);
    expect(both.sources[0]!.resolutionM).toBeGreaterThan(0.1);
    expect(both.targets[0]!.profile.parts.map(({ source }) => source)).toEqual(expect.arrayContaining([0, 1]));
  });

  it('gives the verdict before and after what is placed and removed', async () => {
    const wall = (properties: object) => ({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [52_122, -97_070],
                [52_123, -97_070],
                [52_123, -97_050],
                [52_122, -97_050],
                [52_122, -97_070],
              ],
            ],
          },
          properties,
        },
      ],
    });
    const targets = [{ position: [52_126, -97_060], heightM: 1.5 }];
    const free = await line({ targets });
    expect(free.targets[0]!).toMatchObject({ verdict: 'visible', before: null });
    const walled = await line({ targets, obstacles: wall({ heightM: 6 }) });
    expect(walled.targets[0]!).toMatchObject({ verdict: 'hidden', before: { verdict: 'visible' } });
    expect(walled.targets[0]!.block!.distanceM).toBeCloseTo(2, 3);
    expect(walled.targets[0]!.block!.source).toBe(-1);
    expect(walled.warnings.map(({ code }) => code)).toContain('SIMULATED');
    const pit = await line({ targets, obstacles: wall({ elevationM: 0 }) });
    expect(pit.targets[0]!.verdict).toBe('visible');
    await expect(line({ targets, obstacles: wall({}) })).rejects.toThrow(/heightM or elevationM/);
    // over the first returns trees hide what the bare ground shows
    const first = [{ collection: 'before', returns: 'first' }];
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [52_100, -97_080],
          [52_400, -97_080],
          [52_400, -96_980],
          [52_100, -96_980],
          [52_100, -97_080],
        ],
      ],
    };
    const far = [{ position: [52_160, -97_050], heightM: 1.5 }];
    const cleared = await line({
      targets: far,
      surfaces: first,
      removed: area,
      observer: { position: EYE, standOn: 'ground' },
    });
    const onGround = await line({
      targets: [{ position: [52_160, -97_050, cleared.targets[0]!.elevationM] }],
      observer: { position: EYE },
    });
    // two areas that overlap are the one they cover
    const half = (from: number, to: number) => ({
      type: 'Polygon',
      coordinates: [
        [
          [from, -97_080],
          [to, -97_080],
          [to, -96_980],
          [from, -96_980],
          [from, -97_080],
        ],
      ],
    });
    const halves = await line({
      targets: far,
      surfaces: first,
      removed: [half(52_100, 52_300), half(52_140, 52_400)],
      observer: { position: EYE, standOn: 'ground' },
    });
    const { parts, ...rest } = halves.targets[0]!.profile;
    expect({ ...halves.targets[0], profile: { ...rest, parts: parts.length > 0 } }).toEqual({
      ...cleared.targets[0],
      profile: { ...cleared.targets[0]!.profile, parts: true },
    });
    expect(cleared.scenario.removed).toBe(true);
    expect(cleared.targets[0]!.clearance!.clearanceM).toBeCloseTo(onGround.targets[0]!.clearance!.clearanceM, 2);
  });

  it('refuses what cannot be looked at', async () => {
    const targets = [{ position: [52_160, -97_050] }];
    await expect(line({ targets: [{ position: EYE }] })).rejects.toThrow(/away from the eye/);
    await expect(line({ targets, observer: { position: [0, 0] } })).rejects.toThrow(/where the eye stands/);
    await expect(line({ targets: [] })).rejects.toThrow(/targets/);
    await expect(line({ targets, surfaces: [{ collection: 'nowhere' }] })).rejects.toThrow(/nowhere/);
  });
});

describe('viewshed', () => {
  it('is the line of sight, cell by cell', async () => {
    const result = await around({ radiusM: 30, cellSizeM: 2, targetHeightM: 1, grid: true });
    const { cols, originE, originN, cellSizeM, values, heightsM } = result.grid!;
    const cells = [...values.keys()].filter((cell) => values[cell]! < 2 && cell % 7 === 0);
    const targets = cells.slice(0, 45).map((cell) => ({
      position: [
        originE + ((cell % cols) + 0.5) * cellSizeM,
        originN + (Math.floor(cell / cols) + 0.5) * cellSizeM,
        heightsM[cell]!,
      ],
      heightM: 1,
    }));
    const lines = await line({ targets });
    let agreed = 0;
    for (const [i, { verdict }] of lines.targets.entries()) {
      if ((values[cells[i]!] === 1) === (verdict === 'visible')) agreed++;
    }
    // the grid stands for the surface of all points: along ridges they differ
    expect(agreed / lines.targets.length).toBeGreaterThan(0.85);
    const { visible, hidden, unknown } = result.areasM2;
    expect(visible + hidden + unknown).toBeCloseTo(Math.PI * 30 ** 2, -2);
    expect(result.outline?.type).toMatch(/Polygon/);
  });

  it('is a GeoTIFF and a picture too', async () => {
    const asked = { radiusM: 20, cellSizeM: 1 };
    const json = await around(asked);
    const tiff = (await around({ ...asked, format: 'cog' })) as unknown as FileResult;
    const image = await (await fromArrayBuffer(tiff.bytes.buffer)).getImage();
    const [band] = (await image.readRasters()) as unknown as [Uint8Array];
    expect(band.filter((one) => one === 1)).toHaveLength(json.cells.visible);
    expect(band.filter((one) => one === 0)).toHaveLength(json.cells.hidden);
    expect(image.getOrigin()[0]).toBeCloseTo(52_100, 6);
    const png = (await around({ ...asked, format: 'png' })) as unknown as FileResult;
    const { width, data } = decode(png.bytes);
    expect(width).toBe(image.getWidth());
    let yellow = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === 255 && data[i + 2] === 59) yellow++;
    expect(yellow).toBe(json.cells.visible);
  });
});

describe('the view of Mt Fuji', () => {
  it('is unknown with stored points alone, and says what they hide', async () => {
    const result = await mountain({ nearM: 120, observer: { position: [...EYE, 400] } });
    expect(result.summit.distanceM / 1000).toBeCloseTo(40.9, 1);
    expect(result.summit.dropM).toBeCloseTo(114.2, 0);
    expect(result).toMatchObject({ verdict: 'unknown', share: null, summit: { verdict: 'unknown' } });
    expect(result.foreground.seenAtMostM).toBeLessThanOrEqual(3776);
    // from the valley its side hides the mountain: known ground is enough to say so
    const low = await mountain({ nearM: 120 });
    expect(low).toMatchObject({ verdict: 'hidden', share: 0, summit: { verdict: 'hidden' } });
    expect(result.warnings.map(({ code }) => code)).toContain('UNDECIDABLE');
  });

  it('closes gaps before the mountain with a stated height, as a lower bound', async () => {
    const observer = { position: [...EYE, 400] };
    const high = await mountain({ nearM: 120, observer, ceilingM: 300 });
    // the mountain's own ground is still not covered; its summit is seen over everything that is 300 m high
    expect(high).toMatchObject({ verdict: 'unknown', summit: { verdict: 'visible' } });
    expect(high.warnings.map(({ code }) => code)).toContain('LOWER_BOUND');
    const [stated] = (await line({ observer, targets: [{ position: [40_000, -90_000, 3150] }], ceilingM: 300 }))
      .targets;
    expect(stated!.verdict).toBe('visible');
    expect(stated!.gaps).toEqual([]);
  });

  it('is told with a grid of the far field: all from a height, nothing from behind a wall', async () => {
    const surfaces = [...bare, { grid: FAR_GRID }];
    const high = await mountain({ surfaces, nearM: 120, observer: { position: [...EYE, 400] } });
    expect(high).toMatchObject({ verdict: 'visible', share: 1, summit: { verdict: 'visible' } });
    // the cone of the grid, seen whole: its summit stands 3.9° up, less the drop
    const middle = high.columns[30]!;
    const { distanceM } = high.summit;
    const tangent = (3776 - dropM(distanceM) - 401.5) / distanceM;
    expect(middle.topDeg).toBeCloseTo((Math.atan(tangent) * 180) / Math.PI, 1);
    const wall = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [52_105, -97_075],
                [52_110, -97_075],
                [52_110, -97_030],
                [52_105, -97_030],
                [52_105, -97_075],
              ],
            ],
          },
          properties: { baseM: 400, heightM: 40 },
        },
      ],
    };
    const walled = await mountain({ surfaces, nearM: 120, observer: { position: [...EYE, 400] }, obstacles: wall });
    expect(walled).toMatchObject({ verdict: 'hidden', share: 0, before: { verdict: 'visible', share: 1 } });
  });
});

describe('hours of sun', () => {
  it('adds up to the day, is repeated to the digit, and says what it does not know', async () => {
    const asked = { day: '2026-06-21', radiusM: 100, stepMinutes: 10 };
    const first = await sunlight(asked);
    const { sun, shadow, unknown, up } = first.hours;
    expect(sun + shadow + unknown).toBeCloseTo(up, 3);
    // the longest day at 35° north
    expect(up).toBeGreaterThan(14);
    expect(up).toBeLessThan(14.8);
    expect(first.sunrise).toMatch(/^2026-06-21T04:/);
    expect(await sunlight(asked)).toEqual(first);
    for (const { light, elevationDeg, horizonDeg } of first.path) {
      if (light === 'shadow') expect(horizonDeg).toBeGreaterThanOrEqual(elevationDeg);
      if (light === 'sun' && horizonDeg !== null) expect(horizonDeg).toBeLessThan(elevationDeg);
    }
    // nothing higher: every ray that is not blocked is free
    const free = await sunlight({ ...asked, ceilingM: 0 });
    expect(free.hours.unknown).toBe(0);
    expect(free.hours.sun).toBeGreaterThan(sun);
  });

  it('loses the sun behind a wall in the south', async () => {
    const wall = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [52_060, -97_070],
                [52_180, -97_070],
                [52_180, -97_065],
                [52_060, -97_065],
                [52_060, -97_070],
              ],
            ],
          },
          properties: { heightM: 60 },
        },
      ],
    };
    const asked = { day: '2026-12-21', radiusM: 100, stepMinutes: 10, ceilingM: 0 };
    const { hours, before } = await sunlight({ ...asked, obstacles: wall });
    expect(before!.hours.sun).toBeGreaterThan(5);
    expect(hours.sun).toBeLessThan(1);
  });
});
