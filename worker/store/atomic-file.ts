/** Writing so that a reader, or the machine after a power cut, sees the old file or the new one and nothing between. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { forgetStamp } from './file-stamp.ts';
import { storageFault } from './storage-fault.ts';

/** Flushes a file or a folder (its list of names) to the disk. Some file systems cannot sync folders: that is no error. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!isErrno(error, 'EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR')) throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Makes a folder with those above it, on the disk when this resolves: a file in it is found again after a power cut.
 * @throws {StorageError} when the disk does not take it
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    const first = await mkdir(path, { recursive: true, mode });
    if (first === undefined) return;
    const top = dirname(resolve(first));
    for (let dir = dirname(resolve(path)); ; dir = dirname(dir)) {
      await syncPath(dir);
      if (dir === top || dir === dirname(dir)) return;
    }
  } catch (error) {
    throw storageFault(error, basename(path));
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
