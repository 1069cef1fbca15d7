/**
 * Files that users send: received by tus, read by one thread that may be ended at any time, kept as a surface of the store
 * or as areas. The id of an upload is the id of its surface. Files of points are indexed by a process (`point-files.ts`).
 */
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Server, type Upload } from '@tus/server';
import { LimitError, TengunError } from '#core/errors.ts';
import type { WorkerPool } from '#worker/pool.ts';
import { makeFolder } from '#worker/store/atomic-file.ts';
import { storageFault } from '#worker/store/storage-fault.ts';
import { setUploadAccess } from '#worker/store/upload-access.ts';
import { IMPORT_EXTENSIONS, SCRATCH_PREFIX } from '#worker/surfaces/import-file.ts';
import { type ImportOptions, parseImportOptions } from '#worker/surfaces/import-options.ts';
import { WorkerLostError } from '#worker/worker-lost.ts';
import type { Config } from '../config.ts';
import { Gate } from '../gate.ts';
import { IndexJobs } from './index-jobs.ts';
import { isPointFile, POINT_EXTENSIONS, PointFiles, RejectedError } from './point-files.ts';
import { ReceivedFiles } from './received-files.ts';
import { removeReceived, removeUpload, uploadsFolder } from './remove-upload.ts';
import { type Sender, senderOf } from './sender.ts';
import { tusFault } from './tus-answer.ts';
import { ownerOf, type UploadState, UploadStates } from './upload-state.ts';

export const UPLOADS_PATH = '/api/uploads';
/** An upload that is not complete by then is deleted. */
const EXPIRE_MS = 24 * 60 * 60_000;
const TIDY_EVERY_MS = 60 * 60_000;
const MAX_ATTEMPTS = 3;
/** How many may wait is bounded by the number of uploads. */
const ONE_AT_A_TIME = { slots: 1, maxWaiting: Number.POSITIVE_INFINITY };
/** Room that stays free on the disk. */
const SPARE_BYTES = 64 * 1024 * 1024;

type UploadConfig = Pick<
  Config,
  | 'storeDir'
  | 'allowWrites'
  | 'uploadBytes'
  | 'maxUploads'
  | 'uploadTotalBytes'
  | 'userUploadBytes'
  | 'uploadReadMs'
  | 'threads'
  | 'uploadPoints'
  | 'indexMemoryBytes'
  | 'indexMs'
>;
type Problem = NonNullable<UploadState['problem']>;
const TOO_LARGE: Problem = { code: 'LIMIT', message: 'reading the file takes more memory than an upload may' };

/** Reason of a signal that ends the reading of a file: it was deleted, or the server closes. */
class EndedError extends Error {}

/** A file in line, or being read. */
interface Reading {
  readonly ender: AbortController;
  /** Null while it waits. */
  done: Promise<void> | null;
}

export class Uploads {
  readonly states: UploadStates;
  readonly jobs = new IndexJobs();
  readonly points: PointFiles;
  private readonly config: UploadConfig;
  private readonly pool: WorkerPool;
  private readonly onFault: (error: unknown, what: string) => void;
  private readonly dir: string;
  /** Bytes on their way. */
  private readonly incoming: string;
  private server: Server | null = null;
  /** What a request is about to make. */
  private readonly named = new WeakMap<Request, string>();
  private readonly running = new Map<string, Reading>();
  private readonly timer: NodeJS.Timeout;
  private readonly started: Promise<void>;
  /** Files are read one after another, and indexed one after another; of several users in turn. */
  private readonly lines = { read: new Gate(ONE_AT_A_TIME), index: new Gate(ONE_AT_A_TIME) };
  private readonly inLine = new Set<Promise<void>>();
  private isClosing = false;

  constructor(config: UploadConfig, pool: WorkerPool, onFault: (error: unknown, what: string) => void) {
    this.config = config;
    this.pool = pool;
    this.onFault = onFault;
    this.dir = uploadsFolder(config.storeDir);
    this.states = new UploadStates(this.dir);
    this.incoming = join(this.dir, 'incoming');
    this.points = new PointFiles(config, this.dir);
    this.started = config.allowWrites ? this.guard('uploads were not tidied', () => this.resume()) : Promise.resolve();
    this.timer = setInterval(() => void this.guard('uploads were not tidied', () => this.expire()), TIDY_EVERY_MS);
    this.timer.unref();
  }

