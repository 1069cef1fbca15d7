/** Backups of a store that lives: whole, of one moment, shared between generations, never half taken for whole. */
import { appendFile, cp, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGeneration } from '#worker/backup/check-backup.ts';
import {
  type Generation,
  listGenerations,
  listUnfinished,
  parseSums,
  STORE_FOLDER,
} from '#worker/backup/generation.ts';
import { isImmutable } from '#worker/backup/kept-files.ts';
import { makeBackup } from '#worker/backup/make-backup.ts';
import { restoreGeneration } from '#worker/backup/restore-backup.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { openStore } from '#worker/store/store.ts';
import { type FilledFolder, openFilledFolder } from '../../helpers/filled-folder.ts';
import { flipBit, treeOf } from '../../helpers/tree-of.ts';

let pool: FilledFolder['pool'];
let folder: FilledFolder['folder'];
let filled: FilledFolder['filled'];
beforeAll(async () => {
  const opened = await openFilledFolder();
  ({ pool, folder, filled } = opened);
  return () => opened.close();
});

let next = 0;
/** A folder for backups of its own, with the generation that was made there. */
async function backedUp(): Promise<{ target: string; generation: Generation }> {
  const target = join(folder, `b${next++}`);
  await makeBackup({ storeDir: filled.dir, targetDir: target });
  return { target, generation: (await listGenerations(target)).at(-1)! };
}
/** What is kept as it is: databases are copies, and what nobody needs is left out. */
const isPlain = (path: string) => !/^\.(drafts|runs|scrub)\/|\.sqlite|\.restoring/.test(path);

