/**
 * Indexing of uploads as jobs: what `/api/jobs` tells of it. In memory; the state of an upload outlives a restart, its job begins anew.
 * The list is seen by everybody behind the same address, so a job names neither the upload nor the file: their id opens the points.
 */
import { randomUUID } from 'node:crypto';
import { durationText } from '#worker/pipeline/duration-text.ts';
import type { IndexingProgress } from '#worker/pipeline/index-process.ts';
import { isProblemCode, problem } from '../errors.ts';
import type { Job, JobStatus } from '../processes/job-registry.ts';

const KEEP_MS = 3_600_000;

export interface IndexJob extends Job {
  readonly upload: string;
  readonly indexing: IndexingProgress | null;
}

type MutableJob = { -readonly [K in keyof IndexJob]: IndexJob[K] };

export class IndexJobs {
  /** By the id of the upload. */
  readonly #jobs = new Map<string, MutableJob>();

  /** @param owner whose list shows it; null after a restart: nobody's, but who knows the id may ask */
  add(upload: string, owner: string | null): void {
    const now = Date.now();
    this.#jobs.set(upload, {
      upload,
      id: randomUUID(),
      processId: 'index',
      owner: owner ?? '',
      status: 'accepted',
      message: 'waiting',
      progress: 0,
      created: now,
      started: null,
      finished: null,
      updated: now,
      result: null,
      file: null,
      error: null,
      indexing: null,
    });
  }

  start(upload: string): void {
    this.#change(upload, { status: 'running', started: Date.now(), message: 'starting' });
  }

  progress(upload: string, indexing: IndexingProgress): void {
    const percent = Math.min(99, Math.floor(indexing.percent));
    const progress = Math.max(this.#jobs.get(upload)?.progress ?? 0, percent);
    this.#change(upload, { progress, indexing, message: indexingText(indexing) });
  }

  /** @param code what is wrong with the file, or with us; null: it is done */
  finish(upload: string, code: string | null): void {
    if (code === null) {
      this.#end(upload, 'successful', 'done', { progress: 100, result: '{"state":"ready"}' });
    } else {
      const error = problem(isProblemCode(code) ? code : 'FORMAT', 'the status of the upload tells why');
      this.#end(upload, 'failed', `failed: ${code}`, { error });
    }
  }

  dismiss(upload: string): void {
    this.#end(upload, 'dismissed', 'dismissed', { result: null });
  }

  forget({ upload }: IndexJob): void {
    this.#jobs.delete(upload);
  }

  ofUpload(upload: string): IndexJob | null {
    return this.#jobs.get(upload) ?? null;
  }

  find(id: string): IndexJob | null {
    this.#forgetOld();
    return [...this.#jobs.values()].find((job) => job.id === id) ?? null;
  }

  /** Newest first. */
  list(owner: string): IndexJob[] {
    this.#forgetOld();
    return [...this.#jobs.values()].filter((job) => job.owner === owner).reverse();
  }

  /** How many are in line before an upload. */
  ahead(upload: string): number {
    const job = this.#jobs.get(upload);
    if (job?.status !== 'accepted') return 0;
    const open = [...this.#jobs.values()].filter(({ status }) => status === 'accepted' || status === 'running');
    return open.indexOf(job);
  }

  #end(upload: string, status: JobStatus, message: string, part: Partial<MutableJob>): void {
    const job = this.#jobs.get(upload);
    if (!job || job.finished !== null) return;
    this.#change(upload, { status, message, finished: Date.now(), indexing: null, ...part });
  }

  #change(upload: string, part: Partial<MutableJob>): void {
    const job = this.#jobs.get(upload);
    if (job) Object.assign(job, part, { updated: Date.now() });
  }

  #forgetOld(): void {
    for (const { upload, finished } of this.#jobs.values()) {
      if (finished !== null && Date.now() - finished > KEEP_MS) this.#jobs.delete(upload);
    }
  }
}

/** `build 61 %, 6.5 M points, 2.0 M/s, 12 min left` */
function indexingText({
  phase,
  percent,
  points,
  pointsPerSecond,
  secondsLeft,
  index = 0,
  count = 1,
}: IndexingProgress) {
  const millions = (value: number) => (value / 1e6).toFixed(1);
  return [
    `${phase}${count > 1 ? ` ${index + 1}/${count}` : ''} ${Math.floor(percent)} %`,
    `${millions(points)} M points`,
    `${millions(pointsPerSecond)} M/s`,
    ...(secondsLeft === null ? [] : [`${durationText(secondsLeft)} left`]),
  ].join(', ');
}
