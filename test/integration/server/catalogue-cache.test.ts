/** Catalogue documents: not sent again when nothing changed, shown at once while new ones are fetched. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

const unpack = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };

let server: TestServer;
let file: string;
beforeAll(async () => {
  server = await testServer(async (store) => {
    file = join(store.dir, '..', 'points');
    await writeFile(file, 'points');
    await publish(store, file, { id: 'a', collection: 'izu' });
  });
});
afterAll(() => server.close());

describe('catalogue documents', () => {
  it.each([
    '/api',
    '/api/conformance',
    '/api/collections',
    '/api/collections/izu',
    '/api/collections/izu/items',
    '/api/collections/izu/items/a',
    '/api/search',
    '/api/terria.json',
    '/api/dcat',
  ])('%s', async (url) => {
    const first = await server.app.inject(url);
    expect(first.statusCode).toBe(200);
    expect(first.headers['cache-control']).toBe('public, max-age=0, stale-while-revalidate=300');
    const etag = first.headers.etag as string;
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    const again = await server.app.inject({ url, headers: { 'if-none-match': etag } });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    expect(again.headers.etag).toBe(etag);
    const other = await server.app.inject({ url, headers: { 'if-none-match': 'W/"0"' } });
    expect(other.statusCode).toBe(200);
    const head = await server.app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.rawPayload.length]).toEqual([200, 0]);
  });

  it.each([
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ] as const)('are compressed for who takes "%s", kept, and are the same text', async (accepted, encoding) => {
    const url = '/api/collections/izu/items';
    const plain = await server.app.inject(url);
    for (let i = 0; i < 2; i++) {
      const answer = await server.app.inject({ url, headers: { 'accept-encoding': accepted } });
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(answer.headers['content-type']).toBe(plain.headers['content-type']);
      expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
      expect(answer.headers.etag).toBe(plain.headers.etag);
      if (encoding) expect(String(answer.headers.vary).toLowerCase()).toContain('accept-encoding');
      expect(unpack[encoding ?? 'identity'](answer.rawPayload).toString()).toBe(plain.body);
    }
  });

  it('change their tag with the catalogue', async () => {
    const before = (await server.app.inject('/api/collections/izu')).headers.etag;
    await publish(server.store, file, { id: 'b', collection: 'izu' });
    const after = await server.app.inject({
      url: '/api/collections/izu',
      headers: { 'if-none-match': before as string },
    });
    expect(after.statusCode).toBe(200);
    expect(after.json()['tengun:item_count']).toBe(2);
    const packed = await server.app.inject({ url: '/api/collections/izu', headers: { 'accept-encoding': 'br' } });
    expect(JSON.parse(unpack.br(packed.rawPayload).toString())['tengun:item_count']).toBe(2);
  });

  it('errors are never kept', async () => {
    const missing = await server.app.inject('/api/collections/nobody');
    expect(missing.headers['cache-control']).toBe('no-store');
  });
});
