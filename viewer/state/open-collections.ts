/** Opening further collections beside those of the scene, and closing them: what is closed leaves the views and their memory. */
import { openScene } from '../api/scene.ts';
import type { SurfaceChoice } from '../tools/volume/surface-choice.ts';
import type { AppState, AppStore } from './app-state.ts';
import { byDate } from './collection.ts';

/** @returns whether the server knows it @throws {ApiError} when the server cannot be asked */
export async function openCollection(store: AppStore, id: string): Promise<boolean> {
  if (store.get().collections.some((collection) => collection.id === id)) return true;
  const { found } = await openScene([id]);
  const [collection] = found;
  if (!collection) return false;
  const { collections } = store.get();
  if (!collections.some((other) => other.id === id))
    store.set({ collections: [...collections, collection].sort(byDate) });
  return true;
}

/** Tools that measured on it have to be told anew what to measure on. */
export function closeCollection(store: AppStore, id: string): void {
  const { collections, hidden, volume, section, alignment } = store.get();
  const without = (choice: SurfaceChoice) => (choice.collection === id ? { ...choice, collection: null } : choice);
  const sides = <S extends { readonly existing: SurfaceChoice; readonly compared: SurfaceChoice }>(settings: S): S => ({
    ...settings,
    existing: without(settings.existing),
    compared: without(settings.compared),
  });
  const part: Partial<AppState> = {
    collections: collections.filter((collection) => collection.id !== id),
    hidden: new Set([...hidden].filter((other) => other !== id)),
    volume: { ...volume, settings: sides(volume.settings) },
    section: {
      ...section,
      settings: { ...section.settings, surfaces: section.settings.surfaces.filter((other) => other !== id) },
    },
    alignment: { ...alignment, settings: sides(alignment.settings) },
  };
  store.set(part);
}
