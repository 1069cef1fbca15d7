import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeCopc } from '#core/copc/compose.ts';
import { type IndexOptions, indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { AttributeSummer } from '../helpers/attribute-sums.ts';
import { buildLas, randomPoints, seededRandom } from '../helpers/las-builder.ts';
import { openWithCopcJs } from '../helpers/read-with-copc-js.ts';
import { buildZip } from '../helpers/zip.ts';

let pool: WorkerPool;
let folder: string;
let store: Store;

beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-indexing-'));
  store = openStore(join(folder, 'store'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const options = (more: Partial<IndexOptions> = {}): IndexOptions => ({ collection: 'test', crs: 'EPSG:6676', ...more });

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

/** Every file of the store with its size, but for the reports: equal before and after means untouched. */
async function storeState(dir = store.dir): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('.reports'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (path) => `${path} ${(await stat(path)).size} ${(await stat(path)).mtimeMs}`),
  );
}

async function readBack(cid: string, iid: string, legacySource: boolean) {
  const outside = await openWithCopcJs(store.dataPath(await store.getItem(cid, iid)));
  const summer = new AttributeSummer();
  const { pointDataRecordFormat: format, pointDataRecordLength: length } = outside.copc.header;
  for await (const { records } of outside.records()) summer.add(records, format, length, legacySource);
  await outside.close();
  return {
    sums: summer.sums(),
    header: outside.copc.header,
    info: outside.copc.info,
    wkt: outside.copc.wkt,
    nodes: outside.nodes,
  };
}

describe('indexing keeps every attribute of every point', () => {
  for (let format = 0; format <= 10; format++) {
    for (const extraBytes of [0, 7]) {
      test(`LAS point format ${format} with ${extraBytes} extra bytes, read back by npm copc and laz-perf`, async () => {
        const points = randomPoints(3000, { format, extraBytes, seed: 100 + format });
        const bytes = buildLas(points, { format, extraBytes });
        const name = `pf${format}-${extraBytes}`;
        const path = await write(`${name}.las`, bytes);
        const report = await indexDelivery([path], options(), { store, pool });
        expect(report.items[0]).toMatchObject({ id: name, verdict: 'indexed', pointsIn: 3000, pointsOut: 3000 });
        const pointBytes = bytes.subarray(new DataView(bytes.buffer).getUint32(96, true));
        const length = new DataView(bytes.buffer).getUint16(105, true);
        const expected = new AttributeSummer().add(pointBytes, format, length, format < 6).sums();
        const { sums, header } = await readBack('test', name, format < 6);
        expect(sums).toEqual(expected);
        expect(header.pointDataRecordFormat).toBe(
          { 0: 6, 1: 6, 2: 7, 3: 7, 4: 6, 5: 7, 6: 6, 7: 7, 8: 8, 9: 6, 10: 8 }[format],
        );
      });
    }
  }

  test('a cloud of many nodes: each point in one node, inside the cube of its key', async () => {
    const points = randomPoints(260_000, { format: 3, seed: 5 });
    const path = await write('large.las', buildLas(points, { format: 3 }));
    await indexDelivery([path], options({ collection: 'large' }), { store, pool });
    const item = await store.getItem('large', 'large');
    const outside = await openWithCopcJs(store.dataPath(item));
    const { info, header } = outside.copc;
    let count = 0;
    for await (const { key, records } of outside.records()) {
      const [d, ...cell] = key.split('-').map(Number) as [number, number, number, number];
      const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
      for (let at = 0; at < records.length; at += header.pointDataRecordLength, count++) {
        for (let axis = 0; axis < 3; axis++) {
          const size = (info.cube[axis + 3]! - info.cube[axis]!) / 2 ** d;
          const value = view.getInt32(at + 4 * axis, true) * header.scale[axis]! + header.offset[axis]!;
          const low = info.cube[axis]! + cell[axis]! * size;
          if (value < low - 1e-6 || value > low + size + 1e-6) throw new Error(`point outside node ${key}`);
        }
      }
    }
    expect(count).toBe(260_000);
    expect(Object.keys(outside.nodes).length).toBeGreaterThan(4);
    await outside.close();
  });
});

describe('what the store says of an item', () => {
  test('header, CRS and catalogue agree with the points', async () => {
    const points = randomPoints(2000, { format: 7, seed: 9 });
    const path = await write('08NF2330.las', buildLas(points, { format: 7 }));
    await indexDelivery(
      [path],
      { collection: 'sheet', datetime: '2019-11-01', sensor: 'lp', product: 'original', accuracyM: 0.1 },
      { store, pool },
    );
    const item = await store.getItem('sheet', '08NF2330-lp-original-2019');
    expect(item.properties['tengun:crs']).toBe('EPSG:6676');
    expect(item.properties['pc:count']).toBe(2000);
    const { header, wkt } = await readBack('sheet', item.id, false);
    const eastings = points.map((point) => point.x * 0.001 + 52_000);
    expect(header.min[0]).toBeCloseTo(Math.min(...eastings), 9);
    expect(header.max[0]).toBeCloseTo(Math.max(...eastings), 9);
    expect(header.pointCountByReturn[0]).toBe(points.filter((point) => point.returnNumber === 1).length);
    expect(wkt).toContain('6676');
    const classes = new Map<number, number>();
    for (const point of points) classes.set(point.classification, (classes.get(point.classification) ?? 0) + 1);
    expect(item.properties['tengun:class_counts']).toEqual(
      Object.fromEntries(Array.from(classes, ([code, n]) => [String(code), n])),
    );
  });

  test('the same input gives the same bytes with one thread and with two', async () => {
    const path = await write('threads.las', buildLas(randomPoints(150_000, { format: 1, seed: 3 }), { format: 1 }));
    const single = createPool({ threads: 1 });
    const one = openStore(join(folder, 'one'));
    await indexDelivery([path], options(), { store: one, pool: single });
    await single.close();
    await indexDelivery([path], options({ collection: 'threads' }), { store, pool });
    const a = await readFile(one.dataPath(await one.getItem('test', 'threads')));
    const b = await readFile(store.dataPath(await store.getItem('threads', 'threads')));
    expect(a.equals(b)).toBe(true);
  });

  test('an input seen before is unchanged; a changed one needs --replace', async () => {
    const path = await write('again.las', buildLas(randomPoints(500, { format: 3, seed: 1 }), { format: 3 }));
    const run = (more: Partial<IndexOptions> = {}) =>
      indexDelivery([path], { collection: 'again', crs: 'EPSG:6676', ...more }, { store, pool });
    expect((await run()).items[0]?.verdict).toBe('indexed');
    const before = await storeState();
    expect((await run()).items[0]?.verdict).toBe('unchanged');
    expect(await storeState()).toEqual(before);
    await writeFile(path, buildLas(randomPoints(600, { format: 3, seed: 2 }), { format: 3 }));
    expect((await run()).items[0]).toMatchObject({ verdict: 'rejected', reason: expect.stringContaining('--replace') });
    expect((await run({ replace: true })).items[0]).toMatchObject({ verdict: 'indexed', pointsOut: 600 });
  });

  test('header bounds that do not hold the points are repaired', async () => {
    const bytes = buildLas(randomPoints(800, { format: 3, seed: 4 }), { format: 3 });
    const view = new DataView(bytes.buffer);
    view.setFloat64(179, 52_010, true);
    const path = await write('bounds.las', bytes);
    const report = await indexDelivery([path], options({ collection: 'bounds' }), { store, pool });
    expect(report.items[0]).toMatchObject({ verdict: 'repaired', pointsOut: 800 });
  });

  test('several files merge into one item when scale and offset allow it exactly', async () => {
    const a = await write('merge/a.las', buildLas(randomPoints(400, { format: 1, seed: 11 }), { format: 1 }));
    const b = await write(
      'merge/b.las',
      buildLas(randomPoints(300, { format: 3, seed: 12 }), {
        format: 3,
        scale: [0.01, 0.01, 0.01],
        offset: [52_000, -97_000, 0],
      }),
    );
    const report = await indexDelivery([a, b], options({ collection: 'merged', merge: true }), { store, pool });
    expect(report.items).toHaveLength(1);
    expect(report.items[0]).toMatchObject({ verdict: 'indexed', pointsOut: 700 });
    const c = await write(
      'merge/c.las',
      buildLas(randomPoints(300, { format: 3, seed: 12 }), { format: 3, scale: [0.0007, 0.001, 0.001] }),
    );
    const odd = await indexDelivery([a, c], options({ collection: 'odd', merge: true }), { store, pool });
    expect(odd.items[0]).toMatchObject({ verdict: 'rejected', reason: expect.stringContaining('without loss') });
  });
});

describe('deliveries', () => {
  const las = (seed: number) => buildLas(randomPoints(300, { format: 3, seed }), { format: 3 });

  test('zips, stored and deflated, folders and globs: one item a file, named by the file', async () => {
    const entries = [
      { name: '納品/08NF2330.las', bytes: las(1), deflate: true },
      { name: '納品/08NF2331.las', bytes: las(2) },
      { name: '納品/readme.txt', bytes: new TextEncoder().encode('no points') },
    ];
    await write('delivery/a.zip', buildZip(entries));
    await write('delivery/deep/08NF2332.las', las(3));
    const report = await indexDelivery([join(folder, 'delivery')], options({ collection: 'delivery' }), {
      store,
      pool,
    });
    expect(report.items.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      '08NF2330 indexed',
      '08NF2331 indexed',
      '08NF2332 indexed',
    ]);
    const glob = await indexDelivery([join(folder, 'delivery/**/*.las')], options({ collection: 'globbed' }), {
      store,
      pool,
    });
    expect(glob.items.map(({ id }) => id)).toEqual(['08NF2332']);
  });

  test('a broken zip and one without points are rejected, the file beside them is not', async () => {
    await write('torn/a.zip', buildZip([{ name: 'a.las', bytes: las(4) }]).subarray(0, 500));
    await write('torn/b.zip', buildZip([{ name: 'b.txt', bytes: new Uint8Array(9) }]));
    await write('torn/c.las', las(5));
    const { items } = await indexDelivery([join(folder, 'torn')], options({ collection: 'torn' }), { store, pool });
    expect(items.map(({ verdict }) => verdict)).toEqual(['rejected', 'rejected', 'indexed']);
    expect(items[0]!.reason).toMatch(/zip cannot be read/);
    expect(items[1]!.reason).toMatch(/holds no \.las or \.laz/);
  });

  test('sensor, product and year make the id, so that one sheet under several sensors makes several items', async () => {
    const path = await write('sheet/08NF2330.las', las(6));
    for (const sensor of ['lp', 'mms'] as const) {
      await indexDelivery([path], options({ collection: 'sensors', sensor, datetime: '2019-11-01' }), { store, pool });
    }
    const { items } = await store.listItems('sensors');
    expect(items.map(({ id }) => id)).toEqual(['08NF2330-lp-2019', '08NF2330-mms-2019']);
  });
});

