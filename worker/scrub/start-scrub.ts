/**
 * Reads the whole store again, steadily, and names everything that is no longer what was written. Changes nothing but its own report. It
 * may be ended at any moment: the next one goes on where this one stood.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '#core/errors.ts';
import type { WorkerPool } from '../pool.ts';
import { withStoreLock } from '../store/store-lock.ts';
import { storePaths } from '../store/store-paths.ts';
import { idsIn, scrubCatalog, scrubCollection, scrubItem } from './scrub-collection.ts';
import { ScrubContext } from './scrub-context.ts';
import { dotFolders, scrubFolder } from './scrub-folders.ts';
import {
  readScrubProgress,
  type ScrubProgress,
  type ScrubReport,
  writeLastScrub,
  writeScrubProgress,
} from './scrub-report.ts';
import { Throttle } from './throttle.ts';

const SAVE_EVERY_MS = 5000;
const LOCK_TIMEOUT_MS = 500;

export interface ScrubOptions {
  readonly storeDir: string;
  /** One job at a time is asked of it: a database is read by a thread. */
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  /** Bytes a second that are read; no bound when absent. A server in the background takes some MB. */
  readonly maxBytesPerSecond?: number | undefined;
  /** Milliseconds since 1970: only what was written since then. */
  readonly since?: number | undefined;
  /** False begins anew where an interrupted one could be taken up. */
  readonly resume?: boolean;
  readonly onProgress?: (report: ScrubReport) => void;
  /** Told when the report cannot be written; a disk that takes nothing can be read all the same. */
  readonly onFault?: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * @returns the report of everything, also what was found before an interruption; it stands in the store too
 * @throws the signal's reason; {Error} when another scrub is at work on the store
 */
export async function startScrub(options: ScrubOptions): Promise<ScrubReport> {
  const { storeDir, onFault = () => undefined } = options;
  const folder = join(storeDir, '.scrub');
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    onFault(error);
    return await scrub(options);
  }
  try {
    return await withStoreLock(folder, () => scrub(options), { timeoutMs: LOCK_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    onFault(error);
    return await scrub(options);
  }
}

async function scrub(options: ScrubOptions): Promise<ScrubReport> {
  const { storeDir, pool, signal, onProgress, onFault = () => undefined, now = Date.now } = options;
  const since = options.since === undefined ? null : new Date(options.since).toISOString();
  const known = options.resume === false ? null : await readScrubProgress(storeDir);
  // one that was asked for less is no beginning of this one
  const before = known?.report.since === since ? known : null;
  const started = before ? { ...before.report, resumed: before.report.resumed + 1 } : freshReport(since, now());
  const context = new ScrubContext(
    {
      paths: storePaths(storeDir),
      pool,
      signal,
      throttle: new Throttle(options.maxBytesPerSecond ?? Number.POSITIVE_INFINITY),
      since: options.since ?? Number.NEGATIVE_INFINITY,
    },
    started,
  );
  const report = (): ScrubReport => {
    const { counts, damage, moreDamage, unchecked } = context;
    return { ...started, counts: { ...counts }, damage: [...damage], moreDamage, unchecked: { ...unchecked } };
  };
  let after = before?.after ?? '';
  let whole = report();
  let saved = performance.now();
  const save = async (progress: ScrubProgress) => {
    saved = performance.now();
    await writeScrubProgress(storeDir, progress).catch(onFault);
  };
  try {
    for await (const { key, run } of steps(context, after)) {
      signal?.throwIfAborted();
      const found = context.damage.length;
      await run();
      [after, whole] = [key, report()];
      onProgress?.(whole);
      if (context.damage.length > found || performance.now() - saved > SAVE_EVERY_MS)
        await save({ report: whole, after });
    }
  } catch (error) {
    // steps are counted whole: what was found of the one that was interrupted is found again
    if (signal?.aborted && after !== '') await save({ report: whole, after });
    throw error;
  }
  const finished = { ...report(), finished: new Date(now()).toISOString() };
  await writeLastScrub(storeDir, finished).catch(onFault);
  return finished;
}

interface Step {
  /** Keys ascend: a scrub that is taken up leaves out those that are not after its own. */
  readonly key: string;
  run(): Promise<void>;
}

async function* steps(context: ScrubContext, after: string): AsyncGenerator<Step> {
  const { dir, collectionDir } = context.paths;
  const step = (key: string, run: () => Promise<void>): Step[] => (key > after ? [{ key, run }] : []);
  yield* step('0', () => scrubCatalog(context));
  for (const cid of await idsIn(dir)) {
    yield* step(`1\t${cid}`, () => scrubCollection(context, cid));
    for (const iid of await idsIn(collectionDir(cid))) {
      yield* step(`1\t${cid}\t${iid}`, () => scrubItem(context, cid, iid));
    }
  }
  for (const folder of await dotFolders(dir)) yield* step(`2\t${folder}`, () => scrubFolder(context, folder));
}

function freshReport(since: string | null, now: number): ScrubReport {
  const counts = { collections: 0, items: 0, versions: 0, files: 0, databases: 0, pictures: 0, sizeBytes: 0 };
  return {
    started: new Date(now).toISOString(),
    finished: null,
    since,
    resumed: 0,
    counts,
    damage: [],
    moreDamage: 0,
    unchecked: {},
  };
}