  /** What tus answers to a request of its own. */
  async answer(request: Request): Promise<Response> {
    const answer = await (await this.tus()).handleWeb(request);
    const made = this.named.get(request);
    // begun, and refused with its first bytes: nobody was told its address, and it would take a place for a day
    if (made !== undefined && !answer.headers.has('location')) {
      await this.guard('an upload without an address was not deleted', () => this.discard(made));
    }
    return answer;
  }

  /** Made with the first request: a store on a read-only disk is served as it is. */
  private async tus(): Promise<Server> {
    if (this.server) return this.server;
    await makeFolder(this.incoming);
    this.server ??= new Server({
      path: UPLOADS_PATH,
      datastore: new ReceivedFiles(this.incoming, EXPIRE_MS, this.states, (id) => this.discard(id)),
      relativeLocation: true,
      maxSize: this.config.uploadBytes,
      namingFunction: (request) => {
        const id = randomBytes(16).toString('hex');
        this.named.set(request, id);
        return id;
      },
      onUploadCreate: (request, upload) => this.admit(upload, senderOf(request)),
      onResponseError: tusFault,
      onUploadFinish: (request, upload) => this.complete(upload, senderOf(request).key),
    });
    return this.server;
  }

  /** Ends what is being read; it is read again at the next start. */
  async close(): Promise<void> {
    this.isClosing = true;
    clearInterval(this.timer);
    await this.started;
    for (const { ender } of this.running.values()) ender.abort(new EndedError());
    await Promise.all(this.inLine);
  }

  /** Ends the indexing of an upload and deletes it. */
  async cancel(id: string): Promise<void> {
    await this.discard(id);
  }

  /** Called before an upload is made: what cannot be read later is refused now. */
  private async admit(upload: Upload, { access }: Sender): Promise<{ metadata: Record<string, string | null> }> {
    const metadata = upload.metadata ?? {};
    const fileName = cleanName(metadata.filename ?? '');
    if (fileName === '') throw refusal(400, 'Upload-Metadata: expected a filename');
    const use = metadata.use?.trim() || null;
    const isPoints = isPointFile(fileName, use);
    const extensions = use === 'points' ? [...POINT_EXTENSIONS, '.zip'] : [...IMPORT_EXTENSIONS, ...POINT_EXTENSIONS];
    if (!isPoints && (use === 'points' || !IMPORT_EXTENSIONS.includes(extname(fileName).toLowerCase()))) {
      const seen = extname(fileName) || 'none';
      throw refusal(415, `file extension: expected one of ${extensions.join(' ')}, seen ${seen}`);
    }
    const options = optionsOf(isPoints ? { ...metadata, use: null } : metadata);
    if (isPoints && options.datetime?.includes('..')) {
      throw refusal(400, 'Upload-Metadata: datetime: expected a date, or two with a slash between');
    }
    await this.started;
    const owner = access?.owner ?? null;
    await this.makeRoom(upload.size ?? 0, owner);
    if (isPoints) {
      await this.makeRoomForPoints(upload.size ?? 0);
      await this.points.assertRoom(upload.size ?? 0).catch(refuseLimit);
    }
    await this.states.write({
      id: upload.id,
      state: 'receiving',
      fileName,
      sizeBytes: upload.size ?? null,
      use: isPoints ? 'points' : options.use,
      options,
      access,
      created: new Date().toISOString(),
      attempts: 0,
      problem: null,
    });
    return { metadata };
  }

