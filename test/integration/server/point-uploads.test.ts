/** Point files sent to a server that really listens: indexed by a process of their own, measured, unlisted, ended, begun anew. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { openStore } from '#worker/store/store.ts';
import type { Config } from '../../../server/config.ts';
import type { RunningServer } from '../../../server/serve.ts';
import { buildLas, randomPoints } from '../../helpers/las-builder.ts';
import { buildLaz } from '../../helpers/laz-builder.ts';
import { createUpload, sendUpload, settledUpload, uploadUntil } from '../../helpers/send-upload.ts';
import { startUploadServer } from '../../helpers/upload-server.ts';
import { buildZip } from '../../helpers/zip.ts';

const TENGUN = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
const tengun = (...parameters: string[]) =>
  promisify(execFile)(process.execPath, [TENGUN, ...parameters, '--json'], { maxBuffer: 64 * 2 ** 20 });

/** Uneven ground of 400 × 300 m around the earthwork's place; zone 8 where a system is said. */
const cloud = (points: number, wkt: string | null = ZONE_8.wkt): Buffer =>
  Buffer.from(buildLas(randomPoints(points, { format: 7, seed: 9 }), { format: 7, ...(wkt === null ? {} : { wkt }) }));
const ZONE_8 = crsFromCode('EPSG:6676');
const SMALL = cloud(4000);

let dir: string;
let running: RunningServer | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tengun-points-'));
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

