/**
 * Which files of a store are kept in a backup: what is published, and everything beside it that cannot be made again. Left out are
 * overviews and tiles (derived), drafts, files in the making, versions that an item no longer names, and uploads whose bytes are
 * still coming in.
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../store/atomic-file.ts';
import { ACCESS_FILE } from '../store/collection-access.ts';
import { isId, isVersion } from '../store/ids.ts';
import { BASE_FILE, RECENT_FILE } from '../store/item-index.ts';
import { readItem } from '../store/read-document.ts';
import { SHEETS_FOLDER } from '../store/sheet-catalog.ts';
import type { StacItem } from '../store/stac.ts';
import { UPLOAD_ACCESS_FOLDER } from '../store/upload-access.ts';
import { inLanes } from './in-lanes.ts';

/** Folders of the store that hold nothing to keep. */
const LEFT_OUT = ['.drafts', '.runs', '.scrub', '.lost+found'];
const LEFT_OUT_UPLOADS = ['stage'];
/** What a process is writing, locks, and what SQLite keeps beside a database. */
const TEMPORARY = /(\.tmp|\.part|\.lock|\.lock\.break|\.sqlite-(wal|shm|journal))$/;
const DATABASE = /\.sqlite$/;
/** Files of a collection beside its items. */
const COLLECTION_FILES = ['collection.json', ACCESS_FILE, BASE_FILE, RECENT_FILE];
const UPLOAD_STATE = /^([0-9a-f]{32})\.state\.json$/;

/** Items that are looked at together. */
const LANES = 32;

/** In words, for the manifest and for people. */
export const LEFT_OUT_WORDS: readonly string[] = [
  'overviews above the items (_overview): the server makes them again',
  'tiles and other caches: made again on demand',
  'drafts and runs of the indexer that are going on: only what is published is kept',
  'versions that an item no longer names',
  'uploads whose bytes are still coming in',
  'the report of the last scrub',
];

export interface KeptFile {
  /** Inside the store, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface KeptFiles {
  readonly files: readonly KeptFile[];
  /** Copied by SQLite, not as files. */
  readonly databases: readonly string[];
  /** Documents that cannot be read; they are kept as they are, the files that they name are not known. */
  readonly damaged: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * All but {@link listUploadRules}, in the order of paths. The caller holds the store's lock where all are to be of one moment.
 */
export async function listKeptFiles(storeDir: string): Promise<KeptFiles> {
  const list = new List(storeDir);
  for (const { name, isFolder } of await list.entries('')) {
    if (name === 'catalog.json') await list.add(name);
    else if (isFolder && isId(name)) await list.addCollection(name);
    else if (name === UPLOAD_ACCESS_FOLDER) continue;
    else if (isFolder && name.startsWith('.') && !LEFT_OUT.includes(name)) await list.addFolder(name);
  }
  list.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  list.damaged.sort((a, b) => (a.path < b.path ? -1 : 1));
  return list;
}

/** Who sees surfaces and alignments of uploads: to be asked for after these, see `upload-rules.ts`. */
export async function listUploadRules(storeDir: string): Promise<readonly KeptFile[]> {
  const list = new List(storeDir);
  await list.addFolder(UPLOAD_ACCESS_FOLDER);
  return list.files;
}

/** Of a folder of projects that stands outside of the store. */
export async function listFolder(dir: string): Promise<KeptFiles> {
  const list = new List(dir);
  await list.addFolder('.');
  const plain = (path: string) => path.slice('./'.length);
  return {
    files: list.files.map(({ path, sizeBytes }) => ({ path: plain(path), sizeBytes })),
    databases: list.databases.map(plain),
    damaged: [],
  };
}

class List implements KeptFiles {
  readonly files: KeptFile[] = [];
  readonly databases: string[] = [];
  readonly damaged: { path: string; reason: string }[] = [];
  readonly #dir: string;
  readonly #known = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async addCollection(cid: string): Promise<void> {
    const items: string[] = [];
    for (const { name, isFolder } of await this.entries(cid)) {
      const path = `${cid}/${name}`;
      if (COLLECTION_FILES.includes(name)) await this.add(path);
      else if (isFolder && name === SHEETS_FOLDER) await this.addFolder(path);
      else if (isFolder && isId(name)) items.push(path);
    }
    await inLanes(items, LANES, (path) => this.#addItem(path));
  }

