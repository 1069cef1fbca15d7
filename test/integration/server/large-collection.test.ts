/** The simulation of a collection of prefecture size (`scripts/simulate-collection.ts`) with 300 items: what does not depend on time. */
import { readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import { cellOfBounds } from '#core/export/overview-cell.ts';
import { updateOverview } from '#worker/overview/update-overview.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { shownCells } from '#worker/store/cell-tree.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import {
  makeTemplates,
  placeAt,
  publishItem,
  SHEET_SIZE,
  sheetPlace,
  type Template,
  writeItems,
} from '../../../scripts/simulated-collection.ts';
import { decodeGlb } from '../../helpers/decode-glb.ts';
import { buildLas, randomPoints } from '../../helpers/las-builder.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { boxHolds, type WalkedTile, walkTileset } from '../../helpers/walk-tileset.ts';

const COUNT = 300;
const COLUMNS = 20;
let templates: Template[];
let pool: WorkerPool;
let server: TestServer;

beforeAll(async () => {
  templates = await makeTemplates();
  pool = createPool({ threads: 2 });
  server = await testServer(async (store) => {
    await writeItems(store, 'sheets', templates, { begin: 0, end: COUNT, columns: COLUMNS });
    await store.refresh();
    await updateOverview(store, 'sheets', pool);
    // corners of a country, hundreds of kilometres apart
    for (const [index, [east, north]] of WIDE.entries()) {
      await publishItem(store, 'wide', templates[index % templates.length]!, placeAt(east, north));
    }
    await updateOverview(store, 'wide', pool);
  });
});
afterAll(async () => {
  await server.close();
  await pool.close();
});

const WIDE = Array.from({ length: 18 }, (_, i): [number, number] => [
  400 * [-300, 0, 310][i % 3]! + 1200 * i,
  300 * [-900, 1, 700][Math.floor(i / 3) % 3]! - 900 * i,
]);

const ask = async (url: string) => {
  const response = await server.app.inject({ url });
  expect([url, response.statusCode]).toEqual([url, 200]);
  return response;
};
const walk = (collection: string, folder: string) =>
  walkTileset(`/api/collections/${collection}/${folder}/tileset.json`, async (url) => (await ask(url)).json());

/** Every file below a folder: when it was changed and its size. */
async function files(dir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mtimeNs, ino, size } = await stat(path, { bigint: true });
    found.set(path.slice(dir.length + 1), `${ino}:${mtimeNs}:${size}`);
  }
  return found;
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Points of an octree node's or an overview's GLB in the world. */
async function worldPoints(tile: WalkedTile): Promise<number[][]> {
  const { positions } = await decodeGlb((await ask(tile.contentUrl!)).rawPayload);
  const points: number[][] = [];
  for (let at = 0; at < positions.length; at += 3) {
    const [x, y, z] = positions.subarray(at, at + 3);
    points.push(
      [0, 1, 2].map(
        (row) =>
          tile.transform[row]! * x! +
          tile.transform[4 + row]! * y! +
          tile.transform[8 + row]! * z! +
          tile.transform[12 + row]!,
      ),
    );
  }
  return points;
}

async function expectContained(tile: WalkedTile): Promise<number> {
  const points = await worldPoints(tile);
  for (let above: WalkedTile | null = tile; above; above = above.parent) {
    const outside = points.findIndex((point) => !boxHolds(above!, point));
    expect([tile.contentUrl, above.contentUrl, outside]).toEqual([tile.contentUrl, above.contentUrl, -1]);
  }
  return points.length;
}

