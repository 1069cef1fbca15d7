/** `find-objects` on the generated scene, held against what truly stands there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindObjectsResult } from '#core/contract/find-objects.ts';
import { findObjects } from '#core/objects/find-objects.ts';
import { NearPoints } from '#core/objects/near-points.ts';
import { createBuildings } from '#core/scene/buildings.ts';
import { createGround } from '#core/scene/epoch-ground.ts';
import { coverBefore } from '#core/scene/ground-cover.ts';
import { SCENE_EXTENT, TOWERS } from '#core/scene/layout.ts';
import { createPowerLines } from '#core/scene/power-lines.ts';
import { createTrees } from '#core/scene/trees.ts';
import { type PointColumns, selectPoints } from '#core/surface/point-columns.ts';
import { buildTin } from '#core/surface/tin.ts';
import { sampleTinAt } from '#core/surface/tin-surface.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { loadPoints } from '#worker/points/load-points.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { openStore } from '#worker/store/store.ts';

const SEED = 1;
let folder: string;
let pool: WorkerPool;

const { minE, minN, maxE, maxN } = SCENE_EXTENT;
const box = (e0: number, n0: number, e1: number, n1: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [minE + e0, minN + n0],
      [minE + e1, minN + n0],
      [minE + e1, minN + n1],
      [minE + e0, minN + n1],
      [minE + e0, minN + n0],
    ],
  ],
});
const WHOLE = box(0, 0, maxE - minE, maxN - minN);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-objects-'));
  pool = createPool({ threads: 2 });
  const truth = await writeScene(join(folder, 'scene'), { seed: SEED, points: 900_000 }, { pool });
  const store = openStore(join(folder, 'store'));
  const files = truth.before.files.map((file) => join(folder, 'scene', file));
  await indexDelivery(
    files,
    { collection: 'before', datetime: truth.before.datetime, verticalDatum: 'JGD2011', accuracyM: 0.1 },
    { store, pool },
  );
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function find(inputs: object): Promise<FindObjectsResult> {
  const request = { inputs: { collection: 'before', area: WHOLE, maxObjects: 2000, ...inputs } };
  return await pool.run('find-objects', { storeDir: join(folder, 'store'), request });
}

/** Every point of the collection, as measuring loads it. */
async function allPoints(): Promise<PointColumns> {
  const store = openStore(join(folder, 'store'));
  const records = await store.listRecords('before');
  return await loadPoints({
    items: records.map((record) => ({ path: store.filePath('before', record.id, record.version), crs: record.crs })),
    bounds: { minE, minN, maxE, maxN },
  });
}

const near = (object: { readonly centre: readonly number[] }, e: number, n: number): number =>
  Math.hypot(object.centre[0]! - minE - e, object.centre[1]! - minN - n);

