import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areaBetween } from '#core/section/area-between.ts';
import { TinCutter } from '#core/section/cut-tin.ts';
import { NearLines } from '#core/section/near-lines.ts';
import { loadTin } from '#worker/measuring/load-tin.ts';
import { extentOf, type PointSource, resolvePoints } from '#worker/measuring/surface-source.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { loadPoints } from '#worker/points/load-points.ts';
import { CACHE_BYTES, NodeCache, nodeCache } from '#worker/points/node-cache.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { loadStrip } from '#worker/sections/load-strip.ts';
import { openStore } from '#worker/store/store.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';
import { buildLas, randomPoints } from '../../helpers/las-builder.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

let folder: string;
let pool: WorkerPool;
let source: PointSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-strip-'));
  pool = createPool({ threads: 1 });
  const store = openStore(join(folder, 'store'));
  const file = join(folder, '08NF2331.las');
  await writeFile(file, earthworkLas('after', 60_000));
  await indexDelivery([file], { collection: 'after', crs: 'EPSG:6676' }, { store, pool });
  source = await resolvePoints(store, { collection: 'after' });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a strip', () => {
  it('has the line of the TIN of all points, gaps too, whatever the longest edge', async () => {
    const { minE, minN, maxE, maxN } = extentOf(source.items);
    const random = seededRandom(11);
    const place = () => [
      minE - 5 + (maxE - minE + 10) * random.uniform(),
      minN - 5 + (maxN - minN + 10) * random.uniform(),
    ];
    for (const maxEdgeM of [0.9, 1.5, 4, 60]) {
      const { tin: whole } = await loadTin(source, extentOf(source.items), maxEdgeM);
      for (let k = 0; k < 12; k++) {
        const [[fromE, fromN], [toE, toN]] = [place(), place()] as [[number, number], [number, number]];
        const segment = { fromE, fromN, toE, toN };
        const { tin } = await loadStrip(source, [segment], { maxEdgeM });
        const [own, all] = [new TinCutter(tin, maxEdgeM).cut(segment), new TinCutter(whole, maxEdgeM).cut(segment)];
        expect([...own.height]).toEqual([...all.height]);
        expect([...own.along]).toEqual([...all.along]);
        expect(areaBetween(own, all).coveredM).toBeGreaterThan(0);
      }
    }
  });

  it('ends at the straight border of gridded points, whose slivers have circles without end', async () => {
    const store = openStore(join(folder, 'store'));
    const file = join(folder, '08NF2332.las');
    const count = 120 * 80;
    const points = randomPoints(count, { format: 3, seed: 5 }).map((point, i) => {
      const [col, row] = [i % 120, Math.floor(i / 120)];
      const place = { x: 300 * col, y: 100 * row + Math.round(33.3 * col), z: 10 * ((col * row) % 97) };
      return { ...point, ...place, returnNumber: 1, numberOfReturns: 1, classification: 2, withheld: 0 as const };
    });
    await writeFile(file, buildLas(points, { format: 3, scale: [0.001, 0.001, 0.001], offset: [52_800, -97_100, 50] }));
    await indexDelivery([file], { collection: 'grid', crs: 'EPSG:6676' }, { store, pool });
    const grid = await resolvePoints(store, { collection: 'grid' });
    const { tin: whole } = await loadTin(grid, extentOf(grid.items), 2);
    for (const segment of [
      { fromE: 52_795, fromN: -97_101, toE: 52_840, toN: -97_085 },
      { fromE: 52_800, fromN: -97_100, toE: 52_835.7, toN: -97_096.0373 },
      { fromE: 52_810, fromN: -97_110, toE: 52_810, toN: -97_080 },
    ]) {
      const { tin } = await loadStrip(grid, [segment], { maxEdgeM: 2 });
      const [own, all] = [new TinCutter(tin, 2).cut(segment), new TinCutter(whole, 2).cut(segment)];
      const both = areaBetween(own, all);
      expect(both.cutM2 + both.fillM2).toBeLessThan(1e-6);
      expect(both.coveredM).toBeCloseTo(areaBetween(all, all).coveredM, 6);
    }
  });

  it('brings every point beside the line, of every class', async () => {
    const { minE, minN, maxE, maxN } = extentOf(source.items);
    const segment = { fromE: minE + 10, fromN: minN + 5, toE: maxE - 20, toN: maxN - 9 };
    const { all } = await loadStrip(source, [segment], { maxEdgeM: 2, pointsReachM: 3 });
    const [{ path, record }] = source.items as [PointSource['items'][number]];
    const every = await loadPoints({ items: [{ path, crs: record.crs }], bounds: extentOf(source.items) });
    const beside = (points: typeof every) => {
      const length = Math.hypot(segment.toE - segment.fromE, segment.toN - segment.fromN);
      let count = 0;
      for (let i = 0; i < points.count; i++) {
        const [e, n] = [points.east[i]! - segment.fromE, points.north[i]! - segment.fromN];
        const [dE, dN] = [(segment.toE - segment.fromE) / length, (segment.toN - segment.fromN) / length];
        const along = e * dE + n * dN;
        if (along >= 0 && along <= length && Math.abs(e * dN - n * dE) <= 3) count++;
      }
      return count;
    };
    expect(beside(all!)).toBe(beside(every));
    expect(beside(every)).toBeGreaterThan(500);
  });
});

describe('the cache of nodes', () => {
  const points = (count: number) => ({
    x: new Int32Array(count),
    y: new Int32Array(count),
    z: new Int32Array(count),
    classification: new Uint8Array(count),
    returnNumber: new Uint8Array(count),
  });

  it('lets the least recently used go and never grows beyond its size', () => {
    const cache = new NodeCache(14 * 100);
    const key = (d: number) => ({ key: [d, 0, 0, 0] as const });
    cache.put('a', key(0), points(40));
    cache.put('a', key(1), points(40));
    expect(cache.get('a', key(0))?.x).toHaveLength(40);
    cache.put('b', key(1), points(50));
    expect(cache.get('a', key(1))).toBeUndefined();
    expect(cache.get('a', key(0))).toBeDefined();
    cache.put('b', key(2), points(101));
    expect(cache.get('b', key(2))).toBeUndefined();
    expect(cache.sizeBytes).toBe(14 * 90);
  });

  it('is in use, and gives the same points as the file', async () => {
    const [{ path, record }] = source.items as [PointSource['items'][number]];
    const load = () => loadPoints({ items: [{ path, crs: record.crs }], bounds: extentOf(source.items) });
    const [first, second] = [await load(), await load()];
    expect(nodeCache.sizeBytes).toBeGreaterThan(0);
    expect(nodeCache.sizeBytes).toBeLessThanOrEqual(CACHE_BYTES);
    expect(second).toEqual(first);
  });

  it('changes nothing: without it the same points come, all of them and in marked cells', async () => {
    const [{ path, record }] = source.items as [PointSource['items'][number]];
    const { minE, minN, maxE, maxN } = extentOf(source.items);
    const { mask } = new NearLines([{ fromE: minE, fromN: minN, toE: maxE, toN: maxN }], 4);
    for (const options of [{}, { within: mask }, { classes: [2], returns: 'first' as const, within: mask }]) {
      const load = (keepsNodes: boolean) =>
        loadPoints({ items: [{ path, crs: record.crs }], bounds: extentOf(source.items), keepsNodes, ...options });
      const [kept, direct] = [await load(true), await load(false)];
      expect(direct).toEqual(kept);
      expect(direct.count).toBeGreaterThan(100);
    }
  });
});
