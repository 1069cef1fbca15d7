/** Where things stand in the store's folder. Every id passes `checkId` before it becomes part of a path. */
import { join } from 'node:path';
import { RequestError } from '#core/errors.ts';
import { ACCESS_FILE } from './collection-access.ts';
import { checkId, isVersion } from './ids.ts';
import { OVERVIEW_FOLDER } from './overview-files.ts';
import { DATA_FILE } from './stac-item.ts';

export interface StorePaths {
  readonly dir: string;
  readonly catalog: string;
  readonly drafts: string;
  collectionDir(cid: string): string;
  collectionFile(cid: string): string;
  accessFile(cid: string): string;
  overviewDir(cid: string): string;
  itemDir(cid: string, iid: string): string;
  itemFile(cid: string, iid: string): string;
  versionDir(cid: string, iid: string, version: string): string;
  dataFile(cid: string, iid: string, version: string): string;
}

export function storePaths(dir: string): StorePaths {
  const collectionDir = (cid: string) => join(dir, checkId('collection', cid));
  const itemDir = (cid: string, iid: string) => join(collectionDir(cid), checkId('item', iid));
  const versionDir = (cid: string, iid: string, version: string) => {
    if (!isVersion(version)) {
      throw new RequestError('INVALID_INPUT', `version: expected 16 hex digits, seen ${version.slice(0, 40)}`);
    }
    return join(itemDir(cid, iid), version);
  };
  return {
    dir,
    catalog: join(dir, 'catalog.json'),
    drafts: join(dir, '.drafts'),
    collectionDir,
    collectionFile: (cid) => join(collectionDir(cid), 'collection.json'),
    accessFile: (cid) => join(collectionDir(cid), ACCESS_FILE),
    overviewDir: (cid) => join(collectionDir(cid), OVERVIEW_FOLDER),
    itemDir,
    itemFile: (cid, iid) => join(itemDir(cid, iid), 'item.json'),
    versionDir,
    dataFile: (cid, iid, version) => join(versionDir(cid, iid, version), DATA_FILE),
  };
}
