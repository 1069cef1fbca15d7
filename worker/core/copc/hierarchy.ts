/** Hierarchy pages: 32-byte entries that say where each node's chunk, or the page with its subtree, stands. Source: COPC 1.0. */
import { ByteReader, ByteWriter } from '../binary/byte-cursor.ts';
import { FormatError } from '../errors.ts';
import { MAX_DEPTH, type VoxelKey } from './voxel-key.ts';

export const ENTRY_BYTES = 32;

export interface HierarchyEntry {
  readonly key: VoxelKey;
  readonly offset: number;
  readonly byteSize: number;
  /** Above 0: a chunk; 0: a node without points; -1: `offset` and `byteSize` give a child page. */
  readonly pointCount: number;
}

/** @throws {FormatError} when the page is no multiple of 32 bytes or holds a key outside its depth */
export function parseHierarchyPage(bytes: Uint8Array, fileOffset: number): HierarchyEntry[] {
  if (bytes.length % ENTRY_BYTES !== 0) {
    throw new FormatError(`hierarchy page: expected a multiple of ${ENTRY_BYTES} bytes, seen ${bytes.length}`, {
      offset: fileOffset,
      actual: bytes.length,
    });
  }
  const reader = new ByteReader(bytes, fileOffset);
  const entries: HierarchyEntry[] = [];
  for (let i = 0; i < bytes.length / ENTRY_BYTES; i++) {
    const key: VoxelKey = [reader.i32(), reader.i32(), reader.i32(), reader.i32()];
    const side = 2 ** key[0];
    if (key[0] < 0 || key[0] > MAX_DEPTH || key.slice(1).some((v) => v < 0 || v >= side)) {
      throw new FormatError(`hierarchy entry ${i}: key ${key.join('-')} is outside its depth`, {
        offset: fileOffset + i * ENTRY_BYTES,
      });
    }
    entries.push({ key, offset: reader.u64(), byteSize: reader.i32(), pointCount: reader.i32() });
  }
  return entries;
}

export function writeHierarchyPage(entries: readonly HierarchyEntry[]): Uint8Array {
  const w = new ByteWriter(entries.length * ENTRY_BYTES);
  for (const { key, offset, byteSize, pointCount } of entries) {
    for (const part of key) w.i32(part);
    w.u64(offset).i32(byteSize).i32(pointCount);
  }
  return w.bytes;
}
