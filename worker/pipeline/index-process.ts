/**
 * Indexing in a process of its own, for files that strangers send: it can be ended at any time, its memory is watched from outside,
 * and what kills it kills nothing else. It ends with the process that started it.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { LimitError } from '#core/errors.ts';
import { reviveError } from '../wire-error.ts';
import type { ChildInput, ChildMessage, ChildReport } from './index-process-child.ts';
import type { DeliveryProgress, ProgressNumbers } from './progress-clock.ts';

/** What went on at a moment, for people who wait. */
export type IndexingProgress = Pick<DeliveryProgress, 'phase' | 'item' | 'index' | 'count'> & ProgressNumbers;

export interface IndexProcessOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IndexingProgress) => void;
}

const CHILD = new URL('./index-process-child.ts', import.meta.url);
const WATCH_MS = 250;
/** Resident memory above the plan that is no reason to end it: pages that are freed but not yet given back. */
const SPARE_BYTES = 256 * 2 ** 20;
/** Of the process's own thread; points stand outside of the heap. */
const HEAP_MIB = 1024;

/**
 * Resolves to what was made. The process is gone when this settles.
 * @throws the signal's reason when it was ended; {LimitError} when it took more memory than it may; {TengunError} as the indexer
 *   throws them; {Error} when it died of something else
 */
export async function indexInProcess(
  input: ChildInput,
  { signal, onProgress }: IndexProcessOptions,
): Promise<ChildReport> {
  signal.throwIfAborted();
  const limit = input.maxMemoryBytes + SPARE_BYTES;
  const child = fork(CHILD, [], {
    execArgv: [`--max-old-space-size=${HEAP_MIB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let settled: ChildMessage | null = null;
  let most = 0;
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'progress') onProgress(message.progress);
    else settled = message;
  });
  const end = () => child.kill('SIGKILL');
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes(child.pid));
    if (most > limit) end();
  }, WATCH_MS);
  signal.addEventListener('abort', end, { once: true });
  try {
    const died = new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, how) => resolve(how ?? `code ${code}`));
    });
    lowerPriority(child.pid);
    child.send(input, () => undefined);
    const how = await died;
    signal.throwIfAborted();
    if (most > limit) {
      throw new LimitError(`indexing took more memory than the ${Math.floor(input.maxMemoryBytes / 1e6)} MB it may`, {
        limit: input.maxMemoryBytes,
        actual: most,
      });
    }
    return reportOf(settled, input, `the indexing process ended with ${how}: ${errors.trim()}`);
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', end);
    end();
  }
}

function reportOf(message: ChildMessage | null, { maxMemoryBytes }: ChildInput, otherwise: string): ChildReport {
  if (message?.kind === 'done') return message.report;
  if (message?.kind === 'failed') throw reviveError(message.error);
  if (/heap out of memory/i.test(otherwise)) {
    throw new LimitError('indexing takes more memory than it may', { limit: maxMemoryBytes, actual: maxMemoryBytes });
  }
  throw new Error(otherwise);
}

/** Whoever looks at the data goes before who brings some. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // it is gone already, or the system does not let us: then it runs as it is
  }
}

/** Resident memory of a process where the system tells it (Linux); else 0. */
function residentBytes(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
