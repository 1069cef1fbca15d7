/** The thread that runs cases. Which case it is at stands in shared memory, so that the one who waits sees it hang. */
import { parentPort, workerData } from 'node:worker_threads';
import '#worker/crs-registry.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { makeCase } from './cases.ts';
import type { checkUnharmed, drive } from './drive.ts';
import { filesAsSeeds, madeSeeds } from './seeds.ts';

export interface ThreadData {
  readonly runSeed: number;
  readonly first: number;
  readonly count: number;
  /** A folder with more seeds, or null. */
  readonly folder: string | null;
  /** URL of the module that drives the readers. */
  readonly driver: string;
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
  readonly rssBytes: number;
  /** Cases finished since the last report. */
  readonly done: number;
}

const SLOW_MS = 1000;
const REPORT_EVERY = 500;

async function run({ runSeed, first, count, folder, driver, progress }: ThreadData): Promise<void> {
  const readers = (await import(driver)) as { drive: typeof drive; checkUnharmed: typeof checkUnharmed };
  const seeds = [...(await madeSeeds()), ...(folder === null ? [] : await filesAsSeeds(folder))];
  const { decoder } = await createCodec();
  const at = new Int32Array(progress);
  let outcomes: Record<string, number> = {};
  let failures: CaseFailure[] = [];
  let slow: CaseFailure[] = [];
  let done = 0;
  const report = (): void => {
    const message: ThreadReport = { outcomes, failures, slow, rssBytes: process.memoryUsage.rss(), done };
    parentPort!.postMessage(message);
    [outcomes, failures, slow, done] = [{}, [], [], 0];
  };
  for (let number = first; number < first + count; number++) {
    Atomics.store(at, 0, number);
    const { seed, bytes, steps } = makeCase(seeds, runSeed, number);
    // of this thread's own time: a busy machine makes no case slow
    const begin = process.threadCpuUsage();
    for (const { reader, result, thrown } of await readers.drive(seed, bytes, decoder)) {
      const row = `${reader}: ${result}`;
      outcomes[row] = (outcomes[row] ?? 0) + 1;
      if (result !== 'BUG') continue;
      const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      failures.push({ number, seedName: seed.name, steps, reader, what });
    }
    const { user, system } = process.threadCpuUsage(begin);
    const ms = (user + system) / 1000;
    if (ms > SLOW_MS) slow.push({ number, seedName: seed.name, steps, reader: '', what: `${Math.round(ms)} ms` });
    done += 1;
    if (done === REPORT_EVERY || number === first + count - 1) {
      readers.checkUnharmed(seeds, decoder);
      report();
      // lets the report out and timers in
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

await run(workerData as ThreadData);