describe('find-objects on the scene', () => {
  it('finds every pole and tower that the laser has met, and no other', async () => {
    const { objects, counts } = await find({ kinds: ['pole'] });
    const { masts } = createPowerLines(createGround(SEED), 'before');
    const points = await allPoints();
    const met = masts.filter(({ e, n, kind }) => {
      for (let i = 0; i < points.count; i++) {
        const away = Math.hypot(points.east[i]! - minE - e, points.north[i]! - minN - n);
        if (points.classification[i] === 15 && away < (kind === 'tower' ? 6 : 1)) return true;
      }
      return false;
    });
    expect(met.length).toBeGreaterThan(10);
    expect(counts).toEqual({ pole: met.length });
    for (const { e, n } of met) expect(objects.filter((object) => near(object, e, n) < 1)).toHaveLength(1);
    const towers = objects.filter(({ heightM }) => heightM > 30);
    expect(towers).toHaveLength(2);
    for (const { heightM, confidence } of towers) {
      expect(Math.abs(heightM - 38)).toBeLessThan(0.5);
      expect(confidence).toBe('high');
    }
  });

  it('has every wire point in one span, and the valley crossed by one', async () => {
    const { objects } = await find({ kinds: ['wire'] });
    const points = await allPoints();
    const wires = points.classification.filter((code) => code === 13 || code === 14).length;
    expect(objects.reduce((sum, { pointCount }) => sum + pointCount, 0)).toBe(wires);
    const [[e0, n0], [e1, n1]] = TOWERS;
    const long = objects.filter(({ footprint }) => {
      const norths = footprint.map(([, north]) => north! - minN);
      return Math.max(...norths) - Math.min(...norths) > 0.9 * Math.hypot(e1 - e0, n1 - n0);
    });
    expect(long).toHaveLength(1);
  });

  it('finds the houses, with unmeasured ground under them and their height', async () => {
    const { objects } = await find({ kinds: ['building'] });
    const ground = createGround(SEED);
    const houses = createBuildings(ground, 'before', SEED).list.filter(({ classification }) => classification === 6);
    // two greenhouses with a path of 1.6 m between them are one
    expect(objects.length).toBeGreaterThanOrEqual(houses.length - 1);
    expect(objects.length).toBeLessThanOrEqual(houses.length);
    const alone = houses.filter(({ e }) => Math.abs(e - 25) > 4);
    for (const { e, n, eavesM, halfWidthM, halfLengthM, baseM } of alone) {
      const [object, ...others] = objects.filter((one) => near(one, e, n) < 1.5);
      expect([others.length, object?.confidence]).toEqual([0, 'high']);
      expect(object!.topM).toBeGreaterThan(eavesM);
      expect(Math.abs(object!.groundM! - baseM)).toBeLessThan(1);
      const unmeasured = object!.unmeasured!;
      const areaM2 = unmeasured.heightsM.filter((height) => height !== null).length * unmeasured.cellSizeM ** 2;
      expect(areaM2).toBeGreaterThan(0.4 * 4 * halfWidthM * halfLengthM);
      expect(areaM2).toBeLessThan(1.3 * 4 * halfWidthM * halfLengthM);
    }
  });

  it('finds trees that stand alone one by one, and says where crowns touch', async () => {
    const { objects, found } = await find({ kinds: ['tree'], area: box(30, 10, 420, 90) });
    expect(objects).toHaveLength(found);
    const ground = createGround(SEED);
    const cover = coverBefore(ground, SEED);
    const trees = createTrees(ground, cover, createBuildings(ground, 'before', SEED), 'before', SEED);
    const alone: number[] = [];
    for (let i = 0; i < trees.count; i++) {
      const isInside = trees.e[i]! > 34 && trees.n[i]! > 14 && trees.e[i]! < 416 && trees.n[i]! < 86;
      const isFree = trees.e.every(
        (e, j) =>
          j === i || Math.hypot(e - trees.e[i]!, trees.n[j]! - trees.n[i]!) > trees.radiusM[i]! + trees.radiusM[j]! + 1,
      );
      if (isInside && isFree && trees.topM[i]! > 4) alone.push(i);
    }
    expect(alone.length).toBeGreaterThan(15);
    const matched = alone.filter((i) => {
      const found = objects.filter((object) => near(object, trees.e[i]!, trees.n[i]!) < trees.radiusM[i]!);
      return found.length === 1 && Math.abs(found[0]!.heightM - trees.topM[i]!) < 1.5;
    });
    expect(matched.length / alone.length).toBeGreaterThan(0.85);
  });

  it('is the same every time, whatever the area around an object', async () => {
    const whole = await find({ kinds: ['pole'] });
    const part = await find({ kinds: ['pole'], area: box(140, 40, 260, 170) });
    expect(await find({ kinds: ['pole'] })).toEqual(whole);
    expect(part.objects.length).toBeGreaterThanOrEqual(3);
    const known = new Map(whole.objects.map((object) => [object.id, object]));
    for (const object of part.objects) expect(known.get(object.id)?.pointCount).toBe(object.pointCount);
  });

  it('tells the ground under an outline, which is none that anybody measured under a roof', async () => {
    const house = createBuildings(createGround(SEED), 'before', SEED).list[0]!;
    const around = (half: number) => box(house.e - half, house.n - half, house.e + half, house.n + half);
    const { under } = await find({ area: around(12), kinds: ['building'], under: [around(2), box(500, 20, 505, 25)] });
    expect(under[0]?.heightsM.every((height) => height !== null)).toBe(true);
    expect(under[1]).toBeNull();
  });

  it.each([
    ['another kind', { kinds: ['car'] }, 'inputs.kinds[0]'],
    ['no area', { area: null }, 'inputs.area: expected'],
    ['an area elsewhere', { area: box(9000, 0, 9010, 10) }, 'no points here'],
    ['an unknown collection', { collection: 'nothing' }, 'nothing'],
  ])('refuses %s', async (_, inputs, message) => {
    await expect(find(inputs)).rejects.toThrow(message);
  });
});

describe('objects of points without classes', () => {
  it('are found by their shape', async () => {
    const points = await allPoints();
    const isGround = (i: number) => points.classification[i] === 2;
    const ground = selectPoints(points, isGround);
    const tin = buildTin(ground, 'lowest');
    const surface = sampleTinAt(tin, points.east, points.north, 80);
    const above = surface.map((height, i) => points.height[i]! - height);
    const stripped = {
      ...points,
      classification: points.classification.map((code) => ([2, 9, 17].includes(code) ? code : 1)),
    };
    const spacingM = Math.sqrt((600 * 300) / points.count);
    const groundSpacingM = Math.sqrt((600 * 300) / ground.count);
    const found = findObjects(stripped, {
      kinds: new Set(['pole', 'wire', 'tree', 'building', 'other']),
      minHeightM: 2,
      spacingM,
      above,
      below: {
        ground,
        near: new NearPoints(
          ground,
          Array.from({ length: ground.count }, (_, i) => i),
          groundSpacingM,
        ),
        spacingM: groundSpacingM,
        heightsAt: (east, north) => sampleTinAt(tin, east, north, 80),
      },
    });
    const sums: Record<string, number> = {};
    for (const { kind, pointCount } of found) sums[kind] = (sums[kind] ?? 0) + pointCount;
    const houses = createBuildings(createGround(SEED), 'before', SEED).list.filter((one) => one.classification === 6);
    const isFound = ({ e, n }: { e: number; n: number }) =>
      found.some((object) => object.kind === 'building' && near(object, e, n) < 2.5);
    expect(houses.filter(isFound).length).toBeGreaterThanOrEqual(houses.length - 3);
    const high = points.classification.filter((code) => code === 5).length;
    expect(sums.tree).toBeGreaterThan(0.95 * high);
    // the wires over the valley hang free
    expect(found.filter(({ kind, heightM }) => kind === 'wire' && heightM > 20).length).toBeGreaterThan(3);
    expect(found.every(({ foundBy, doubts }) => foundBy === 'shape' && doubts.includes('by-shape'))).toBe(true);
  });
});
