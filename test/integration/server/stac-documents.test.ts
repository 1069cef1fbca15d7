/** Every STAC document, static and of the API, against the schemas; and what the API adds to an item. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseContact } from '#worker/store/contact.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import type { CollectionSettings } from '#worker/store/stac-collection.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';
import { stacFaults } from '../../helpers/stac-validation.ts';

let server: TestServer;
let file: string;
const settings: CollectionSettings = {
  title: '伊豆東部 2019',
  description: 'VIRTUAL SHIZUOKA, 富士山南東部・伊豆東部',
  license: 'CC-BY-4.0 OR ODbL-1.0',
  attribution: '静岡県',
  keywords: ['静岡県', 'lidar'],
  contact: parseContact('静岡県 交通基盤部 <gis@pref.example.jp>'),
};

beforeAll(async () => {
  server = await testServer(async (store) => {
    file = join(store.dir, '..', 'points');
    await writeFile(file, 'points');
    const put = (overrides: Partial<IndexSummary>, said: CollectionSettings = settings) =>
      publish(store, file, { collection: 'izu', ...overrides }, said);
    await put({ id: '08NF2331-lp' });
    await put({ id: 'period', datetime: ['2019-11-01', '2020-03-31'] });
    await put({ id: 'unknown-time', datetime: null, bounds: [52_400, -97_200, 200, 52_400, -97_200, 250] });
    await put(
      {
        collection: 'izu-ground',
        id: 'derived',
        derivedFrom: { ...derived, parameters: { slope: 0.15 } },
        datetime: null,
      },
      {},
    );
  });
});
const derived = {
  collection: 'izu',
  item: '08NF2331-lp',
  version: '0123456789abcdef',
  process: 'classify-ground',
  method: 'SMRF',
};
afterAll(() => server.close());

const get = async (url: string) => (await server.app.inject({ url, headers: { host: 'points.example' } })).json();

describe('the static catalogue', () => {
  it('is valid, every document of it', async () => {
    const names = (await readdir(server.store.dir, { recursive: true })).filter((name) => /^[^.].*\.json$/.test(name));
    expect(names.sort()).toEqual([
      'catalog.json',
      'izu-ground/collection.json',
      'izu-ground/derived/item.json',
      'izu/08NF2331-lp/item.json',
      'izu/collection.json',
      'izu/period/item.json',
      'izu/unknown-time/item.json',
    ]);
    for (const name of names) {
      const document = JSON.parse(await readFile(join(server.store.dir, name), 'utf8'));
      expect([name, await stacFaults(document)]).toEqual([name, []]);
    }
  });

  it('says licence, contact and credits once, in the collection that each item links', async () => {
    const read = async (name: string) => JSON.parse(await readFile(join(server.store.dir, name), 'utf8'));
    const collection = await read('izu/collection.json');
    expect(collection).toMatchObject({
      license: 'other',
      'tengun:license': 'CC-BY-4.0 OR ODbL-1.0',
      attribution: '静岡県',
      contacts: [{ name: '静岡県 交通基盤部', emails: [{ value: 'gis@pref.example.jp' }], roles: ['pointOfContact'] }],
    });
    const licences = collection.links.filter(({ rel }: { rel: string }) => rel === 'license');
    expect(licences.map(({ href }: { href: string }) => href)).toEqual([
      'https://creativecommons.org/licenses/by/4.0/',
      'https://opendatacommons.org/licenses/odbl/1-0/',
    ]);
    const item = await read('izu/period/item.json');
    expect(item.properties).not.toHaveProperty('license');
    expect(item.links).toContainEqual(expect.objectContaining({ rel: 'collection', href: '../collection.json' }));
  });
});

describe('the documents of the API', () => {
  it.each(['/api', '/api/collections/izu', '/api/collections/izu-ground', '/api/collections/izu/items/08NF2331-lp'])(
    '%s is valid',
    async (url) => {
      expect(await stacFaults(await get(url))).toEqual([]);
    },
  );

  it.each(['/api/collections', '/api/collections/izu/items', '/api/search', '/api/search?fields='])(
    'the parts of %s are valid',
    async (url) => {
      const document = await get(url);
      expect((document.collections ?? document.features).length).toBeGreaterThan(1);
      expect(await stacFaults(document)).toEqual([]);
    },
  );

  it('link what STAC API asks for', async () => {
    const rels = async (url: string) => (await get(url)).links.map(({ rel }: { rel: string }) => rel);
    const queryables = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
    expect(await rels('/api')).toEqual(
      expect.arrayContaining([
        'self',
        'root',
        'service-desc',
        'service-doc',
        'conformance',
        'data',
        'search',
        'child',
        queryables,
      ]),
    );
    expect(await rels('/api/collections')).toEqual(expect.arrayContaining(['self', 'root']));
    expect(await rels('/api/collections/izu')).toEqual(
      expect.arrayContaining(['self', 'root', 'parent', 'items', 'license', queryables]),
    );
    expect(await rels('/api/collections/izu/items')).toEqual(expect.arrayContaining(['self', 'root', 'collection']));
    expect(await rels('/api/collections/izu/items/period')).toEqual(
      expect.arrayContaining(['self', 'root', 'parent', 'collection', 'license']),
    );
    const { links } = await get('/api/collections/izu-ground/items/derived');
    expect(links).toContainEqual({
      rel: 'derived_from',
      href: 'http://points.example/api/collections/izu/items/08NF2331-lp',
      type: 'application/geo+json',
    });
  });

  it('give an item what it has of its collection, and where it lies', async () => {
    const { properties, assets } = await get('/api/collections/izu/items/08NF2331-lp');
    expect(properties).toMatchObject({
      title: '08NF2331-lp',
      license: 'other',
      'tengun:license': 'CC-BY-4.0 OR ODbL-1.0',
      attribution: '静岡県',
      providers: [{ name: '静岡県', roles: ['licensor'] }],
      contacts: [{ name: '静岡県 交通基盤部' }],
      'tengun:sheet': '08NF2331',
      'tengun:sheet_level': 500,
      'tengun:sheet_from': 'id',
      'tengun:class_counts': { 2: 60, 5: 40 },
      'tengun:checksum': '0123456789abcdef',
      'pc:density': Number((100 / (400 * 300)).toPrecision(6)),
      'proj:code': 'EPSG:6676',
      'proj:wkt2': expect.stringMatching(/^PROJCRS\["JGD2011 .* VIII".*ID\["EPSG",6676\]\]$/),
    });
    expect(properties['proj:geometry'].coordinates[0][2]).toEqual([52_800, -96_900]);
    expect(assets.data).toMatchObject({
      roles: ['data'],
      'file:checksum': expect.stringMatching(/^1220[0-9a-f]{64}$/),
    });
    expect((await get('/api/collections/izu/items/period')).properties).toMatchObject({
      'tengun:sheet': '08NF2331',
      'tengun:sheet_from': 'centre',
    });
  });

  it('take a new licence of the collection at once, in the items too', async () => {
    const said = { ...settings, license: 'CC-BY-4.0' };
    await publish(server.store, file, { collection: 'later', id: 'first' }, settings);
    await publish(server.store, file, { collection: 'later', id: 'second' }, said);
    const { license, links, ...rest } = (await get('/api/collections/later/items/first')).properties;
    expect(license).toBe('CC-BY-4.0');
    expect(rest).not.toHaveProperty('tengun:license');
  });

  it('give items of older stores the same place', async () => {
    const path = join(server.store.dir, 'later', 'first', 'item.json');
    const item = JSON.parse(await readFile(path, 'utf8'));
    const before = await get('/api/collections/later/items/first');
    for (const name of [
      'tengun:sheet',
      'tengun:sheet_level',
      'tengun:sheet_from',
      'proj:geometry',
      'proj:centroid',
      'proj:wkt2',
    ]) {
      delete item.properties[name];
    }
    await rm(path);
    await writeFile(path, JSON.stringify(item));
    const after = await get('/api/collections/later/items/first');
    expect(new Map(Object.entries(after.properties))).toEqual(new Map(Object.entries(before.properties)));
  });
});

describe('the validation', () => {
  it.each<[string, string, unknown]>([
    ['no bbox', 'bbox', undefined],
    ['a time that is none', 'properties.datetime', 'soon'],
    ['a time that is not UTC', 'properties.datetime', '2019-11-01T09:00:00+09:00'],
    ['points that are no number', 'properties.pc:count', '5'],
    ['a name that pc: has not', 'properties.pc:encoding', 'LAZ'],
    ['a name that proj: has not', 'properties.proj:epsg', 6676],
    ['a licence of two', 'properties.license', 'CC-BY-4.0 OR ODbL-1.0'],
    ['a link without address', 'links', [{ rel: 'self' }]],
    ['a relative self', 'links', [{ rel: 'self', href: './a' }]],
    ['an asset without address', 'assets', { data: {} }],
    ['a checksum that is no hex', 'assets', { data: { href: 'a', 'file:checksum': 'XYZ' } }],
    [
      'a ring of three',
      'geometry',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
    ],
    ['an unknown extension', 'stac_extensions', ['https://example.com/x.json']],
  ])('finds %s', async (_, path, value) => {
    const item = await get('/api/collections/izu/items/08NF2331-lp');
    expect(await stacFaults(item)).toEqual([]);
    const [member = '', name] = path.split('.');
    const wrong = name === undefined ? value : { ...item[member], [name]: value };
    expect(await stacFaults(JSON.parse(JSON.stringify({ ...item, [member]: wrong })))).not.toEqual([]);
  });

  it('finds faults of collections and catalogues', async () => {
    const collection = await get('/api/collections/izu');
    expect(await stacFaults({ ...collection, extent: {} })).not.toEqual([]);
    expect(await stacFaults({ ...collection, contacts: [{}] })).not.toEqual([]);
    expect(await stacFaults({ ...(await get('/api')), description: '' })).not.toEqual([]);
  });
});
