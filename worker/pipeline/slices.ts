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

/**
 * Slices cut into groups of at most `maxBytes`, whole records each.
 * @param recordLength bytes of a record; every slice is a multiple of it
 */
export function groupSlices(slices: readonly Slice[], maxBytes: number, recordLength: number): Slice[][] {
  const limit = Math.max(recordLength, Math.floor(maxBytes / recordLength) * recordLength);
  const groups: Slice[][] = [];
  let room = 0;
  for (const { path, byteOffset, byteLength } of slices) {
    for (let done = 0; done < byteLength; ) {
      if (room === 0) {
        groups.push([]);
        room = limit;
      }
      const bytes = Math.min(room, byteLength - done);
      groups.at(-1)!.push({ path, byteOffset: byteOffset + done, byteLength: bytes });
      done += bytes;
      room -= bytes;
    }
  }
  return groups;
}
