import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBANKMENT_AREA } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import { lasParts } from '../../helpers/extract-store.ts';
import type { TestServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer(
    { threads: 2, extractSyncPoints: 20_000, extractVertices: 1_000, executionBytes: 200_000 },
    { license: 'CC-BY-4.0', attribution: '静岡県' },
  );
});
afterAll(() => server.close());

const inputs = { area: EMBANKMENT_AREA, crs: 'EPSG:6676', collection: 'before', format: 'las' };
const everywhere = {
  type: 'Polygon',
  coordinates: [
    [
      [0, -200_000],
      [100_000, -200_000],
      [100_000, 0],
      [0, 0],
      [0, -200_000],
    ],
  ],
};
const post = (payload: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url: '/api/processes/extract/execution', payload, headers });
const get = (url: string, headers: Record<string, string> = {}) => server.app.inject({ url, headers });
const async = { prefer: 'respond-async' };

async function finished(payload: object) {
  const response = await post(payload, async);
  expect(response.statusCode).toBe(201);
  const path = new URL(String(response.headers.location)).pathname;
  for (let i = 0; i < 4000; i++) {
    const status = (await get(path)).json();
    if (!['accepted', 'running'].includes(status.status)) return { path, status };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the job does not end');
}

/** Folders of results that are on disk now. */
async function kept(): Promise<string[]> {
  const root = join(server.config.cacheDir, 'results');
  if (!existsSync(root)) return [];
  const servers = await readdir(root);
  return (await Promise.all(servers.map((one) => readdir(join(root, one))))).flat();
}

describe('extraction over HTTP', () => {
  it('answers the bare file, and leaves nothing behind', async () => {
    const response = await post({ inputs });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'application/vnd.las',
      'content-disposition': expect.stringMatching(/^attachment; filename="before-[0-9a-f]{8}\.las"$/),
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    const las = lasParts(new Uint8Array(response.rawPayload));
    expect(las.count).toBeGreaterThan(1_000);
    expect(String(las.count)).toBe(response.headers['tengun-points']);
    expect(las.records.length).toBe(las.count * las.length);
    await expect.poll(kept).toEqual([]);
    const again = await post({ inputs });
    expect(again.headers.etag).toBe(response.headers.etag);
  });

  it('gives a job a file with ranges and conditions, a checksum, texts and a zip that can be resumed', async () => {
    const { path, status } = await finished({ inputs: { ...inputs, format: 'laz' } });
    expect(status.status).toBe('successful');
    const hrefs = Object.fromEntries(
      status.links.map(({ rel, href, type }: Record<string, string>) => [`${rel} ${type}`, href]),
    );
    expect(Object.keys(hrefs)).toEqual([
      'self application/json',
      'http://www.opengis.net/def/rel/ogc/1.0/results application/vnd.laszip',
      'enclosure application/vnd.laszip',
      'enclosure application/zip',
      'related text/plain',
      'describedby text/plain',
    ]);
    const file = await get(`${path}/results`);
    expect(file.statusCode).toBe(200);
    const part = await get(`${path}/results`, { range: 'bytes=100-199' });
    expect(part.statusCode).toBe(206);
    expect(part.rawPayload).toEqual(file.rawPayload.subarray(100, 200));
    expect((await get(`${path}/results/result`, { 'if-none-match': String(file.headers.etag) })).statusCode).toBe(304);
    const sum = (await get(`${path}/results/result.sha256`)).payload;
    const name = /filename="(.+)"/.exec(String(file.headers['content-disposition']))![1]!;
    expect(sum).toBe(`${createHash('sha256').update(file.rawPayload).digest('hex')}  ${name}\n`);
    const readme = (await get(`${path}/results/README.txt`)).payload;
    expect(readme).toContain('出典：静岡県 (CC-BY-4.0) を加工して作成');
    expect(readme).toContain('Source: 静岡県 (CC-BY-4.0), modified');
    expect(readme).toContain('before/08NF2331');

    const zip = await get(`${path}/results/result.zip`);
    expect(zip.headers).toMatchObject({ 'content-type': 'application/zip', 'accept-ranges': 'bytes' });
    expect(zip.rawPayload.length).toBe(Number(zip.headers['content-length']));
    for (const [begin, end] of [
      [0, 10],
      [5, 4_000],
      [3_000, 9_000],
      [zip.rawPayload.length - 500, zip.rawPayload.length],
      [10, zip.rawPayload.length - 10],
    ] as const) {
      const range = await get(`${path}/results/result.zip`, {
        range: `bytes=${begin}-${end - 1}`,
        'if-range': String(zip.headers.etag),
      });
      expect(range.statusCode).toBe(206);
      expect(range.rawPayload.equals(zip.rawPayload.subarray(begin, end))).toBe(true);
    }
    const { unzipSync } = await import('fflate');
    const entries = unzipSync(new Uint8Array(zip.rawPayload));
    expect(Object.keys(entries)).toEqual(['README.txt', 'LICENSE.txt', 'sources.json', `${name}.sha256`, name]);
    expect(Buffer.from(entries[name]!).equals(file.rawPayload)).toBe(true);
    expect(JSON.parse(Buffer.from(entries['sources.json']!).toString()).provenance.items[0].version).toMatch(
      /^[0-9a-f]{16}$/,
    );

    expect((await get(`${path}/results/nothing.txt`)).json()).toMatchObject({ code: 'NOT_FOUND' });
    expect(await kept()).toHaveLength(1);
    expect((await server.app.inject({ method: 'DELETE', url: path })).statusCode).toBe(200);
    await expect.poll(kept).toEqual([]);
    expect((await get(`${path}/results/result.zip`)).statusCode).toBe(410);
  });

  it('answers a document that names the file', async () => {
    const { result } = (await post({ inputs, response: 'document' })).json();
    const file = await get(new URL(result.href).pathname);
    expect(file.headers['content-type']).toBe('application/vnd.las');
    await server.app.inject({ method: 'DELETE', url: new URL(result.href).pathname.replace('/results/result', '') });
    await expect.poll(kept).toEqual([]);
  });

  it('says what to do when there are too many points, vertices or bytes', async () => {
    const many = await post({ inputs: { ...inputs, area: everywhere } });
    expect(many.statusCode).toBe(413);
    expect(many.json()).toMatchObject({ code: 'LIMIT', detail: expect.stringContaining('respond-async') });
    const { status, path } = await finished({ inputs: { ...inputs, area: everywhere } });
    expect(status.status).toBe('successful');
    await server.app.inject({ method: 'DELETE', url: path });
    const ring = Array.from({ length: 1_500 }, (_, i) => [100 * Math.cos(i), 100 * Math.sin(i)]);
    const vertices = await post({
      inputs: { ...inputs, area: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } },
    });
    expect(vertices.json()).toMatchObject({ status: 413, code: 'LIMIT', details: { limit: 1_000, actual: 1_501 } });
    const long = Array.from({ length: 10_000 }, (_, i) => [100 * Math.cos(i), 100 * Math.sin(i)]);
    const bytes = await post({ inputs: { ...inputs, area: { type: 'Polygon', coordinates: [[...long, long[0]]] } } });
    expect(bytes.json()).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    await expect.poll(kept).toEqual([]);
  });

  it('says where the data are when there are none', async () => {
    const far = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    };
    const response = await post({ inputs: { ...inputs, area: far } });
    expect(response.json()).toMatchObject({
      status: 422,
      code: 'NO_DATA',
      detail: expect.stringContaining('extend over'),
    });
    expect((await finished({ inputs: { ...inputs, area: far } })).status.status).toBe('failed');
    await expect.poll(kept).toEqual([]);
  });

  it('leaves nothing behind a job that is dismissed', async () => {
    const response = await post({ inputs: { ...inputs, area: everywhere, format: 'copc' } }, async);
    const path = new URL(String(response.headers.location)).pathname;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await server.app.inject({ method: 'DELETE', url: path })).json().status).toBe('dismissed');
    await expect.poll(kept, { timeout: 5_000 }).toEqual([]);
  });

  it('the command line writes the same file', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'request.json'), JSON.stringify({ inputs }));
    const out = join(dir, 'points.las');
    const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
    const parameters = [
      'extract',
      '--input',
      join(dir, 'request.json'),
      '--out',
      out,
      '--store',
      server.config.storeDir,
      '--json',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...parameters]);
    const told = JSON.parse(stdout);
    const overHttp = await post({ inputs });
    expect(overHttp.rawPayload.equals(await readFile(out))).toBe(true);
    expect(told.sha256).toBe(createHash('sha256').update(overHttp.rawPayload).digest('hex'));
    expect((await readdir(dir)).sort()).toEqual([
      'points.las',
      'points.las.README.txt',
      'points.las.sha256',
      'request.json',
    ]);
  });
});