async function volume(base: string, inputs: object) {
  const answer = await fetch(`${base}api/processes/cut-fill-volume/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { cutM3: number; fillM3: number };
}

const jsonOf = async (base: string, path: string) => await (await fetch(`${base}${path}`)).json();
const statusCode = async (base: string, path: string) => (await fetch(`${base}${path}`)).status;
const remove = (url: string) => fetch(url, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });

/** Names in a folder of the uploads; none when it is not there. */
const left = (name: string) => readdir(join(dir, 'store', '.uploads', name)).catch(() => [] as string[]);

/** Index processes that a process has started. */
function indexers(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      const isIndexer = readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('index-process-child');
      return isChild && isIndexer ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** A result without what the collection's name changes. */
function sameNames(result: object, collection: string): unknown {
  const text = JSON.stringify(result).replaceAll(collection, 'COLLECTION');
  return JSON.parse(text.replace(/[0-9a-f]{64}/g, 'HASH').replace(/127\.0\.0\.1:\d+/g, 'HOST'));
}

describe('an uploaded point file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tengun-points-scene-'));
    await tengun('scene', '--seed', '1', '--out', join(folder, 'scene'), '--points', '200000');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is measured with the digits of the same file indexed by the command line', async () => {
    const storeDir = join(dir, 'store');
    const file = (epoch: string) => join(folder, 'scene', epoch, '08NF2330.laz');
    for (const epoch of ['before', 'after']) {
      const las = await readFile(file(epoch).replace(/laz$/, 'las'));
      await writeFile(file(epoch), buildLaz(las, { chunkPoints: [50_000] }));
    }
    for (const epoch of ['before', 'after'])
      await tengun('index', file(epoch), '--collection', epoch, '--store', storeDir);
    const base = await start();
    const { id } = await sendUpload(base, await readFile(file('after')), { filename: '08NF2330.laz', use: 'points' });
    const status = await settledUpload(base, id);
    expect(status).toMatchObject({
      state: 'ready',
      use: 'points',
      points: { collection: `upload-${id}`, rejected: [] },
    });
    const { changes } = JSON.parse(await readFile(join(folder, 'scene', 'truth.json'), 'utf8'));
    const { outline } = changes[0];
    for (const method of ['grid', 'tin']) {
      const inputs = { area: outline, crs: 'EPSG:6676', existing: { collection: 'before', classes: [2] }, method };
      const byCli = await volume(base, { ...inputs, compared: { collection: 'after', classes: [2] } });
      const own = await volume(base, { ...inputs, compared: { collection: `upload-${id}`, classes: [2] } });
      expect(byCli.fillM3 + byCli.cutM3).toBeGreaterThan(100);
      expect(sameNames(own, `upload-${id}`)).toEqual(sameNames(byCli, 'after'));
    }
  });

  it('is listed nowhere, and opens for who knows its id', async () => {
    const base = await start({ requestsPerMinute: 0 });
    const { id } = await sendUpload(base, SMALL, { filename: '秘密の現場.las' });
    expect((await settledUpload(base, id)).state).toBe('ready');
    const collection = `upload-${id}`;
    // every address without a variable part
    const { paths } = (await jsonOf(base, 'api/openapi.json')) as { paths: Record<string, { get?: object }> };
    const open = Object.keys(paths).filter((path) => paths[path]!.get && !path.includes('{'));
    expect(open.length).toBeGreaterThan(15);
    const told = [
      ...open,
      '/api/collections?limit=100',
      '/api/sheets?detail=cells',
      `/api/sheets?collections=${collection}`,
    ].concat([`/api/search?collections=${collection}`, '/api/search?limit=1000', '/', '/catalog']);
    for (const path of told) {
      const text = await (await fetch(new URL(path, base))).text();
      expect(text.replaceAll(encodeURIComponent(collection), collection), path).not.toMatch(
        new RegExp(`"[^"?]*${id}[^"?]*"|秘密の現場`),
      );
    }
    const found = await fetch(`${base}api/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ collections: [collection] }),
    });
    expect(await found.json()).toMatchObject({ features: [], numberMatched: 0 });
    expect(await jsonOf(base, 'api/sheets')).toMatchObject({ matched: 0, points: 0 });
    expect(await jsonOf(base, 'api/collections')).toMatchObject({ collections: [] });
    expect(await jsonOf(base, 'api/scene')).toMatchObject({ collections: [] });
    expect(await readFile(join(dir, 'store', 'catalog.json'), 'utf8').catch(() => '')).not.toContain(id);

    const at = `api/collections/${collection}`;
    expect(await jsonOf(base, at)).toMatchObject({ title: '秘密の現場.las', 'tengun:visibility': 'unlisted' });
    const scene = (await jsonOf(base, `api/scene?collections=nowhere,${collection}`)) as {
      collections: { collection: { id: string }; facts: object }[];
    };
    expect(scene).toMatchObject({ collections: [{ collection: { id: collection } }], missing: ['nowhere'] });
    expect(scene.collections[0]!.facts).not.toBeNull();
    const { features } = (await jsonOf(base, `${at}/items`)) as { features: { id: string }[] };
    expect(features).toHaveLength(1);
    for (const path of [
      '/3dtiles/tileset.json',
      '/3dtiles-local/tileset.json',
      `/items/${features[0]!.id}`,
      '/report',
    ]) {
      expect(await statusCode(base, `${at}${path}`), path).toBe(200);
    }
    expect(await statusCode(base, `api/collections/upload-${'0'.repeat(32)}`)).toBe(404);
  });

  it('takes the system that is said with it; without any it is refused in words', async () => {
    const base = await start();
    const bytes = cloud(2000, null);
    const none = await sendUpload(base, bytes, { filename: 'no-crs.las' });
    expect(await settledUpload(base, none.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'CRS', message: expect.stringContaining('no CRS record') },
    });
    expect(await statusCode(base, `api/collections/upload-${none.id}`)).toBe(404);
    const { id } = await sendUpload(base, bytes, {
      filename: 'no-crs.las',
      crs: 'EPSG:6676',
      verticalDatum: 'JGD2011',
      datetime: '2024-05-01',
    });
    expect((await settledUpload(base, id)).state).toBe('ready');
    expect(await jsonOf(base, `api/collections/upload-${id}`)).toMatchObject({
      'tengun:crs': 'EPSG:6676',
      'tengun:vertical_datum': 'JGD2011',
      extent: { temporal: { interval: [[expect.stringMatching(/^2024-05-01/), expect.anything()]] } },
    });
    for (const [name, value] of [
      ['crs', 'EPSG:0'],
      ['datetime', '../2024-01-01'],
      ['accuracyM', 'good'],
    ] as const) {
      const wrong = await createUpload(base, 10, { filename: 'a.las', [name]: value });
      expect([name, wrong.status]).toEqual([name, 400]);
    }
  });

  it('goes on where it was interrupted', async () => {
    const base = await start();
    const { Upload } = await import('tus-js-client');
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(SMALL, {
        endpoint: `${base}api/uploads`,
        chunkSize: 40_000,
        retryDelays: null,
        metadata: { filename: 'cloud.las', use: 'points' },
        onError: reject,
        onChunkComplete: () => void upload.abort().then(() => resolve(upload.url!)),
      });
      upload.start();
    });
    const half = await fetch(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
    expect(Number(half.headers.get('upload-offset'))).toBe(40_000);
    expect((await jsonOf(base, `api/uploads/${url.slice(-32)}/status`)) as object).toMatchObject({
      state: 'receiving',
    });
    // the server starts again in between
    await running!.close();
    const again = await start();
    const { id } = await sendUpload(again, SMALL, {}, { uploadUrl: `${again}api/uploads/${url.slice(-32)}` });
    expect(await settledUpload(again, id)).toMatchObject({ state: 'ready', points: { pointCount: 4000 } });
  });

  it('that cannot be read fails with the reason, and leaves nothing', async () => {
    const base = await start({ uploadPoints: 5000, threads: 1 });
    const laz = Buffer.from(buildLaz(SMALL, { chunkPoints: [1000] }));
    const damaged = laz.subarray(0, Math.floor(laz.length * 0.6));
    const promising = Buffer.from(SMALL);
    promising.writeBigUInt64LE(4_000_000_000_000n, 247);
    const cases = [
      ['text.las', Buffer.from('this is no point cloud '.repeat(40)), 'FORMAT', /LASF/],
      ['cut.las', SMALL.subarray(0, SMALL.length / 2), 'FORMAT', /promises 4000 points/],
      ['promising.las', promising, 'FORMAT', /promises 4000000000000 points/],
      ['damaged.laz', damaged, 'FORMAT', /./],
      ['many.las', cloud(5001), 'LIMIT', /at most 5000 points, the file promises 5001/],
      ['empty.las', Buffer.from('LASF'), 'FORMAT', /./],
    ] as const;
    for (const [filename, bytes, code, message] of cases) {
      const { id } = await sendUpload(base, bytes, { filename });
      const status = await settledUpload(base, id);
      expect([filename, status.state, status.problem?.code]).toEqual([filename, 'failed', code]);
      expect(status.problem?.message).toMatch(message);
      expect(await statusCode(base, `api/collections/upload-${id}`)).toBe(404);
    }
    const { jobs } = (await jsonOf(base, 'api/jobs')) as { jobs: { jobID: string; message: string; status: string }[] };
    expect(new Set(jobs.map(({ status }) => status))).toEqual(new Set(['failed']));
    expect(jobs[0]).toMatchObject({ processID: 'index', message: 'failed: FORMAT' });
    expect(await jsonOf(base, `api/jobs/${jobs[0]!.jobID}/results`)).toMatchObject({ status: 422, code: 'FORMAT' });
    await expect.poll(() => left('stage')).toEqual([]);
    await expect.poll(() => left('incoming')).toEqual([]);
    expect(indexers(process.pid)).toEqual([]);
  });

  it('may be a zip: what can be read of it becomes one collection, the rest is told; bombs are not unpacked', async () => {
    const base = await start({ uploadBytes: 3_000_000 });
    const zip = (entries: Parameters<typeof buildZip>[0]) => Buffer.from(buildZip(entries));
    const laz = buildLaz(SMALL, { chunkPoints: [1000] });
    const bytes = zip([
      { name: 'LP/a.laz', bytes: laz, deflate: true },
      { name: 'LP/b.las', bytes: Buffer.from('broken') },
      { name: 'readme.txt', bytes: Buffer.from('words') },
    ]);
    const { id } = await sendUpload(base, bytes, { filename: 'delivery.zip', use: 'points' });
    expect(await settledUpload(base, id)).toMatchObject({
      state: 'ready',
      points: { pointCount: 4000, rejected: [{ source: 'b.las', code: 'FORMAT' }] },
    });
    const bomb = zip([{ name: 'a.las', bytes: Buffer.alloc(4_000_000), deflate: true }]);
    expect(bomb.length).toBeLessThan(100_000);
    const second = await sendUpload(base, bomb, { filename: 'bomb.zip', use: 'points' });
    expect(await settledUpload(base, second.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'LIMIT', message: expect.stringContaining('3000000 bytes unpacked') },
    });
    const nothing = await sendUpload(base, zip([{ name: 'a.txt', bytes: SMALL }]), {
      filename: 'a.zip',
      use: 'points',
    });
    expect(await settledUpload(base, nothing.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'INVALID_INPUT' },
    });
  });

  it('is deleted with its upload, and when newer ones need its place', async () => {
    const base = await start({ maxUploads: 2 });
    const first = await sendUpload(base, SMALL, { filename: 'first.las' });
    await settledUpload(base, first.id);
    const at = `api/collections/upload-${first.id}`;
    const data = `${at}/items/first/data.copc.laz`;
    const tiles = (await jsonOf(base, `api/scene?collections=upload-${first.id}`)) as {
      collections: { facts: { first: string[] } }[];
    };
    const node = tiles.collections[0]!.facts.first[0]!;
    expect([await statusCode(base, data), await statusCode(base, node.replace(/^\//, ''))]).toEqual([200, 200]);
    for (const filename of ['second.las', 'third.las']) {
      await settledUpload(base, (await sendUpload(base, SMALL, { filename })).id);
    }
    // the oldest has made room
    expect(await statusCode(base, at)).toBe(404);
    expect([await statusCode(base, data), await statusCode(base, node.replace(/^\//, ''))]).toEqual([404, 404]);
    expect(existsSync(join(dir, 'store', `upload-${first.id}`))).toBe(false);
    const { id, url } = await sendUpload(base, SMALL, { filename: 'fourth.las' });
    await settledUpload(base, id);
    // what is made of it goes with it, and may not be put where others look
    const classify = async (more: object) =>
      await fetch(`${base}api/processes/classify-ground/execution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ inputs: { collection: `upload-${id}`, item: 'fourth', ...more } }),
      });
    expect((await classify({ targetCollection: 'everybody' })).status).toBe(400);
    expect(await (await classify({})).json()).toMatchObject({ collection: `upload-${id}-ground` });
    expect(await jsonOf(base, `api/collections/upload-${id}-ground`)).toMatchObject({
      'tengun:visibility': 'unlisted',
    });
    expect((await remove(url)).status).toBe(204);
    expect(await statusCode(base, `api/collections/upload-${id}`)).toBe(404);
    expect(await statusCode(base, `api/collections/upload-${id}-ground`)).toBe(404);
    expect(await readdir(join(dir, 'store', '.reports'))).not.toContain(`upload-${id}.json`);
    expect(await statusCode(base, `api/uploads/${id}/status`)).toBe(404);
    expect(await readdir(join(dir, 'store', '.drafts'))).toEqual([]);
  });

  it('is one of several that may take a number of bytes together', async () => {
    const base = await start({ uploadTotalBytes: 2.5 * SMALL.length });
    const sent: string[] = [];
    for (const filename of ['first.las', 'second.las', 'third.las']) {
      const { id } = await sendUpload(base, SMALL, { filename });
      await settledUpload(base, id);
      sent.push(id);
    }
    const there = await Promise.all(sent.map((id) => statusCode(base, `api/collections/upload-${id}`)));
    expect(there).toEqual([404, 200, 200]);
    const large = await createUpload(base, 3 * SMALL.length, { filename: 'large.las' });
    expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('bytes together')]);
  });

  it('is refused when the disk has no room, its kind is another, its page is foreign, or writing is off', async () => {
    const base = await start({ uploadBytes: 2 ** 40 });
    const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
    const large = await createUpload(base, 2 ** 40 - 1, { filename: 'a.laz' });
    expect(await codeOf(large)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const kind = await createUpload(base, 10, { filename: 'roof.xml', use: 'points' });
    expect(await codeOf(kind)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const use = await createUpload(base, 10, { filename: 'cloud.laz', use: 'surface' });
    expect(await codeOf(use)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const origin = { origin: 'https://elsewhere.example' };
    expect(await codeOf(await createUpload(base, 10, { filename: 'a.laz' }, origin))).toEqual([403, 'FORBIDDEN']);
    const { id, url } = await sendUpload(base, SMALL, { filename: 'a.las' });
    await settledUpload(base, id);
    const headers = { 'tus-resumable': '1.0.0', ...origin };
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(403);
    const { jobs } = (await jsonOf(base, 'api/jobs')) as { jobs: { jobID: string }[] };
    expect(jobs).toHaveLength(1);
    expect((await fetch(`${base}api/jobs/${jobs[0]!.jobID}`, { method: 'DELETE', headers })).status).toBe(403);
    expect(await statusCode(base, `api/collections/upload-${id}`)).toBe(200);
    await running!.close();
    const closed = await start({ allowWrites: false });
    expect(await codeOf(await createUpload(closed, 10, { filename: 'a.laz' }))).toEqual([403, 'FORBIDDEN']);
    expect((await remove(`${closed}api/uploads/${id}`)).status).toBe(403);
    // what is there stays readable
    expect(await statusCode(closed, `api/collections/upload-${id}`)).toBe(200);
  });
});

describe('indexing an upload', () => {
  let large: Buffer;
  beforeAll(() => {
    large = cloud(400_000);
  });
  const begun = (base: string, id: string) => uploadUntil(base, id, ({ indexing }) => indexing?.phase !== undefined);

  it('is a job with percent, rate and time left; others wait in line; stopping it deletes the upload', async () => {
    const base = await start();
    const first = await sendUpload(base, large, { filename: 'large.las' });
    const second = await sendUpload(base, SMALL, { filename: 'small.las' });
    const working = await uploadUntil(base, first.id, ({ indexing }) => (indexing?.pointsPerSecond ?? 0) > 0);
    expect(working).toMatchObject({
      state: 'parsing',
      indexing: { job: expect.any(String), ahead: 0, phase: expect.any(String), percent: expect.any(Number) },
    });
    expect(working.indexing).toHaveProperty('secondsLeft');
    expect((await uploadUntil(base, second.id, () => true)).indexing).toEqual({ ahead: 1, job: expect.any(String) });
    // one that only waits can be deleted without waiting
    const third = await sendUpload(base, SMALL, { filename: 'third.las' });
    expect((await uploadUntil(base, third.id, () => true)).indexing?.ahead).toBe(2);
    expect((await remove(third.url)).status).toBe(204);
    expect(await uploadUntil(base, first.id, () => true)).toMatchObject({ state: 'parsing' });
    const { jobs } = (await jsonOf(base, 'api/jobs')) as { jobs: { jobID: string; status: string; message: string }[] };
    expect(jobs.map(({ status }) => status)).toEqual(['dismissed', 'accepted', 'running']);
    const [, waits, runs] = jobs.map(({ jobID }) => jobID);
    expect(runs).toBe(working.indexing!.job);
    expect(jobs[2]!.message).toMatch(/^\w+ \d+ %, [\d.]+ M points, [\d.]+ M\/s/);
    // others behind the same address see jobs, not what opens the points
    expect(JSON.stringify(jobs)).not.toMatch(new RegExp(`large|small|third|${first.id}|${second.id}`));
    expect(indexers(process.pid)).toHaveLength(1);
    const stopped = await fetch(`${base}api/jobs/${runs}`, { method: 'DELETE' });
    expect(await stopped.json()).toMatchObject({ status: 'dismissed' });
    expect(await statusCode(base, `api/uploads/${first.id}/status`)).toBe(404);
    expect(await statusCode(base, `api/collections/upload-${first.id}`)).toBe(404);
    expect(await settledUpload(base, second.id)).toMatchObject({ state: 'ready' });
    expect(await jsonOf(base, `api/jobs/${waits}`)).toMatchObject({ status: 'successful', progress: 100 });
    expect(await jsonOf(base, `api/jobs/${waits}/results`)).toEqual({ state: 'ready' });
    await expect.poll(() => left('stage')).toEqual([]);
    expect(indexers(process.pid)).toEqual([]);
  });

  it('ends at once when the upload is deleted, and nothing of it is left', async () => {
    const base = await start();
    const { id, url } = await sendUpload(base, large, { filename: 'large.las' });
    const { indexing } = await begun(base, id);
    expect((await remove(url)).status).toBe(204);
    expect(indexers(process.pid)).toEqual([]);
    expect([await left('stage'), await left('incoming')]).toEqual([[], []]);
    expect((await readdir(join(dir, 'store'))).filter((name) => name.startsWith('upload-'))).toEqual([]);
    expect(await jsonOf(base, `api/jobs/${indexing!.job}`)).toMatchObject({ status: 'dismissed' });
  });

  it('has a time, and a process whose death is told and harms nobody', async () => {
    const base = await start({ indexMs: 1500 });
    const late = await sendUpload(base, cloud(900_000), { filename: 'late.las' });
    expect(await settledUpload(base, late.id)).toMatchObject({ state: 'failed', problem: { code: 'TIMEOUT' } });
    await running!.close();
    const again = await start();
    const { id } = await sendUpload(again, large, { filename: 'large.las' });
    await begun(again, id);
    process.kill(indexers(process.pid)[0]!, 'SIGKILL');
    expect(await settledUpload(again, id)).toMatchObject({ state: 'failed', problem: { code: 'INTERNAL' } });
    const next = await sendUpload(again, SMALL, { filename: 'small.las' });
    expect(await settledUpload(again, next.id)).toMatchObject({ state: 'ready' });
  });

  it('is begun again by a server that was killed in the middle; nothing half done is seen', async () => {
    const storeDir = join(dir, 'store');
    const killed = await serveProcess(storeDir);
    const { id } = await sendUpload(killed.url, large, { filename: 'large.las' });
    await begun(killed.url, id);
    const children = indexers(killed.pid);
    expect(children).toHaveLength(1);
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    // the indexer ends with its server
    await expect.poll(() => existsSync(`/proc/${children[0]}`), { timeout: 10_000 }).toBe(false);
    expect((await readdir(storeDir)).filter((name) => name.startsWith('upload-'))).toEqual([]);
    expect(await openStore(storeDir).listCollections()).toEqual([]);
    const base = await start();
    expect(await settledUpload(base, id)).toMatchObject({ state: 'ready', points: { pointCount: 400_000 } });
    await expect.poll(() => left('stage')).toEqual([]);
    await expect.poll(() => left('incoming')).toEqual([]);
  });
});

/** The server as a process of its own. */
async function serveProcess(storeDir: string): Promise<{ url: string; pid: number; ended: Promise<void> }> {
  const main = join(import.meta.dirname, '..', '..', '..', 'server', 'cli', 'main.ts');
  const env = { ...process.env, TENGUN_HOST: '127.0.0.1', TENGUN_PORT: '0', TENGUN_CACHE: join(dir, 'cache') };
  const child = spawn(process.execPath, [main, 'serve', '--store', storeDir], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (found) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(`the server ended: ${text}`)));
  });
  return { url, pid: child.pid!, ended };
}
