/** The check of pipes over the synthetic scene, held against the ground that the scene was drawn from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PipeCheckInputs, PipeCheckResult, PipeInput } from '#core/contract/pipe-check.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { createGround, type SceneGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';
import { run as checkPipes } from '#worker/jobs/check-pipes.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { openStore } from '#worker/store/store.ts';

let folder: string;
let storeDir: string;
let pool: WorkerPool;
let ground: SceneGround;
const context = { progress: () => {}, transfer: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-pipes-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 2 });
  const truth = await writeScene(join(folder, 'scene'), { seed: 3, points: 400_000 }, { pool });
  const files = truth.before.files.map((file) => join(folder, 'scene', file));
  await indexDelivery(
    files,
    {
      collection: 'before',
      crs: 'EPSG:6676',
      verticalDatum: 'JGD2011',
      accuracyM: 0.03,
      license: 'CC-BY-4.0',
      attribution: 'Survey',
    },
    { store: openStore(storeDir), pool },
  );
  ground = createGround(3);
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const pipe = (part: Partial<PipeInput> & Pick<PipeInput, 'id' | 'line'>): PipeInput => ({
  kind: 'water',
  diameterMm: 200,
  ...part,
});
const ask = (inputs: Omit<PipeCheckInputs, 'surface'>): Promise<PipeCheckResult> =>
  checkPipes({ storeDir, request: { inputs: { surface: { collection: 'before' }, ...inputs } } }, context);
const truthAt = (east: number, north: number) =>
  surfaceHeight(ground.before, east - SCENE_EXTENT.minE, north - SCENE_EXTENT.minN);

/** Along the road. */
const ROAD: [number, number][] = [
  [52_060, -97_080],
  [52_110, -97_070],
];

