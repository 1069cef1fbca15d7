/** A run of many cases in a thread of its own, watched from here: a case that hangs or kills the thread is a failure. */
import { Worker } from 'node:worker_threads';
import { FAMILIES } from './family.ts';
import type { CaseFailure, ThreadData, ThreadReport } from './thread.ts';

export interface FuzzOptions {
  readonly runSeed: number;
  /** First case, 0 by default. */
  readonly first?: number;
  readonly count: number;
  /** A folder with more seeds; those that need nothing else are always used. */
  readonly folder?: string | null;
  /** A case that runs longer hangs. */
  readonly hangMs?: number;
  /** Module of the family, as a URL; that of `las` by default. */
  readonly module?: string;
  /** Cases between two looks at whether anything was harmed. */
  readonly reportEvery?: number;
  readonly onProgress?: (done: number, failures: number) => void;
}

export interface FuzzReport {
  readonly cases: number;
  /** Cases by `reader: result`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Cases that ended otherwise than with a result or a typed error. */
  readonly failures: readonly CaseFailure[];
  /** Cases that took longer than their family's limit. */
  readonly slow: readonly CaseFailure[];
  /** Cases that added more than 256 MiB to the memory of the process. */
  readonly large: readonly CaseFailure[];
  /** Largest growth of the process's memory while it ran. */
  readonly rssGrowthBytes: number;
}

const LOOK_EVERY_MS = 250;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { runSeed, first = 0, count, folder = null, onProgress } = options;
  const { hangMs = FAMILIES.las.hangMs, module = FAMILIES.las.module, reportEvery = 500 } = options;
  const outcomes: Record<string, number> = {};
  const failures: CaseFailure[] = [];
  const slow: CaseFailure[] = [];
  const large: CaseFailure[] = [];
  const rssAtStart = process.memoryUsage.rss();
  let rss = rssAtStart;
  let cases = 0;
  const take = (report: ThreadReport): void => {
    for (const [row, seen] of Object.entries(report.outcomes)) outcomes[row] = (outcomes[row] ?? 0) + seen;
    failures.push(...report.failures);
    slow.push(...report.slow);
    large.push(...report.large);
    rss = Math.max(rss, report.rssBytes);
    cases += report.done;
    onProgress?.(cases, failures.length);
  };
  let next = first;
  while (next < first + count) {
    const data = { runSeed, first: next, count: first + count - next, folder, module, reportEvery };
    const died = await runThread(data, hangMs, take);
    if (!died) break;
    failures.push({ number: died.number, seedName: '', steps: [], reader: '', what: died.what });
    next = died.number + 1;
  }
  return { cases, outcomes, failures, slow, large, rssGrowthBytes: rss - rssAtStart };
}

/** @returns null when all cases were run, or the case that the thread did not survive */
function runThread(
  data: Omit<ThreadData, 'progress'>,
  hangMs: number,
  take: (report: ThreadReport) => void,
): Promise<{ number: number; what: string } | null> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  at[0] = -1;
  const workerData: ThreadData = { ...data, progress };
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    let seen = -1;
    let since = performance.now();
    let ending: { number: number; what: string } | null = null;
    const watch = setInterval(() => {
      const number = Atomics.load(at, 0);
      if (number !== seen) [seen, since] = [number, performance.now()];
      else if (number >= 0 && !ending && performance.now() - since > hangMs) {
        ending = { number, what: `hangs: more than ${hangMs} ms` };
        void worker.terminate();
      }
    }, LOOK_EVERY_MS);
    worker.on('message', take);
    worker.on('error', (error) => {
      const number = Atomics.load(at, 0);
      // before the first case it is not the case's fault
      if (number < 0) reject(error);
      else ending ??= { number, what: `kills its thread: ${error instanceof Error ? error.stack : String(error)}` };
    });
    worker.on('exit', (code) => {
      clearInterval(watch);
      const number = Atomics.load(at, 0);
      if (code !== 0 && number >= 0) ending ??= { number, what: `kills its thread: exit code ${code}` };
      resolve(ending);
    });
  });
}
