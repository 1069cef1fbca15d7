/**
 * Who looks at a store, and whether something is there for him. Everything that reads a store — routes, tiles, processes on worker
 * threads — goes through {@link openStore} with an audience, and `openStore` asks only here.
 */
import type { CollectionAccess } from './collection-access.ts';
import type { AccessVisibility } from './index-summary.ts';

/**
 * - `all`: the owner of the folder, at the command line;
 * - `public`: everybody without an account: nothing private is there, what is unlisted is found by its id;
 * - `shown`: what the documents, tiles and maps of a collection are made of, for parts of the server that answer after a route has
 *   asked whether the collection is there for its reader;
 * - a reader: somebody with an account.
 */
export type Audience = 'all' | 'public' | 'shown' | Reader;

/** Goes to worker threads as it is. */
export interface Reader {
  /** Id of the user; null for somebody without an account who holds a signed link. */
  readonly user: string | null;
  /** Names of his groups. */
  readonly groups: readonly string[];
  /** Sees everything that is not his own too. */
  readonly isAdmin?: boolean;
  /** Of a signed link that he holds. */
  readonly linked?: LinkedItem;
}

/** One item, for whoever holds a link to it, as long as who handed the link out sees it himself. */
export interface LinkedItem {
  readonly collection: string;
  readonly item: string;
  readonly by: Reader;
}

/** From the most open to the least. */
const ORDER: readonly AccessVisibility[] = ['public', 'unlisted', 'group', 'private'];

/** Larger for what fewer see; null: nothing is said. */
export function closedness(visibility: AccessVisibility | null): number {
  return visibility === null ? -1 : ORDER.indexOf(visibility);
}

/** The less open of what a collection and its item say. */
export function effectiveVisibility({ visibility }: CollectionAccess, own: AccessVisibility): AccessVisibility {
  return visibility !== null && closedness(visibility) > closedness(own) ? visibility : own;
}

/** Whether something of a collection is there for an audience. @param own what the item, or the collection's document, says itself */
export function sees(audience: Audience, access: CollectionAccess, own: AccessVisibility): boolean {
  // which rows of a collection are shown is not a matter of the reader
  if (audience === 'all' || audience === 'shown') return true;
  const visibility = effectiveVisibility(access, own);
  if (visibility === 'public' || visibility === 'unlisted') return true;
  if (audience === 'public') return false;
  if (audience.isAdmin) return true;
  if (audience.user === null) return false;
  if (access.owner === audience.user) return true;
  return visibility === 'group' && access.groups.some((group) => audience.groups.includes(group));
}

/** Whether lists and searches name a collection that is there. */
export function lists(audience: Audience, access: CollectionAccess, own: AccessVisibility): boolean {
  if (!sees(audience, access, own)) return false;
  if (effectiveVisibility(access, own) !== 'unlisted' || audience === 'all') return true;
  return typeof audience === 'object' && audience.user !== null && access.owner === audience.user;
}

/** Whether a signed link opens an item that is not there for its holder himself. */
export function linkOpens(
  audience: Audience,
  { collection, item }: Pick<LinkedItem, 'collection' | 'item'>,
  access: CollectionAccess,
  own: AccessVisibility,
): boolean {
  const linked = typeof audience === 'object' ? audience.linked : undefined;
  return linked?.collection === collection && linked.item === item && sees(linked.by, access, own);
}

/** The same text for the same audience: what is kept for one reader is found again by his equals only. */
export function audienceKey(audience: Audience): string {
  if (typeof audience === 'string') return audience;
  const { user, groups, isAdmin = false, linked } = audience;
  const link = linked ? [linked.collection, linked.item, audienceKey(linked.by)] : null;
  return JSON.stringify([user, [...groups].sort(), isAdmin, link]);
}
