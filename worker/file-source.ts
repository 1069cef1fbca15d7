/** A ByteSource over a file on disk. */
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '#core/binary/byte-source.ts';
import { FormatError } from '#core/errors.ts';

export interface FileSource extends ByteSource, AsyncDisposable {
  /** Fills `target` with the bytes from `begin` on. */
  readInto(target: Uint8Array, begin: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens a file for reading by ranges; close it, or declare it with `await using`.
 * @param window a part of the file that is read as if it were all
 */
export async function openFileSource(
  path: string,
  window?: { readonly begin: number; readonly end: number },
): Promise<FileSource> {
  const file = await open(path, 'r');
  const fileBytes = (await file.stat()).size;
  const first = window?.begin ?? 0;
  const size = (window?.end ?? fileBytes) - first;
  return {
    sizeBytes: size,
    read: async (begin, end, signal) => {
      signal?.throwIfAborted();
      checkRange(begin, end, size);
      return fill(file, new Uint8Array(end - begin), first + begin);
    },
    readInto: async (target, begin) => {
      checkRange(begin, begin + target.length, size);
      return fill(file, target, first + begin);
    },
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function checkRange(begin: number, end: number, sizeBytes: number): void {
  if (begin >= 0 && end >= begin && end <= sizeBytes) return;
  throw new FormatError(`bytes ${begin} to ${end} do not lie in a file of ${sizeBytes} bytes`, {
    offset: begin,
    expected: sizeBytes,
    actual: end,
  });
}

async function fill(file: FileHandle, target: Uint8Array, begin: number): Promise<Uint8Array> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, begin + done);
    if (bytesRead === 0) throw new FormatError('file became shorter while it was read', { offset: begin + done });
    done += bytesRead;
  }
  return target;
}
