/** Uploads on a server that really listens: tus-js-client sends, aborts, resumes; the reading thread is ended. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { landXmlTin } from '#core/landxml/tin-writer.ts';
import { openStore } from '#worker/store/store.ts';
import type { Config } from '../../../server/config.ts';
import type { RunningServer } from '../../../server/serve.ts';
import { sendUpload } from '../../helpers/send-upload.ts';
import { publish } from '../../helpers/server-app.ts';
import { startUploadServer } from '../../helpers/upload-server.ts';

let dir: string;
let running: RunningServer | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tengun-uploads-'));
});
afterEach(async () => {
  await running?.close();
  running = null;
  await rm(dir, { recursive: true, force: true });
});

async function start(overrides: Partial<Config> = {}): Promise<string> {
  running = await startUploadServer(dir, overrides);
  return running.url;
}

/** A roof of `cells` × `cells` squares over [52400, −97200], as the product itself writes designs. */
function designXml(cells = 20): Buffer {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let row = 0; row <= cells; row++) {
    for (let col = 0; col <= cells; col++) positions.push(52_400 + 10 * col, -97_200 + 10 * row, 210 + Math.sin(col));
  }
  const at = (row: number, col: number) => row * (cells + 1) + col;
  for (let row = 0; row < cells; row++) {
    for (let col = 0; col < cells; col++) {
      triangles.push(
        at(row, col),
        at(row, col + 1),
        at(row + 1, col + 1),
        at(row, col),
        at(row + 1, col + 1),
        at(row + 1, col),
      );
    }
  }
  const document = {
    projectName: 'roof',
    application: { name: 'test', version: '1' },
    date: '2024-05-01',
    time: '00:00:00',
    coordinateSystem: {
      name: 'CRS1',
      horizontalDatum: 'JGD2011',
      verticalDatum: 'T.P',
      horizontalCoordinateSystemName: '8(X,Y)',
    },
  };
  const surface = { name: 'roof', positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
  return Buffer.from([...landXmlTin(document, [surface])].join(''));
}

interface Status {
  readonly state: string;
  readonly use: string;
  readonly surface?: { readonly count: number; readonly name: string; readonly crs: string; readonly id: string };
  readonly areas?: {
    readonly features: readonly unknown[];
    readonly faults: readonly { readonly name: string }[];
    readonly crs: string;
  };
  readonly problem?: { readonly code: string; readonly message: string };
}

const statusOf = async (base: string, id: string) =>
  (await (await fetch(`${base}api/uploads/${id}/status`)).json()) as Status;

