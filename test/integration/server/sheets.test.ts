/** The map of sheets: outlines, cells, facets, conditions; the page's own routes; snippets that are really run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { makeTemplates, writeItems } from '../../../scripts/simulated-collection.ts';
import type { SheetOverview } from '../../../server/catalogue/sheet-overview.ts';
import { snippetFacts } from '../../../viewer/catalog/snippets/facts.ts';
import { writeSnippet } from '../../../viewer/catalog/snippets/snippets.ts';
import { parseItem } from '../../../viewer/catalog/state/item.ts';
import { parseOverview } from '../../../viewer/catalog/state/overview.ts';
import { catalog as en } from '../../../viewer/ui/locales/en/catalog.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const run = promisify(execFile);
const { toLonLat } = createProjection(crsFromCode('EPSG:6676'));
const COLUMNS = 12;
let server: TestServer;

beforeAll(async () => {
  server = await testServer(async (store) => {
    const put = async (collection: string, id: string, overrides: Partial<IndexSummary>) => {
      const file = join(store.dir, '..', 'points');
      await writeFile(file, `points of ${collection} ${id} `.repeat(200));
      await publish(store, file, { collection, id, ...overrides });
    };
    // 12 × 3 sheets of 400 m × 300 m: they lie in two 5000 sheets
    for (let i = 0; i < 36; i++) {
      const [east, north] = [52_000 + 400 * (i % COLUMNS), -97_200 + 300 * Math.floor(i / COLUMNS)];
      await put('a', `s${String(i).padStart(2, '0')}`, {
        bounds: [east, north, 100, east + 400, north + 300, 200],
        sensor: i % 3 === 0 ? 'mms' : 'lp',
        datetime: i < 12 ? '2019-11-01' : i < 24 ? ['2020-12-01', '2021-02-01'] : null,
        product: i % 2 === 0 ? 'original' : 'ground',
      });
    }
    await put('a', 'secret', { bounds: [52_000, -97_200, 100, 52_400, -96_900, 200], visibility: 'private' });
    await put('geographic', 'g', { crs: crsFromCode('EPSG:6668'), bounds: [139.07, 35.12, 0, 139.08, 35.13, 50] });
    await writeItems(store, 'real', await makeTemplates(), { begin: 0, end: 2 });
    await store.refresh();
  });
});
afterAll(() => server.close());

const get = async (query: string) => {
  const response = await server.app.inject(`/api/sheets${query}`);
  expect([query, response.statusCode]).toEqual([query, 200]);
  return response.json() as SheetOverview;
};

describe('GET /api/sheets', () => {
  it('answers with outlines as columns, as the collection’s own coordinates have them', async () => {
    const { matched, points, sheets, collections } = await get('?collections=a');
    expect([matched, points, sheets!.id.length]).toEqual([36, 3600, 36]);
    expect(sheets!.id).not.toContain('secret');
    const at = sheets!.id.indexOf('s13');
    expect(collections[sheets!.collection[at]!]).toBe('a');
    const corners = [
      [52_400, -96_900],
      [52_800, -96_900],
      [52_800, -96_600],
      [52_400, -96_600],
    ].flatMap(([east, north]) => [...toLonLat(east!, north!)]);
    corners.forEach((degrees, i) => {
      expect(sheets!.corners[8 * at + i]).toBeCloseTo(degrees, 6);
    });
    expect([sheets!.sensor[at], sheets!.product[at], sheets!.year[at], sheets!.lastYear[at]]).toEqual([
      'lp',
      'ground',
      2020,
      2021,
    ]);
    expect(sheets!.code[at]).toBe('08NF2321');
    expect(sheets!.year[sheets!.id.indexOf('s30')]).toBeNull();
  });

  it('counts in cells where there are more than asked for, and loses none', async () => {
    const { matched, sheets, cells } = await get('?collections=a,geographic&limit=10');
    expect(sheets).toBeUndefined();
    expect(matched).toBe(37);
    expect(cells!.count.reduce((sum, count) => sum + count, 0)).toBe(37);
    expect(cells!.level).toBe(5000);
    expect(cells!.code).toContain('08NF23');
    // what lies in no map sheet has a cell of degrees, around it
    const plain = cells!.code.indexOf(null);
    expect(cells!.corners.slice(8 * plain, 8 * plain + 2).map((degrees) => Math.round(degrees * 20))).toEqual([
      2781, 702,
    ]);
    for (const [i, count] of cells!.count.entries()) {
      for (const facet of [cells!.sensors[i]!, cells!.years[i]!]) {
        expect(Object.values(facet).reduce((sum, some) => sum + some, 0)).toBe(count);
      }
    }
    expect((await get('?detail=sheets&limit=5')).sheets!.id).toHaveLength(5);
    expect((await get('?detail=cells&collections=a')).cells!.count.length).toBeGreaterThan(1);
  });

  it('filters, and tells what each other choice would give', async () => {
    const { matched, facets } = await get('?collections=a&sensors=mms&years=2021');
    expect(matched).toBe(4);
    // by sensor: those of 2021; by year: those of mms
    expect(facets.sensors).toEqual({ lp: 8, mms: 4 });
    expect(facets.years).toEqual({ '2019': 4, '2020': 4, '2021': 4, unknown: 4 });
    expect(facets.collections).toEqual({ a: 4 });
    expect((await get('?collections=a&products=ground')).matched).toBe(18);
    expect((await get('?text=S1')).matched).toBe(10);
    expect((await get('?collections=nothing')).matched).toBe(0);
    const [west, south] = toLonLat(52_410, -97_190);
    const [east, north] = toLonLat(52_790, -96_910);
    expect((await get(`?collections=a&bbox=${west},${south},${east},${north}`)).sheets!.id).toEqual(['s01']);
  });

  it('agrees with the selection of the same filters', async () => {
    const body = { bbox: [139, 35, 139.2, 35.3], sensors: ['lp'], years: [2020], text: 's1', collections: ['a'] };
    const selection = await server.app.inject({ method: 'POST', url: '/api/selection', payload: body });
    const { matched } = await get('?collections=a&bbox=139,35,139.2,35.3&sensors=lp&years=2020&text=s1');
    expect(selection.json().count).toBe(matched);
    expect(matched).toBeGreaterThan(0);
  });

  it('is known again by its tag until something is published, and is compressed', async () => {
    const first = await server.app.inject('/api/sheets?collections=a');
    const etag = String(first.headers.etag);
    const again = await server.app.inject({ url: '/api/sheets?collections=a', headers: { 'if-none-match': etag } });
    const other = await server.app.inject('/api/sheets?collections=a&limit=5');
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect(other.headers.etag).not.toBe(etag);
    const packed = await server.app.inject({
      url: '/api/sheets?collections=a',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe(first.body);
  });

  it.each([
    '?limit=0',
    '?limit=5001',
    '?bbox=1,2,3',
    '?bbox=0,50,1,40',
    '?years=19',
    '?years=2019,x',
    '?detail=all',
    '?sensor=lp',
  ])('refuses %s', async (query) => {
    const { statusCode, body } = await server.app.inject(`/api/sheets${query}`);
    expect([statusCode, JSON.parse(body).code]).toEqual([400, 'INVALID_INPUT']);
  });

  it('refuses texts and lists without end', async () => {
    for (const query of [`?text=${'x'.repeat(101)}`, `?collections=${'a,'.repeat(1001)}b`]) {
      const { statusCode, body } = await server.app.inject(`/api/sheets${query}`);
      expect([statusCode, JSON.parse(body).code]).toEqual([400, 'INVALID_INPUT']);
    }
  });

  it('is what the page reads', async () => {
    for (const query of ['', '?detail=cells']) {
      const overview = parseOverview(await get(query));
      expect(overview?.matched).toBe(39);
      expect(overview!.sheets.length + overview!.cells.length).toBeGreaterThan(3);
    }
  });
});

describe('the page', () => {
  it('says how to build it when it is not built', async () => {
    for (const path of ['/catalog', '/catalog/', '/catalog/a/s01', '/catalog?lang=en']) {
      const { statusCode, body } = await server.app.inject(path);
      expect([path, statusCode, body.includes('npm run build')]).toEqual([path, 200, true]);
    }
  });

  it('is served at its address, with a slash, and for links into it', async () => {
    const dist = join(server.dir, 'dist');
    await mkdir(dist, { recursive: true });
    await writeFile(join(dist, 'index.html'), 'viewer');
    await writeFile(join(dist, 'catalog.html'), 'catalogue');
    const built = await testServer(async () => {}, { viewerDir: dist });
    const bodies = await Promise.all(
      ['/catalog', '/catalog/', '/catalog/a', '/catalog/a/s01?lang=en', '/', '/catalogue'].map(async (path) => {
        const { statusCode, body } = await built.app.inject(path);
        return statusCode === 200 ? body : statusCode;
      }),
    );
    await built.close();
    expect(bodies).toEqual(['catalogue', 'catalogue', 'catalogue', 'catalogue', 'viewer', 404]);
  });
});

describe('snippets', () => {
  it('download a file with curl and read it with copc, as they stand on the page', async () => {
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { features } = (await (await fetch(`${url}/api/collections/real/items?limit=1`)).json()) as {
      features: unknown[];
    };
    const item = parseItem(features[0])!;
    const facts = snippetFacts(item, { hasSurfaces: false }, url);
    const write = (name: 'curl' | 'copc') =>
      writeSnippet(name, facts, en.catalog.snippets.words, en.catalog.snippets.qgis);
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'get.sh'), write('curl'));
    const { stdout } = await run('sh', ['get.sh'], { cwd: dir });
    expect(stdout).toContain(`${item.id}.copc.laz: OK`);
    expect((await readFile(join(dir, `${item.id}.copc.laz`))).length).toBe(item.files[0]!.sizeBytes);
    // modules are found from the folder of the tests
    const output = join(import.meta.dirname, '..', '..', 'output');
    await mkdir(output, { recursive: true });
    const file = join(output, 'copc-snippet.mjs');
    await writeFile(file, write('copc'));
    const read = await run(process.execPath, [file]);
    expect(read.stdout.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^${item.pointCount} [1-9]\\d*$`));
  });
});
