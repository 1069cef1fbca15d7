/** What a scrub found, as it stands in the store: `.scrub/last.json` when it ended, `.scrub/progress.json` while it goes on. */
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, writeJsonAtomic } from '../store/atomic-file.ts';

const FOLDER = '.scrub';
const LAST = 'last.json';
const PROGRESS = 'progress.json';
const MAX_BYTES = 256 * 2 ** 20;
/** Faults that are told one by one; more are only counted. */
export const MAX_DAMAGE = 10_000;

export interface Damage {
  readonly kind: 'points' | 'asset' | 'document' | 'index' | 'surface' | 'result' | 'database' | 'picture' | 'overview';
  /** Of a collection's files. */
  readonly collection?: string;
  readonly item?: string;
  readonly version?: string;
  /** Damaged nodes of the octree, `D-X-Y-Z`. */
  readonly nodes?: readonly string[];
  /** Inside the store. */
  readonly path: string;
  readonly reason: string;
}

export interface ScrubCounts {
  readonly collections: number;
  readonly items: number;
  readonly versions: number;
  readonly files: number;
  readonly databases: number;
  readonly pictures: number;
  readonly sizeBytes: number;
}

export interface ScrubReport {
  readonly started: string;
  /** Null: it has not come to the end. */
  readonly finished: string | null;
  /** Only what was written since then, RFC 3339; null: everything. */
  readonly since: string | null;
  /** How often it was taken up after it had been interrupted. */
  readonly resumed: number;
  readonly counts: ScrubCounts;
  readonly damage: readonly Damage[];
  /** Faults beyond those that are told. */
  readonly moreDamage: number;
  /** Files without a checksum on record, by what they are. */
  readonly unchecked: Readonly<Record<string, number>>;
}

/** A scrub that goes on: what it has found, and the place where it stands. */
export interface ScrubProgress {
  readonly report: ScrubReport;
  /** Steps up to this one are done; see `scrub-store.ts`. */
  readonly after: string;
}

/** The report of the last scrub that came to its end; null when there was none, or it cannot be read. */
export function readLastScrub(storeDir: string): Promise<ScrubReport | null> {
  return read<ScrubReport>(join(storeDir, FOLDER, LAST), (value) => isReport(value));
}

export function readScrubProgress(storeDir: string): Promise<ScrubProgress | null> {
  return read<ScrubProgress>(
    join(storeDir, FOLDER, PROGRESS),
    ({ report, after }) => typeof after === 'string' && isReport(report),
  );
}

export async function writeScrubProgress(storeDir: string, progress: ScrubProgress): Promise<void> {
  await mkdir(join(storeDir, FOLDER), { recursive: true });
  await writeJsonAtomic(join(storeDir, FOLDER, PROGRESS), progress);
}

export async function writeLastScrub(storeDir: string, report: ScrubReport): Promise<void> {
  await mkdir(join(storeDir, FOLDER), { recursive: true });
  await writeJsonAtomic(join(storeDir, FOLDER, LAST), report);
  await rm(join(storeDir, FOLDER, PROGRESS), { force: true });
}

function isReport(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { started, counts, damage } = value as Partial<ScrubReport>;
  return typeof started === 'string' && typeof counts === 'object' && Array.isArray(damage);
}

async function read<T>(path: string, isOurs: (value: Record<string, unknown>) => boolean): Promise<T | null> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return null;
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && isOurs(value as Record<string, unknown>)
      ? (value as T)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
