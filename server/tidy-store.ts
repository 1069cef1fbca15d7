/** What the server does for its store at the start, beside answering: finishes what died, makes what is derived and missing. */
import { updateOverview } from '#worker/overview/update-overview.ts';
import type { WorkerPool } from '#worker/pool.ts';
import type { Store } from '#worker/store/store.ts';

export interface TidyOptions {
  /** Its threads are those of the measurements: one cell is made at a time. */
  readonly pool: WorkerPool;
  readonly signal: AbortSignal;
  /** Told of what could not be done. A store on a read-only disk is served as it is. */
  readonly onFault: (error: unknown, what: string) => void;
}

/** Ends early when the signal aborts; never throws. */
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
}
