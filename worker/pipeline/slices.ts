/** Parts of temporary files that are read as one. */
import { closeSync, openSync, readSync } from 'node:fs';
import { threadScratch } from '../scratch.ts';

export interface Slice {
  readonly path: string;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** The bytes of all slices, one after the other, in the thread's scratch buffer `records`. */
export function readSlices(slices: readonly Slice[]): Uint8Array {
  const out = threadScratch.bytes(
    'records',
    slices.reduce((sum, slice) => sum + slice.byteLength, 0),
  );
  let at = 0;
  for (const { path, byteOffset, byteLength } of slices) {
    const file = openSync(path, 'r');
    try {
      for (let done = 0; done < byteLength; ) {
        const bytes = readSync(file, out, at + done, byteLength - done, byteOffset + done);
        if (bytes === 0) throw new Error(`temporary file ${path} is shorter than ${byteOffset + byteLength} bytes`);
        done += bytes;
      }
    } finally {
      closeSync(file);
    }
    at += byteLength;
  }
  return out;
}
