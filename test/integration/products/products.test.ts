/** Surfaces and pictures beside items: without seams, up to date, made once, served. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { makeProducts } from '#worker/products/make-products.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { buildLas, randomPoints, seededRandom, type TestPoint } from '../../helpers/las-builder.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

/** 400 × 300 m sheets side by side; the scene's own ones. */
const SHEETS = { '08NF2330': 52_000, '08NF2331': 52_400 } as const;
const SOUTH = -97_200;
const heightAt = (east: number, north: number) =>
  150 + 12 * Math.sin(east / 37) * Math.cos(north / 29) + 0.05 * (east - 52_000);

/** Ground points some 2 m apart, and something above it here and there; up to 9 cm over the border. */
function sheetPoints(west: number, seed: number): TestPoint[] {
  const random = seededRandom(seed);
  const [template] = randomPoints(1, { format: 6 }) as [TestPoint];
  return Array.from({ length: 12_000 }, (_, i) => {
    const east = west - 0.09 + random() * 400.18;
    const north = SOUTH - 0.09 + random() * 300.18;
    const isGround = i % 4 !== 0;
    const height = heightAt(east, north) + (isGround ? 0 : 3 + 4 * random());
    return {
      ...template,
      x: Math.round((east - 52_000) * 1000),
      y: Math.round((north + 97_200) * 1000),
      z: Math.round((height - 100) * 1000),
      classification: isGround ? 2 : 5,
      returnNumber: 1,
      numberOfReturns: 1,
      gpsTime: i,
    };
  });
}

let folder: string;
let pool: WorkerPool;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-products-'));
  pool = createPool({ threads: 2 });
  store = openStore(join(folder, 'store'));
  for (const [sheet, west] of Object.entries(SHEETS)) {
    await writeFile(join(folder, `${sheet}.las`), buildLas(sheetPoints(west, west), { format: 6 }));
  }
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const index = (sheet: string, options: object = {}) =>
  indexDelivery([join(folder, `${sheet}.las`)], { collection: 'izu', surfaceCellM: 0.5, ...options }, { store, pool });

