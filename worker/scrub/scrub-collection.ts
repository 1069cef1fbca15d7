/** The published part of a store: documents, indexes, and every version of every item, by what is on record of them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openCopc } from '#core/copc/copc.ts';
import { FormatError } from '#core/errors.ts';
import { openFileSource } from '../file-source.ts';
import { findDamagedNodes } from '../pipeline/damaged-nodes.ts';
import { isErrno } from '../store/atomic-file.ts';
import { ACCESS_FILE, loadAccess } from '../store/collection-access.ts';
import { stampOf } from '../store/file-stamp.ts';
import { isId, isVersion } from '../store/ids.ts';
import { BASE_FILE, RECENT_FILE, revisionText } from '../store/item-index.ts';
import { ItemPack } from '../store/item-pack.ts';
import { itemRecord } from '../store/item-record.ts';
import { emptyPack, ItemSet } from '../store/item-set.ts';
import { OVERVIEW_FOLDER } from '../store/overview-files.ts';
import { packRow, rowDigest } from '../store/packed-row.ts';
import { readCatalog, readCollection, readItem } from '../store/read-document.ts';
import { SHEETS_FOLDER } from '../store/sheet-catalog.ts';
import type { StacItem } from '../store/stac.ts';
import { DATA_FILE } from '../store/stac-item.ts';
import type { ScrubContext } from './scrub-context.ts';

/** Looks at what another process is just replacing. */
const LOOKS = 3;
/** As the item index has it. */
const MAX_INDEX_BYTES = 2 ** 30;
const CHECKSUM = /^1220([0-9a-f]{64})$/;

/** Ids of folders that are collections, or items of one, in order. */
export async function idsIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  return entries.flatMap((entry) => (entry.isDirectory() && isId(entry.name) ? entry.name : [])).sort();
}

export async function scrubCatalog(context: ScrubContext): Promise<void> {
  await document(context, 'catalog.json', {}, () => readCatalog(context.paths.catalog));
}

/** Everything of a collection but its items. */
export async function scrubCollection(context: ScrubContext, cid: string): Promise<void> {
  const { paths } = context;
  const dir = paths.collectionDir(cid);
  if ((await stampOf(dir)) === null) return;
  context.counts.collections += 1;
  const place = { collection: cid };
  for (let look = 1; look <= LOOKS; look++) {
    const stamp = await stampOf(paths.collectionFile(cid));
    const fault = await indexFault(context, cid);
    // a publication may have ended meanwhile
    if (fault === null || stamp === (await stampOf(paths.collectionFile(cid)))) {
      if (fault) context.tell({ kind: 'index', ...place, path: `${cid}/${BASE_FILE}`, reason: fault });
      break;
    }
  }
  const collection = await document(context, `${cid}/collection.json`, place, () =>
    readCollection(paths.collectionFile(cid)),
  );
  if (collection && collection.id !== cid) {
    const reason = `id: expected ${cid}, seen ${String(collection.id).slice(0, 80)}`;
    context.tell({ kind: 'document', ...place, path: `${cid}/collection.json`, reason });
  }
  // damaged it closes the collection, and nobody else tells
  if ((await stampOf(paths.accessFile(cid))) !== null) {
    await document(context, `${cid}/${ACCESS_FILE}`, place, () => loadAccess(paths.accessFile(cid)));
  }
  for (const sheet of await namesIn(join(dir, SHEETS_FOLDER))) {
    const path = `${cid}/${SHEETS_FOLDER}/${sheet}/catalog.json`;
    await document(context, path, place, () => readCatalog(join(paths.dir, path)));
  }
  for (const name of await namesIn(join(dir, OVERVIEW_FOLDER))) {
    if (name.endsWith('.copc.laz') && !name.startsWith('.')) await overview(context, cid, name);
  }
}

/** @returns what is wrong with the index files, in words; that there are none is no fault: they are derived */
async function indexFault({ paths }: ScrubContext, cid: string): Promise<string | null> {
  try {
    const base = await readPack(join(paths.collectionDir(cid), BASE_FILE));
    if (!base) return null;
    const recent = await readPack(join(paths.collectionDir(cid), RECENT_FILE));
    const set = new ItemSet(base, recent ?? emptyPack(base.state.digest));
    const revision = (await readCollection(paths.collectionFile(cid)))?.['tengun:revision'];
    if (revision === undefined || revision === revisionText(set)) return null;
    return `the index is of the state ${revisionText(set)}, collection.json names ${revision}: it is derived anew at the next start`;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    return error instanceof Error ? error.message : String(error);
  }
}

async function readPack(path: string): Promise<ItemPack | null> {
  if ((await stampOf(path)) === null) return null;
  await using source = await openFileSource(path);
  if (source.sizeBytes > MAX_INDEX_BYTES)
    throw new FormatError(`item index: expected at most ${MAX_INDEX_BYTES} bytes`, {
      offset: 0,
      expected: MAX_INDEX_BYTES,
      actual: source.sizeBytes,
    });
  const bytes = new Uint8Array(source.sizeBytes);
  await source.readInto(bytes, 0);
  return new ItemPack(bytes);
}

/** Made of the items, with nothing on record: whether it can be opened is all that can be told. */
async function overview(context: ScrubContext, cid: string, name: string): Promise<void> {
  const path = `${cid}/${OVERVIEW_FOLDER}/${name}`;
  try {
    await using source = await openFileSource(join(context.paths.dir, path));
    await (await openCopc(source)).loadAllNodes();
    context.leave('overviews');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    const reason = error instanceof Error ? error.message : String(error);
    context.tell({ kind: 'overview', collection: cid, path, reason });
  }
}

