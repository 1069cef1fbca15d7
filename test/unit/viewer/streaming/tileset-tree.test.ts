import { describe, expect, it } from 'vitest';
import type { PointColumns, PointNode } from '../../../../viewer/streaming/point-tree.ts';
import { lazAddress, TilesetError, tilesetTree } from '../../../../viewer/streaming/tileset-tree.ts';

const BASE = 'http://host/api/collections/a/3dtiles-local/tileset.json';
const box = (x: number, y: number, z: number, half: number) => [x, y, z, half, 0, 0, 0, half, 0, 0, 0, half];
const moved = (x: number, y: number, z: number) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1];
const tile = (rest: object) => ({ boundingVolume: { box: box(0, 0, 0, 10) }, geometricError: 8, ...rest });

/** The documents of a server, and what was asked of it. */
function site(documents: Readonly<Record<string, unknown>>) {
  const points: string[] = [];
  const root = tilesetTree(BASE, {
    fetchJson: async (url) => documents[url],
    loadLaz: async (url) => {
      points.push(url);
      return {} as PointColumns;
    },
  });
  return { points, root };
}
const { signal } = new AbortController();
const open = async (node: PointNode): Promise<readonly PointNode[]> => (await node.expand?.(signal)) ?? [];

describe('a tileset as a tree of nodes', () => {
  it('adds up the transforms, reads documents below when asked, and fetches points as LAZ', async () => {
    const item = 'http://host/api/collections/a/3dtiles-local/i1/tileset.json?v=1&t=x';
    const { root, points } = site({
      [BASE]: {
        root: tile({
          transform: moved(100, 200, 5),
          children: [tile({ content: { uri: 'i1/tileset.json?v=1&t=x' } })],
        }),
      },
      [item]: {
        root: tile({
          transform: moved(1, 2, 3),
          content: { uri: '../../items/i1/nodes/0-0-0-0.glb?frame=local&v=1&t=x' },
          children: [tile({ boundingVolume: { box: box(5, 5, 5, 1) }, geometricError: 0 })],
        }),
      },
    });
    const [top] = await open(root);
    expect(top?.box).toEqual([90, 190, -5, 110, 210, 15]);
    const link = top!.children[0]!;
    expect(link.load).toBeNull();
    const [node] = await open(link);
    expect(node?.box).toEqual([91, 192, -2, 111, 212, 18]);
    expect(node?.children[0]?.box).toEqual([105, 206, 12, 107, 208, 14]);
    expect(node?.children[0]?.load).toBeNull();
    await node?.load?.(signal);
    expect(points).toEqual(['http://host/api/collections/a/items/i1/nodes/0-0-0-0.laz?v=1&t=x']);
  });

  it('hands replacing on to the tiles below, until they say otherwise', async () => {
    const { root } = site({
      [BASE]: { root: tile({ refine: 'REPLACE', children: [tile({ children: [tile({ refine: 'ADD' })] })] }) },
    });
    const [top] = await open(root);
    const below = top!.children[0]!;
    expect([top!.replaces, below.replaces, below.children[0]!.replaces]).toEqual([true, true, false]);
  });

  it.each([
    ['no tileset', {}, 'no root tile'],
    ['a list', [], 'no root tile'],
    ['a tile without a box', { root: { geometricError: 1 } }, 'box of twelve numbers'],
    ['a box of text', { root: tile({ boundingVolume: { box: Array(12).fill('1') } }) }, 'box of twelve numbers'],
    ['a turned tile', { root: tile({ transform: [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }) }, 'turns'],
    ['a short transform', { root: tile({ transform: [1, 0] }) }, 'turns'],
  ])('refuses %s', async (_, document, message) => {
    const { root } = site({ [BASE]: document });
    await expect(open(root)).rejects.toThrow(TilesetError);
    await expect(open(root)).rejects.toThrow(message);
  });

  it('ends where documents lead in a circle', async () => {
    const { root } = site({ [BASE]: { root: tile({ content: { uri: 'tileset.json' } }) } });
    let [node] = await open(root);
    const walk = async () => {
      for (let depth = 0; depth < 200; depth++) node = (await open(node!)).at(-1);
    };
    await expect(walk()).rejects.toThrow('nest more than');
  });
});

describe('addresses', () => {
  it('keep version and part, and lose the frame', () => {
    expect(lazAddress('http://h/a/nodes/1-0-0-0.glb?frame=local&part=2&v=9&t=k')).toBe(
      'http://h/a/nodes/1-0-0-0.laz?part=2&v=9&t=k',
    );
  });
});
