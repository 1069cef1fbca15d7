/**
 * A store out of a generation. It grows as `<target>.restoring` and gets its name when every file has been held against its checksum:
 * nothing half restored is ever served, and a folder that has something in it is never touched. Called again after it was killed, it goes on.
 */
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RequestError, StorageError, TengunError } from '#core/errors.ts';
import { digestFile } from '../digest-file.ts';
import { isErrno, makeFolder, syncPath, writeJsonAtomic } from '../store/atomic-file.ts';
import { CLOSED_ACCESS, writeAccess } from '../store/collection-access.ts';
import { isAlive, ownIdentity, parseIdentity } from '../store/process-identity.ts';
import { storageFault } from '../store/storage-fault.ts';
import { openStore } from '../store/store.ts';
import { type CopyOptions, copyWithDigest } from './copy-file.ts';
import { foldersOf } from './folders-of.ts';
import { type Generation, readSums, STORE_FOLDER } from './generation.ts';
import { isAccessRule } from './kept-files.ts';

const MARKER = '.restoring.json';
const SPARE_BYTES = 16 * 2 ** 20;
/** Folders whose names say that they are for nobody else. */
const OWN_FOLDERS = /^\.(projects|requests|accounts)(\/|$)/;

interface RestoreOptions {
  /** Must not be there, or be empty. */
  readonly targetDir: string;
  /**
   * Leaves damaged files out instead of giving up; what they belong to is then found by `tengun scrub`. In the place of a damaged rule of
   * who sees something stands one that closes it.
   */
  readonly allowDamaged?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

interface RestoreReport {
  readonly generation: string;
  readonly created: string;
  readonly target: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Files that a killed run had restored already. */
  readonly resumed: number;
  readonly damaged: readonly string[];
}

/**
 * @throws {RequestError} INVALID_INPUT when the target is not empty, or another restoring stands beside it
 * @throws {TengunError} CHECKSUM when a file of the backup is damaged; what is whole stays for another try
 */
export async function restoreGeneration(generation: Generation, options: RestoreOptions): Promise<RestoreReport> {
  const target = resolve(options.targetDir);
  const sums = await readSums(generation);
  await assertEmpty(target);
  const stage = join(dirname(target), `${basename(target)}.restoring`);
  await begin(stage, generation);
  await assertRoom(stage, generation);
  const damaged: string[] = [];
  let [files, sizeBytes, resumed, doneBytes] = [0, 0, 0, 0];
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    // a damaged file may be longer than it was
    options.onProgress?.(Math.min(1, doneBytes / Math.max(1, generation.manifest.sizeBytes)));
  };
  const folders = foldersOf(sums.keys());
  for (const folder of folders) {
    await mkdir(join(stage, folder), { recursive: true, ...(OWN_FOLDERS.test(folder) ? { mode: 0o700 } : {}) });
  }
  for (const [path, sha256] of sums) {
    options.signal?.throwIfAborted();
    const to = join(stage, path);
    const state = await restoreFile(join(generation.dir, STORE_FOLDER, path), to, sha256, {
      signal: options.signal,
      onBytes,
    });
    if (state.kind !== 'damaged') sizeBytes += state.sizeBytes;
    else {
      damaged.push(path);
      // without its rule it would be open
      if (isAccessRule(path)) await writeAccess(to, CLOSED_ACCESS);
    }
    if (state.kind === 'there') resumed += 1;
    files += 1;
  }
  options.signal?.throwIfAborted();
  if (damaged.length > 0 && options.allowDamaged !== true) throw damagedError(generation, damaged, stage);
  for (const folder of folders) await syncPath(join(stage, folder));
  await finish(stage, target);
  const { created } = generation.manifest;
  return { generation: generation.name, created, target, files: files - damaged.length, sizeBytes, resumed, damaged };
}

type FileState = { readonly kind: 'there' | 'copied'; readonly sizeBytes: number } | { readonly kind: 'damaged' };

