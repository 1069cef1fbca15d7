import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { loadPoints } from '#worker/points/load-points.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';

const POINTS = randomPoints(260_000, { format: 3, seed: 41 });
const SCALE = 0.001;
const [E0, N0, H0] = [52_000, -97_200, 100];
const METRE = { horizontalUnitM: 1, verticalUnitM: 1 };

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-points-'));
  const file = join(folder, '08NF2330.las');
  await writeFile(file, buildLas(POINTS, { format: 3 }));
  const store = openStore(join(folder, 'store'));
  const pool = createPool({ threads: 2 });
  await indexDelivery([file], { collection: 'c' }, { store, pool });
  await pool.close();
  path = store.dataPath(await store.getItem('c', '08NF2330'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const everywhere = { minE: -1e9, minN: -1e9, maxE: 1e9, maxN: 1e9 };
const key = (columns: PointColumns, i: number) =>
  `${columns.east[i]} ${columns.north[i]} ${columns.height[i]} ${columns.classification[i]}`;
const keys = (columns: PointColumns) => Array.from({ length: columns.count }, (_, i) => key(columns, i)).sort();

test('every point comes back, from all levels of the octree', async () => {
  const all = await loadPoints({ items: [{ path, crs: METRE }], bounds: everywhere });
  const expected = POINTS.map(
    (p) =>
      `${p.x * SCALE + E0} ${p.y * SCALE + N0} ${p.z * SCALE + H0} ${p.classification === 12 ? 1 : p.classification}`,
  );
  expect(keys(all)).toEqual(expected.sort());
});

test('a box and classes choose what a look at every point chooses', async () => {
  const bounds = { minE: 52_100, minN: -97_100, maxE: 52_180.5, maxN: -97_000 };
  const chosen = await loadPoints({ items: [{ path, crs: METRE }], bounds, classes: [2, 9] });
  const inside = POINTS.filter((p) => {
    const [e, n] = [p.x * SCALE + E0, p.y * SCALE + N0];
    return (
      [2, 9].includes(p.classification) && e >= bounds.minE && e <= bounds.maxE && n >= bounds.minN && n <= bounds.maxN
    );
  });
  expect(inside.length).toBeGreaterThan(100);
  expect(keys(chosen)).toEqual(
    inside.map((p) => `${p.x * SCALE + E0} ${p.y * SCALE + N0} ${p.z * SCALE + H0} ${p.classification}`).sort(),
  );
});

test('units turn into metres, horizontal and vertical separately', async () => {
  const metres = await loadPoints({ items: [{ path, crs: METRE }], bounds: everywhere });
  const feet = await loadPoints({
    items: [{ path, crs: { horizontalUnitM: 0.3048, verticalUnitM: 1200 / 3937 } }],
    bounds: everywhere,
  });
  for (let i = 0; i < 1000; i++) {
    expect(feet.east[i]).toBeCloseTo(metres.east[i]! * 0.3048, 9);
    expect(feet.height[i]).toBeCloseTo(metres.height[i]! * (1200 / 3937), 9);
  }
});

test('more points than allowed is an error, not a memory fault', async () => {
  await expect(loadPoints({ items: [{ path, crs: METRE }], bounds: everywhere, maxPoints: 1000 })).rejects.toThrow(
    /at most 1000/,
  );
});

test('the order is the same every time', async () => {
  const once = await loadPoints({ items: [{ path, crs: METRE }], bounds: everywhere });
  const twice = await loadPoints({ items: [{ path, crs: METRE }], bounds: everywhere });
  expect(twice.east).toEqual(once.east);
});

test('two threads load what one does, in the same order', async () => {
  const items = [
    { path, crs: METRE },
    { path, crs: METRE },
  ];
  const bounds = { ...everywhere, minE: 52_050 };
  for (const options of [{}, { classes: [2, 5] }, { returns: 'first' as const }]) {
    const alone = await loadPoints({ items, bounds, ...options });
    expect(await loadPoints({ items, bounds, ...options, parallelFrom: 1 })).toEqual(alone);
  }
});

test('two threads fail as one does', async () => {
  const items = [{ path, crs: METRE }];
  const two = { items, bounds: everywhere, parallelFrom: 1 };
  await expect(loadPoints({ ...two, maxPoints: 1000 })).rejects.toThrow(/at most 1000/);
  // each half is within what is allowed, both together are not
  await expect(loadPoints({ ...two, maxPoints: 200_000 })).rejects.toThrow(/at most 200000/);
  const broken = join(folder, 'broken.copc.laz');
  const { readFile } = await import('node:fs/promises');
  const bytes = await readFile(path);
  // the chunk of the last node: the second thread meets it
  bytes.fill(0xff, Math.floor(bytes.length * 0.8), Math.floor(bytes.length * 0.9));
  await writeFile(broken, bytes);
  const failure = await loadPoints({ items: [{ path: broken, crs: METRE }], bounds: everywhere }).catch(
    (e: Error) => e,
  );
  const same = await loadPoints({ ...two, items: [{ path: broken, crs: METRE }] }).catch((e: Error) => e);
  expect(failure).toBeInstanceOf(Error);
  expect((same as Error).name).toBe((failure as Error).name);
});
