/** What a viewer is told before its first picture: it must be what the other routes tell, and its addresses those of the tiles. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import type { Store } from '#worker/store/store.ts';
import { tilesetTree } from '../../../viewer/streaming/tileset-tree.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';
import { ellipsoidalHeightM, type Vector } from '../../helpers/ellipsoidal-height.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

interface Scene {
  readonly collections: {
    readonly collection: { readonly id: string };
    readonly facts: {
      readonly hasColour: boolean;
      readonly intensity: { readonly minimum: number; readonly maximum: number; readonly average: number } | null;
      readonly geoidHeightM: number;
      readonly first: string[];
    } | null;
  }[];
  readonly missing: string[];
}

let server: TestServer;
const json = async (url: string) => (await server.app.inject({ url })).json();

async function fill(store: Store): Promise<void> {
  await using pool = { own: createPool({ threads: 2 }), [Symbol.asyncDispose]: () => pool.own.close() };
  for (const collection of ['after', 'before'] as const) {
    const path = join(store.dir, '..', `08NF2331-${collection}.las`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, earthworkLas(collection, 120_000));
    const { items } = await indexDelivery([path], { collection }, { store, pool: pool.own });
    expect(items[0]?.verdict).toBe('indexed');
  }
}

beforeAll(async () => {
  server = await testServer(fill);
});
afterAll(() => server.close());

describe('the scene of a viewer', () => {
  it('has the asked collections as they are elsewhere, and tells what is missing', async () => {
    const scene: Scene = await json('/api/scene?collections=before,nowhere,before');
    expect(scene.missing).toEqual(['nowhere']);
    expect(scene.collections.map(({ collection }) => collection.id)).toEqual(['before']);
    expect(scene.collections[0]?.collection).toEqual(await json('/api/collections/before'));
    const all: Scene = await json('/api/scene');
    expect(all.collections.map(({ collection }) => collection.id)).toEqual(['after', 'before']);
    expect(all.missing).toEqual([]);
  });

  it('tells colours, intensities and the geoid of the first item', async () => {
    const scene: Scene = await json('/api/scene?collections=before');
    const facts = scene.collections[0]!.facts!;
    const { features } = await json('/api/collections/before/items?limit=1');
    const { properties, id } = features[0];
    expect(facts.hasColour).toBe(properties['pc:schemas'].some(({ name }: { name: string }) => name === 'Red'));
    const intensity = properties['pc:statistics'].find(({ name }: { name: string }) => name === 'Intensity');
    expect(facts.intensity).toEqual({
      minimum: intensity.minimum,
      maximum: intensity.maximum,
      average: intensity.average,
    });
    // the tileset for the globe stands at the middle of the item's cube, at its ellipsoidal height
    const tileset = await json(`/api/collections/before/3dtiles/${id}/tileset.json`);
    const height = ellipsoidalHeightM(tileset.root.transform.slice(12, 15) as Vector);
    expect(facts.geoidHeightM).toBeGreaterThan(30);
    expect(Math.abs(height - properties['tengun:cube'].center[2] - facts.geoidHeightM)).toBeLessThan(1e-6);
  });

  it('names the requests with which the site view begins', async () => {
    const scene: Scene = await json('/api/scene?collections=before');
    const asked: string[] = [];
    const context = {
      fetchJson: async (url: string) => {
        const { pathname, search } = new URL(url);
        asked.push(pathname + search);
        return await json(pathname + search);
      },
      loadLaz: async (url: string) => {
        const { pathname, search } = new URL(url);
        asked.push(pathname + search);
        const answer = await server.app.inject({ url: pathname + search });
        expect(answer.statusCode).toBe(200);
        throw new Error('asked');
      },
    };
    const { signal } = new AbortController();
    const root = tilesetTree('http://localhost/api/collections/before/3dtiles-local/tileset.json', context);
    const [collection] = await root.expand!(signal);
    const [item] = collection!.children;
    const [top] = await item!.expand!(signal);
    await expect(top!.load!(signal)).rejects.toThrow('asked');
    expect(scene.collections[0]?.facts?.first).toEqual(asked);
  });

  it('refuses what it does not know, and too much', async () => {
    expect((await server.app.inject({ url: '/api/scene?collection=before' })).statusCode).toBe(400);
    const many = Array.from({ length: 65 }, (_, i) => `c${i}`).join(',');
    const answer = await server.app.inject({ url: `/api/scene?collections=${many}` });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'LIMIT']);
  });

  it('has every collection, also where the file of one is damaged', async () => {
    const damaged = await testServer(async (store) => {
      await fill(store);
      const [item] = (await store.listItems('before')).items;
      await truncate(store.dataPath(item!), 1000);
    });
    try {
      const answer = await damaged.app.inject({ url: '/api/scene' });
      expect(answer.statusCode).toBe(200);
      const { collections } = answer.json() as Scene;
      expect(collections.map(({ collection }) => collection.id)).toEqual(['after', 'before']);
      expect(collections.map(({ facts }) => facts?.first.length)).toEqual([3, 1]);
      expect(collections[1]?.facts?.geoidHeightM).toBe(collections[0]?.facts?.geoidHeightM);
    } finally {
      await damaged.close();
    }
  });
});
