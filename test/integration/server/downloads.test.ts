import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DownloadCounter } from '#worker/counts/download-counts.ts';
import { EMBANKMENT_AREA } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import { publish, type TestServer } from '../../helpers/server-app.ts';

const run = promisify(execFile);
const LARGE_BYTES = 24 * 2 ** 20;
const COLLECTION = '/api/collections/before';
const ITEM = '08NF2331-2019';
const DATA = `${COLLECTION}/items/${ITEM}/data.copc.laz`;
const inputs = { area: EMBANKMENT_AREA, crs: 'EPSG:6676', collection: 'before' };

let server: TestServer;
let size: number;
let etag: string;

beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
  const head = await server.app.inject({ method: 'HEAD', url: DATA });
  size = Number(head.headers['content-length']);
  etag = String(head.headers.etag);
});
afterAll(() => server.close());

interface Downloads {
  readonly since: string | null;
  readonly total: number;
  readonly kinds: Record<string, number>;
  readonly items: Record<string, number>;
}
const counts = async (cid = 'before') =>
  (await server.app.inject(`/api/collections/${cid}/downloads`)).json() as Downloads;
const take = (headers: Record<string, string> = {}, url = DATA) => server.app.inject({ url, headers });
/** How many a request adds. */
async function added(work: () => Promise<unknown>): Promise<number> {
  const { total } = await counts();
  await work();
  return (await counts()).total - total;
}

describe('downloads', () => {
  it('begin with nothing', async () => {
    expect(await counts()).toMatchObject({ since: null, total: 0, items: {} });
  });

  it('count a whole file, and one that is resumed once', async () => {
    expect(await added(() => take())).toBe(1);
    expect(await added(() => take({ range: 'bytes=0-' }))).toBe(1);
    expect(await added(() => take({ range: `bytes=${Math.floor(size / 2)}-`, 'if-range': etag }))).toBe(1);
    const { since, items, kinds } = await counts();
    expect(since).toBe(new Date().toISOString().slice(0, 10));
    expect(items).toEqual({ [ITEM]: 3 });
    expect(kinds.points).toBe(3);
  });

  it('count no streaming, no questions and no answers without a body', async () => {
    const nothing: Record<string, string>[] = [
      ...[`bytes=0-${size - 1}`, 'bytes=0-65535', `bytes=${size - 100}-${size - 1}`, 'bytes=-4096'].map((range) => ({
        range,
      })),
      { range: `bytes=${size}-` },
      { 'if-none-match': etag },
      { 'if-match': '"other"' },
    ];
    for (const headers of nothing) expect([headers, await added(() => take(headers))]).toEqual([headers, 0]);
    expect(await added(() => server.app.inject({ method: 'HEAD', url: DATA }))).toBe(0);
    expect(await added(() => take({}, `${COLLECTION}/items/${ITEM}/nodes/0-0-0-0.laz`))).toBe(0);
    expect(await added(() => take({}, `${COLLECTION}/items/none/data.copc.laz`))).toBe(0);
  });

  it('count nothing that breaks off, and the same connection once', async () => {
    const file = join(server.dir, 'large');
    await writeFile(file, Buffer.alloc(LARGE_BYTES, 'points of a large file '));
    await publish(server.store, file, { collection: 'large', id: 'sheet' });
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const address = server.app.server.address();
    if (typeof address !== 'object' || !address) throw new Error('expected a port');
    const ask = 'GET /api/collections/large/items/sheet/data.copc.laz HTTP/1.1\r\nHost: points.example\r\n\r\n';
    const talk = (text: string, leaveAfterBytes: number) =>
      new Promise<void>((resolve, reject) => {
        let seen = 0;
        const socket = connect(address.port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (piece) => {
          seen += piece.length;
          if (seen >= leaveAfterBytes) socket.destroy();
        });
        socket.on('close', () => resolve()).on('error', reject);
      });
    await talk(ask, 1000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await counts('large')).total).toBe(0);
    await talk(ask + ask + ask, 3 * LARGE_BYTES);
    expect((await counts('large')).items).toEqual({ sheet: 1 });
    await talk(ask, LARGE_BYTES);
    expect((await counts('large')).items).toEqual({ sheet: 2 });
  });

  it('count what is made of an area once, when it is taken', async () => {
    const execution = '/api/processes/extract/execution';
    const now = { method: 'POST', url: execution, payload: { inputs: { ...inputs, format: 'laz' } } } as const;
    expect(await added(() => server.app.inject(now))).toBe(1);
    const job = (await server.app.inject({ ...now, headers: { prefer: 'respond-async' } })).json();
    for (let turn = 0; turn < 200; turn++) {
      const { status } = (await server.app.inject(`/api/jobs/${job.jobID}`)).json();
      if (status === 'successful') break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const part = (name: string) => take({}, `/api/jobs/${job.jobID}/results/${name}`);
    expect(await added(() => part('result.sha256'))).toBe(0);
    expect(await added(() => part('result.zip'))).toBe(1);
    expect(await added(() => part('result'))).toBe(0);
    expect((await counts()).kinds.extract).toBe(2);
    const surface = { ...inputs, format: 'cog', cellSizeM: 1 };
    expect(
      await added(() =>
        server.app.inject({ method: 'POST', url: '/api/processes/surface/execution', payload: { inputs: surface } }),
      ),
    ).toBe(1);
    expect(await added(() => server.app.inject({ ...now, payload: { inputs: { ...inputs, classes: [77] } } }))).toBe(0);
  });

  it('are of the public items alone', async () => {
    expect((await server.app.inject('/api/collections/none/downloads')).statusCode).toBe(404);
    expect((await counts('after')).total).toBe(0);
    expect((await server.app.inject(`${COLLECTION}/downloads?x=1`)).statusCode).toBe(400);
    const other = new DownloadCounter(server.config.storeDir);
    other.add({ collection: 'before', item: 'gone', kind: 'points' });
    expect(await added(() => other.flush())).toBe(0);
  });

  it('add up over several servers on one store, and say nothing of anybody', async () => {
    const others = Array.from({ length: 4 }, () => new DownloadCounter(server.config.storeDir));
    for (const other of others)
      for (let i = 0; i < 5; i++) other.add({ collection: 'before', item: ITEM, kind: 'dtm' });
    expect(await added(() => Promise.all(others.map((other) => other.flush())))).toBe(20);
    await server.app.close();
    const path = join(server.config.storeDir, '.counts', `${new Date().toISOString().slice(0, 7)}.json`);
    const { counts: rows } = JSON.parse(await readFile(path, 'utf8')) as { counts: unknown[][] };
    const day = expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/);
    expect(rows).toContainEqual(['before', ITEM, 'dtm', day, 20]);
    expect(rows).toContainEqual(['before', null, 'extract', day, 2]);
    expect(rows.every((row) => row.length === 5)).toBe(true);
    const command = [join(import.meta.dirname, '../../../scripts/tengun.mjs'), 'downloads', 'before', '--csv'];
    const { stdout } = await run(process.execPath, [...command, '--store', server.config.storeDir]);
    expect(stdout).toMatch(/^day,item,kind,count\r\n/);
    expect(stdout).toContain(`,${ITEM},dtm,20\r\n`);
  });
});
