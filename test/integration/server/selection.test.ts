/** Many sheets at once: what lies in a place, and its files by lists and scripts that are really run. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const run = promisify(execFile);
const COLUMNS = 5;
const { toLonLat, fromLonLat } = createProjection(crsFromCode('EPSG:6676'));
let server: TestServer;

/** A grid of sheets of 400 m × 300 m from (52000, −97200), numbered row by row to the north. */
const boundsOf = (i: number) => {
  const [east, north] = [52_000 + 400 * (i % COLUMNS), -97_200 + 300 * Math.floor(i / COLUMNS)];
  return [east, north, 100, east + 400, north + 300, 200] as const;
};

beforeAll(async () => {
  server = await testServer(
    async (store) => {
      const put = async (collection: string, id: string, overrides: Partial<IndexSummary>) => {
        const file = join(store.dir, '..', 'points');
        await writeFile(file, `points of ${collection} ${id} `.repeat(200));
        await publish(
          store,
          file,
          { collection, id, ...overrides },
          { title: `"; rm -rf ~ $(${collection})`, license: 'CC-BY-4.0', attribution: '静岡県' },
        );
      };
      for (let i = 0; i < 15; i++) {
        await put('a', `s${String(i).padStart(2, '0')}`, {
          bounds: boundsOf(i),
          sensor: i % 2 === 0 ? 'lp' : 'mms',
          datetime: i < 10 ? '2019-11-01' : ['2020-12-01', '2021-02-01'],
        });
      }
      await put('a', 'secret', { bounds: boundsOf(0), visibility: 'private' });
      await put('b', 'aux', { bounds: boundsOf(7), datetime: null });
      await put('c', 'far', { bounds: [-10_000, -118_800, 0, -9600, -118_500, 50] });
      await put('geographic', 'g', { crs: crsFromCode('EPSG:6668'), bounds: [139.07, 35.12, 0, 139.08, 35.13, 50] });
    },
    { selectionItems: 16 },
  );
});
afterAll(() => server.close());

const post = async (payload: object) => {
  const response = await server.app.inject({
    method: 'POST',
    url: '/api/selection',
    payload,
    headers: { host: 'p.example' },
  });
  return { status: response.statusCode, body: response.json() };
};
const ids = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);
interface Page {
  readonly count: number;
  readonly items: { id: string }[];
  readonly links: { rel: string; href: string }[];
}

const plane = { crs: 'EPSG:6676', collections: ['a'] };
const line = (...coordinates: number[][]) => ({ type: 'LineString', coordinates });

