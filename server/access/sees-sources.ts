/** Results are seen by those who see everything that they were computed from. */
import type { Store } from '#worker/store/store.ts';

/**
 * Whether everything is there for the reader.
 * @param sources `collection/item@version` and `surface@version`, as results name them, or `collection/`
 * @param all where given, what is nowhere any more is passed over
 */
export async function seesSources(
  store: Store,
  sources: readonly string[],
  all: Store | null = null,
): Promise<boolean> {
  for (const source of sources) {
    if (await isThere(store, source)) continue;
    if (all === null || (await isThere(all, source))) return false;
  }
  return true;
}

async function isThere(store: Store, source: string): Promise<boolean> {
  const name = source.includes('@') ? source.slice(0, source.lastIndexOf('@')) : source;
  const slash = name.indexOf('/');
  const [cid, iid] = [name.slice(0, slash), name.slice(slash + 1)];
  try {
    if (slash < 0) await store.assertUpload(name, 'surface');
    else if (iid === '') await store.getCollection(cid);
    else await store.assertItem(cid, iid);
    return true;
  } catch {
    return false;
  }
}
