/** How much goes when files and folders go. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '#worker/store/atomic-file.ts';

/** Bytes of a file, or of all files below a folder; 0 for what is not there. Links are not followed. */
export async function sizeOnDisk(path: string): Promise<number> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) return found.size;
    let bytes = 0;
    for (const name of await readdir(path)) bytes += await sizeOnDisk(join(path, name));
    return bytes;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return 0;
    throw error;
  }
}
