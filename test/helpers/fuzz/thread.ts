/** The thread that runs cases. Which case it is at stands in shared memory, so that the one who waits sees it hang. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FamilyModule } from './family.ts';

export interface ThreadData {
  readonly runSeed: number;
  readonly first: number;
  readonly count: number;
  /** A folder with more seeds, or null. */
  readonly folder: string | null;
  /** URL of the module of the family. */
  readonly module: string;
  /** Cases that fill a report. */
  readonly reportEvery: number;
  /** Int32: number of the case at work, -1 before the first one. */
  readonly progress: SharedArrayBuffer;
}

export interface CaseFailure {
  readonly number: number;
  readonly seedName: string;
  readonly steps: readonly string[];
  readonly reader: string;
  /** What was thrown instead of a typed error, with its stack; or that the case was slow or hung. */
  readonly what: string;
}

export interface ThreadReport {
  /** Cases by `reader: result`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failures: readonly CaseFailure[];
  readonly slow: readonly CaseFailure[];
  readonly large: readonly CaseFailure[];
  readonly rssBytes: number;
  /** Cases finished since the last report. */
  readonly done: number;
}

/** A case that adds more to the memory of the process is noted. */
const LARGE_BYTES = 256 * 2 ** 20;

async function run({ runSeed, first, count, folder, module, reportEvery, progress }: ThreadData): Promise<void> {
  const { openFamily } = (await import(module)) as FamilyModule;
  const family = await openFamily(folder);
  const at = new Int32Array(progress);
  let outcomes: Record<string, number> = {};
  let failures: CaseFailure[] = [];
  let slow: CaseFailure[] = [];
  let large: CaseFailure[] = [];
  let rssBytes = 0;
  let done = 0;
  const report = (): void => {
    const message: ThreadReport = { outcomes, failures, slow, large, rssBytes, done };
    parentPort!.postMessage(message);
    [outcomes, failures, slow, large, done] = [{}, [], [], [], 0];
  };
  const clock = (): number => {
    if (family.clock === 'wall') return performance.now();
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  for (let number = first; number < first + count; number++) {
    Atomics.store(at, 0, number);
    const input = family.makeCase(runSeed, number);
    const { name: seedName, steps } = input;
    const begin = clock();
    const rss = process.memoryUsage.rss();
    for (const { reader, result, thrown } of await family.drive(input)) {
      const row = `${reader}: ${result}`;
      outcomes[row] = (outcomes[row] ?? 0) + 1;
      if (result !== 'BUG') continue;
      const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      failures.push({ number, seedName, steps, reader, what });
    }
    const ms = clock() - begin;
    if (ms > family.slowMs) slow.push({ number, seedName, steps, reader: '', what: `${Math.round(ms)} ms` });
    const grown = process.memoryUsage.rss() - rss;
    rssBytes = Math.max(rssBytes, rss + grown);
    if (grown > LARGE_BYTES) {
      large.push({ number, seedName, steps, reader: '', what: `${Math.round(grown / 2 ** 20)} MiB more` });
    }
    done += 1;
    if (done === reportEvery || number === first + count - 1) {
      await family.checkUnharmed();
      report();
      // lets the report out and timers in
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await family.close();
}

await run(workerData as ThreadData);
