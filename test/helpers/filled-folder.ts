/** What the tests of a whole store begin with: a folder, a thread, a filled store, and copies of it to be changed. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { type FilledStore, fillStore } from './filled-store.ts';

export interface FilledFolder {
  readonly folder: string;
  readonly pool: WorkerPool;
  readonly filled: FilledStore;
  /** A copy of the store, without reports of a scrub. */
  copied(): Promise<string>;
  close(): Promise<void>;
}

export async function openFilledFolder(): Promise<FilledFolder> {
  const pool = createPool({ threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'tengun-filled-'));
  const filled = await fillStore(folder, pool);
  let copies = 0;
  return {
    folder,
    pool,
    filled,
    async copied() {
      const dir = join(folder, `copy-${copies++}`);
      await cp(filled.dir, dir, { recursive: true });
      await rm(join(dir, '.scrub'), { recursive: true, force: true });
      return dir;
    },
    async close() {
      await pool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
