/** The load's own client against Node's server: what it counts is what was sent. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { LightClient } from '../../helpers/load/light-client.ts';

type Answer = (response: ServerResponse) => unknown;

const ANSWERS: Record<string, Answer> = {
  '/sized': (response) => response.end('x'.repeat(1000)),
  '/large': (response) => response.end(Buffer.alloc(3_000_000)),
  '/empty': (response) => response.end(),
  '/none': (response) => response.writeHead(204).end(),
  '/same': (response) => response.writeHead(304).end(),
  '/last': (response) => response.writeHead(200, { connection: 'close', 'content-length': '3' }).end('bye'),
  '/wrong': (response) => response.writeHead(503, { 'content-length': '4' }).end('busy'),
  '/broken': (response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('abc');
    setTimeout(() => response.destroy(), 20);
  },
  '/chunks': async (response) => {
    for (const size of [1, 70_000, 3, 16]) {
      response.write('y'.repeat(size));
      await sleep(5);
    }
    response.end();
  },
};

async function start() {
  const opened: unknown[] = [];
  const asked: string[] = [];
  const server = createServer(async ({ url, method, headers }, response) => {
    asked.push(`${method} ${headers.host} ${headers['content-length'] ?? '-'}`);
    await ANSWERS[url ?? '']?.(response);
  });
  server.on('connection', (socket) => opened.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new LightClient(`http://127.0.0.1:${port}/`);
  onTestFinished(() => {
    client.close();
    server.close();
    server.closeAllConnections();
  });
  return { client, server, port, opened, asked };
}

it('counts what comes, on one connection for answers one after the other', async () => {
  const { client, opened } = await start();
  const expected: [string, string, number, number][] = [
    ['GET', '/sized', 200, 1000],
    ['HEAD', '/sized', 200, 0],
    ['GET', '/large', 200, 3_000_000],
    ['GET', '/empty', 200, 0],
    ['GET', '/none', 204, 0],
    ['GET', '/same', 304, 0],
    // four chunks with their sizes, and the end
    ['GET', '/chunks', 200, 1 + 70_000 + 3 + 16 + 4 * 4 + ('1' + '11170' + '3' + '10').length + 5],
    ['GET', '/wrong', 503, 4],
    ['GET', '/last', 200, 3],
  ];
  for (const [method, path, status, bodyBytes] of expected) {
    const answer = await client.ask({ method, path });
    expect({ path, status: answer.status, bodyBytes: answer.bodyBytes }).toEqual({ path, status, bodyBytes });
    expect(answer.ms).toBeGreaterThan(0);
    expect(answer.text).toBe(status === 503 ? 'busy' : '');
  }
  expect(opened).toHaveLength(1);
  await client.ask({ method: 'GET', path: '/sized' });
  expect(opened).toHaveLength(2);
});

it('sends a body, and asks on as many connections as it has questions', async () => {
  const { client, opened, asked, port } = await start();
  const body = JSON.stringify({ name: '点群' });
  await Promise.all(Array.from({ length: 5 }, () => client.ask({ method: 'POST', path: '/sized', body })));
  expect(opened).toHaveLength(5);
  expect(asked).toEqual(Array(5).fill(`POST 127.0.0.1:${port} ${Buffer.byteLength(body)}`));
});

it('tells a connection that breaks in an answer, and asks again on one that was closed while it was idle', async () => {
  const { client, server, opened } = await start();
  await expect(client.ask({ method: 'GET', path: '/broken' })).rejects.toThrow(/in the middle of an answer/);
  await client.ask({ method: 'GET', path: '/sized' });
  server.closeAllConnections();
  expect((await client.ask({ method: 'GET', path: '/sized' })).status).toBe(200);
  expect(opened).toHaveLength(3);
});
