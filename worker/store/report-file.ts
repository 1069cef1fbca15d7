/**
 * What became of each file of a collection's deliveries: verdict and reason. Kept beside the catalogue, not in it: a file
 * that was rejected changes nothing of what is published. May be deleted; every run of the indexer adds to it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, makeFolder, writeJsonAtomic } from './atomic-file.ts';
import { checkId } from './ids.ts';
import type { Visibility } from './index-summary.ts';
import type { StorePaths } from './store-paths.ts';

const REPORTS_FOLDER = '.reports';

export interface ReportedFile {
  /** Id of the item. */
  readonly id: string;
  /** File name of the source. */
  readonly source: string;
  readonly verdict: 'indexed' | 'repaired' | 'rejected';
  readonly reason: string | null;
  readonly points: number;
  /** Size of the stored file. */
  readonly bytes: number;
  readonly warnings: readonly string[];
  readonly visibility: Visibility;
  /** When the verdict was given, ISO 8601. */
  readonly at: string;
}

export interface CollectionReport {
  readonly collection: string;
  readonly files: readonly ReportedFile[];
}

/** What a run says of a file; `unchanged` keeps what was said before. */
export type FileVerdict = Omit<ReportedFile, 'verdict' | 'at'> & {
  readonly verdict: ReportedFile['verdict'] | 'unchanged';
};

/** Empty when nothing was reported yet, or the file cannot be understood. */
export async function readReport(paths: StorePaths, cid: string): Promise<CollectionReport> {
  const empty = { collection: cid, files: [] };
  try {
    const document: unknown = JSON.parse(await readFile(reportPath(paths, cid), 'utf8'));
    const files = typeof document === 'object' && document !== null && 'files' in document ? document.files : [];
    return { collection: cid, files: Array.isArray(files) ? files.filter(isReported) : [] };
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT', 'ENOTDIR')) return empty;
    throw error;
  }
}

/** Adds the verdicts of a run; where it has nothing new to say, nothing is written. Needs the store's lock. */
export async function addToReport(
  paths: StorePaths,
  cid: string,
  verdicts: readonly FileVerdict[],
  now: string,
): Promise<void> {
  const keyOf = ({ id, source }: { id: string; source: string }) => `${id}/${source}`;
  const files = new Map((await readReport(paths, cid)).files.map((file) => [keyOf(file), file]));
  let isNew = false;
  for (const verdict of verdicts) {
    const known = files.get(keyOf(verdict));
    const isKept = verdict.verdict === 'unchanged';
    if (isKept && known && known.verdict !== 'rejected') continue;
    const said = isKept ? 'indexed' : (verdict.verdict as ReportedFile['verdict']);
    files.set(keyOf(verdict), { ...verdict, verdict: said, at: now });
    isNew = true;
  }
  if (!isNew) return;
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  await makeFolder(join(paths.dir, REPORTS_FOLDER));
  await writeJsonAtomic(reportPath(paths, cid), { collection: cid, files: sorted });
}

/** Verdicts of items that are made public are for everybody too. Needs the store's lock. */
export async function openReport(paths: StorePaths, cid: string): Promise<void> {
  const { files } = await readReport(paths, cid);
  if (files.every(({ visibility }) => visibility === 'public')) return;
  const opened = files.map((file) => ({ ...file, visibility: 'public' as const }));
  await writeJsonAtomic(reportPath(paths, cid), { collection: cid, files: opened });
}

/** Takes out what was reported of an item that is deleted. Needs the store's lock. */
export async function removeFromReport(paths: StorePaths, cid: string, iid: string): Promise<void> {
  const { files } = await readReport(paths, cid);
  const kept = files.filter(({ id }) => id !== iid);
  if (kept.length < files.length) await writeJsonAtomic(reportPath(paths, cid), { collection: cid, files: kept });
}

export function reportPath(paths: StorePaths, cid: string): string {
  return join(paths.dir, REPORTS_FOLDER, `${checkId('collection', cid)}.json`);
}

function isReported(file: unknown): file is ReportedFile {
  if (typeof file !== 'object' || file === null) return false;
  const { id, source, verdict, warnings } = file as Partial<ReportedFile>;
  return (
    typeof id === 'string' &&
    typeof source === 'string' &&
    (verdict === 'indexed' || verdict === 'repaired' || verdict === 'rejected') &&
    Array.isArray(warnings)
  );
}
