import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

const SIZE = 100_000;
const content = Buffer.from(Uint8Array.from({ length: SIZE }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
const url = '/api/collections/before/items/sheet/data.copc.laz';
let server: TestServer;
let versions: string[];

beforeAll(async () => {
  server = await testServer(async (store) => {
    const file = join(store.dir, '..', 'points');
    await writeFile(file, 'an older version');
    const first = await publish(store, file);
    await writeFile(file, content);
    versions = [first, await publish(store, file)];
    await publish(store, file, { id: 'secret', visibility: 'private' });
  });
});
afterAll(() => server.close());

const ask = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET', path = url) =>
  server.app.inject({ method, url: path, headers });

describe('data.copc.laz', () => {
  it('answers the whole file with a strong tag, dates and cross-origin access', async () => {
    const response = await ask({ origin: 'https://elsewhere.example' });
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(content)).toBe(true);
    expect(response.headers).toMatchObject({
      etag: `"${versions[1]}"`,
      'accept-ranges': 'bytes',
      'content-length': String(SIZE),
      'content-type': 'application/vnd.laszip+copc',
      'cache-control': 'public, no-cache',
      'access-control-allow-origin': '*',
    });
    expect(response.headers['access-control-expose-headers']).toMatch(/ETag.*Content-Range/);
    expect(Date.parse(String(response.headers['last-modified']))).not.toBeNaN();
  });

  it.each([
    ['bytes=0-588', 0, 589],
    ['bytes=99990-', 99_990, SIZE],
    ['bytes=-10', 99_990, SIZE],
    ['bytes=5-5', 5, 6],
    ['bytes=99999-200000', 99_999, SIZE],
  ])('answers %s with exactly those bytes', async (range, begin, end) => {
    const response = await ask({ range, 'accept-encoding': 'gzip, br' });
    expect(response.statusCode).toBe(206);
    expect(response.headers['content-range']).toBe(`bytes ${begin}-${end - 1}/${SIZE}`);
    expect(response.headers['content-length']).toBe(String(end - begin));
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.rawPayload.equals(content.subarray(begin, end))).toBe(true);
  });

  it('answers 416 with the size for a range behind the end', async () => {
    const response = await ask({ range: 'bytes=999999999999-' });
    expect(response.statusCode).toBe(416);
    expect(response.headers['content-range']).toBe(`bytes */${SIZE}`);
    expect(response.json()).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE', status: 416 });
    expect(response.headers['content-length']).toBe(String(response.rawPayload.length));
  });

  it('answers several ranges with the whole file', async () => {
    const response = await ask({ range: 'bytes=0-1,5-6' });
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload).toHaveLength(SIZE);
  });

  it('answers HEAD like GET without a body', async () => {
    const whole = await ask({}, 'HEAD');
    expect([whole.statusCode, whole.headers['content-length'], whole.rawPayload.length]).toEqual([
      200,
      String(SIZE),
      0,
    ]);
    const part = await ask({ range: 'bytes=0-9' }, 'HEAD');
    expect([part.statusCode, part.headers['content-length'], part.rawPayload.length]).toEqual([206, '10', 0]);
  });

  it('keeps conditions', async () => {
    const etag = `"${versions[1]}"`;
    const fresh = await ask({ 'if-none-match': etag });
    expect([fresh.statusCode, fresh.rawPayload.length, fresh.headers.etag]).toEqual([304, 0, etag]);
    expect((await ask({ 'if-match': `"${versions[0]}"` })).statusCode).toBe(412);
    expect((await ask({ 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).json()).toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    expect((await ask({ 'if-match': etag, range: 'bytes=0-9' })).statusCode).toBe(206);
  });

  it('answers the whole file when If-Range names another version', async () => {
    expect((await ask({ range: 'bytes=0-9', 'if-range': `"${versions[0]}"` })).rawPayload).toHaveLength(SIZE);
    expect((await ask({ range: 'bytes=0-9', 'if-range': `"${versions[1]}"` })).rawPayload).toHaveLength(10);
  });

  it('serves a named version for ever, also the one that was replaced', async () => {
    const old = await ask({}, 'GET', `${url}?v=${versions[0]}`);
    expect(old.payload).toBe('an older version');
    expect(old.headers).toMatchObject({
      etag: `"${versions[0]}"`,
      'cache-control': expect.stringContaining('immutable'),
    });
    expect((await ask({}, 'GET', `${url}?v=${versions[1]}`)).rawPayload).toHaveLength(SIZE);
  });

  it.each(['?v=0123456789abcdef', '?v=..%2F..%2Fcollection.json', '?v='])('knows no version %s', async (query) => {
    const response = await ask({}, 'GET', url + query);
    expect([response.statusCode, response.json().code]).toEqual([404, 'NOT_FOUND']);
  });

  it('hides what is private', async () => {
    expect((await ask({}, 'GET', url.replace('sheet', 'secret'))).statusCode).toBe(404);
  });

  it.each([
    '/api/collections/..%2f..%2fetc%2fpasswd/items',
    '/api/collections/before/items/..%2f..%2f..%2fsecret/data.copc.laz',
    '/api/collections/before/items/%2e%2e/data.copc.laz',
    '/api/collections/before/items/%00/data.copc.laz',
    '/api/collections/%ff/items',
    '/api/collections/.drafts/items',
    '/..%2f..%2fpackage.json',
  ])('lets nobody out of the store by %s', async (path) => {
    const response = await ask({}, 'GET', path);
    expect([400, 404]).toContain(response.statusCode);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.payload).not.toContain(server.dir);
  });
});
