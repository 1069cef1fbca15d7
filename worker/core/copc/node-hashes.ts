/**
 * A record (EVLR) that COPC files of this project carry: a hash of each node's chunk, so that a damaged node can be named
 * years later without its source. Layout: 32 bytes a node with points, in the order of the hierarchy: i32 depth, x, y, z, then
 * the first 16 bytes of the chunk's SHA-256; at the end 16 bytes of the SHA-256 of all that stands before them.
 */
import { FormatError } from '../errors.ts';
import { keyText, type VoxelKey } from './voxel-key.ts';

export const NODE_HASH_USER_ID = 'tengun';
export const NODE_HASH_RECORD_ID = 1;
export const NODE_HASH_BYTES = 16;
const ENTRY_BYTES = 32;

export interface NodeHash {
  readonly key: VoxelKey;
  readonly hash: Uint8Array;
}

/** The entries, without the closing hash, which takes a hash function. */
export function writeNodeHashes(nodes: readonly NodeHash[]): Uint8Array {
  const out = new Uint8Array(nodes.length * ENTRY_BYTES);
  const view = new DataView(out.buffer);
  nodes.forEach(({ key, hash }, i) => {
    key.forEach((part, k) => {
      view.setInt32(i * ENTRY_BYTES + 4 * k, part, true);
    });
    out.set(hash, i * ENTRY_BYTES + 16);
  });
  return out;
}

/**
 * @param entries the record without its closing hash
 * @returns key text → hash
 * @throws {FormatError} when it is no whole number of entries
 */
export function parseNodeHashes(entries: Uint8Array): Map<string, Uint8Array> {
  if (entries.length % ENTRY_BYTES !== 0) {
    const what = `record of node hashes: expected a multiple of ${ENTRY_BYTES} bytes, seen ${entries.length}`;
    throw new FormatError(what, { offset: 0, expected: ENTRY_BYTES, actual: entries.length });
  }
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  const hashes = new Map<string, Uint8Array>();
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    const part = (k: number) => view.getInt32(at + 4 * k, true);
    hashes.set(keyText([part(0), part(1), part(2), part(3)]), entries.slice(at + 16, at + ENTRY_BYTES));
  }
  return hashes;
}
