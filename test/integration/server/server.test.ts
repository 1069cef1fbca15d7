import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import { PROBLEMS } from '../../../server/errors.ts';
import { processesOf } from '../../../server/processes/definitions.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer(async () => {});
});
afterAll(() => server.close());

describe('problems', () => {
  it.each([
    ['GET', '/api/nothing', {}, undefined, 404, 'NOT_FOUND'],
    ['PUT', '/api/collections', {}, undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/api/collections/none/items/x/data.copc.laz', {}, undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/api/nothing', {}, undefined, 404, 'NOT_FOUND'],
    ['GET', '/api/collections/none', {}, undefined, 404, 'NOT_FOUND'],
    ['POST', '/api/search', { 'content-type': 'text/plain' }, 'hello', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', '/api/search', { 'content-type': 'application/json' }, '{"a":', 400, 'INVALID_INPUT'],
    ['POST', '/api/search', { 'content-type': 'application/json' }, '', 400, 'INVALID_INPUT'],
    [
      'POST',
      '/api/search',
      { 'content-type': 'application/json' },
      `"${'x'.repeat(1_100_000)}"`,
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['GET', '/api/%E0%A4%A', {}, undefined, 400, 'INVALID_INPUT'],
  ] as const)('%s %s answers a problem document', async (method, url, headers, payload, status, code) => {
    const response = await server.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    const body = response.json();
    expect(body).toMatchObject({
      status,
      code,
      title: PROBLEMS[code].title,
      type: expect.any(String),
      detail: expect.any(String),
    });
    expect(body.instance).toBe(url);
    expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|\n\s+at /);
  });

  it('name the methods that there are', async () => {
    const { headers } = await server.app.inject({ method: 'PATCH', url: '/api/search' });
    expect(String(headers.allow).split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });

  it('have a status and a title for every code', () => {
    for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
      expect([code, status >= 400 && status < 600, title.length > 0]).toEqual([code, true, true]);
    }
  });

  it('tell a client nothing of an unexpected error', async () => {
    const broken = await testServer(async (store) => {
      await mkdir(join(store.dir, 'before'), { recursive: true });
      // a folder where a file should be
      await mkdir(join(store.dir, 'before', 'collection.json'));
    });
    const response = await broken.app.inject('/api/collections/before');
    await broken.close();
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({ code: 'INTERNAL' });
    expect(response.payload).not.toMatch(/EISDIR|collection\.json/);
  });
});

describe('headers', () => {
  it('forbid inline scripts and eval, allow WebAssembly, demand no https', async () => {
    const { headers } = await server.app.inject('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'|upgrade-insecure/);
    expect(policy).toContain("worker-src 'self' blob:");
    expect(policy).toContain("object-src 'none'");
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('let the page show layers of the servers that the operator names, and take scripts from none', async () => {
    const policyOf = async (layerOrigins?: readonly string[]) => {
      const one = await testServer(async () => {}, layerOrigins ? { layerOrigins } : {});
      const { headers } = await one.app.inject('/');
      await one.close();
      return Object.fromEntries<string[]>(
        String(headers['content-security-policy'])
          .split(';')
          .map((part) => part.trim().split(' '))
          .map(([name = '', ...values]) => [name, values] as const),
      );
    };
    const usual = await policyOf();
    expect(usual['connect-src']).toContain('https:');
    expect(usual['img-src']).toContain('https:');
    expect(usual['script-src']).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    const none = await policyOf([]);
    expect(none['connect-src']?.filter((source) => /^https?:/.test(source))).toEqual([
      'https://cyberjapandata.gsi.go.jp',
      'https://msearch.gsi.go.jp',
    ]);
    expect(none['img-src']?.filter((source) => /^https?:/.test(source))).toEqual(['https://cyberjapandata.gsi.go.jp']);
    const one = await policyOf(['http://maps.office:8080']);
    expect(one['connect-src']).toContain('http://maps.office:8080');
    expect(one['connect-src']).not.toContain('https:');
  });

  it('let named sites show the pages in a frame, and nobody else', async () => {
    const embedding = await testServer(async () => {}, { frameAncestors: ['https://town.example'] });
    const open = await embedding.app.inject('/');
    expect(open.headers['content-security-policy']).toContain("frame-ancestors 'self' https://town.example");
    // the older header knows no list
    expect(open.headers['x-frame-options']).toBeUndefined();
    await embedding.close();
    const { headers } = await server.app.inject('/');
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'self'(;|$)/);
    expect(headers['x-frame-options']).toBe('SAMEORIGIN');
  });

  it('let other origins ask first', async () => {
    const { statusCode, headers } = await server.app.inject({
      method: 'OPTIONS',
      url: '/api/collections',
      headers: {
        origin: 'https://qgis.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range',
      },
    });
    expect(statusCode).toBe(204);
    expect(headers['access-control-allow-headers']).toBe('range');
  });

  it('compress JSON for those who take it', async () => {
    const plain = await server.app.inject({ url: '/api/openapi.json' });
    const packed = await server.app.inject({ url: '/api/openapi.json', headers: { 'accept-encoding': 'gzip' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  });

  it('limit how often one address may ask, with a problem that says so', async () => {
    const strict = await testServer(async () => {}, { requestsPerMinute: 3 });
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await strict.app.inject('/api'));
    const probe = await strict.app.inject('/health/live');
    await strict.close();
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]!.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 });
    expect(Number(answers[4]!.headers['retry-after'])).toBeGreaterThan(0);
    expect(probe.statusCode).toBe(200);
  });
});

describe('description', () => {
  it('is OpenAPI 3.1 and names every data route', async () => {
    const { headers, body } = await server.app.inject('/api/openapi.json');
    const document = JSON.parse(body);
    expect(headers['content-type']).toContain('application/vnd.oai.openapi+json');
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api',
        '/api/conformance',
        '/api/collections',
        '/api/collections/{cid}',
        '/api/collections/{cid}/items',
        '/api/collections/{cid}/items/{iid}',
        '/api/collections/{cid}/items/{iid}/data.copc.laz',
        '/api/search',
        '/api/collections/{cid}/items/{iid}/nodes/{key}.laz',
        '/api/collections/{cid}/items/{iid}/nodes/{key}.glb',
        '/api/collections/{cid}/3dtiles/tileset.json',
        '/api/collections/{cid}/3dtiles-local/tileset.json',
        '/api/processes/{pid}/execution',
        '/api/jobs/{jid}/results',
        '/health/live',
        '/metrics',
      ]),
    );
    for (const [path, operations] of Object.entries<Record<string, { responses: object }>>(document.paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        expect([path, method, Object.keys(responses).length > 0]).toEqual([path, method, true]);
      }
    }
  });

  it('gives every process a path with its own inputs, result and an example that fits', async () => {
    const { paths } = (await server.app.inject('/api/openapi.json')).json();
    for (const definition of processesOf(readConfig({}, { allowWrites: true }))) {
      const { post } = paths[`/api/processes/${definition.id}/execution`];
      const { schema, example } = post.requestBody.content['application/json'];
      expect(Object.keys(schema.properties.inputs.properties)).toEqual(Object.keys(definition.inputs));
      const { content } = post.responses[200];
      if ((definition.result as { type?: string }).type === 'string') {
        expect(Object.keys(content)).toEqual(definition.files);
        expect(content['application/json']).toBeUndefined();
      } else expect(Object.keys(content['application/json'].schema.properties)).toContain('provenance');
      definition.check(example);
    }
  });

  it('has a page that works without inline scripts', async () => {
    const page = await server.app.inject('/api/docs');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/<script(?![^>]*src=)/);
    for (const [, source] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const response = await server.app.inject(`/api/${source}`);
      expect([source, response.statusCode]).toEqual([source, 200]);
    }
  });
});