/** An item with every version that is there. */
export async function scrubItem(context: ScrubContext, cid: string, iid: string): Promise<void> {
  const { paths, since } = context;
  for (let look = 1; look <= LOOKS; look++) {
    const stamp = await stampOf(paths.itemFile(cid, iid));
    // the folder of an item that is just being made, or is gone
    if (stamp === null) return;
    if ((await stat(paths.itemFile(cid, iid)).catch(() => ({ mtimeMs: 0 }))).mtimeMs < since) return;
    const before = { damage: context.damage.length, more: context.moreDamage };
    await itemOnce(context, cid, iid);
    const isClean = context.damage.length === before.damage && context.moreDamage === before.more;
    if (isClean || stamp === (await stampOf(paths.itemFile(cid, iid)))) break;
    // replaced while it was read: what was missed or half seen is looked at again
    context.damage.length = before.damage;
    context.moreDamage = before.more;
  }
  context.counts.items += 1;
}

async function itemOnce(context: ScrubContext, cid: string, iid: string): Promise<void> {
  const { paths } = context;
  const place = { collection: cid, item: iid };
  const path = `${cid}/${iid}/item.json`;
  const item = await document(context, path, place, () => readItem(paths.itemFile(cid, iid)));
  if (item) await agreesWithIndex(context, item, path);
  const current = item?.properties['tengun:version'];
  if (current !== undefined && !isVersion(current)) {
    context.tell({
      kind: 'document',
      ...place,
      path,
      reason: `version: expected 16 hex digits, seen ${String(current).slice(0, 40)}`,
    });
  }
  const versions = new Set((await namesIn(paths.itemDir(cid, iid))).filter(isVersion));
  if (current !== undefined && isVersion(current)) versions.add(current);
  for (const version of versions) {
    context.counts.versions += 1;
    await points(context, { ...place, version }, version === current ? item : null);
  }
  if (item && current !== undefined && isVersion(current)) await assets(context, item, { ...place, version: current });
}

interface Place {
  readonly collection: string;
  readonly item: string;
  readonly version: string;
}

/**
 * The version is the beginning of the file's sha256: where that holds, every node is the one that was written. Where it does not, the
 * nodes are held against their hashes one by one.
 */
async function points(context: ScrubContext, place: Place, item: StacItem | null): Promise<void> {
  const { paths } = context;
  const path = `${place.collection}/${place.item}/${place.version}/${DATA_FILE}`;
  const file = paths.dataFile(place.collection, place.item, place.version);
  const found = await context.digest(file);
  if (typeof found === 'object' && found?.sha256.startsWith(place.version) && !contradicts(item, found.sha256)) return;
  if (found === null || typeof found === 'string') {
    // a version that is no longer the current one may go at any moment
    if (found === null && item === null) return;
    context.tell({ kind: 'points', ...place, path, reason: found ?? 'the file is missing' });
    return;
  }
  const { nodes, faults } = await findDamagedNodes(file, (bytes) => context.throttle.take(bytes, context.signal));
  const where =
    nodes.length > 0 ? `damaged nodes: ${nodes.slice(0, 100).join(', ')}` : 'no node: header, records or hierarchy';
  const reason = [`sha256 is ${found.sha256}: ${where}`, ...faults].join('; ');
  context.tell({ kind: 'points', ...place, nodes: nodes.slice(0, 1000), path, reason });
}

function contradicts(item: StacItem | null, sha256: string): boolean {
  const checksum = item?.assets.data?.['file:checksum'];
  return checksum !== undefined && CHECKSUM.exec(checksum)?.[1] !== sha256;
}

async function assets(context: ScrubContext, item: StacItem, place: Place): Promise<void> {
  for (const [key, asset] of Object.entries(item.assets)) {
    const name = /^\.\/[0-9a-f]{16}\/([A-Za-z0-9._-]+)$/.exec(asset.href)?.[1];
    if (key === 'data' || name === undefined) continue;
    const path = `${place.collection}/${place.item}/${place.version}/${name}`;
    const found = await context.digest(join(context.paths.dir, path));
    const expected = CHECKSUM.exec(asset['file:checksum'] ?? '')?.[1];
    if (found === null || typeof found === 'string') {
      context.tell({ kind: 'asset', ...place, path, reason: found ?? 'the file is missing' });
    } else if (expected === undefined) context.leave('assets without a checksum');
    else if (found.sha256 !== expected) {
      context.tell({ kind: 'asset', ...place, path, reason: `sha256: expected ${expected}, seen ${found.sha256}` });
    }
  }
}

/** The document and the index were written from the same facts: where one has changed, they no longer agree. */
async function agreesWithIndex(context: ScrubContext, item: StacItem, path: string): Promise<void> {
  const { collection: cid, id: iid } = item;
  const set = await context.setOf(cid);
  const row = set?.find(iid) ?? -1;
  if (!set || row < 0) return;
  const digest = (record: ReturnType<typeof itemRecord>) => rowDigest(packRow(record));
  try {
    if (digest(itemRecord(item)) === digest(set.recordAt(row))) return;
    context.tell({
      kind: 'document',
      collection: cid,
      item: iid,
      path,
      reason: 'the document and the item index say different things',
    });
  } catch (error) {
    const reason = `the document cannot be understood: ${error instanceof Error ? error.message : String(error)}`;
    context.tell({ kind: 'document', collection: cid, item: iid, path, reason });
  }
}

/** @returns the document; null when it is not there, or damaged, which is told */
async function document<T>(
  context: ScrubContext,
  path: string,
  place: { readonly collection?: string; readonly item?: string },
  read: () => Promise<T | null>,
): Promise<T | null> {
  context.counts.files += 1;
  try {
    return await read();
  } catch (error) {
    context.tell({ kind: 'document', ...place, path, reason: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
