/**
 * How the viewer's modules are put together in files: what its first picture needs comes in two, not in dozens. A browser asks
 * a server for six files at a time, and the scene stands in the same queue.
 */
import type { Rolldown } from 'vite';

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** What importing a module runs: itself and all it imports, without what is imported later. */
function reachedFrom(entry: string, modules: Modules): Set<string> {
  const reached = new Set<string>([entry]);
  for (const id of reached) {
    for (const next of modules.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
  }
  return reached;
}

/**
 * @param first the page's script and the engine of its first picture
 * @param other another page, which is not to load what only the first one needs
 * @param isEngine modules that stay in a file of their own
 */
export function firstChunks(parts: {
  readonly first: readonly string[];
  readonly other: string;
  readonly isEngine: (id: string) => boolean;
}): Rolldown.CodeSplittingGroup {
  let sets: { first: Set<string>; other: Set<string> } | null = null;
  return {
    debugName: 'first picture',
    includeDependenciesRecursively: false,
    name: (id, modules) => {
      sets ??= {
        first: new Set(parts.first.flatMap((entry) => [...reachedFrom(entry, modules)])),
        other: reachedFrom(parts.other, modules),
      };
      if (!sets.first.has(id) || parts.first.includes(id) || parts.isEngine(id)) return null;
      return sets.other.has(id) ? 'shared' : 'start';
    },
  };
}
