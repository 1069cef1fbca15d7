/**
 * The data as tools of others use them, over HTTP with nothing of ours on the client's side: a sheet found by its code, a polygon
 * downloaded as LAZ and read by laz-perf, the COPC file streamed by npm copc, the GeoTIFF read by ranges with npm geotiff.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Copc, type Hierarchy } from 'copc';
import { fromUrl } from 'geotiff';
import { createLazPerf } from 'laz-perf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { startServer } from '../../../server/serve.ts';
import { sharedData } from '../../helpers/shared-data.ts';

const FILE = sharedData('japan/virtual-shizuoka-08NF2330-thinned-4096.las');

describe.skipIf(!FILE)('the real sheet 08NF2330 of VIRTUAL SHIZUOKA', () => {
  let folder: string;
  let url: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tengun-outside-'));
    const storeDir = join(folder, 'store');
    const pool = createPool({ threads: 2 });
    const delivery = join(folder, '08NF2330.las');
    const { copyFile } = await import('node:fs/promises');
    await copyFile(FILE!, delivery);
    await indexDelivery(
      [delivery],
      {
        collection: 'shizuoka-2019',
        sensor: 'lp',
        datetime: '2019-11-01',
        license: 'CC-BY-4.0',
        attribution: '静岡県',
        surfaceCellM: 1,
      },
      { store: openStore(storeDir), pool },
    );
    await pool.close();
    const server = await startServer({
      storeDir,
      cacheDir: join(folder, 'cache'),
      port: 0,
      host: '127.0.0.1',
      logLevel: 'silent',
    });
    url = server.url.replace(/\/$/, '');
    close = () => server.close();
  });
  afterAll(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  const json = async (path: string, body?: unknown) => {
    const answer = await fetch(
      path.startsWith('http') ? path : `${url}${path}`,
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    expect(answer.status).toBe(200);
    return await answer.json();
  };
  interface Found {
    readonly id: string;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly assets: Readonly<
      Record<string, { readonly href: string; readonly 'file:checksum'?: string; readonly 'file:size'?: number }>
    >;
  }
  const find = async (): Promise<Found> => {
    const filter = { op: '=', args: [{ property: 'tengun:sheet' }, '08NF2330'] };
    const { features } = await json('/api/search', { filter, 'filter-lang': 'cql2-json' });
    expect(features).toHaveLength(1);
    return features[0];
  };

  it('is found by its code, and says whose it is', async () => {
    const { id, properties } = await find();
    expect(id).toBe('08NF2330-lp-2019');
    expect(properties).toMatchObject({
      license: 'CC-BY-4.0',
      attribution: '静岡県',
      'proj:code': 'EPSG:6676',
      'pc:count': 4096,
    });
    const { places } = await json('/api/places?q=08nf2330_org');
    expect(places[0].sheet).toMatchObject({ code: '08NF2330', level: 500, bounds: [52_000, -97_200, 52_400, -96_900] });
  });

  it('downloads whole, with the checksum that was promised', async () => {
    const { assets } = await find();
    const bytes = Buffer.from(await (await fetch(assets.data!.href)).arrayBuffer());
    expect(bytes.length).toBe(assets.data!['file:size']);
    expect(`1220${createHash('sha256').update(bytes).digest('hex')}`).toBe(assets.data!['file:checksum']);
  });

  it('streams into npm copc: every node over HTTP ranges, every point once', async () => {
    const { assets } = await find();
    let requests = 0;
    const getter = async (begin: number, end: number) => {
      requests++;
      const answer = await fetch(assets.data!.href, { headers: { range: `bytes=${begin}-${end - 1}` } });
      expect(answer.status).toBe(206);
      return new Uint8Array(await answer.arrayBuffer());
    };
    const copc = await Copc.create(getter);
    const pages: Hierarchy.Page[] = [copc.info.rootHierarchyPage];
    let points = 0;
    for (let page = pages.pop(); page; page = pages.pop()) {
      const { nodes, pages: more } = await Copc.loadHierarchyPage(getter, page);
      pages.push(...Object.values(more).filter((one) => one !== undefined));
      for (const node of Object.values(nodes)) {
        if (!node) continue;
        const view = await Copc.loadPointDataView(getter, copc, node);
        const x = view.getter('X');
        for (let i = 0; i < view.pointCount; i++) expect(x(i)).toBeGreaterThan(51_999);
        points += view.pointCount;
      }
    }
    expect(points).toBe(4096);
    expect(requests).toBeGreaterThan(3);
  });

  it('gives a polygon as LAZ that laz-perf reads: the points inside, no other', async () => {
    const ring = [
      [52_050, -97_150],
      [52_350, -97_100],
      [52_200, -96_950],
      [52_050, -97_150],
    ];
    const answer = await fetch(`${url}/api/processes/extract/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        inputs: {
          collection: 'shizuoka-2019',
          format: 'laz',
          crs: 'EPSG:6676',
          area: { type: 'Polygon', coordinates: [ring] },
        },
      }),
    });
    expect(answer.status).toBe(200);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const lazPerf = await createLazPerf();
    const laszip = new lazPerf.LASZip();
    const at = lazPerf._malloc(bytes.length);
    lazPerf.HEAPU8.set(bytes, at);
    laszip.open(at, bytes.length);
    const length = laszip.getPointLength();
    const record = lazPerf._malloc(length);
    const count = laszip.getCount();
    const header = new DataView(bytes.buffer);
    const value = (axis: number, raw: number) =>
      raw * header.getFloat64(131 + 8 * axis, true) + header.getFloat64(155 + 8 * axis, true);
    const isInside = (e: number, n: number) => {
      let inside = false;
      for (let i = 0; i < 3; i++) {
        const [[x0, y0], [x1, y1]] = [ring[i] as [number, number], ring[i + 1] as [number, number]];
        if (y0 > n !== y1 > n && e < x0 + ((n - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
      }
      return inside;
    };
    for (let i = 0; i < count; i++) {
      laszip.getPoint(record);
      const view = new DataView(lazPerf.HEAPU8.buffer, record, length);
      expect(isInside(value(0, view.getInt32(0, true)), value(1, view.getInt32(4, true)))).toBe(true);
    }
    laszip.delete();
    // and none is missing: the delivered file itself, LAS 1.2 with 34 bytes a point
    const las = await readFile(FILE!);
    const scale = (axis: number) => [las.readDoubleLE(131 + 8 * axis), las.readDoubleLE(155 + 8 * axis)] as const;
    let expected = 0;
    for (let i = 0; i < 4096; i++) {
      const from = las.readUInt32LE(96) + 34 * i;
      const [e, n] = [0, 1].map((axis) => las.readInt32LE(from + 4 * axis) * scale(axis)[0] + scale(axis)[1]) as [
        number,
        number,
      ];
      if (isInside(e, n)) expected++;
    }
    expect(count).toBe(expected);
    expect(count).toBeGreaterThan(500);
  });

  it('its ground is read by ranges with npm geotiff', async () => {
    const { assets } = await find();
    const tiff = await fromUrl(assets.dtm!.href);
    const image = await tiff.getImage();
    expect(image.getGeoKeys()?.ProjectedCSTypeGeoKey).toBe(6676);
    expect(image.getBoundingBox()).toEqual([52_000, -97_200, 52_400, -96_900]);
    const [band] = (await image.readRasters({ window: [100, 100, 140, 140] })) as unknown as [Float32Array];
    expect(band.some((height) => height > 0)).toBe(true);
  });
});
