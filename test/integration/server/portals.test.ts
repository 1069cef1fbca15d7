/** The catalogue for QGIS, TerriaJS and DCAT harvesters: held against what those read. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseContact } from '#worker/store/contact.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';
import { stacFaults } from '../../helpers/stac-validation.ts';

let server: TestServer;
let put: (overrides: Partial<IndexSummary>) => Promise<string>;
const COUNT = 70;
const host = 'points.example';

beforeAll(async () => {
  server = await testServer(async (store) => {
    const file = join(store.dir, '..', 'points');
    await writeFile(file, 'points');
    put = (overrides) =>
      publish(
        store,
        file,
        { collection: 'izu', ...overrides },
        {
          title: '伊豆東部',
          description: '富士山南東部・伊豆東部の点群',
          license: 'CC-BY-4.0 OR ODbL-1.0',
          attribution: '静岡県',
          keywords: ['点群', 'lidar'],
          contact: parseContact('静岡県 <https://www.example.jp/gis>'),
        },
      );
    for (let i = 0; i < COUNT; i++) {
      const east = 52_000 + 400 * i;
      await put({ id: `sheet-${i}`, bounds: [east, -97_200, 200, east + 400, -96_900, 250] });
    }
    await put({ id: 'secret', visibility: 'private' });
    await put({ id: 'point', bounds: [52_400, -97_200, 200, 52_400, -97_200, 200] });
    await publish(store, file, { collection: 'plain', id: 'one', datetime: null });
  });
});
afterAll(() => server.close());

const ask = (url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url, headers: { host, ...headers } });

describe('the virtual point cloud', () => {
  const url = '/api/collections/izu/virtual-point-cloud.vpc';

  it('has every public item as QGIS reads it', async () => {
    const { statusCode, headers, body } = await ask(url);
    expect([statusCode, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      'application/geo+json',
      'inline; filename="izu.vpc"',
    ]);
    const { type, features } = JSON.parse(body);
    expect(type).toBe('FeatureCollection');
    // an item without extent has no polygon, which QGIS stops at
    expect(features.map(({ id }: { id: string }) => id).sort()).toEqual(
      Array.from({ length: COUNT }, (_, i) => `sheet-${i}`).sort(),
    );
    for (const feature of features) {
      expect(feature).toMatchObject({ type: 'Feature', stac_version: '1.0.0', geometry: { type: 'Polygon' } });
      const [[name, asset]] = Object.entries<{ href: string }>(feature.assets).sort() as [[string, { href: string }]];
      expect([name, asset.href]).toEqual([
        'data',
        `http://${host}/api/collections/izu/items/${feature.id}/data.copc.laz`,
      ]);
      expect(feature.properties['proj:bbox']).toHaveLength(6);
      expect(feature.properties['proj:wkt2']).toMatch(/^PROJCRS\[/);
      expect(feature.properties).not.toHaveProperty('proj:epsg');
      expect(feature.properties['pc:count']).toBe(100);
      expect(feature.properties['pc:schemas'][0].name).toBe('Intensity');
      expect(feature.properties['pc:statistics']).toHaveLength(1);
    }
    expect(await stacFaults({ ...features[0], stac_version: '1.1.0' })).toEqual([]);
    expect((await ask(new URL(features[3].assets.data.href).pathname)).statusCode).toBe(200);
  });

  it('is the same until the collection changes', async () => {
    const { headers } = await ask(url);
    const again = await ask(url, { 'if-none-match': String(headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await ask(url, { host: 'other.example' })).headers.etag).not.toBe(headers.etag);
    await put({ id: 'sheet-0', bounds: [52_000, -97_200, 100, 52_400, -96_900, 250] });
    expect((await ask(url, { 'if-none-match': String(headers.etag) })).statusCode).toBe(200);
  });

  it('is nowhere for a collection that is not there', async () => {
    expect((await ask('/api/collections/none/virtual-point-cloud.vpc')).statusCode).toBe(404);
  });
});

describe('TerriaJS', () => {
  it('gets a group a collection with its 3D Tiles, whose address answers', async () => {
    const whole = (await ask('/api/terria.json')).json();
    expect(whole.catalog.map(({ type, name }: { type: string; name: string }) => [type, name])).toEqual([
      ['group', '伊豆東部'],
      ['group', 'plain'],
    ]);
    const one = (await ask('/api/collections/izu/terria.json')).json();
    expect(one.catalog).toEqual([whole.catalog[0]]);
    const [tiles] = one.catalog[0].members;
    expect(tiles).toMatchObject({
      type: '3d-tiles',
      url: `http://${host}/api/collections/izu/3dtiles/tileset.json`,
      attribution: '静岡県',
      opacity: 1,
    });
    expect(tiles.info.map(({ name }: { name: string }) => name)).toEqual(tiles.infoSectionOrder);
    expect(JSON.stringify(tiles.info)).toContain('CC-BY-4.0 OR ODbL-1.0');
    const [west, south, east, north] = (await ask('/api/collections/izu')).json().extent.spatial.bbox[0];
    const camera = one.initialCamera;
    expect(camera.west < west && camera.south < south && camera.east > east && camera.north > north).toBe(true);
    expect(one.homeCamera).toEqual(camera);
    const ids = whole.catalog.flatMap((group: { id: string; members: { id: string }[] }) =>
      [group, ...group.members].map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** JSON-LD, expanded as far as this document needs: prefixes become addresses, every name must have one. */
