/**
 * The published state of a store as of one moment: hard links of every file that is kept, made under the store's lock in the time of
 * a few publications. What is published or deleted afterwards changes other files; whoever dies meanwhile leaves a draft, which the next
 * writer removes. Databases are copied by SQLite's own backup, while they are being written.
 */
import { copyFile, link, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { StorageError } from '#core/errors.ts';
import { isErrno } from '../store/atomic-file.ts';
import { makeDraftFolder, removeAbandonedDrafts } from '../store/draft.ts';
import { openForReading } from '../store/open-database.ts';
import { withRecoveredStore } from '../store/recovered-lock.ts';
import type { StorePaths } from '../store/store-paths.ts';
import { inLanes } from './in-lanes.ts';
import { type KeptFile, type KeptFiles, listFolder, listKeptFiles, listUploadRules } from './kept-files.ts';
import { withoutDeletedUploads } from './upload-rules.ts';

const BUSY_MS = 10_000;
/** Files that are linked together: the store's lock waits for them. */
const LANES = 32;

export interface FrozenStore extends AsyncDisposable {
  readonly files: readonly KeptFile[];
  /** Copies of the databases, among the files by their path in the store. */
  readonly databases: readonly string[];
  readonly damaged: KeptFiles['damaged'];
  /** Where a file can be read. */
  pathOf(file: string): string;
}

/** Where projects stand in a backup, wherever the server keeps them. */
const PROJECTS = '.projects';

/**
 * @param projectsDir where the server keeps its projects when that is not in the store; they are copied
 * @throws {StorageError} NO_SPACE when the databases cannot be copied, STORAGE where the file system takes no hard links
 */
export async function freezeStore(paths: StorePaths, projectsDir: string | null = null): Promise<FrozenStore> {
  await removeAbandonedDrafts(paths.drafts);
  const folder = await makeDraftFolder(paths.drafts);
  const remove = () => rm(folder.dir, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  const frozen = folder.filesDir;
  try {
    // pictures before the database that names them, and what came meanwhile after it
    const first = await withRecoveredStore(paths, () => linkAll(paths.dir, frozen));
    for (const path of first.databases) await copyDatabase(join(paths.dir, path), join(frozen, path));
    const later = await linkPictures(paths.dir, frozen, first);
    const outside = projectsDir === null ? [] : await copyProjects(projectsDir, frozen);
    const names = [...first.databases, ...outside.filter((path) => path.endsWith('.sqlite'))];
    const copied = [...first.databases, ...outside];
    const files = [...first.files, ...later, ...(await sizesOf(frozen, copied))];
    return {
      files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
      databases: names,
      damaged: first.damaged,
      pathOf: (file) => join(frozen, file),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function linkAll(storeDir: string, frozen: string): Promise<KeptFiles> {
  const kept = await listKeptFiles(storeDir);
  const made = new Set<string>();
  const linked = await linkFiles(storeDir, frozen, kept.files, made);
  const rules = await linkFiles(storeDir, frozen, await listUploadRules(storeDir), made);
  return { ...kept, files: [...(await withoutDeletedUploads(storeDir, linked)), ...rules] };
}

/** @returns those that were there */
async function linkFiles(
  storeDir: string,
  frozen: string,
  files: readonly KeptFile[],
  made: Set<string>,
): Promise<KeptFile[]> {
  const gone = new Set<string>();
  await inLanes(files, LANES, async ({ path }) => {
    if (!(await linkFile(storeDir, frozen, path, made))) gone.add(path);
  });
  return files.filter(({ path }) => !gone.has(path));
}

/** Other files than those of the catalogue come and go without the lock: one that is not there any more was deleted. */
async function linkFile(storeDir: string, frozen: string, path: string, made: Set<string>): Promise<boolean> {
  const target = join(frozen, path);
  if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
  made.add(dirname(target));
  try {
    await link(join(storeDir, path), target);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    if (!isErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK')) throw error;
    throw new StorageError(
      'STORAGE',
      `the file system of the store takes no hard links (${path}): a backup cannot be of one moment`,
    );
  }
}

async function linkPictures(storeDir: string, frozen: string, { files, databases }: KeptFiles): Promise<KeptFile[]> {
  if (databases.length === 0) return [];
  const known = new Set(files.map(({ path }) => path));
  const kept = await listKeptFiles(storeDir);
  const fresh = kept.files.filter(
    ({ path }) => path.startsWith('.') && path.includes('/pictures/') && !known.has(path),
  );
  const linked: KeptFile[] = [];
  for (const file of fresh) if (await linkFile(storeDir, frozen, file.path, new Set())) linked.push(file);
  return linked;
}

/** @returns paths in the frozen store */
async function copyProjects(dir: string, frozen: string): Promise<string[]> {
  const { files, databases } = await listFolder(dir);
  const copied: string[] = [];
  for (const path of databases) {
    await copyDatabase(join(dir, path), join(frozen, PROJECTS, path));
    copied.push(`${PROJECTS}/${path}`);
  }
  // pictures come before the entry that names them and go after it: those of the database are there now
  for (const { path } of files) {
    await mkdir(dirname(join(frozen, PROJECTS, path)), { recursive: true });
    await copyFile(join(dir, path), join(frozen, PROJECTS, path));
    copied.push(`${PROJECTS}/${path}`);
  }
  return copied;
}

async function copyDatabase(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const source = openForReading(from, BUSY_MS);
  try {
    await backup(source, to);
  } finally {
    source.close();
  }
  // one plain file: without a log beside it
  const copy = new DatabaseSync(to);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

function sizesOf(dir: string, paths: readonly string[]): Promise<KeptFile[]> {
  return Promise.all(paths.map(async (path) => ({ path, sizeBytes: (await stat(join(dir, path))).size })));
}