async function raster(iid: string, key: string) {
  const bytes = await readFile(store.assetPath(await store.getItem('izu', iid), key)!);
  const tiff = await fromArrayBuffer(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
  const image = await tiff.getImage();
  const [values] = (await image.readRasters()) as unknown as [Float32Array];
  return {
    cols: image.getWidth(),
    rows: image.getHeight(),
    origin: image.getOrigin(),
    values,
    keys: image.getGeoKeys(),
  };
}
const madeFrom = async (iid: string, key = 'dtm') =>
  (await store.getItem('izu', iid)).assets[key]?.['tengun:made_from'];

describe('products of a delivery', () => {
  it('a sheet alone has ground, surface and picture over its own rectangle', async () => {
    const { products } = await index('08NF2330');
    expect(products).toEqual({ made: 1, unchanged: 0, skipped: [] });
    const { assets } = await store.getItem('izu', '08NF2330');
    expect(Object.keys(assets).sort()).toEqual(['data', 'dsm', 'dtm', 'thumbnail']);
    expect(assets.dtm).toMatchObject({
      gsd: 0.5,
      'proj:code': 'EPSG:6676',
      'proj:shape': [600, 800],
      'proj:transform': [0.5, 0, 52_000, 0, -0.5, -96_900],
      'file:checksum': expect.stringMatching(/^1220[0-9a-f]{64}$/),
    });
    const dtm = await raster('08NF2330', 'dtm');
    expect(dtm).toMatchObject({ cols: 800, rows: 600, origin: [52_000, -96_900, 0] });
    expect(dtm.keys?.ProjectedCSTypeGeoKey).toBe(6676);
    const worst = dtm.values.reduce((most, value, i) => {
      const [east, north] = [52_000.25 + (i % 800) * 0.5, -96_900.25 - Math.floor(i / 800) * 0.5];
      const away = Math.abs(value - heightAt(east, north));
      return Number.isNaN(away) ? most : Math.max(most, away);
    }, 0);
    // linear between points some 2 m apart on ground that bends by 1/100 m
    expect(worst).toBeLessThan(0.5);
    const dsm = await raster('08NF2330', 'dsm');
    const above = dsm.values.filter((value, i) => value > dtm.values[i]! + 1).length;
    expect(above).toBeGreaterThan(20_000);
    const png = decodePng(await readFile(store.assetPath(await store.getItem('izu', '08NF2330'), 'thumbnail')!));
    expect([png.width, png.height]).toEqual([512, 385]);
  });

  it('a neighbour that comes later makes the border anew; no cell is shared or missing, no seam stands between', async () => {
    const before = await madeFrom('08NF2330');
    const old = await raster('08NF2330', 'dtm');
    const { products } = await index('08NF2331');
    expect(products).toEqual({ made: 2, unchanged: 0, skipped: [] });
    expect(await madeFrom('08NF2330')).not.toBe(before);
    const [west, east] = [await raster('08NF2330', 'dtm'), await raster('08NF2331', 'dtm')];
    expect(west.origin[0]! + 0.5 * west.cols).toBe(east.origin[0]);
    // both sheets in one item: the truth for the border
    await indexDelivery(
      Object.keys(SHEETS).map((sheet) => join(folder, `${sheet}.las`)),
      { collection: 'both', merge: true, crs: 'EPSG:6676', surfaceCellM: 0.5 },
      { store, pool },
    );
    const item = await store.getItem('both', 'both');
    const [step, , minE, , , maxN] = item.assets.dtm!['proj:transform'] as number[];
    const bytes = await readFile(store.assetPath(item, 'dtm')!);
    const image = await (
      await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
    ).getImage();
    const [whole] = (await image.readRasters()) as unknown as [Float32Array];
    const wholeAt = (e: number, n: number) =>
      whole[Math.floor((maxN! - n) / step!) * image.getWidth() + Math.floor((e - minE!) / step!)]!;
    let changed = 0;
    for (let row = 5; row < 595; row++) {
      const north = -96_900.25 - 0.5 * row;
      for (let col = 790; col < 800; col++) {
        const value = west.values[row * 800 + col]!;
        expect(value).toBeCloseTo(wholeAt(52_000.25 + 0.5 * col, north), 5);
        if (value !== old.values[row * 800 + col]) changed++;
      }
      for (let col = 0; col < 10; col++) {
        expect(east.values[row * 800 + col]).toBeCloseTo(wholeAt(52_400.25 + 0.5 * col, north), 5);
      }
    }
    expect(changed).toBeGreaterThan(500);
  });

  it('what is up to date is left alone; what was replaced goes with the next', async () => {
    expect(await makeProducts('izu', { surfaceCellM: 0.5 }, { store, pool })).toEqual({
      made: 0,
      unchanged: 2,
      skipped: [],
    });
    expect((await index('08NF2330')).products).toEqual({ made: 0, unchanged: 2, skipped: [] });
    expect(await makeProducts('izu', { surfaceCellM: 1 }, { store, pool })).toMatchObject({ made: 2 });
    expect(await makeProducts('izu', { surfaceCellM: 2 }, { store, pool })).toMatchObject({ made: 2 });
    const path = store.assetPath(await store.getItem('izu', '08NF2330'), 'dtm')!;
    const files = (await readdir(join(path, '..'))).filter((name) => name.startsWith('dtm-'));
    // the current one and the one it replaced
    expect(files).toHaveLength(2);
    await makeProducts('izu', { surfaceCellM: 0.5 }, { store, pool });
  });

  it('the same points give the same bytes, whatever the threads and the memory', async () => {
    const before = await store.getItem('izu', '08NF2331');
    const other = openStore(join(folder, 'other'));
    const one = createPool({ threads: 1 });
    try {
      for (const sheet of Object.keys(SHEETS)) {
        await indexDelivery([join(folder, `${sheet}.las`)], { collection: 'izu' }, { store: other, pool: one });
      }
      await makeProducts('izu', { surfaceCellM: 0.5 }, { store: other, pool: one, maxMemoryBytes: 2 ** 20 });
    } finally {
      await one.close();
    }
    const after = await other.getItem('izu', '08NF2331');
    for (const key of ['dtm', 'dsm', 'thumbnail']) {
      expect(after.assets[key]?.['file:checksum']).toBe(before.assets[key]?.['file:checksum']);
    }
  });

  it('tells what cannot be made, and why', async () => {
    const points = sheetPoints(52_000, 9).map((point) => ({ ...point, classification: 5 }));
    await writeFile(join(folder, 'trees.las'), buildLas(points, { format: 6 }));
    const { products } = await indexDelivery(
      [join(folder, 'trees.las')],
      { collection: 'trees', crs: 'EPSG:6676', surfaceCellM: 2 },
      { store, pool },
    );
    expect(products?.skipped).toEqual([expect.stringMatching(/^trees: dtm: no ground class/)]);
    expect(Object.keys((await store.getItem('trees', 'trees')).assets).sort()).toEqual(['data', 'dsm', 'thumbnail']);
  });

  it('an item that was replaced meanwhile keeps its own files', async () => {
    const item = await store.getItem('izu', '08NF2330');
    const stale = { ...item, properties: { ...item.properties, 'tengun:version': '0123456789abcdef' } };
    const draft = await store.createDraft('izu', '08NF2330');
    const path = join(draft.scratchDir, 'x.tif');
    await writeFile(path, 'x');
    expect(await store.publishAssets(stale, [{ key: 'dtm', path, extension: '.tif', asset: {} }])).toBe(false);
    await draft.discard();
    expect(await store.getItem('izu', '08NF2330')).toEqual(item);
  });
});

describe('served', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer(async () => {}, { storeDir: join(folder, 'store') });
  });
  afterAll(() => server.app.close());

  it('with ranges, a strong tag, and for ever under its digest', async () => {
    const item = (await server.app.inject('/api/collections/izu/items/08NF2330')).json();
    const { href } = item.assets.dtm;
    expect(href).toMatch(/\/api\/collections\/izu\/items\/08NF2330\/assets\/dtm\.tif$/);
    const path = new URL(href).pathname;
    const whole = await server.app.inject(path);
    expect(whole.statusCode).toBe(200);
    expect(whole.headers['content-type']).toBe('image/tiff; application=geotiff; profile=cloud-optimized');
    expect(whole.rawPayload.length).toBe(item.assets.dtm['file:size']);
    const part = await server.app.inject({ url: path, headers: { range: 'bytes=0-15' } });
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 0-15/${whole.rawPayload.length}`]);
    const tag = whole.headers.etag as string;
    expect((await server.app.inject({ url: path, headers: { 'if-none-match': tag } })).statusCode).toBe(304);
    const kept = await server.app.inject(`${path}?v=${tag.replaceAll('"', '')}`);
    expect(kept.headers['cache-control']).toMatch(/immutable/);
    expect((await server.app.inject(`${path}?v=000000000000`)).statusCode).toBe(404);
    expect((await server.app.inject(path.replace('dtm.tif', 'dtm.png'))).statusCode).toBe(404);
    expect((await server.app.inject(path.replace('dtm.tif', 'data.laz'))).json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});
