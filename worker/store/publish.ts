/**
 * Publication. Everything that can fail on account of the input happens before the first change; then, under the
 * store's lock: the version's folder moves in, item.json is renamed into place (the act that publishes), the item index,
 * collection.json and catalog.json follow, and versions older than the one just replaced go. None of it reads or writes
 * anything of other items but the sub-catalogue of the item's own map sheet.
 *
 * Which versions stay: the current one and the one that it replaced, so that whoever read the old item a moment ago still
 * finds its file. Files that are open stay readable anyway until they are closed.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Crs, createProjection } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { digestFile } from '../digest-file.ts';
import { isErrno, syncPath, writeJsonAtomic } from './atomic-file.ts';
import { effectiveVisibility } from './audience.ts';
import { shownCells } from './cell-tree.ts';
import { type CollectionAccess, readAccess } from './collection-access.ts';
import { CollectionTotals, shownRows, shownVisibility } from './collection-totals.ts';
import { sameHorizontalCrs } from './crs-properties.ts';
import { formatInstant } from './date-time.ts';
import type { DraftFolder } from './draft.ts';
import { isVersion } from './ids.ts';
import type { IndexSummary, StoredFile } from './index-summary.ts';
import { type ItemIndex, revisionText } from './item-index.ts';
import { type ItemRecord, itemRecord } from './item-record.ts';
import type { ItemSet } from './item-set.ts';
import { removeOverviewsOf } from './overview-files.ts';
import { readCatalog, readCollection, readItem } from './read-document.ts';
import { assureAccess } from './set-access.ts';
import { buildSheetCatalog, MAX_ITEM_LINKS, sheetHref, sheetOf } from './sheet-catalog.ts';
import type { StacCollection, StacItem } from './stac.ts';
import { buildCatalog, buildCollection, type CollectionSettings, settingsOf } from './stac-collection.ts';
import { buildItem } from './stac-item.ts';
import { withStoreLock } from './store-lock.ts';
import type { StorePaths } from './store-paths.ts';

export interface PublishContext {
  readonly paths: StorePaths;
  readonly index: ItemIndex;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface PublishedItem extends StoredFile {
  readonly item: StacItem;
  /** Where the points now stand. */
  readonly dataPath: string;
}

/**
 * @throws {RequestError} INVALID_INPUT when the summary contradicts itself or its CRS is not the collection's; the store
 *   is then as it was, and so is the draft
 */
export async function publishDraft(
  context: PublishContext,
  draft: DraftFolder,
  summary: IndexSummary,
  settings: CollectionSettings,
  access: CollectionAccess | null,
): Promise<PublishedItem> {
  const { paths, index } = context;
  const { collection: cid, id: iid } = summary;
  const digest = await digestFile(draft.dataPath);
  const file: StoredFile = { ...digest, version: digest.sha256.slice(0, 16) };
  await syncPath(draft.dataPath);
  await syncPath(draft.filesDir);
  return await withStoreLock(paths.dir, async (recovered) => {
    if (recovered) await rebuildAll(context);
    const previous = await readItem(paths.itemFile(cid, iid));
    const before = await index.set(cid);
    const updated = formatInstant(context.now());
    const item = buildItem(summary, {
      file,
      toLonLat: createProjection(summary.crs).toLonLat,
      created: previous?.properties.created ?? updated,
      updated,
    });
    const record = itemRecord(item);
    assertSameCrs(cid, before, record.crs, iid);
    assertSameSecrecy(cid, before, record);
    const after = before.put(record);
    const totals = totalsWith(before, after, previous === null ? record : null);
    const stored = await readCollection(paths.collectionFile(cid));
    const merged = { ...(stored ? settingsOf(stored) : {}), ...settings };
    const collection = keepProducts(describe(cid, after, merged, updated, totals), stored);

    if (access) await assureAccess(context, cid, access);
    await hideFromOverviews(paths, cid, before, after, iid);
    await placeVersion(draft, paths, summary, file.version);
    await writeJsonAtomic(paths.itemFile(cid, iid), item);
    const changed = previous ? [record, itemRecord(previous)] : [record];
    try {
      await index.save(cid, after);
      await writeSheets(paths, cid, after, isDivided(stored) ? changed.map(sheetOf) : null);
      await writeJsonAtomic(paths.collectionFile(cid), collection);
      await index.keep(cid, after);
    } catch (error) {
      // the item is published all the same: the next look finds its folder
      index.forget(cid);
      throw error;
    }
    if (!isListedAlike(stored, collection)) await writeCatalog(context);
    await dropOldVersions(paths, summary, [file.version, previous?.properties['tengun:version']]);
    return { ...file, item, dataPath: paths.dataFile(cid, iid, file.version) };
  });
}

