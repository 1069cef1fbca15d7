/** Requests that one connection sends ahead: answered in order, each begun when the answer before it has been taken. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Connections } from '../../../../server/upkeep/connections.ts';

/** More than the system takes for a client that does not read. */
const ANSWER_BYTES = 16 * 2 ** 20;
const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: points.example\r\n\r\n`;

const server = createServer((request, response) =>
  connections.inTurn(request, response, () => begin(request.url!, response)),
);
const connections = new Connections(server, {
  stallTimeoutMs: 60_000,
  maxConnections: 100,
  maxConnectionsPerAddress: 0,
  graceMs: 1000,
});
let begun: string[];
function begin(path: string, response: ServerResponse): void {
  begun.push(path);
  response.end(path.startsWith('/large') ? Buffer.alloc(ANSWER_BYTES, path) : path);
}
beforeEach(async () => {
  begun = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
const until = (condition: () => boolean) => expect.poll(condition, { timeout: 20_000, interval: 10 }).toBe(true);
const open = () => connect((server.address() as AddressInfo).port, '127.0.0.1');

it('begins one answer for who takes nothing, and all in order for who does', async () => {
  const socket = open();
  socket.pause();
  const paths = ['/large/0', '/small/1', '/large/2', '/small/3', '/small/4'];
  socket.write(paths.map(ask).join(''));
  await until(() => connections.counts().answering === 5);
  await sleep(100);
  expect(begun).toEqual(['/large/0']);
  expect(connections.pendingBytes()).toBeLessThan(ANSWER_BYTES + 2 ** 16);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.resume();
  const received = () => Buffer.concat(parts).toString('latin1');
  await until(() => received().endsWith('/small/4'));
  expect(begun).toEqual(paths);
  const text = received();
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(5);
  expect(text.endsWith('/small/4')).toBe(true);
  socket.destroy();
});

it('never begins what waited on a connection that ended', async () => {
  const socket = open();
  socket.pause();
  socket.write(ask('/large/0') + ask('/small/1'));
  await until(() => connections.counts().answering === 2);
  socket.destroy();
  await until(() => connections.counts().open === 0);
  await sleep(50);
  expect(begun).toEqual(['/large/0']);
  expect(connections.counts()).toMatchObject({ open: 0, answering: 0 });
});

it('does not let one connection wait for another', async () => {
  const slow = open();
  slow.pause();
  slow.write(ask('/large/0') + ask('/small/1'));
  await until(() => connections.counts().answering === 2);
  const { port } = server.address() as AddressInfo;
  for (let i = 0; i < 3; i++)
    expect(await (await fetch(`http://127.0.0.1:${port}/small/${i}`)).text()).toBe(`/small/${i}`);
  expect(begun).toEqual(['/large/0', '/small/0', '/small/1', '/small/2']);
  slow.destroy();
});
