/**
 * What stands in the collections, kept in memory as short records. It is derived from the folders: a collection.json
 * that changed (every publication rewrites it) makes the next look read the item documents that changed, no others.
 */
import { readdir } from 'node:fs/promises';
import { isErrno } from './atomic-file.ts';
import { isId } from './ids.ts';
import { type ItemRecord, itemRecord } from './item-record.ts';
import { readItem, stampOf } from './read-document.ts';
import type { StorePaths } from './store-paths.ts';

/** Documents read at the same time. */
const PARALLEL_READS = 32;

interface IndexedItem {
  readonly stamp: string;
  readonly record: ItemRecord;
}

interface IndexedCollection {
  /** Stamp of collection.json when the folder was looked at. */
  readonly stamp: string | null;
  readonly items: ReadonlyMap<string, IndexedItem>;
  /** In the order of ids. */
  readonly records: readonly ItemRecord[];
}

export class ItemIndex {
  readonly #paths: StorePaths;
  readonly #collections = new Map<string, IndexedCollection>();
  readonly #scans = new Map<string, Promise<IndexedCollection>>();

  constructor(paths: StorePaths) {
    this.#paths = paths;
  }

  /** Ids of the folders that may be collections, in order. */
  async collectionIds(): Promise<string[]> {
    return (await foldersIn(this.#paths.dir)).sort();
  }

  /** The records of a collection in the order of ids; empty when there is no such collection. */
  async records(cid: string): Promise<readonly ItemRecord[]> {
    const known = this.#collections.get(cid);
    if (known && known.stamp !== null && known.stamp === (await stampOf(this.#paths.collectionFile(cid)))) {
      return known.records;
    }
    return (await this.#scanOnce(cid)).records;
  }

  /** Takes over what the caller, who holds the store's lock, has just written. */
  async put(cid: string, record: ItemRecord): Promise<void> {
    const items = new Map(this.#collections.get(cid)?.items);
    const stamp = await stampOf(this.#paths.itemFile(cid, record.id));
    items.set(record.id, { stamp: stamp ?? '', record });
    this.#keep(cid, await stampOf(this.#paths.collectionFile(cid)), items);
  }

  /** Forgets everything: after another process died in the middle of a publication. */
  clear(): void {
    this.#collections.clear();
  }

  /** Callers that ask at the same time share one look at the folder. */
  #scanOnce(cid: string): Promise<IndexedCollection> {
    const running = this.#scans.get(cid);
    if (running) return running;
    const scan = this.#scan(cid).finally(() => this.#scans.delete(cid));
    this.#scans.set(cid, scan);
    return scan;
  }

  async #scan(cid: string): Promise<IndexedCollection> {
    // the stamp first: what is published during the scan then makes the next look scan again
    const stamp = await stampOf(this.#paths.collectionFile(cid));
    const known = this.#collections.get(cid)?.items;
    const items = new Map<string, IndexedItem>();
    const ids = await foldersIn(this.#paths.collectionDir(cid));
    for (let begin = 0; begin < ids.length; begin += PARALLEL_READS) {
      const some = ids.slice(begin, begin + PARALLEL_READS);
      const read = await Promise.all(some.map((iid) => this.#readItem(cid, iid, known?.get(iid))));
      for (const item of read) if (item) items.set(item.record.id, item);
    }
    return this.#keep(cid, stamp, items);
  }

  async #readItem(cid: string, iid: string, known: IndexedItem | undefined): Promise<IndexedItem | null> {
    const path = this.#paths.itemFile(cid, iid);
    const stamp = await stampOf(path);
    if (stamp === null) return null;
    if (known?.stamp === stamp) return known;
    const item = await readItem(path);
    return item && { stamp, record: itemRecord(item) };
  }

  #keep(cid: string, stamp: string | null, items: ReadonlyMap<string, IndexedItem>): IndexedCollection {
    const records = [...items.values()].map(({ record }) => record).sort(byId);
    const collection = { stamp, items, records };
    if (items.size > 0) this.#collections.set(cid, collection);
    else this.#collections.delete(cid);
    return collection;
  }
}

/** Order of code units: the same on every machine and in every language. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && isId(entry.name)).map(({ name }) => name);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