  /** What a user has sent stays until he deletes it; on a server without accounts the oldest finished one makes room. */
  private async makeRoom(sizeBytes: number, owner: string | null): Promise<void> {
    await this.expire();
    const states = (await this.states.list()).filter((state) => ownerOf(state) === owner);
    const surplus = states.length + 1 - this.config.maxUploads;
    if (owner !== null && surplus > 0) {
      throw refusal(
        413,
        `uploads: expected at most ${this.config.maxUploads} a user, seen ${states.length + 1}: delete some`,
      );
    }
    if (owner !== null) {
      const total = sizeBytes + states.reduce((sum, one) => sum + (one.sizeBytes ?? 0), 0);
      const limit = this.config.userUploadBytes;
      if (total > limit)
        throw refusal(413, `your uploads: expected at most ${limit} bytes, seen ${total}: delete some`);
    }
    const settled = states.filter(({ state }) => state === 'ready' || state === 'failed');
    if (surplus > settled.length) throw refusal(503, `${states.length} uploads are on their way; try again later`);
    for (const { id } of settled.slice(0, Math.max(0, surplus))) await this.discard(id);
    const { bavail, bsize } = await statfs(this.dir);
    if (sizeBytes + SPARE_BYTES > bavail * bsize)
      throw refusal(413, `the file has ${sizeBytes} bytes, the disk has less room`);
  }

  /** Points are kept up to a number of bytes, all users' together: only what is nobody's makes room. */
  private async makeRoomForPoints(sizeBytes: number): Promise<void> {
    const points = (await this.states.list()).filter(({ use }) => use === 'points');
    let total = sizeBytes + points.reduce((sum, one) => sum + (one.sizeBytes ?? 0), 0);
    for (const one of points) {
      const { id, state, sizeBytes: bytes } = one;
      if (total <= this.config.uploadTotalBytes) return;
      if (ownerOf(one) !== null || (state !== 'ready' && state !== 'failed')) continue;
      await this.discard(id);
      total -= bytes ?? 0;
    }
    if (total <= this.config.uploadTotalBytes) return;
    throw refusal(
      413,
      `uploaded points may take ${this.config.uploadTotalBytes} bytes together, with this file ${total}`,
    );
  }

  /** Called when the last byte is there; the answer does not wait for the reading. */
  private async complete({ id, size }: Upload, owner: string | null): Promise<Record<string, never>> {
    const state = await this.states.read(id);
    if (state?.state !== 'receiving') return {};
    const parsing: UploadState = {
      ...state,
      state: 'parsing',
      sizeBytes: size ?? (await stat(join(this.incoming, id))).size,
    };
    await this.states.write(parsing);
    this.enqueue(parsing, owner);
    return {};
  }

  private enqueue(state: UploadState, owner: string | null): void {
    const line = state.use === 'points' ? 'index' : 'read';
    const reading: Reading = { ender: new AbortController(), done: null };
    if (line === 'index') this.jobs.add(state.id, owner);
    this.running.set(state.id, reading);
    const work = async () => {
      reading.done = this.guard('an upload was not settled', () => this.read(state, reading.ender.signal));
      await reading.done;
      if (this.running.get(state.id) === reading) this.running.delete(state.id);
    };
    const done = this.lines[line].run(work, undefined, owner ?? '').finally(() => this.inLine.delete(done));
    this.inLine.add(done);
  }

  private async read(state: UploadState, ended: AbortSignal): Promise<void> {
    if (ended.aborted) return;
    if (state.attempts >= MAX_ATTEMPTS) {
      await this.settle(state, {
        code: 'INTERNAL',
        message: `reading the file was begun ${state.attempts} times and never ended`,
      });
      return;
    }
    await this.states.write({ ...state, attempts: state.attempts + 1 });
    const limitMs = state.use === 'points' ? this.config.indexMs : this.config.uploadReadMs;
    const timeout = AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([ended, timeout]);
    try {
      const become = state.use === 'points' ? this.indexPoints(state, signal) : this.importFile(state, signal);
      const part = await become;
      // deleted, or closing, while the last answer came: what is written here would stay
      if (ended.aborted) throw ended.reason;
      await this.settle({ ...state, ...part }, null);
    } catch (error) {
      if (ended.aborted) {
        await this.states.write(state);
        return;
      }
      await this.settle(state, this.problemOf(error, timeout.aborted ? limitMs : null));
    } finally {
      if (state.use !== 'points') await this.removeScratch();
    }
  }

