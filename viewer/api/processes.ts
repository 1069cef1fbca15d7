/** Running a process of the server: at once, or as a job with progress that can be stopped. */
import { ApiError, isRecord, postJson, request, requestJson } from './client.ts';

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  /** As a job: for work that takes longer than an answer may. */
  readonly asJob?: boolean;
  readonly onProgress?: (percent: number) => void;
}

/** A job is asked after this often: soon at first, then once a second. */
const POLL_MS = [150, 300, 500, 1000] as const;

/** @throws {ApiError} when the server refuses, or the job fails; AbortError when stopped: a job is dismissed then */
export async function execute(process: string, inputs: unknown, options: ExecuteOptions): Promise<unknown> {
  const path = `/api/processes/${process}/execution`;
  if (!options.asJob) return postJson(path, { inputs }, options.signal);
  return followJob(await startJob(path, inputs, options.signal), options, requestJson);
}

/** A result that is a file. */
export interface ResultFile {
  readonly name: string;
  readonly blob: Blob;
}

/** Runs a process whose result is a file, as a job. @throws {ApiError} and AbortError as `execute` does */
export async function executeFile(process: string, inputs: unknown, options: ExecuteOptions): Promise<ResultFile> {
  const path = `/api/processes/${process}/execution`;
  const response = await followJob(await startJob(path, inputs, options.signal), options, request);
  const disposition = response.headers.get('content-disposition') ?? '';
  return { name: fileNameOf(disposition) ?? process, blob: await response.blob() };
}

/** A file of a finished job: where it stands, under which name, how large. */
export interface JobFile {
  /** Address on this server. */
  readonly href: string;
  readonly name: string;
  readonly sizeBytes: number | null;
}

/** What a finished job has to give, without fetching it. */
export interface JobFiles {
  readonly job: string;
  readonly file: JobFile;
  /** Everything with README and licence, and the checksum: of files that have them. */
  readonly zip: JobFile | null;
  readonly checksum: JobFile | null;
}

/** Runs a process whose result is a file, as a job, and leaves the file where it is. @throws {ApiError} and AbortError as `execute` does */
export async function executeForFiles(process: string, inputs: unknown, options: ExecuteOptions): Promise<JobFiles> {
  const job = await startJob(`/api/processes/${process}/execution`, inputs, options.signal);
  const { signal } = options;
  return await followJob(job, options, async () => {
    const status = await requestJson(job, { signal });
    const { status: state, links } = isRecord(status) ? status : {};
    // says why it failed
    if (state !== 'successful') await request(`${job}/results`, { signal });
    const hrefs = (Array.isArray(links) ? links : []).flatMap((one) => (isRecord(one) ? [String(one.href)] : []));
    const part = async (name: string): Promise<JobFile | null> =>
      hrefs.some((href) => href.endsWith(`/results/${name}`)) ? await jobFile(`${job}/results/${name}`, signal) : null;
    const [file, zip, checksum] = await Promise.all([
      jobFile(`${job}/results/result`, signal),
      part('result.zip'),
      part('result.sha256'),
    ]);
    return { job, file, zip, checksum };
  });
}

async function jobFile(href: string, signal: AbortSignal): Promise<JobFile> {
  const { headers } = await request(href, { method: 'HEAD', signal });
  const size = Number(headers.get('content-length') ?? Number.NaN);
  const name = fileNameOf(headers.get('content-disposition') ?? '');
  return { href, name: name ?? href.slice(href.lastIndexOf('/') + 1), sizeBytes: Number.isFinite(size) ? size : null };
}

/** The name in a Content-Disposition; the one in UTF-8 goes before the plain one. */
export function fileNameOf(disposition: string): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // not what it says: the plain name is left
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? null;
}

/** @returns the address of the job */
async function startJob(path: string, inputs: unknown, signal: AbortSignal): Promise<string> {
  const job = await requestJson(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify({ inputs }),
    signal,
  });
  const id = isRecord(job) && typeof job.jobID === 'string' ? job.jobID : null;
  if (id === null) throw new ApiError(201, 'FORMAT', 'expected the status of a job');
  return `/api/jobs/${encodeURIComponent(id)}`;
}

async function followJob<Answer>(
  path: string,
  { signal, onProgress }: ExecuteOptions,
  read: (path: string, init: RequestInit) => Promise<Answer>,
): Promise<Answer> {
  try {
    for (let turn = 0; ; turn++) {
      const status = await requestJson(path, { signal });
      const { status: state, progress } = isRecord(status) ? status : {};
      if (state !== 'accepted' && state !== 'running') break;
      if (typeof progress === 'number') onProgress?.(progress);
      await pause(POLL_MS[Math.min(turn, POLL_MS.length - 1)] ?? 1000, signal);
    }
    return await read(`${path}/results`, { signal });
  } catch (error) {
    // The server would go on for nobody; that it may have ended meanwhile is no fault.
    if (signal.aborted) void fetch(path, { method: 'DELETE' }).catch(() => undefined);
    throw error;
  }
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      window.clearTimeout(timer);
      reject(new DOMException('stopped', 'AbortError'));
    };
    const timer = window.setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Whether this server lets its users write: only then it offers what writes. */
export async function writesAllowed(): Promise<boolean> {
  const body = await requestJson('/api/processes');
  const processes: unknown = isRecord(body) ? body.processes : null;
  return Array.isArray(processes) && processes.some((one) => isRecord(one) && one.id === 'design-surface');
}
