/** One flipped bit anywhere in a stored file is found and named. 1,000 places in `npm run test:full`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { fullOr } from '../helpers/full.ts';
import { buildLas, randomPoints, seededRandom } from '../helpers/las-builder.ts';

let pool: WorkerPool;
let folder: string;
beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-flip-'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const FLIPS = fullOr(1000, 60);

test(`a flipped bit is found, and named by its node, in ${FLIPS} of ${FLIPS} places`, {
  timeout: 1_800_000,
}, async () => {
  const store = openStore(join(folder, 'store'));
  const path = join(folder, 'source.las');
  await writeFile(path, buildLas(randomPoints(230_000, { format: 6, seed: 70 }), { format: 6 }));
  await indexDelivery([path], { collection: 'flip', crs: 'EPSG:6676' }, { store, pool });
  const item = await store.getItem('flip', 'source');
  const data = store.dataPath(item);
  const sound = await readFile(data);
  const nodes = Array.from(await (await openCopc(memorySource(sound))).loadAllNodes());
  expect(nodes.length).toBeGreaterThan(4);
  expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true, faults: [], damagedNodes: [] });

  const random = seededRandom(71);
  for (let i = 0; i < FLIPS; i++) {
    // every fourth outside of the nodes: header, records, chunk table, hierarchy, hashes
    const ends = [
      nodes[0]![1].offset,
      Math.max(...nodes.map(([, { offset, byteSize }]) => offset + byteSize)),
    ] as const;
    const outside = Math.floor(random() * (ends[0] + sound.length - ends[1]));
    const anywhere = Math.floor(random() * sound.length);
    const place = i % 4 > 0 ? anywhere : outside < ends[0] ? outside : ends[1] + outside - ends[0];
    const bytes = Buffer.from(sound);
    bytes[place]! ^= 1 << Math.floor(random() * 8);
    await writeFile(data, bytes);
    const report = await verifyItem(item, { store, pool });
    const hit = nodes.find(([, { offset, byteSize }]) => place >= offset && place < offset + byteSize);
    expect(report.ok, `byte ${place}`).toBe(false);
    expect(report.faults.length, `byte ${place}`).toBeGreaterThan(0);
    if (hit) expect(report.damagedNodes, `byte ${place}`).toEqual([hit[0]]);
  }
});
