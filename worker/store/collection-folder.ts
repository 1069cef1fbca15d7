/** A whole collection coming in or going: one rename each, under the store's lock. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RequestError } from '#core/errors.ts';
import { isErrno, syncPath } from './atomic-file.ts';
import { type PublishContext, writeCatalog } from './publish.ts';
import { reportPath } from './report-file.ts';
import type { StorePaths } from './store-paths.ts';

/** Needs the lock of the store that takes it over. @throws {RequestError} INVALID_INPUT when there is one of this id */
export async function adoptCollection(from: StorePaths, context: PublishContext, cid: string): Promise<void> {
  const { paths, index } = context;
  const report = reportPath(paths, cid);
  await mkdir(dirname(report), { recursive: true });
  await rename(reportPath(from, cid), report).catch((error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error;
  });
  try {
    await rename(from.collectionDir(cid), paths.collectionDir(cid));
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    throw new RequestError('INVALID_INPUT', `there is a collection ${cid} already`);
  }
  await syncPath(paths.dir);
  index.forget(cid);
  await writeCatalog(context);
}

/**
 * Needs the lock.
 * @returns where its folder stands now, to be deleted without the lock; when that does not happen, it goes as drafts of dead
 *   processes do. Null when there was no such collection
 */
export async function takeOutCollection(context: PublishContext, cid: string): Promise<string | null> {
  const { paths, index } = context;
  const removed = join(paths.drafts, `removed-${randomUUID()}`);
  await mkdir(paths.drafts, { recursive: true });
  try {
    await rename(paths.collectionDir(cid), removed);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
  for (const dir of [paths.drafts, paths.dir]) await syncPath(dir);
  index.forget(cid);
  await rm(reportPath(paths, cid), { force: true });
  await writeCatalog(context);
  return removed;
}
