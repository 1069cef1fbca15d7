/** Memory and disk while a file is indexed, and clouds that do not divide well. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IndexContext, indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { buildLas, randomPoints, type TestPoint } from '../helpers/las-builder.ts';
import { openWithCopcJs } from '../helpers/read-with-copc-js.ts';

let pool: WorkerPool;
let folder: string;
let store: Store;

beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-room-'));
  store = openStore(join(folder, 'store'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function indexPoints(id: string, points: readonly TestPoint[], format: number, more: Partial<IndexContext> = {}) {
  const path = join(folder, `${id}.las`);
  await writeFile(path, buildLas(points, { format }));
  const report = await indexDelivery([path], { collection: id, crs: 'EPSG:6676' }, { store, pool, ...more });
  return report.items[0]!;
}

describe('clouds that do not divide well', () => {
  test('one wild point makes the cube huge; the others, all in one cell, are divided all the same', async () => {
    const points = randomPoints(320_000, { format: 1, seed: 77 }).map((point) => ({
      ...point,
      x: Math.floor(point.x / 40),
      y: Math.floor(point.y / 40),
      z: Math.floor(point.z / 40),
    }));
    points[1234] = { ...points[1234]!, x: 2_000_000_000, y: -2_000_000_000 };
    const watched = await watchTemporary(() => indexPoints('wild', points, 1));
    const item = watched.result;
    expect(watched.mostBytes).toBeLessThanOrEqual(320_000 * 30 * 1.2);
    expect(item).toMatchObject({ verdict: 'indexed', pointsOut: 320_000 });
    const stored = await store.getItem('wild', 'wild');
    expect(await verifyItem(stored, { store, pool, sourceDir: folder })).toMatchObject({
      ok: true,
      sourceMissing: false,
    });
    const outside = await openWithCopcJs(store.dataPath(stored));
    const depths = Object.keys(outside.nodes).map((key) => Number(key.split('-')[0]));
    expect(Math.max(...depths)).toBeGreaterThan(14);
    const counts = Object.values(outside.nodes).map((node) => node?.pointCount ?? 0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(200_000);
    await outside.close();
  });

  test('a quarter of a million points in one and the same place are kept', async () => {
    const [first] = randomPoints(1, { format: 0, seed: 5 });
    const points = Array.from({ length: 250_000 }, (_, i) => ({ ...first!, intensity: i % 65_536 }));
    const item = await indexPoints('same', points, 0);
    expect(item).toMatchObject({ verdict: 'indexed', pointsOut: 250_000 });
    const report = await verifyItem(await store.getItem('same', 'same'), { store, pool, sourceDir: folder });
    expect(report).toMatchObject({ ok: true, sourceMissing: false });
  });
});

test('points without GPS time stand in their nodes in the order of the source, with a GPS time of 0', async () => {
  const points = randomPoints(270_000, { format: 2, seed: 12 });
  await indexPoints('order', points, 2);
  const place = new Map(points.map((point, i) => [`${point.x} ${point.y} ${point.z} ${point.red}`, i]));
  const outside = await openWithCopcJs(store.dataPath(await store.getItem('order', 'order')));
  const length = outside.copc.header.pointDataRecordLength;
  let nodes = 0;
  for await (const { records } of outside.records()) {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    let before = -1;
    for (let at = 0; at < records.length; at += length) {
      const [x, y, z] = [0, 4, 8].map((k) => view.getInt32(at + k, true));
      const now = place.get(`${x} ${y} ${z} ${view.getUint16(at + 30, true)}`)!;
      if (!(now > before)) throw new Error(`point ${now} behind point ${before}`);
      if (view.getFloat64(at + 22, true) !== 0) throw new Error(`GPS time of point ${now} is not 0`);
      before = now;
    }
    nodes += 1;
  }
  expect(nodes).toBeGreaterThan(4);
  await outside.close();
});

describe('room', () => {
  test('temporary files take at most 1.2 times the stored records, and what they may take is said before', async () => {
    const count = 600_000;
    let said: number | undefined;
    const { mostBytes } = await watchTemporary(() =>
      indexPoints('room', randomPoints(count, { format: 7, seed: 8 }), 7, {
        onProgress: ({ phase, temporaryBytes }) => {
          if (phase === 'prepare') said = temporaryBytes;
        },
      }),
    );
    expect(said).toBe(Math.ceil(count * 36 * 1.2));
    expect(mostBytes).toBeGreaterThan(count * 36 * 0.9);
    expect(mostBytes).toBeLessThanOrEqual(said!);
    expect(await readdir(join(folder, 'store', '.drafts'))).toEqual([]);
  });

  test('too little memory is a verdict that says how much it takes', async () => {
    const item = await indexPoints('narrow', randomPoints(1000, { format: 3, seed: 3 }), 3, { maxMemoryBytes: 100e6 });
    expect(item).toMatchObject({ verdict: 'rejected', reason: expect.stringMatching(/needs \d+ MB of memory/) });
  });

  test('the memory given changes nothing in the bytes', async () => {
    const points = randomPoints(300_000, { format: 3, seed: 41 });
    await mkdir(join(folder, 'a'), { recursive: true });
    await indexPoints('wide', points, 3);
    await indexPoints('tight', points, 3, { maxMemoryBytes: 310e6 });
    const version = async (id: string) => (await store.getItem(id, id)).properties['tengun:version'];
    expect(await version('tight')).toBe(await version('wide'));
  });
});

/** Runs something and looks all the while how much its temporary files take. */
async function watchTemporary<T>(run: () => Promise<T>): Promise<{ result: T; mostBytes: number }> {
  let mostBytes = 0;
  const look = setInterval(async () => {
    mostBytes = Math.max(mostBytes, await bytesUnder(join(folder, 'store', '.drafts')));
  }, 5);
  try {
    return { result: await run(), mostBytes };
  } finally {
    clearInterval(look);
  }
}

/** Bytes of the files that grow under a folder; the result is no temporary file. */
async function bytesUnder(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('scratch'));
  const sizes = await Promise.all(
    files.map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
