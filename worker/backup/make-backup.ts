/**
 * Makes a generation: the store is frozen, files that the generation before has already become a second name of them, the others
 * are copied; the lists are written, the manifest last, and the folder gets its name. Until then it is called `unfinished-…`, and the
 * generations before are as they were. One that was killed is taken up by the next one.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { RequestError, StorageError } from '#core/errors.ts';
import { digestFile } from '../digest-file.ts';
import { SOFTWARE } from '../software.ts';
import { isErrno, makeFolder, syncPath, writeFileAtomic, writeJsonAtomic } from '../store/atomic-file.ts';
import { storageFault } from '../store/storage-fault.ts';
import { withStoreLock } from '../store/store-lock.ts';
import { storePaths } from '../store/store-paths.ts';
import { copyWithDigest, tryLink } from './copy-file.ts';
import { foldersOf } from './folders-of.ts';
import { type FrozenStore, freezeStore } from './freeze-store.ts';
import {
  BACKUP_FORMAT,
  type BackupManifest,
  formatSums,
  type Generation,
  generationName,
  listGenerations,
  listUnfinished,
  MANIFEST,
  README,
  REMOVING,
  readSums,
  STORE_FOLDER,
  SUMS,
  UNFINISHED,
} from './generation.ts';
import { inLanes } from './in-lanes.ts';
import { isImmutable, LEFT_OUT_WORDS, promisedDigest } from './kept-files.ts';
import { readmeText } from './readme-text.ts';

/** Room that stays free beside the copies. */
const SPARE_BYTES = 32 * 2 ** 20;
const LOCK_TIMEOUT_MS = 1000;
/** Files that are copied together. */
const LANES = 8;

interface BackupOptions {
  readonly storeDir: string;
  /** Folder of the backups: outside of the store, best on another disk. */
  readonly targetDir: string;
  /** Where the server keeps its projects when that is not in the store. */
  readonly projectsDir?: string | null;
  /** Complete generations that stay; older ones are deleted when this one is complete. All, when absent. */
  readonly keep?: number | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface BackupReport {
  readonly generation: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Of them, what had to be copied; the others are shared with the generation before. */
  readonly copiedFiles: number;
  readonly copiedBytes: number;
  readonly damaged: BackupManifest['damaged'];
  /** Generations that were deleted. */
  readonly removed: readonly string[];
}

/**
 * @throws {RequestError} NOT_FOUND without a store, INVALID_INPUT for a target in the store
 * @throws {StorageError} NO_SPACE before anything is copied when the room does not suffice
 */
export async function makeBackup(options: BackupOptions): Promise<BackupReport> {
  const { storeDir, now = Date.now } = options;
  const targetDir = resolve(options.targetDir);
  await assertApart(resolve(storeDir), targetDir);
  try {
    await makeFolder(targetDir, 0o700);
  } catch (error) {
    throw storageFault(error, 'the folder of the backups');
  }
  const work = async () => {
    const before = (await listGenerations(targetDir)).at(-1) ?? null;
    const created = now();
    await using frozen = await freezeStore(storePaths(resolve(storeDir)), options.projectsDir ?? null);
    const name = await freeName(targetDir, created);
    const unfinished = await takeUp(targetDir, name);
    const maker = new GenerationMaker(unfinished, frozen, before, options);
    const report = await maker.make(created, now);
    options.signal?.throwIfAborted();
    await rename(unfinished, join(targetDir, name));
    await syncPath(targetDir);
    const removed = options.keep === undefined ? [] : await removeOld(targetDir, options.keep);
    return { generation: name, ...report, removed };
  };
  return await withStoreLock(targetDir, work, { timeoutMs: LOCK_TIMEOUT_MS });
}

class GenerationMaker {
  readonly #dir: string;
  readonly #frozen: FrozenStore;
  readonly #before: Generation | null;
  readonly #options: BackupOptions;
  readonly #damaged: { path: string; reason: string }[];
  #knownSums = new Map<string, string>();
  #copiedFiles = 0;
  #copiedBytes = 0;