describe('a backup', () => {
  it('restored is the store, byte by byte, and its database has the same rows', async () => {
    const { target, generation } = await backedUp();
    expect(generation.manifest.damaged).toEqual([]);
    expect(await checkGeneration(generation)).toMatchObject({ ok: true, faults: [] });
    const restored = join(folder, 'restored');
    const report = await restoreGeneration(generation, { targetDir: restored });
    expect(report).toMatchObject({ files: generation.manifest.files, damaged: [], resumed: 0 });
    expect(await treeOf(restored, isPlain)).toEqual(await treeOf(filled.dir, isPlain));
    const rows = (dir: string) => {
      const database = new DatabaseSync(join(dir, '.projects', 'projects.sqlite'), { readOnly: true });
      const found = database.prepare('SELECT * FROM entries').all();
      database.close();
      return found;
    };
    expect(rows(restored)).toEqual(rows(filled.dir));
    const store = openStore(restored);
    for (const item of (await store.listItems('c')).items) {
      expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true });
    }
    // projects are not for everybody on the machine, restored as they were
    expect((await stat(join(restored, '.projects'))).mode & 0o777).toBe(0o700);
    expect(await readdir(target)).toEqual([generation.name]);
  });

  it('copies what is new, and shares the rest with the generation before', async () => {
    const { target, generation } = await backedUp();
    const again = await makeBackup({ storeDir: filled.dir, targetDir: target });
    expect(again).toMatchObject({ files: generation.manifest.files, copiedFiles: 0, copiedBytes: 0 });
    await new Promise<void>((resolve) => setTimeout(resolve, 5));
    await writeFile(join(filled.dir, '.counts-note.json'), '{}');
    await mkdir(join(filled.dir, '.counts'), { recursive: true });
    await writeFile(join(filled.dir, '.counts', '2026-11.json'), '{"since":"2026-11-01","counts":[]}');
    const third = await makeBackup({ storeDir: filled.dir, targetDir: target });
    expect(third).toMatchObject({ files: generation.manifest.files + 1, copiedFiles: 1 });
    const all = await listGenerations(target);
    for (const one of all) expect(await checkGeneration(one)).toMatchObject({ ok: true });
    const points = [...(await treeOf(join(all[0]!.dir, 'store'))).keys()].find((path) => path.endsWith('.copc.laz'))!;
    const inodes = await Promise.all(all.map(async ({ dir }) => (await stat(join(dir, 'store', points))).ino));
    expect(new Set(inodes).size).toBe(1);
  });

  it('keeps as many generations as are asked for', async () => {
    const { target } = await backedUp();
    for (let i = 0; i < 3; i++) await makeBackup({ storeDir: filled.dir, targetDir: target, keep: 2 });
    const left = await listGenerations(target);
    expect(left).toHaveLength(2);
    expect((await readdir(target)).sort()).toEqual(left.map(({ name }) => name));
    for (const one of left) expect(await checkGeneration(one)).toMatchObject({ ok: true });
  });

  it('is of one moment while items come, are replaced and go', { timeout: 60_000 }, async () => {
    const dir = join(folder, 'living');
    await cp(filled.dir, dir, { recursive: true });
    const target = join(folder, 'living-backup');
    let isOver = false;
    const busy = (async () => {
      const store = openStore(dir);
      for (let i = 0; !isOver; i++) {
        const options = { collection: `d${i % 2}`, crs: 'EPSG:6676', replace: true };
        await indexDelivery([filled.sources[i % 3]!], options, { store, pool });
        if (i % 3 === 2) await store.removeCollection('d0');
      }
    })();
    for (let i = 0; i < 4; i++) {
      const made = await makeBackup({ storeDir: dir, targetDir: target });
      expect(made.damaged).toEqual([]);
    }
    isOver = true;
    await busy;
    for (const [i, generation] of (await listGenerations(target)).entries()) {
      expect(await checkGeneration(generation)).toMatchObject({ ok: true, faults: [] });
      const targetDir = join(folder, `living-${i}`);
      await restoreGeneration(generation, { targetDir });
      const store = openStore(targetDir);
      for (const { id, 'tengun:item_count': count } of await store.listCollections()) {
        const { items, matched } = await store.listItems(id);
        expect([matched, items.length]).toEqual([count, count]);
        for (const item of items)
          expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true, faults: [] });
      }
    }
  });

  it('that was interrupted is none, and is taken up', async () => {
    // after the half, and at the very last moment at which it may still be
    for (const share of [0.5, 1]) {
      const targetDir = join(folder, `stopped-${share}`);
      const ender = new AbortController();
      const stopped = makeBackup({
        storeDir: filled.dir,
        targetDir,
        signal: ender.signal,
        onProgress: (fraction) => fraction >= share && ender.abort(new Error('enough')),
      });
      await expect(stopped).rejects.toThrow('enough');
      expect(await listGenerations(targetDir)).toEqual([]);
      const [unfinished, ...others] = await listUnfinished(targetDir);
      expect(others).toEqual([]);
      const keptDir = join(targetDir, unfinished!, STORE_FOLDER);
      let keptBytes = 0;
      for (const path of (await treeOf(keptDir, isImmutable)).keys())
        keptBytes += (await stat(join(keptDir, path))).size;
      if (share === 1) expect(keptBytes).toBeGreaterThan(0);
      const resumed = await makeBackup({ storeDir: filled.dir, targetDir });
      expect(resumed.copiedBytes).toBe(resumed.sizeBytes - keptBytes);
      expect(await listUnfinished(targetDir)).toEqual([]);
      expect(await checkGeneration((await listGenerations(targetDir))[0]!)).toMatchObject({ ok: true });
    }
  });

  it('names what is damaged in the store, and a good copy from before is not replaced by it', async () => {
    const dir = join(folder, 'rotten');
    await cp(filled.dir, dir, { recursive: true });
    const target = join(folder, 'rotten-backup');
    await makeBackup({ storeDir: dir, targetDir: target });
    const points = [...(await treeOf(dir)).keys()].find((path) => path.endsWith('sheet-1/item.json'))!;
    const item = await openStore(dir).getItem('c', 'sheet-1');
    await flipBit(openStore(dir).dataPath(item));
    expect(points).toContain('sheet-1');
    expect((await makeBackup({ storeDir: dir, targetDir: target })).damaged).toEqual([]);
    for (const one of await listGenerations(target)) expect(await checkGeneration(one)).toMatchObject({ ok: true });
    const fresh = await makeBackup({ storeDir: dir, targetDir: join(folder, 'rotten-fresh') });
    expect(fresh.damaged).toMatchObject([
      { path: expect.stringMatching(/^c\/sheet-1\/[0-9a-f]{16}\/data\.copc\.laz$/) },
    ]);
  });

  it('does not go into the store, nor around it', async () => {
    for (const targetDir of [filled.dir, join(filled.dir, 'backup'), folder]) {
      await expect(makeBackup({ storeDir: filled.dir, targetDir })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(makeBackup({ storeDir: join(folder, 'none'), targetDir: join(folder, 'x') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('reading a backup back', () => {
  it('finds a flipped bit, a missing file, a strange one, a broken database and a changed list', async () => {
    const { target, generation } = await backedUp();
    const copy = join(folder, 'damaged-backup');
    await cp(target, copy, { recursive: true });
    const root = join(copy, generation.name, 'store');
    const names = [...(await treeOf(root)).keys()];
    const [points] = names.filter((path) => path.endsWith('.copc.laz'));
    await flipBit(join(root, points!));
    await rm(join(root, 'catalog.json'));
    await writeFile(join(root, 'c', 'strange.txt'), 'x');
    await flipBit(join(root, '.projects/projects.sqlite'), 20);
    const [damaged] = await listGenerations(copy);
    const { ok, faults } = await checkGeneration(damaged!);
    expect(ok).toBe(false);
    const paths = faults.map(({ path }) => path).sort();
    expect(paths).toEqual(['.projects/projects.sqlite', points, 'c/strange.txt', 'catalog.json'].sort());
    await appendFile(join(copy, generation.name, 'SHA256SUMS'), `${'0'.repeat(64)}  store/../../x\n`);
    await expect(checkGeneration(damaged!)).rejects.toMatchObject({ code: 'FORMAT' });
  });

  it('takes no path that leads out of its folder', () => {
    const line = (path: string) => `${'a'.repeat(64)}  store/${path}\n`;
    for (const path of ['../x', 'a/../../x', '/etc/x', 'a//b', './a', 'a\\b', 'a\u0000b']) {
      expect(() => parseSums(line(path)), path).toThrow(/SHA256SUMS/);
    }
    expect(() => parseSums('nonsense\n')).toThrow(/expected sha256/);
    expect([...parseSums(line('.projects/a b.sqlite')).keys()]).toEqual(['.projects/a b.sqlite']);
  });
});

describe('restoring', () => {
  it('never touches a folder that has something in it', async () => {
    const { generation } = await backedUp();
    const before = await treeOf(filled.dir);
    await expect(restoreGeneration(generation, { targetDir: filled.dir })).rejects.toThrow(
      /nothing is ever overwritten/,
    );
    expect(await treeOf(filled.dir)).toEqual(before);
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await restoreGeneration(generation, { targetDir: empty });
    expect((await readdir(empty)).length).toBeGreaterThan(3);
  });

  it('goes on where it was ended, and looks again at what is there', async () => {
    const { generation } = await backedUp();
    const targetDir = join(folder, 'resumed');
    const ender = new AbortController();
    const onProgress = (fraction: number) => fraction > 0.8 && ender.abort(new Error('enough'));
    await expect(restoreGeneration(generation, { targetDir, signal: ender.signal, onProgress })).rejects.toThrow(
      'enough',
    );
    await expect(stat(targetDir)).rejects.toThrow('ENOENT');
    const stage = `${targetDir}.restoring`;
    const [some] = [...(await treeOf(stage)).keys()].filter((path) => path.endsWith('.copc.laz'));
    await flipBit(join(stage, some!));
    const report = await restoreGeneration(generation, { targetDir });
    expect(report.resumed).toBeGreaterThan(2);
    expect(await treeOf(targetDir, isPlain)).toEqual(await treeOf(join(generation.dir, 'store'), isPlain));
    await expect(stat(stage)).rejects.toThrow('ENOENT');
  });

  it('refuses a damaged generation and names the file; what is whole can be had without it', async () => {
    const { target } = await backedUp();
    const copy = join(folder, 'broken-backup');
    await cp(target, copy, { recursive: true });
    const [generation] = await listGenerations(copy);
    const sums = parseSums(await readFile(join(generation!.dir, 'SHA256SUMS'), 'utf8'));
    const picture = [...sums.keys()].find((path) => path.includes('/pictures/'))!;
    await flipBit(join(generation!.dir, 'store', picture));
    const targetDir = join(folder, 'of-broken');
    await expect(restoreGeneration(generation!, { targetDir })).rejects.toMatchObject({
      code: 'CHECKSUM',
      message: expect.stringContaining(picture),
    });
    await expect(stat(targetDir)).rejects.toThrow('ENOENT');
    const report = await restoreGeneration(generation!, { targetDir, allowDamaged: true });
    expect(report.damaged).toEqual([picture]);
    await expect(stat(join(targetDir, picture))).rejects.toThrow('ENOENT');
  });

  it('takes no list that was exchanged', async () => {
    const { target, generation } = await backedUp();
    const copy = join(folder, 'forged-backup');
    await cp(target, copy, { recursive: true });
    const sums = join(copy, generation.name, 'SHA256SUMS');
    await rename(sums, `${sums}.old`);
    await link(`${sums}.old`, sums);
    await appendFile(sums, `${'0'.repeat(64)}  store/new\n`);
    const [forged] = await listGenerations(copy);
    await expect(restoreGeneration(forged!, { targetDir: join(folder, 'forged') })).rejects.toMatchObject({
      code: 'FORMAT',
    });
  });
});
