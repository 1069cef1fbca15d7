/** Pictures of projects as files, named by their sha256: no name that a user gave ever becomes a path. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFile } from '#worker/digest-file.ts';
import { isErrno, makeFolder, writeFileAtomic } from '#worker/store/atomic-file.ts';
import { problem } from '../errors.ts';
import { pictureKind } from './picture-kind.ts';
import type { Picture } from './repository.ts';

const SHA256 = /^[0-9a-f]{64}$/;
/** A picture without an entry is kept this long: its entry may be on its way. */
const ORPHAN_MS = 3_600_000;

export class PictureFiles {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @throws {HttpProblem} UNSUPPORTED_MEDIA_TYPE, LIMIT */
  async keep(bytes: Buffer): Promise<Picture> {
    const { type, widthPx, heightPx } = pictureKind(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await makeFolder(this.#dir, 0o700);
    if (!(await this.#refresh(sha256))) await writeFileAtomic(this.#path(sha256), bytes);
    return { sha256, type, sizeBytes: bytes.length, widthPx, heightPx };
  }

  async has(sha256: string): Promise<boolean> {
    return (
      SHA256.test(sha256) &&
      (await stat(this.#path(sha256)).then(
        (found) => found.isFile(),
        () => false,
      ))
    );
  }

  /**
   * Whether the picture is there, whole. It counts as new then: its entry may be on its way, and a tidying at this moment leaves it.
   */
  async #refresh(sha256: string): Promise<boolean> {
    try {
      const path = this.#path(sha256);
      if ((await digestFile(path)).sha256 !== sha256) return false;
      await utimes(path, new Date(), new Date());
      return true;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** @throws {HttpProblem} NOT_FOUND */
  async read({ sha256 }: Pick<Picture, 'sha256'>): Promise<Buffer> {
    try {
      return await readFile(this.#path(sha256));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw problem('NOT_FOUND', `the file of the picture ${sha256} is gone`);
      throw error;
    }
  }

  /** Removes files that no entry refers to, but new ones. */
  async sweep(isUsed: (sha256: string) => boolean, now = Date.now()): Promise<void> {
    const names = await readdir(this.#dir).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    });
    for (const name of names) {
      const path = join(this.#dir, name);
      const found = await stat(path).catch(() => null);
      if (!found?.isFile() || found.mtimeMs > now - ORPHAN_MS) continue;
      if (!SHA256.test(name) || !isUsed(name)) await rm(path, { force: true });
    }
  }

  #path(sha256: string): string {
    if (!SHA256.test(sha256)) throw problem('NOT_FOUND', 'expected a sha256');
    return join(this.#dir, sha256);
  }
}