describe('probes and metrics', () => {
  it('say that the server lives and its threads start', async () => {
    expect((await server.app.inject('/health/live')).json()).toMatchObject({ status: 'ok' });
    expect((await server.app.inject('/health/ready')).json()).toMatchObject({ status: 'ok' });
  });

  it('count requests by route pattern, not by URL', async () => {
    await server.app.inject('/api/collections/one');
    await server.app.inject('/api/collections/two');
    const { body, headers } = await server.app.inject('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    const line = body.split('\n').find((text) => text.includes('/api/collections/:cid"') && text.includes('404'));
    expect(Number(line?.split(' ').at(-1))).toBeGreaterThanOrEqual(2);
    expect(body).not.toContain('/one');
    for (const text of body.trimEnd().split('\n'))
      expect(text).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? -?[\d.e+-]+)$/);
  });
});

describe('viewer', () => {
  it('is a page that says how to build it when it is not built', async () => {
    const { statusCode, body } = await server.app.inject('/?collections=a&view=site');
    expect(statusCode).toBe(200);
    expect(body).toContain('npm run build');
  });

  it('is served with its query, cached by the hash in file names, and never as a fallback', async () => {
    const built = await testServer(async (store) => {
      const dist = join(store.dir, '..', 'dist');
      await mkdir(join(dist, 'assets'), { recursive: true });
      await writeFile(join(dist, 'index.html'), '<!doctype html><title>viewer</title>');
      await writeFile(join(dist, 'assets', 'index-D1a2B3c4.js'), 'export {};');
      await writeFile(join(dist, 'assets', 'index-D1a2B3c4.js.br'), brotliCompressSync('export {};'));
      await writeFile(join(dist, '..', 'outside.txt'), 'secret');
    }, {});
    const { app } = built;
    await app.close();
    const served = await testServer(async () => {}, { viewerDir: join(built.dir, 'dist') });
    const page = await served.app.inject('/?collections=a,b&view=globe');
    const script = await served.app.inject('/assets/index-D1a2B3c4.js');
    const packed = await served.app.inject({
      url: '/assets/index-D1a2B3c4.js',
      headers: { 'accept-encoding': 'gzip, br' },
    });
    const again = await served.app.inject({ url: '/', headers: { 'if-none-match': String(page.headers.etag) } });
    const ranged = await served.app.inject({ url: '/', headers: { range: 'bytes=5-2' } });
    const missing = await served.app.inject('/assets/none.js');
    const outside = await served.app.inject('/..%2foutside.txt');
    await served.close();
    await built.close();
    expect([page.statusCode, page.body]).toEqual([200, '<!doctype html><title>viewer</title>']);
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toMatch(/javascript/);
    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', 'content-type': script.headers['content-type'] });
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(script.body);
    expect(again.statusCode).toBe(304);
    expect(ranged.statusCode).toBe(200);
    expect([missing.statusCode, missing.json().code]).toEqual([404, 'NOT_FOUND']);
    expect(outside.statusCode).toBe(404);
  });
});
