/** STAC API's filter, sort and fields, over GET and POST. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

let server: TestServer;
const SHEETS = ['08NF2330', '08NF2331', '08NF2332', '08NF2333', '08NF2334'];
const boundsOf = (i: number) => [52_000 + 400 * i, -97_200, 200, 52_400 + 400 * i, -96_900, 250] as const;

beforeAll(async () => {
  server = await testServer(async (store) => {
    const file = join(store.dir, '..', 'points');
    await writeFile(file, 'points');
    const put = (collection: string, id: string, overrides: Partial<IndexSummary>) =>
      publish(store, file, { collection, id, ...overrides }, { title: collection });
    for (const [i, sheet] of SHEETS.entries()) {
      await put('a', `${sheet}-lp`, {
        bounds: boundsOf(i),
        sensor: i < 3 ? 'lp' : 'mms',
        product: i % 2 === 0 ? 'original' : 'ground',
        datetime: `${2019 + i}-11-01`,
        ...(i === 4 ? {} : { verticalDatum: 'JGD2011' }),
        pointCount: 100 * (i + 1),
        classCounts: { 2: 100 * (i + 1) },
      });
    }
    // no sheet's name, no time
    await put('b', 'merged', { bounds: [52_100, -97_200, 0, 53_900, -96_900, 9], datetime: null });
    await put('b', 'hidden', { sensor: 'lp', visibility: 'private' });
  });
});
afterAll(() => server.close());

const search = async (payload: object) => {
  const response = await server.app.inject({ method: 'POST', url: '/api/search', payload });
  return { status: response.statusCode, body: response.json() };
};
const get = async (url: string) => {
  const response = await server.app.inject({ url });
  return { status: response.statusCode, body: response.json() };
};
const ids = (body: { features: { id: string }[] }) => body.features.map(({ id }) => id);
const short = (body: { features: { id: string }[] }) => ids(body).map((id) => id.replace(/^08NF23(\d\d)-lp$/, '$1'));
const property = (name: string) => ({ property: name });
const op = (name: string, ...args: unknown[]) => ({ op: name, args });

describe('filter', () => {
  it.each<[unknown, string[]]>([
    [op('=', property('tengun:sensor'), 'lp'), ['30', '31', '32']],
    [op('=', property('properties.tengun:sensor'), 'lp'), ['30', '31', '32']],
    [op('and', op('=', property('tengun:sensor'), 'lp'), op('=', property('tengun:product'), 'ground')), ['31']],
    [op('or', op('=', property('id'), 'merged'), op('=', property('tengun:sheet'), '08NF2334')), ['34', 'merged']],
    [op('not', op('=', property('tengun:sensor'), 'lp')), ['33', '34']],
    [op('<>', property('tengun:sensor'), 'lp'), ['33', '34']],
    [op('isNull', property('tengun:sensor')), ['merged']],
    [op('not', op('isNull', property('tengun:vertical_datum'))), ['30', '31', '32', '33']],
    [op('>', property('datetime'), { date: '2021-11-01' }), ['33', '34']],
    [op('>=', property('datetime'), { timestamp: '2021-11-01T00:00:00Z' }), ['32', '33', '34']],
    [op('=', property('datetime'), '2020-11-01'), ['31']],
    [op('>', { date: '2021-11-01' }, property('datetime')), ['30', '31']],
    [op('between', property('datetime'), { date: '2020-01-01' }, { date: '2021-12-31' }), ['31', '32']],
    [op('t_before', property('datetime'), { date: '2020-01-01' }), ['30']],
    [op('t_after', property('datetime'), { interval: ['2019-01-01', '2022-06-01'] }), ['33', '34']],
    [op('t_intersects', property('datetime'), { interval: ['..', '2020-11-01'] }), ['30', '31']],
    [op('isNull', property('datetime')), ['merged']],
    [op('in', property('tengun:sheet'), ['08NF2331', '08NF2333', '08NF9999']), ['31', '33']],
    [op('like', property('tengun:sheet'), '08NF233_'), ['30', '31', '32', '33', '34', 'merged']],
    [op('like', property('id'), '%33%lp'), ['30', '31', '32', '33', '34']],
    [op('like', property('id'), '08nf%'), []],
    [op('between', property('pc:count'), 200, 300), ['31', '32']],
    [op('>', property('pc:density'), 0.004), ['34']],
    [op('=', property('collection'), 'b'), ['merged']],
    [false, []],
  ])('%j', async (filter, expected) => {
    const posted = await search({ filter });
    expect([posted.status, posted.body.detail]).toEqual([200, undefined]);
    expect(short(posted.body)).toEqual(expected);
    expect(posted.body.numberMatched).toBe(expected.length);
    const text = encodeURIComponent(JSON.stringify(filter));
    expect(short((await get(`/api/search?filter=${text}&filter-lang=cql2-json`)).body)).toEqual(expected);
    const inA = expected.filter((id) => id !== 'merged');
    expect(short((await get(`/api/collections/a/items?filter=${text}`)).body)).toEqual(inA);
  });

  it('agrees with what the items say of themselves', async () => {
    for (const item of (await search({})).body.features) {
      const { properties } = item;
      for (const name of ['tengun:sheet', 'pc:density', 'pc:count', 'tengun:sensor']) {
        if (properties[name] === undefined) continue;
        const found = await search({ filter: op('=', property(name), properties[name]) });
        expect([name, ids(found.body)]).toEqual([name, expect.arrayContaining([item.id])]);
      }
    }
  });

  const deep = (depth: number): unknown => (depth === 0 ? true : op('not', deep(depth - 1)));
  it.each<[unknown, RegExp]>([
    [
      op('=', property('eo:cloud_cover'), 5),
      /filter\.args\[0\]: expected one of the properties .*tengun:sensor.*eo:cloud_cover/,
    ],
    [op('=', property('toString'), 5), /expected one of the properties/],
    [op('=', property('tengun:sensor'), 5), /filter\.args\[1\]: expected a text, seen 5/],
    [op('>', property('datetime'), '2020-02-30'), /expected a day or an RFC 3339 time/],
    [op('=', property('datetime'), 5), /expected a time, seen 5/],
    [op('s_intersects', property('geometry'), {}), /filter\.op: expected one of and or/],
    [op('and', true), /filter\.args: expected at least 2 parts, seen 1/],
    [op('not', true, true), /expected 1 of them for not, seen 2/],
    [op('like', property('pc:count'), '1%'), /expected a text, seen "number"/],
    [op('in', property('tengun:sheet'), []), /expected 1 to 1000 values, seen 0/],
    [deep(16), /at most 16 operators within each other/],
    [
      op('or', ...Array.from({ length: 70 }, () => op('=', property('pc:count'), 1))),
      /at most 200 operators and operands/,
    ],
    [{ property: 'tengun:sensor' }, /expected an operator/],
  ])('refuses %.60j', async (filter, detail) => {
    const { status, body } = await search({ filter });
    expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.detail).toMatch(detail);
  });

  it('takes what is just within its bounds', async () => {
    expect((await search({ filter: deep(15) })).status).toBe(200);
    const many = op('or', ...Array.from({ length: 66 }, () => op('isNull', property('pc:count'))));
    expect((await search({ filter: many })).status).toBe(200);
  });

  it.each([
    ["filter=sensor='lp'", /cql2-json/],
    ['filter=true&filter-lang=cql2-text', /filter-lang: expected cql2-json, seen "cql2-text"/],
    ['filter=true&filter-crs=http://www.opengis.net/def/crs/EPSG/0/6676', /filter-crs: expected .*CRS84/],
    ['sortby=updated', /sortby: expected some of id, collection, datetime.*seen "updated"/],
    ['sortby=a,b,c,d,e,f,g', /at most 6/],
    ['filtre=true', /filtre/],
    ['bbox=139,36,140,35', /south ≤ north, seen 139,36,140,35/],
    ['sortby=id&token=xyz', /token/],
    [`fields=${'a.'.repeat(9)}a`, /fields: expected at most 8/],
  ])('refuses %s', async (query, detail) => {
    for (const path of ['/api/search', '/api/collections/a/items']) {
      const { status, body } = await get(`${path}?${query}`);
      expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
      expect(body.detail).toMatch(detail);
    }
  });
});

describe('sort', () => {
  it.each([
    ['-datetime', ['34', '33', '32', '31', '30', 'merged']],
    ['+datetime', ['30', '31', '32', '33', '34', 'merged']],
    ['%2Bproperties.tengun:product,-id', ['33', '31', '34', '32', '30', 'merged']],
    ['-collection,-id', ['merged', '34', '33', '32', '31', '30']],
    ['-pc:count', ['34', '33', '32', '31', '30', 'merged']],
  ])('by %s', async (sortby, expected) => {
    expect(short((await get(`/api/search?sortby=${sortby}`)).body)).toEqual(expected);
  });

  it('puts ties in the order of ids, and what has no value last', async () => {
    const { body } = await search({ sortby: [{ field: 'properties.tengun:sensor', direction: 'desc' }] });
    expect(short(body)).toEqual(['33', '34', '30', '31', '32', 'merged']);
  });

  it.each(['-datetime', 'tengun:sensor,-pc:count', 'tengun:vertical_datum', '-id'])(
    'by %s goes through every item once, page by page',
    async (sortby) => {
      const whole = ids((await get(`/api/search?sortby=${sortby}`)).body);
      const seen: string[] = [];
      let url: string | undefined = `/api/search?sortby=${sortby}&limit=2`;
      while (url) {
        const { body }: { body: { features: { id: string }[]; links: { rel: string; href: string }[] } } =
          await get(url);
        seen.push(...ids(body));
        const next: string | undefined = body.links.find(({ rel }) => rel === 'next')?.href;
        url = next && new URL(next).pathname + new URL(next).search;
      }
      expect(seen).toEqual(whole);
      expect(whole).toHaveLength(6);
    },
  );

  it('pages by POST and in a collection', async () => {
    const first = await search({
      sortby: [{ field: 'id', direction: 'desc' }],
      limit: 4,
      filter: op('=', property('collection'), 'a'),
    });
    const next = first.body.links.find(({ rel }: { rel: string }) => rel === 'next');
    expect(short((await search(next.body)).body)).toEqual(['30']);
    const items = await get('/api/collections/a/items?sortby=-id&limit=3');
    const href = new URL(items.body.links.find(({ rel }: { rel: string }) => rel === 'next').href);
    expect(short((await get(href.pathname + href.search)).body)).toEqual(['31', '30']);
  });

  it('refuses a token of another order', async () => {
    const first = await search({ sortby: [{ field: 'pc:count' }], limit: 1 });
    const { token } = first.body.links.find(({ rel }: { rel: string }) => rel === 'next').body;
    for (const sortby of [[{ field: 'id' }], [{ field: 'pc:count' }, { field: 'id' }]]) {
      expect(await search({ sortby, token })).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('token') },
      });
    }
  });
});

describe('fields', () => {
  const one = async (payload: object) => (await search({ ids: ['08NF2330-lp'], ...payload })).body.features[0];

  it('sends a valid item’s members by default, and what is included beside them', async () => {
    const item = await one({ fields: { include: ['properties.pc:count', 'pc:density'] } });
    expect(Object.keys(item).sort()).toEqual(
      ['assets', 'bbox', 'collection', 'geometry', 'id', 'links', 'properties', 'stac_version', 'type'].sort(),
    );
    expect(Object.keys(item.properties).sort()).toEqual(['datetime', 'pc:count', 'pc:density']);
    expect(Object.keys((await one({ fields: {} })).properties)).toEqual(['datetime']);
  });

  it('leaves out what is excluded, also within what is included', async () => {
    const item = await one({
      fields: { include: ['properties'], exclude: ['geometry', 'properties.pc:schemas', 'assets.3dtiles'] },
    });
    expect(item).not.toHaveProperty('geometry');
    expect(item.properties['tengun:checksum']).toBe('0123456789abcdef');
    expect(item.properties).not.toHaveProperty('pc:schemas');
    expect(Object.keys(item.assets)).toEqual(['data']);
  });

  it('reads the same of a query', async () => {
    const [item] = (await get('/api/collections/a/items?fields=properties,-links,-properties.pc:statistics&limit=1'))
      .body.features;
    expect(item).not.toHaveProperty('links');
    expect(item.properties['pc:count']).toBe(100);
    expect(item.properties).not.toHaveProperty('pc:statistics');
    const [bare] = (await get('/api/search?fields=-assets,__proto__,nothing&limit=1')).body.features;
    expect(bare.properties).toEqual({ datetime: '2019-11-01T00:00:00Z' });
  });
});

describe('queryables', () => {
  it('name every property that a filter takes, and no other', async () => {
    const { body } = await get('/api/queryables');
    expect(body).toMatchObject({
      $schema: expect.stringContaining('2020-12'),
      type: 'object',
      additionalProperties: false,
    });
    for (const name of Object.keys(body.properties)) {
      expect((await search({ filter: op('isNull', property(name)) })).status).toBe(200);
      expect((await search({ sortby: [{ field: name }] })).status).toBe(200);
    }
    const response = await server.app.inject('/api/collections/a/queryables?lang=ja');
    expect(response.headers['content-type']).toMatch(/^application\/schema\+json/);
    expect(response.json().properties['tengun:sensor']).toMatchObject({ title: '計測方法', enum: ['lp', 'mms'] });
    expect((await get('/api/collections/nothing/queryables')).status).toBe(404);
  });

  it('are linked from the landing page and from collections', async () => {
    const rel = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
    for (const url of ['/api', '/api/collections/a']) {
      const { href } = (await get(url)).body.links.find((link: { rel: string }) => link.rel === rel);
      expect((await get(new URL(href).pathname)).body.$id).toBe(href);
    }
  });
});
