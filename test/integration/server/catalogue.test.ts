import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer(async (store) => {
    const file = join(store.dir, '..', 'points');
    await writeFile(file, 'points');
    const put = (collection: string, id: string, overrides: Partial<IndexSummary> = {}) =>
      publish(store, file, { collection, id, ...overrides }, { title: `title of ${collection}` });
    for (let i = 0; i < 7; i++) {
      const east = 52_000 + 400 * i;
      await put('before', `sheet-${i}`, { bounds: [east, -97_200, 200, east + 400, -96_900, 250] });
    }
    await put('after', 'sheet', { datetime: ['2024-01-01', '2024-02-01'] });
    await put('after', 'secret', { visibility: 'private' });
    await put('closed', 'sheet', { visibility: 'private' });
  });
});
afterAll(() => server.close());

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await server.app.inject({ url, headers: { host: 'points.example:8080', ...headers } });
  return { ...response, status: response.statusCode, headers: response.headers, body: response.json() };
}
const ids = (body: { features: { id: string }[] }) => body.features.map(({ id }) => id);
const href = (body: { links: { rel: string; href: string }[] }, rel: string) =>
  body.links.find((link) => link.rel === rel)?.href;

describe('landing page', () => {
  it('links what there is, absolutely, and says what it conforms to', async () => {
    const { body } = await get('/api');
    expect(body.conformsTo).toContain('https://api.stacspec.org/v1.0.0/item-search');
    expect(href(body, 'data')).toBe('http://points.example:8080/api/collections');
    expect(body.links.filter(({ rel }: { rel: string }) => rel === 'child')).toHaveLength(2);
    expect((await get('/api/conformance')).body.conformsTo).toEqual(body.conformsTo);
  });

  it('answers every link of its own that needs no parameters', async () => {
    const { body } = await get('/api');
    for (const { href, method } of body.links as { href: string; method?: string }[]) {
      const url = new URL(href).pathname;
      const { statusCode } = await server.app.inject({
        url,
        method: method === 'POST' ? 'POST' : 'GET',
        ...(method ? { payload: {} } : {}),
      });
      expect([url, statusCode]).toEqual([url, 200]);
    }
  });

  it('refuses a Host header that could break out of a link', async () => {
    expect((await get('/api', { host: 'evil"><script>' })).status).toBe(400);
  });
});

describe('collections', () => {
  it('carry what a viewer needs, and links to items and tiles', async () => {
    const { body } = await get('/api/collections/before');
    expect(body).toMatchObject({
      id: 'before',
      title: 'title of before',
      'tengun:crs': 'EPSG:6676',
      'tengun:bounds': [52_000, -97_200, 200, 54_800, -96_900, 250],
      'tengun:class_counts': { 2: 420, 5: 280 },
      'tengun:item_count': 7,
      'tengun:proj4': expect.stringContaining('+proj=tmerc'),
    });
    const [west, south] = body.extent.spatial.bbox[0];
    // zone VIII starts at 36°N 138.5°E: 52 km east and 97 km south of it lies the foot of Fuji
    expect(west).toBeCloseTo(139.07, 1);
    expect(south).toBeCloseTo(35.12, 1);
    expect(href(body, 'items')).toBe('http://points.example:8080/api/collections/before/items');
    expect(body.assets['3dtiles-local'].href).toMatch(/\/3dtiles-local\/tileset\.json$/);
  });

  it('come page by page for those who ask for pages', async () => {
    const first = (await get('/api/collections?limit=1')).body;
    expect(first.collections.map(({ id }: { id: string }) => id)).toEqual(['after']);
    const next = new URL(href(first, 'next')!);
    const second = (await get(next.pathname + next.search)).body;
    expect(second.collections.map(({ id }: { id: string }) => id)).toEqual(['before']);
    expect(href(second, 'next')).toBeUndefined();
    expect((await get('/api/collections?limt=1')).status).toBe(400);
  });

  it('shows public ones only', async () => {
    const { body } = await get('/api/collections');
    expect(body.collections.map(({ id }: { id: string }) => id)).toEqual(['after', 'before']);
    expect((await get('/api/collections/closed')).status).toBe(404);
    expect((await get('/api/collections/closed/items')).status).toBe(404);
    expect((await get('/api/collections/after/items/secret')).status).toBe(404);
    expect((await get('/api/collections/after/items')).body.numberMatched).toBe(1);
  });
});

