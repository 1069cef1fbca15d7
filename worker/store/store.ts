/** The store: a static STAC catalogue in a folder, read by the server and the jobs, written by the indexer. */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Crs } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { makeFolder } from './atomic-file.ts';
import { type Audience, effectiveVisibility, linkOpens, lists, sees } from './audience.ts';
import { AccessCache, type CollectionAccess, checkAccess } from './collection-access.ts';
import { adoptCollection, takeOutCollection } from './collection-folder.ts';
import { shownVisibility } from './collection-totals.ts';
import { makeDraftFolder, removeAbandonedDrafts } from './draft.ts';
import { stampOf } from './file-stamp.ts';
import { checkId, isId, isVersion } from './ids.ts';
import type { IndexSummary } from './index-summary.ts';
import type { ItemQuery } from './item-filter.ts';
import { ItemIndex } from './item-index.ts';
import type { ItemRecord } from './item-record.ts';
import type { ItemSet } from './item-set.ts';
import {
  assertSameCrs,
  type PublishContext,
  type PublishedItem,
  publishDraft,
  rebuildAll,
  rebuildCollection,
} from './publish.ts';
import { assetFile, type NewAsset, publishAssets } from './publish-assets.ts';
import { DocumentCache, readCollection, readItem } from './read-document.ts';
import { addToReport, type CollectionReport, type FileVerdict, readReport } from './report-file.ts';
import { setAccess } from './set-access.ts';
import type { StacCollection, StacItem } from './stac.ts';
import type { CollectionSettings } from './stac-collection.ts';
import { hasAbandonedLock, withStoreLock } from './store-lock.ts';
import { type StorePaths, storePaths } from './store-paths.ts';
import { readUploadAccess } from './upload-access.ts';

export interface StoreOptions {
  /** What it may not see is as if it were not there. Default `all`: the command line of the owner. */
  readonly audience?: Audience | undefined;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** A file that is being made for an item. Publish it or discard it; a draft of a process that died is removed later. */
export interface Draft {
  /** Where to write the points: a file in the store's own file system. */
  readonly dataPath: string;
  /** An empty folder for intermediate files. */
  readonly scratchDir: string;
  /**
   * Hashes and publishes the file. Afterwards the draft is gone; when it throws, store and draft are as they were.
   * @throws {RequestError} INVALID_INPUT when the summary is not of this item, contradicts itself, or has another CRS than
   *   the rest of the collection
   */
  publish(
    summary: IndexSummary,
    settings?: CollectionSettings,
    /** The rule of a collection that is new; one that is there must be as closed. */
    access?: CollectionAccess | null,
  ): Promise<PublishedItem>;
  discard(): Promise<void>;
}

export interface ItemPage {
  readonly items: readonly StacItem[];
  /** Items that match the query, whatever the page. */
  readonly matched: number;
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

export interface DataVersion {
  readonly version: string;
  readonly path: string;
  readonly isCurrent: boolean;
}

export interface Store {
  readonly dir: string;
  /** Not the unlisted ones of others. */
  listCollections(): Promise<StacCollection[]>;
  /** @throws {RequestError} NOT_FOUND, INVALID_INPUT for an id that cannot be one */
  getCollection(cid: string): Promise<StacCollection>;
  /** Who may see a collection; it must be there for the audience. @throws {RequestError} NOT_FOUND */
  accessOf(cid: string): Promise<CollectionAccess>;
  /** Opens or closes a collection. @throws {RequestError} NOT_FOUND, INVALID_INPUT */
  setAccess(cid: string, access: CollectionAccess): Promise<void>;
  /** Whether an item is there, from the index alone. @throws {RequestError} NOT_FOUND */
  assertItem(cid: string, iid: string): Promise<void>;
  /**
   * Whether what an upload became may be seen, if it is there.
   * @throws {RequestError} NOT_FOUND in the words for one that is not
   */
  assertUpload(id: string, kind: 'surface' | 'alignment'): Promise<void>;
  /** In the order of ids. @throws {RequestError} NOT_FOUND */
  listItems(cid: string, query?: ItemQuery): Promise<ItemPage>;
  /** The matching items without their documents. @throws {RequestError} NOT_FOUND */
  findItems(cid: string, query?: ItemQuery): Promise<ItemMatches>;
  /** The matching records without their documents. @throws {RequestError} NOT_FOUND */
  listRecords(cid: string, query?: ItemQuery): Promise<readonly ItemRecord[]>;
  /** @throws {RequestError} NOT_FOUND */
  getItem(cid: string, iid: string): Promise<StacItem>;
  hasItem(cid: string, iid: string): Promise<boolean>;
  /** The points' file of the item as given (its current version when the item was read). */
  dataPath(item: StacItem): string;
  /** The points' file of a version, wherever it is known from. */
  filePath(cid: string, iid: string, version: string): string;
  /** The file of an asset that was made from the item's points; null when it has no such asset. */
  assetPath(item: StacItem, key: string): string | null;
  /**
   * Puts files that were made from an item's points beside them.
   * @returns false when the item has other points by now: nothing is changed then
   */
  publishAssets(item: StacItem, assets: readonly NewAsset[], removed?: readonly string[]): Promise<boolean>;
  /** Names the state of everything that maps of a collection are drawn from. @throws {RequestError} NOT_FOUND */
  productsRevision(cid: string): Promise<string>;
  /** Where the overviews of a collection stand. */
  overviewDir(cid: string): string;
  /** A version that is still kept: the current one, or the one it replaced. @throws {RequestError} NOT_FOUND */
  findVersion(item: StacItem, version?: string): Promise<DataVersion>;
  /** Early form of the check that publishing makes. @throws {RequestError} INVALID_INPUT */
  assertFits(cid: string, iid: string, crs: Crs): Promise<void>;
  createDraft(cid: string, iid: string): Promise<Draft>;
  /** Verdicts of the files that were delivered into a collection. @throws {RequestError} NOT_FOUND */
  getReport(cid: string): Promise<CollectionReport>;
  /** Adds the verdicts of a run. A collection that nothing was published into gets no report. */
  addToReport(cid: string, verdicts: readonly FileVerdict[]): Promise<void>;
  /**
   * Takes over a collection that was made in another store of the same file system: from one moment to the next it is there, whole.
   * @throws {RequestError} INVALID_INPUT when there is a collection of this id already
   */
  adoptCollection(fromDir: string, cid: string): Promise<void>;
  /** Deletes a collection and what was reported of it; false when there was none. */
  removeCollection(cid: string): Promise<boolean>;
  /** Removes drafts and finishes publications of processes that died. `createDraft` does it before its first draft. */
  recover(): Promise<void>;
  /** Writes the index of every collection that has none that holds. @throws the first error, when all were tried */
  refresh(signal?: AbortSignal): Promise<void>;
}

/** Items that a query wants, in the order of ids. */
export class ItemMatches {
  readonly set: ItemSet;
  readonly rows: Uint32Array;

