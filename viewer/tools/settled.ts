/** Waiting for the picture. */
import type { AppStore } from '../state/app-state.ts';

/** Resolves when everything that the camera needs is drawn, or after some time as far as it is. */
export async function settled(store: AppStore, patienceMs: number): Promise<void> {
  if (!store.get().activity.loading) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      stop();
      window.clearTimeout(timer);
      resolve();
    };
    const stop = store.subscribe(() => !store.get().activity.loading && end());
    const timer = window.setTimeout(end, patienceMs);
  });
}
