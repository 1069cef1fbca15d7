/**
 * Publication. Everything that can fail on account of the input happens before the first change; then, under the
 * store's lock: the version's folder moves in, item.json is renamed into place (the act that publishes), collection.json
 * and catalog.json follow, and versions older than the one just replaced go.
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
import { sameHorizontalCrs } from './crs-properties.ts';
import { formatInstant } from './date-time.ts';
import type { DraftFolder } from './draft.ts';
import { isVersion } from './ids.ts';
import type { IndexSummary, StoredFile } from './index-summary.ts';
import { byId, type ItemIndex } from './item-index.ts';
import { type ItemRecord, itemRecord } from './item-record.ts';
import { readCatalog, readCollection, readItem } from './read-document.ts';
import { buildSheetCatalog, groupBySheet, MAX_ITEM_LINKS, sheetHref, sheetOf } from './sheet-catalog.ts';
import type { StacCollection, StacItem } from './stac.ts';
import { buildCatalog, buildCollection, type CollectionSettings, settingsOf, shownRecords } from './stac-collection.ts';
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
    const others = (await index.records(cid)).filter(({ id }) => id !== iid);
    const updated = formatInstant(context.now());
    const item = buildItem(summary, {
      file,
      toLonLat: createProjection(summary.crs).toLonLat,
      created: previous?.properties.created ?? updated,
      updated,
    });
    const record = itemRecord(item);
    assertSameCrs(cid, others, record.crs, iid);
    const before = await readCollection(paths.collectionFile(cid));
    const merged = { ...(before ? settingsOf(before) : {}), ...settings };
    const all = [...others, record].sort(byId);
    const collection = buildCollection(cid, all, merged, updated);

    await placeVersion(draft, paths, summary, file.version);
    await writeJsonAtomic(paths.itemFile(cid, iid), item);
    const changed = previous ? [record, itemRecord(previous)] : [record];
    await writeSheets(paths, cid, all, isDivided(before) ? changed.map(sheetOf) : null);
    await writeJsonAtomic(paths.collectionFile(cid), collection);
    await index.put(cid, record);
    if (!isListedAlike(before, collection)) await writeCatalog(context);
    await dropOldVersions(paths, summary, [file.version, previous?.properties['tengun:version']]);
    return { ...file, item, dataPath: paths.dataFile(cid, iid, file.version) };
  });
}

/**
 * A collection has one horizontal CRS: its tiles and its measurements are in it.
 * @throws {RequestError} INVALID_INPUT naming both
 */
export function assertSameCrs(cid: string, others: readonly ItemRecord[], crs: Crs, iid: string): void {
  const other = others.find((record) => !sameHorizontalCrs(record.crs, crs));
  if (!other) return;
  const name = ({ code, name }: Crs) => code ?? name;
  throw new RequestError(
    'INVALID_INPUT',
    `collection ${cid} is in ${name(other.crs)} (item ${other.id}); item ${iid} is in ${name(crs)}: use another collection`,
  );
}

/** Derives collection.json of every collection, and catalog.json, from the items that are there. Needs the lock. */
export async function rebuildAll(context: PublishContext): Promise<void> {
  const { paths, index } = context;
  index.clear();
  for (const cid of await index.collectionIds()) {
    const records = await index.records(cid);
    if (records.length === 0) continue;
    const before = await readCollection(paths.collectionFile(cid));
    const settings = before ? settingsOf(before) : {};
    const collection = buildCollection(cid, records, settings, formatInstant(context.now()));
    await writeSheets(paths, cid, records, null);
    await writeJsonAtomic(paths.collectionFile(cid), collection);
  }
  await writeCatalog(context);
}

/** @param only the sub-catalogues that changed; null writes all. Nothing where the collection links its items itself. */
async function writeSheets(
  paths: StorePaths,
  cid: string,
  records: readonly ItemRecord[],
  only: readonly string[] | null,
): Promise<void> {
  const shown = shownRecords(records);
  if (shown.length <= MAX_ITEM_LINKS) return;
  const groups = groupBySheet(shown);
  for (const sheet of only ?? []) {
    // its last item has moved, or is no longer public
    if (!groups.has(sheet))
      await rm(dirname(join(paths.collectionDir(cid), sheetHref(sheet))), { recursive: true, force: true });
  }
  for (const [sheet, group] of groups) {
    if (only && !only.includes(sheet)) continue;
    const path = join(paths.collectionDir(cid), sheetHref(sheet));
    await mkdir(dirname(path), { recursive: true });
    await writeJsonAtomic(path, buildSheetCatalog(cid, sheet, group));
  }
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

async function writeCatalog({ paths, index }: PublishContext): Promise<void> {
  const collections: StacCollection[] = [];
  for (const cid of await index.collectionIds()) {
    const collection = await readCollection(paths.collectionFile(cid));
    if (collection) collections.push(collection);
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
