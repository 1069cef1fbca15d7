/** What hostile or mistaken clients send to the open-data service: a clear problem document each, within the documented limits. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../../server/serve.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';

let server: TestServer;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  server = await testServer(async (store) => {
    const file = join(store.dir, '..', 'points');
    await writeFile(file, 'points');
    await publish(store, file, { collection: 'izu', id: '08NF2330' });
  });
  const { storeDir, cacheDir } = server.config;
  const listening = await startServer({ storeDir, cacheDir, port: 0, host: '127.0.0.1', logLevel: 'silent' });
  url = listening.url.replace(/\/$/, '');
  close = () => listening.close();
});
afterAll(async () => {
  await close();
  await server.close();
});

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

async function problemOf(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await answer.json()) as Problem & { readonly stack?: unknown };
  expect(body.stack).toBeUndefined();
  expect(body.status).toBe(answer.status);
  return body;
}
const execute = async (process: string, inputs: object) =>
  await problemOf(
    await fetch(`${url}/api/processes/${process}/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs }),
    }),
  );
const circle = (vertices: number) => {
  const ring = Array.from({ length: vertices }, (_, i) => {
    const angle = (2 * Math.PI * i) / vertices;
    return [Number((52_200 + 100 * Math.cos(angle)).toFixed(6)), Number((-97_050 + 100 * Math.sin(angle)).toFixed(6))];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
};

describe('areas', () => {
  it.each([
    ['extract', 1_000_000],
    ['surface', 1_000_000],
    ['extract', 250_000],
    ['surface', 30_000],
  ])('%s: a polygon of %d vertices', async (process, vertices) => {
    const begin = performance.now();
    const problem = await execute(process, {
      collection: 'izu',
      area: circle(vertices),
      format: process === 'surface' ? 'cog' : 'laz',
    });
    expect(problem.status).toBe(413);
    expect(problem.detail).toMatch(/\d/);
    // refused by its size or its count, not after minutes of work
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  it.each([
    ['extract', { format: 'laz' }],
    ['surface', { format: 'cog' }],
  ])('%s: an unknown system, a system without meaning', async (process, more) => {
    for (const crs of ['EPSG:999999', 'tokyo', 'EPSG:4979x', '']) {
      const problem = await execute(process, { collection: 'izu', area: circle(8), crs, ...more });
      expect([400, 422]).toContain(problem.status);
      expect(problem.code).toMatch(/CRS|INVALID_INPUT|UNSUPPORTED/);
    }
  });

  it('a cell size of nothing, a format of nobody', async () => {
    expect(await execute('surface', { collection: 'izu', cellSizeM: 0 })).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
    });
    expect(await execute('surface', { collection: 'izu', format: 'ecw' })).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
    });
    expect(await execute('extract', { collection: 'izu', area: circle(8), minSpacingM: -1 })).toMatchObject({
      status: 400,
    });
  });
});

describe('searches', () => {
  const get = async (path: string) => await problemOf(await fetch(`${url}${path}`));

  it('a box whose south lies above its north', async () => {
    for (const path of ['/api/search', '/api/collections/izu/items']) {
      const problem = await get(`${path}?bbox=138,36,139,35`);
      expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
      expect(problem.detail).toMatch(/south/);
    }
  });

  it('a filter a thousand deep, one of ten thousand parts, one of an unknown property', async () => {
    const search = async (filter: unknown) =>
      await problemOf(
        await fetch(`${url}/api/search`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ filter, 'filter-lang': 'cql2-json' }),
        }),
      );
    const equal = { op: '=', args: [{ property: 'tengun:sensor' }, 'lp'] };
    let deep: object = equal;
    for (let i = 0; i < 1000; i++) deep = { op: 'not', args: [deep] };
    expect((await search(deep)).status).toBe(400);
    expect((await search({ op: 'or', args: Array(10_000).fill(equal) })).status).toBe(400);
    expect(await search({ op: '=', args: [{ property: 'tengun:source' }, 1] })).toMatchObject({ status: 400 });
  });

  it('a selection by a line of nothing, a municipality of nobody', async () => {
    const select = async (body: object) =>
      await problemOf(
        await fetch(`${url}/api/selection`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      );
    expect((await select({ municipality: 'アトランティス市' })).status).toBeGreaterThanOrEqual(400);
    expect((await select({ bbox: [139, 36, 138, 35] })).status).toBe(400);
  });
});
