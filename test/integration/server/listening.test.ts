/** A server that really listens: what `inject` cannot show, such as slow readers, leaving clients and closing. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { get, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '#worker/store/store.ts';
import { type RunningServer, startServer } from '../../../server/serve.ts';
import { publish } from '../../helpers/server-app.ts';

const SIZE = 24 * 1024 * 1024;
const content = Buffer.alloc(SIZE, 'points of a large file ');
const path = 'api/collections/before/items/sheet/data.copc.laz';
let storeDir: string;
let running: RunningServer[] = [];

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-listening-'));
  storeDir = join(dir, 'store');
  const file = join(dir, 'points');
  await writeFile(file, content);
  await publish(openStore(storeDir), file);
  await rm(file);
  return () => rm(dir, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()));
  running = [];
});

async function start(): Promise<RunningServer> {
  const cacheDir = join(storeDir, '..', 'cache');
  const server = await startServer({ storeDir, cacheDir, port: 0, host: '127.0.0.1', logLevel: 'silent', threads: 1 });
  running.push(server);
  return server;
}

/** Files of the store that this process holds open. */
async function openFiles(): Promise<number> {
  const { readlink } = await import('node:fs/promises');
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return links.filter((link) => link.endsWith('data.copc.laz')).length;
}

async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe('a listening server', () => {
  it('streams a large file whole, and its parts make the same whole', async () => {
    const { url } = await start();
    const whole = Buffer.from(await (await fetch(url + path)).arrayBuffer());
    expect(createHash('sha256').update(whole).digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
    const half = SIZE / 2 + 7;
    const ranges = [`bytes=0-${half - 1}`, `bytes=${half}-`];
    const parts = await Promise.all(ranges.map((range) => fetch(url + path, { headers: { range } })));
    expect(parts.map(({ status }) => status)).toEqual([206, 206]);
    const bytes = await Promise.all(parts.map(async (part) => Buffer.from(await part.arrayBuffer())));
    expect(Buffer.concat(bytes).equals(content)).toBe(true);
  });

  it('says in the links where it was asked', async () => {
    const { url } = await start();
    const { links } = (await (await fetch(`${url}api/collections`)).json()) as { links: { href: string }[] };
    expect(links[0]!.href).toBe(`${url}api/collections`);
  });

  it('closes the file when a client leaves in the middle', async () => {
    const { url } = await start();
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) => get(url + path, resolve));
    response.pause();
    expect(await until(async () => (await openFiles()) === 1)).toBe(true);
    response.destroy();
    expect(await until(async () => (await openFiles()) === 0)).toBe(true);
    expect((await fetch(`${url}health/live`)).status).toBe(200);
  });

  it('holds little of a file in memory for a client that does not read', async () => {
    const { url } = await start();
    const before = process.memoryUsage().arrayBuffers;
    const responses = await Promise.all(
      Array.from(
        { length: 4 },
        () => new Promise<import('node:http').IncomingMessage>((resolve) => get(url + path, resolve)),
      ),
    );
    for (const response of responses) response.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const grown = process.memoryUsage().arrayBuffers - before;
    for (const response of responses) response.destroy();
    // four files are 96 MiB; each stream may hold a few pieces of 256 KiB and what the sockets take
    expect(grown).toBeLessThan(SIZE);
  });

  it('lets a running download end before it closes, and takes no new connection', async () => {
    const server = await start();
    const response = await fetch(server.url + path, { headers: { connection: 'close' } });
    const reader = response.body!.getReader();
    let received = (await reader.read()).value!.length;
    const closing = server.close();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) received += piece.value.length;
    expect(received).toBe(SIZE);
    await closing;
    await expect(fetch(server.url)).rejects.toThrow();
    running = [];
  });

  it('answers requests that are not HTTP with a problem', async () => {
    const { port } = await start();
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('this is no HTTP\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });

  it('answers a header that is too large with 431', async () => {
    const { port } = await start();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path: '/api', headers: { 'x-large': 'x'.repeat(40_000) } });
      asked.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(431);
  });

  it('fails to start where the port is taken, and says so', async () => {
    const { port } = await start();
    await expect(startServer({ storeDir, port, host: '127.0.0.1', logLevel: 'silent' })).rejects.toThrow(/EADDRINUSE/);
  });

  it('reads its configuration from the environment', async () => {
    process.env.TENGUN_BASE_URL = 'https://points.example/tengun/';
    onTestFinished(() => {
      delete process.env.TENGUN_BASE_URL;
    });
    const server = await start();
    expect(server.url).toBe('https://points.example/tengun/');
    const landing = (await (await fetch(`http://127.0.0.1:${server.port}/api`)).json()) as {
      links: { href: string }[];
    };
    expect(landing.links[0]!.href).toBe('https://points.example/tengun/api');
  });
});
