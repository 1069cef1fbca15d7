/** Indexing of uploads as jobs: what `/api/jobs` tells of it. In memory; the state of an upload outlives a restart, its job begins anew. */
import { durationText } from '#worker/pipeline/duration-text.ts';
import type { IndexingProgress } from '#worker/pipeline/index-process.ts';
import { isProblemCode, problem } from '../errors.ts';
import type { Job, JobStatus } from '../processes/job-registry.ts';

const KEEP_MS = 3_600_000;

export interface IndexJob extends Job {
  readonly indexing: IndexingProgress | null;
}

type MutableJob = { -readonly [K in keyof IndexJob]: IndexJob[K] };

export class IndexJobs {
  readonly #jobs = new Map<string, MutableJob>();

  /** @param id of the upload; @param owner whose list shows it; null after a restart: nobody's, but who knows the id may ask */
  add(id: string, owner: string | null, fileName: string): void {
    const now = Date.now();
    this.#jobs.set(id, {
      id,
      processId: 'index',
      owner: owner ?? '',
      status: 'accepted',
      message: `${fileName}: waiting`,
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

  start(id: string, fileName: string): void {
    this.#change(id, { status: 'running', started: Date.now(), message: `${fileName}: starting` });
  }

  progress(id: string, fileName: string, indexing: IndexingProgress): void {
    const job = this.#jobs.get(id);
    const percent = Math.min(99, Math.floor(indexing.percent));
    const progress = Math.max(job?.progress ?? 0, percent);
    this.#change(id, { progress, indexing, message: `${fileName}: ${indexingText(indexing)}` });
  }

  /** @param error what is wrong with the file, or with us; null: it is done */
  finish(id: string, fileName: string, collection: string, error: { code: string; message: string } | null): void {
    if (error) {
      const said = problem(isProblemCode(error.code) ? error.code : 'FORMAT', error.message);
      this.#end(id, 'failed', `${fileName}: ${error.message}`, { error: said });
    } else {
      const result = JSON.stringify({ collection });
      this.#end(id, 'successful', 'done', { progress: 100, result });
    }
  }

  dismiss(id: string): void {
    this.#end(id, 'dismissed', 'dismissed', { result: null });
  }

  forget(id: string): void {
    this.#jobs.delete(id);
  }

  find(id: string): IndexJob | null {
    this.#forgetOld();
    return this.#jobs.get(id) ?? null;
  }

  /** Newest first. */
  list(owner: string): IndexJob[] {
    this.#forgetOld();
    return [...this.#jobs.values()].filter((job) => job.owner === owner).reverse();
  }

  /** How many are in line before this one. */
  ahead(id: string): number {
    const job = this.#jobs.get(id);
    if (job?.status !== 'accepted') return 0;
    const open = [...this.#jobs.values()].filter(({ status }) => status === 'accepted' || status === 'running');
    return open.indexOf(job);
  }

  #end(id: string, status: JobStatus, message: string, part: Partial<MutableJob>): void {
    const job = this.#jobs.get(id);
    if (!job || job.finished !== null) return;
    this.#change(id, { status, message, finished: Date.now(), indexing: null, ...part });
  }

  #change(id: string, part: Partial<MutableJob>): void {
    const job = this.#jobs.get(id);
    if (job) Object.assign(job, part, { updated: Date.now() });
  }

  #forgetOld(): void {
    for (const { id, finished } of this.#jobs.values()) {
      if (finished !== null && Date.now() - finished > KEEP_MS) this.#jobs.delete(id);
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
