/**
 * The power goes at any moment: of what a program did to its store, the disk owes only what was flushed. The whole is noted once, then
 * disks are made as they may be left, at each moment and in the worst ways; on each of them everything that somebody was told of is
 * there and whole, and nothing half done is seen. 1,500 disks in `npm run test:full`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkGeneration } from '#worker/backup/check-backup.ts';
import { listGenerations, readSums } from '#worker/backup/generation.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { UseRequests } from '#worker/requests/use-requests.ts';
import { openStore } from '#worker/store/store.ts';
import { readUploadAccess } from '#worker/store/upload-access.ts';
import { loadSurface } from '#worker/surfaces/surface-store.ts';
import { PictureFiles } from '../../../server/projects/picture-files.ts';
import { ANYBODY } from '../../../server/projects/repository.ts';
import { openSqliteRepository } from '../../../server/projects/sqlite-repository.ts';
import { fullOr } from '../../helpers/full.ts';
import { seededRandom } from '../../helpers/las-builder.ts';
import { Disk, type Loss } from '../../helpers/power-cut/disk.ts';
import type { DiskEntry } from '../../helpers/power-cut/disk-log.ts';
import type { Told } from '../../helpers/power-cut/told.ts';
import { settledUpload } from '../../helpers/send-upload.ts';
import { treeOf } from '../../helpers/tree-of.ts';
import { startUploadServer } from '../../helpers/upload-server.ts';

const HELPERS = join(import.meta.dirname, '..', '..', 'helpers', 'power-cut');
const DISKS = fullOr(1500, 120);
const RESTARTS = fullOr(40, 4);
const LIMITS = { projects: 100, entriesPerProject: 1000, entryBytes: 2 ** 20, totalBytes: 2 ** 30, links: 100 };

let pool: WorkerPool;
let folder: string;
let entries: DiskEntry[];
const copiesDir = () => join(folder, 'log.copies');
beforeAll(async () => {
  pool = createPool({ threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-power-'));
  const env = {
    ...process.env,
    TENGUN_RECORD_ROOT: folder,
    TENGUN_RECORD_LOG: join(folder, 'log'),
    NODE_OPTIONS: `--import=${pathToFileURL(join(HELPERS, 'record.ts'))}`,
  };
  await promisify(execFile)(process.execPath, [join(HELPERS, 'scenario.ts'), folder], { env });
  entries = (await readFile(join(folder, 'log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DiskEntry);
}, 300_000);
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** What was told until a moment, and what comes next: that may be there already. */
interface Known {
  readonly told: readonly Told[];
  readonly next: Told | null;
}

interface Cut {
  readonly known: Known;
  readonly what: string;
  writeTo(dir: string): void;
}

/** The worst that may become of what was not flushed. */
function losses(random: () => number): readonly (Loss & { readonly name: string })[] {
  const some = () => random() < 0.5;
  return [
    { name: 'nothing is kept', keepsName: () => false, tail: 'none' },
    { name: 'names are kept, bytes are not', keepsName: () => true, tail: 'none' },
    { name: 'names and lengths are kept, bytes are zeros', keepsName: () => true, tail: 'zeros' },
    { name: 'some names are kept', keepsName: some, tail: 'none' },
    { name: 'some names and lengths are kept', keepsName: some, tail: 'zeros' },
  ];
}

/** Different disks at all moments, in the order of time. */
function cuts(): Cut[] {
  const random = seededRandom(2611);
  const disk = new Disk();
  const toldAt = entries.flatMap((entry, at) =>
    entry.op === 'told' ? [{ at, told: JSON.parse(entry.what) as Told }] : [],
  );
  const found = new Map<string, Cut>();
  for (const [at, entry] of entries.entries()) {
    disk.apply(entry);
    const told = toldAt.filter((one) => one.at <= at).map((one) => one.told);
    const known = { told, next: toldAt[told.length]?.told ?? null };
    for (const loss of losses(random)) {
      const left = disk.afterCut(loss);
      const key = `${told.length} ${left.key}`;
      if (found.has(key)) continue;
      const what = `after ${at} of ${entries.length} (${entry.op}${'path' in entry ? ` ${entry.path}` : ''}), ${loss.name}`;
      found.set(key, { known, what, writeTo: (dir) => left.writeTo(dir, copiesDir()) });
    }
  }
  return [...found.values()];
}

