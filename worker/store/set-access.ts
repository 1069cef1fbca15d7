/** Opening and closing a whole collection. */
import { mkdir, stat } from 'node:fs/promises';
import { RequestError } from '#core/errors.ts';
import { isErrno, writeJsonAtomic } from './atomic-file.ts';
import { closedness } from './audience.ts';
import { type CollectionAccess, readAccess, writeAccess } from './collection-access.ts';
import type { PublishContext } from './publish.ts';
import { rebuildCollection, writeCatalog } from './publish.ts';
import { readItem } from './read-document.ts';
import { openReport } from './report-file.ts';

/**
 * Closing is one rename, whatever the size of the collection. Opening makes items that were private on their own public first, one by
 * one, under the old rule: when it is interrupted, nothing is open that was not asked for, and doing it again completes it. Needs the
 * store's lock.
 */
export async function setAccess(context: PublishContext, cid: string, access: CollectionAccess): Promise<void> {
  const { paths } = context;
  const path = paths.accessFile(cid);
  const before = await readAccess(path);
  const isOpening = access.visibility !== 'private' && access.visibility !== null;
  // a group that comes, or goes, counts from the beginning: what is opened below is opened for it
  const isFirst = !isOpening || closedness(access.visibility) >= closedness(before.visibility);
  if (isFirst) await writeAccess(path, access);
  if (isOpening) await openItems(context, cid);
  if (!isFirst) await writeAccess(path, access);
  await writeCatalog(context);
}

async function openItems(context: PublishContext, cid: string): Promise<void> {
  const { paths, index } = context;
  const set = await index.set(cid);
  let opened = 0;
  for (const row of set.rows()) {
    if (set.factsAt(row).visibility === 'public') continue;
    const path = paths.itemFile(cid, set.idAt(row));
    const item = await readItem(path);
    if (!item) continue;
    const properties = { ...item.properties, 'tengun:visibility': 'public' as const };
    await writeJsonAtomic(path, { ...item, properties });
    opened += 1;
  }
  await openReport(paths, cid);
  if (opened > 0) await rebuildCollection(context, cid);
}

/**
 * The rule of a collection that is about to get its first item; one that is there already must not be more open.
 * @throws {RequestError} INVALID_INPUT when it is: what was made of closed data would be seen
 */
export async function assureAccess(context: PublishContext, cid: string, access: CollectionAccess): Promise<void> {
  const { paths } = context;
  const path = paths.accessFile(cid);
  if (!(await isThere(paths.collectionFile(cid)))) {
    await mkdir(paths.collectionDir(cid), { recursive: true });
    return await writeAccess(path, access);
  }
  const known = await readAccess(path);
  if (isAsClosed(known, access)) return;
  const seen = known.visibility ?? 'as its items';
  throw new RequestError(
    'INVALID_INPUT',
    `collection ${cid}: expected one that is ${access.visibility} as its source is, seen ${seen}: take another name, or close it first`,
  );
}

/** Whether nobody sees what `known` allows who does not see what `wanted` allows. */
export function isAsClosed(known: CollectionAccess, wanted: CollectionAccess): boolean {
  if (closedness(known.visibility) < closedness(wanted.visibility)) return false;
  // an owner sees everything of his own
  if (known.owner !== null && known.owner !== wanted.owner) return false;
  return known.visibility !== 'group' || known.groups.every((group) => wanted.groups.includes(group));
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
