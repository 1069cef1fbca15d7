/**
 * Rules of who sees surfaces and alignments of uploads: these come and go without the store's lock. A rule is written before the thing that
 * it is for, and deleted after it. So what was linked, and is still there once the rules have been linked too, has its rule among them.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../store/atomic-file.ts';
import { inLanes } from './in-lanes.ts';
import type { KeptFile } from './kept-files.ts';

const OF_UPLOAD = /^\.(?:surfaces\/([0-9a-f]{32})\/|alignments\/([0-9a-f]{32})\.json$)/;
const LANES = 32;

/** Those that are not of an upload that was deleted since they were linked. To be called when the rules have been linked. */
export async function withoutDeletedUploads(storeDir: string, files: readonly KeptFile[]): Promise<KeptFile[]> {
  const deleted = new Set<string>();
  await inLanes(files, LANES, async ({ path }) => {
    const id = uploadOf(path);
    if (id !== null && !(await isThere(join(storeDir, path)))) deleted.add(id);
  });
  return files.filter(({ path }) => !deleted.has(uploadOf(path) ?? ''));
}

function uploadOf(path: string): string | null {
  const [, surface, alignments] = OF_UPLOAD.exec(path) ?? [];
  return surface ?? alignments ?? null;
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