const same = (one: Told | null, other: { readonly collection: string; readonly item: string }): boolean =>
  one !== null && 'item' in one && one.collection === other.collection && one.item === other.item;

/** How many points an item may have; null: it may be missing. */
function mayHold({ told, next }: Known, collection: string, item: string): (number | null)[] {
  const about = { collection, item };
  const last = told.findLast((one) => same(one, about)) ?? null;
  const counts = [last, ...(same(next, about) ? [next] : [])];
  return counts.map((one) => (one?.kind === 'item' ? one.points : null));
}

async function expectItems(dir: string, known: Known): Promise<void> {
  const store = openStore(dir);
  const seen = new Set<string>();
  const ids = new Set((await store.listCollections()).map(({ id }) => id));
  // those of uploads are unlisted
  for (const one of [...known.told, known.next]) if (one && 'collection' in one) ids.add(one.collection);
  for (const collection of ids) {
    const page = await store.listItems(collection).catch((error: { code?: string }) => {
      if (error.code === 'NOT_FOUND') return null;
      throw error;
    });
    if (!page) continue;
    expect(page.matched).toBe(page.items.length);
    for (const item of page.items) {
      seen.add(`${collection}/${item.id}`);
      expect(mayHold(known, collection, item.id), `${collection}/${item.id}`).toContain(item.properties['pc:count']);
      expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true, faults: [] });
    }
  }
  for (const one of known.told) {
    if (!('item' in one) || seen.has(`${one.collection}/${one.item}`)) continue;
    expect(mayHold(known, one.collection, one.item), `${one.collection}/${one.item}`).toContain(null);
  }
}

async function expectClosed(dir: string, { told, next }: Known): Promise<void> {
  const collection = 'd';
  const isSeen = await openStore(dir, { audience: 'public' }).hasItem(collection, 'only');
  if (told.some(({ kind }) => kind === 'closed')) expect(isSeen, 'a closed collection').toBe(false);
  else if (next?.kind !== 'closed' && told.some((one) => same(one, { collection, item: 'only' })))
    expect(isSeen).toBe(true);
}

async function expectEntries(dir: string, { told, next }: Known): Promise<void> {
  const kept = told.filter((one) => one.kind === 'entry');
  if (kept.length === 0) return;
  const pictures = new PictureFiles(join(dir, '.projects', 'pictures'));
  const repository = openSqliteRepository(join(dir, '.projects', 'projects.sqlite'), { limits: LIMITS });
  try {
    const found = new Map(repository.entries(ANYBODY, kept[0]!.project).map((entry) => [entry.id, entry]));
    const last = new Map(kept.map((one) => [one.entry, one]));
    for (const { entry, text, picture } of last.values()) {
      expect(found.get(entry)).toMatchObject({ text });
      const mayCome = next?.kind === 'entry' && next.entry === entry ? [picture, next.picture] : [picture];
      expect(mayCome).toContain(found.get(entry)!.picture?.sha256 ?? null);
    }
    for (const { picture } of found.values()) {
      if (!picture) continue;
      const bytes = await pictures.read(picture);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(picture.sha256);
    }
  } finally {
    repository.close();
  }
}

async function expectSurfaces(dir: string, { told, next }: Known): Promise<void> {
  const names = await readdir(join(dir, '.surfaces')).catch(() => []);
  for (const id of names.filter((name) => /^[0-9a-f]{32}$/.test(name))) {
    await loadSurface(dir, id);
    const isClosed = told.some((one) => one.kind === 'closed-upload' && one.id === id);
    if (isClosed) expect((await readUploadAccess(dir, id)).visibility).toBe('private');
  }
  const going = new Set([...told, next].flatMap((one) => (one?.kind === 'gone-upload' ? [one.id] : [])));
  for (const one of told) {
    if (one.kind === 'surface' && !going.has(one.id)) expect(names).toContain(one.id);
    if (one.kind !== 'gone-upload') continue;
    const left = [...(await treeOf(dir)).keys()].filter((path) => path.includes(one.id) && !path.includes('.tmp/'));
    expect(left).toEqual([]);
  }
}