describe('the tileset of a large collection', () => {
  it.each(['3dtiles', '3dtiles-local'])('%s leads through overviews to every node of every item', async (folder) => {
    const tiles = await walk('sheets', folder);
    const contents = tiles.flatMap(({ contentUrl }) => (contentUrl ? [contentUrl] : []));
    expect(new Set(contents).size).toBe(contents.length);
    const nodes = Array.from({ length: COUNT }, (_, i) => templates[i % templates.length]!.nodeCount);
    expect(contents.filter((url) => url.includes('/nodes/'))).toHaveLength(nodes.reduce((sum, count) => sum + count));
    const tree = shownCells((await server.store.findItems('sheets')).set)!;
    expect(contents.filter((url) => url.includes('/_cells/'))).toHaveLength(tree.count);
    expect(templates.every(({ nodeCount }) => nodeCount > 1)).toBe(true);
  });

  it('goes from coarse to fine without a jump, overviews replaced, octrees added to', async () => {
    for (const tile of await walk('sheets', '3dtiles')) {
      if (!tile.contentUrl) continue;
      const isCell = tile.contentUrl.includes('/_cells/');
      expect(tile.refine).toBe(isCell ? 'REPLACE' : 'ADD');
      const above = nearestContent(tile);
      if (!above) continue;
      expect(tile.geometricError).toBeLessThan(above.geometricError);
      // two, and a little more from the last overview to the roots of the items
      if (tile.geometricError > 0) expect(above.geometricError / tile.geometricError).toBeLessThan(2.1);
    }
  });

  it('costs the same first bytes as one of a fifth of the size', async () => {
    const small = openStore(server.store.dir);
    await writeItems(small, 'fifth', templates, { begin: 0, end: COUNT / 5, columns: COLUMNS });
    await small.refresh();
    await updateOverview(small, 'fifth', pool);
    const bytesOf = async (collection: string) => {
      const url = `/api/collections/${collection}/3dtiles/tileset.json`;
      const text = await ask(url);
      const [first] = await walkTileset(url, async (address) => (await ask(address)).json(), { depth: 0 });
      return [text.rawPayload.length, (await ask(first!.contentUrl!)).rawPayload.length] as const;
    };
    const [few, many] = [await bytesOf('fifth'), await bytesOf('sheets')];
    expect(many[0]).toBeLessThan(40_000);
    expect(many[0] + many[1]).toBeLessThan(300_000);
    expect(many[0]).toBeLessThan(2 * few[0]);
  });

  it('is asked for again until its overviews are made, and shows the items meanwhile', async () => {
    const store = openStore(server.store.dir);
    await writeItems(store, 'bare', templates, { begin: 0, end: 40, columns: 8 });
    await store.refresh();
    const tiles = await walk('bare', '3dtiles-local');
    expect(tiles.filter(({ contentUrl }) => contentUrl?.includes('/_cells/'))).toEqual([]);
    expect(new Set(tiles.flatMap(({ contentUrl }) => contentUrl?.match(/items\/([^/]+)/)?.[1] ?? [])).size).toBe(40);
    const [root] = tiles;
    const address = root!.uris.find((uri) => uri.includes('_cells/'))!;
    expect((await ask(address)).headers['cache-control']).toBe('public, no-cache');
    const glb = await server.app.inject({ url: address.replace('.json', '.glb') });
    expect(glb.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    await updateOverview(store, 'bare', pool);
    expect((await ask(address)).headers['cache-control']).toContain('immutable');
    await ask(address.replace('.json', '.glb'));
  });

  it.each(['9_9_9', 'x', '0_0_0', '0_-1_00', '../../collection'])('answers 404 for cell %s', async (cell) => {
    for (const ending of ['json', 'glb']) {
      const url = `/api/collections/sheets/3dtiles/_cells/${encodeURIComponent(cell)}.${ending}`;
      expect((await server.app.inject({ url })).statusCode).toBe(404);
    }
  });
});

describe('bounding volumes', () => {
  it.each(['3dtiles', '3dtiles-local'])(
    'of %s hold every point below, hundreds of kilometres apart',
    async (folder) => {
      const tiles = await walk('wide', folder);
      const filled = tiles.filter(({ contentUrl }) => contentUrl);
      let points = 0;
      for (const tile of filled) points += await expectContained(tile);
      const inItems = WIDE.reduce((sum, _, i) => sum + templates[i % templates.length]!.pointCount, 0);
      expect(points).toBeGreaterThan(inItems);
      // the earth falls away from a chord of 400 km by some kilometres: the box of the top is that thick
      if (folder === '3dtiles') {
        const box = filled[0]!.box;
        expect(Math.hypot(...box.slice(9, 12))).toBeGreaterThan(3000);
      }
    },
  );

  it('of a city hold every point of every overview', async () => {
    for (const folder of ['3dtiles', '3dtiles-local']) {
      const tiles = await walk('sheets', folder);
      const cells = tiles.filter(({ contentUrl }) => contentUrl?.includes('/_cells/'));
      for (const tile of cells) await expectContained(tile);
    }
  });
});

describe('overviews', () => {
  it.each(['3dtiles', '3dtiles-local'])(
    'of %s show points of the items, where they are and as they are',
    async (folder) => {
      const tiles = await walk('sheets', folder);
      const leaf = tiles.find(({ contentUrl }) => contentUrl?.includes('/_cells/0_'))!;
      const isBelow = (tile: WalkedTile | null): boolean => tile !== null && (tile === leaf || isBelow(tile.parent));
      const nodes = tiles.filter((tile) => tile.contentUrl?.includes('/nodes/') && isBelow(tile));
      expect(nodes.length).toBeGreaterThan(5);
      // each item once more by its own address: the frames of cells must not move it
      const direct = new Map<string, WalkedTile>();
      for (const iid of new Set(nodes.map(({ contentUrl }) => /items\/([^/]+)/.exec(contentUrl!)![1]!))) {
        const url = `/api/collections/sheets/${folder}/${iid}/tileset.json`;
        const own = await walkTileset(url, async (address) => (await ask(address)).json());
        for (const tile of own) if (tile.contentUrl) direct.set(tile.contentUrl, tile);
      }
      const known: (readonly [number[], string])[] = [];
      for (const tile of nodes) {
        const again = direct.get(tile.contentUrl!)!;
        again.transform.forEach((value, at) => {
          expect(Math.abs(value - tile.transform[at]!)).toBeLessThan(1e-6);
        });
        const looks = await attributes(again.contentUrl!);
        for (const [i, point] of (await worldPoints(again)).entries()) known.push([point, looks[i]!]);
      }
      const shown = await worldPoints(leaf);
      const looks = await attributes(leaf.contentUrl!);
      expect(shown.length).toBeGreaterThan(1000);
      for (let i = 0; i < shown.length; i += 37) {
        const near = known.filter(
          ([point]) => Math.hypot(...point.map((value, axis) => value - shown[i]![axis]!)) < 0.05,
        );
        expect(near.map(([, look]) => look)).toContain(looks[i]);
      }
    },
  );

  it('are not made of several height systems together; boxes then hold all of them', async () => {
    const { store } = server;
    for (let i = 0; i < 18; i++) {
      const verticalDatum = i % 2 === 0 ? 'JGD2011' : 'ellipsoid';
      await publishItem(store, 'mixed', templates[i % 4]!, sheetPlace(i, 6), { verticalDatum });
    }
    expect(await updateOverview(store, 'mixed', pool)).toEqual({ built: 0, removed: 0, failed: [] });
    const tiles = await walk('mixed', '3dtiles');
    const filled = tiles.filter(({ contentUrl }) => contentUrl);
    expect(filled.every(({ contentUrl }) => contentUrl!.includes('/nodes/'))).toBe(true);
    let points = 0;
    for (const tile of filled) points += await expectContained(tile);
    expect(points).toBe(Array.from({ length: 18 }, (_, i) => templates[i % 4]!.pointCount).reduce((a, b) => a + b));
  });

  it('are made at the end of an indexing, and name an item that cannot be read', async () => {
    const { store } = server;
    const dir = await temporaryFolder();
    for (let i = 0; i < 17; i++) {
      const points = randomPoints(300, { format: 7, seed: i + 1 });
      const offset = [52_000 + 400 * i, -97_200, 100] as const;
      await writeFile(join(dir, `sheet-${i}.las`), buildLas(points, { format: 7, offset }));
    }
    const report = await indexDelivery([dir], { collection: 'delivery', crs: 'EPSG:6676' }, { store, pool });
    expect(report.items.map(({ verdict }) => verdict)).toEqual(Array(17).fill('indexed'));
    const tree = shownCells((await store.findItems('delivery')).set)!;
    expect(report.overview).toEqual({ built: tree.count, removed: 0, failed: [] });
    // the same delivery once more: nothing is made
    const again = await indexDelivery([dir], { collection: 'delivery', crs: 'EPSG:6676' }, { store, pool });
    expect(again.overview).toBeUndefined();

    const [row] = tree.itemsOf(tree.count - 1);
    const path = store.filePath('delivery', tree.set.idAt(row!), tree.set.versionAt(row!));
    await rm(store.overviewDir('delivery'), { recursive: true });
    await writeFile(path, 'no COPC');
    const { built, failed } = await updateOverview(store, 'delivery', pool);
    expect(built).toBeGreaterThan(0);
    expect(failed.length).toBeGreaterThanOrEqual(2);
    expect(built + failed.length).toBe(tree.count);
    expect(failed[0]).toMatch(/^0_\d+_-\d+: .*LASF/);
  });
});

/** Colour, class and intensity of each point of a GLB, as text. */
async function attributes(url: string): Promise<string[]> {
  const { count, colors, classification, intensity } = await decodeGlb((await ask(url)).rawPayload);
  return Array.from({ length: count }, (_, i) =>
    [...colors!.subarray(4 * i, 4 * i + 4), classification[i], intensity[i]].join(),
  );
}

describe('publishing into a large collection', () => {
  it('writes what belongs to the item, the small part of the index and the collection, nothing else', async () => {
    const { store } = server;
    const before = await files(store.dir);
    const version = await publishItem(store, 'sheets', templates[0]!, sheetPlace(COUNT, COLUMNS));
    const { id } = sheetPlace(COUNT, COLUMNS);
    expect(changes(before, await files(store.dir))).toEqual(
      [
        `sheets/${id}/${version}/data.copc.laz`,
        `sheets/${id}/item.json`,
        'sheets/_items.recent',
        'sheets/collection.json',
      ].sort(),
    );
    const listed = (await ask(`/api/collections/sheets/items?limit=1&bbox=${await bboxOf(id)}`)).json();
    expect(listed.numberMatched).toBeGreaterThan(0);
    await updateOverview(store, 'sheets', pool);
  });

  it('makes the overviews above a changed item anew and leaves all others as they are', async () => {
    const { store } = server;
    const place = sheetPlace(47, COLUMNS);
    await updateOverview(store, 'sheets', pool);
    const before = await files(store.overviewDir('sheets'));
    await publishItem(store, 'sheets', templates[2]!, place);
    const { built, removed, failed } = await updateOverview(store, 'sheets', pool);
    const changed = changes(before, await files(store.overviewDir('sheets')));
    const tree = shownCells((await store.findItems('sheets')).set)!;
    const { level, x, y } = cellOfBounds(
      place.east,
      place.north,
      place.east + SHEET_SIZE.eastM,
      place.north + SHEET_SIZE.northM,
    );
    const ancestors = Array.from({ length: tree.count }, (_, number) => tree.cellAt(number)).filter(
      (cell) =>
        cell.isTop ||
        (Math.floor(x / 2 ** (cell.level - level)) === cell.x && Math.floor(y / 2 ** (cell.level - level)) === cell.y),
    );
    expect([built, removed, failed]).toEqual([ancestors.length, ancestors.length, []]);
    expect(changed).toHaveLength(2 * ancestors.length);
    expect(tree.count).toBeGreaterThan(3 * ancestors.length);
    expect(await updateOverview(store, 'sheets', pool)).toEqual({ built: 0, removed: 0, failed: [] });
  });

  it('serves the overview of a moment ago to whoever holds its tileset, until the new one is made', async () => {
    const { store } = server;
    const tiles = await walk('sheets', '3dtiles');
    const top = tiles.find(({ contentUrl }) => contentUrl?.includes('/_cells/t'))!;
    await publishItem(store, 'sheets', templates[3]!, sheetPlace(202, COLUMNS));
    const before = await ask(top.contentUrl!);
    expect(before.headers['cache-control']).toContain('immutable');
    await updateOverview(store, 'sheets', pool);
    // gone with the update: the address now answers with the overview of today, to be asked for again
    const after = await ask(top.contentUrl!);
    expect(after.headers['cache-control']).toBe('public, no-cache');
    expect(after.headers.etag).not.toBe(before.headers.etag);
  });

  it('takes the points of an item that becomes private out of every overview', async () => {
    const { store } = server;
    const place = sheetPlace(105, COLUMNS);
    const isOnSheet = ([e, n]: number[]) =>
      e! > place.east + 10 && e! < place.east + 390 && n! > place.north + 10 && n! < place.north + 290;
    const pointsThere = async () => {
      const dir = store.overviewDir('sheets');
      let count = 0;
      for (const name of await readdir(dir)) {
        if (!name.endsWith('.laz')) continue;
        const copc = await openCopc(memorySource(Uint8Array.from(await readFile(join(dir, name)))));
        const { min, max } = copc.header;
        // the leaf cell around the sheet alone tells: it begins where the sheet does
        if (min[0] >= place.east - 1100 && max[0] <= place.east + 1500) count += copc.header.pointCount;
      }
      return count;
    };
    const before = await pointsThere();
    const open = (await walk('sheets', '3dtiles-local')).filter(({ contentUrl }) => contentUrl?.includes('/_cells/'));
    const showing: WalkedTile[] = [];
    for (const tile of open) if ((await worldPoints(tile)).some(isOnSheet)) showing.push(tile);
    expect(showing.length).toBeGreaterThan(2);
    await publishItem(store, 'sheets', templates[1]!, place, { visibility: 'private' });
    // nor does a former address lead to them, though their tiles lie in the cache
    for (const { contentUrl } of showing) {
      expect((await server.app.inject({ url: contentUrl! })).statusCode).toBe(404);
    }
    const dirty = await walk('sheets', '3dtiles-local');
    expect(dirty.some(({ contentUrl }) => contentUrl?.includes(place.id))).toBe(false);
    // the overviews of the former state are not shown, whether or not they are still there
    const cellsShown = dirty.filter(({ contentUrl }) => contentUrl?.includes('/_cells/'));
    for (const tile of cellsShown) {
      expect((await worldPoints(tile)).some(isOnSheet)).toBe(false);
    }
    await updateOverview(store, 'sheets', pool);
    expect(await pointsThere()).toBeLessThan(before);
    await publishItem(store, 'sheets', templates[1]!, place);
    await updateOverview(store, 'sheets', pool);
    expect(await pointsThere()).toBe(before);
  });

  it('gives the same index and the same overviews whatever the order', async () => {
    const order = Array.from({ length: 24 }, (_, i) => i);
    const shuffled = [...order].sort((a, b) => ((a * 7) % 24) - ((b * 7) % 24));
    const build = async (indices: readonly number[]) => {
      const store = openStore(await temporaryFolder(), { now: () => 0 });
      for (const index of indices) await publishItem(store, 'c', templates[index % 4]!, sheetPlace(index * 3, 12));
      await updateOverview(store, 'c', pool);
      const dir = store.overviewDir('c');
      const names = (await readdir(dir)).filter((name) => name.endsWith('.laz')).sort();
      const contents = await Promise.all(names.map(async (name) => (await readFile(join(dir, name))).toString('hex')));
      const { 'tengun:revision': revision } = await store.getCollection('c');
      return { names, contents, revision };
    };
    expect(await build(order)).toEqual(await build(shuffled));
  });
});

describe('the index file', () => {
  it('takes less than 200 bytes an item, with everything that is asked of items', async () => {
    const { size } = await stat(join(server.store.dir, 'sheets', '_items.index'));
    expect(size / COUNT).toBeLessThan(200);
  });

  const copyOf = async (): Promise<{ store: Store; base: string; recent: string; collection: string }> => {
    const store = openStore(await temporaryFolder());
    for (let i = 0; i < 20; i++) await publishItem(store, 'c', templates[i % 4]!, sheetPlace(i, 5));
    const dir = join(store.dir, 'c');
    const [base, recent, collection] = ['_items.index', '_items.recent', 'collection.json'].map((name) =>
      join(dir, name),
    );
    return { store, base: base!, recent: recent!, collection: collection! };
  };
  /** The same folder by a path that no store in this process knows. */
  const afresh = async (store: Store): Promise<Store> => {
    const link = join(await temporaryFolder(), 'link');
    await symlink(store.dir, link);
    return openStore(link);
  };

  it('answers without an item document being read', async () => {
    const { store } = await copyOf();
    const damaged = join(store.dir, 'c', sheetPlace(3, 5).id, 'item.json');
    await writeFile(damaged, 'not JSON');
    expect((await (await afresh(store)).findItems('c')).count).toBe(20);
  });

  it.each(['base', 'recent'] as const)('is derived anew when the %s is missing, cut or changed', async (part) => {
    const { store, collection, ...paths } = await copyOf();
    const ids = (await store.findItems('c')).ids(0, 99);
    const whole = await readFile(paths[part]);
    const changed = Buffer.from(whole);
    changed[whole.length >> 1]! ^= 4;
    for (const content of [null, whole.subarray(0, whole.length - 9), changed, Buffer.alloc(0)]) {
      if (content) await writeFile(paths[part], content);
      else await rm(paths[part]);
      const fresh = await afresh(store);
      expect((await fresh.findItems('c')).ids(0, 99)).toEqual(ids);
      const revision = (await fresh.getCollection('c'))['tengun:revision'];
      await fresh.refresh();
      expect((await (await afresh(store)).findItems('c')).ids(0, 99)).toEqual(ids);
      expect(JSON.parse(await readFile(collection, 'utf8'))['tengun:revision']).toBe(revision);
      await writeFile(paths[part], whole);
    }
  });

  it('is derived anew when a folder was taken away, or collection.json is of another state', async () => {
    const { store, collection } = await copyOf();
    await rm(join(store.dir, 'c', sheetPlace(7, 5).id), { recursive: true });
    expect((await (await afresh(store)).findItems('c')).count).toBe(19);
    const document = JSON.parse(await readFile(collection, 'utf8'));
    await writeFile(collection, JSON.stringify({ ...document, 'tengun:revision': '0123456789abcdef' }));
    expect((await (await afresh(store)).findItems('c')).count).toBe(19);
  });
});

function nearestContent(tile: WalkedTile): WalkedTile | null {
  let above = tile.parent;
  while (above && (!above.contentUrl || above.contentUrl.includes('.json'))) above = above.parent;
  return above;
}

async function bboxOf(id: string): Promise<string> {
  return (await server.store.getItem('sheets', id)).bbox.join(',');
}
