/** The store's lock for whoever knows the store by its folder alone. */
import { ItemIndex } from './item-index.ts';
import { rebuildAll } from './publish.ts';
import { type LockOptions, withStoreLock } from './store-lock.ts';
import type { StorePaths } from './store-paths.ts';

/** Runs `work` under the lock; what a dead owner left half recorded is derived anew before, as nobody else will hear of it. */
export function withRecoveredStore<T>(
  paths: StorePaths,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  return withStoreLock(
    paths.dir,
    async (recovered) => {
      if (recovered) await rebuildAll({ paths, index: new ItemIndex(paths), now: Date.now });
      return await work();
    },
    options,
  );
}
