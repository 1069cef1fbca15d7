/** A scrub names whatever is no longer what was written, and nothing else. */
import { cp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import { readLastScrub, readScrubProgress } from '#worker/scrub/scrub-report.ts';
import { type ScrubOptions, startScrub } from '#worker/scrub/start-scrub.ts';
import { openStore } from '#worker/store/store.ts';
import { setUploadAccess } from '#worker/store/upload-access.ts';
import { type FilledFolder, openFilledFolder } from '../../helpers/filled-folder.ts';
import { flipBit, treeOf } from '../../helpers/tree-of.ts';

let pool: FilledFolder['pool'];
let filled: FilledFolder['filled'];
let copied: FilledFolder['copied'];
beforeAll(async () => {
  const opened = await openFilledFolder();
  ({ pool, filled, copied } = opened);
  return () => opened.close();
});
const scrub = (storeDir: string, more: Partial<ScrubOptions> = {}) => startScrub({ storeDir, pool, ...more });
const isNotReport = (path: string) => !path.startsWith('.scrub');

describe('a scrub', () => {
  it('finds a store whole, writes its report and changes nothing else', async () => {
    const before = await treeOf(filled.dir, isNotReport);
    const report = await scrub(filled.dir);
    expect(report).toMatchObject({
      damage: [],
      unchecked: {},
      resumed: 0,
      counts: { collections: 1, items: 3, versions: 3, databases: 1, pictures: 1 },
    });
    expect(await treeOf(filled.dir, isNotReport)).toEqual(before);
    expect(await readLastScrub(filled.dir)).toEqual(report);
    expect(await readScrubProgress(filled.dir)).toBeNull();
  });

  it('finds nothing in rules of who sees what', async () => {
    const dir = await copied();
    const access = { visibility: 'group', groups: ['土木課'], owner: 'u1' } as const;
    const before = await scrub(dir);
    await openStore(dir).setAccess('c', access);
    await setUploadAccess(dir, filled.surface, access);
    const { damage, counts } = await scrub(dir);
    expect(damage).toEqual([]);
    expect(counts.files).toBe(before.counts.files + 2);
  });

  it('names the node of a flipped bit, and the header where none is hit', async () => {
    const dir = await copied();
    const store = openStore(dir);
    const [first, second] = (await store.listItems('c')).items;
    const bytes = await readFile(store.dataPath(first!));
    const nodes = [...(await (await openCopc(memorySource(bytes))).loadAllNodes())];
    const [key, { offset, byteSize }] = nodes.at(-1)!;
    await flipBit(store.dataPath(first!), offset + (byteSize >> 1));
    await flipBit(store.dataPath(second!), 100);
    const { damage } = await scrub(dir);
    expect(damage).toMatchObject([
      { kind: 'points', collection: 'c', item: first!.id, version: first!.properties['tengun:version'], nodes: [key] },
      { kind: 'points', collection: 'c', item: second!.id, nodes: [], reason: expect.stringContaining('header') },
    ]);
  });

  /** What is damaged, how, and how it is named. */
  const CASES: readonly [what: string, damageIt: (dir: string) => Promise<unknown>, kind: string, path: RegExp][] = [
    [
      'the points of an item are missing',
      async (dir) => rm(await pointsOf(dir)),
      'points',
      /^c\/sheet-0\/[0-9a-f]{16}\/data/,
    ],
    ['a picture of an item', async (dir) => flipBit(await assetOf(dir)), 'asset', /thumbnail-/],
    [
      'a document that is no JSON',
      (dir) => writeFile(join(dir, 'c/sheet-1/item.json'), '{'),
      'document',
      /^c\/sheet-1\/item\.json$/,
    ],
    [
      'a number in a document',
      (dir) => edit(join(dir, 'c/sheet-1/item.json'), '"pc:count": 8000', '"pc:count": 8001'),
      'document',
      /^c\/sheet-1\/item\.json$/,
    ],
    ['the item index', (dir) => flipBit(join(dir, 'c/_items.index')), 'index', /^c\/_items\.index$/],
    ['the collection', (dir) => writeFile(join(dir, 'c/collection.json'), '[]'), 'document', /^c\/collection\.json$/],
    ['the catalogue', (dir) => writeFile(join(dir, 'catalog.json'), ''), 'document', /^catalog\.json$/],
    ['who sees a collection', (dir) => writeFile(join(dir, 'c/access.json'), '{'), 'document', /^c\/access\.json$/],
    [
      'who sees a collection, in words that are no rule',
      (dir) => writeFile(join(dir, 'c/access.json'), '{"visibility":"open","groups":[],"owner":null}'),
      'document',
      /^c\/access\.json$/,
    ],
    [
      'who sees a surface',
      async (dir) => {
        await setUploadAccess(dir, filled.surface, { visibility: 'private', groups: [], owner: 'u1' });
        await edit(join(dir, '.access', `${filled.surface}.json`), '"visibility"', '"risibility"');
      },
      'document',
      /^\.access\/[0-9a-f]{32}\.json$/,
    ],
    ['a picture of a project', async (dir) => flipBit(await pictureOf(dir)), 'picture', /pictures\/[0-9a-f]{64}$/],
    ['a picture that is missing', async (dir) => rm(await pictureOf(dir)), 'picture', /pictures\/[0-9a-f]{64}$/],
    ['a surface', (dir) => flipBit(join(dir, '.surfaces', filled.surface, 'surface.bin')), 'surface', /surface\.bin$/],
    [
      'a result',
      (dir) => flipBit(join(dir, '.results', `${filled.result}.result.json.gz`), 30),
      'result',
      /result\.json\.gz$/,
    ],
    [
      'a database',
      (dir) => breakDatabase(join(dir, '.projects/projects.sqlite')),
      'database',
      /^\.projects\/projects\.sqlite$/,
    ],
  ];
  it.each(CASES)('names %s', async (_, damageIt, kind, path) => {
    const dir = await copied();
    await damageIt(dir);
    const { damage } = await scrub(dir);
    expect(damage.length).toBeGreaterThan(0);
    expect(
      damage.some((one) => one.kind === kind && path.test(one.path)),
      JSON.stringify(damage),
    ).toBe(true);
    expect(damage.every((one) => one.reason !== '')).toBe(true);
  });

  it('ended in the middle goes on there: together both have seen everything once', async () => {
    const dir = await copied();
    await flipBit(await pointsOf(dir));
    await flipBit(await pictureOf(dir));
    const whole = await scrub(await withSame(dir));
    const ender = new AbortController();
    const onProgress = ({ counts }: { counts: { items: number } }) =>
      counts.items === 2 && ender.abort(new Error('enough'));
    await expect(scrub(dir, { signal: ender.signal, onProgress })).rejects.toThrow('enough');
    expect(await readLastScrub(dir)).toBeNull();
    const report = await scrub(dir);
    expect(report.resumed).toBe(1);
    expect(report.damage).toEqual(whole.damage);
    expect(report.counts).toEqual(whole.counts);
  });

  it('keeps to its pace', async () => {
    const { counts } = await scrub(filled.dir);
    const start = performance.now();
    await scrub(filled.dir, { maxBytesPerSecond: counts.sizeBytes / 1.5 });
    // a quarter of a second may be read at once
    expect(performance.now() - start).toBeGreaterThan(1000);
  });

  it('of what is new leaves the old alone', async () => {
    const dir = await copied();
    const old = new Date('2026-01-01');
    for (const id of ['sheet-0', 'sheet-1']) await utimes(join(dir, 'c', id, 'item.json'), old, old);
    const report = await scrub(dir, { since: Date.parse('2026-06-01') });
    expect(report.counts).toMatchObject({ items: 1, versions: 1 });
    expect(report.since).toBe('2026-06-01T00:00:00.000Z');
  });

  it('says what has no checksum on record', async () => {
    const dir = await copied();
    const path = join(dir, 'c/sheet-0/item.json');
    const item = JSON.parse(await readFile(path, 'utf8'));
    delete item.assets.thumbnail['file:checksum'];
    await writeFile(path, JSON.stringify(item));
    expect(await scrub(dir)).toMatchObject({ damage: [], unchecked: { 'assets without a checksum': 1 } });
  });
});

async function withSame(dir: string): Promise<string> {
  const copy = `${dir}-same`;
  await cp(dir, copy, { recursive: true });
  return copy;
}
async function pointsOf(dir: string): Promise<string> {
  const store = openStore(dir);
  return store.dataPath(await store.getItem('c', 'sheet-0'));
}
async function assetOf(dir: string): Promise<string> {
  const store = openStore(dir);
  return store.assetPath(await store.getItem('c', 'sheet-2'), 'thumbnail')!;
}
async function pictureOf(dir: string): Promise<string> {
  const [name] = await readdir(join(dir, '.projects/pictures'));
  return join(dir, '.projects/pictures', name!);
}
async function edit(path: string, before: string, after: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(before);
  await writeFile(path, text.replace(before, after));
}
/** Bytes of a page of rows, as a bad block leaves them. */
async function breakDatabase(path: string): Promise<void> {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const size = Number(database.prepare('PRAGMA page_size').get()!.page_size);
  database.close();
  const bytes = await readFile(path);
  bytes.fill(0xa5, 2 * size, 3 * size);
  await writeFile(path, bytes);
}
