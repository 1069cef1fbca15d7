/** Drafts: folders inside the store (so in its file system) where a file grows until it is published or thrown away. */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './atomic-file.ts';
import { identityInName, isAlive, nameOfIdentity, ownIdentity } from './process-identity.ts';
import { DATA_FILE } from './stac-item.ts';
import { storageFault } from './storage-fault.ts';

/** What has no owner in its name (a collection that is being deleted) counts as abandoned after this time. */
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
  try {
    await mkdir(drafts, { recursive: true });
    // the owner stands in the name: there is no moment at which a draft has none
    const dir = await mkdtemp(join(drafts, nameOfIdentity(ownIdentity())));
    return await layOut(dir);
  } catch (error) {
    throw storageFault(error, 'a draft');
  }
}

async function layOut(dir: string): Promise<DraftFolder> {
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
    if (await isAbandoned(dir, name)) await rm(dir, { recursive: true, force: true });
  }
}

async function isAbandoned(dir: string, name: string): Promise<boolean> {
  const owner = identityInName(name);
  if (owner) return !isAlive(owner);
  const { mtimeMs } = await stat(dir).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  return Date.now() - mtimeMs > UNREADABLE_AFTER_MS;
}
