/**
 * Keeps processes to public data. Jobs read the store as its owner; the server names the items that a request may use:
 * every collection that a request names must be public, and where a collection holds private items as well, the public
 * ones are listed by name.
 */
import { openStore, type Store } from '#worker/store/store.ts';

export type JsonObject = { readonly [name: string]: unknown };

/** Requests are a few levels deep; deeper ones are somebody's attempt at our stack. */
const MAX_DEPTH = 32;

/**
 * @param store the public's view
 * @returns the inputs, the same object where nothing private is near
 * @throws {RequestError} NOT_FOUND for a collection or item that the public does not see
 */
export async function restrictToPublic(inputs: JsonObject, store: Store): Promise<JsonObject> {
  const owner = openStore(store.dir);
  return (await restrict(inputs, store, owner, 0)) as JsonObject;
}

async function restrict(value: unknown, store: Store, owner: Store, depth: number): Promise<unknown> {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  // coordinates: long and never a reference
  if (Array.isArray(value) && typeof value[0] !== 'object') return value;
  if (Array.isArray(value)) {
    if (Array.isArray(value[0])) return value;
    const parts = await Promise.all(value.map((part) => restrict(part, store, owner, depth + 1)));
    return parts.every((part, i) => part === value[i]) ? value : parts;
  }
  const object = value as JsonObject;
  if (typeof object.collection === 'string') return await restrictReference(object, object.collection, store, owner);
  const entries = await Promise.all(
    Object.entries(object).map(async ([name, part]) => [name, await restrict(part, store, owner, depth + 1)] as const),
  );
  return entries.every(([name, part]) => part === object[name]) ? object : Object.fromEntries(entries);
}

/** `{"collection": "…", "items"?: […]}` */
async function restrictReference(object: JsonObject, cid: string, store: Store, owner: Store): Promise<JsonObject> {
  await store.getCollection(cid);
  if (Array.isArray(object.items)) {
    for (const iid of object.items) if (typeof iid === 'string') await store.getItem(cid, iid);
    return object;
  }
  const [open, all] = [await store.listRecords(cid), await owner.listRecords(cid)];
  return open.length === all.length ? object : { ...object, items: open.map(({ id }) => id) };
}
