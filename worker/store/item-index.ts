/**
 * What stands in the collections: one {@link ItemSet} each, in memory and as two files beside the items (`_items.index`,
 * the base, and `_items.recent`, what came since). The files belong to a collection.json when it names their digest
 * (`tengun:revision`); a publication writes them just before it. Files that are missing, damaged, of another version or
 * of another state are as good as none: the set is then derived from the item documents.
 *
 * Another process's publication is noticed by collection.json, which every publication replaces.
 */
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Crs } from '#core/crs/crs.ts';
import { FormatError } from '#core/errors.ts';
import { isErrno, writeFileAtomic } from './atomic-file.ts';
import { stampOf } from './file-stamp.ts';
import { isId } from './ids.ts';
import { ItemPack } from './item-pack.ts';
import { itemRecord } from './item-record.ts';
import { byId, emptyPack, ItemSet } from './item-set.ts';
import { type PackedRow, packRow } from './packed-row.ts';
import { readCollection, readItem } from './read-document.ts';
import type { StorePaths } from './store-paths.ts';

/** Documents read at the same time. */
const PARALLEL_READS = 32;
/** Looks at files that another process is just replacing. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 30;

/** Enough for some eight million items. */
const MAX_FILE_BYTES = 2 ** 30;

export const BASE_FILE = '_items.index';
export const RECENT_FILE = '_items.recent';

interface IndexedCollection {
  /** Stamp of collection.json when the folder was looked at. */
  readonly stamp: string | null;
  readonly set: ItemSet;
  /** Digest of the base that is on the disk; null when it is not. */
  readonly savedBase: bigint | null;
}

export class ItemIndex {
  readonly #paths: StorePaths;
  readonly #collections = new Map<string, IndexedCollection>();
  readonly #looks = new Map<string, Promise<IndexedCollection>>();

  constructor(paths: StorePaths) {
    this.#paths = paths;
  }

