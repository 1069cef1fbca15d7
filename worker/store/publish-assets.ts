/**
 * Files that are made from an item's points and kept beside them (surfaces, a picture): assets of the item. Their names
 * carry a digest, so that an address never means two contents; item.json is renamed into place when they are there, as
 * with the points. They change nothing of the item index: what it knows of an item are its points.
 */
import { createHash } from 'node:crypto';
import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { digestFile } from '../digest-file.ts';
import { isErrno, syncPath, writeJsonAtomic } from './atomic-file.ts';
import { readCollection, readItem } from './read-document.ts';
import { withRecoveredStore } from './recovered-lock.ts';
import type { StacAsset } from './stac.ts';
import { DATA_FILE } from './stac-item.ts';

import type { StorePaths } from './store-paths.ts';

export interface NewAsset {
  /** `dtm`; also the beginning of the file's name. */
  readonly key: string;
  /** In the store's own file system; it is moved. */
  readonly path: string;
  /** `.tif` */
  readonly extension: string;
  readonly asset: Omit<StacAsset, 'href' | 'file:size' | 'file:checksum'>;
}

const DIGEST_CHARS = 12;

/**
 * @param version of the points that the files were made from
 * @param removed keys of assets that the item no longer has
 * @returns false when the item has other points by now, or is gone: nothing is changed then
 */
export async function publishAssets(
  paths: StorePaths,
  {
    collection: cid,
    item: iid,
    version,
  }: { readonly collection: string; readonly item: string; readonly version: string },
  assets: readonly NewAsset[],
  removed: readonly string[] = [],
): Promise<boolean> {
  const dir = paths.versionDir(cid, iid, version);
  const digested = await Promise.all(assets.map(async (asset) => ({ ...asset, ...(await digestFile(asset.path)) })));
  for (const { path } of assets) await syncPath(path);
  return await withRecoveredStore(paths, async () => {
    const item = await readItem(paths.itemFile(cid, iid));
    if (item?.properties['tengun:version'] !== version) return false;
    const kept = Object.entries(item.assets).filter(([key]) => !removed.includes(key));
    const added: [string, StacAsset][] = [];
    for (const { key, path, extension, asset, sha256, sizeBytes } of digested) {
      const name = `${key}-${sha256.slice(0, DIGEST_CHARS)}${extension}`;
      await move(path, join(dir, name));
      added.push([
        key,
        { ...asset, href: `./${version}/${name}`, 'file:size': sizeBytes, 'file:checksum': `1220${sha256}` },
      ]);
    }
    await syncPath(dir);
    const next = {
      ...item,
      assets: { ...Object.fromEntries(kept), ...Object.fromEntries(added), data: item.assets.data },
    };
    await writeJsonAtomic(paths.itemFile(cid, iid), next);
    await noteChange(
      paths,
      cid,
      `${iid} ${added.map(([key, { href }]) => `${key}=${href}`).join(' ')} ${removed.join(' ')}`,
    );
    // what this one replaced stays until the next: somebody may be about to open it
    const named = new Set(
      [...Object.values(item.assets), ...Object.values(next.assets)].map(({ href }) => basename(href)),
    );
    for (const name of await readdir(dir)) {
      if (name !== DATA_FILE && !named.has(name)) await rm(join(dir, name), { force: true });
    }
    return true;
  });
}

/** The collection's document names the state of all assets: what is drawn from many of them has it in its address. */
async function noteChange(paths: StorePaths, cid: string, change: string): Promise<void> {
  const collection = await readCollection(paths.collectionFile(cid));
  if (!collection) return;
  const before = collection['tengun:products'] ?? '';
  const products = createHash('sha256').update(`${before} ${change}`).digest('hex').slice(0, 16);
  await writeJsonAtomic(paths.collectionFile(cid), { ...collection, 'tengun:products': products });
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isErrno(error, 'EXDEV')) throw error;
    await copyFile(from, to);
    await syncPath(to);
  }
}

const ASSET_HREF = /^\.\/[0-9a-f]{16}\/([a-z][a-z0-9]*-[0-9a-f]{12}\.[a-z0-9]+)$/;

/** Where the file of such an asset stands; null for other assets. */
export function assetFile(
  paths: StorePaths,
  cid: string,
  iid: string,
  version: string,
  asset: StacAsset,
): string | null {
  const name = ASSET_HREF.exec(asset.href)?.[1];
  return name === undefined ? null : join(paths.versionDir(cid, iid, version), name);
}
