/** The catalogue for components. */
import { createContext, useContext } from 'react';
import { useStore } from '../state/store.ts';
import { titleIn } from '../state/title.ts';
import type { CatalogState } from './state/catalog-state.ts';
import type { Catalog } from './work.ts';

export const CatalogContext = createContext<Catalog | null>(null);

export function useCatalog(): Catalog {
  const catalog = useContext(CatalogContext);
  if (!catalog) throw new Error('expected a component inside CatalogContext');
  return catalog;
}

/** Reads a part of the state; `select` must return a member, not a new object each time. */
export function useCatalogState<S>(select: (state: CatalogState) => S): S {
  return useStore(useCatalog().store, select);
}

/** The title of a collection in the page's language; its id where it is not known. */
export function useCollectionTitle(): (id: string) => string {
  const language = useCatalogState((state) => state.language);
  const collections = useCatalogState((state) => state.collections);
  return (id) => titleIn(language, collections.find((one) => one.id === id)?.title ?? id);
}
