/**
 * Uploaded point files: each is indexed by a process of its own into a store of its own beside the bytes, and moves into the store
 * as a whole when it is done. Nothing of it is seen before that, and what was interrupted is a folder that nobody names.
 */
import { mkdir, mkdtemp, readdir, rm, statfs, symlink } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { LimitError, RequestError } from '#core/errors.ts';
import type { IndexReport } from '#worker/pipeline/index-delivery.ts';
import { type IndexingProgress, indexInProcess } from '#worker/pipeline/index-process.ts';
import { DEFAULT_SURFACE_CELL_M } from '#worker/products/make-products.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import type { Config } from '../config.ts';
import type { RejectedFile, UploadState } from './upload-state.ts';

export const POINT_EXTENSIONS: readonly string[] = ['.las', '.laz'];
/** Point files of a zip. */
const MAX_FILES = 200;
/** Bytes of a file name, with what the store may add. */
const MAX_NAME_BYTES = 240;
/** Disk that a file takes beside itself while it is indexed: the result, at least. The indexer reckons exactly. */
const DISK_SHARE = 2;

type PointConfig = Pick<Config, 'storeDir' | 'threads' | 'uploadBytes' | 'uploadPoints' | 'indexMemoryBytes'>;

/** Random, as the upload's id is: who knows it may see the points, and no list tells it. */
export const collectionOf = (uploadId: string): string => `upload-${uploadId}`;

/** Whether it is a file of points by its name, and by what its user says; a zip is one only when he says so. */
export function isPointFile(fileName: string, use: string | null): boolean {
  const extension = extname(fileName).toLowerCase();
  const isPoints = POINT_EXTENSIONS.includes(extension);
  if (use === 'points') return isPoints || extension === '.zip';
  return isPoints && use === null;
}

export class PointFiles {
  private readonly config: PointConfig;
  private readonly stageDir: string;
  private readonly store: Store;

  /** @param dir folder of the uploads: in the file system of the store */
  constructor(config: PointConfig, dir: string) {
    this.config = config;
    this.stageDir = join(dir, 'stage');
    this.store = openStore(config.storeDir);
  }

  /** @throws {LimitError} when the disk has no room to index so many bytes */
  async assertRoom(sizeBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.config.storeDir);
    const [limit, actual] = [bavail * bsize, DISK_SHARE * sizeBytes];
    if (actual <= limit) return;
    throw new LimitError(`indexing a file of ${sizeBytes} bytes takes ${actual} on the disk, ${limit} are free`, {
      limit,
      actual,
    });
  }

  /**
   * Indexes the bytes of an upload; when this resolves the collection is there, whole.
   * @returns the files that could not be indexed, where others could
   * @throws {TengunError} as the indexer says it of the file, or of the first of several when none could be indexed; the signal's
   *   reason
   */
  async index(
    state: UploadState,
    path: string,
    signal: AbortSignal,
    onProgress: (progress: IndexingProgress) => void,
  ): Promise<RejectedFile[]> {
    const collection = collectionOf(state.id);
    // a server that died between the last two steps has it already
    if (await this.has(state.id)) return [];
    await mkdir(this.stageDir, { recursive: true });
    const stage = await mkdtemp(join(this.stageDir, `${state.id}-`));
    try {
      await mkdir(join(stage, 'source'));
      const source = join(stage, 'source', shortened(state.fileName));
      await symlink(resolve(path), source);
      const { threads, uploadPoints, uploadBytes, indexMemoryBytes } = this.config;
      const storeDir = join(stage, 'store');
      const report = await indexInProcess(
        {
          source,
          storeDir,
          options: optionsOf(state),
          threads,
          maxMemoryBytes: indexMemoryBytes,
          maxPoints: uploadPoints,
          maxFiles: MAX_FILES,
          maxUnpackedBytes: uploadBytes,
        },
        { signal, onProgress },
      );
      const rejected = rejectedOf(report);
      const [first] = rejected;
      if (first && rejected.length === report.items.length) throw new RejectedError(first);
      signal.throwIfAborted();
      // before anybody can see it
      if (state.access) await openStore(storeDir).setAccess(collection, state.access);
      await this.store.adoptCollection(storeDir, collection);
      return rejected;
    } finally {
      await remove(stage);
    }
  }

  async has(id: string): Promise<boolean> {
    return await this.store.getCollection(collectionOf(id)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RequestError && error.code === 'NOT_FOUND') return false;
        throw error;
      },
    );
  }

  /** Deletes the collection, and what processes have made of it (`upload-…-ground`). */
  async remove(id: string): Promise<void> {
    const collection = collectionOf(id);
    const names = await readdir(this.config.storeDir).catch(() => []);
    for (const name of names) {
      if (name === collection || name.startsWith(`${collection}-`)) await this.store.removeCollection(name);
    }
  }

  /** What a server that died has left. */
  async tidy(): Promise<void> {
    for (const name of await readdir(this.stageDir).catch(() => [])) await remove(join(this.stageDir, name));
  }
}

/** What the indexer said of a file. */
export class RejectedError extends Error {
  readonly rejected: RejectedFile;

  constructor(rejected: RejectedFile) {
    super(rejected.message);
    this.rejected = rejected;
  }
}

function rejectedOf({ items }: IndexReport): RejectedFile[] {
  return items.flatMap(({ source, verdict, code, reason }) =>
    verdict === 'rejected' ? [{ source, code: code ?? 'FORMAT', message: reason ?? 'it could not be read' }] : [],
  );
}

function optionsOf({ id, fileName, options }: UploadState) {
  const { crs, verticalDatum, datetime, accuracyM } = options;
  return {
    collection: collectionOf(id),
    title: fileName,
    visibility: 'unlisted' as const,
    surfaceCellM: DEFAULT_SURFACE_CELL_M,
    ...(crs === null ? {} : { crs }),
    ...(verticalDatum === null ? {} : { verticalDatum }),
    ...(datetime === null ? {} : { datetime: timesOf(datetime) }),
    ...(accuracyM === null ? {} : { accuracyM }),
  };
}

/** A date, or two with a slash between; half-open intervals are refused when the upload begins. */
function timesOf(text: string): string | readonly [string, string] {
  const [start, end] = text.split('/');
  return end === undefined ? start! : [start!, end];
}

/** A name that a file may have: its end stays, for the extension. */
function shortened(name: string): string {
  let kept = name;
  while (Buffer.byteLength(kept) > MAX_NAME_BYTES) kept = kept.slice(1);
  // half of a character may be left at the cut
  return kept.replace(/^[\udc00-\udfff]/, '');
}

/** The threads of a process that was just ended may still be writing their last file. */
const remove = (dir: string) => rm(dir, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
