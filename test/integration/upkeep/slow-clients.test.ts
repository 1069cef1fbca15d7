/** Clients that send or read slowly, by plain sockets: they are ended, they cost little, and nobody else notices. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { openStore } from '#worker/store/store.ts';
import type { Config } from '../../../server/config.ts';
import { type RunningServer, startServer } from '../../../server/serve.ts';
import { publish } from '../../helpers/server-app.ts';

const SIZE = 24 * 2 ** 20;
const PATH = '/api/collections/before/items/sheet/data.copc.laz';
let storeDir: string;
let server: RunningServer;
beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-slow-'));
  storeDir = join(dir, 'store');
  const file = join(dir, 'points');
  await writeFile(file, Buffer.alloc(SIZE, 'points'));
  await publish(openStore(storeDir), file);
  return () => rm(dir, { recursive: true, force: true });
});
afterEach(() => server.close());

async function start(overrides: Partial<Config>): Promise<void> {
  const cacheDir = join(storeDir, '..', 'cache');
  const own = { storeDir, cacheDir, port: 0, host: '127.0.0.1', logLevel: 'silent', threads: 1 } as const;
  server = await startServer({ ...own, ...overrides });
}

interface Client {
  readonly socket: Socket;
  /** Milliseconds until the connection ended, and what had come by then. */
  readonly ended: Promise<{ readonly ms: number; readonly text: string }>;
}

function client(): Client {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  const began = performance.now();
  let text = '';
  socket.on('data', (part: Buffer) => {
    if (text.length < 10_000) text += part.toString('latin1');
  });
  socket.on('error', () => undefined);
  const ended = new Promise<{ ms: number; text: string }>((resolve) => {
    socket.once('close', () => resolve({ ms: performance.now() - began, text }));
  });
  return { socket, ended };
}
const metric = async (name: string) => {
  const text = await (await fetch(`${server.url}metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
const ask = `GET ${PATH} HTTP/1.1\r\nHost: points.example\r\n\r\n`;

it('ends those that send their header fields drop by drop', async () => {
  await start({ headersTimeoutMs: 600 });
  const slow = Array.from({ length: 20 }, () => client());
  for (const { socket } of slow) socket.write('GET /api HTTP/1.1\r\nHost: points.example\r\n');
  const dripping = setInterval(() => {
    for (const { socket } of slow) if (!socket.destroyed) socket.write('X-More: and more\r\n');
  }, 100);
  expect((await fetch(`${server.url}health/live`)).status).toBe(200);
  const ends = await Promise.all(slow.map(({ ended }) => ended));
  clearInterval(dripping);
  for (const { ms, text } of ends) {
    expect(ms).toBeGreaterThan(500);
    expect(ms).toBeLessThan(10_000);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  }
});

it('ends those that take nothing of their answer, and counts them; little is held for them meanwhile', async () => {
  await start({ stallTimeoutMs: 1500 });
  const slow = Array.from({ length: 10 }, () => client());
  for (const { socket } of slow) {
    socket.pause();
    socket.write(ask);
  }
  await sleep(700);
  expect(await metric('tengun_answers_running')).toBeGreaterThanOrEqual(10);
  expect(await metric('tengun_answers_pending_bytes')).toBeLessThan(10 * 2 ** 20);
  expect((await fetch(`${server.url}health/live`)).status).toBe(200);
  for (let i = 0; i < 100 && (await metric('tengun_connections_stalled_total')) < 10; i++) await sleep(100);
  expect(await metric('tengun_connections_stalled_total')).toBe(10);
  expect(await metric('tengun_answers_pending_bytes')).toBe(0);
  for (const { socket } of slow) socket.resume();
  await Promise.all(slow.map(({ ended }) => ended));
});

it('ends one that asks for hundreds of files ahead and reads none, before they are opened', async () => {
  await start({});
  const before = process.memoryUsage().arrayBuffers;
  const { socket } = client();
  socket.pause();
  socket.write(ask.repeat(400));
  for (let i = 0; i < 100 && (await metric('tengun_connections_refused_total')) === 0; i++) await sleep(50);
  expect(await metric('tengun_connections_refused_total')).toBe(1);
  // 400 pieces of 256 KiB would be 100 MiB
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 2 ** 20);
  for (let i = 0; i < 100 && (await metric('tengun_answers_running')) > 1; i++) await sleep(50);
  expect(await metric('tengun_answers_running')).toBe(1);
  socket.destroy();
});

it('lets those that read slowly have all of it', async () => {
  await start({ stallTimeoutMs: 600 });
  const { socket, ended } = client();
  let received = 0;
  socket.on('data', (part: Buffer) => {
    received += part.length;
    // some megabytes a second, with pauses shorter than the time-out
    socket.pause();
    setTimeout(() => socket.resume(), 2);
  });
  socket.write(ask.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await ended;
  expect(received).toBeGreaterThan(SIZE);
  expect(await metric('tengun_connections_stalled_total')).toBe(0);
});

it('does not end a client that waits for a long answer', async () => {
  await start({ stallTimeoutMs: 500, allowWrites: true });
  const { socket, ended } = client();
  // the store is asked of a thread that has to start: silence of our own making
  const inputs = {
    inputs: { surfaces: [{ collection: 'before' }], crs: 'EPSG:6676', kind: 'point', vertices: [[0, 0]] },
  };
  const body = JSON.stringify(inputs);
  socket.write(
    `POST /api/processes/measure/execution HTTP/1.1\r\nHost: points.example\r\nContent-Type: application/json\r\n` +
      `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect((await ended).text).toMatch(/^HTTP\/1\.1 [24]\d\d /);
  expect(await metric('tengun_connections_stalled_total')).toBe(0);
});

it('takes so many connections from one address, and answers those it has', async () => {
  await start({ maxConnectionsPerAddress: 5 });
  const first = Array.from({ length: 4 }, () => client());
  await Promise.all(first.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  await sleep(100);
  const more = Array.from({ length: 10 }, () => client());
  await Promise.all(more.slice(1).map(({ ended }) => ended));
  const { socket, ended } = first[0]!;
  socket.write('GET /health/live HTTP/1.1\r\nHost: points.example\r\nConnection: close\r\n\r\n');
  expect((await ended).text).toMatch(/^HTTP\/1\.1 200 /);
  for (const { socket: other } of [...first, ...more]) other.destroy();
  await sleep(100);
  expect(await metric('tengun_connections_refused_total')).toBe(9);
});

it('takes so many connections in all, wherever they were taken', async () => {
  await start({ maxConnections: 20 });
  const all = Array.from({ length: 60 }, () => client());
  let ended = 0;
  for (const one of all) void one.ended.then(() => ended++);
  await expect.poll(() => ended, { timeout: 20_000 }).toBe(40);
  await sleep(200);
  expect(ended).toBe(40);
  for (const { socket } of all) socket.destroy();
  await sleep(100);
  expect(await metric('tengun_connections_refused_total')).toBe(40);
});

it('counts those of `localhost` too, by whichever address they come', async () => {
  await start({ host: 'localhost', maxConnections: 3 });
  expect(server.url).toContain('//localhost:');
  expect((await fetch(`${server.url}health/live`)).status).toBe(200);
  const hosts = ['127.0.0.1', '::1'];
  const opened = hosts.flatMap((host) => Array.from({ length: 10 }, () => connect({ port: server.port, host })));
  let ended = 0;
  for (const socket of opened) {
    socket.on('error', () => undefined);
    socket.once('close', () => ended++);
  }
  await expect.poll(() => ended, { timeout: 20_000 }).toBeGreaterThanOrEqual(17);
  for (const socket of opened) socket.destroy();
});
