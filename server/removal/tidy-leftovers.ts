/**
 * What a store need not keep: files of processes that died, versions that were replaced long ago, results that nobody has asked for,
 * uploads that never ended or that are old. Everything is looked up first; it is removed only when that is asked.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno, TEMPORARY_FILE } from '#worker/store/atomic-file.ts';
import { isId, isVersion } from '#worker/store/ids.ts';
import { readItem } from '#worker/store/read-document.ts';
import { withRecoveredStore } from '#worker/store/recovered-lock.ts';
import type { Store } from '#worker/store/store.ts';
import { storePaths } from '#worker/store/store-paths.ts';
import { collectionOf } from '../uploads/point-files.ts';
import { removeUpload } from '../uploads/remove-upload.ts';
import { UploadStates } from '../uploads/upload-state.ts';
import { namesIn } from './removal-plan.ts';
import { removeResults } from './remove-data.ts';
import { sizeOnDisk } from './size-on-disk.ts';

/** A temporary file that is older belongs to nobody: each is written in one go. */
const TEMPORARY_MS = 3_600_000;
/** As the server has it: an upload that is not complete by then is given up. */
const UNFINISHED_MS = 24 * 3_600_000;
/** A surface on its way into the store. */
const SURFACE_DRAFT = /^[0-9a-f]{32}\.\d+\.tmp$/;
const RESULT = /^([0-9a-f]{64})\.(request\.json|result\.json\.gz)$/;

interface TidyAges {
  /** Versions that an item no longer names, and that are older; undefined: they stay until the next publication. */
  readonly versionsMs?: number | undefined;
  /** Kept results with their requests. */
  readonly resultsMs?: number | undefined;
  /** Uploads that are done or failed, with what they became. */
  readonly uploadsMs?: number | undefined;
}

export interface TidyReport {
  /** Paths inside the store. */
  readonly temporary: readonly string[];
  /** `collection/item/version` */
  readonly versions: readonly string[];
  readonly results: readonly string[];
  readonly uploads: readonly string[];
  /** Of all of them. */
  readonly sizeBytes: number;
}

/** Looks what would go; nothing is changed. */
export async function findLeftovers(store: Store, ages: TidyAges, now = Date.now()): Promise<TidyReport> {
  const found = {
    temporary: await temporaryFiles(store.dir, now),
    versions: ages.versionsMs === undefined ? [] : await oldVersions(store.dir, now - ages.versionsMs),
    results: ages.resultsMs === undefined ? [] : await oldResults(store.dir, now - ages.resultsMs),
    uploads: await oldUploads(store.dir, now, ages.uploadsMs),
  };
  return { ...found, sizeBytes: await sizeOf(store.dir, found) };
}

/** Removes what was found; what has gone meanwhile, or is in use again, is left alone. */
export async function removeLeftovers(store: Store, report: TidyReport): Promise<void> {
  await store.recover();
  for (const path of report.temporary) await rm(join(store.dir, path), { recursive: true, force: true });
  for (const path of report.versions) await removeVersion(store.dir, path);
  await removeResults(store.dir, report.results);
  for (const id of report.uploads) {
    await store.removeCollection(collectionOf(id));
    await removeUpload(store.dir, id);
  }
}

async function sizeOf(
  storeDir: string,
  { temporary, versions, results, uploads }: Omit<TidyReport, 'sizeBytes'>,
): Promise<number> {
  const paths = [
    ...temporary,
    ...versions,
    ...results.flatMap((hash) => [`.results/${hash}.request.json`, `.results/${hash}.result.json.gz`]),
    ...uploads.flatMap((id) => [
      `.uploads/incoming/${id}`,
      `.uploads/${id}.areas.json`,
      `.surfaces/${id}`,
      `.alignments/${id}.json`,
      collectionOf(id),
    ]),
  ];
  let bytes = 0;
  for (const path of paths) bytes += await sizeOnDisk(join(storeDir, path));
  return bytes;
}

