/** A file of the user as a source of bytes: only the asked range is ever in memory. */
import type { ByteSource } from '#core/binary/byte-source.ts';
import { FormatError } from '#core/errors.ts';

export function blobSource(blob: Blob): ByteSource {
  return {
    sizeBytes: blob.size,
    async read(begin, end, signal) {
      signal?.throwIfAborted();
      if (begin < 0 || end < begin || end > blob.size) {
        throw new FormatError(`bytes ${begin} to ${end} do not lie in ${blob.size} bytes`, {
          offset: begin,
          expected: blob.size,
          actual: end,
        });
      }
      return new Uint8Array(await blob.slice(begin, end).arrayBuffer());
    },
  };
}
