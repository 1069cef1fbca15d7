/** Catalogue documents: not sent again when nothing changed, shown at once while new ones are fetched. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

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

  it('change their tag with the catalogue', async () => {
    const before = (await server.app.inject('/api/collections/izu')).headers.etag;
    await publish(server.store, file, { id: 'b', collection: 'izu' });
    const after = await server.app.inject({
      url: '/api/collections/izu',
      headers: { 'if-none-match': before as string },
    });
    expect(after.statusCode).toBe(200);
    expect(after.json()['tengun:item_count']).toBe(2);
  });

  it('errors are never kept', async () => {
    const missing = await server.app.inject('/api/collections/nobody');
    expect(missing.headers['cache-control']).toBe('no-store');
  });
});
