/** The process `classify-ground` on the made scene, its classes taken away first. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCopc } from '#core/copc/copc.ts';
import { parseHeader } from '#core/las/header.ts';
import { threadCodec } from '#worker/codec/thread-codec.ts';
import { openFileSource } from '#worker/file-source.ts';
import { classifyGround } from '#worker/ground/classify-ground.ts';
import { run as computeVolume } from '#worker/jobs/compute-volume.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import type { StacItem } from '#worker/store/stac.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { AttributeSummer } from '../../helpers/attribute-sums.ts';

const SHEETS = ['08NF2330', '08NF2331'];
const WATER = 9;
let folder: string;
let storeDir: string;
let store: Store;
let pool: WorkerPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-ground-'));
  storeDir = join(folder, 'store');
  store = openStore(storeDir);
  pool = createPool({ threads: 2 });
  await writeScene(join(folder, 'scene'), { seed: 5, points: 400_000 }, { pool });
  const delivered = SHEETS.map((sheet) => join(folder, 'scene', 'before', `${sheet}.las`));
  const raw = SHEETS.map((sheet) => join(folder, `${sheet}.las`));
  for (const [i, path] of delivered.entries()) {
    await writeFile(raw[i]!, withoutClasses(new Uint8Array(await readFile(path))));
  }
  const options = { crs: 'EPSG:6676', datetime: '2019-11-18', accuracyM: 0.1, sensor: 'lp', merge: true } as const;
  await indexDelivery(raw, { collection: 'raw', title: 'Raw', ...options }, { store, pool });
  await indexDelivery(delivered, { collection: 'truth', ...options }, { store, pool });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** A LAS 1.2 file of format 3 with class 1 everywhere but on water, as raw deliveries have it. */
function withoutClasses(las: Uint8Array): Uint8Array {
  const { offsetToPointData, pointDataRecordLength, pointCount } = parseHeader(las);
  for (let i = 0; i < pointCount; i++) {
    const at = offsetToPointData + i * pointDataRecordLength + 15;
    if ((las[at]! & 0x1f) !== WATER) las[at] = (las[at]! & 0xe0) | 1;
  }
  return las;
}

const ITEM = 'raw-lp-2019';
const TRUTH = 'truth-lp-2019';
const request = (inputs: object = {}) => ({ inputs: { collection: 'raw', item: ITEM, ...inputs } });
const classify = (inputs: object = {}) => classifyGround({ storeDir, request: request(inputs) }, { pool });

/** Every record of an item, node by node in the order of the file. */
async function recordsOf(item: StacItem) {
  await using source = await openFileSource(store.dataPath(item));
  const copc = await openCopc(source);
  const nodes = Array.from((await copc.loadAllNodes()).values()).sort((a, b) => a.offset - b.offset);
  const { decoder } = await threadCodec();
  const parts: Uint8Array[] = [];
  for (const node of nodes) parts.push(decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount));
  return { keys: nodes.map(({ key }) => key), records: Buffer.concat(parts), layout: copc.layout };
}

const AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [52_150, -97_100],
      [52_250, -97_100],
      [52_250, -97_000],
      [52_150, -97_000],
      [52_150, -97_100],
    ],
  ],
};
const volumeOf = (collection: string, compared: object = { plane: { elevationM: 200 } }) =>
  computeVolume(
    {
      storeDir,
      request: {
        inputs: { area: AREA, crs: 'EPSG:6676', existing: { collection }, compared },
      },
    },
    { progress: () => {}, transfer: () => {} },
  );

it('makes an item that differs from its source in the class of points only, and lets volumes be measured', async () => {
  await expect(volumeOf('raw')).rejects.toMatchObject({
    code: 'NO_GROUND_CLASS',
    message: expect.stringContaining('classify-ground'),
  });
  const source = await store.getItem('raw', ITEM);
  const phases = new Set<string>();
  const result = await classifyGround(
    { storeDir, request: request() },
    { pool, onProgress: ({ phase }) => phases.add(phase) },
  );
  expect([...phases]).toEqual(['lowest-points', 'terrain', 'classify', 'publish']);
  expect(result).toMatchObject({ collection: 'raw-ground', item: `${ITEM}-ground`, verdict: 'indexed', warnings: [] });
  const derived = await store.getItem('raw-ground', `${ITEM}-ground`);
  expect(derived.properties).toMatchObject({
    'tengun:derived_from': { collection: 'raw', item: ITEM, version: source.properties['tengun:version'] },
    'tengun:process': 'classify-ground',
    'tengun:parameters': result.parameters,
    'tengun:sensor': 'lp',
    'tengun:accuracy_m': 0.1,
    datetime: '2019-11-18T00:00:00Z',
    'pc:count': source.properties['pc:count'],
    'tengun:cube': source.properties['tengun:cube'],
  });
  expect((await store.getCollection('raw-ground')).title).toBe('Raw (ground)');
  expect(await verifyItem(derived, { store, pool })).toMatchObject({ ok: true, points: result.points });
  expect(await verifyItem(source, { store, pool })).toMatchObject({ ok: true });
  expect(await store.getItem('raw', ITEM)).toEqual(source);

  const [before, after] = [await recordsOf(source), await recordsOf(derived)];
  expect(after.keys).toEqual(before.keys);
  const sums = ({ records, layout }: typeof before) =>
    new AttributeSummer().add(records, layout.pointDataRecordFormat, layout.pointDataRecordLength, false).sums();
  const { classification: classesBefore, ...othersBefore } = sums(before);
  const { classification: classesAfter, ...othersAfter } = sums(after);
  expect(othersAfter).toEqual(othersBefore);
  expect(classesAfter).not.toBe(classesBefore);

  // against the ground that the scene knows to be ground: low plants within the threshold of the filter lift it a little
  const found = await volumeOf('raw-ground', { collection: 'truth' });
  const truth = await volumeOf('truth');
  expect(Math.abs(found.meanDifferenceM!)).toBeLessThan(0.03);
  expect(found.coveredAreaM2).toBeGreaterThan(0.98 * truth.coveredAreaM2);
});

