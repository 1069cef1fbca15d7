/**
 * The authorisation matrix: every route × every person × public, group and private data. Made from the table of rules and from the routes
 * that the server really has: a route without a rule does not start, one without a row here fails.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { setUploadAccess } from '#worker/store/upload-access.ts';
import { ROUTE_RULES, type RouteRule, ruleOf } from '../../../server/access/route-rules.ts';
import { rightsOf } from '../../../server/accounts/roles.ts';
import { type AccountServer, accountServer, GROUP, PEOPLE, type Person } from '../../helpers/account-server.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';

const DATA = ['open', 'roads', 'secret'] as const;
type Data = (typeof DATA)[number];
/** Who sees which collection: roads is of the group, secret of the engineer. */
const SEES: Readonly<Record<Data, readonly Person[]>> = {
  open: PEOPLE,
  roads: ['viewer', 'engineer', 'publisher', 'admin'],
  secret: ['engineer', 'admin'],
};
const ITEM = '08NF2331';

let server: AccountServer;
let surfaces: Readonly<Record<Data, string>>;
beforeAll(async () => {
  server = await accountServer(async (store) => {
    const pool = createPool({ threads: 1 });
    try {
      const folder = join(store.dir, '..', 'in');
      await mkdir(folder, { recursive: true });
      const path = join(folder, `${ITEM}.las`);
      await writeFile(path, earthworkLas('before', 4000));
      for (const collection of DATA) {
        const { items } = await indexDelivery([path], { collection, surfaceCellM: 1 }, { store, pool });
        if (items[0]?.verdict !== 'indexed') throw new Error(`not indexed: ${items[0]?.reason}`);
      }
    } finally {
      await pool.close();
    }
  });
  const engineer = server.idOf('engineer');
  await server.store.setAccess('roads', { visibility: 'group', groups: [GROUP], owner: null });
  await server.store.setAccess('secret', { visibility: 'private', groups: [], owner: engineer });
  surfaces = { open: '1'.repeat(32), roads: '2'.repeat(32), secret: '3'.repeat(32) };
  await setUploadAccess(server.config.storeDir, surfaces.roads, { visibility: 'group', groups: [GROUP], owner: null });
  await setUploadAccess(server.config.storeDir, surfaces.secret, {
    visibility: 'private',
    groups: [],
    owner: engineer,
  });
}, 120_000);
afterAll(() => server.close());

interface Route {
  readonly method: string;
  readonly url: string;
  readonly rule: RouteRule;
}

/** The routes of the running server, each once; HEAD and preflights come with the others. */
function routesOf(): Route[] {
  const found = new Map<string, Route>();
  for (const { method, url } of server.app.listOfRoutes()) {
    const rule = ruleOf(method, url);
    if (!rule || method === 'OPTIONS' || (method === 'HEAD' && !(`HEAD ${url}` in ROUTE_RULES))) continue;
    found.set(`${method} ${url}`, { method, url, rule });
  }
  return [...found.values()];
}

/** An address of a route on one of the collections, with parameters that are valid as far as the rule needs. */
function addressOf(url: string, data: Data): string {
  const values: Readonly<Record<string, string>> = {
    cid: data,
    iid: ITEM,
    key: '0-0-0-0',
    cell: '0_0_0',
    surface: 'dtm',
    style: 'hillshade',
    z: '10',
    level: '10',
    x: '1',
    y: '1',
    file: 'dtm.tif',
    sid: surfaces[data],
    aid: surfaces[data],
    jid: '00000000-0000-4000-8000-000000000000',
    pid: url.startsWith('/api/processes') ? 'cut-fill-volume' : 'none',
    hash: '0'.repeat(64),
    eid: 'none',
    uid: 'none',
    id: '0'.repeat(32),
    name: 'none',
  };
  return url.replace(/:(\w+)/g, (_, name: string) => values[name] ?? `missing-${name}`).replace(/\*$/, 'nothing');
}

