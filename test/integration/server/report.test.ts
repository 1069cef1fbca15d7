import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { buildLas, randomPoints } from '../../helpers/las-builder.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

const las = (seed: number) => buildLas(randomPoints(300, { format: 3, seed }), { format: 3 });

let server: TestServer;
beforeAll(async () => {
  server = await testServer(async (store) => {
    const pool = createPool({ threads: 1 });
    const dir = join(store.dir, '..', 'delivery');
    await mkdir(dir);
    const wrongBounds = las(2);
    new DataView(wrongBounds.buffer).setFloat64(179, 9, true);
    await writeFile(join(dir, '08NF2330.las'), las(1));
    await writeFile(join(dir, '08NF2331.las'), wrongBounds);
    await writeFile(join(dir, '<b>&.las'), new Uint8Array(400));
    const run = (input: string, more = {}) =>
      indexDelivery([input], { collection: 'sheets', crs: 'EPSG:6676', title: 'Sheets <1>', ...more }, { store, pool });
    await run(dir);
    await run(join(dir, '08NF2330.las'));
    await writeFile(join(dir, 'secret.las'), las(3));
    await run(join(dir, 'secret.las'), { visibility: 'private' });
    await pool.close();
  });
});
afterAll(() => server.close());

it('tells verdict and reason of each file, as JSON', async () => {
  const response = await server.app.inject('/api/collections/sheets/report');
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toContain('application/json');
  const { files } = response.json();
  const said = files.map(({ source, verdict, points }: Record<string, unknown>) => [source, verdict, points]);
  expect(said).toEqual([
    ['08NF2330.las', 'indexed', 300],
    ['08NF2331.las', 'repaired', 300],
    ['<b>&.las', 'rejected', 0],
  ]);
  expect(files[1].reason).toMatch(/bounds/);
  expect(files[2].reason).toBeTruthy();
  // the file seen again keeps when its verdict was given
  expect(files[0].at).toBe(files[2].at);
});

it.each([
  ['ja', '登録結果', '却下'],
  ['en', 'Report of deliveries', 'rejected'],
])('is a page in %s, with names that cannot break it', async (lang, title, rejected) => {
  const response = await server.app.inject({
    url: `/api/collections/sheets/report?lang=${lang}`,
    headers: { accept: 'text/html' },
  });
  expect(response.headers['content-type']).toContain('text/html');
  expect(response.body).toContain(`<html lang="${lang}">`);
  expect(response.body).toContain(title);
  expect(response.body).toContain(rejected);
  expect(response.body).toContain('&lt;b&gt;&amp;.las');
  expect(response.body).toContain('Sheets &lt;1&gt;');
  expect(response.body).not.toContain('<b>&');
  expect(response.body).not.toContain('secret');
});

it('is linked from the collection, and unknown where the collection is', async () => {
  const { links } = (await server.app.inject('/api/collections/sheets')).json();
  expect(links.find(({ rel }: { rel: string }) => rel === 'about').href).toMatch(/\/api\/collections\/sheets\/report$/);
  expect((await server.app.inject('/api/collections/none/report')).statusCode).toBe(404);
});
