import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBANKMENT_AREA, FILL_M3 } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { assertCloudOptimized } from '../../helpers/tiff-structure.ts';

const COG = 'image/tiff; application=geotiff; profile=cloud-optimized';
let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
});
afterAll(() => server.close());

const inputs = {
  area: EMBANKMENT_AREA,
  crs: 'EPSG:6676',
  existing: { collection: 'before' },
  compared: { collection: 'after' },
  cellSizeM: 0.5,
  maxEdgeM: 8,
};
const post = (changes: object = {}, body: object = {}, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/api/processes/change-map/execution',
    payload: { inputs: { ...inputs, ...changes }, ...body },
    headers,
  });
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const tiffOf = (bytes: Buffer) => fromArrayBuffer(new Uint8Array(bytes).buffer);

/** Waits until the job is over; answers its path. */
async function finishedJob(changes: object, body: object = {}): Promise<string> {
  const { headers, statusCode } = await post(changes, body, { prefer: 'respond-async' });
  expect(statusCode).toBe(201);
  const path = new URL(String(headers.location)).pathname;
  for (let i = 0; i < 400; i++) {
    const { status } = (await server.app.inject(path)).json();
    if (status === 'successful') return path;
    if (status === 'failed') throw new Error('the job failed');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the job does not end');
}

describe('change-map', () => {
  it('lists the embankment as the one change', async () => {
    const result = (await post({ differenceGrid: true })).json();
    expect(result.changes).toHaveLength(1);
    expect(result.changes[0]).toMatchObject({ rank: 1, kind: 'fill' });
    expect(Math.abs(result.changes[0].volumeM3 - FILL_M3) / FILL_M3).toBeLessThan(0.02);
    expect(result.epochs).toEqual({ existing: '2019-11-01T00:00:00Z', compared: '2024-11-01T00:00:00Z' });
    expect(result.difference.valuesM).toHaveLength(result.difference.cols * result.difference.rows);
    expect(result.lodM).toBeGreaterThan(0.138);
    expect(result.warnings.map(({ code }: { code: string }) => code)).not.toContain('ACCURACY_UNKNOWN');
    const link = result.links.find(({ rel }: { rel: string }) => rel === 'self').href;
    expect((await server.app.inject(new URL(link).pathname)).json().changes).toEqual(result.changes);
  });

  it('without an area takes what both surfaces cover', async () => {
    const { area: _, ...rest } = inputs;
    const payload = { inputs: { ...rest, cellSizeM: 2 } };
    const response = await server.app.inject({ method: 'POST', url: '/api/processes/change-map/execution', payload });
    const { totals, changes } = response.json();
    expect(totals.areaM2).toBeGreaterThan(0.97 * 200 * 150);
    expect(totals.areaM2).toBeLessThanOrEqual(200 * 150);
    expect(changes[0].kind).toBe('fill');
  });

  it('measures against planes, but none that is fitted to a boundary', async () => {
    const { changes, lodM } = (await post({ compared: { plane: { elevationM: 190 } } })).json();
    expect(changes).toHaveLength(1);
    expect(changes[0].kind).toBe('cut');
    expect(lodM).toBeGreaterThan(0.05);
    const fitted = await post({ compared: { plane: { fit: 'boundary' } } });
    expect(fitted.json()).toMatchObject({ status: 400, code: 'UNSUPPORTED' });
    expect(fitted.json().detail).toContain('fitted plane');
  });

  it('lists no more than asked, and says what is missing', async () => {
    const result = (await post({ maxChanges: 0 })).json();
    expect(result.changes).toEqual([]);
    expect(result.found).toMatchObject({ changes: 1 });
    expect(result.warnings.map(({ code }: { code: string }) => code)).toContain('MORE_CHANGES');
    expect((await post({ minAreaM2: 1e6 })).json().found.changes).toBe(0);
  });

  it('refuses 100 km² at 0.1 m and says what to change', async () => {
    const ring = [
      [50_000, -100_000],
      [60_000, -100_000],
      [60_000, -90_000],
      [50_000, -90_000],
      [50_000, -100_000],
    ];
    const response = await post({ area: { type: 'Polygon', coordinates: [ring] }, cellSizeM: 0.1 });
    expect(response.statusCode).toBe(413);
    expect(response.json().code).toBe('LIMIT');
    expect(response.json().detail).toContain('take larger cells or a smaller area');
  });

  it.each([
    [{ format: 'tiff' }, 'inputs.format'],
    [{ legend: { lang: 'de' } }, 'inputs.legend'],
    [{ maxChanges: 1.5 }, 'inputs.maxChanges'],
    [{ cellSize: 1 }, 'cellSize'],
  ])('refuses %j', async (changes, path) => {
    const response = await post(changes);
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toContain(path);
  });
});

describe('results that are files', () => {
  it('are the body: a GeoTIFF with the numbers of the list', async () => {
    const response = await post({ format: 'cog' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe(COG);
    expect(response.headers['content-disposition']).toBe('inline; filename="difference.tif"');
    expect(response.headers['content-length']).toBe(String(response.rawPayload.length));
    expect(response.headers.etag).toMatch(/^"[0-9a-f]{32}"$/);
    assertCloudOptimized(new Uint8Array(response.rawPayload));
    const [heights] = await (await (await tiffOf(response.rawPayload)).getImage(0)).readRasters();
    const { difference } = (await post({ differenceGrid: true })).json();
    const fromNorth = Array.from({ length: difference.rows }, (_, row) =>
      difference.valuesM.slice(
        (difference.rows - 1 - row) * difference.cols,
        (difference.rows - row) * difference.cols,
      ),
    ).flat();
    const read = Array.from(heights as Float32Array, (d) => (Number.isNaN(d) ? null : Math.round(d * 1000) / 1000));
    const away = read.filter(
      (d, i) => (d === null) !== (fromNorth[i] === null) || Math.abs(d! - fromNorth[i]) > 0.0011,
    );
    expect(away).toEqual([]);
    // the same request, the same bytes
    expect(sha((await post({ format: 'cog' })).rawPayload)).toBe(sha(response.rawPayload));
  });

  it('are pictures, in two languages, of fixed range or of their own', async () => {
    const pictures = await Promise.all(
      [{}, { lang: 'en' }, { lang: 'ja', rangeM: 3 }].map((legend) => post({ format: 'png', legend })),
    );
    for (const { headers, rawPayload } of pictures) {
      expect(headers['content-type']).toBe('image/png');
      const { width, height, channels } = decode(rawPayload);
      expect(channels).toBe(3);
      expect(width).toBeGreaterThan(800);
      expect(height).toBeGreaterThan(600);
    }
    expect(new Set(pictures.map(({ rawPayload }) => sha(rawPayload))).size).toBe(3);
  });

  it('are not kept as results, and need no hash', async () => {
    const before = await readdir(join(server.config.storeDir, '.results')).catch(() => []);
    await post({ format: 'cog', cellSizeM: 4 });
    expect(await readdir(join(server.config.storeDir, '.results')).catch(() => [])).toEqual(before);
  });

  it('of jobs come with ranges and conditions, and go with the job', async () => {
    const whole = (await post({ format: 'cog' })).rawPayload;
    const path = await finishedJob({ format: 'cog' });
    const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
      server.app.inject({ method, url: `${path}/results`, headers });
    const response = await get();
    expect(response.headers).toMatchObject({ 'content-type': COG, 'accept-ranges': 'bytes' });
    expect(sha(response.rawPayload)).toBe(sha(whole));
    const part = await get({ range: 'bytes=8-23' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 8-23/${whole.length}`);
    expect([...part.rawPayload]).toEqual([...whole.subarray(8, 24)]);
    expect((await get({ range: `bytes=${whole.length}-` })).statusCode).toBe(416);
    expect((await get({ 'if-none-match': String(response.headers.etag) })).statusCode).toBe(304);
    const head = await get({}, 'HEAD');
    expect(head.headers['content-length']).toBe(String(whole.length));
    const [folder] = await readdir(join(server.config.cacheDir, 'results'));
    const count = async () => (await readdir(join(server.config.cacheDir, 'results', folder!))).length;
    const held = await count();
    await server.app.inject({ method: 'DELETE', url: path });
    expect((await get()).statusCode).toBe(410);
    await expect.poll(count).toBe(held - 1);
  });

  it('stand in documents by reference, of jobs and of answers at once', async () => {
    const whole = sha((await post({ format: 'png' })).rawPayload);
    const path = await finishedJob({ format: 'png' }, { response: 'document' });
    const documents = [
      (await server.app.inject(`${path}/results`)).json(),
      (await post({ format: 'png' }, { response: 'document' })).json(),
    ];
    for (const document of documents) {
      expect(Object.keys(document)).toEqual(['result']);
      expect(document.result).toMatchObject({ type: 'image/png', title: '差分（比較−現況）' });
      const file = await server.app.inject(new URL(document.result.href).pathname);
      expect(sha(file.rawPayload)).toBe(whole);
    }
    const json = await finishedJob({});
    expect((await server.app.inject(`${json}/results/result`)).statusCode).toBe(404);
  });

  it('are described', async () => {
    const description = (await server.app.inject('/api/processes/change-map')).json();
    expect(description.outputTransmission).toEqual(['value', 'reference']);
    expect(description.outputs.result.description).toContain('image/png');
    const { paths } = (await server.app.inject('/api/openapi.json')).json();
    const { content } = paths['/api/processes/change-map/execution'].post.responses[200];
    expect(Object.keys(content)).toEqual(['application/json', COG, 'image/png']);
    expect(paths['/api/jobs/{jid}/results/result'].get.responses[206]).toBeDefined();
  });
});

describe('tengun change', () => {
  const tengun = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
  const run = (...parameters: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [tengun, 'change', '--store', server.config.storeDir, ...parameters]);
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (part: Buffer) => {
        stdout += part.toString();
      });
      child.stderr.on('data', (part: Buffer) => {
        stderr += part.toString();
      });
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });

  it('prints the list, writes files, and wants to know where to', async () => {
    const folder = await temporaryFolder();
    const request = join(folder, 'request.json');
    await writeFile(request, JSON.stringify({ inputs }));
    const list = await run('--input', request, '--json');
    expect(JSON.parse(list.stdout).changes).toEqual((await post()).json().changes);
    await writeFile(request, JSON.stringify({ inputs: { ...inputs, format: 'cog' } }));
    const nowhere = await run('--input', request);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('--out');
    const out = join(folder, 'difference.tif');
    const written = await run('--input', request, '--out', out, '--json');
    const bytes = await readFile(out);
    expect(JSON.parse(written.stdout)).toEqual({ file: out, type: COG, sizeBytes: bytes.length });
    expect(sha(bytes)).toBe(sha((await post({ format: 'cog' })).rawPayload));
  });
});
