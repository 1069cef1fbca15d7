/** Results that are files, on disk for as long as their jobs are kept. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileResult } from '#worker/file-result.ts';

const FOLDER = 'results';
/** Jobs are kept for an hour: what is older was left behind by a server that did not close. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

export interface ResultFile {
  readonly path: string;
  /** Strong, with quotes. */
  readonly etag: string;
  readonly mediaType: string;
  readonly fileName: string;
  readonly title: string;
  readonly sizeBytes: number;
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

  async save({ bytes, mediaType, fileName, title }: FileResult): Promise<ResultFile> {
    this.#ready ??= this.#prepare();
    await this.#ready;
    const path = join(this.#dir, randomUUID());
    await writeFile(path, bytes);
    return { path, etag: bytesTag(bytes), mediaType, fileName, title, sizeBytes: bytes.length };
  }

  remove({ path }: ResultFile): void {
    rm(path, { force: true }).catch(this.#onFault);
  }

  async close(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true }).catch(this.#onFault);
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
