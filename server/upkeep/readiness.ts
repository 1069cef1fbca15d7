/** Whether requests should come here: what is asked, and what each answered. No paths, no reasons that are nobody's business. */
import { opendir, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerPool } from '#worker/pool.ts';
import { isErrno } from '#worker/store/atomic-file.ts';
import type { Lifecycle, LifecycleState } from './lifecycle.ts';
import type { StrainReason } from './strain.ts';

export interface Findings {
  readonly state: LifecycleState;
  readonly store: 'ok' | 'failed';
  readonly threads: 'ok' | 'failed';
  readonly load: 'ok' | StrainReason;
  /** For writing: reading goes on. */
  readonly disk: 'ok' | 'nearly full' | 'unknown';
}

interface Readiness {
  /** Null when requests should come; else the checks that say no. */
  readonly refusing: readonly (keyof Findings)[] | null;
  readonly findings: Findings;
}

interface ReadinessOptions {
  readonly storeDir: string;
  readonly pool: Pick<WorkerPool, 'run'>;
  readonly lifecycle: Lifecycle;
  readonly strain: () => StrainReason | null;
  /** Bytes free and all of them; for tests. */
  readonly room?: (dir: string) => Promise<DiskRoom>;
}

interface DiskRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** A folder that hangs (a network disk that is gone) counts as one that cannot be read. */
const STORE_TIMEOUT_MS = 3000;
/** A worker thread has to answer within this time; the first one has to be started for it. */
const THREAD_TIMEOUT_MS = 10_000;
/** Probes come often and from several sides: they share an answer for this long. */
const KEEP_MS = 1000;
/** Below either, a disk counts as nearly full. */
const SPARE_BYTES = 512 * 2 ** 20;
const SPARE_SHARE = 0.01;

export class ReadinessChecks {
  readonly #options: ReadinessOptions;
  #shared: { readonly at: number; readonly answers: Promise<Omit<Findings, 'state' | 'load'>> } | null = null;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  async check(): Promise<Readiness> {
    const { lifecycle, strain } = this.#options;
    // what goes soon needs no checks
    const answers =
      lifecycle.state === 'stopping'
        ? ({ store: 'ok', threads: 'ok', disk: 'unknown' } as const)
        : await this.#sharedAnswers();
    if (answers.store === 'ok' && answers.threads === 'ok') lifecycle.run();
    const findings: Findings = { state: lifecycle.state, ...answers, load: strain() ?? 'ok' };
    const { state, store, threads, load } = findings;
    const refusing: (keyof Findings)[] = [];
    if (state !== 'running') refusing.push('state');
    if (store !== 'ok') refusing.push('store');
    if (threads !== 'ok') refusing.push('threads');
    if (load !== 'ok') refusing.push('load');
    return { refusing: refusing.length > 0 ? refusing : null, findings };
  }

  #sharedAnswers() {
    const now = performance.now();
    if (this.#shared === null || now - this.#shared.at > KEEP_MS) {
      const answers = this.#ask();
      const shared = { at: Number.POSITIVE_INFINITY, answers };
      this.#shared = shared;
      // whoever comes while it is asked waits for it
      answers.then(() => {
        shared.at = performance.now();
      });
    }
    return this.#shared.answers;
  }

  async #ask(): Promise<Omit<Findings, 'state' | 'load'>> {
    const { storeDir, pool, room = roomOf } = this.#options;
    const yes = async (work: Promise<unknown>) =>
      work.then(
        () => 'ok' as const,
        () => 'failed' as const,
      );
    const [store, threads, disk] = await Promise.all([
      yes(within(STORE_TIMEOUT_MS, readFolder(storeDir))),
      yes(pool.run('ping', {}, { signal: AbortSignal.timeout(THREAD_TIMEOUT_MS) })),
      within(STORE_TIMEOUT_MS, room(storeDir)).then(diskState, () => 'unknown' as const),
    ]);
    return { store, threads, disk };
  }
}

export function diskState({ freeBytes, totalBytes }: DiskRoom): 'ok' | 'nearly full' {
  return freeBytes < Math.min(SPARE_BYTES, totalBytes / 10) || freeBytes < totalBytes * SPARE_SHARE
    ? 'nearly full'
    : 'ok';
}

async function roomOf(dir: string): Promise<DiskRoom> {
  const { bavail, blocks, bsize } = await statfs(dir);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Reads one entry. A store that is not there yet is an empty one. */
async function readFolder(dir: string): Promise<void> {
  try {
    const folder = await opendir(dir);
    try {
      await folder.read();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(timeoutMs, null, { signal: over.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
