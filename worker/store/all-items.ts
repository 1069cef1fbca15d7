/** The items of a collection, however many: page after page, each document read when it is asked for. */
import type { StacItem } from './stac.ts';
import type { Store } from './store.ts';

/** @throws {RequestError} NOT_FOUND */
export async function* allItems(store: Pick<Store, 'listItems'>, cid: string): AsyncGenerator<StacItem> {
  let page = await store.listItems(cid);
  yield* page.items;
  while (page.next !== null) {
    page = await store.listItems(cid, { after: page.next });
    yield* page.items;
  }
}
