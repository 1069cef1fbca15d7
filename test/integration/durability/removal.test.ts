/** What is deleted is gone: from documents, index, reports, results, caches and uploads; and the rest is as it was. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { startScrub } from '#worker/scrub/start-scrub.ts';
import { ItemIndex, revisionText } from '#worker/store/item-index.ts';
import { removeItem } from '#worker/store/remove-item.ts';
import { openStore } from '#worker/store/store.ts';
import { storePaths } from '#worker/store/store-paths.ts';
import { setUploadAccess } from '#worker/store/upload-access.ts';
import { Accounts } from '../../../server/accounts/sqlite-accounts.ts';
import { planRemoval } from '../../../server/removal/removal-plan.ts';
import { removeData } from '../../../server/removal/remove-data.ts';
import { findLeftovers, removeLeftovers } from '../../../server/removal/tidy-leftovers.ts';
import { type FilledFolder, openFilledFolder } from '../../helpers/filled-folder.ts';
import { treeOf } from '../../helpers/tree-of.ts';

const TENGUN = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
const DAY_MS = 86_400_000;
const foldersOf = (dir: string) => ({
  projectsDir: join(dir, '.projects'),
  accountsDir: join(dir, '.accounts'),
  cacheDir: null,
});

let pool: FilledFolder['pool'];
let folder: FilledFolder['folder'];
let filled: FilledFolder['filled'];
let copied: FilledFolder['copied'];
beforeAll(async () => {
  const opened = await openFilledFolder();
  ({ pool, folder, filled, copied } = opened);
  return () => opened.close();
});

describe('deleting an item', () => {
  it('leaves documents, index and report as if it had never come', async () => {
    const dir = await copied();
    const store = openStore(dir);
    const before = await store.getCollection('c');
    const { 'tengun:version': version } = (await store.getItem('c', 'sheet-0')).properties;
    expect(await removeItem(dir, 'c', 'sheet-0')).toBe(true);
    const after = await store.getCollection('c');
    expect(after['tengun:item_count']).toBe(before['tengun:item_count'] - 1);
    expect(after['tengun:point_count']).toBe(before['tengun:point_count'] - 8000);
    expect((await store.listItems('c')).items.map(({ id }) => id)).toEqual(['sheet-1', 'sheet-2']);
    await expect(store.getItem('c', 'sheet-0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await store.getReport('c')).files.map(({ id }) => id)).toEqual(['sheet-1', 'sheet-2']);
    expect([...(await treeOf(dir)).keys()].filter((path) => path.includes(version))).toEqual([]);
    expect([...(await treeOf(dir)).keys()].filter((path) => path.includes('sheet-0'))).toEqual([]);
    // the index is that of the documents that are left
    const derived = await new ItemIndex(storePaths(dir)).derive('c');
    expect(after['tengun:revision']).toBe(revisionText(derived));
    // the same as a store that was given the other two alone
    const other = join(folder, 'other-two');
    const options = { collection: 'c', crs: 'EPSG:6676', surfaceCellM: null };
    await indexDelivery(filled.sources.slice(1), options, { store: openStore(other), pool });
    const facts = ({ updated: _, 'tengun:products': __, 'tengun:revision': ___, ...rest }: typeof after) => rest;
    expect(facts(after)).toEqual(facts(await openStore(other).getCollection('c')));
    expect((await startScrub({ storeDir: dir, pool })).damage).toEqual([]);
    for (const item of (await store.listItems('c')).items) {
      expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true });
    }
    expect(await removeItem(dir, 'c', 'sheet-0')).toBe(false);
  });

  it('takes the collection with it when it is the last', async () => {
    const dir = await copied();
    for (const id of ['sheet-0', 'sheet-1', 'sheet-2']) expect(await removeItem(dir, 'c', id)).toBe(true);
    expect(await openStore(dir).listCollections()).toEqual([]);
    await expect(stat(join(dir, 'c'))).rejects.toThrow('ENOENT');
    expect(await readdir(join(dir, '.drafts'))).toEqual([]);
  });

  it('is seen at once by a store that was open, also when it comes back', async () => {
    const dir = await copied();
    const open = openStore(dir, { audience: 'public' });
    expect((await open.findItems('c')).count).toBe(3);
    await removeItem(dir, 'c', 'sheet-1');
    expect((await open.findItems('c')).count).toBe(2);
    await indexDelivery([filled.sources[1]!], { collection: 'c', crs: 'EPSG:6676' }, { store: openStore(dir), pool });
    expect((await open.listItems('c')).items.map(({ id }) => id)).toEqual(['sheet-0', 'sheet-1', 'sheet-2']);
  });

  it('is serialized with others that delete and publish', async () => {
    const dir = await copied();
    const source = join(folder, 'sheet-9.las');
    await cp(filled.sources[0]!, source);
    await Promise.all([
      removeItem(dir, 'c', 'sheet-0'),
      removeItem(dir, 'c', 'sheet-2'),
      indexDelivery([source], { collection: 'c', crs: 'EPSG:6676' }, { store: openStore(dir), pool }),
    ]);
    const { items } = await openStore(dir).listItems('c');
    expect(items.map(({ id }) => id)).toEqual(['sheet-1', 'sheet-9']);
    expect((await startScrub({ storeDir: dir, pool })).damage).toEqual([]);
  });
});

describe('a removal', () => {
  it('names what goes and what still tells of it, and takes results and tiles with it', async () => {
    const dir = await copied();
    const cacheDir = join(folder, 'cache');
    const store = openStore(dir);
    const { 'tengun:version': version } = (await store.getItem('c', 'sheet-0')).properties;
    const tiles = [
      `nodes/${version}/0-0-0-0.x.laz`,
      'maps/a.png',
      'terrain/b.gz',
      'nodes/0123456789abcdef/0-0-0-0.laz',
    ];
    for (const name of tiles) {
      await mkdir(join(cacheDir, 'tiles', name, '..'), { recursive: true });
      await writeFile(join(cacheDir, 'tiles', name), 'tile');
    }
    await mkdir(join(dir, '.accounts'));
    const accounts = new Accounts(join(dir, '.accounts', 'accounts.sqlite'));
    const user = accounts.addUser({ name: 'taro', role: 'publisher' }).id;
    const [gone, kept] = ['sheet-0', 'sheet-1'].map((item) =>
      accounts.links.add({ user, collection: 'c', item, note: '', expires: Date.now() + DAY_MS }),
    );
    const plan = await planRemoval(store, { collection: 'c', item: 'sheet-0' }, foldersOf(dir));
    expect(plan).toMatchObject({
      isWhole: false,
      items: [{ id: 'sheet-0', versions: [version] }],
      results: [filled.result],
      upload: null,
      signedLinks: 1,
      refers: { derivedItems: [], projectEntries: [{ name: '湧水' }], countFiles: [] },
    });
    await removeData(store, plan, { ...foldersOf(dir), cacheDir });
    expect(await readdir(join(dir, '.results'))).toEqual([]);
    expect(accounts.links.find(gone!.secret, 'c', 'sheet-0')).toBeNull();
    expect(accounts.links.find(kept!.secret, 'c', 'sheet-1')).not.toBeNull();
    accounts.close();
    expect([...(await treeOf(join(cacheDir, 'tiles'))).keys()]).toEqual(['nodes/0123456789abcdef/0-0-0-0.laz']);
    // somebody's notes stay
    expect(
      (await planRemoval(store, { collection: 'c', item: null }, foldersOf(dir))).refers.projectEntries,
    ).toHaveLength(1);
    const other = await planRemoval(store, { collection: 'c', item: 'sheet-1' }, foldersOf(dir));
    expect(other).toMatchObject({ results: [], refers: { projectEntries: [] } });
  });

  it('of an upload leaves nothing under its id, nor the rule of who saw it', async () => {
    const dir = await copied();
    const [id, other] = ['3'.repeat(32), '4'.repeat(32)];
    const store = openStore(dir);
    await indexDelivery([filled.sources[0]!], { collection: `upload-${id}`, crs: 'EPSG:6676' }, { store, pool });
    const files = (one: string) => [
      `.surfaces/${one}/surface.json`,
      `.alignments/${one}.json`,
      `.uploads/${one}.state.json`,
      `.uploads/${one}.areas.json`,
      `.uploads/incoming/${one}`,
      `.uploads/incoming/${one}.json`,
    ];
    for (const path of [...files(id), ...files(other)]) {
      await mkdir(join(dir, path, '..'), { recursive: true });
      await writeFile(join(dir, path), '{}');
    }
    for (const one of [id, other]) {
      await setUploadAccess(dir, one, { visibility: 'private', groups: [], owner: 'u1' });
    }
    const plan = await planRemoval(store, { collection: `upload-${id}`, item: null }, foldersOf(dir));
    expect(plan.upload).toBe(id);
    await removeData(store, plan, foldersOf(dir));
    const left = [...(await treeOf(dir)).keys()];
    expect(left.filter((path) => path.includes(id))).toEqual([]);
    expect(left.filter((path) => path.includes(other))).toEqual([...files(other), `.access/${other}.json`].toSorted());
  });

  it('by the command line deletes nothing unless it is told to', { timeout: 60_000 }, async () => {
    const dir = await copied();
    const env = { ...process.env, TENGUN_CACHE: join(folder, 'no-cache') };
    const run = (...args: string[]) => {
      const { status, stdout } = spawnSync(process.execPath, [TENGUN, ...args, '--store', dir, '--json'], {
        encoding: 'utf8',
        env,
      });
      return { status, answer: JSON.parse(stdout) };
    };
    const before = await treeOf(dir);
    expect(run('delete', 'c/sheet-0')).toMatchObject({ status: 0, answer: { deleted: false, collection: 'c' } });
    expect(await treeOf(dir)).toEqual(before);
    expect(run('delete', 'c/nothing', '--yes')).toMatchObject({ status: 1, answer: { error: { code: 'NOT_FOUND' } } });
    expect(run('delete', 'c/sheet-0', '--yes')).toMatchObject({ status: 0, answer: { deleted: true } });
    expect((await openStore(dir).listItems('c')).matched).toBe(2);
    expect(run('delete', 'c', '--yes')).toMatchObject({ status: 0, answer: { deleted: true, isWhole: true } });
    expect(await openStore(dir).listCollections()).toEqual([]);
  });
});

describe('tidying', () => {
  it('takes leftovers and what is old, and nothing that is in use', async () => {
    const dir = await copied();
    const store = openStore(dir);
    await indexDelivery([filled.sources[1]!], { collection: 'c', crs: 'EPSG:6676', title: 'x' }, { store, pool });
    const old = new Date(Date.now() - 40 * DAY_MS);
    const left = [
      '.item.json.4711.0a1b2c3d4e5f.tmp',
      'c/.collection.json.4711.0a1b2c3d4e5f.tmp',
      '.results/.x.1.0a1b2c3d4e5f.tmp',
    ];
    for (const name of left) {
      await writeFile(join(dir, name), 'half');
      await utimes(join(dir, name), old, old);
    }
    await writeFile(join(dir, '.fresh.json.1.0a1b2c3d4e5f.tmp'), 'on its way');
    await mkdir(join(dir, 'c/sheet-0/0123456789abcdef'));
    await utimes(join(dir, 'c/sheet-0/0123456789abcdef'), old, old);
    await mkdir(join(dir, '.uploads/incoming'), { recursive: true });
    const upload = (id: string, state: string) =>
      writeFile(join(dir, '.uploads', `${id}.state.json`), JSON.stringify({ id, state, created: old.toISOString() }));
    const [gone, ready] = ['1'.repeat(32), '2'.repeat(32)];
    await upload(gone, 'receiving');
    await upload(ready, 'ready');
    await writeFile(join(dir, '.uploads/incoming', gone), 'half');
    await setUploadAccess(dir, ready, { visibility: 'private', groups: [], owner: 'u1' });
    const before = await treeOf(dir);
    const ages = { versionsMs: 30 * DAY_MS, resultsMs: 30 * DAY_MS };
    const plan = await findLeftovers(store, ages);
    expect(plan).toEqual({
      sizeBytes: 4 * left.length + 4,
      temporary: left.toSorted(),
      versions: ['c/sheet-0/0123456789abcdef'],
      results: [],
      uploads: [gone],
    });
    expect(await treeOf(dir)).toEqual(before);
    await removeLeftovers(store, plan);
    const after = await treeOf(dir);
    expect([...before.keys()].filter((path) => !after.has(path))).toEqual(
      [...left, `.uploads/${gone}.state.json`, `.uploads/incoming/${gone}`].toSorted(),
    );
    const more = await findLeftovers(store, { ...ages, uploadsMs: 30 * DAY_MS, resultsMs: 0 }, Date.now() + 10);
    expect(more).toMatchObject({ uploads: [ready], results: [filled.result] });
    expect(more.sizeBytes).toBeGreaterThan(0);
    await removeLeftovers(store, more);
    expect(await readdir(join(dir, '.access'))).toEqual([]);
    expect((await store.listItems('c')).matched).toBe(3);
  });
});