/** Takes what is no longer shown out of the overviews' folder: its points must not be served from it any more. */
export async function hideFromOverviews(
  paths: StorePaths,
  cid: string,
  before: ItemSet,
  after: ItemSet,
  iid: string,
): Promise<void> {
  const shown = shownVisibility(after);
  if (before.size > 0 && shownVisibility(before) !== shown) {
    // the first public item among private ones: overviews of those are for nobody any more
    await rm(paths.overviewDir(cid), { recursive: true, force: true });
    return;
  }
  const [row, now] = [before.find(iid), after.find(iid)];
  const isShown = now >= 0 && after.factsAt(now).visibility === shown;
  const tree = row < 0 || isShown ? null : shownCells(before);
  if (tree) await removeOverviewsOf(paths.overviewDir(cid), tree, row);
}

/**
 * A collection has one horizontal CRS: its tiles and its measurements are in it.
 * @throws {RequestError} INVALID_INPUT naming both
 */
export function assertSameCrs(cid: string, items: ItemSet, crs: Crs, iid: string): void {
  const others = new Set(items.facts.filter((facts) => !sameHorizontalCrs(facts.crs, crs)));
  if (others.size === 0) return;
  const row = items.rows().find((row) => others.has(items.factsAt(row)) && items.idAt(row) !== iid);
  if (row === undefined) return;
  const name = ({ code, name }: Crs) => code ?? name;
  throw new RequestError(
    'INVALID_INPUT',
    `collection ${cid} is in ${name(items.factsAt(row).crs)} (item ${items.idAt(row)}); item ${iid} is in ${name(crs)}: use another collection`,
  );
}

/** What is unlisted has no company: the id of a collection that is listed would give it away. @throws {RequestError} INVALID_INPUT */
function assertSameSecrecy(cid: string, items: ItemSet, { id, visibility }: ItemRecord): void {
  const other = items.rows().find((row) => {
    const isOther = (items.factsAt(row).visibility === 'unlisted') !== (visibility === 'unlisted');
    return isOther && items.idAt(row) !== id;
  });
  if (other === undefined) return;
  const seen = `item ${items.idAt(other)} is ${items.factsAt(other).visibility}, item ${id} is ${visibility}`;
  throw new RequestError('INVALID_INPUT', `collection ${cid} is unlisted as a whole or not at all: ${seen}`);
}

/** Derives collection.json and the index of every collection, and catalog.json, from the items that are there. Needs the lock. */
export async function rebuildAll(context: PublishContext): Promise<void> {
  const { index } = context;
  index.clear();
  for (const cid of await index.collectionIds()) await rebuildCollection(context, cid);
  await writeCatalog(context);
}

/** Derives collection.json and the index of a collection from its items. Needs the lock. */
export async function rebuildCollection(context: PublishContext, cid: string, signal?: AbortSignal): Promise<void> {
  const set = await context.index.derive(cid, signal);
  if (set.size > 0) await writeCollection(context, cid, set, null);
}

/**
 * Writes what a collection says of a set of items that is not empty. Needs the lock.
 * @param changed sub-catalogues that are written; null writes all
 */
export async function writeCollection(
  { paths, index, now }: PublishContext,
  cid: string,
  set: ItemSet,
  changed: readonly string[] | null,
): Promise<StacCollection> {
  const stored = await readCollection(paths.collectionFile(cid));
  const settings = stored ? settingsOf(stored) : {};
  const collection = keepProducts(describe(cid, set, settings, formatInstant(now()), CollectionTotals.of(set)), stored);
  await index.save(cid, set);
  await writeSheets(paths, cid, set, isDivided(stored) ? changed : null);
  await writeJsonAtomic(paths.collectionFile(cid), collection);
  await index.keep(cid, set);
  return collection;
}

/** What was noted of the files beside the items: nothing of it follows from the item index. */
function keepProducts(collection: StacCollection, stored: StacCollection | null): StacCollection {
  const products = stored?.['tengun:products'];
  return products === undefined ? collection : { ...collection, 'tengun:products': products };
}

