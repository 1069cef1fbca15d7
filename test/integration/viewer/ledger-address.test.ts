/** Ledgers behind addresses: collections of OGC API Features page by page, files, and what goes wrong, on real servers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedgerAddress } from '../../../viewer/tools/ledger/open-address.ts';
import { OutsideError } from '../../../viewer/tools/outside/fetch-bounded.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

const TOTAL = 25;
const PAGE = 10;
const lamp = (i: number) => ({
  type: 'Feature',
  id: `lamp.${i}`,
  properties: { name: `灯${i}`, watt: 10 * i },
  geometry: { type: 'Point', coordinates: [138.4 + i / 1000, 35.1] },
});
const asked: string[] = [];

function answer(request: IncomingMessage, response: ServerResponse): unknown {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  asked.push(url.pathname + url.search);
  const send = (body: unknown, type = 'application/geo+json', status = 200) =>
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
  const page = (more: object) => send({ type: 'FeatureCollection', features: [lamp(0)], ...more });
  const next = (href: string) => ({ links: [{ rel: 'next', href }] });
  switch (url.pathname) {
    case '/ogc/':
      return send({ title: 'API', links: [{ rel: 'data', href: 'collections' }] }, 'application/json');
    case '/ogc/collections':
      return send({ collections: [{ id: 'lamps', title: '道路灯' }, { id: 'a b' }] }, 'application/json');
    case '/ogc/collections/lamps/items': {
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const features = Array.from({ length: Math.min(PAGE, TOTAL - offset) }, (_, i) => lamp(offset + i));
      const links = offset + PAGE < TOTAL ? [{ rel: 'next', href: `items?offset=${offset + PAGE}&f=json` }] : [];
      return send({ type: 'FeatureCollection', numberMatched: TOTAL, features, links });
    }
    case '/circle/collections/c/items':
      return page(next('/circle/collections/c/items?again=1'));
    case '/away/collections/c/items':
      return page(next('http://other.example/collections/c/items'));
    case '/many/collections/c/items':
      return send({ type: 'FeatureCollection', features: new Array(20_001).fill(lamp(1)) });
    case '/page/collections/c/items':
      return send('<!doctype html><html><body>login</body></html>', 'text/html');
    case '/other/collections/c/items':
      return send({ detail: 'no such collection' }, 'application/json');
    case '/plane/collections/c/items':
      return send({
        type: 'FeatureCollection',
        features: [{ ...lamp(0), geometry: { type: 'Point', coordinates: [-8000, -90000] } }],
      });
    case '/sjis.csv':
      // 名,緯度,経度 in Shift_JIS
      return void response
        .writeHead(200, { 'content-type': 'text/csv' })
        .end(
          Buffer.concat([
            Buffer.from([0x96, 0xbc]),
            Buffer.from(',lat,lon\n'),
            Buffer.from([0x93, 0x94]),
            Buffer.from('1,35.1,138.4\n'),
          ]),
        );
    case '/plane.csv':
      return send('X,Y,name\n-97000,-8000,a\n', 'text/csv');
    default:
      return send('nothing', 'text/plain', 404);
  }
}

let base = '';
let close: () => void = () => undefined;
let own: TestServer;
beforeAll(async () => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  own = await earthworkServer({ threads: 1 });
});
afterAll(async () => {
  close();
  await own.close();
});

const open = (path: string, bbox: readonly [number, number, number, number] | null = null) => {
  const progress: number[] = [];
  const found = openLedgerAddress(
    path.startsWith('http') ? path : base + path,
    { bbox, onProgress: (features) => progress.push(features) },
    new AbortController().signal,
  );
  return { found, progress };
};

describe('OGC API Features', () => {
  it('reads all pages of a collection, within the box that was asked for', async () => {
    asked.length = 0;
    const { found, progress } = open('/ogc/collections/lamps', [138, 35, 139, 36]);
    const opened = await found;
    if (opened.kind !== 'ledger') throw new Error('expected a ledger');
    const { ledger } = opened;
    expect(ledger.features.map(({ id }) => id)).toEqual(Array.from({ length: TOTAL }, (_, i) => `lamp.${i}`));
    expect(ledger.fields).toEqual([
      { name: 'name', kind: 'text' },
      { name: 'watt', kind: 'number' },
    ]);
    expect(ledger.crs).toBe('OGC:CRS84');
    expect(ledger.name).toBe('lamps');
    expect(progress).toEqual([10, 20, 25]);
    expect(asked[0]).toBe('/ogc/collections/lamps/items?f=json&limit=1000&bbox=138,35,139,36');
    expect(asked.slice(1)).toEqual([
      '/ogc/collections/lamps/items?offset=10&f=json',
      '/ogc/collections/lamps/items?offset=20&f=json',
    ]);
  });

  it('offers the collections of a landing page, and of the list itself', async () => {
    const wanted = [
      { id: 'lamps', title: '道路灯', items: `${base}/ogc/collections/lamps/items` },
      { id: 'a b', title: 'a b', items: `${base}/ogc/collections/a%20b/items` },
    ];
    for (const path of ['/ogc/', '/ogc/collections/']) {
      const opened = await open(path).found;
      expect(opened).toMatchObject({ kind: 'offered', collections: wanted });
    }
  });

  it('asks no other server than the one that was named, and ends where pages lead in a circle', async () => {
    await expect(open('/away/collections/c').found).rejects.toThrow(
      /pages of the same server, seen one of http:\/\/other\.example/,
    );
    await expect(open('/circle/collections/c').found).rejects.toThrow(/not read yet/);
  });

  it('refuses what is too much, what is no features, and what is no degrees', async () => {
    await expect(open('/many/collections/c').found).rejects.toThrow(/at most 20000 features/);
    await expect(open('/other/collections/c').found).rejects.toThrow(/expected a page of features/);
    await expect(open('/plane/collections/c').found).rejects.toThrow(/expected degrees/);
    const page = await open('/page/collections/c').found.catch((error: unknown) => error);
    expect(page).toBeInstanceOf(OutsideError);
    expect(page).toMatchObject({ code: 'NOT_DATA' });
    await expect(open('/gone/collections/c').found).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('reads the collections of this very server', async () => {
    await own.app.listen({ port: 0, host: '127.0.0.1' });
    const address = own.app.server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    const list = await open(`${url}api/collections`).found;
    if (list.kind !== 'offered') throw new Error('expected collections');
    const opened = await open(list.collections[0]!.items).found;
    if (opened.kind !== 'ledger') throw new Error('expected a ledger');
    const page = (await (await fetch(list.collections[0]!.items)).json()) as { features: { id: string }[] };
    expect(opened.ledger.features.map(({ id }) => id)).toEqual(page.features.map(({ id }) => id));
    expect(opened.ledger.features.every(({ geometry }) => geometry?.type.endsWith('Polygon'))).toBe(true);
  });
});

describe('files', () => {
  it('reads CSV in Shift_JIS, and passes on what a file of plane coordinates asks', async () => {
    const opened = await open('/sjis.csv').found;
    if (opened.kind !== 'ledger') throw new Error('expected a ledger');
    expect(opened.ledger.fields[0]?.name).toBe('名');
    expect(opened.ledger.features[0]?.values).toEqual(['灯1']);
    expect(await open('/plane.csv').found).toMatchObject({
      kind: 'question',
      question: { features: 1, asksAxes: true },
    });
  });
});
