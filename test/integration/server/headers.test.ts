/** Headers of every page and of everything that belongs to somebody; addresses that try to leave the server's folders. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

const PAGES = [
  '/',
  '/catalog',
  '/catalog/open/a',
  '/catalog/guide',
  '/account',
  '/api/docs',
  '/api/collections/open/report',
];
const POLICY = {
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'object-src': "'none'",
  'base-uri': "'self'",
  'form-action': "'self'",
  'frame-ancestors': "'self'",
};

let server: TestServer;
beforeAll(async () => {
  server = await testServer(
    async (store) => {
      await publish(store, import.meta.filename, { collection: 'open', id: 'a' });
      // pages as they are built, and a secret beside their folder
      const viewer = join(store.dir, '..', 'viewer');
      await mkdir(join(viewer, 'assets'), { recursive: true });
      const html = '<!doctype html><html lang="ja"><body>page</body></html>';
      for (const page of ['index.html', 'catalog.html', 'account.html']) await writeFile(join(viewer, page), html);
      await writeFile(join(store.dir, '..', 'secret.txt'), 'top secret');
    },
    { trustProxy: true },
  );
  await server.app.close();
  const { buildApp } = await import('../../../server/app.ts');
  const app = await buildApp({ ...server.config, viewerDir: join(server.dir, 'viewer') });
  server = { ...server, app };
});
afterAll(() => server.close());

const get = (url: string, headers: Record<string, string> = {}) => server.app.inject({ url, headers });

describe('every page', () => {
  it.each(PAGES)('%s says what may run in it and who may show it', async (url) => {
    const { statusCode, headers } = await get(url, { accept: 'text/html' });
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split(';')
        .map((part) => [part.trim().split(' ', 1)[0], part.trim().split(' ').slice(1).join(' ')]),
    );
    expect(policy).toMatchObject(POLICY);
    expect(policy['script-src']).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it.each(PAGES)('%s behind TLS keeps browsers to TLS, and other sites’ windows away', async (url) => {
    const { headers } = await get(url, { accept: 'text/html', 'x-forwarded-proto': 'https' });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['origin-agent-cluster']).toBe('?1');
  });
});

describe('what belongs to somebody', () => {
  it.each(['/api/projects', '/api/session', '/api/users', '/api/audit', '/api/tokens'])(
    '%s is read by pages of this server only',
    async (url) => {
      const { headers } = await get(url, { origin: 'https://evil.example' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    },
  );

  it('is apart from the data, which others may embed', async () => {
    const { headers } = await get('/api/collections', { origin: 'https://portal.example' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('has a cookie that only TLS carries, where there is TLS', async () => {
    const secret = server.app.offerSetup();
    const made = await server.app.inject({
      method: 'POST',
      url: '/api/setup',
      headers: { 'x-forwarded-proto': 'https' },
      payload: { secret, name: 'root', password: 'three unrelated words' },
    });
    expect(String(made.headers['set-cookie'])).toMatch(
      /^__Host-tengun-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    const session = String(made.headers['set-cookie']).split(';', 1)[0]!.split('=')[1]!;
    const who = async (cookie: string, proto: string) =>
      (await server.app.inject({ url: '/api/session', headers: { cookie, 'x-forwarded-proto': proto } })).json().user
        ?.name ?? null;
    expect(await who(`__Host-tengun-session=${session}`, 'https')).toBe('root');
    // a sibling domain can set this one: over TLS it is nobody's
    expect(await who(`tengun-session=${session}`, 'https')).toBeNull();
    expect(await who(`tengun-session=${session}; __Host-tengun-session=x`, 'https')).toBeNull();
    expect(await who(`tengun-session=${session}`, 'http')).toBe('root');
    expect(await who(`__Host-tengun-session=${session}`, 'http')).toBeNull();
    const signOut = (cookie: string) =>
      server.app.inject({
        method: 'DELETE',
        url: '/api/session',
        headers: { cookie, 'x-forwarded-proto': 'https', 'sec-fetch-site': 'same-origin' },
      });
    // nor does it end a session
    await signOut(`tengun-session=${session}`);
    expect(await who(`__Host-tengun-session=${session}`, 'https')).toBe('root');
    const out = await signOut(`__Host-tengun-session=${session}`);
    expect(String(out.headers['set-cookie'])).toMatch(/^__Host-tengun-session=; Max-Age=0; Path=\/;/);
    expect(String(out.headers['set-cookie'])).toContain('Secure');
    expect(await who(`__Host-tengun-session=${session}`, 'https')).toBeNull();
  });
});

describe('an address that tries to leave the folders', () => {
  const UP = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..%252f',
    '%252e%252e%252f',
    '..\\',
    '..%5c',
    '..%255c',
    '....//',
    '%c0%ae%c0%ae/',
    '..;/',
  ];
  const ROOTS = [
    '/',
    '/assets/',
    '/catalog/',
    '/api/docs/',
    '/fonts/',
    '/api/collections/',
    '/api/collections/open/items/',
    '/api/collections/open/items/a/assets/',
    '/api/collections/open/items/a/nodes/',
    '/api/surfaces/',
    '/api/alignments/',
    '/api/results/',
    '/api/jobs/x/results/',
    '/s/',
  ];

  it('finds nothing of the disk, whatever it is written in', async () => {
    let asked = 0;
    for (const root of ROOTS) {
      for (const up of UP) {
        for (const target of ['secret.txt', 'store/catalog.json', 'store/.accounts/accounts.sqlite', 'etc/passwd']) {
          const { statusCode, body } = await get(`${root}${up.repeat(6)}${target}`);
          asked += 1;
          expect(body, `${root}${up}${target}`).not.toMatch(/top secret|root:|SQLite format/);
          expect(statusCode, `${root}${up}${target}`).toBeLessThan(500);
        }
      }
    }
    expect(asked).toBe(ROOTS.length * UP.length * 4);
  });

  it.each(['/assets', '/assets/', '/api/collections/open/', '/fonts/', '/.accounts/', '/store/'])(
    '%s lists no folder',
    async (url) => {
      const { body } = await get(url);
      expect(body).not.toMatch(/Index of|accounts\.sqlite|\.html"/);
    },
  );

  it('with a NUL or a broken escape is refused', async () => {
    for (const url of [
      '/api/collections/%00',
      '/api/collections/a%00b',
      '/%00',
      '/assets/%',
      '/api/collections/%e0%a4',
    ]) {
      expect((await get(url)).statusCode, url).toBeGreaterThanOrEqual(400);
      expect((await get(url)).statusCode, url).toBeLessThan(500);
    }
  });
});
