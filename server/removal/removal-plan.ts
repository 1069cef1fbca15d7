/** What goes with a collection or an item, and what would still tell of it afterwards: looked up, nothing is changed. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '#core/errors.ts';
import { allItems } from '#worker/store/all-items.ts';
import { isErrno } from '#worker/store/atomic-file.ts';
import { isVersion } from '#worker/store/ids.ts';
import type { StacItem } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import { storePaths } from '#worker/store/store-paths.ts';
import { AccountService } from '../accounts/account-service.ts';
import { entriesAbout } from './entries-about.ts';

/** Characters of a kept request that are looked at; a larger one is left alone. */
const MAX_REQUEST_BYTES = 64 * 2 ** 20;
const REQUEST_FILE = /^([0-9a-f]{64})\.request\.json$/;

export interface RemovalTarget {
  readonly collection: string;
  /** Null: all of them. */
  readonly item: string | null;
}

interface RemovedItem {
  readonly id: string;
  /** All that are there: the current one, and one that it replaced. */
  readonly versions: readonly string[];
  readonly files: number;
  readonly sizeBytes: number;
}

export interface RemovalPlan extends RemovalTarget {
  /** Whether the collection goes as a whole. */
  readonly isWhole: boolean;
  readonly items: readonly RemovedItem[];
  /** Hashes of kept requests and results that were computed from it. */
  readonly results: readonly string[];
  /** An upload that became the collection: its state goes too. */
  readonly upload: string | null;
  /** How many signed links open it: what comes there later under the same id is not for their holders. */
  readonly signedLinks: number;
  readonly refers: Referring;
}

/** What still tells of it when it is gone, or holds points of it: for a person to decide. */
interface Referring {
  /** `collection/item` of items whose points were made from its points. */
  readonly derivedItems: readonly string[];
  /** Entries of projects: `project/entry`, with the entry's name. */
  readonly projectEntries: readonly { readonly entry: string; readonly name: string }[];
  /** Months of the counts of downloads that have rows of it (numbers only). */
  readonly countFiles: readonly string[];
}

/** Of a server, beside its store. */
export interface ServerFolders {
  readonly projectsDir: string;
  readonly accountsDir: string;
  /** Null leaves caches alone. */
  readonly cacheDir: string | null;
}

/** @throws {RequestError} NOT_FOUND, INVALID_INPUT */
export async function planRemoval(
  store: Store,
  target: RemovalTarget,
  { projectsDir, accountsDir }: Omit<ServerFolders, 'cacheDir'>,
): Promise<RemovalPlan> {
  const { collection: cid, item: iid } = target;
  await store.getCollection(cid);
  const all: StacItem[] = [];
  const items: StacItem[] = [];
  for await (const item of allItems(store, cid)) {
    all.push(item);
    if (iid === null || item.id === iid) items.push(item);
  }
  if (iid !== null && items.length === 0) throw new RequestError('NOT_FOUND', `no such item: ${cid}/${iid}`);
  const isWhole = items.length === all.length;
  return {
    ...target,
    isWhole,
    items: await Promise.all(items.map((item) => filesOf(store, item))),
    results: await resultsOf(store.dir, target),
    signedLinks: countLinks(accountsDir, { collection: cid, item: isWhole ? null : iid }),
    upload: isWhole ? (/^upload-([0-9a-f]{32})$/.exec(cid)?.[1] ?? null) : null,
    refers: {
      derivedItems: await derivedItems(store, target),
      projectEntries: entriesAbout(join(projectsDir, 'projects.sqlite'), target),
      countFiles: await filesNaming(join(store.dir, '.counts'), JSON.stringify(cid), iid && JSON.stringify(iid)),
    },
  };
}

function countLinks(accountsDir: string, { collection, item }: RemovalTarget): number {
  const service = new AccountService({ dir: accountsDir });
  try {
    return service.accounts?.links.countTo(collection, item) ?? 0;
  } finally {
    service.close();
  }
}

async function filesOf(store: Store, { collection, id }: StacItem): Promise<RemovedItem> {
  const folder = storePaths(store.dir).itemDir(collection, id);
  const versions = (await namesIn(folder)).filter(isVersion);
  let [files, sizeBytes] = [1, (await stat(join(folder, 'item.json'))).size];
  for (const version of versions) {
    for (const name of await namesIn(join(folder, version))) {
      files += 1;
      sizeBytes += (await stat(join(folder, version, name)).catch(() => ({ size: 0 }))).size;
    }
  }
  return { id, versions, files, sizeBytes };
}

/** Requests say `collection/item@version` of everything that they used. */
async function resultsOf(storeDir: string, { collection, item }: RemovalTarget): Promise<string[]> {
  const dir = join(storeDir, '.results');
  const beginning = item === null ? `${collection}/` : `${collection}/${item}@`;
  const found: string[] = [];
  for (const name of await namesIn(dir)) {
    const hash = REQUEST_FILE.exec(name)?.[1];
    if (hash === undefined) continue;
    const request = await readJson(join(dir, name));
    const { versions, inputs } = (request ?? {}) as { versions?: unknown; inputs?: unknown };
    const used = Array.isArray(versions) ? versions.map(String) : [];
    // a request that cannot be read may be of anything: it is kept, and what it says is named in its inputs at least
    const names = used.some((one) => one.startsWith(beginning)) || (item === null && namesText(inputs, collection));
    if (names) found.push(hash);
  }
  return found.sort();
}

function namesText(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((one) => namesText(one, text));
}

async function derivedItems(store: Store, { collection, item }: RemovalTarget): Promise<string[]> {
  const found: string[] = [];
  for (const { id: cid } of await store.listCollections()) {
    if (cid === collection && item === null) continue;
    for await (const { id, properties } of allItems(store, cid)) {
      const from = properties['tengun:derived_from'];
      if (from?.collection === collection && (item === null || from.item === item)) found.push(`${cid}/${id}`);
    }
  }
  return found;
}

async function filesNaming(dir: string, text: string, second: string | null): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(dir)) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const lines = (await readFile(join(dir, name), 'utf8')).split('\n');
    if (lines.some((line) => line.includes(`[${text},${second ?? ''}`))) found.push(name);
  }
  return found;
}

async function readJson(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > MAX_REQUEST_BYTES) return null;
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Names in a folder, in order; none where there is no such folder. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
