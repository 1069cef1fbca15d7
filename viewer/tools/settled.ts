/** Waiting for the picture. */
import type { AppState, AppStore } from '../state/app-state.ts';
import { surfacesLoading } from '../state/seeing/work.ts';

const isBusy = (state: AppState): boolean => state.activity.loading || surfacesLoading(state);

/** Resolves when everything that the camera needs is drawn, or after some time as far as it is. */
export async function settled(store: AppStore, patienceMs: number): Promise<void> {
  if (!isBusy(store.get())) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      stop();
      window.clearTimeout(timer);
      resolve();
    };
    const stop = store.subscribe(() => !isBusy(store.get()) && end());
    const timer = window.setTimeout(end, patienceMs);
  });
}
