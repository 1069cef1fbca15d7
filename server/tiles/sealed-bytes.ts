/**
 * Bytes with a checksum behind them. Files of the cache are not flushed: after a power cut one may have its name and length, and zeros in
 * it. A file whose seal does not fit is none.
 */
import { crc32 } from 'node:zlib';

/** `TGs1`, then the CRC-32 of what stands before, little-endian. */
const MARK = 0x31_73_47_54;
export const SEAL_BYTES = 8;

export function sealOf(bytes: Uint8Array): Uint8Array {
  const seal = Buffer.alloc(SEAL_BYTES);
  seal.writeUInt32LE(MARK, 0);
  seal.writeUInt32LE(crc32(bytes), 4);
  return seal;
}

/** What was sealed, without a copy; null when the seal does not fit. */
export function unsealed(file: Uint8Array): Uint8Array | null {
  const end = file.length - SEAL_BYTES;
  if (end < 0) return null;
  const view = new DataView(file.buffer, file.byteOffset + end, SEAL_BYTES);
  const bytes = file.subarray(0, end);
  return view.getUint32(0, true) === MARK && view.getUint32(4, true) === crc32(bytes) ? bytes : null;
}
