/** A ByteSource over a file on disk. */
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '#core/binary/byte-source.ts';
import { FormatError } from '#core/errors.ts';

export interface FileSource extends ByteSource, AsyncDisposable {
  /** Fills `target` with the bytes from `begin` on. */
  readInto(target: Uint8Array, begin: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file for reading by ranges; close it, or declare it with `await using`. */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    sizeBytes: size,
    read: (begin, end, signal) => {
      signal?.throwIfAborted();
      return readRange(file, begin, end, size);
    },
    readInto: (target, begin) => fill(file, target, begin, size),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function readRange(file: FileHandle, begin: number, end: number, sizeBytes: number): Promise<Uint8Array> {
  checkRange(begin, end, sizeBytes);
  return fill(file, new Uint8Array(end - begin), begin, sizeBytes);
}

function checkRange(begin: number, end: number, sizeBytes: number): void {
  if (begin >= 0 && end >= begin && end <= sizeBytes) return;
  throw new FormatError(`bytes ${begin} to ${end} do not lie in a file of ${sizeBytes} bytes`, {
    offset: begin,
    expected: sizeBytes,
    actual: end,
  });
}

async function fill(file: FileHandle, target: Uint8Array, begin: number, sizeBytes: number): Promise<Uint8Array> {
  checkRange(begin, begin + target.length, sizeBytes);
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, begin + done);
    if (bytesRead === 0) throw new FormatError('file became shorter while it was read', { offset: begin + done });
    done += bytesRead;
  }
  return target;
}
