/** Several listening sockets of one server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer as createHttpServer, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../../server/serve.ts';
import { Acceptors } from '../../../server/upkeep/acceptors.ts';

const isLinux = process.platform === 'linux';

async function start(port: number) {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-acceptors-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const [storeDir, cacheDir] = [join(dir, 'store'), join(dir, 'cache')];
  const server = await startServer({ storeDir, cacheDir, port, host: '127.0.0.1', logLevel: 'silent', threads: 1 });
  onTestFinished(() => server.close());
  return server;
}

/** Whether a program that shares nothing may listen there. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

it('answers whichever socket has taken a connection, and leaves the port when it closes', async () => {
  const server = await start(0);
  const agent = new Agent({ keepAlive: true });
  const statuses = await Promise.all(
    Array.from(
      { length: 100 },
      () =>
        new Promise((resolve, reject) => {
          get(`${server.url}health/live`, { agent }, (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode));
          }).on('error', reject);
        }),
    ),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await isFree(server.port)).toBe(false);
  // the agent's connections are idle, and kept by the client: closing does not wait for them
  await server.close();
  expect(await isFree(server.port)).toBe(true);
  agent.destroy();
});

it('does not share a port with another server of its kind', async () => {
  const { port } = await start(0);
  await expect(start(port)).rejects.toThrow(/EADDRINUSE/);
});

it.runIf(isLinux)('takes more than one connection in a turn of the event loop', async () => {
  const server = createHttpServer((_request, response) => response.end());
  const acceptors = new Acceptors(server);
  const listening = { host: '127.0.0.1', port: 0, backlog: 1000 };
  server.listen(await acceptors.prepare(listening));
  await new Promise((resolve) => server.once('listening', resolve));
  await acceptors.open(listening);
  onTestFinished(() => {
    acceptors.stop();
    server.close();
    server.closeAllConnections();
  });
  const turns: number[] = [];
  let turn = 0;
  let isOver = false;
  server.on('connection', () => turns.push(turn));
  const count = () => {
    turn++;
    // what comes meanwhile waits for the next turn, all of it
    const until = performance.now() + 5;
    while (performance.now() < until);
    if (!isOver) setImmediate(count);
  };
  count();
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await Promise.all(
    Array.from(
      { length: 200 },
      () =>
        new Promise((resolve, reject) => {
          get({ port, agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
        }),
    ),
  );
  isOver = true;
  expect(turns).toHaveLength(200);
  expect(new Set(turns).size).toBeLessThan(100);
});