function expand(value: unknown, context: Record<string, string>): unknown {
  const full = (name: string) => {
    const [prefix = '', local] = name.split(':');
    if (local === undefined || !(prefix in context)) throw new Error(`no address for ${name}`);
    return context[prefix] + local;
  };
  if (Array.isArray(value)) return value.map((part) => expand(part, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      if (name === '@context') return [];
      if (name === '@type') return [[name, full(member)]];
      return [[name.startsWith('@') ? name : full(name), expand(member, context)]];
    }),
  );
}

describe('DCAT', () => {
  const dcat = 'http://www.w3.org/ns/dcat#';
  const dct = 'http://purl.org/dc/terms/';

  it('is JSON-LD whose every name has an address, with what harvesters ask for', async () => {
    const response = await ask('/api/dcat');
    expect(response.headers['content-type']).toMatch(/^application\/ld\+json/);
    const document = response.json();
    // biome-ignore lint/suspicious/noExplicitAny: a document read as a harvester does
    const catalog = expand(document, document['@context']) as any;
    expect(catalog['@type']).toBe(`${dcat}Catalog`);
    expect(catalog[`${dct}title`].map((title: { '@language': string }) => title['@language'])).toEqual(['ja', 'en']);
    const [izu, plain] = catalog[`${dcat}dataset`];
    expect(izu[`${dct}identifier`]).toBe('izu');
    expect(izu[`${dct}title`]).toEqual([{ '@language': 'ja', '@value': '伊豆東部' }]);
    expect(izu[`${dct}license`].map((one: { '@id': string }) => one['@id'])).toEqual([
      'https://creativecommons.org/licenses/by/4.0/',
      'https://opendatacommons.org/licenses/odbl/1-0/',
    ]);
    expect(izu[`${dct}publisher`]).toMatchObject({ 'http://xmlns.com/foaf/0.1/name': { '@value': '静岡県' } });
    expect(izu[`${dcat}contactPoint`]).toMatchObject([
      { 'http://www.w3.org/2006/vcard/ns#hasURL': [{ '@id': 'https://www.example.jp/gis' }] },
    ]);
    expect(izu[`${dct}spatial`][`${dcat}bbox`]['@value']).toMatch(/^POLYGON\(\((-?[\d.]+ -?[\d.]+(, )?){5}\)\)$/);
    expect(izu[`${dct}temporal`][`${dcat}startDate`]['@value']).toBe('2019-11-01T00:00:00Z');
    expect(izu[`${dct}conformsTo`]).toEqual({ '@id': 'http://www.opengis.net/def/crs/EPSG/0/6676' });
    expect(izu[`${dcat}keyword`]).toEqual([
      { '@language': 'ja', '@value': '点群' },
      { '@language': 'en', '@value': 'lidar' },
    ]);
    expect(plain).not.toHaveProperty(`${dct}license`);
    expect(plain).not.toHaveProperty(`${dct}temporal`);
    const [service] = catalog[`${dcat}service`];
    expect(service[`${dcat}servesDataset`]).toEqual([{ '@id': izu['@id'] }, { '@id': plain['@id'] }]);
    const ids = [
      catalog['@id'],
      service['@id'],
      ...[izu, plain].flatMap((one) => [
        one['@id'],
        ...one[`${dcat}distribution`].map((d: { '@id': string }) => d['@id']),
      ]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const distribution of plain[`${dcat}distribution`]) {
      const { pathname } = new URL(distribution[`${dcat}accessURL`]['@id']);
      // the points of this scene are no point cloud: tiles cannot be made of them
      if (!pathname.includes('3dtiles')) expect([pathname, (await ask(pathname)).statusCode]).toEqual([pathname, 200]);
    }
  });

  it('is linked from the landing page and from collections', async () => {
    for (const [url, count] of [
      ['/api', 2],
      ['/api/collections/izu', 3],
    ] as const) {
      const links: { rel: string; href: string; type: string }[] = (await ask(url)).json().links;
      const others = links.filter(({ rel }) => rel === 'alternate');
      expect(others).toHaveLength(count);
      for (const { href, type } of others) {
        const { statusCode, headers } = await ask(new URL(href).pathname);
        expect([href, statusCode, String(headers['content-type']).split(';')[0]]).toEqual([href, 200, type]);
      }
    }
  });
});
