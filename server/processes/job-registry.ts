/** Jobs of asynchronous executions, in memory: a restart of the server forgets them. */
import { randomUUID } from 'node:crypto';
import { problem } from '../errors.ts';
import type { ResultFile } from '../results/result-files.ts';

export type JobStatus = 'accepted' | 'running' | 'successful' | 'failed' | 'dismissed';

export interface Job {
  /** Random: who knows it may read and dismiss a job of nobody with an account. */
  readonly id: string;
  readonly processId: string;
  /** Whose list shows it: `Asker.key`. */
  readonly owner: string;
  readonly status: JobStatus;
  readonly message: string;
  /** 0–100. */
  readonly progress: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly started: number | null;
  readonly finished: number | null;
  readonly updated: number;
  /** JSON text of the result, once successful; null of a result that is a file. */
  readonly result: string | null;
  readonly file: JobFile | null;
  /** What went wrong, once failed. */
  readonly error: unknown;
}

/** A result that is a file. It goes away with its job. */
export interface JobFile {
  readonly file: ResultFile;
  /** Whether the answer is a document that names the file, not the file itself. */
  readonly isDocument: boolean;
}

export interface JobHandle {
  readonly signal: AbortSignal;
  /** To be called when the work really starts. */
  started(): void;
  /** @param fraction 0–1 over the whole job */
  progress(fraction: number, message: string): void;
}

export interface JobRegistryOptions {
  /** Jobs waiting or running at the same time. */
  readonly maxRunning: number;
  /** Of one owner; default: all of them. */
  readonly maxRunningOfOne?: number;
  readonly maxFinished?: number;
  readonly maxResultBytes?: number;
  /** Of results that are files, on disk. */
  readonly maxFileBytes?: number;
  readonly removeFile?: (file: ResultFile) => void;
  readonly keepMs?: number;
  readonly now?: () => number;
}

type MutableJob = { -readonly [K in keyof Job]: Job[K] } & { readonly controller: AbortController };

export class JobRegistry {
  readonly #jobs = new Map<string, MutableJob>();
  readonly #running = new Set<Promise<void>>();
  readonly #options: Required<JobRegistryOptions>;

