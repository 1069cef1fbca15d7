/** `tengun serve` as a process of its own, ended by signals: readiness first, then what runs comes to its end, exit code 0. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStore } from '#worker/store/store.ts';
import { publish } from '../../helpers/server-app.ts';
import { startServerProcess } from '../../helpers/server-process.ts';

// servers are started as processes
vi.setConfig({ testTimeout: 90_000 });

const SIZE = 24 * 2 ** 20;
const content = Buffer.alloc(SIZE, 'points of a large file ');
const FILE = 'api/collections/before/items/sheet/data.copc.laz';
let dir: string;
let storeDir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tengun-stopping-'));
  storeDir = join(dir, 'store');
  const file = join(dir, 'points');
  await writeFile(file, content);
  await publish(openStore(storeDir), file);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const start = (env: Record<string, string> = {}) =>
  startServerProcess(storeDir, {
    TENGUN_THREADS: '1',
    TENGUN_CACHE: join(dir, 'cache'),
    TENGUN_LOG_LEVEL: 'silent',
    ...env,
  });
const begin = (url: string, agent?: Agent, headers = {}) =>
  new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { headers, ...(agent ? { agent } : {}) }, resolve).on('error', reject),
  );
const whole = async (answer: IncomingMessage) => {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts);
};
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const readiness = async (url: string) => {
  const answer = await fetch(`${url}health/ready`, { headers: { connection: 'close' } });
  return { status: answer.status, body: (await answer.json()) as { details?: object; checks?: object } };
};

it('says that it goes, serves on while a proxy drains, lets a download end whole, and ends with 0', async () => {
  const server = await start({ TENGUN_DRAIN_MS: '5000' });
  const { url } = server;
  expect(await readiness(url)).toMatchObject({ status: 200, body: { checks: { state: 'running', store: 'ok' } } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const kept = await begin(`${url}health/live`, agent);
  await whole(kept);
  expect(kept.headers.connection).not.toBe('close');
  const download = await begin(url + FILE, undefined, { range: `bytes=7-${SIZE - 1}` });
  expect(download.statusCode).toBe(206);
  download.pause();
  process.kill(server.process.pid!, 'SIGTERM');
  await sleep(300);

  const drained = await readiness(url);
  expect(drained).toMatchObject({ status: 503, body: { code: 'BUSY', details: { state: 'stopping' } } });
  expect(JSON.stringify(drained.body)).not.toContain(dir);
  // requests that come nevertheless are answered, and their connections end
  const late = await begin(`${url}api/collections`, agent);
  expect([late.statusCode, late.headers.connection]).toEqual([200, 'close']);
  await whole(late);
  // nothing new is begun
  const execution = await fetch(`${url}api/processes/measure/execution`, {
    method: 'POST',
    body: '{"inputs":{}}',
    headers: { 'content-type': 'application/json' },
  });
  expect([execution.status, execution.headers.get('retry-after')]).toEqual([503, '5']);

  const isListening = () =>
    fetch(`${url}health/live`).then(
      () => true,
      () => false,
    );
  for (let i = 0; i < 300 && (await isListening()); i++) await sleep(50);
  expect(await isListening()).toBe(false);
  // long after listening has ended
  const received = await whole(download);
  expect(digest(received)).toBe(digest(content.subarray(7)));
  expect(await server.ended).toBe(0);
  agent.destroy();
});

it('cuts off what takes longer than the time of grace', async () => {
  const server = await start({ TENGUN_GRACE_MS: '400' });
  const download = await begin(server.url + FILE);
  download.pause();
  const broken = new Promise((resolve) => download.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code)));
  process.kill(server.process.pid!, 'SIGTERM');
  expect(await server.ended).toBe(0);
  download.resume();
  expect(await broken).toBe('ECONNRESET');
});

it('ends at once at the second signal', async () => {
  const server = await start({ TENGUN_DRAIN_MS: '600000' });
  process.kill(server.process.pid!, 'SIGTERM');
  await sleep(400);
  expect(await readiness(server.url)).toMatchObject({ status: 503 });
  process.kill(server.process.pid!, 'SIGTERM');
  expect(await server.ended).toBe(130);
});
