/**
 * An item going: from one moment to the next it is nowhere any more, and then its files are deleted. Killed between the two, the
 * files go as drafts of dead processes do.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { syncPath } from './atomic-file.ts';
import { takeOutCollection } from './collection-folder.ts';
import { checkId } from './ids.ts';
import { ItemIndex } from './item-index.ts';
import { itemRecord } from './item-record.ts';
import { hideFromOverviews, type PublishContext, rebuildAll, writeCatalog, writeCollection } from './publish.ts';
import { readItem } from './read-document.ts';
import { removeFromReport } from './report-file.ts';
import { MAX_ITEM_LINKS, SHEETS_FOLDER, sheetOf } from './sheet-catalog.ts';
import type { StacItem } from './stac.ts';
import { withStoreLock } from './store-lock.ts';
import { type StorePaths, storePaths } from './store-paths.ts';

const REMOVE = { recursive: true, force: true, maxRetries: 8, retryDelay: 50 } as const;

/**
 * Deletes an item with all its versions, and what documents, index, report and overviews say of it. The last item takes its collection
 * with it.
 * @returns false when there is no such item
 * @throws {RequestError} INVALID_INPUT for ids that cannot be
 */
export async function removeItem(storeDir: string, cid: string, iid: string): Promise<boolean> {
  const paths = storePaths(resolve(storeDir));
  checkId('collection', cid);
  checkId('item', iid);
  const context: PublishContext = { paths, index: new ItemIndex(paths), now: Date.now };
  const folder = await withStoreLock(paths.dir, async (recovered) => {
    if (recovered) await rebuildAll(context);
    const item = await readItem(paths.itemFile(cid, iid));
    return item ? await takeOutItem(context, item) : null;
  });
  if (folder === null) return false;
  await rm(folder, REMOVE);
  return true;
}

/** Needs the lock. @returns where its files stand now */
async function takeOutItem(context: PublishContext, item: StacItem): Promise<string | null> {
  const { paths, index } = context;
  const { collection: cid, id: iid } = item;
  const before = await index.set(cid);
  const after = before.without(iid);
  if (after.size === 0) return await takeOutCollection(context, cid);
  // its points must not be served from the overviews a moment longer
  await hideFromOverviews(paths, cid, before, after, iid);
  const removed = await moveToDrafts(paths, paths.itemDir(cid, iid));
  const collection = await writeCollection(context, cid, after, [sheetOf(itemRecord(item))]);
  if (after.size <= MAX_ITEM_LINKS || !collection.links.some(({ rel }) => rel === 'child')) {
    await rm(join(paths.collectionDir(cid), SHEETS_FOLDER), REMOVE);
  }
  await removeFromReport(paths, cid, iid);
  await writeCatalog(context);
  return removed;
}

async function moveToDrafts(paths: StorePaths, folder: string): Promise<string> {
  const removed = join(paths.drafts, `removed-${randomUUID()}`);
  await mkdir(paths.drafts, { recursive: true });
  await rename(folder, removed);
  for (const dir of [paths.drafts, join(folder, '..')]) await syncPath(dir);
  return removed;
}