describe('items', () => {
  it('come page by page, each once, by following the links', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/api/collections/before/items?limit=3&bbox=138,34,140,36';
    let pages = 0;
    while (url) {
      const { body } = await get(url);
      expect(body.numberMatched).toBe(7);
      expect(body.numberReturned).toBe(body.features.length);
      seen.push(...ids(body));
      const next: string | undefined = href(body, 'next');
      url = next && new URL(next).pathname + new URL(next).search;
      pages++;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 7 }, (_, i) => `sheet-${i}`));
  });

  it('are filtered by place, height and time', async () => {
    const all = '/api/collections/before/items';
    const [west, south, , north] = (await get(`${all}/sheet-2`)).body.bbox;
    const inSheet2 = `${west + 0.001},${south},${west + 0.002},${north}`;
    expect(ids((await get(`${all}?bbox=${inSheet2}`)).body)).toEqual(['sheet-2']);
    expect(ids((await get(`${all}?bbox=138,34,300,140,36,400`)).body)).toEqual([]);
    expect((await get(`${all}?bbox=138,34,240,140,36,400`)).body.numberMatched).toBe(7);
    expect((await get(`${all}?datetime=2019-11-01T00:00:00Z`)).body.numberMatched).toBe(7);
    expect((await get(`${all}?datetime=2020-01-01/..`)).body.numberMatched).toBe(0);
    expect((await get(`${all}?fields=id`)).body.numberMatched).toBe(7);
  });

  it('carry absolute links and the data’s address', async () => {
    const { body, headers } = await get('/api/collections/before/items/sheet-0');
    expect(headers['content-type']).toMatch(/^application\/geo\+json/);
    expect(body.assets.data).toMatchObject({
      href: 'http://points.example:8080/api/collections/before/items/sheet-0/data.copc.laz',
      type: 'application/vnd.laszip+copc',
      'file:size': 6,
    });
    expect(href(body, 'self')).toBe('http://points.example:8080/api/collections/before/items/sheet-0');
  });

  it.each([
    ['limit=0', 'querystring/limit'],
    ['limit=abc', 'querystring/limit'],
    ['limit=1&limit=2', 'querystring/limit'],
    ['bbox=1,2,3', 'bbox'],
    ['datetime=soon', 'datetime'],
    ['token=..%2F..', 'querystring/token'],
    ['unknown=1', 'unknown'],
    ['bbox=1,3,2,2', 'south'],
  ])('refuse %s as a problem that names it', async (query, name) => {
    const { status, headers, body } = await get(`/api/collections/before/items?${query}`);
    expect(status).toBe(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ status: 400, code: 'INVALID_INPUT', instance: '/api/collections/before/items' });
    expect(body.detail).toContain(name);
  });
});

describe('search', () => {
  const post = async (payload: object) =>
    (
      await server.app.inject({ method: 'POST', url: '/api/search', payload, headers: { host: 'points.example' } })
    ).json();

  it('goes over all public collections, and pages', async () => {
    const first = (await get('/api/search?limit=4')).body;
    expect(first.numberMatched).toBe(8);
    expect(ids(first)).toEqual(['sheet', 'sheet-0', 'sheet-1', 'sheet-2']);
    const next = new URL(href(first, 'next')!);
    expect(ids((await get(next.pathname + next.search)).body)).toEqual(['sheet-3', 'sheet-4', 'sheet-5', 'sheet-6']);
  });

  it('pages by POST with the body of the next link', async () => {
    const body = await post({ limit: 5, collections: ['before', 'after', 'closed'] });
    const next = body.links.find(({ rel }: { rel: string }) => rel === 'next');
    expect(next.method).toBe('POST');
    const rest = await post(next.body);
    expect(ids(rest)).toEqual(['sheet-4', 'sheet-5', 'sheet-6']);
    expect(rest.links.some(({ rel }: { rel: string }) => rel === 'next')).toBe(false);
  });

  it('filters by ids, collections, time and geometry alike in GET and POST', async () => {
    expect(ids((await get('/api/search?ids=sheet-1,sheet&collections=before')).body)).toEqual(['sheet-1']);
    expect(ids(await post({ datetime: '2024-01-15T00:00:00Z' }))).toEqual(['sheet']);
    const [west, south, east, north] = (await get('/api/collections/before/items/sheet-6')).body.bbox;
    const point = { type: 'Point', coordinates: [(west + east) / 2, (south + north) / 2] };
    expect(ids(await post({ intersects: point }))).toEqual(['sheet-6']);
    expect(ids((await get(`/api/search?intersects=${encodeURIComponent(JSON.stringify(point))}`)).body)).toEqual([
      'sheet-6',
    ]);
    expect(ids(await post({ intersects: point, query: { 'eo:cloud_cover': { lt: 5 } } }))).toEqual(['sheet-6']);
  });

  it.each([
    [{ bbox: [1, 2, 3, 4], intersects: { type: 'Point', coordinates: [0, 0] } }, /bbox and intersects/],
    [{ bbox: ['1', 2, 3, 4] }, /body\/bbox\/0/],
    [{ intersects: { type: 'Circle' } }, /intersects/],
    [{ limit: '3' }, /body\/limit/],
    [{ token: 'a/b/c' }, /token/],
  ])('refuses %j', async (payload, detail) => {
    expect(await post(payload)).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
      detail: expect.stringMatching(detail),
    });
  });
});
