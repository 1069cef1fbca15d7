/** Drafts: folders inside the store (so in its file system) where a file grows until it is published or thrown away. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './atomic-file.ts';
import { isAlive, ownIdentity, parseIdentity } from './process-identity.ts';
import { DATA_FILE } from './stac-item.ts';

const OWNER_FILE = 'owner.json';
/** A draft without a readable owner (its process died while making it) counts as abandoned after this time. */
const UNREADABLE_AFTER_MS = 60_000;

export interface DraftFolder {
  readonly dir: string;
  /** Becomes the version's folder. */
  readonly filesDir: string;
  /** Where the points are written: `<filesDir>/data.copc.laz`. */
  readonly dataPath: string;
  /** For intermediate files; gone with the draft. */
  readonly scratchDir: string;
}

export async function makeDraftFolder(drafts: string): Promise<DraftFolder> {
  await mkdir(drafts, { recursive: true });
  const dir = await mkdtemp(join(drafts, `${process.pid}-`));
  await writeFile(join(dir, OWNER_FILE), JSON.stringify(ownIdentity()));
  const [filesDir, scratchDir] = [join(dir, 'files'), join(dir, 'scratch')];
  await mkdir(filesDir);
  await mkdir(scratchDir);
  return { dir, filesDir, scratchDir, dataPath: join(filesDir, DATA_FILE) };
}

/** Removes the drafts of processes that are gone; those of running ones stay. */
export async function removeAbandonedDrafts(drafts: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(drafts);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  for (const name of names) {
    const dir = join(drafts, name);
    if (await isAbandoned(dir)) await rm(dir, { recursive: true, force: true });
  }
}

async function isAbandoned(dir: string): Promise<boolean> {
  try {
    const owner = parseIdentity(await readFile(join(dir, OWNER_FILE), 'utf8'));
    if (owner) return !isAlive(owner);
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
  const { mtimeMs } = await stat(dir).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  return Date.now() - mtimeMs > UNREADABLE_AFTER_MS;
}