async function temporaryFiles(storeDir: string, now: number): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string, depth: number) => {
    for (const entry of await entriesOf(join(storeDir, folder))) {
      const path = join(folder, entry.name);
      if (TEMPORARY_FILE.test(entry.name) || SURFACE_DRAFT.test(entry.name)) {
        const age = await stat(join(storeDir, path)).then(
          ({ mtimeMs }) => now - mtimeMs,
          () => 0,
        );
        if (age > TEMPORARY_MS) found.push(path);
      } else if (entry.isDirectory() && depth > 0 && path !== '.drafts') await look(path, depth - 1);
    }
  };
  await look('', 3);
  return found.sort();
}

async function entriesOf(dir: string) {
  try {
    return await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function oldVersions(storeDir: string, before: number): Promise<string[]> {
  const paths = storePaths(storeDir);
  const found: string[] = [];
  for (const cid of (await namesIn(storeDir)).filter(isId)) {
    for (const iid of (await namesIn(join(storeDir, cid))).filter(isId)) {
      const item = await readItem(paths.itemFile(cid, iid)).catch(() => null);
      // of a damaged item nobody knows which version is the one
      if (!item) continue;
      for (const version of (await namesIn(paths.itemDir(cid, iid))).filter(isVersion)) {
        if (version === item.properties['tengun:version']) continue;
        if ((await stat(paths.versionDir(cid, iid, version))).mtimeMs < before) found.push(`${cid}/${iid}/${version}`);
      }
    }
  }
  return found;
}

/** Looks once more, under the lock: the item may have been given this very version again. */
async function removeVersion(storeDir: string, path: string): Promise<void> {
  const [cid, iid, version] = path.split('/') as [string, string, string];
  const paths = storePaths(storeDir);
  await withRecoveredStore(paths, async () => {
    const item = await readItem(paths.itemFile(cid, iid));
    if (item?.properties['tengun:version'] === version) return;
    await rm(paths.versionDir(cid, iid, version), { recursive: true, force: true, maxRetries: 4 });
  });
}

async function oldResults(storeDir: string, before: number): Promise<string[]> {
  const dir = join(storeDir, '.results');
  const youngest = new Map<string, number>();
  for (const name of await namesIn(dir)) {
    const hash = RESULT.exec(name)?.[1];
    if (hash === undefined) continue;
    const { mtimeMs } = await stat(join(dir, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    youngest.set(hash, Math.max(youngest.get(hash) ?? 0, mtimeMs));
  }
  return [...youngest].filter(([, time]) => time < before).map(([hash]) => hash);
}

async function oldUploads(storeDir: string, now: number, settledMs: number | undefined): Promise<string[]> {
  const dir = join(storeDir, '.uploads');
  const found: string[] = [];
  for (const name of await namesIn(dir)) {
    const id = /^([0-9a-f]{32})\.state\.json$/.exec(name)?.[1];
    if (id === undefined) continue;
    const state = await new UploadStates(dir).read(id).catch(() => null);
    const age = now - Date.parse(state?.created ?? '');
    if (state?.state === 'receiving' && age > UNFINISHED_MS) found.push(id);
    const isSettled = state?.state === 'ready' || state?.state === 'failed';
    if (isSettled && settledMs !== undefined && age > settledMs) found.push(id);
  }
  // bytes whose state is gone, or never came
  for (const name of await namesIn(join(dir, 'incoming'))) {
    const id = basename(name, '.json');
    if (!/^[0-9a-f]{32}$/.test(id) || found.includes(id)) continue;
    const isKnown = await readFile(join(dir, `${id}.state.json`)).then(
      () => true,
      () => false,
    );
    const { mtimeMs } = await stat(join(dir, 'incoming', name)).catch(() => ({ mtimeMs: now }));
    if (!isKnown && now - mtimeMs > UNFINISHED_MS) found.push(id);
  }
  return found;
}
