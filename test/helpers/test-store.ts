/** A fresh store in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '#worker/store/store.ts';

export async function testStore(): Promise<{ store: Store; dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-store-'));
  return { store: openStore(join(dir, 'store')), dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
