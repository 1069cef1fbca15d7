import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBANKMENT_AREA } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import { publish, type TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
});
afterAll(() => server.close());

const inputs = {
  area: EMBANKMENT_AREA,
  existing: { collection: 'before' },
  compared: { collection: 'after' },
  maxEdgeM: 8,
};
const measure = (changes: object = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/api/processes/cut-fill-volume/execution',
    payload: { inputs: { ...inputs, ...changes } },
  });
const pathOf = (body: { links: { rel: string; href: string }[] }) =>
  new URL(body.links.find(({ rel }) => rel === 'self')!.href).pathname;

describe('results', () => {
  it('are linked, come back as they were, and are the same when computed again', async () => {
    const { links, ...answered } = (await measure()).json();
    const path = pathOf({ links });
    expect(path).toBe(`/api/results/${answered.provenance.requestHash}`);
    const kept = await server.app.inject(path);
    expect(kept.statusCode).toBe(200);
    expect(kept.json()).toEqual({ ...answered, links: [] });
    const fresh = await server.app.inject(`${path}?fresh=true`);
    expect(fresh.json()).toEqual(kept.json());
    const known = await server.app.inject({ url: path, headers: { 'if-none-match': String(kept.headers.etag) } });
    expect(known.statusCode).toBe(304);
  });

  it('are made again when only their request is left', async () => {
    const path = pathOf((await measure({ cellSizeM: 1 })).json());
    const before = (await server.app.inject(path)).json();
    const folder = join(server.store.dir, '.results');
    for (const name of await readdir(folder)) if (name.endsWith('.result.json.gz')) await rm(join(folder, name));
    expect((await server.app.inject(path)).json()).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.result.json.gz'))).toHaveLength(1);
  });

  it('of a job are kept too', async () => {
    const started = await server.app.inject({
      method: 'POST',
      url: '/api/processes/cut-fill-volume/execution',
      headers: { prefer: 'respond-async' },
      payload: { inputs: { ...inputs, method: 'tin' } },
    });
    const job = new URL(String(started.headers.location)).pathname;
    let status = '';
    for (let i = 0; i < 4000 && status !== 'successful'; i++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      status = (await server.app.inject(job)).json().status;
    }
    const result = (await server.app.inject(`${job}/results`)).json();
    expect((await server.app.inject(pathOf(result))).json().netM3).toBe(result.netM3);
  });

  it('are unknown where nobody asked, and never a path', async () => {
    for (const hash of ['0'.repeat(64), '..%2Fcatalog', 'x']) {
      const response = await server.app.inject(`/api/results/${hash}`);
      expect([response.statusCode, response.json().code]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('say so when the data changed since', async () => {
    const path = pathOf((await measure({ cellSizeM: 2 })).json());
    const file = server.store.dataPath(await server.store.getItem('before', '08NF2331-2019'));
    await publish(server.store, file, { collection: 'after', id: '08NF2331-2024' });
    // what was kept stays what it was
    expect((await server.app.inject(path)).statusCode).toBe(200);
    const fresh = await server.app.inject(`${path}?fresh=true`);
    expect([fresh.statusCode, fresh.json().code]).toEqual([409, 'DATA_CHANGED']);
  });
});
