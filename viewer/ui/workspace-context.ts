/** The workspace and the view host for components. */
import { createContext, useContext } from 'react';
import type { AppState } from '../state/app-state.ts';
import type { CollectionInfo } from '../state/collection.ts';
import { useStore } from '../state/store.ts';
import { titleIn } from '../state/title.ts';
import type { Workspace } from '../state/workspace.ts';
import type { ViewHost } from './view-host.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

export const ViewHostContext = createContext<ViewHost | null>(null);

export function useViewHost(): ViewHost {
  const host = useContext(ViewHostContext);
  if (!host) throw new Error('expected a component inside ViewHostContext');
  return host;
}

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('expected a component inside WorkspaceContext');
  return workspace;
}

/** Reads a part of the state; `select` must return a member, not a new object each time. */
export function useAppState<S>(select: (state: AppState) => S): S {
  return useStore(useWorkspace().store, select);
}

/** The title of a collection in the page's language. */
export function useTitles(): (collection: Pick<CollectionInfo, 'title'>) => string {
  const language = useAppState((state) => state.language);
  return ({ title }) => titleIn(language, title);
}
