/** Results that are files, on disk for as long as their jobs are kept. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CompanionText, DiskFileResult, FileResult } from '#worker/file-result.ts';
import type { ResultRoom } from '../processes/process-runner.ts';

const FOLDER = 'results';
/** Jobs are kept for an hour: what is older was left behind by a server that did not close. */
const LEFT_BEHIND_MS = 24 * 3_600_000;
const TEXT_TYPE = 'text/plain; charset=utf-8';
const REMOVE = { recursive: true, force: true, maxRetries: 8, retryDelay: 50 } as const;

export interface ResultFile {
  readonly path: string;
  /** Strong, with quotes. */
  readonly etag: string;
  readonly mediaType: string;
  readonly fileName: string;
  readonly title: string;
  readonly sizeBytes: number;
  /** What goes with a large file. */
  readonly parcel?: ResultParcel;
}

/** A file with its checksums and texts, in a folder of its own. */
export interface ResultParcel {
  readonly folder: string;
  readonly sha256: string;
  readonly crc32: number;
  readonly companions: readonly CompanionText[];
  readonly summary: DiskFileResult['summary'];
}

/** The folder of one execution. It belongs to the file once that is kept; else it has to be discarded. */
export interface OwnRoom extends ResultRoom {
  discard(): Promise<void>;
}

export class ResultFiles {
  readonly #root: string;
  readonly #dir: string;
  readonly #onFault: (error: unknown) => void;
  #ready: Promise<void> | null = null;

  /** @param onFault a file that cannot be removed does no harm but takes room */
  constructor(cacheDir: string, onFault: (error: unknown) => void) {
    this.#root = join(cacheDir, FOLDER);
    // a folder of its own: servers may share their cache
    this.#dir = join(this.#root, randomUUID());
    this.#onFault = onFault;
  }

  async save({ bytes, mediaType, fileName, title, companions }: FileResult): Promise<ResultFile> {
    const own = join(this.#dir, randomUUID());
    const facts = { etag: bytesTag(bytes), mediaType, fileName, title, sizeBytes: bytes.length };
    if (!companions) {
      this.#ready ??= this.#prepare();
      await this.#ready;
      await writeFile(own, bytes);
      return { ...facts, path: own };
    }
    const folder = await this.#makeFolder(own);
    const path = join(folder, fileName);
    await writeFile(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const checksum = { fileName: `${fileName}.sha256`, mediaType: TEXT_TYPE, text: `${sha256}  ${fileName}\n` };
    const parcel = { folder, sha256, crc32: crc32(bytes), companions: [...companions, checksum], summary: {} };
    return { ...facts, path, parcel };
  }

  /** A folder that is made when somebody asks for it. */
  room(): OwnRoom {
    const path = join(this.#dir, randomUUID());
    let made: Promise<string> | null = null;
    return {
      folder: () => {
        made ??= this.#makeFolder(path);
        return made;
      },
      discard: async () => {
        await made?.catch(() => undefined);
        // a thread that was just ended may still be writing its last file
        if (made) await rm(path, REMOVE).catch(this.#onFault);
      },
    };
  }

  /** Takes over a file that an execution made in its room. */
  async keep(result: DiskFileResult, room: OwnRoom): Promise<ResultFile> {
    const { path, mediaType, fileName, title, sizeBytes, sha256, crc32, companions, summary } = result;
    const parcel = { folder: await room.folder(), sha256, crc32, companions, summary };
    return { path, etag: `"${sha256.slice(0, 32)}"`, mediaType, fileName, title, sizeBytes, parcel };
  }

  remove({ path, parcel }: ResultFile): void {
    rm(parcel?.folder ?? path, REMOVE).catch(this.#onFault);
  }

  async close(): Promise<void> {
    await rm(this.#dir, REMOVE).catch(this.#onFault);
  }

  async #makeFolder(path: string): Promise<string> {
    this.#ready ??= this.#prepare();
    await this.#ready;
    await mkdir(path);
    return path;
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
    for (const name of await readdir(this.#root)) {
      const path = join(this.#root, name);
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > LEFT_BEHIND_MS) await rm(path, { recursive: true, force: true }).catch(this.#onFault);
    }
  }
}

/** Strong, with quotes. */
export function bytesTag(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
}