/** What the rule lets through, before the handler says anything. */
function expectedOf({ needs, behind }: RouteRule, person: Person, data: Data): 'passes' | 401 | 403 | 404 {
  const role = person === 'outsider' ? 'engineer' : person;
  if (needs !== null && !rightsOf(role).includes(needs)) return person === 'anonymous' ? 401 : 403;
  const isData = behind === 'collection' || behind === 'item' || behind === 'surface';
  return isData && !SEES[data].includes(person) ? 404 : 'passes';
}

describe('every route', () => {
  it('has a rule, and every rule a route', () => {
    const seen = new Set(
      server.app.listOfRoutes().map(({ method, url }) => `${method} ${url.replace(/(.)\/$/, '$1')}`),
    );
    expect(seen.size).toBeGreaterThan(90);
    // the pages of the viewer are there only where it was built
    const pages = ['GET /*', 'GET /account'];
    expect(Object.keys(ROUTE_RULES).filter((name) => !seen.has(name) && !pages.includes(name))).toEqual([]);
  });

  it('lets in whom its rule lets in, and tells the others nothing', { timeout: 300_000 }, async () => {
    const faults: string[] = [];
    let asked = 0;
    for (const route of routesOf()) {
      const { method, url, rule } = route;
      const data = /:cid|:sid|:aid/.test(url) ? DATA : (['open'] as const);
      for (const one of data) {
        const unknown = addressOf(url, one).replace(`/${one}`, '/no-such').replace(surfaces[one], '9'.repeat(32));
        for (const person of PEOPLE) {
          const options = { method: method as 'GET', url: addressOf(url, one), ...bodyFor(method, url) };
          // signing in and out would change who asks next
          if (/^\/api\/(session|setup|password)$/.test(url) && method !== 'GET') continue;
          // what reads for long, or for ever, is asked in tests of its own
          const answer = await server.ask(person, options);
          asked += 1;
          const expected = expectedOf(rule, person, one);
          const status = answer.statusCode;
          const say = () =>
            faults.push(
              `${method} ${options.url} as ${person}: expected ${expected}, seen ${status} ${answer.body.slice(0, 160)}`,
            );
          if (expected === 'passes') {
            if (status === 401 || (status === 403 && !isOwnBusiness(url)) || status >= 500) say();
            // of what one sees, nothing says that it is not there, but parts of it may not be
            if (status === 404 && /no such (collection|item)/.test(answer.body)) say();
          } else if (status !== expected) say();
          else if (expected === 404) {
            const other = await server.ask(person, { ...options, url: unknown });
            const same = (text: string) =>
              text
                .replaceAll(one, 'X')
                .replaceAll('no-such', 'X')
                .replaceAll(surfaces[one], 'S')
                .replaceAll('9'.repeat(32), 'S');
            // as if there were none: the same words, the same headers
            if (other.statusCode !== 404 || same(other.body) !== same(answer.body)) say();
            if (answer.headers.etag !== undefined || answer.headers['last-modified'] !== undefined) say();
          }
        }
      }
    }
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(900);
  });
});

/** Bodies that are wrong on purpose: the right is asked before a body is looked at, and nothing is changed. */
function bodyFor(method: string, url: string): Pick<InjectOptions, 'payload' | 'headers'> {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return {};
  if (url === '/api/uploads') return { headers: { 'tus-resumable': '1.0.0' } };
  if (url.startsWith('/api/uploads') && method === 'PATCH') {
    return { payload: 'x', headers: { 'content-type': 'application/offset+octet-stream' } };
  }
  return { payload: { wrong: true } };
}

/** Where the handler itself says 403, of things that are seen but another's. */
const isOwnBusiness = (url: string): boolean => /\/access$/.test(url);

