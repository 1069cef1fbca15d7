/** The one door to the worker threads: typed by the job registry, cancellable, errors arrive as the typed errors they were. */
import './sound-compiler.ts';
import { availableParallelism, constants } from 'node:os';
import { MessageChannel, type Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { EntryMessage, EntryReply } from './entry.ts';
import { type JobInput, type JobName, type JobOutput, RUN_AGAIN } from './jobs/registry.ts';
import { reviveError } from './wire-error.ts';
import { WorkerLostError } from './worker-lost.ts';

export interface PoolOptions {
  /** Number of worker threads; default: what the machine offers. */
  readonly threads?: number;
  /** Heap limit of one thread in MiB; a thread that passes it dies alone and its job fails. */
  readonly maxHeapMiB?: number;
  /** Whether the threads yield to this one where there are fewer processors than work: what is answered at once is not to wait. Linux. */
  readonly yields?: boolean;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Called with whatever the job reports: a fraction 0–1 and a phase. */
  readonly onProgress?: (progress: Progress) => void;
  readonly transfer?: readonly Transferable[];
}

export interface Progress {
  readonly phase: string;
  /** 0–1 within the phase. */
  readonly fraction: number;
  /** Points handled since the last report, where points are what the job counts. */
  readonly points?: number;
  /** Points of the whole item, where a phase goes over all of them. */
  readonly totalPoints?: number;
  /** Most that the temporary files of the item take; with the phase `prepare`. */
  readonly temporaryBytes?: number;
  readonly freeBytes?: number;
}

export interface PoolCounts {
  /** Threads that are there now; they come with work and go when idle. */
  readonly threads: number;
  readonly running: number;
  /** Jobs that no thread has taken yet. */
  readonly waiting: number;
  /** Threads that died of themselves, and jobs that were run once more because of that. */
  readonly lost: number;
  readonly runAgain: number;
}

export interface WorkerPool {
  readonly threads: number;
  /**
   * @throws {WorkerLostError} when the thread died under the job, each of ten times for those of RUN_AGAIN; others in line go on
   */
  run<N extends JobName>(name: N, input: JobInput<N>, options?: RunOptions): Promise<JobOutput<N>>;
  counts(): PoolCounts;
  close(): Promise<void>;
}

/** A job of RUN_AGAIN whose thread dies is tried so often. */
const RUNS = 10;
/** A thread that does not even start is tried again after this, doubled each time. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 5000;

/** Starts a pool. Threads start with the first jobs and end when idle for a minute. */
export function createPool({
  threads = availableParallelism(),
  maxHeapMiB = 2048,
  yields = false,
}: PoolOptions = {}): WorkerPool {
  const piscina = new Piscina<EntryMessage, EntryReply>({
    filename: new URL('./entry.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    // npm web-worker (under geotiff) reads a property of it in every thread that loads it
    workerData: {},
    // points stand outside of the heap: a large nursery for young objects only takes memory, thread by thread
    // elsewhere it would be the priority of the whole process
    niceIncrement: yields && process.platform === 'linux' ? constants.priority.PRIORITY_BELOW_NORMAL : 0,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB, maxYoungGenerationSizeMb: 16 },
  });
  let [closed, running, lost, runAgain] = [false, 0, 0, 0];
  keepServing();
  return {
    threads,
    async run<N extends JobName>(name: N, input: JobInput<N>, options: RunOptions = {}) {
      running++;
      try {
        for (let left = RUNS - 1; ; left--) {
          try {
            return (await runOnce(name, input, options)) as JobOutput<N>;
          } catch (error) {
            const again = error instanceof WorkerLostError && !error.wasMemory && RUN_AGAIN.has(name) && left > 0;
            // what was transferred is gone with the thread
            if (!again || closed || options.signal?.aborted || options.transfer?.length) throw error;
            runAgain++;
          }
        }
      } finally {
        running--;
      }
    },
    counts() {
      const waiting = Math.min(running, piscina.queueSize);
      return { threads: piscina.threads.length, running: running - waiting, waiting, lost, runAgain };
    },
    close() {
      closed = true;
      return piscina.destroy();
    },
  };

  async function runOnce<N extends JobName>(
    name: N,
    input: JobInput<N>,
    { signal, onProgress, transfer = [] }: RunOptions,
  ): Promise<unknown> {
    const channel = onProgress ? new MessageChannel() : undefined;
    channel?.port1.on('message', (progress: Progress) => onProgress?.(progress));
    const message: EntryMessage = { name, input, ...(channel ? { progressPort: channel.port2 } : {}) };
    const transferList = channel ? [...transfer, channel.port2] : [...transfer];
    try {
      const reply = await piscina
        .run(message, { transferList, ...(signal ? { signal } : {}) })
        .catch((error: unknown) => {
          // whatever a job throws comes as a reply: other errors are the end of its thread, or of the pool
          if (closed || signal?.aborted || !WorkerLostError.isSign(error)) throw error;
          lost++;
          throw new WorkerLostError(name, error);
        });
      if (!reply.ok) throw reviveError(reply.error);
      return reply.output;
    } finally {
      channel?.port1.close();
    }
  }

  /** What piscina leaves open: an idle thread that dies is nobody's error, and those in line get a new one. */
  function keepServing(): void {
    let pause = 0;
    piscina.on('error', () => {
      lost++;
    });
    piscina.on('workerCreate', () => {
      pause = 0;
    });
    piscina.on('workerDestroy', () => {
      setTimeout(() => {
        if (closed || piscina.queueSize === 0 || piscina.threads.length >= threads) return;
        // threads are started for new work only: without it those in line would wait for ever
        piscina.run({ name: 'ping', input: {} }).catch(() => undefined);
      }, pause).unref();
      pause = Math.min(LAST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
    });
  }
}