  constructor(set: ItemSet, rows: Uint32Array) {
    this.set = set;
    this.rows = rows;
  }

  get count(): number {
    return this.rows.length;
  }

  /** Those of them that also pass a test of what the index knows. */
  where(test: (set: ItemSet, row: number) => boolean): ItemMatches {
    return new ItemMatches(
      this.set,
      this.rows.filter((row) => test(this.set, row)),
    );
  }

  recordAt(at: number): ItemRecord {
    return this.set.recordAt(this.rows[at]!);
  }

  /** Ids of the half-open range. */
  ids(begin: number, end: number): string[] {
    return Array.from(this.rows.subarray(begin, end), (row) => this.set.idAt(row));
  }

  /** How many of them are not after an id. */
  countUpTo(id: string): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.set.idAt(this.rows[middle]!) <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Opens the store in a folder; the folder appears with the first draft. */
export function openStore(dir: string, { audience = 'all', now = Date.now }: StoreOptions = {}): Store {
  const paths = storePaths(resolve(dir));
  const { index, collections, items, access: accesses } = documentsOf(paths);
  const context: PublishContext = { paths, index, now };
  let recovery: Promise<void> | null = null;

  const accessOf = (cid: string) => accesses.read(paths.accessFile(cid));

  /** With its access, whether or not it may be seen. */
  async function findCollection(cid: string) {
    const stored = isId(cid) ? await collections.read(paths.collectionFile(cid)) : null;
    return stored && { stored, access: await accessOf(cid) };
  }

  async function visibleCollection(cid: string): Promise<StacCollection | null> {
    const found = await findCollection(cid);
    if (!found) return null;
    const { stored, access } = found;
    return sees(audience, access, stored['tengun:visibility']) ? shownAs(stored, access) : null;
  }

  /** What the audience sees of the items of a collection. */
  async function itemFilter(cid: string, known?: ItemSet): Promise<(facts: Pick<ItemRecord, 'visibility'>) => boolean> {
    if (audience === 'shown') {
      const shown = shownVisibility(known ?? (await index.set(cid)));
      return ({ visibility }) => visibility === shown;
    }
    const access = await accessOf(cid);
    return ({ visibility }) => sees(audience, access, visibility);
  }

  async function visibleItem(cid: string, iid: string, isOfMany = false): Promise<StacItem | null> {
    if (!isId(cid) || !isId(iid)) return null;
    const path = paths.itemFile(cid, iid);
    // a page of thousands would push out what is looked at
    const item = await (isOfMany ? readItem(path) : items.read(path));
    if (!item) return null;
    return (await isItemSeen(cid, iid, { visibility: item.properties['tengun:visibility'] })) ? item : null;
  }

  async function isItemSeen(cid: string, iid: string, facts: Pick<ItemRecord, 'visibility'>, known?: ItemSet) {
    const isSeen = await itemFilter(cid, known);
    return isSeen(facts) || linkOpens(audience, { collection: cid, item: iid }, await accessOf(cid), facts.visibility);
  }

  const store: Store = {
    dir: paths.dir,

    async listCollections() {
      const found = await Promise.all((await index.collectionIds()).map(findCollection));
      return found
        .filter((each) => each !== null)
        .filter(({ stored, access }) => lists(audience, access, stored['tengun:visibility']))
        .map(({ stored, access }) => shownAs(stored, access));
    },

    async getCollection(cid) {
      return (await visibleCollection(cid)) ?? notFound('collection', cid);
    },

    async accessOf(cid) {
      return (await visibleCollection(cid)) ? await accessOf(cid) : notFound('collection', cid);
    },

    async setAccess(cid, access) {
      await store.getCollection(cid);
      await withStoreLock(paths.dir, async (recovered) => {
        if (recovered) await rebuildAll(context);
        await setAccess(context, cid, checkAccess(access));
      });
    },

    async assertItem(cid, iid) {
      if (!isId(cid) || !isId(iid)) notFound('item', `${cid}/${iid}`);
      const set = await index.set(cid);
      const row = set.find(iid);
      if (row < 0 || !(await isItemSeen(cid, iid, set.factsAt(row), set))) notFound('item', `${cid}/${iid}`);
    },

    async assertUpload(id, kind) {
      if (sees(audience, await readUploadAccess(paths.dir, id), 'unlisted')) return;
      throw new RequestError('NOT_FOUND', `there is no ${kind} ${id}`, { [kind]: id });
    },

    async findItems(cid, query = {}) {
      if (!(await visibleCollection(cid))) notFound('collection', cid);
      const set = await index.set(cid);
      return new ItemMatches(set, set.select(query, await itemFilter(cid, set)));
    },

    async listRecords(cid, query = {}) {
      const found = await store.findItems(cid, query);
      return Array.from({ length: found.count }, (_, at) => found.recordAt(at));
    },

    async listItems(cid, query = {}) {
      const found = await store.findItems(cid, query);
      const { after, limit = 100 } = query;
      const begin = after === undefined ? 0 : found.countUpTo(after);
      const ids = found.ids(begin, begin + limit);
      // an item replaced since the look at the index is simply the new one; none ever disappears half
      const isOfMany = found.set.size > KEPT_ITEMS;
      const page = await Promise.all(
        ids.map(async (id) => (await visibleItem(cid, id, isOfMany)) ?? notFound('item', `${cid}/${id}`)),
      );
      return { items: page, matched: found.count, next: begin + limit < found.count ? (ids.at(-1) ?? null) : null };
    },

    async getItem(cid, iid) {
      return (await visibleItem(cid, iid)) ?? notFound('item', `${cid}/${iid}`);
    },

    async hasItem(cid, iid) {
      return (await visibleItem(cid, iid)) !== null;
    },

    dataPath({ collection, id, properties }) {
      return paths.dataFile(collection, id, properties['tengun:version']);
    },

    filePath: paths.dataFile,
    overviewDir: paths.overviewDir,

    assetPath({ collection, id, properties, assets }, key) {
      const asset = Object.hasOwn(assets, key) ? assets[key] : undefined;
      return asset ? assetFile(paths, collection, id, properties['tengun:version'], asset) : null;
    },

    async productsRevision(cid) {
      const { 'tengun:revision': revision = '', 'tengun:products': products = '' } = await store.getCollection(cid);
      return `${revision}${products}`;
    },

    async publishAssets({ collection, id, properties }, assets, removed) {
      const place = { collection, item: id, version: properties['tengun:version'] };
      return await publishAssets(paths, place, assets, removed);
    },

    async findVersion({ collection, id, properties }, version = properties['tengun:version']) {
      const path = isVersion(version) ? paths.dataFile(collection, id, version) : null;
      const isThere = path !== null && (await stampOf(path)) !== null;
      if (!isThere) notFound('version', `${collection}/${id} ${version}`);
      return { version, path: path!, isCurrent: version === properties['tengun:version'] };
    },

    async assertFits(cid, iid, crs) {
      checkId('item', iid);
      assertSameCrs(cid, await index.set(checkId('collection', cid)), crs, iid);
    },

    async getReport(cid) {
      await store.getCollection(cid);
      const { files, ...report } = await readReport(paths, cid);
      const access = await accessOf(cid);
      return { ...report, files: files.filter(({ visibility }) => sees(audience, access, visibility)) };
    },

    async addToReport(cid, verdicts) {
      if (verdicts.length === 0 || !(await readCollection(paths.collectionFile(cid)))) return;
      await withStoreLock(paths.dir, async (recovered) => {
        if (recovered) await rebuildAll(context);
        await addToReport(paths, cid, verdicts, new Date(now()).toISOString());
      });
    },

    async createDraft(cid, iid) {
      checkId('collection', cid);
      checkId('item', iid);
      await makeFolder(paths.dir);
      await store.recover();
      const folder = await makeDraftFolder(paths.drafts);
      // threads that were just ended may still be writing their last file: retry
      const discard = () => rm(folder.dir, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
      return {
        dataPath: folder.dataPath,
        scratchDir: folder.scratchDir,
        discard,
        async publish(summary, settings = {}, access = null) {
          if (summary.collection !== cid || summary.id !== iid) {
            const seen = `${summary.collection}/${summary.id}`;
            throw new RequestError('INVALID_INPUT', `draft of ${cid}/${iid}: the summary is of ${seen}`);
          }
          const published = await publishDraft(context, folder, summary, settings, access && checkAccess(access));
          await discard();
          return published;
        },
      };
    },

    async adoptCollection(fromDir, cid) {
      await withStoreLock(paths.dir, async (recovered) => {
        if (recovered) await rebuildAll(context);
        await adoptCollection(storePaths(resolve(fromDir)), context, cid);
      });
    },

    async removeCollection(cid) {
      const removed = await withStoreLock(paths.dir, async (recovered) => {
        if (recovered) await rebuildAll(context);
        return await takeOutCollection(context, cid);
      });
      if (removed === null) return false;
      await rm(removed, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
      return true;
    },

    async refresh(signal) {
      const faults: unknown[] = [];
      for (const cid of await index.collectionIds()) {
        try {
          if (await index.isSaved(cid, signal)) continue;
          await withStoreLock(paths.dir, async (recovered) => {
            if (recovered) await rebuildAll(context);
            else if (!(await index.isSaved(cid, signal))) await rebuildCollection(context, cid, signal);
          });
        } catch (error) {
          signal?.throwIfAborted();
          // a damaged document of one collection leaves the others alone
          faults.push(error);
        }
      }
      if (faults.length > 0) throw faults[0];
    },

    recover() {
      recovery ??= recoverStore(context).catch((error: unknown) => {
        recovery = null;
        throw error;
      });
      return recovery;
    },
  };
  return store;
}

/** The document with what holds for the collection as a whole. */
function shownAs(stored: StacCollection, access: CollectionAccess): StacCollection {
  const visibility = effectiveVisibility(access, stored['tengun:visibility']);
  return visibility === stored['tengun:visibility'] ? stored : { ...stored, 'tengun:visibility': visibility };
}

/** What a thread keeps of a folder, whoever looks at it. */
interface KnownFolder {
  readonly index: ItemIndex;
  readonly collections: DocumentCache<StacCollection>;
  /** Those that are looked at: all nodes of a cloud ask for the same one. */
  readonly items: DocumentCache<StacItem>;
  readonly access: AccessCache;
}

/** Stores whose index a thread keeps. */
const KEPT_FOLDERS = 16;
/** Documents of some ten kilobytes. */
const KEPT_ITEMS = 500;
const folders = new Map<string, KnownFolder>();

/** One index a folder and thread: it follows the folder by itself, and a store is opened for every request. */
function documentsOf(paths: StorePaths): KnownFolder {
  const known = folders.get(paths.dir) ?? {
    index: new ItemIndex(paths),
    collections: new DocumentCache(readCollection),
    items: new DocumentCache(readItem, KEPT_ITEMS),
    access: new AccessCache(),
  };
  folders.delete(paths.dir);
  folders.set(paths.dir, known);
  const [oldest] = folders.keys();
  if (folders.size > KEPT_FOLDERS && oldest !== undefined) folders.delete(oldest);
  return known;
}

async function recoverStore(context: PublishContext): Promise<void> {
  await removeAbandonedDrafts(context.paths.drafts);
  if (!(await hasAbandonedLock(context.paths.dir))) return;
  await withStoreLock(context.paths.dir, async (recovered) => {
    if (recovered) await rebuildAll(context);
  });
}

function notFound(kind: string, name: string): never {
  throw new RequestError('NOT_FOUND', `no such ${kind}: ${name.slice(0, 280)}`);
}