  constructor(dir: string, frozen: FrozenStore, before: Generation | null, options: BackupOptions) {
    this.#dir = join(dir, STORE_FOLDER);
    this.#frozen = frozen;
    this.#before = before;
    this.#options = options;
    this.#damaged = [...frozen.damaged];
  }

  async make(created: number, now: () => number): Promise<Omit<BackupReport, 'generation' | 'removed'>> {
    const { files } = this.#frozen;
    // a list that is damaged is as good as none: everything is copied
    if (this.#before) this.#knownSums = await readSums(this.#before).catch(() => new Map());
    await this.#assertRoom();
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    let done = 0;
    const onProgress = (bytes: number): void => {
      done += bytes;
      this.#options.onProgress?.(Math.min(1, done / Math.max(1, sizeBytes)));
    };
    const folders = foldersOf(files.map(({ path }) => path)).map((path) => join(this.#dir, path));
    for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
    const digests = new Map<string, string>();
    await inLanes(files, LANES, async (file) => {
      this.#options.signal?.throwIfAborted();
      let copied = 0;
      const onBytes = (bytes: number): void => {
        copied += bytes;
        onProgress(bytes);
      };
      digests.set(file.path, await this.#keep(file.path, file.sizeBytes, join(this.#dir, file.path), onBytes));
      // shared with the generation before, or there already
      if (copied === 0) onProgress(file.sizeBytes);
    });
    this.#options.signal?.throwIfAborted();
    const sums = new Map(files.map(({ path }) => [path, digests.get(path)!]));
    await this.#removeOthers(this.#dir, sums);
    for (const folder of folders) await syncPath(folder);
    await this.#writeLists(sums, sizeBytes, created, now);
    const [copiedFiles, copiedBytes] = [this.#copiedFiles, this.#copiedBytes];
    return { files: files.length, sizeBytes, copiedFiles, copiedBytes, damaged: this.#damaged };
  }

  /** @returns the file's sha256 */
  async #keep(path: string, sizeBytes: number, target: string, onBytes: (bytes: number) => void): Promise<string> {
    const known = this.#knownSums.get(path);
    const there = await sizeOf(target);
    if (isImmutable(path)) {
      if (there === sizeBytes) {
        // of a backup that was killed: whole, or it would not have this name
        const { sha256 } = await digestFile(target);
        if (sha256.startsWith(promisedDigest(path))) return sha256;
      }
      if (there !== null) await rm(target);
      if (known !== undefined && (await this.#share(path, sizeBytes, target))) return known;
    } else {
      if (there !== null) await rm(target);
      // most documents are as they were: looked at, they need not be written
      const isSame = known !== undefined && (await digestFile(this.#frozen.pathOf(path))).sha256 === known;
      if (isSame && (await this.#share(path, sizeBytes, target))) return known;
    }
    const sha256 = await copyWithDigest(this.#frozen.pathOf(path), target, {
      signal: this.#options.signal,
      onBytes,
    });
    this.#copiedFiles += 1;
    this.#copiedBytes += sizeBytes;
    const promised = promisedDigest(path);
    if (!sha256.startsWith(promised)) {
      this.#damaged.push({ path, reason: `sha256 ${sha256} in the store, its name promises ${promised}` });
    }
    return sha256;
  }

  async #share(path: string, sizeBytes: number, target: string): Promise<boolean> {
    if (!this.#before) return false;
    const file = join(this.#before.dir, STORE_FOLDER, path);
    return (await sizeOf(file)) === sizeBytes && (await tryLink(file, target));
  }

  async #assertRoom(): Promise<void> {
    const fresh = this.#frozen.files.filter(({ path }) => !isImmutable(path) || !this.#knownSums.has(path));
    let needed = SPARE_BYTES;
    for (const { path, sizeBytes } of fresh) {
      if (!isImmutable(path) || (await sizeOf(join(this.#dir, path))) !== sizeBytes) needed += sizeBytes;
    }
    const { bavail, bsize } = await statfs(dirname(this.#dir));
    if (bavail * bsize >= needed) return;
    const message = `the backup takes ${needed} bytes more, ${bavail * bsize} are free: nothing was copied, the generations before are whole`;
    throw new StorageError('NO_SPACE', message, { needed, free: bavail * bsize });
  }

  /** What a backup that was killed had copied and the store no longer has. */
  async #removeOthers(folder: string, sums: ReadonlyMap<string, string>): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await this.#removeOthers(path, sums);
      else if (!sums.has(relative(this.#dir, path).split(sep).join('/'))) await rm(path);
    }
  }

  async #writeLists(sums: ReadonlyMap<string, string>, sizeBytes: number, created: number, now: () => number) {
    const dir = dirname(this.#dir);
    const text = formatSums(sums);
    await writeFileAtomic(join(dir, SUMS), text);
    await writeFileAtomic(join(dir, README), readmeText(new Date(created).toISOString()));
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      created: new Date(created).toISOString(),
      finished: new Date(now()).toISOString(),
      software: SOFTWARE,
      files: sums.size,
      sizeBytes,
      sums: createHash('sha256').update(text).digest('hex'),
      databases: this.#frozen.databases,
      damaged: this.#damaged,
      leftOut: LEFT_OUT_WORDS,
    };
    await writeJsonAtomic(join(dir, MANIFEST), manifest);
  }
}

async function assertApart(storeDir: string, targetDir: string): Promise<void> {
  if ((await stat(storeDir).catch(() => null))?.isDirectory() !== true) {
    throw new RequestError('NOT_FOUND', `there is no store at ${storeDir}`);
  }
  const isInside = (inner: string, outer: string) => inner === outer || inner.startsWith(outer + sep);
  if (isInside(targetDir, storeDir) || isInside(storeDir, targetDir)) {
    throw new RequestError('INVALID_INPUT', `backup: expected a folder apart from the store, seen ${targetDir}`);
  }
}

async function freeName(targetDir: string, time: number): Promise<string> {
  const name = generationName(time);
  const taken = new Set(await readdir(targetDir));
  if (!taken.has(name)) return name;
  for (let i = 2; ; i++) if (!taken.has(`${name}-${i}`)) return `${name}-${i}`;
}

/** The folder to fill: that of a backup that was killed, or a new one. */
async function takeUp(targetDir: string, name: string): Promise<string> {
  const dir = join(targetDir, `${UNFINISHED}${name}`);
  const [last, ...others] = (await listUnfinished(targetDir)).reverse();
  for (const other of others) await removeFolder(join(targetDir, other));
  if (last !== undefined) {
    await rm(join(targetDir, last, MANIFEST), { force: true });
    if (last !== `${UNFINISHED}${name}`) await rename(join(targetDir, last), dir);
  }
  await mkdir(join(dir, STORE_FOLDER), { recursive: true, mode: 0o700 });
  for (const left of await readdir(targetDir)) {
    if (left.startsWith(REMOVING)) await removeFolder(join(targetDir, left));
  }
  return dir;
}

/** The oldest go first; a generation that is being deleted has another name from the first moment. */
async function removeOld(targetDir: string, keep: number): Promise<string[]> {
  const generations = await listGenerations(targetDir);
  const old = generations.slice(0, Math.max(0, generations.length - Math.max(1, keep)));
  for (const { name, dir } of old) {
    const removing = join(targetDir, `${REMOVING}${name}`);
    await rename(dir, removing);
    await syncPath(targetDir);
    await removeFolder(removing);
  }
  return old.map(({ name }) => name);
}

const removeFolder = (dir: string) => rm(dir, { recursive: true, force: true, maxRetries: 4 });

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