describe('what is seen', () => {
  const idsOf = (body: string): string[] => DATA.filter((cid) => new RegExp(`\\b${cid}\\b`).test(body));

  it.each(PEOPLE)('of lists, searches and counts is the same for %s', async (person) => {
    const expected = DATA.filter((cid) => SEES[cid].includes(person));
    for (const url of [
      '/api',
      '/api/collections',
      '/api/search',
      '/api/search?limit=100&filter-lang=cql2-json',
      '/api/sheets',
      '/api/scene',
      '/api/scene?collections=open,roads,secret',
      '/api/terria.json',
      '/api/dcat',
      '/api/selection?bbox=100,0,179,80',
    ]) {
      const answer = await server.ask(person, { url });
      expect(answer.statusCode, url).toBe(200);
      const said = url.includes('/api/scene?') ? JSON.stringify(answer.json().collections) : answer.body;
      expect(idsOf(said), `${url} as ${person}`).toEqual(expected);
    }
    expect((await server.ask(person, { url: '/api/search' })).json().numberMatched).toBe(expected.length);
  });

  it('may be measured, and nothing else', async () => {
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [52_000, -97_200],
          [52_100, -97_200],
          [52_100, -97_100],
          [52_000, -97_100],
          [52_000, -97_200],
        ],
      ],
    };
    for (const data of DATA) {
      for (const person of PEOPLE) {
        const existing = { collection: data, classes: [2] };
        const inputs = { area, crs: 'EPSG:6676', existing, compared: { plane: { elevationM: 100 } } };
        const url = '/api/processes/cut-fill-volume/execution';
        const answer = await server.ask(person, { method: 'POST', url, payload: { inputs } });
        if (!SEES[data].includes(person)) {
          expect(answer.statusCode, `${data} as ${person}`).toBe(404);
          expect(answer.json().detail).toBe(`no such collection: ${data}`);
        } else expect([200, 422], `${data} as ${person}: ${answer.body}`).toContain(answer.statusCode);
        if (answer.statusCode !== 200) continue;
        // the link to the number opens for those who see the data
        const result = new URL(answer.json().links[0].href).pathname;
        for (const other of PEOPLE) {
          const status = (await server.ask(other, { url: result })).statusCode;
          expect(status, `result on ${data} as ${other}`).toBe(SEES[data].includes(other) ? 200 : 404);
        }
      }
    }
  });

  it('is kept out of caches that others share', async () => {
    const data = (cid: Data) => `/api/collections/${cid}/items/${ITEM}/data.copc.laz`;
    const open = await server.ask('anonymous', { url: data('open'), headers: { range: 'bytes=0-99' } });
    expect(open.headers['cache-control']).not.toContain('private');
    for (const url of [
      data('roads'),
      '/api/collections/roads',
      '/api/collections',
      '/api/collections/roads/3dtiles/tileset.json',
    ]) {
      const own = await server.ask('viewer', { url });
      expect(own.statusCode).toBe(200);
      expect(own.headers['cache-control'], url).toMatch(/private|no-store/);
      expect(own.headers['cache-control'], url).not.toContain('public');
    }
  });

  it('is not told by conditions, ranges or versions', async () => {
    const version = (await server.store.getItem('secret', ITEM)).properties['tengun:version'];
    const url = `/api/collections/secret/items/${ITEM}/data.copc.laz`;
    for (const headers of [{ 'if-none-match': '*' }, { 'if-match': '"x"' }, { range: 'bytes=999999999-' }]) {
      for (const address of [url, `${url}?v=${version}`]) {
        expect((await server.ask('outsider', { url: address, headers })).statusCode).toBe(404);
      }
    }
  });
});

it('has its table in words for whoever audits it', async () => {
  const readme = await readFile(join(import.meta.dirname, '..', '..', '..', 'server', 'access', 'README.md'), 'utf8');
  for (const behind of new Set(Object.values(ROUTE_RULES).map((rule) => rule.behind)))
    expect(readme).toContain(`\`${behind}\``);
});