describe('bad input is rejected with its reason and leaves the store as it was', () => {
  const good = () => buildLas(randomPoints(1000, { format: 3, seed: 8 }), { format: 3 });
  const cases: [string, () => Uint8Array, RegExp, Partial<IndexOptions>?][] = [
    [
      'a text file named .las',
      () => new TextEncoder().encode('this is no lidar'),
      /expected the signature LASF, seen "this"/,
    ],
    ['an empty file', () => new Uint8Array(0), /LASF/],
    ['a header alone', () => good().subarray(0, 227), /cut off.*promises 1000 points.*holds 0/],
    ['a file cut off within its points', () => good().subarray(0, 20_000), /cut off.*promises 1000 points.*holds 581/],
    ['a header of 10¹² points', () => hugeCount(), /cut off.*promises 1000000000000 points/],
    ['a scale of zero', () => patched(good(), (view) => view.setFloat64(131, 0, true)), /scale of axis 0/],
    [
      'a record length below its format',
      () => patched(good(), (view) => view.setUint16(105, 20, true)),
      /record length of format 3: expected 34 or more, seen 20/,
    ],
    ['LAS 2.0', () => patched(good(), (view) => view.setUint8(24, 2)), /LAS version/],
    ['a CRS that does not exist', good, /EPSG:99999/, { crs: 'EPSG:99999' }],
    ['no points', () => buildLas([], { format: 3 }), /no points/],
  ];
  for (const [name, bytes, reason, more] of cases) {
    test(name, async () => {
      const path = await write('bad/bad.las', bytes());
      const before = await storeState();
      const report = await indexDelivery([path], options({ collection: 'bad', ...more }), { store, pool });
      expect(report.items[0]?.verdict).toBe('rejected');
      expect(report.items[0]?.reason).toMatch(reason);
      expect(await storeState()).toEqual(before);
    });
  }

  describe('compressed', () => {
    let laz: Uint8Array;
    beforeAll(async () => {
      const path = await write('whole.las', buildLas(randomPoints(5000, { format: 7, seed: 55 }), { format: 7 }));
      await indexDelivery([path], options({ collection: 'whole' }), { store, pool });
      laz = await readFile(store.dataPath(await store.getItem('whole', 'whole')));
    });
    const broken: [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
      ['cut off in its points', (bytes) => bytes.subarray(0, bytes.length >> 1), /chunk table.*the file ends at/],
      ['cut off in its chunk table', (bytes) => bytes.subarray(0, bytes.length - 220), /chunk table|ends early|EVLR/],
      [
        'that promises 10¹² points',
        (bytes) => patched(bytes, (view) => view.setBigUint64(247, 1_000_000_000_000n, true)),
        /1000000000000/,
      ],
      ['without its LASzip record', (bytes) => bytes.fill(0x41, 375 + 214 + 2, 375 + 214 + 16), /LASzip/],
    ];
    for (const [name, damage, reason] of broken) {
      test(`a LAZ ${name}`, async () => {
        const path = await write('bad/bad.laz', damage(laz.slice()));
        const before = await storeState();
        const report = await indexDelivery([path], options({ collection: 'bad' }), { store, pool });
        expect(report.items[0]).toMatchObject({ verdict: 'rejected', reason: expect.stringMatching(reason) });
        expect(await storeState()).toEqual(before);
      });
    }

    test('a LAZ of one chunk that claims 2 thousand million points is refused before memory is asked for', async () => {
      const { head, tail } = composeCopc(
        {
          layout: { pointDataRecordFormat: 6, pointDataRecordLength: 30 },
          scale: [0.001, 0.001, 0.001],
          offset: [52_000, -97_200, 0],
          min: [52_000, -97_200, 0],
          max: [52_001, -97_199, 1],
          pointCount: 2_000_000_000,
          returnCounts: [0, 2_000_000_000],
          gpsTimeRange: [0, 0],
          cube: { center: [52_000, -97_200, 0], halfsize: 1 },
          wkt: null,
          vlrs: [],
          source: {
            fileSourceId: 0,
            globalEncoding: 1,
            guid: new Uint8Array(16),
            systemIdentifier: '',
            creationDayOfYear: 1,
            creationYear: 2026,
          },
          generatingSoftware: 'test',
        },
        [{ key: [0, 0, 0, 0], byteSize: 200, pointCount: 2_000_000_000 }],
      );
      const path = await write('bad/bomb.laz', new Uint8Array([...head, ...new Uint8Array(200), ...tail]));
      const report = await indexDelivery([path], options({ collection: 'bad' }), { store, pool });
      expect(report.items[0]).toMatchObject({
        verdict: 'rejected',
        reason: expect.stringMatching(/2000000000 points/),
      });
    });

    test('a LAZ of which any byte is damaged is rejected or read, never worse', async () => {
      const random = seededRandom(99);
      for (let i = 0; i < 25; i++) {
        const bytes = laz.slice();
        bytes[Math.floor(random() * bytes.length)]! ^= 1 + Math.floor(random() * 255);
        const path = await write(`bad/flipped-${i}.laz`, bytes);
        const report = await indexDelivery([path], options({ collection: `flipped-${i}` }), { store, pool });
        const [item] = report.items;
        expect(['indexed', 'repaired', 'rejected']).toContain(item!.verdict);
        if (item!.verdict === 'rejected') expect(item!.reason).toBeTruthy();
        else expect(item!.pointsOut).toBe(item!.pointsIn);
      }
    });
  });

  test('no CRS in file and name, none given', async () => {
    const path = await write('bad/survey.las', good());
    const report = await indexDelivery([path], { collection: 'bad' }, { store, pool });
    expect(report.items[0]?.reason).toMatch(/no CRS record.*--crs/);
  });

  test('one bad file does not stop the others', async () => {
    await write('mixed/bad.las', new Uint8Array(500));
    await write('mixed/good.las', good());
    const report = await indexDelivery([join(folder, 'mixed')], options({ collection: 'mixed' }), { store, pool });
    expect(report.items.map((item) => item.verdict)).toEqual(['rejected', 'indexed']);
  });

  test('a cancelled run publishes nothing and leaves no temporary file', async () => {
    const path = await write('cancel.las', buildLas(randomPoints(200_000, { format: 3, seed: 6 }), { format: 3 }));
    const before = await storeState();
    const controller = new AbortController();
    const run = indexDelivery([path], options({ collection: 'cancel' }), {
      store,
      pool,
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase === 'build') controller.abort();
      },
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(await storeState()).toEqual(before);
  });
});

