/** Reads a generation back, every byte of it, and holds it against its lists; databases are asked whether they are whole. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { digestFile } from '../digest-file.ts';
import { checkDatabase } from '../scrub/check-database.ts';
import { isErrno } from '../store/atomic-file.ts';
import { type Generation, readSums, STORE_FOLDER } from './generation.ts';

export interface CheckReport {
  readonly generation: string;
  readonly ok: boolean;
  readonly files: number;
  readonly sizeBytes: number;
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

interface CheckOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

/** @throws {FormatError} when the lists themselves are damaged */
export async function checkGeneration(generation: Generation, options: CheckOptions = {}): Promise<CheckReport> {
  const { name, dir, manifest } = generation;
  const sums = await readSums(generation);
  const faults: { path: string; reason: string }[] = [];
  let [sizeBytes, files] = [0, 0];
  const onBytes = ({ length }: Uint8Array): void => {
    sizeBytes += length;
    // a damaged file may be longer than it was
    options.onProgress?.(Math.min(1, sizeBytes / Math.max(1, manifest.sizeBytes)));
  };
  for (const [path, expected] of sums) {
    options.signal?.throwIfAborted();
    try {
      const digest = await digestFile(join(dir, STORE_FOLDER, path), {
        onBytes,
        ...(options.signal ? { signal: options.signal } : {}),
      });
      if (digest.sha256 !== expected)
        faults.push({ path, reason: `sha256: expected ${expected}, seen ${digest.sha256}` });
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      faults.push({ path, reason: isErrno(error, 'ENOENT', 'ENOTDIR') ? 'the file is missing' : error.message });
    }
    files += 1;
  }
  for (const path of await otherFiles(join(dir, STORE_FOLDER), sums))
    faults.push({ path, reason: 'the file is not in the list' });
  for (const path of manifest.databases) {
    if (!faults.some((fault) => fault.path === path)) faults.push(...(await databaseFaults(dir, path)));
  }
  return { generation: name, ok: faults.length === 0, files, sizeBytes, faults };
}

/** A copy is asked: SQLite may write beside a database even when it only reads it. */
async function databaseFaults(dir: string, path: string): Promise<{ path: string; reason: string }[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'tengun-check-'));
  try {
    const copy = join(scratch, `${createHash('sha256').update(path).digest('hex')}.sqlite`);
    await cp(join(dir, STORE_FOLDER, path), copy);
    return checkDatabase(copy).faults.map((reason) => ({ path, reason }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function otherFiles(root: string, sums: ReadonlyMap<string, string>): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string) => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await look(path);
      else if (!sums.has(relative(root, path).split(sep).join('/'))) found.push(relative(root, path));
    }
  };
  await look(root);
  return found;
}
