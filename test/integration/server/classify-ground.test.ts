/** The process that writes: over HTTP, as a job, and only where it may. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
});
afterAll(() => server.close());

const EXECUTION = '/api/processes/classify-ground/execution';
const post = (payload: object, headers: Record<string, string> = {}, to = server) =>
  to.app.inject({ method: 'POST', url: EXECUTION, payload, headers });
const itemsOf = async (collection: string) =>
  (await server.app.inject(`/api/collections/${collection}/items`)).json().features;

it('makes an item as a job, which the catalogue then lists', async () => {
  const [{ id: item, properties }] = await itemsOf('before');
  const started = await post({ inputs: { collection: 'before', item } }, { prefer: 'respond-async' });
  expect(started.statusCode).toBe(201);
  const job = new URL(String(started.headers.location)).pathname;
  await expect.poll(async () => (await server.app.inject(job)).json().status, { timeout: 20_000 }).toBe('successful');
  const result = (await server.app.inject(`${job}/results`)).json();
  expect(result).toMatchObject({ collection: 'before-ground', item: `${item}-ground`, points: properties['pc:count'] });
  const [derived] = await itemsOf('before-ground');
  expect(derived.properties['tengun:derived_from']).toEqual({
    collection: 'before',
    item,
    version: properties['tengun:version'],
  });
  expect((await itemsOf('before')).map(({ id }: { id: string }) => id)).toEqual([item]);
  const again = (await post({ inputs: { collection: 'before', item } })).json();
  expect(again).toMatchObject({ verdict: 'unchanged', version: result.version });
});

it('takes no request that a page of another site has sent', async () => {
  const body = { inputs: { collection: 'before', item: 'none' } };
  for (const origin of ['https://elsewhere.example', 'http://127.0.0.1.elsewhere.example', 'null']) {
    expect((await post(body, { origin })).json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  }
  for (const origin of ['http://localhost:8080', 'http://[::1]:8080']) {
    expect((await post(body, { origin })).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  }
});

it('is for nobody on a server that others reach and that has no accounts', async () => {
  const open = await earthworkServer({ host: '0.0.0.0', threads: 1 });
  try {
    expect((await post({ inputs: { collection: 'before', item: 'x' } }, {}, open)).json()).toMatchObject({
      code: 'FORBIDDEN',
    });
    const { processes } = (await open.app.inject('/api/processes?limit=100')).json();
    const ids = processes.map(({ id }: { id: string }) => id);
    expect(ids).not.toContain('classify-ground');
    expect(ids).toContain('cut-fill-volume');
  } finally {
    await open.close();
  }
});
