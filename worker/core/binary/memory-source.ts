import { FormatError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

/** A ByteSource over bytes in memory. Reads are views, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    async read(begin, end, signal) {
      signal?.throwIfAborted();
      if (begin < 0 || end < begin || end > bytes.length) {
        throw new FormatError(`bytes ${begin} to ${end} do not lie in ${bytes.length} bytes`, {
          offset: begin,
          expected: bytes.length,
          actual: end,
        });
      }
      return bytes.subarray(begin, end);
    },
  };
}