function describe(
  cid: string,
  set: ItemSet,
  settings: CollectionSettings,
  updated: string,
  totals: CollectionTotals,
): StacCollection {
  const rows = shownRows(set);
  const children =
    rows.length <= MAX_ITEM_LINKS
      ? { items: Array.from(rows, (row) => set.idAt(row)) }
      : { sheets: sheetsOf(set, rows) };
  return buildCollection(cid, totals, children, settings, { updated, revision: revisionText(set) });
}

function sheetsOf(set: ItemSet, rows: Uint32Array): string[] {
  const names = new Set<string>();
  for (const row of rows) names.add(set.sheetAt(row));
  return [...names].sort();
}

/** @param only the sub-catalogues that changed; null writes all. Nothing where the collection links its items itself. */
async function writeSheets(
  paths: StorePaths,
  cid: string,
  set: ItemSet,
  only: readonly string[] | null,
): Promise<void> {
  const shown = shownRows(set);
  if (shown.length <= MAX_ITEM_LINKS) return;
  const sheets = new Map<string, string[]>((only ?? []).map((sheet) => [sheet, []]));
  for (const row of shown) {
    const sheet = set.sheetAt(row);
    const ids = sheets.get(sheet);
    if (ids) ids.push(set.idAt(row));
    else if (!only) sheets.set(sheet, [set.idAt(row)]);
  }
  for (const [sheet, ids] of sheets) {
    const path = join(paths.collectionDir(cid), sheetHref(sheet));
    if (ids.length === 0) {
      // its last item has moved, or is no longer public
      await rm(dirname(path), { recursive: true, force: true });
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeJsonAtomic(path, buildSheetCatalog(cid, sheet, ids));
    }
  }
}

/** Totals as of the last publication of this process, so that the next one need not add everything up. */
const totalsOf = new WeakMap<ItemSet, CollectionTotals>();

/** @param added the item that is new in `after`; null when one was replaced */
function totalsWith(before: ItemSet, after: ItemSet, added: ItemRecord | null): CollectionTotals {
  const known = totalsOf.get(before);
  totalsOf.delete(before);
  const totals = added && known?.take(added) ? known : CollectionTotals.of(after);
  totalsOf.set(after, totals);
  return totals;
}

/** Whether the collection links sub-catalogues already. */
function isDivided(collection: StacCollection | null): boolean {
  return collection?.links.some(({ rel }) => rel === 'child') ?? false;
}

/** Moves the draft's files to their version's folder; the same content once more replaces the files one by one. */
async function placeVersion(
  { filesDir }: DraftFolder,
  paths: StorePaths,
  { collection: cid, id: iid }: IndexSummary,
  version: string,
): Promise<void> {
  const target = paths.versionDir(cid, iid, version);
  await mkdir(paths.itemDir(cid, iid), { recursive: true });
  try {
    await rename(filesDir, target);
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    for (const name of await readdir(filesDir)) await rename(join(filesDir, name), join(target, name));
    await syncPath(target);
  }
  for (const dir of [paths.itemDir(cid, iid), paths.collectionDir(cid), paths.dir]) await syncPath(dir);
}

/** Writes the list of public collections where it has changed. Needs the lock. */
export async function writeCatalog({ paths, index }: PublishContext): Promise<void> {
  const collections: StacCollection[] = [];
  for (const cid of await index.collectionIds()) {
    const collection = await readCollection(paths.collectionFile(cid));
    const access = await readAccess(paths.accessFile(cid));
    if (collection && effectiveVisibility(access, collection['tengun:visibility']) === 'public') {
      collections.push(collection);
    }
  }
  const catalog = buildCatalog(collections);
  const before = await readCatalog(paths.catalog).catch(() => null);
  if (JSON.stringify(before) !== JSON.stringify(catalog)) await writeJsonAtomic(paths.catalog, catalog);
}

function isListedAlike(before: StacCollection | null, after: StacCollection): boolean {
  return before?.title === after.title && before['tengun:visibility'] === after['tengun:visibility'];
}

async function dropOldVersions(
  paths: StorePaths,
  { collection: cid, id: iid }: IndexSummary,
  keep: readonly (string | undefined)[],
): Promise<void> {
  for (const name of await readdir(paths.itemDir(cid, iid))) {
    if (!isVersion(name) || keep.includes(name)) continue;
    await rm(paths.versionDir(cid, iid, name), { recursive: true, force: true });
  }
}
