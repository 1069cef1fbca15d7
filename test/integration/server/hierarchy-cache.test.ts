import { afterAll, beforeAll, expect, it } from 'vitest';
import { HierarchyCache } from '../../../server/tiles/hierarchy-cache.ts';
import { EARTHWORK_POINTS, earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
const pathOf = async (cid: string) =>
  server.store.dataPath(await server.store.getItem(cid, cid === 'before' ? '08NF2331-2019' : '08NF2331-2024'));
beforeAll(async () => {
  server = await earthworkServer();
});
afterAll(() => server.close());

it('reads a hierarchy once, and finds every point in it', async () => {
  const cache = new HierarchyCache();
  const path = await pathOf('before');
  const [first, second] = await Promise.all([cache.get(path), cache.get(path)]);
  expect(second).toBe(first);
  expect([...first.nodes.values()].reduce((sum, { pointCount }) => sum + pointCount, 0)).toBe(EARTHWORK_POINTS);
  expect([cache.fileCount, cache.nodeCount]).toEqual([1, first.nodes.size]);
});

it('drops the file used longest ago when it holds too many nodes', async () => {
  const [before, after] = [await pathOf('before'), await pathOf('after')];
  const cache = new HierarchyCache({ maxNodes: 1 });
  await cache.get(before);
  const { nodes } = await cache.get(after);
  expect([cache.fileCount, cache.nodeCount]).toEqual([1, nodes.size]);
});

it('does not keep a file that cannot be read', async () => {
  const cache = new HierarchyCache();
  await expect(cache.get(`${server.dir}/none`)).rejects.toThrow(/ENOENT/);
  expect(cache.fileCount).toBe(0);
});
