/** Copies with a checksum on the way, on the disk when they are acknowledged, under their name only when they are whole. */
import { createHash } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { isErrno } from '../store/atomic-file.ts';
import { storageFault } from '../store/storage-fault.ts';

const BUFFER_BYTES = 1 << 20;

export interface CopyOptions {
  readonly signal?: AbortSignal | undefined;
  /** After each piece: its bytes. */
  readonly onBytes?: (bytes: number) => void;
}

/** @returns sha256 of what was read; mode and time are those of the source */
export async function copyWithDigest(from: string, to: string, options: CopyOptions = {}): Promise<string> {
  const part = `${to}.part`;
  const hash = createHash('sha256');
  const buffer = new Uint8Array(BUFFER_BYTES);
  try {
    await using source = await open(from, 'r');
    const { mode, mtime } = await source.stat();
    {
      await using target = await open(part, 'w', mode & 0o777);
      for (let at = 0; ; ) {
        options.signal?.throwIfAborted();
        const { bytesRead } = await source.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        for (let done = 0; done < bytesRead; ) {
          done += (await target.write(buffer, done, bytesRead - done, at + done)).bytesWritten;
        }
        at += bytesRead;
        options.onBytes?.(bytesRead);
      }
      await target.utimes(mtime, mtime);
      await target.sync();
    }
    await rename(part, to);
    return hash.digest('hex');
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw storageFault(error, basename(to));
  }
}

/** A second name for a file that is there. @returns false where the file system has none, or the file is gone */
export async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV')) return false;
    throw storageFault(error, basename(to));
  }
}