it('agrees with the classes of the made scene in more than 95 % of all points', async () => {
  const { collection, item } = await classify();
  const [found, truth] = [
    await recordsOf(await store.getItem(collection, item)),
    await recordsOf(await store.getItem('truth', TRUTH)),
  ];
  const length = found.layout.pointDataRecordLength;
  let [agreeing, count] = [0, 0];
  // points by class in the scene: all, and those found to be ground
  const [all, ground] = [new Float64Array(256), new Float64Array(256)];
  for (let at = 0; at < found.records.length; at += length, count++) {
    // equal positions: the same point
    expect(found.records.compare(truth.records, at, at + 12, at, at + 12) === 0).toBe(true);
    const code = truth.records[at + 16]!;
    const isGround = found.records[at + 16] === 2;
    all[code]! += 1;
    if (isGround) ground[code]! += 1;
    if (isGround === (code === 2)) agreeing++;
  }
  console.info(`made scene: ${((100 * agreeing) / count).toFixed(2)} % of ${count} points agree`);
  expect(agreeing / count).toBeGreaterThan(0.95);
  const share = (code: number) => ground[code]! / all[code]!;
  expect(share(2)).toBeGreaterThan(0.99);
  for (const tall of [4, 5, 13, 14]) expect(share(tall)).toBeLessThan(0.001);
  expect(share(6)).toBeLessThan(0.03);
  expect(share(WATER)).toBe(0);
});

it('gives the same bytes with any number of threads, and answers unchanged the second time', async () => {
  const first = await classify();
  const again = await classify();
  expect(again).toMatchObject({ verdict: 'unchanged', version: first.version, groundPoints: first.groundPoints });
  expect(again.provenance.requestHash).toBe(first.provenance.requestHash);
  const single = createPool({ threads: 1 });
  try {
    const other = await classifyGround({ storeDir, request: request({ targetCollection: 'alone' }) }, { pool: single });
    expect(other).toMatchObject({ verdict: 'indexed', version: first.version });
  } finally {
    await single.close();
  }
});

it('makes the item anew with other parameters, and says so when a collection holds points twice', async () => {
  const strict = await classify({ targetCollection: 'strict', parameters: { elevationThresholdM: 0.05 } });
  const usual = await classify({ targetCollection: 'strict' });
  expect(usual.verdict).toBe('indexed');
  expect(usual.groundPoints).toBeGreaterThan(strict.groundPoints);
  const twice = await classifyGround(
    { storeDir, request: { inputs: { collection: 'truth', item: TRUTH, targetCollection: 'truth' } } },
    { pool },
  );
  expect(twice.warnings.map(({ code }) => code)).toEqual(['ITEMS_OVERLAP', 'GROUND_REPLACED']);
});

it('refuses what it cannot do and overwrites no delivery', async () => {
  await expect(classify({ item: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(classify({ parameters: { cellSizeM: 0 } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(classify({ parameters: { cellSizeM: 0.1, maxWindowM: 200 } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  const file = join(folder, `${ITEM}-ground.las`);
  await writeFile(file, await readFile(join(folder, `${SHEETS[0]}.las`)));
  await indexDelivery([file], { collection: 'taken', crs: 'EPSG:6676' }, { store, pool });
  await expect(classify({ targetCollection: 'taken' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('runs as a command: the bare result on stdout, a failure as exit code and JSON', async () => {
  const file = join(folder, 'request.json');
  await writeFile(file, JSON.stringify(request({ targetCollection: 'commanded' })));
  const tengun = (...more: string[]) =>
    promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs'),
      ...['classify-ground', '--input', file, '--store', storeDir, '--json', ...more],
    ]);
  const result = JSON.parse((await tengun()).stdout);
  const { version } = await classify();
  expect(result).toMatchObject({ collection: 'commanded', item: `${ITEM}-ground`, verdict: 'indexed', version });
  await writeFile(file, JSON.stringify(request({ item: 'none' })));
  await expect(tengun()).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('"NOT_FOUND"') });
});

it('leaves nothing behind when it is cancelled', async () => {
  const stop = new AbortController();
  const onProgress = ({ phase }: { phase: string }) => phase === 'classify' && stop.abort();
  const run = classifyGround(
    { storeDir, request: request({ targetCollection: 'cancelled' }) },
    { pool, signal: stop.signal, onProgress },
  );
  await expect(run).rejects.toThrow();
  expect(await store.hasItem('cancelled', `${ITEM}-ground`)).toBe(false);
  expect(await readdir(join(storeDir, '.drafts'))).toEqual([]);
});