  /** Ids of the folders that may be collections, in order. */
  async collectionIds(): Promise<string[]> {
    return (await foldersIn(this.#paths.dir)).sort();
  }

  /** The items of a collection; an empty set when there is no such collection. */
  async set(cid: string): Promise<ItemSet> {
    return (await this.#find(cid)).set;
  }

  /** Whether the files on the disk hold what the set does. */
  async isSaved(cid: string, signal?: AbortSignal): Promise<boolean> {
    const { set, savedBase } = await this.#find(cid);
    signal?.throwIfAborted();
    return set.size === 0 || savedBase === set.base.state.digest;
  }

  async #find(cid: string): Promise<IndexedCollection> {
    const known = this.#collections.get(cid);
    if (known && known.stamp !== null && known.stamp === (await stampOf(this.#paths.collectionFile(cid)))) return known;
    return await this.#lookOnce(cid);
  }

  /** Writes the files of a set. The caller holds the store's lock and writes collection.json next. */
  async save(cid: string, set: ItemSet): Promise<void> {
    const dir = this.#paths.collectionDir(cid);
    const isSaved = this.#collections.get(cid)?.savedBase === set.base.state.digest;
    if (!isSaved) await writeFileAtomic(join(dir, BASE_FILE), set.base.bytes);
    if (set.recent.count > 0) await writeFileAtomic(join(dir, RECENT_FILE), set.recent.bytes);
    else await rm(join(dir, RECENT_FILE), { force: true });
  }

  /** Takes over a set that was saved, now that collection.json names it. */
  async keep(cid: string, set: ItemSet): Promise<void> {
    const stamp = await stampOf(this.#paths.collectionFile(cid));
    this.#keep(cid, { stamp, set, savedBase: set.base.state.digest });
  }

  /** Derives a set from the documents, whatever the files say. */
  async derive(cid: string, signal?: AbortSignal): Promise<ItemSet> {
    return ItemSet.ofRows(await this.#readRows(cid, signal), 0n);
  }

  /** Forgets a collection: after a publication that failed half-way. */
  forget(cid: string): void {
    this.#collections.delete(cid);
  }

  /** Forgets everything: after another process died in the middle of a publication. */
  clear(): void {
    this.#collections.clear();
  }

  /** Callers that ask at the same time share one look at the folder. */
  #lookOnce(cid: string): Promise<IndexedCollection> {
    const running = this.#looks.get(cid);
    if (running) return running;
    const look = this.#look(cid).finally(() => this.#looks.delete(cid));
    this.#looks.set(cid, look);
    return look;
  }

  async #look(cid: string): Promise<IndexedCollection> {
    for (let look = 1; look <= LOOKS; look++) {
      // the stamp first: what is published during the look then makes the next one look again
      const stamp = await stampOf(this.#paths.collectionFile(cid));
      const revision = parseRevision((await readCollection(this.#paths.collectionFile(cid)))?.['tengun:revision']);
      if (revision === null) break;
      const set = await this.#readFiles(cid, revision);
      if (set && (this.#collections.has(cid) || (await this.#agreesWithFolder(cid, set)))) {
        return this.#keep(cid, { stamp, set, savedBase: set.base.state.digest });
      }
      // between two looks a publication ends; where nothing changed, the files are stale
      if (stamp === (await stampOf(this.#paths.collectionFile(cid)))) break;
      await sleep(LOOK_AGAIN_MS);
    }
    const stamp = await stampOf(this.#paths.collectionFile(cid));
    return this.#keep(cid, { stamp, set: await this.derive(cid), savedBase: null });
  }

  /** The set that goes with a revision, or null. */
  async #readFiles(cid: string, revision: bigint): Promise<ItemSet | null> {
    const known = this.#collections.get(cid);
    const recent = await readPack(join(this.#paths.collectionDir(cid), RECENT_FILE));
    const kept = known?.savedBase;
    const base =
      kept !== null && kept !== undefined && (recent ? recent.state.base === kept : revision === kept)
        ? known!.set.base
        : await readPack(join(this.#paths.collectionDir(cid), BASE_FILE));
    if (!base) return null;
    // the state before counts too: its publication is just about to replace collection.json
    const goesWith = ({ state }: ItemPack) => state.digest === revision || state.previous === revision;
    if (recent && recent.state.base === base.state.digest && goesWith(recent)) return new ItemSet(base, recent);
    return goesWith(base) ? new ItemSet(base, emptyPack(base.state.digest)) : null;
  }

  /** Whether every item has its folder and no folder holds an item that is not in the set: people delete folders. */
  async #agreesWithFolder(cid: string, set: ItemSet): Promise<boolean> {
    const names = (await readdir(this.#paths.collectionDir(cid))).filter(isId).sort();
    const others: string[] = [];
    let at = 0;
    for (const row of set.rows()) {
      const id = set.idAt(row);
      while (at < names.length && names[at]! < id) others.push(names[at++]!);
      if (names[at++] !== id) return false;
    }
    for (const name of [...others, ...names.slice(at)]) {
      if ((await stampOf(this.#paths.itemFile(cid, name))) !== null) return false;
    }
    return true;
  }

  /** In the order of ids. Rows at once, not records: those of fifty thousand items would take a quarter of a gigabyte. */
  async #readRows(cid: string, signal?: AbortSignal): Promise<PackedRow[]> {
    const ids = await foldersIn(this.#paths.collectionDir(cid));
    const rows = new Map<string, PackedRow>();
    const systems = new Map<string, Crs>();
    for (let begin = 0; begin < ids.length; begin += PARALLEL_READS) {
      signal?.throwIfAborted();
      const some = ids.slice(begin, begin + PARALLEL_READS);
      const items = await Promise.all(some.map((iid) => readItem(this.#paths.itemFile(cid, iid))));
      for (const item of items) {
        if (!item) continue;
        const record = itemRecord(item);
        // one object for all: it is compared, projected and written once
        const key = `${record.crs.wkt}|${JSON.stringify({ ...record.crs, wkt: '' })}`;
        const crs = systems.get(key) ?? record.crs;
        systems.set(key, crs);
        rows.set(item.id, packRow({ ...record, crs }));
      }
    }
    return [...rows.values()].sort(byId);
  }

  #keep(cid: string, collection: IndexedCollection): IndexedCollection {
    if (collection.set.size > 0) this.#collections.set(cid, collection);
    else this.#collections.delete(cid);
    return collection;
  }
}

/** As collection.json names the state of an index. */
export function revisionText(set: ItemSet): string {
  return set.digest.toString(16).padStart(16, '0');
}

function parseRevision(text: string | undefined): bigint | null {
  return typeof text === 'string' && /^[0-9a-f]{16}$/.test(text) ? BigInt(`0x${text}`) : null;
}

async function readPack(path: string): Promise<ItemPack | null> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > MAX_FILE_BYTES) return null;
    const bytes = new Uint8Array(size);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, at);
      if (bytesRead === 0) return null;
      at += bytesRead;
    }
    return new ItemPack(bytes);
  } catch (error) {
    if (error instanceof FormatError || isErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES')) return null;
    throw error;
  }
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
