/** The one door to the worker threads: typed by the job registry, cancellable, errors arrive as the typed errors they were. */
import './sound-compiler.ts';
import { availableParallelism } from 'node:os';
import { MessageChannel, type Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { EntryMessage, EntryReply } from './entry.ts';
import type { JobInput, JobName, JobOutput } from './jobs/registry.ts';
import { reviveError } from './wire-error.ts';

export interface PoolOptions {
  /** Number of worker threads; default: what the machine offers. */
  readonly threads?: number;
  /** Heap limit of one thread in MiB; a thread that passes it dies alone and its job fails. */
  readonly maxHeapMiB?: number;
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

export interface WorkerPool {
  readonly threads: number;
  run<N extends JobName>(name: N, input: JobInput<N>, options?: RunOptions): Promise<JobOutput<N>>;
  close(): Promise<void>;
}

/** Starts a pool. Threads start with the first jobs and end when idle for a minute. */
export function createPool({ threads = availableParallelism(), maxHeapMiB = 2048 }: PoolOptions = {}): WorkerPool {
  const piscina = new Piscina<EntryMessage, EntryReply>({
    filename: new URL('./entry.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    // npm web-worker (under geotiff) reads a property of it in every thread that loads it
    workerData: {},
    // points stand outside of the heap: a large nursery for young objects only takes memory, thread by thread
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB, maxYoungGenerationSizeMb: 16 },
  });
  return {
    threads,
    async run(name, input, { signal, onProgress, transfer = [] } = {}) {
      const channel = onProgress ? new MessageChannel() : undefined;
      channel?.port1.on('message', (progress: Progress) => onProgress?.(progress));
      const message: EntryMessage = { name, input, ...(channel ? { progressPort: channel.port2 } : {}) };
      const transferList = channel ? [...transfer, channel.port2] : [...transfer];
      try {
        const reply = await piscina.run(message, { transferList, ...(signal ? { signal } : {}) });
        if (!reply.ok) throw reviveError(reply.error);
        return reply.output as JobOutput<typeof name>;
      } finally {
        channel?.port1.close();
      }
    },
    close: () => piscina.destroy(),
  };
}