describe('pipe-check', () => {
  it('cover of a pipe with elevations is the ground of the scene less its top, at every station', async () => {
    const [from, to] = ROAD.map(([e, n]) => truthAt(e, n)) as [number, number];
    const { pipes, label, counts } = await ask({
      pipes: [pipe({ id: 'W', line: ROAD, wallMm: 10, level: { reference: 'invert', valuesM: [from - 2, to - 2] } })],
      intervalM: 2,
    });
    const [one] = pipes;
    expect(label).toBe('台帳データの照査');
    expect(one).toMatchObject({ outerDiameterM: 0.22, levelFrom: 'invert', unknownM: 0 });
    expect(one!.lengthM).toBeCloseTo(Math.hypot(50, 10), 4);
    for (const { atM, position, groundM, axisM, coverM } of one!.stations) {
      const share = atM / one!.lengthM;
      expect(axisM).toBeCloseTo(from - 2 + 0.1 + share * (to - from), 3);
      // 0.3 points a square metre, 3 cm: the ground of the points is that of the scene to a decimetre or two on a road
      expect(Math.abs(groundM! - truthAt(position[0]!, position[1]!))).toBeLessThan(0.3);
      expect(coverM).toBeCloseTo(groundM! - axisM! - 0.11, 3);
    }
    const listed = one!.stations.map(({ coverM }) => coverM!);
    expect(one!.cover!.minM).toBeLessThanOrEqual(Math.min(...listed));
    expect(one!.cover!.meanM).toBeCloseTo(listed.reduce((sum, m) => sum + m, 0) / listed.length, 1);
    expect(counts).toMatchObject({ pipes: 1, coverShort: 0, clearances: 0 });
  });

  it('a depth is kept all along, and is short where more is required', async () => {
    const request = (under: 'vehicles' | 'elsewhere') =>
      ask({ pipes: [pipe({ id: 'W', line: ROAD, level: { reference: 'cover', valuesM: [0.9] } })], under });
    const vehicles = (await request('vehicles')).pipes[0]!;
    expect(vehicles).toMatchObject({ requiredCoverM: 1.2, verdict: 'short' });
    expect(vehicles.cover).toMatchObject({ minM: 0.9, meanM: 0.9 });
    expect(vehicles.short).toMatchObject([{ fromM: 0, toM: vehicles.lengthM, minM: 0.9 }]);
    expect((await request('elsewhere')).pipes[0]).toMatchObject({ requiredCoverM: 0.6, verdict: 'ok', short: [] });
    const strict = await ask({
      pipes: [pipe({ id: 'W', kind: 'gas', line: ROAD, level: { reference: 'cover', valuesM: [1.2] } })],
      requiredCoverM: { gas: { vehicles: 1.5 } },
    });
    expect(strict.pipes[0]).toMatchObject({ requiredCoverM: 1.5, verdict: 'short' });
  });

  it('a crossing of two depths keeps their difference less the lower pipe', async () => {
    const { clearances, pipes } = await ask({
      pipes: [
        pipe({ id: 'W', line: ROAD, level: { reference: 'cover', valuesM: [1.2] } }),
        pipe({
          id: 'G',
          kind: 'gas',
          diameterMm: 100,
          line: [
            [52_085, -97_090],
            [52_085, -97_060],
          ],
          level: { reference: 'cover', valuesM: [0.9] },
        }),
      ],
      axes: true,
    });
    // the gas pipe's bottom is 0.9 + 0.1 m deep, the water pipe's top 1.2 m
    expect(clearances).toHaveLength(1);
    expect(clearances[0]).toMatchObject({ form: 'cross', upper: 'b', joined: false, verdict: 'short' });
    expect(clearances[0]!.clearanceM).toBeCloseTo(0.2, 3);
    expect(clearances[0]!.position).toEqual([52_085, -97_075]);
    // the axes that are drawn are those that were measured, to the centimetre they are thinned to
    for (const { axis, stations } of pipes) {
      const heights = axis!.flat().map(([, , h]) => h!);
      const measured = stations.flatMap(({ axisM }) => axisM ?? []);
      expect(Math.max(...heights)).toBeGreaterThanOrEqual(Math.max(...measured) - 0.011);
      expect(Math.min(...heights)).toBeLessThanOrEqual(Math.min(...measured) + 0.011);
    }
  });

  it('where the ground ends, and without a level, all is null', async () => {
    const { pipes, clearances, counts, warnings } = await ask({
      pipes: [
        pipe({
          id: 'out',
          line: [
            [52_060, -97_080],
            [49_060, -97_080],
          ],
          level: { reference: 'axis', valuesM: [150] },
        }),
        pipe({
          id: 'bare',
          line: [
            [52_030, -97_090],
            [52_030, -97_070],
          ],
        }),
      ],
      intervalM: 100,
    });
    expect(pipes[0]!.unknownM).toBeGreaterThan(2_900);
    expect(pipes[0]!.stations.at(-1)).toMatchObject({ groundM: null, axisM: 150, coverM: null });
    expect(pipes[1]).toMatchObject({ cover: null, verdict: 'unknown', levelFrom: null });
    expect(pipes[1]!.stations.every(({ axisM, coverM }) => axisM === null && coverM === null)).toBe(true);
    expect(clearances).toMatchObject([{ clearanceM: null, upper: null, verdict: 'unknown' }]);
    expect(counts).toMatchObject({ clearanceUnknown: 1 });
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['LEDGER', 'NO_LEVEL', 'NO_ACCURACY', 'GROUND_UNKNOWN']),
    );
  });

  it('degrees give the same numbers, whatever stands before them in the list; equal requests equal bytes', async () => {
    const projection = createProjection(crsFromCode('EPSG:6676'));
    const level = { reference: 'cover', valuesM: [1.2] } as const;
    const plane = pipe({ id: 'W', line: ROAD, level: { ...level, valuesM: [...level.valuesM] } });
    const degrees = { ...plane, line: ROAD.map(([e, n]) => [...projection.toLonLat(e, n)]) };
    const other = pipe({
      id: 'other',
      line: [
        [52_300, -97_090],
        [52_340, -97_090],
      ],
      level: { reference: 'cover', valuesM: [1] },
    });
    const [alone, inDegrees, second, again] = [
      await ask({ pipes: [plane] }),
      await ask({ pipes: [degrees], crs: 'OGC:CRS84' }),
      await ask({ pipes: [other, plane] }),
      await ask({ pipes: [plane] }),
    ];
    expect(inDegrees.crs).toBe('OGC:CRS84');
    expect(inDegrees.pipes[0]!.stations.map(({ groundM }) => groundM)).toEqual(
      alone.pipes[0]!.stations.map(({ groundM }) => groundM),
    );
    expect(second.pipes[1]).toEqual(alone.pipes[0]);
    expect(JSON.stringify(again)).toBe(JSON.stringify(alone));
  });

  it('refuses what it cannot do, and says where', async () => {
    const line = [
      [52_000, -97_000],
      [52_000, -97_000],
    ];
    await expect(ask({ pipes: [pipe({ id: 'p', line })] })).rejects.toThrow(/pipe p: expected two places apart/);
    const far = [
      [52_000, -97_000],
      [152_000, -97_000],
    ];
    await expect(ask({ pipes: [pipe({ id: 'p', line: far })] })).rejects.toThrow(/at most 50000 m of pipes/);
    const one = pipe({ id: 'p', line: ROAD });
    await expect(ask({ pipes: [one, one] })).rejects.toThrow(/inputs.pipes\[1\].id: expected an id of its own/);
    await expect(ask({ pipes: [{ ...one, level: { reference: 'axis', valuesM: [1, 2, 3] } }] })).rejects.toThrow(
      /inputs.pipes\[0\].level.valuesM: expected 1 or 2 numbers/,
    );
    await expect(
      checkPipes({ storeDir, request: { inputs: { surface: { collection: 'none' }, pipes: [one] } } }, context),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
