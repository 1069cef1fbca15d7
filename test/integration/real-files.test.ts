import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { createLazPerf } from 'laz-perf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { AttributeSummer } from '../helpers/attribute-sums.ts';
import { openWithCopcJs } from '../helpers/read-with-copc-js.ts';
import { hasSharedData, sharedData } from '../helpers/shared-data.ts';

/** What is wrong with the files of the collection that cannot become items, whatever `--crs` says. */
const REJECTED: readonly (readonly [RegExp, RegExp])[] = [
  [/laspy\/simple1_4\.las$/, /do not lie in/], // plain numbers 1…226 declared as degrees
  [/no-points-1\.3\.la[sz]$|pdal\/no-points\.las$/, /holds no points/],
  [/loadersgl\/pdrf(6|8|9|10)-1\..\.la[sz]$/, /do not lie in/], // random integers as coordinates: on no map
  [/1\.2-no-points\.las$/, /cut off: the header promises 1065 points, the file holds 0/],
  [/1\.2-with-color-clipped\.las$/, /cut off: the header promises 1065 points, the file holds 1064/],
  [/garbage_nVariableLength\.las$/, /cut off: the header promises 719 points, the file holds 718/],
  [/Semis_2022_0906_6665_LA93_IGN69_nok\.laz$/, /header size: expected 375 or more, seen 0/],
  [/test_pdalfail_0643_6319_LA93_IGN69\.laz$/, /EPSG:65535/],
];

/** Extra-bytes records of deprecated types or 64-bit "no data", which npm copc refuses: laz-perf reads the file alone. */
const NOT_FOR_COPC_JS = /extrabytes\.la[sz]$|laspy\/extra\.laz$|1\.2-empty-geotiff-vlrs\.las$/;
/** Layered items of version 4 and wave packets, which laz-perf decodes wrongly or not at all: the LAS twin is the truth. */
const TWIN_ONLY = /pdrf(7-v4|4|5)-1\..\.laz$/;
/** Files with wave packets: indexed without them, and the report says so. */
const WITH_WAVES = /pdrf(4|5)-1\.3\.la[sz]$|laspy\/simple1_3\.las$/;

/** The four that the product must take, with what is given besides. */
const REQUIRED = [
  'japan/virtual-shizuoka-08NF2330-thinned-4096.las',
  'japan/kyobashi_B-01_epsg6674.las',
  ...(hasSharedData() ? globSync('ign/tiles/*.laz', { cwd: sharedData('.')! }).sort() : []),
  'bench/autzen.laz',
];

let pool: WorkerPool;
let folder: string;
let store: Store;

beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-real-'));
  store = openStore(join(folder, 'store'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** Collections hold one CRS; every file gets its own. */
const collectionOf = (path: string) => path.replace(/[^A-Za-z0-9]+/g, '-');

describe.runIf(hasSharedData())('required files: npm copc and laz-perf find the same points in the index', () => {
  for (const path of REQUIRED) {
    test(path, { timeout: 240_000 }, async () => {
      const file = sharedData(path)!;
      const report = await indexDelivery([file], { collection: collectionOf(path) }, { store, pool });
      const [item] = report.items;
      expect(item).toMatchObject({ verdict: 'indexed' });
      expect(item!.pointsOut).toBe(item!.pointsIn);
      const expected = await sourceSums(file);
      expect(await indexSums(collectionOf(path), item!.id, expected.legacy)).toEqual(expected.sums);
    });
  }
});

describe.runIf(hasSharedData())('every real file either indexes or is rejected with its reason', () => {
  const root = hasSharedData() ? sharedData('.')! : '';
  for (const file of globSync('**/*.la[sz]', { cwd: root }).sort()) {
    const path = relative('.', file);
    if (REQUIRED.includes(path)) continue;
    test(path, async () => {
      const collection = collectionOf(path);
      let [item] = (await indexDelivery([join(root, file)], { collection }, { store, pool })).items;
      if (item!.verdict === 'rejected' && /no CRS record/.test(item!.reason ?? '')) {
        // the file says nothing and its name neither: with --crs it must go in
        [item] = (await indexDelivery([join(root, file)], { collection, crs: 'EPSG:6676' }, { store, pool })).items;
      }
      const reason = REJECTED.find(([name]) => name.test(path))?.[1];
      if (reason) {
        expect(item!.verdict).toBe('rejected');
        expect(item!.reason).toMatch(reason);
        expect(await store.hasItem(collection, item!.id)).toBe(false);
        return;
      }
      expect(item!.reason === null || item!.verdict === 'repaired', `${item!.verdict}: ${item!.reason}`).toBe(true);
      expect(item!.pointsOut).toBe(item!.pointsIn);
      expect(item!.warnings.some((warning) => /waveform packets cannot be carried/.test(warning))).toBe(
        WITH_WAVES.test(path),
      );
      const twin = TWIN_ONLY.test(path) ? file.replace(/laz$/, 'las') : file;
      const expected = await sourceSums(join(root, twin));
      const found = NOT_FOR_COPC_JS.test(path)
        ? await lazPerfSums(collection, item!.id, expected.legacy)
        : await indexSums(collection, item!.id, expected.legacy);
      expect(found).toEqual(expected.sums);
    });
  }
});

async function indexSums(cid: string, iid: string, legacySource: boolean) {
  const outside = await openWithCopcJs(store.dataPath(await store.getItem(cid, iid)));
  const { pointDataRecordFormat, pointDataRecordLength } = outside.copc.header;
  const summer = new AttributeSummer();
  for await (const { records } of outside.records()) {
    summer.add(records, pointDataRecordFormat, pointDataRecordLength, legacySource);
  }
  await outside.close();
  return summer.sums();
}

async function lazPerfSums(cid: string, iid: string, legacySource: boolean) {
  const bytes = await readFile(store.dataPath(await store.getItem(cid, iid)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(105, true);
  const summer = new AttributeSummer();
  await eachLazRecord(bytes, length, Number(view.getBigUint64(247, true)), (records) => {
    summer.add(records, bytes[104]! & 0x3f, length, legacySource);
  });
  return summer.sums();
}

/** Sums of a source, read without our code: LAS by the specification, LAZ by laz-perf. */
async function sourceSums(file: string) {
  const bytes = await readFile(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = bytes[104]! & 0x3f;
  const length = view.getUint16(105, true);
  const legacyCount = view.getUint32(107, true);
  const count = bytes[25]! >= 4 ? Number(view.getBigUint64(247, true)) || legacyCount : legacyCount;
  const summer = new AttributeSummer();
  if ((bytes[104]! & 0xc0) === 0) {
    const begin = view.getUint32(96, true);
    summer.add(bytes.subarray(begin, begin + count * length), format, length, format < 6);
  } else await eachLazRecord(bytes, length, count, (records) => summer.add(records, format, length, format < 6));
  return { sums: summer.sums(), legacy: format < 6 };
}

async function eachLazRecord(
  file: Uint8Array,
  length: number,
  count: number,
  take: (records: Uint8Array) => void,
): Promise<void> {
  const lib = await createLazPerf();
  const laszip = new lib.LASZip();
  const source = lib._malloc(file.byteLength);
  const point = lib._malloc(length);
  lib.HEAPU8.set(file, source);
  laszip.open(source, file.byteLength);
  const batch = new Uint8Array(length * 50_000);
  let held = 0;
  for (let i = 0; i < count; i++) {
    laszip.getPoint(point);
    batch.set(lib.HEAPU8.subarray(point, point + length), held);
    held += length;
    if (held === batch.length) {
      take(batch);
      held = 0;
    }
  }
  take(batch.subarray(0, held));
  laszip.delete();
}

test('real files are there, or their absence is said', () => {
  if (!hasSharedData()) console.warn(`NOT RUN: ${basename(import.meta.filename)} needs ../shared/data`);
  expect(REQUIRED.length).toBeGreaterThanOrEqual(3);
});