  constructor(options: JobRegistryOptions) {
    this.#options = {
      maxRunningOfOne: options.maxRunning,
      maxFinished: 200,
      maxResultBytes: 256 * 1024 * 1024,
      maxFileBytes: 4 * 1024 ** 3,
      removeFile: () => undefined,
      keepMs: 3_600_000,
      now: Date.now,
      ...options,
    };
  }

  /**
   * @param work resolves to the JSON text of the result, or to a file
   * @throws {HttpProblem} BUSY when too many jobs are waiting or running; TOO_MANY_REQUESTS when too many of them are the owner's
   */
  start(processId: string, owner: string, work: (handle: JobHandle) => Promise<string | JobFile>): Job {
    if (this.#running.size >= this.#options.maxRunning) {
      const detail = `${this.#running.size} jobs are waiting or running already; try again later`;
      throw problem('BUSY', detail, { 'retry-after': '10' });
    }
    const own = [...this.#jobs.values()].filter((job) => job.owner === owner && job.finished === null).length;
    if (own >= this.#options.maxRunningOfOne) {
      throw problem(
        'TOO_MANY_REQUESTS',
        `${own} of your jobs are waiting or running; wait for one of them, or stop it`,
        {
          'retry-after': '10',
        },
      );
    }
    const job = this.#add(processId, owner);
    const running = this.#run(job, work).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return job;
  }

  /** Keeps a file that is there already as the result of a job, so that an answer can name it. */
  keepFile(processId: string, owner: string, file: JobFile): Job {
    const job = this.#add(processId, owner);
    job.started = job.created;
    job.file = file;
    job.progress = 100;
    this.#finish(job, 'successful', 'done');
    return job;
  }

  /** How many there are of each status. */
  countsByStatus(): ReadonlyMap<JobStatus, number> {
    const counts = new Map<JobStatus, number>();
    for (const { status } of this.#jobs.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    return counts;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  /**
   * @param isSeen whether the asker may know of it
   * @throws {HttpProblem} NO_SUCH_JOB
   */
  get(id: string, isSeen: (job: Job) => boolean = () => true): Job {
    this.#forgetOld();
    const job = this.#jobs.get(id);
    if (!job || !isSeen(job))
      throw problem('NO_SUCH_JOB', `no job ${id.slice(0, 80)}; jobs are kept for an hour after they end`);
    return job;
  }

  /** Newest first. */
  list(owner: string): Job[] {
    this.#forgetOld();
    return [...this.#jobs.values()].filter((job) => job.owner === owner).reverse();
  }

  /** Stops a job that is not done, forgets the result of one that is. @throws {HttpProblem} NO_SUCH_JOB */
  dismiss(id: string): Job {
    const job = this.get(id) as MutableJob;
    job.result = null;
    this.#dropFile(job);
    this.#finish(job, 'dismissed', 'dismissed');
    job.controller.abort();
    return job;
  }

  /** Lets go what is too old or too much; called from time to time, so that files do not wait for the next request. */
  sweep(): void {
    this.#forgetOld();
  }

  /** Stops everything and waits until it has stopped. */
  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.controller.abort();
    await Promise.all(this.#running);
  }

  #add(processId: string, owner: string): MutableJob {
    this.#forgetOld();
    const now = this.#options.now();
    const job: MutableJob = {
      id: randomUUID(),
      processId,
      owner,
      status: 'accepted',
      message: 'waiting for a free worker',
      progress: 0,
      created: now,
      started: null,
      finished: null,
      updated: now,
      result: null,
      file: null,
      error: null,
      controller: new AbortController(),
    };
    this.#jobs.set(job.id, job);
    return job;
  }

  #dropFile(job: MutableJob): void {
    if (job.file) this.#options.removeFile(job.file.file);
    job.file = null;
  }

  async #run(job: MutableJob, work: (handle: JobHandle) => Promise<string | JobFile>): Promise<void> {
    const { now } = this.#options;
    const isOver = () => job.status === 'dismissed';
    try {
      const result = await work({
        signal: job.controller.signal,
        started: () => {
          if (isOver()) return;
          job.status = 'running';
          job.message = 'running';
          job.started = now();
          job.updated = job.started;
        },
        progress: (fraction, message) => {
          if (isOver()) return;
          job.progress = Math.max(job.progress, Math.min(99, Math.floor(fraction * 100)));
          job.message = message;
          job.updated = now();
        },
      });
      if (typeof result === 'string') job.result = result;
      else job.file = result;
      if (isOver()) {
        job.result = null;
        this.#dropFile(job);
        return;
      }
      job.progress = 100;
      this.#finish(job, 'successful', 'done');
    } catch (error) {
      if (isOver()) return;
      job.error = error;
      this.#finish(job, 'failed', 'failed');
    }
  }

  #finish(job: MutableJob, status: JobStatus, message: string): void {
    const now = this.#options.now();
    job.status = status;
    job.message = message;
    job.finished ??= now;
    job.updated = now;
  }

  /** Finished jobs go when they are old, or when too many or too large ones are kept; the oldest first, and the newest never for its size. */
  #forgetOld(): void {
    const { keepMs, maxFinished, maxResultBytes, maxFileBytes, now } = this.#options;
    const finished = [...this.#jobs.values()].filter(({ finished }) => finished !== null);
    let bytes = finished.reduce((sum, { result }) => sum + (result?.length ?? 0), 0);
    let fileBytes = finished.reduce((sum, { file }) => sum + (file?.file.sizeBytes ?? 0), 0);
    let count = finished.length;
    const newest = finished.at(-1);
    for (const job of finished) {
      const isOld = now() - (job.finished ?? 0) > keepMs;
      if (!isOld && count <= maxFinished && bytes <= maxResultBytes && fileBytes <= maxFileBytes) continue;
      if (!isOld && job === newest && job.file) continue;
      this.#jobs.delete(job.id);
      bytes -= job.result?.length ?? 0;
      fileBytes -= job.file?.file.sizeBytes ?? 0;
      this.#dropFile(job);
      count--;
    }
  }
}