  async #addItem(path: string): Promise<void> {
    let item: StacItem | null = null;
    try {
      item = await readItem(join(this.#dir, path, 'item.json'));
      if (item === null) return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.damaged.push({ path: `${path}/item.json`, reason: error.message });
    }
    await this.add(`${path}/item.json`);
    // a document that cannot be read names nothing: everything beside it is kept then
    if (item === null) await this.addFolder(path);
    else for (const file of filesOfItem(item)) await this.#addNamed(`${path}/${file}`);
  }

  async #addNamed(path: string): Promise<void> {
    if (!(await this.add(path))) this.damaged.push({ path, reason: 'the file is missing' });
  }

  /** All files below, as deep as they go. */
  async addFolder(folder: string): Promise<void> {
    const isUploads = folder === '.uploads';
    for (const { name, isFolder } of await this.entries(folder)) {
      const path = `${folder}/${name}`;
      if (TEMPORARY.test(name) || (isUploads && (LEFT_OUT_UPLOADS.includes(name) || name.startsWith('.')))) continue;
      if (isFolder) await (isUploads && name === 'incoming' ? this.#addIncoming(path) : this.addFolder(path));
      else if (DATABASE.test(name)) this.databases.push(path);
      else if (!isUploads || (await this.#isSettled(name))) await this.add(path);
    }
  }

  /** Bytes that are all there and wait to be read. */
  async #addIncoming(folder: string): Promise<void> {
    for (const { name } of await this.entries(folder)) {
      const id = name.replace(/\.json$/, '');
      if (await this.#isSettled(`${id}.state.json`)) await this.add(`${folder}/${name}`);
    }
  }

  /** False for the state of an upload that is still coming in, and where there is none. */
  async #isSettled(name: string): Promise<boolean> {
    if (!UPLOAD_STATE.test(name)) return true;
    try {
      const state: unknown = JSON.parse(await readFile(join(this.#dir, '.uploads', name), 'utf8'));
      return (state as { state?: unknown } | null)?.state !== 'receiving';
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return false;
      if (error instanceof SyntaxError) return true;
      throw error;
    }
  }

  /** @returns false when there is no such file; what is neither file nor folder is not followed */
  async add(path: string): Promise<boolean> {
    try {
      const found = await lstat(join(this.#dir, path));
      if (!found.isFile()) return false;
      if (!this.#known.has(path)) this.files.push({ path, sizeBytes: found.size });
      this.#known.add(path);
      return true;
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ENOTDIR')) return false;
      throw error;
    }
  }

  async entries(folder: string): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
    try {
      const found = await readdir(join(this.#dir, folder), { withFileTypes: true });
      const known = found.filter((entry) => entry.isFile() || entry.isDirectory());
      return known.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })).sort(byName);
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
      throw error;
    }
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

/** `<version>/<name>` of the points and of what is kept beside them. */
function filesOfItem({ properties, assets }: StacItem): string[] {
  const version = properties['tengun:version'];
  const named = Object.values(assets).flatMap(
    ({ href }) => /^\.\/([0-9a-f]{16}\/[A-Za-z0-9._-]+)$/.exec(href)?.[1] ?? [],
  );
  return [...new Set(named)].filter((path) => isVersion(version) && path.startsWith(`${version}/`)).sort();
}

/** Files that are named by what they hold: the same path is the same content, for ever. */
export function isImmutable(path: string): boolean {
  return (
    /^[^.][^/]*\/[^/]+\/[0-9a-f]{16}\/[^/]+$/.test(path) ||
    /^\.surfaces\/[0-9a-f]{32}\/surface\.bin$/.test(path) ||
    /\/pictures\/[0-9a-f]{64}$/.test(path)
  );
}

/** Files that say who sees something: without them it would be open. */
export function isAccessRule(path: string): boolean {
  return /^[^./][^/]*\/access\.json$/.test(path) || path.startsWith(`${UPLOAD_ACCESS_FOLDER}/`);
}

/** The beginning of the sha256 that a file's name promises; empty where the name promises nothing. */
export function promisedDigest(path: string): string {
  const [, version, name] = /^[^.][^/]*\/[^/]+\/([0-9a-f]{16})\/([^/]+)$/.exec(path) ?? [];
  if (name === 'data.copc.laz') return version ?? '';
  if (name !== undefined) return /^[a-z][a-z0-9]*-([0-9a-f]{12})\.[a-z0-9]+$/.exec(name)?.[1] ?? '';
  return /\/pictures\/([0-9a-f]{64})$/.exec(path)?.[1] ?? '';
}