async function settled(base: string, id: string): Promise<Status> {
  for (let i = 0; i < 4000; i++) {
    const status = await statusOf(base, id);
    if (status.state === 'ready' || status.state === 'failed') return status;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the upload did not settle');
}

/** The bytes are deleted once the state says that they were read. */
async function noBytes(): Promise<void> {
  await expect.poll(() => readdir(join(dir, 'store', '.uploads', 'incoming')), { timeout: 5000 }).toEqual([]);
}

const metadataOf = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

const create = (base: string, size: number, values: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${base}api/uploads`, {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(size),
      'upload-metadata': metadataOf(values),
      ...headers,
    },
  });

describe('uploads', () => {
  it('make a design a surface with the id of the upload, and leave no bytes behind', async () => {
    const base = await start();
    const { id, url } = await sendUpload(base, designXml(), { filename: 'C:\\計画\\roof.xml' });
    expect(url).toBe(`${base}api/uploads/${id}`);
    expect(await settled(base, id)).toMatchObject({
      state: 'ready',
      use: 'surface',
      fileName: 'roof.xml',
      surface: { id, count: 800, name: 'roof', crs: 'EPSG:6676', verticalDatum: 'JGD2011', checks: [] },
    });
    await noBytes();
    expect(await readdir(join(dir, 'store', '.surfaces'))).toEqual([id]);
    // whoever asks again how much is there learns that all of it is
    const head = await fetch(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
    expect([head.status, head.headers.get('upload-offset')]).toEqual([200, String(designXml().length)]);
  });

  it('make the lines of a file alignments, and say in which zone they would lie on a collection', async () => {
    const base = await start();
    const road = [
      'A01,1,BP,-97080,52010,,',
      'A01,2,EP,-97100,52500,,',
      'D00,1,中心線,0,',
      'B01,1,BP,',
      'B01,2,EP,',
      'D99,',
    ];
    const { id } = await sendUpload(base, Buffer.from(road.join('\r\n')), { filename: 'road.sim', crs: 'EPSG:6675' });
    expect(await settled(base, id)).toMatchObject({
      state: 'ready',
      use: 'alignment',
      alignments: { id, crs: 'EPSG:6675', alignments: [{ name: '中心線', elements: 1 }] },
    });
    const points = join(dir, 'points');
    await writeFile(points, 'points');
    await publish(openStore(join(dir, 'store')), points);
    const answer = await fetch(`${base}api/uploads/${id}/check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ collection: 'before' }),
    });
    const { checks, corrections } = (await answer.json()) as { checks: { code: string }[]; corrections: unknown[] };
    expect(checks.map(({ code }) => code)).toContain('PLACED_ELSEWHERE');
    expect(corrections[0]).toMatchObject({ crs: 'EPSG:6676' });
    await fetch(`${base}api/uploads/${id}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
    expect((await fetch(`${base}api/alignments/${id}`)).status).toBe(404);
  });

  it('go on after an abort where they were', async () => {
    const base = await start();
    const bytes = designXml(60);
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: `${base}api/uploads`,
        metadata: { filename: 'roof.xml' },
        chunkSize: 50_000,
        retryDelays: null,
        onError: reject,
        onChunkComplete: (_size, accepted) => {
          if (accepted >= 100_000) void upload.abort().then(() => resolve(upload.url!));
        },
      });
      upload.start();
    });
    const id = url.slice(-32);
    expect((await statusOf(base, id)).state).toBe('receiving');
    const offsets: number[] = [];
    await sendUpload(base, bytes, {}, { uploadUrl: url, onProgress: (sent) => offsets.push(sent) });
    expect(offsets[0]).toBeGreaterThanOrEqual(100_000);
    expect((await settled(base, id)).surface?.count).toBe(7200);
  });

  it('outlive the server: bytes that are there stay, a file that waits is read, what is ready is ready', async () => {
    const first = await start();
    const { id: ready } = await sendUpload(first, designXml(), { filename: 'roof.xml' });
    await settled(first, ready);
    const bytes = designXml(40);
    const created = await create(first, bytes.length, { filename: 'roof.xml' });
    const id = created.headers.get('location')!.slice(-32);
    const patch = (base: string, begin: number, end: number) =>
      fetch(`${base}api/uploads/${id}`, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-offset': String(begin),
          'content-type': 'application/offset+octet-stream',
        },
        body: new Uint8Array(bytes.subarray(begin, end)),
      });
    expect((await patch(first, 0, 60_000)).status).toBe(204);
    await running!.close();
    const second = await start();
    expect((await statusOf(second, ready)).state).toBe('ready');
    const head = await fetch(`${second}api/uploads/${id}`, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
    expect(head.headers.get('upload-offset')).toBe('60000');
    // ends while the file waits to be read, or is being read
    expect((await patch(second, 60_000, bytes.length)).status).toBe(204);
    await running!.close();
    const third = await start();
    expect((await settled(third, id)).surface?.count).toBe(3200);
  });

  it('are deleted with all that they became', async () => {
    const base = await start();
    const { id, url } = await sendUpload(base, designXml(), { filename: 'roof.xml' });
    await settled(base, id);
    const end = () => fetch(url, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
    expect((await end()).status).toBe(204);
    expect((await fetch(`${url}/status`)).status).toBe(404);
    expect(await readdir(join(dir, 'store', '.surfaces'))).toEqual([]);
    const again = await end();
    expect([again.status, again.headers.get('content-type')]).toEqual([
      404,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
  });

  it('are deleted while they are read', async () => {
    const base = await start();
    const { id, url } = await sendUpload(base, designXml(500), { filename: 'roof.xml' });
    expect((await fetch(url, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } })).status).toBe(204);
    expect((await fetch(`${url}/status`)).status).toBe(404);
    const left = await readdir(join(dir, 'store'), { recursive: true });
    expect(left.filter((name) => name.includes(id))).toEqual([]);
  });

  it('fail with the reason, and the next one is read', async () => {
    const base = await start();
    const cut = designXml().subarray(0, 9000);
    const { id } = await sendUpload(base, cut, { filename: 'roof.xml' });
    expect(await settled(base, id)).toMatchObject({ state: 'failed', problem: { code: 'FORMAT' } });
    const { id: next } = await sendUpload(base, designXml(), { filename: 'roof.xml' });
    expect((await settled(base, next)).state).toBe('ready');
  });

  it('end a reader that takes too long, and nothing else', async () => {
    const base = await start({ uploadReadMs: 150 });
    // some seconds of work: 700,000 triangles
    const { id } = await sendUpload(base, designXml(600), { filename: 'roof.xml' });
    expect(await settled(base, id)).toMatchObject({ state: 'failed', problem: { code: 'TIMEOUT' } });
    expect((await fetch(`${base}health/live`)).status).toBe(200);
    await noBytes();
    await running!.close();
    const again = await start();
    const { id: next } = await sendUpload(again, designXml(), { filename: 'roof.xml' });
    expect((await settled(again, next)).state).toBe('ready');
  });

  it('keep named areas, and say which cannot be measured', async () => {
    const base = await start();
    const sima = [
      'G00,01,SITE,',
      'A01,1,T-1,-97100.000,52500.000,20.1,',
      'A01,2,T-2,-97100.000,52520.000,20.1,',
      'A01,3,T-3,-97080.000,52520.000,20.1,',
      'A01,4,T-4,-97080.000,52500.000,20.1,',
      'D00,1,1-1,1,',
      ...[1, 2, 3, 4].map((n) => `B01,${n},T-${n},`),
      'D99,',
      'D00,2,bow,1,',
      ...[1, 3, 2, 4].map((n) => `B01,${n},T-${n},`),
      'D99,',
    ].join('\r\n');
    const { id } = await sendUpload(base, Buffer.from(sima), { filename: 'parcels.sim', crs: 'EPSG:6676' });
    expect(await settled(base, id)).toMatchObject({
      state: 'ready',
      use: 'areas',
      areas: { type: 'FeatureCollection', crs: 'EPSG:6676', faults: [{ name: 'bow', code: 'GEOMETRY' }] },
    });
    expect((await statusOf(base, id)).areas?.features).toHaveLength(1);
  });

  it('are held against a collection: swapped axes are found', async () => {
    const base = await start();
    const file = join(dir, 'points');
    await (await import('node:fs/promises')).writeFile(file, 'points');
    await publish(openStore(join(dir, 'store')), file);
    const check = async (id: string, collection = 'before') =>
      await fetch(`${base}api/uploads/${id}/check`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ collection }),
      });
    const { id } = await sendUpload(base, designXml(), { filename: 'roof.xml' });
    await settled(base, id);
    const fits = (await (await check(id)).json()) as {
      checks: { code: string }[];
      corrections: unknown[];
      overlap: number;
    };
    expect(fits.corrections).toEqual([]);
    expect(fits.overlap).toBeCloseTo(1, 9);
    expect((await check(id, 'nowhere')).status).toBe(404);
    const swapped = designXml()
      .toString()
      .replace(/>(-\d+\.\d+) (\d+\.\d+) /g, '>$2 $1 ');
    const { id: other } = await sendUpload(base, Buffer.from(swapped), { filename: 'roof.xml' });
    await settled(base, other);
    const answer = (await (await check(other)).json()) as { checks: { code: string }[]; corrections: object[] };
    expect(answer.checks.map(({ code }) => code)).toContain('PLACED_ELSEWHERE');
    expect(answer.corrections[0]).toEqual({ swapXY: true, overlap: expect.closeTo(1, 9) });
  });
});

describe('uploads are refused as problem documents', () => {
  const problemOf = async (response: Response) => {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return (await response.json()) as { status: number; code: string; detail: string };
  };

  it('when too large, of no known kind, without a name, with wrong words', async () => {
    const base = await start({ uploadBytes: 10_000 });
    const large = await create(base, 10_001, { filename: 'roof.xml' });
    expect([large.status, (await problemOf(large)).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const other = await create(base, 10, { filename: 'roof.exe' });
    expect([other.status, (await problemOf(other)).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const nameless = await create(base, 10, { use: 'surface' });
    expect([nameless.status, (await problemOf(nameless)).detail]).toEqual([400, expect.stringContaining('filename')]);
    const wrong = await create(base, 10, { filename: 'roof.xml', accuracyM: 'good' });
    expect([wrong.status, (await problemOf(wrong)).detail]).toEqual([400, expect.stringContaining('accuracyM')]);
    const noTus = await fetch(`${base}api/uploads`, { method: 'POST' });
    expect([noTus.status, (await problemOf(noTus)).code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect(await readdir(join(dir, 'store', '.uploads', 'incoming'))).toEqual([]);
    const nobody = await fetch(`${base}api/uploads/${'0'.repeat(32)}/status`);
    expect([nobody.status, (await problemOf(nobody)).code]).toEqual([404, 'NOT_FOUND']);
    const path = await fetch(`${base}api/uploads/..%2f..%2fcatalog.json`, {
      method: 'HEAD',
      headers: { 'tus-resumable': '1.0.0' },
    });
    expect(path.status).toBe(400);
  });

  it('with their first bytes, and take nobody’s place then', async () => {
    const base = await start({ maxUploads: 2 });
    const refused = () =>
      fetch(`${base}api/uploads`, {
        method: 'POST',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-length': '10',
          'upload-metadata': `filename ${Buffer.from('roof.xml').toString('base64')}`,
          'content-type': 'application/offset+octet-stream',
        },
        body: 'more than ten bytes',
      });
    for (let i = 0; i < 4; i++) {
      const answer = await refused();
      expect([answer.status, (await problemOf(answer)).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      expect(answer.headers.get('location')).toBeNull();
    }
    const uploads = join(dir, 'store', '.uploads');
    expect((await readdir(uploads)).filter((name) => name.includes('.json'))).toEqual([]);
    expect(await readdir(join(uploads, 'incoming'))).toEqual([]);
    expect((await create(base, 10, { filename: 'roof.xml' })).status).toBe(201);
  });

  it('when more bytes come than were said, or at another place', async () => {
    const base = await start();
    const created = await create(base, 10, { filename: 'roof.xml' });
    const patch = (offset: number, bytes: string) =>
      fetch(created.headers.get('location')!, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
        },
        body: bytes,
      });
    const more = await patch(0, 'more than ten bytes');
    expect([more.status, (await problemOf(more)).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const elsewhere = await patch(5, 'abc');
    expect([elsewhere.status, (await problemOf(elsewhere)).code]).toEqual([409, 'CONFLICT']);
    expect(elsewhere.headers.get('tus-resumable')).toBe('1.0.0');
  });

  it('when a page of another site sends them, or writing is off', async () => {
    const base = await start();
    for (const [origin, status] of [
      ['https://elsewhere.example', 403],
      ['http://localhost:5173', 201],
    ] as const) {
      const answer = await create(base, 10, { filename: 'roof.xml' }, { origin });
      expect(answer.status).toBe(status);
      if (status === 403) expect((await problemOf(answer)).code).toBe('FORBIDDEN');
      else expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    }
    const preflight = await new Promise<Record<string, unknown>>((resolve) => {
      const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'PATCH' };
      httpRequest(`${base}api/uploads/${'0'.repeat(32)}`, { method: 'OPTIONS', headers }, ({ headers: seen }) =>
        resolve(seen),
      ).end();
    });
    expect(preflight['access-control-allow-methods']).toContain('PATCH');
    expect(preflight['tus-version']).toBe('1.0.0');
    await running!.close();
    const closed = await start({ allowWrites: false });
    const off = await create(closed, 10, { filename: 'roof.xml' });
    expect([off.status, (await problemOf(off)).code]).toEqual([403, 'FORBIDDEN']);
    expect((await fetch(`${closed}api/uploads/${'0'.repeat(32)}/status`)).status).toBe(403);
  });

  it('or make room for themselves by the oldest that is finished', async () => {
    const base = await start({ maxUploads: 2 });
    const [first, second] = [
      await sendUpload(base, designXml(), { filename: 'a.xml' }),
      await sendUpload(base, designXml(), { filename: 'b.xml' }),
    ];
    await settled(base, second.id);
    const third = await sendUpload(base, designXml(), { filename: 'c.xml' });
    await settled(base, third.id);
    expect((await fetch(`${first.url}/status`)).status).toBe(404);
    expect((await statusOf(base, second.id)).state).toBe('ready');
    const open = [await create(base, 10, { filename: 'd.xml' }), await create(base, 10, { filename: 'e.xml' })];
    expect(open.map(({ status }) => status)).toEqual([201, 201]);
    const full = await create(base, 10, { filename: 'f.xml' });
    expect([full.status, (await problemOf(full)).code]).toEqual([503, 'BUSY']);
  });
});
