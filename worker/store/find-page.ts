/** One page of the items of several collections: filtered and sorted by the index, no document is read. */
import { RequestError } from '#core/errors.ts';
import { isId } from './ids.ts';
import type { ItemRow } from './item-fields.ts';
import type { ItemQuery } from './item-filter.ts';
import { FirstPlaces, placeOf, readToken, type SortKey, writeToken } from './item-order.ts';
import type { ItemMatches, Store } from './store.ts';

export interface PageRequest {
  /** Of those that the store lists. Null: all. Unknown ones are passed over. */
  readonly collections: readonly string[] | null;
  /** This one alone, listed or not, instead of them. */
  readonly collection?: string;
  readonly query: ItemQuery;
  readonly where?: (row: ItemRow) => boolean;
  /** Empty: by collection and id. */
  readonly order: readonly SortKey[];
  readonly limit: number;
  readonly token: string | undefined;
}

export interface ItemName {
  readonly cid: string;
  readonly iid: string;
}

export interface FoundPage {
  readonly items: readonly ItemName[];
  /** Whatever the page. */
  readonly matched: number;
  /** Of the next page; null on the last one. */
  readonly next: string | null;
}

/** @throws {RequestError} NOT_FOUND for a `collection` that is not there, INVALID_INPUT for a token that was not of a page in this order */
export async function findPage(store: Store, request: PageRequest): Promise<FoundPage> {
  const { collections, query, where } = request;
  const matches: { cid: string; found: ItemMatches }[] = [];
  for (const cid of request.collection === undefined ? await listed(store, collections) : [request.collection]) {
    const found = await store.findItems(cid, query);
    matches.push({ cid, found: where ? found.where((set, row) => where({ cid, set, row })) : found });
  }
  const matched = matches.reduce((sum, { found }) => sum + found.count, 0);
  return { matched, ...(request.order.length > 0 ? sortedPage(matches, request) : plainPage(matches, request)) };
}

async function listed(store: Store, collections: PageRequest['collections']): Promise<string[]> {
  const ids = (await store.listCollections()).map(({ id }) => id);
  const wanted = collections ? new Set(collections) : null;
  return wanted ? ids.filter((id) => wanted.has(id)) : ids;
}

type Matches = readonly { readonly cid: string; readonly found: ItemMatches }[];

/** In the order of collections and ids; the token is the last item's `collection/item`. */
function plainPage(matches: Matches, { limit, token }: PageRequest): Omit<FoundPage, 'matched'> {
  const after = token === undefined ? null : parseName(token);
  const items: ItemName[] = [];
  for (const { cid, found } of matches) {
    if (after && cid < after.cid) continue;
    const begin = after?.cid === cid ? found.countUpTo(after.iid) : 0;
    // one more than the page tells whether there is a next one
    for (const iid of found.ids(begin, begin + limit + 1 - items.length)) items.push({ cid, iid });
  }
  const last = items[limit - 1];
  const more = items.length > limit && last !== undefined;
  return { items: items.slice(0, limit), next: more ? `${last.cid}/${last.iid}` : null };
}

function sortedPage(matches: Matches, { order, limit, token }: PageRequest): Omit<FoundPage, 'matched'> {
  const first = new FirstPlaces(order, limit + 1, token === undefined ? null : readToken(token, order));
  for (const { cid, found } of matches) {
    for (const row of found.rows) first.offer(placeOf({ cid, set: found.set, row }, order));
  }
  const page = first.places.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ cid, iid }) => ({ cid, iid })),
    next: first.places.length > limit && last ? writeToken(last) : null,
  };
}

function parseName(token: string): ItemName {
  const [cid = '', iid = '', ...rest] = token.split('/');
  if (rest.length > 0 || !isId(cid) || !isId(iid)) {
    throw new RequestError('INVALID_INPUT', 'token: expected the one of a link with rel next');
  }
  return { cid, iid };
}
