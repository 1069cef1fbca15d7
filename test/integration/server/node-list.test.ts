import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childKey, keyText, type VoxelKey } from '#core/copc/voxel-key.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

/** Enough for a root with children. */
const POINTS = 400_000;

interface NodeList {
  readonly version: string;
  readonly cube: number[];
  readonly spacing: number;
  readonly crs: string;
  readonly pointCount: number;
  readonly numberMatched: number;
  readonly numberReturned: number;
  readonly nodes: [number, number, number, number, number, number][];
  readonly templates: { laz: string; glb: string };
  readonly links: { rel: string; href: string }[];
}

let server: TestServer;
const item = '/api/collections/before/items/08NF2331';
const ask = (query = '', headers = {}) => server.app.inject({ url: `${item}/nodes${query}`, headers });
const list = async (query = '') => (await ask(query)).json() as NodeList;
const pathOf = (href: string) => href.replace(/^https?:\/\/[^/]+/, '');

beforeAll(async () => {
  server = await testServer(async (store) => {
    await using pool = { own: createPool({ threads: 2 }), [Symbol.asyncDispose]: () => pool.own.close() };
    const path = join(store.dir, '..', '08NF2331.las');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, earthworkLas('before', POINTS));
    const { items } = await indexDelivery([path], { collection: 'before' }, { store, pool: pool.own });
    expect(items[0]?.verdict).toBe('indexed');
  });
});
afterAll(() => server.close());

describe('nodes of an item', () => {
  it('are all there, with the points of the item between them', async () => {
    const { nodes, numberMatched, numberReturned, pointCount, cube, crs, spacing } = await list();
    expect(numberReturned).toBe(nodes.length);
    expect(numberMatched).toBe(nodes.length);
    expect(nodes.reduce((sum, node) => sum + node[4], 0)).toBe(POINTS);
    expect(pointCount).toBe(POINTS);
    expect(crs).toBe('EPSG:6676');
    expect(spacing).toBeGreaterThan(0);
    expect(cube[3]! - cube[0]!).toBeCloseTo(cube[5]! - cube[2]!, 6);
  });

  it('are reached by a walk from the root, one level at a time', async () => {
    const { nodes: all } = await list();
    const seen = new Map<string, number>();
    const walk = async (key: VoxelKey): Promise<void> => {
      const { nodes } = await list(`?root=${keyText(key)}&depth=1`);
      const own = nodes.find((node) => node[0] === key[0]);
      if (own) seen.set(keyText(key), own[4]);
      for (let octant = 0; octant < 8; octant++) {
        const child = childKey(key, octant);
        if (nodes.some((node) => keyText([node[0], node[1], node[2], node[3]]) === keyText(child))) await walk(child);
      }
    };
    await walk([0, 0, 0, 0]);
    expect(seen.size).toBe(all.length);
    expect([...seen.values()].reduce((sum, points) => sum + points, 0)).toBe(POINTS);
  });

  it('come page by page by the links, each once', async () => {
    const whole = await list();
    const collected: number[][] = [];
    let url: string | undefined = `${item}/nodes?limit=2`;
    while (url) {
      const page: NodeList = (await server.app.inject(url)).json();
      expect(page.nodes.length).toBeLessThanOrEqual(2);
      collected.push(...page.nodes);
      const next = page.links.find(({ rel }) => rel === 'next');
      url = next && pathOf(next.href);
    }
    expect(collected).toEqual(whole.nodes);
    expect(whole.nodes.length).toBeGreaterThan(4);
  });

  it('have the addresses of their points', async () => {
    const { nodes, templates } = await list();
    const [d, x, y, z, pointCount] = nodes.at(-1)!;
    const laz = await server.app.inject(pathOf(templates.laz.replace('{key}', `${d}-${x}-${y}-${z}`)));
    expect(laz.statusCode).toBe(200);
    expect(Number(laz.rawPayload.readBigUInt64LE(247))).toBe(pointCount);
    const glb = await server.app.inject(pathOf(templates.glb.replace('{key}', `${d}-${x}-${y}-${z}`)));
    expect(glb.headers['content-type']).toBe('model/gltf-binary');
  });

  it('are not sent again to who has them', async () => {
    const first = await ask('?depth=1');
    const again = await ask('?depth=1', { 'if-none-match': first.headers.etag });
    expect(again.statusCode).toBe(304);
    const other = await ask('?depth=2', { 'if-none-match': first.headers.etag });
    expect(other.statusCode).toBe(200);
    const { version } = first.json() as NodeList;
    expect((await ask(`?v=${version}`)).headers['cache-control']).toContain('immutable');
  });

  it('are refused where the question makes no sense', async () => {
    for (const query of ['?root=1-5-0-0', '?root=abc', '?after=x', '?limit=10001', '?depth=-1', '?deep=1']) {
      expect([query, (await ask(query)).statusCode]).toEqual([query, 400]);
    }
    expect((await ask('?v=0123456789abcdef')).statusCode).toBe(404);
    expect((await list('?root=9-0-0-0')).numberMatched).toBe(0);
  });
});