  private async importFile(state: UploadState, signal: AbortSignal): Promise<Pick<UploadState, 'use'>> {
    const { id, fileName, options } = state;
    const { storeDir } = this.config;
    if (state.access) await setUploadAccess(storeDir, id, state.access);
    const input = { storeDir, id, path: join(this.incoming, id), fileName, options, scratchDir: this.dir };
    const output = await this.pool.run('import-upload', input, { signal });
    if (output.kind === 'areas' && !signal.aborted) await this.states.writeAreas(id, output.areas);
    return { use: output.kind };
  }

  private async indexPoints(state: UploadState, signal: AbortSignal): Promise<Pick<UploadState, 'rejected'>> {
    const { id } = state;
    this.jobs.start(id);
    const path = join(this.incoming, id);
    const rejected = await this.points.index(state, path, signal, (p) => this.jobs.progress(id, p));
    return rejected.length > 0 ? { rejected } : {};
  }

  private async settle(state: UploadState, problem: UploadState['problem']): Promise<void> {
    try {
      await this.states.write({ ...state, state: problem ? 'failed' : 'ready', problem });
    } finally {
      // a disk that takes no state is no reason for a job without an end: the next start reads the file again
      this.jobs.finish(state.id, problem?.code ?? null);
    }
    await removeReceived(this.config.storeDir, state.id);
  }

  /** @param lateMs the time that it had, when that is over */
  private problemOf(error: unknown, lateMs: number | null): Problem {
    if (lateMs !== null) return { code: 'TIMEOUT', message: `reading the file took more than ${lateMs / 1000} s` };
    if (error instanceof RejectedError) return { code: error.rejected.code, message: error.message };
    const known = storageFault(error);
    if (known instanceof WorkerLostError && known.wasMemory) return TOO_LARGE;
    if (known instanceof TengunError) return { code: known.code, message: known.message };
    const { message } = error as { message?: unknown };
    if (/allocation failed|Invalid (typed )?array length/i.test(String(message))) return TOO_LARGE;
    this.onFault(error, 'an upload could not be read');
    return { code: 'INTERNAL', message: 'the file could not be read; the server’s log has the reason' };
  }

  /** Ends the reading and deletes everything that came of it. */
  private async discard(id: string): Promise<void> {
    const reading = this.running.get(id);
    reading?.ender.abort(new EndedError());
    this.jobs.dismiss(id);
    // one that still waits in line finds itself ended when its turn comes
    await reading?.done;
    await this.points.remove(id);
    await removeUpload(this.config.storeDir, id);
  }

  private async resume(): Promise<void> {
    await this.removeScratch();
    await this.points.tidy();
    await this.expire();
    for (const state of await this.states.list()) {
      if (state.state === 'parsing') this.enqueue(state, ownerOf(state) === null ? null : `user ${ownerOf(state)}`);
      // a server that died between settling and deleting
      else if (state.state !== 'receiving') await removeReceived(this.config.storeDir, state.id);
    }
  }

  private async expire(): Promise<void> {
    if (this.isClosing) return;
    const limit = Date.now() - EXPIRE_MS;
    for (const { id, state, created } of await this.states.list()) {
      if (state === 'receiving' && Date.parse(created) < limit) await this.discard(id);
    }
  }

  /** A thread that was ended leaves its unpacked zip behind. */
  private async removeScratch(): Promise<void> {
    const names = await readdir(this.dir).catch(() => []);
    for (const name of names) {
      if (name.startsWith(SCRATCH_PREFIX)) await rm(join(this.dir, name), { recursive: true, force: true });
    }
  }

  private async guard(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.onFault(error, what);
    }
  }
}

/** An answer as tus expects its errors. */
function refusal(status_code: number, body: string): Error {
  return Object.assign(new Error(body), { status_code, body });
}

function refuseLimit(error: unknown): never {
  throw error instanceof LimitError ? refusal(413, error.message) : error;
}

/** The last part of a path, without characters that no name needs. */
function cleanName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return basename(name.replaceAll('\\', '/').replace(/[\u0000-\u001f\u007f]/g, ''))
    .trim()
    .slice(-200);
}

function optionsOf(metadata: Readonly<Record<string, string | null>>): ImportOptions {
  try {
    return parseImportOptions(metadata);
  } catch (error) {
    if (error instanceof TengunError) throw refusal(400, `Upload-Metadata: ${error.message}`);
    throw error;
  }
}