describe('verify', () => {
  test('finds the source, agrees, and names the node of a flipped bit', async () => {
    const path = await write('flip.las', buildLas(randomPoints(5000, { format: 7, seed: 21 }), { format: 7 }));
    await indexDelivery([path], options({ collection: 'flip' }), { store, pool });
    const item = await store.getItem('flip', 'flip');
    const sound = await verifyItem(item, { store, pool, sourceDir: folder });
    expect(sound).toMatchObject({ ok: true, points: 5000, sourceMissing: false, faults: [] });
    expect(sound.checksumIndex).toBe(sound.checksumSource);
    const data = store.dataPath(item);
    await copyFile(data, `${data}.copy`);
    const bytes = await readFile(data);
    bytes[Math.floor(bytes.length / 2)]! ^= 4;
    await writeFile(data, bytes);
    const broken = await verifyItem(item, { store, pool });
    expect(broken.ok).toBe(false);
    expect(broken.faults.join()).toMatch(/checksum|node|not the one that was published/);
  });
});

function patched(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  change(new DataView(bytes.buffer));
  return bytes;
}

function hugeCount(): Uint8Array {
  const bytes = buildLas(randomPoints(10, { format: 6, seed: 1 }), { format: 6 });
  return patched(bytes, (view) => view.setBigUint64(247, 1_000_000_000_000n, true));
}