describe('a selection', () => {
  it('counts items, points and bytes, and lists files with their checksums', async () => {
    const { body } = await post({ bbox: [139.05, 35.0, 139.2, 35.3], collections: ['a'] });
    expect(body).toMatchObject({ count: 15, points: 1500, bytes: expect.any(Number) });
    expect(body.collections).toMatchObject([
      { id: 'a', count: 15, points: 1500, license: 'CC-BY-4.0', attribution: '静岡県' },
    ]);
    const [first] = body.items;
    const file = await server.app.inject(new URL(first.href).pathname + new URL(first.href).search);
    expect(first).toMatchObject({
      collection: 'a',
      id: 's00',
      name: 'a/s00.copc.laz',
      size: file.rawPayload.length,
      sha256: createHash('sha256').update(file.rawPayload).digest('hex'),
    });
    expect(file.headers['cache-control']).toContain('immutable');
    expect(body.bytes).toBe(body.items.reduce((sum: number, { size }: { size: number }) => sum + size, 0));
  });

  it('takes polygons in degrees and in plane coordinates', async () => {
    const ring = [
      [52_100, -97_100],
      [52_900, -97_100],
      [52_900, -96_800],
      [52_100, -96_800],
      [52_100, -97_100],
    ];
    const inPlane = await post({ ...plane, area: { type: 'Polygon', coordinates: [ring] } });
    expect(ids(inPlane.body)).toEqual(['s00', 's01', 's02', 's05', 's06', 's07']);
    const degrees = ring.map(([east, north]) => toLonLat(east!, north!));
    const inDegrees = await post({ collections: ['a'], area: { type: 'Polygon', coordinates: [degrees] } });
    expect(inDegrees.body).toEqual(inPlane.body);
  });

  it('measures a buffer of a line exactly, in the plane of the collection', async () => {
    // 500 m west of the grid, along it
    const west = line([51_500, -97_200], [51_500, -96_300]);
    expect(ids((await post({ ...plane, line: west, bufferM: 499.999 })).body)).toEqual([]);
    expect(ids((await post({ ...plane, line: west, bufferM: 500.001 })).body)).toEqual(['s00', 's05', 's10']);
    expect(ids((await post({ ...plane, line: west, bufferM: 899.999 })).body)).toEqual(['s00', 's05', 's10']);
    expect(ids((await post({ ...plane, line: west, bufferM: 900.001 })).body)).toEqual([
      's00',
      's01',
      's05',
      's06',
      's10',
      's11',
    ]);
    // to the corner of s00 from the south-west: 300, 400 → 500
    const corner = line([51_700, -97_600], [51_600, -97_700]);
    expect(ids((await post({ ...plane, line: corner, bufferM: 499.999 })).body)).toEqual([]);
    expect(ids((await post({ ...plane, line: corner, bufferM: 500.001 })).body)).toEqual(['s00']);
    // through the middle row, bent
    const through = line([51_900, -96_750], [52_900, -96_750], [52_900, -96_850]);
    expect(ids((await post({ ...plane, line: through, bufferM: 0 })).body)).toEqual(['s05', 's06', 's07']);
  });

  it('finds near a line what looking at every item finds', async () => {
    const path = [
      [51_650, -97_050],
      [52_777, -96_333],
      [54_500, -96_900],
    ] as const;
    for (const bufferM of [0, 120, 260, 700]) {
      const expected = Array.from({ length: 15 }, (_, i) => i).filter((i) => {
        const [minE, minN, , maxE, maxN] = boundsOf(i);
        let nearest = Number.POSITIVE_INFINITY;
        for (let s = 0; s + 1 < path.length; s++) {
          for (let t = 0; t <= 1; t += 0.0005) {
            const [e, n] = [0, 1].map((axis) => path[s]![axis]! + t * (path[s + 1]![axis]! - path[s]![axis]!)) as [
              number,
              number,
            ];
            nearest = Math.min(nearest, Math.hypot(Math.max(minE - e, 0, e - maxE), Math.max(minN - n, 0, n - maxN)));
          }
        }
        return nearest <= bufferM;
      });
      const found = await post({ ...plane, line: line(...path.map((place) => [...place])), bufferM });
      expect([bufferM, ids(found.body)]).toEqual([bufferM, expected.map((i) => `s${String(i).padStart(2, '0')}`)]);
    }
  });

  it('takes a municipality by name and code, and says that its box is approximate', async () => {
    const byName = await post({ municipality: '静岡市', collections: ['c'] });
    expect(byName.body).toMatchObject({ count: 1, place: { label: { ja: '静岡市' }, approximate: true } });
    expect((await post({ municipality: '22100', collections: ['c'] })).body).toEqual(byName.body);
    expect((await post({ municipality: 'nowhere' })).status).toBe(404);
  });

  it('filters by sensor, product and year', async () => {
    const bbox = [139, 35, 140, 36];
    expect((await post({ bbox, collections: ['a'], sensors: ['lp'] })).body.count).toBe(8);
    expect((await post({ bbox, collections: ['a'], years: [2019] })).body.count).toBe(10);
    expect((await post({ bbox, collections: ['a'], years: [2021] })).body.count).toBe(5);
    expect((await post({ bbox, collections: ['a'], years: [2018, 2022] })).body.count).toBe(0);
    expect((await post({ bbox, collections: ['a'], products: ['ground'] })).body.count).toBe(0);
    // an unknown time is of no year
    expect((await post({ bbox, collections: ['b'], years: [1990, 2024] })).body.count).toBe(0);
  });

  it('names collections that have no distances', async () => {
    const { body } = await post({
      line: line([139, 35], [139.2, 35.2]),
      bufferM: 10,
      collections: ['b', 'geographic'],
    });
    expect(body.skipped).toEqual([{ collection: 'geographic', reason: 'geographic coordinates' }]);
  });

  it('pages by links, each file once', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/api/selection?bbox=139,35,140,36&collections=a,b&limit=6';
    while (url) {
      const body: Page = (await server.app.inject(url)).json();
      expect(body.count).toBe(16);
      seen.push(...ids(body));
      const next: string | undefined = body.links.find(({ rel }) => rel === 'next')?.href;
      url = next && new URL(next).pathname + new URL(next).search;
    }
    expect(seen).toEqual([...Array.from({ length: 15 }, (_, i) => `s${String(i).padStart(2, '0')}`), 'aux']);
  });

  it('may be asked for again', async () => {
    const url = '/api/selection?bbox=139,35,140,36&collections=a&format=links';
    const { headers } = await server.app.inject(url);
    expect((await server.app.inject({ url, headers: { 'if-none-match': String(headers.etag) } })).statusCode).toBe(304);
  });

  it.each([
    [{}, /expected one of bbox, area, line, municipality, seen 0/],
    [{ bbox: [1, 2, 3, 4], municipality: '熱海市' }, /seen 2/],
    [{ bbox: [139, 36, 140, 35] }, /south ≤ north/],
    [{ line: line([139, 35], [139.1, 35]) }, /line and bufferM together/],
    [{ bbox: [139, 35, 140, 36], bufferM: 5 }, /line and bufferM together/],
    [{ line: line([139, 35], [139.1, 35]), bufferM: 50_001 }, /bufferM/],
    [{ line: { type: 'Point', coordinates: [1, 2] }, bufferM: 5 }, /line: expected a GeoJSON LineString/],
    [{ area: line([139, 35], [139.1, 35]) }, /area: expected a GeoJSON Polygon/],
    [{ line: line([52_000, -97_000], [52_100, -97_000]), bufferM: 5 }, /expected positions in OGC:CRS84, seen 52000/],
    [{ ...plane, crs: 'EPSG:1', line: line([0, 0], [1, 1]), bufferM: 1 }, /EPSG:1/],
    [{ municipality: '熱海市', years: ['2019'] }, /years/],
    [{ municipality: '熱海市', colections: ['a'] }, /colections/],
    [{ municipality: '熱海市', format: 'zip' }, /format/],
    [{ municipality: '熱海市', collections: ['b'], token: '../..' }, /token/],
  ])('refuses %j', async (payload, detail) => {
    const { status, body } = await post(payload);
    expect([status, body.type.startsWith('urn:tengun:problem')]).toEqual([400, true]);
    expect(body.detail).toMatch(detail);
  });

  it('refuses more items than it may hold, with both numbers', async () => {
    const { status, body } = await post({ bbox: [135, 30, 142, 40] });
    expect([status, body.code, body.details]).toEqual([413, 'LIMIT', { limit: 16, actual: 18 }]);
  });
});