async function expectRequests(dir: string, { told, next }: Known): Promise<void> {
  const ids = (await new UseRequests(dir).list()).map(({ id }) => id);
  const added = told.find((one) => one.kind === 'request' && 'id' in one) as
    | (Told & { readonly id: string })
    | undefined;
  if (!added) return;
  if (told.some(({ kind }) => kind === 'gone-request')) expect(ids).toEqual([]);
  else if (next?.kind !== 'gone-request') expect(ids).toEqual([added.id]);
}

function expectRows(dir: string, { told }: Known): void {
  for (const one of told) {
    if (one.kind !== 'rows') continue;
    const database = new DatabaseSync(join(dir, one.database));
    const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${one.table}`).get() as { rows: number };
    database.close();
    expect(rows).toBeGreaterThanOrEqual(one.rows);
  }
}

async function expectBackups(dir: string, { told }: Known): Promise<void> {
  const generations = await listGenerations(dir).catch(() => []);
  for (const one of generations) expect(await checkGeneration(one)).toMatchObject({ ok: true, faults: [] });
  const last = told.findLast((one) => one.kind === 'backup');
  if (last) expect((generations.at(-1)?.name ?? '') >= last.generation, 'the last backup').toBe(true);
}

async function expectRestored(root: string, { told }: Known): Promise<void> {
  const names = await readdir(join(root, 'restored')).catch(() => null);
  if (told.some(({ kind }) => kind === 'restored')) expect(names).not.toBe(null);
  if (!names) return;
  const sums = await readSums((await listGenerations(join(root, 'backups'))).at(-1)!);
  const found = await treeOf(join(root, 'restored'), () => true);
  for (const [path, sha256] of sums) expect(found.get(path), path).toBe(sha256);
}

async function expectKept(root: string, known: Known): Promise<void> {
  const dir = join(root, 'store');
  await expectBackups(join(root, 'backups'), known);
  await expectRestored(root, known);
  await expectItems(dir, known);
  await expectClosed(dir, known);
  await expectEntries(dir, known);
  await expectSurfaces(dir, known);
  await expectRequests(dir, known);
  expectRows(dir, known);
}

/** So many of a list, spread over it. */
function spread<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]!);
}

describe('the power goes', () => {
  it('and the notes are whole: all names in the folder are those that they make', async () => {
    const disk = new Disk();
    for (const entry of entries) disk.apply(entry);
    const isFile = (path: string) =>
      /^(store|backups|restored)\/.*[^/]$/.test(path) && !/^store\/.*\.sqlite(-|$)/.test(path);
    expect(disk.names().filter(isFile)).toEqual([...(await treeOf(folder, isFile)).keys()].sort());
    const kinds = new Set(
      entries.flatMap((entry) => (entry.op === 'told' ? [(JSON.parse(entry.what) as Told).kind] : [])),
    );
    expect([...kinds].sort()).toHaveLength(13);
  });

  it('at any moment: what was told is kept, nothing half done is seen, before and after the recovery', {
    timeout: 3_600_000,
  }, async () => {
    const all = cuts();
    const faults: string[] = [];
    for (const [i, { known, what, writeTo }] of spread(all, DISKS).entries()) {
      const dir = join(folder, `disk-${i}`);
      writeTo(dir);
      try {
        await expectKept(dir, known);
        await openStore(join(dir, 'store')).recover();
        await expectKept(dir, known);
      } catch (error) {
        faults.push(`${what}: ${(error as Error).message}`);
      }
      await rm(dir, { recursive: true });
    }
    process.stdout.write(`${Math.min(all.length, DISKS)} of ${all.length} disks after ${entries.length} steps\n`);
    expect(faults).toEqual([]);
  });

  it('while an upload waits for its work: the next start does it', { timeout: 3_600_000 }, async () => {
    const waiting = cuts().filter(({ known }) => known.told.at(-1)?.kind === 'upload');
    expect(waiting.length).toBeGreaterThan(RESTARTS);
    for (const [i, { known, what, writeTo }] of spread(waiting, RESTARTS).entries()) {
      const dir = join(folder, `again-${i}`);
      writeTo(dir);
      const server = await startUploadServer(dir);
      try {
        const { id } = known.told.at(-1) as Told & { kind: 'upload' };
        expect(await settledUpload(server.url, id), what).toMatchObject({ state: 'ready' });
      } finally {
        await server.close();
      }
      await rm(dir, { recursive: true });
    }
  });
});
