/** Deliveries as they come: zips, the same sheet from several sensors, swapped axes, one changed file of many. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IndexOptions, indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';
import { buildZip } from '../helpers/zip.ts';

let pool: WorkerPool;
let folder: string;
let store: Store;

beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-deliveries-'));
  store = openStore(join(folder, 'store'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const las = (seed: number, count = 600) => buildLas(randomPoints(count, { format: 3, seed }), { format: 3 });

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

const index = (input: string, collection: string, more: Partial<IndexOptions> = {}) =>
  indexDelivery([input], { collection, crs: 'EPSG:6676', ...more }, { store, pool });

describe('zips', () => {
  let plain: string;
  let laz: Uint8Array;
  const points = las(90, 520_000);

  beforeAll(async () => {
    await index(await write('plain/sheet.las', points), 'plain');
    const item = await store.getItem('plain', 'sheet');
    plain = item.properties['tengun:checksum'];
    laz = await readFile(store.dataPath(item));
  });

  for (const [name, isLaz, deflate, unpacked] of [
    ['a stored LAS', false, false, false],
    ['a deflated LAS', false, true, false],
    ['a stored LAZ', true, false, false],
    ['a deflated LAZ', true, true, true],
  ] as const) {
    test(`${name} is read ${unpacked ? 'from a file of its own' : 'where it is'}, and found again by verify`, async () => {
      const dir = `zip-${isLaz}-${deflate}`;
      const entry = { name: `data/sheet.${isLaz ? 'laz' : 'las'}`, bytes: isLaz ? laz : points, deflate };
      const path = await write(
        `${dir}/sheet.zip`,
        buildZip([{ name: 'readme.txt', bytes: points.subarray(0, 99) }, entry]),
      );
      const seen = new Set<string>();
      const report = await indexDelivery(
        [path],
        { collection: dir, crs: 'EPSG:6676' },
        {
          store,
          pool,
          onProgress: async ({ phase }) => {
            if (phase !== 'read') return;
            const drafts = await readdir(join(store.dir, '.drafts'), { recursive: true }).catch(() => []);
            for (const file of drafts) if (/input/.test(file)) seen.add(file);
          },
        },
      );
      expect(report.items[0]).toMatchObject({ id: 'sheet', verdict: 'indexed', pointsOut: 520_000 });
      expect(seen.size > 0).toBe(unpacked);
      const item = await store.getItem(dir, 'sheet');
      expect(item.properties['tengun:checksum']).toBe(plain);
      expect(item.properties['tengun:source'].size).toBe(entry.bytes.length);
      const verified = await verifyItem(item, { store, pool, sourceDir: join(folder, dir) });
      expect(verified).toMatchObject({ ok: true, sourceMissing: false, checksumSource: plain });
    });
  }

  test('bytes that are not those that the zip promises are a verdict', async () => {
    const sound = buildZip([{ name: 'sheet.las', bytes: las(91), deflate: true }]);
    const at = Buffer.from(sound).lastIndexOf('PK\x01\x02');
    const wrongCrc = Uint8Array.from(sound);
    wrongCrc[at + 16]! ^= 1;
    const wrongSize = Uint8Array.from(sound);
    wrongSize[at + 24]! ^= 1;
    const damaged = Uint8Array.from(sound);
    for (let i = 3000; i < 3100; i++) damaged[i]! ^= 0x55;
    const storedDamaged = buildZip([{ name: 'sheet.las', bytes: las(91) }]);
    storedDamaged[3000]! ^= 1;
    for (const [name, bytes, reason] of [
      ['crc', wrongCrc, /CRC-32/],
      ['size', wrongSize, /promises \d+ bytes/],
      ['damaged', damaged, /damaged|CRC-32|promises/],
      ['stored', storedDamaged, /CRC-32/],
      ['cut', sound.subarray(0, sound.length - 30), /zip cannot be read/],
    ] as const) {
      const report = await index(await write(`bad-zip/${name}.zip`, bytes), 'bad-zip');
      expect(report.items[0]).toMatchObject({ verdict: 'rejected', reason: expect.stringMatching(reason) });
    }
  });
});

test('one sheet from several sensors makes several items, named by their folders', async () => {
  for (const [i, sensor] of ['LP', 'ALB', 'MMS'].entries()) {
    await write(`sensors/2019/${sensor}/Original/08NF2330.las`, las(100 + i));
  }
  await write('sensors/2019/LP/Original/08NF2331.las', las(104));
  const report = await index(join(folder, 'sensors'), 'sensors');
  expect(report.items.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['08NF2330-alb-original', 'indexed'],
    ['08NF2330-lp-original', 'indexed'],
    ['08NF2331', 'indexed'],
    ['08NF2330-mms-original', 'indexed'],
  ]);
  const { properties } = await store.getItem('sensors', '08NF2330-mms-original');
  expect(properties).toMatchObject({ 'tengun:sensor': 'mms', 'tengun:product': 'original' });
  const again = await index(join(folder, 'sensors'), 'sensors');
  expect(new Set(again.items.map(({ verdict }) => verdict))).toEqual(new Set(['unchanged']));
});

test('swapped axes are found by the sheet name, and exchanged when asked for', async () => {
  const sheet = randomPoints(900, { format: 3, seed: 130 });
  const swapped = sheet.map((point) => ({ ...point, x: point.y, y: point.x }));
  const bytes = buildLas(swapped, { format: 3, offset: [-97_200, 52_000, 100] });
  const path = await write('swapped/08NF2330.las', bytes);
  const report = await indexDelivery([path], { collection: 'swapped' }, { store, pool });
  expect(report.items[0]!.warnings.join()).toMatch(/seem to be swapped.*--swap-xy/);
  const given = await index(path, 'swapped-given');
  expect(given.items[0]!.warnings.join()).toMatch(/seem to be swapped/);

  const right = await index(path, 'right', { swapXy: true });
  expect(right.items[0]).toMatchObject({ verdict: 'indexed', warnings: [] });
  const item = await store.getItem('right', '08NF2330');
  const [minE, minN, , maxE, maxN] = item.properties['tengun:bounds'];
  const eastings = sheet.map(({ x }) => 52_000 + x * 0.001);
  const northings = sheet.map(({ y }) => -97_200 + y * 0.001);
  expect(minE).toBeCloseTo(Math.min(...eastings), 9);
  expect(maxE).toBeCloseTo(Math.max(...eastings), 9);
  expect(minN).toBeCloseTo(Math.min(...northings), 9);
  expect(maxN).toBeCloseTo(Math.max(...northings), 9);
  const verified = await verifyItem(item, { store, pool, sourceDir: join(folder, 'swapped') });
  expect(verified).toMatchObject({ ok: true, sourceMissing: false });
  const straight = await indexDelivery(
    [await write('straight/08NF2330.las', buildLas(sheet, { format: 3 }))],
    { collection: 'straight' },
    { store, pool },
  );
  expect(straight.items[0]!.verdict).toBe('indexed');
  expect((await store.getItem('straight', '08NF2330')).properties['tengun:checksum']).toBe(
    item.properties['tengun:checksum'],
  );
});

test('of many files the one that changed is replaced, the others are left alone', async () => {
  for (let i = 0; i < 5; i++) await write(`many/08NF233${i}.las`, las(140 + i));
  const dir = join(folder, 'many');
  await index(dir, 'many');
  const stamps = async () => {
    const ids = [0, 1, 2, 3, 4].map((i) => `08NF233${i}`);
    return Promise.all(ids.map(async (id) => (await stat(join(store.dir, 'many', id, 'item.json'))).mtimeMs));
  };
  const before = await stamps();
  await write('many/08NF2332.las', las(150));
  const report = await index(dir, 'many', { replace: true });
  expect(report.items.map(({ verdict }) => verdict)).toEqual([
    'unchanged',
    'unchanged',
    'indexed',
    'unchanged',
    'unchanged',
  ]);
  const after = await stamps();
  expect(after.map((stamp, i) => stamp !== before[i])).toEqual([false, false, true, false, false]);
});
