/** Writing so that a reader, or the machine after a power cut, sees the old file or the new one and nothing between. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { forgetStamp } from './file-stamp.ts';
import { storageFault } from './storage-fault.ts';

const REMOVE = { recursive: true, force: true, maxRetries: 8, retryDelay: 50 } as const;

/** Flushes a file or a folder (its list of names) to the disk. Some file systems cannot sync folders: that is no error. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!isNoSync(error)) throw error;
  } finally {
    await handle.close();
  }
}

const isNoSync = (error: unknown): boolean => isErrno(error, 'EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR');

/**
 * Makes a folder with those above it, on the disk when this resolves: a file in it is found again after a power cut.
 * @throws {StorageError} when the disk does not take it
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    const first = await mkdir(path, { recursive: true, mode });
    for (const dir of foldersAbove(path, first)) await syncPath(dir);
  } catch (error) {
    throw storageFault(error, basename(path));
  }
}

/** {@link makeFolder} for databases, which are opened at once. */
export function makeFolderSync(path: string, mode = 0o777): void {
  try {
    for (const dir of foldersAbove(path, mkdirSync(path, { recursive: true, mode }))) {
      const number = openSync(dir, 'r');
      try {
        fsyncSync(number);
      } catch (error) {
        if (!isNoSync(error)) throw error;
      } finally {
        closeSync(number);
      }
    }
  } catch (error) {
    throw storageFault(error, basename(path));
  }
}

/** Those that have a new name in them. @param first the uppermost folder that was made; undefined: none was */
function foldersAbove(path: string, first: string | undefined): string[] {
  if (first === undefined) return [];
  const top = dirname(resolve(first));
  const found: string[] = [];
  for (let dir = dirname(resolve(path)); ; dir = dirname(dir)) {
    found.push(dir);
    if (dir === top || dir === dirname(dir)) return found;
  }
}

/** Deletes files of one folder; they do not come back after a power cut when this resolves. Those that are not there are no error. */
export async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) await rm(join(folder, name), { force: true });
    await syncPath(folder);
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw storageFault(error, basename(folder));
  }
}

/** Deletes a folder: from one moment to the next it is not there, also after a power cut. One that is not there is no error. */
export async function removeFolderAtOnce(path: string): Promise<void> {
  const removed = `${path}.${process.pid}.tmp`;
  try {
    // of a process of the same number that was ended while it deleted
    await rm(removed, REMOVE);
    await rename(path, removed);
    await syncPath(dirname(path));
    await rm(removed, REMOVE);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw storageFault(error, basename(path));
  }
}

/** What a process that died in the middle of a writing leaves: `.item.json.4711.0a1b2c3d4e5f.tmp`. */
export const TEMPORARY_FILE = /^\..+\.(\d+)\.[0-9a-f]{12}\.tmp$/;

/**
 * Writes beside the target, flushes, renames over it, flushes the folder.
 * @throws {StorageError} when the disk does not take it; the file is then as it was
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  // the number of a process alone may come again: that of a server in a container is always the same
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    forgetStamp(path);
    await syncPath(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageFault(error, basename(path));
  }
}

export function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Whether the error is a system error with one of the given codes. */
export function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
