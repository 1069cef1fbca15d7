/** What the server does for its store at the start, beside answering: finishes what died, makes what is derived and missing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { updateOverview } from '#worker/overview/update-overview.ts';
import type { WorkerPool } from '#worker/pool.ts';
import { removeAbandonedDrafts } from '#worker/store/draft.ts';
import { withRecoveredStore } from '#worker/store/recovered-lock.ts';
import type { Store } from '#worker/store/store.ts';
import { hasAbandonedLock } from '#worker/store/store-lock.ts';
import { storePaths } from '#worker/store/store-paths.ts';

/** How often what dead processes left is looked for. */
const LOOK_EVERY_MS = 30_000;

export interface TidyOptions {
  /** Its threads are those of the measurements: one cell is made at a time. */
  readonly pool: WorkerPool;
  readonly signal: AbortSignal;
  /** Told of what could not be done. A store on a read-only disk is served as it is. */
  readonly onFault: (error: unknown, what: string) => void;
}

/** Ends when the signal aborts; never throws. */
export async function tidyStore(store: Store, { pool, signal, onFault }: TidyOptions): Promise<void> {
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      if (!signal.aborted) await work();
    } catch (error) {
      if (!signal.aborted) onFault(error, what);
    }
  };
  await attempt('the store was not tidied', () => store.recover());
  await attempt('the index of items was not written', () => store.refresh(signal));
  let collections: readonly { readonly id: string }[] = [];
  await attempt('the collections cannot be read', async () => {
    collections = await store.listCollections();
  });
  for (const { id } of collections) {
    await attempt(`the overview of ${id} was not made`, async () => {
      const { failed } = await updateOverview(store, id, pool, { signal, parallel: 1 });
      if (failed.length > 0) throw new Error(`${failed.length} cells: ${failed.slice(0, 5).join('; ')}`);
    });
  }
  await followDeaths(store.dir, signal, attempt);
}

/** An indexer that is killed in the middle of a publication leaves its lock: documents and index are then derived anew, while we serve. */
async function followDeaths(
  storeDir: string,
  signal: AbortSignal,
  attempt: (what: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const paths = storePaths(storeDir);
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    await attempt('the store was not tidied', async () => {
      await removeAbandonedDrafts(paths.drafts);
      if (await hasAbandonedLock(storeDir)) await withRecoveredStore(paths, async () => undefined);
    });
  }
}
