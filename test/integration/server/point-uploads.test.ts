/** Point files sent to a server that really listens: indexed by a process of their own, measured, unlisted, ended, begun anew. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../server/config.ts';
import { type RunningServer, startServer } from '../../../server/serve.ts';
import { EMBANKMENT_AREA, earthworkLas } from '../../helpers/earthwork.ts';
import { buildLaz } from '../../helpers/laz-builder.ts';
import { sendUpload, settledUpload } from '../../helpers/send-upload.ts';

const TENGUN = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
const tengun = (...parameters: string[]) =>
  promisify(execFile)(process.execPath, [TENGUN, ...parameters, '--json'], { maxBuffer: 64 * 2 ** 20 });

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
  running = await startServer({
    storeDir: join(dir, 'store'),
    cacheDir: join(dir, 'cache'),
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    threads: 1,
    checkAnswers: true,
    ...overrides,
  });
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
});
