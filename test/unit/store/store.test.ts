import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { findPage } from '#worker/store/find-page.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { identityInName, isAlive, nameOfIdentity } from '#worker/store/process-identity.ts';
import type { StacCollection } from '#worker/store/stac.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { indexSummary } from '../../helpers/index-summary.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Publishes an item whose file holds the given text. */
async function put(store: Store, id: string, content: string, overrides: Partial<IndexSummary> = {}) {
  const summary = indexSummary({ id, ...overrides });
  const draft = await store.createDraft(summary.collection, id);
  await writeFile(draft.dataPath, content);
  return await draft.publish(summary);
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
const itemLinks = (collection: StacCollection) => collection.links.filter(({ rel }) => rel === 'item').length;
/** Every file below a folder with its content, to compare before and after. */
async function snapshot(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir, { recursive: true })).filter((name) => !name.startsWith('.')).sort();
  const files: Record<string, string> = {};
  for (const name of names) {
    if ((await stat(join(dir, name))).isFile()) files[name] = await readFile(join(dir, name), 'utf8');
  }
  return files;
}

describe('publishing', () => {
  it('lays the files out as a static STAC catalogue with relative links that lead somewhere', async () => {
    const dir = await temporaryFolder();
    const { version, sha256 } = await put(openStore(dir), 'sheet', 'points');
    expect(sha256).toMatch(new RegExp(`^${version}[0-9a-f]{48}$`));
    const catalog = await readJson(join(dir, 'catalog.json'));
    const child = catalog.links.find(({ rel }: { rel: string }) => rel === 'child').href;
    const collection = await readJson(join(dir, child));
    const item = await readJson(
      join(dir, 'before', collection.links.find(({ rel }: { rel: string }) => rel === 'item').href),
    );
    expect(await readFile(join(dir, 'before', 'sheet', item.assets.data.href), 'utf8')).toBe('points');
    expect(await readdir(join(dir, '.drafts'))).toEqual([]);
  });

  it('keeps the current version and the one it replaced, and drops older ones', async () => {
    const store = openStore(await temporaryFolder());
    const [first, second, third] = [
      await put(store, 'sheet', 'one'),
      await put(store, 'sheet', 'two'),
      await put(store, 'sheet', 'three'),
    ];
    const item = await store.getItem('before', 'sheet');
    expect(await store.findVersion(item)).toMatchObject({ version: third.version, isCurrent: true });
    expect(await store.findVersion(item, second.version)).toMatchObject({ isCurrent: false });
    await expect(store.findVersion(item, first.version)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.findVersion(item, '../../etc')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('publishes the same content again without losing it', async () => {
    const store = openStore(await temporaryFolder());
    await put(store, 'sheet', 'one');
    const { dataPath, version } = await put(store, 'sheet', 'one', { title: 'again' });
    expect(await readFile(dataPath, 'utf8')).toBe('one');
    expect(await store.getItem('before', 'sheet')).toMatchObject({
      properties: { title: 'again', 'tengun:version': version },
    });
  });

  it('replaces a damaged file when the same content comes again', async () => {
    const store = openStore(await temporaryFolder());
    const { dataPath } = await put(store, 'sheet', 'points');
    await writeFile(dataPath, 'poinXs');
    await put(store, 'sheet', 'points');
    expect(await readFile(dataPath, 'utf8')).toBe('points');
  });

  it('keeps `created`, moves `updated`, keeps settings that are not given', async () => {
    const dir = await temporaryFolder();
    let now = Date.parse('2026-01-01T00:00:00Z');
    const store = openStore(dir, { now: () => now });
    const draft = await store.createDraft('before', 'sheet');
    await writeFile(draft.dataPath, 'one');
    await draft.publish(indexSummary(), { title: '崩壊前', license: 'CC-BY-4.0' });
    now += 86_400_000;
    await put(store, 'sheet', 'two');
    expect((await store.getItem('before', 'sheet')).properties).toMatchObject({
      created: '2026-01-01T00:00:00Z',
      updated: '2026-01-02T00:00:00Z',
    });
    expect(await store.getCollection('before')).toMatchObject({ title: '崩壊前', license: 'CC-BY-4.0' });
  });

  it('sums the collection up from its items', async () => {
    const store = openStore(await temporaryFolder());
    await put(store, 'a', 'a', { bounds: [0, 0, 5, 10, 10, 6], classCounts: { 2: 100 }, datetime: '2019-01-01' });
    await put(store, 'b', 'b', { bounds: [-5, 2, 1, 3, 20, 9], datetime: '2020-01-01', sensor: 'lp' });
    expect(await store.getCollection('before')).toMatchObject({
      'tengun:bounds': [-5, 0, 1, 10, 20, 9],
      'tengun:class_counts': { 2: 160, 5: 40 },
      'tengun:point_count': 200,
      'tengun:item_count': 2,
      'tengun:crs': 'EPSG:6676',
      extent: { temporal: { interval: [['2019-01-01T00:00:00Z', '2020-01-01T00:00:00Z']] } },
      summaries: { 'tengun:sensor': ['lp'], 'proj:code': ['EPSG:6676'] },
    });
  });

  it('leaves the store as it was when the CRS is not the collection’s', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'a', 'a');
    const before = await snapshot(dir);
    const other = crsFromCode('EPSG:6677');
    await expect(store.assertFits('before', 'b', other)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(put(store, 'b', 'b', { crs: other })).rejects.toThrow(/EPSG:6676.*EPSG:6677/);
    expect(await snapshot(dir)).toEqual(before);
    // the only item of a collection may change its CRS
    await put(store, 'a', 'aa', { crs: other });
    expect(await store.getCollection('before')).toMatchObject({ 'tengun:crs': 'EPSG:6677' });
  });

  it('leaves nothing of a draft that is discarded', async () => {
    const dir = await temporaryFolder();
    const draft = await openStore(dir).createDraft('before', 'sheet');
    await writeFile(draft.dataPath, 'half');
    await writeFile(join(draft.scratchDir, 'piece'), 'x');
    await draft.discard();
    expect(await readdir(join(dir, '.drafts'))).toEqual([]);
    expect(await openStore(dir).listCollections()).toEqual([]);
  });

  it('refuses a summary of another item', async () => {
    const draft = await openStore(await temporaryFolder()).createDraft('before', 'sheet');
    await writeFile(draft.dataPath, 'x');
    await expect(draft.publish(indexSummary({ id: 'other' }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('several writers', () => {
  it('loses no item when many stores publish into one collection at once', async () => {
    const dir = await temporaryFolder();
    const links = await temporaryFolder();
    const putApart = async (i: number) => {
      // each by a path of its own: they know of each other only what is on the disk
      await symlink(dir, join(links, `${i}`));
      await put(openStore(join(links, `${i}`)), `item-${i}`, `${i}`);
    };
    await Promise.all(Array.from({ length: 12 }, (_, i) => putApart(i)));
    const collection = await openStore(dir).getCollection('before');
    expect(itemLinks(collection)).toBe(12);
    expect((await openStore(dir).listItems('before')).matched).toBe(12);
  });

  it('shows another process’ publication to a store that is open', async () => {
    const dir = await temporaryFolder();
    // by another path, so that nothing in memory is shared
    const link = join(await temporaryFolder(), 'link');
    await symlink(dir, link);
    const [reader, writer] = [openStore(link), openStore(dir)];
    await put(writer, 'a', 'a');
    expect((await reader.listItems('before')).matched).toBe(1);
    await put(writer, 'b', 'b');
    expect((await reader.listItems('before')).items.map(({ id }) => id)).toEqual(['a', 'b']);
    await put(writer, 'a', 'new', { datetime: '2024-01-01' });
    const [record] = await reader.listRecords('before');
    expect(record).toMatchObject({ id: 'a', start: Date.parse('2024-01-01T00:00:00Z') });
  });
});

describe('recovery', () => {
  const deadOwner = () =>
    JSON.stringify({ pid: spawnSync(process.execPath, ['-e', '']).pid, host: hostname(), started: null });

  it('removes drafts of dead processes and leaves those of living ones', async () => {
    const dir = await temporaryFolder();
    const living = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const nameOf = (pid: number) => `${nameOfIdentity({ pid, host: hostname(), started: null })}x`;
    const elsewhere = `${nameOfIdentity({ pid: dead, host: 'a~b-ö.example', started: '5' })}x`;
    // dead before it wrote anything; alive; on another host; that of a collection being deleted
    for (const name of [nameOf(dead), nameOf(living.pid!), elsewhere, 'removed-1']) {
      await mkdir(join(dir, '.drafts', name), { recursive: true });
    }
    await openStore(dir).recover();
    living.kill();
    expect((await readdir(join(dir, '.drafts'))).sort()).toEqual([nameOf(living.pid!), elsewhere, 'removed-1'].sort());
    expect(identityInName(elsewhere)).toEqual({ pid: dead, host: 'a~b-ö.example', started: '5' });
  });

  it('counts a process as gone that has ended and was not asked about', async () => {
    // the shell ends its child and lives on without asking
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
    await expect.poll(() => isAlive({ pid, host: hostname(), started: null })).toBe(false);
    parent.kill();
  });

  it('finishes the documents when a writer died between item.json and collection.json', async () => {
    const dir = await temporaryFolder();
    await put(openStore(dir), 'a', 'a');
    const stale = await readFile(join(dir, 'before', 'collection.json'));
    await put(openStore(dir), 'b', 'b');
    await writeFile(join(dir, 'before', 'collection.json'), stale);
    await writeFile(join(dir, '.lock'), deadOwner());
    const store = openStore(dir);
    await store.recover();
    expect(itemLinks(await store.getCollection('before'))).toBe(2);
  });

  it('shows an item whose publication failed after it was published', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'a', 'a');
    // a folder in the way of the index
    await rm(join(dir, 'before', '_items.recent'));
    await mkdir(join(dir, 'before', '_items.recent', 'in-the-way'), { recursive: true });
    await expect(put(store, 'b', 'b')).rejects.toThrow();
    expect((await store.listItems('before')).items.map(({ id }) => id)).toEqual(['a', 'b']);
    await rm(join(dir, 'before', '_items.recent'), { recursive: true });
    await put(store, 'c', 'c');
    expect((await openStore(dir).listItems('before')).matched).toBe(3);
    expect(itemLinks(await store.getCollection('before'))).toBe(3);
  });
});

describe('a collection as a whole', () => {
  it('moves in from another store at once, with its report, and a running reader sees it', async () => {
    const dir = await temporaryFolder();
    const stage = openStore(join(dir, '.stage'));
    await put(stage, 'sheet', 'points', { collection: 'made' });
    const verdict = { source: 'a.las', verdict: 'indexed' as const, reason: null, points: 1, bytes: 6, warnings: [] };
    await stage.addToReport('made', [{ id: 'sheet', ...verdict, visibility: 'public' }]);
    const reader = openStore(dir, { audience: 'public' });
    expect(await reader.listCollections()).toEqual([]);
    const store = openStore(dir);
    await store.adoptCollection(join(dir, '.stage'), 'made');
    expect((await reader.listItems('made')).items.map(({ id }) => id)).toEqual(['sheet']);
    expect((await reader.getReport('made')).files).toHaveLength(1);
    expect(JSON.stringify(await readJson(join(dir, 'catalog.json')))).toContain('made');
    await put(stage, 'sheet', 'others', { collection: 'made' });
    await expect(store.adoptCollection(join(dir, '.stage'), 'made')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await readFile(reader.dataPath(await reader.getItem('made', 'sheet')), 'utf8')).toBe('points');
  });

  it('goes at once, and leaves the others', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'sheet', 'points');
    await put(store, 'other', 'points', { collection: 'kept' });
    const reader = openStore(dir, { audience: 'public' });
    expect(await reader.listCollections()).toHaveLength(2);
    expect(await store.removeCollection('before')).toBe(true);
    expect(await store.removeCollection('before')).toBe(false);
    await expect(store.removeCollection('../kept')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await reader.listCollections()).map(({ id }) => id)).toEqual(['kept']);
    await expect(reader.listItems('before')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(join(dir, '.drafts'))).toEqual([]);
    expect(JSON.stringify(await readJson(join(dir, 'catalog.json')))).not.toContain('before');
    // the name is free again
    await put(store, 'sheet', 'new');
    expect((await reader.listItems('before')).matched).toBe(1);
  });
});

describe('reading', () => {
  it('pages in the order of ids', async () => {
    const store = openStore(await temporaryFolder());
    for (const id of ['c', 'a', 'B', 'd']) await put(store, id, id);
    const first = await store.listItems('before', { limit: 3 });
    expect(first).toMatchObject({ matched: 4, next: 'c' });
    expect(first.items.map(({ id }) => id)).toEqual(['B', 'a', 'c']);
    const second = await store.listItems('before', { limit: 3, after: first.next! });
    expect(second.items.map(({ id }) => id)).toEqual(['d']);
    expect(second.next).toBeNull();
    expect((await store.listItems('before', { after: 'zz' })).items).toEqual([]);
  });

  it('shows nothing private to the public', async () => {
    const dir = await temporaryFolder();
    const owner = openStore(dir);
    await put(owner, 'open', 'open', { bounds: [0, 0, 0, 10, 10, 10] });
    await put(owner, 'secret', 'secret', { visibility: 'private', bounds: [0, 0, 0, 9000, 9000, 10] });
    await put(owner, 'hidden', 'hidden', { visibility: 'private', collection: 'closed' });
    const store = openStore(dir, { audience: 'public' });
    expect((await store.listCollections()).map(({ id }) => id)).toEqual(['before']);
    expect((await store.listItems('before')).matched).toBe(1);
    expect(await store.getCollection('before')).toMatchObject({ 'tengun:bounds': [0, 0, 0, 10, 10, 10] });
    await expect(store.getItem('before', 'secret')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.getCollection('closed')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.listItems('closed')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(JSON.stringify(await readJson(join(dir, 'catalog.json')))).not.toContain('closed');
    expect((await owner.listItems('before')).matched).toBe(2);
  });

  it('shows the public what is unlisted by its id alone', async () => {
    const dir = await temporaryFolder();
    const owner = openStore(dir);
    await put(owner, 'open', 'open');
    await put(owner, 'own', 'own', { visibility: 'unlisted', collection: 'upload-1' });
    const store = openStore(dir, { audience: 'public' });
    expect((await store.listCollections()).map(({ id }) => id)).toEqual(['before']);
    expect((await owner.listCollections()).map(({ id }) => id)).toEqual(['before', 'upload-1']);
    expect(await store.getCollection('upload-1')).toMatchObject({ 'tengun:visibility': 'unlisted' });
    expect((await store.listItems('upload-1')).matched).toBe(1);
    expect((await store.getItem('upload-1', 'own')).id).toBe('own');
    const page = { query: {}, order: [], limit: 10, token: undefined };
    expect(await findPage(store, { ...page, collections: null })).toMatchObject({ matched: 1 });
    expect(await findPage(store, { ...page, collections: ['upload-1'] })).toMatchObject({ matched: 0 });
    expect(await findPage(store, { ...page, collections: null, collection: 'upload-1' })).toMatchObject({ matched: 1 });
    expect(JSON.stringify(await readJson(join(dir, 'catalog.json')))).not.toContain('upload-1');
  });

  it('has no unlisted items beside others', async () => {
    const store = openStore(await temporaryFolder());
    await put(store, 'open', 'open');
    await put(store, 'own', 'own', { visibility: 'unlisted', collection: 'upload-1' });
    const mixed = { code: 'INVALID_INPUT', message: expect.stringContaining('unlisted as a whole or not at all') };
    await expect(put(store, 'more', 'more', { visibility: 'unlisted' })).rejects.toMatchObject(mixed);
    for (const visibility of ['public', 'private'] as const) {
      const put2 = put(store, 'more', 'more', { visibility, collection: 'upload-1' });
      await expect(put2).rejects.toMatchObject(mixed);
    }
    // one that stands alone may change
    await put(store, 'open', 'open', { visibility: 'unlisted' });
    expect((await openStore(store.dir, { audience: 'public' }).listCollections()).length).toBe(0);
  });

  it.each(['..', '../before', '.drafts', 'a/b', 'a\\b', '', 'x'.repeat(129), 'a\0b', 'collection.json', 'é'])(
    'takes %j neither for a collection nor for an item',
    async (id) => {
      const store = openStore(await temporaryFolder());
      await put(store, 'sheet', 'x');
      await expect(store.getCollection(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(store.getItem('before', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(store.createDraft(id, 'sheet')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      await expect(store.createDraft('before', id)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it('says which document is damaged', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'sheet', 'x');
    await writeFile(join(dir, 'before', 'sheet', 'item.json'), '{"type":"Fea');
    await expect(store.getItem('before', 'sheet')).rejects.toThrow(/item\.json.*not JSON/);
  });

  it('is empty, not an error, where there is no folder yet', async () => {
    const store = openStore(join(await temporaryFolder(), 'nothing'));
    expect(await store.listCollections()).toEqual([]);
    await expect(store.getCollection('x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