async function restoreFile(from: string, to: string, sha256: string, options: CopyOptions): Promise<FileState> {
  const there = await digestOf(to);
  if (there?.sha256 === sha256) {
    options.onBytes?.(there.sizeBytes);
    return { kind: 'there', sizeBytes: there.sizeBytes };
  }
  if (there) await rm(to);
  try {
    const seen = await copyWithDigest(from, to, options);
    if (seen === sha256) return { kind: 'copied', sizeBytes: (await digestOf(to, sha256))?.sizeBytes ?? 0 };
  } catch (error) {
    const isReading =
      isErrno(error, 'ENOENT', 'ENOTDIR') || (error instanceof StorageError && error.code === 'STORAGE');
    if (!isReading) throw error;
  }
  await rm(to, { force: true });
  return { kind: 'damaged' };
}

/** Reads what stands there; null where nothing does. @throws {TengunError} CHECKSUM when the disk gives other bytes back */
async function digestOf(path: string, expected?: string) {
  try {
    const digest = await digestFile(path);
    if (expected === undefined || digest.sha256 === expected) return digest;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
  throw new TengunError('CHECKSUM', `${path}: the disk does not give back what was written there`);
}

async function assertEmpty(target: string): Promise<void> {
  const names = await readdir(target).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    if (isErrno(error, 'ENOTDIR')) return ['a file'];
    throw error;
  });
  if (names.length === 0) return;
  const seen = `${names.length} files or folders in ${target}`;
  throw new RequestError(
    'INVALID_INPUT',
    `restore: expected a folder that is not there or empty, seen ${seen}: nothing is ever overwritten`,
  );
}

/** Takes up a folder of the same generation, or makes it. */
async function begin(stage: string, { name, manifest }: Generation): Promise<void> {
  const marker = await readFile(join(stage, MARKER), 'utf8').then(
    (text): { sums?: unknown; owner?: unknown } => JSON.parse(text) as object,
    (error: unknown) => {
      if (isErrno(error, 'ENOENT')) return null;
      throw error;
    },
  );
  if (marker) {
    const owner = parseIdentity(JSON.stringify(marker.owner));
    const isOther = owner && isAlive(owner) && owner.pid !== process.pid;
    if (isOther || marker.sums !== manifest.sums) {
      const why = isOther ? 'it is being made by a running process' : 'it is of another generation: remove it first';
      throw new RequestError('INVALID_INPUT', `restore: there is ${stage} already; ${why}`);
    }
  } else await assertEmpty(stage);
  try {
    await makeFolder(stage);
    await writeJsonAtomic(join(stage, MARKER), { generation: name, sums: manifest.sums, owner: ownIdentity() });
  } catch (error) {
    throw storageFault(error, basename(stage));
  }
}

async function assertRoom(stage: string, { manifest }: Generation): Promise<void> {
  const { bavail, bsize } = await statfs(stage);
  let there = 0;
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await look(path);
      else there += (await stat(path)).size;
    }
  };
  await look(stage);
  const [needed, free] = [manifest.sizeBytes - there + SPARE_BYTES, bavail * bsize];
  if (free >= needed) return;
  throw new StorageError('NO_SPACE', `restoring takes ${needed} bytes more, ${free} are free`, { needed, free });
}

/** The index agrees with the items, or is written anew; then the store gets its name. */
async function finish(stage: string, target: string): Promise<void> {
  await openStore(stage).refresh();
  await rm(join(stage, MARKER));
  await syncPath(stage);
  await rmdir(target).catch((error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error;
  });
  await rename(stage, target);
  await syncPath(dirname(target));
}

function damagedError({ name }: Generation, damaged: readonly string[], stage: string): TengunError {
  const some = damaged.slice(0, 10).join(', ');
  const more = damaged.length > 10 ? ` and ${damaged.length - 10} more` : '';
  return new TengunError(
    'CHECKSUM',
    `generation ${name} is damaged: ${some}${more}. Take another generation, or leave these files out. What is whole stands in ${stage}`,
    { files: damaged.length },
  );
}