const has = (command: string) =>
  run('sh', ['-c', `command -v ${command}`]).then(
    () => true,
    () => false,
  );

describe('lists and scripts', () => {
  const list = async (format: string, host = 'p.example') => {
    const url = `/api/selection?bbox=139,35,140,36&collections=a,b&format=${format}`;
    const response = await server.app.inject({ url, headers: { host } });
    expect([format, response.statusCode, response.headers['content-disposition']]).toEqual([
      format,
      200,
      expect.stringMatching(/^attachment; filename="[A-Za-z0-9.]+"$/),
    ]);
    return response.body;
  };

  it('are one line a file, with versions', async () => {
    const links = (await list('links')).trim().split('\n');
    expect(links).toHaveLength(16);
    expect(links.every((url) => /^http:\/\/p\.example\/api\/.*\/data\.copc\.laz\?v=[0-9a-f]{16}$/.test(url))).toBe(
      true,
    );
    expect((await list('sha256')).trim().split('\n').at(-1)).toMatch(/^[0-9a-f]{64} {2}b\/_aux\.copc\.laz$/);
    for (const format of ['sh', 'ps1']) expect(await list(format)).not.toContain('rm -rf');
  });

  it('downloads, goes on after an interruption, and finds what is damaged', async (context) => {
    if (!(await has('curl'))) return context.skip('no curl on this machine');
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.server.address() as { port: number };
    const script = await list('sh', `127.0.0.1:${port}`);
    const dir = join(await temporaryFolder(), 'down loads');
    await mkdir(join(dir, 'a'), { recursive: true });
    await writeFile(join(dir, 'download.sh'), script);
    await writeFile(join(dir, 'SHA256SUMS'), await list('sha256'));
    const whole = (await server.app.inject('/api/collections/a/items/s03/data.copc.laz')).rawPayload;
    // a file in part, one whole but wrong, one in part of something else
    await writeFile(join(dir, 'a', 's03.copc.laz.part'), whole.subarray(0, 100));
    await writeFile(join(dir, 'a', 's04.copc.laz'), 'damaged');
    await writeFile(join(dir, 'a', 's05.copc.laz.part'), 'x'.repeat(whole.length));
    const first = await run('sh', ['download.sh'], { cwd: dir });
    expect(first.stdout).toContain('all 16 files are there');
    expect(Buffer.compare(await readFile(join(dir, 'a', 's03.copc.laz')), whole)).toBe(0);
    await run('sh', ['-c', '(sha256sum -c SHA256SUMS || shasum -a 256 -c SHA256SUMS) >/dev/null 2>&1'], { cwd: dir });
    const again = await run('sh', ['download.sh'], { cwd: dir });
    expect(again.stdout.match(/^have /gm)).toHaveLength(16);
    await expect(access(join(dir, 'a', 's05.copc.laz.part'))).rejects.toThrow();
    // a wrong checksum is never taken for a file
    const wrong = script.replace(/'[0-9a-f]{64}'/, `'${'0'.repeat(64)}'`);
    await expect(run('sh', ['-c', wrong], { cwd: dir })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('FAILED a/s00'),
    });
  }, 60_000);
});

it('the plane and back agree, so that the limits above are tight', () => {
  const [east, north] = fromLonLat(...toLonLat(51_500, -97_200));
  expect(Math.hypot(east - 51_500, north + 97_200)).toBeLessThan(1e-4);
});
