/**
 * Who may see what an upload became beside collections: surfaces and alignments. `<store>/.access/<id>.json`, of the same form as a
 * collection's; where there is none, whoever knows the id sees it, as with everything unlisted.
 */
import { basename, dirname, join } from 'node:path';
import { makeFolder, removeFiles } from './atomic-file.ts';
import { type CollectionAccess, checkAccess, readAccess, writeAccess } from './collection-access.ts';

export const UPLOAD_ACCESS_FOLDER = '.access';
const ID = /^[0-9a-f]{32}$/;

/** Flushed when this resolves: to be called before the thing itself is there. @throws {RequestError} INVALID_INPUT */
export async function setUploadAccess(storeDir: string, id: string, access: CollectionAccess): Promise<void> {
  await makeFolder(join(storeDir, UPLOAD_ACCESS_FOLDER));
  await writeAccess(pathOf(storeDir, id), checkAccess(access));
}

export function readUploadAccess(storeDir: string, id: string): Promise<CollectionAccess> {
  return readAccess(pathOf(storeDir, id));
}

/** After the thing itself is gone. */
export async function removeUploadAccess(storeDir: string, id: string): Promise<void> {
  const path = pathOf(storeDir, id);
  await removeFiles(dirname(path), [basename(path)]);
}

/** Ids that are none stand for a file that is never there. */
function pathOf(storeDir: string, id: string): string {
  return join(storeDir, UPLOAD_ACCESS_FOLDER, `${ID.test(id) ? id : 'none'}.json`);
}
