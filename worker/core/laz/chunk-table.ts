/**
 * The chunk table at the end of LAZ data: byte size of every chunk and, in files with variable chunks, point counts.
 * u32 version 0, u32 chunk count, then both columns as differences in one arithmetic stream. Source: LASzip.
 */
import { FormatError } from '../errors.ts';
import { ArithmeticDecoder, ArithmeticEncoder } from './arithmetic-coder.ts';
import { decodeInteger, encodeInteger, IntegerModel } from './integer-coder.ts';

export const CHUNK_TABLE_HEADER_BYTES = 8;
/** What one entry can take at most: two integers of at most 2 + 2 + 4 bytes. */
export const CHUNK_TABLE_MAX_ENTRY_BYTES = 16;

export interface ChunkTable {
  readonly byteSizes: Uint32Array;
  /** Points of each chunk; null in files whose chunks all have the size that the LASzip VLR names. */
  readonly pointCounts: Uint32Array | null;
}

export interface ChunkTableBounds {
  /** Whether the table holds point counts (the VLR's chunk size is variable). */
  readonly variable: boolean;
  /** Most chunks that the file can hold; checked before anything is allocated. */
  readonly maxChunkCount: number;
  /** Where the table stands in the file, for errors. */
  readonly offset?: number;
}

/**
 * @param header the first 8 bytes of the table
 * @returns the number of chunks
 * @throws {FormatError} for another version or more chunks than `maxChunkCount`
 */
export function parseChunkTableHeader(header: Uint8Array, { maxChunkCount, offset = 0 }: ChunkTableBounds): number {
  if (header.length < CHUNK_TABLE_HEADER_BYTES) {
    throw new FormatError(`chunk table: expected ${CHUNK_TABLE_HEADER_BYTES} bytes, got ${header.length}`, {
      offset,
      expected: CHUNK_TABLE_HEADER_BYTES,
      actual: header.length,
    });
  }
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const version = view.getUint32(0, true);
  if (version !== 0) {
    throw new FormatError(`chunk table: expected version 0, got ${version}`, { offset, expected: 0, actual: version });
  }
  const chunkCount = view.getUint32(4, true);
  if (chunkCount > maxChunkCount) {
    throw new FormatError(`chunk table: ${chunkCount} chunks, the file has room for ${maxChunkCount}`, {
      offset: offset + 4,
      expected: maxChunkCount,
      actual: chunkCount,
    });
  }
  return chunkCount;
}

/**
 * @param bytes the table from its header on; what follows it does no harm
 * @throws {FormatError} when the table ends early or names more chunks than the file can hold
 */
export function parseChunkTable(bytes: Uint8Array, bounds: ChunkTableBounds): ChunkTable {
  const { variable, offset = 0 } = bounds;
  const chunkCount = parseChunkTableHeader(bytes, bounds);
  const byteSizes = new Uint32Array(chunkCount);
  const pointCounts = variable ? new Uint32Array(chunkCount) : null;
  if (chunkCount === 0) return { byteSizes, pointCounts };
  const decoder = new ArithmeticDecoder(bytes.subarray(CHUNK_TABLE_HEADER_BYTES), offset + CHUNK_TABLE_HEADER_BYTES);
  const model = new IntegerModel(32, 2);
  let points = 0;
  let size = 0;
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    if (pointCounts) {
      points = decodeInteger(decoder, model, 0, points);
      pointCounts[chunk] = points;
    }
    size = decodeInteger(decoder, model, 1, size);
    byteSizes[chunk] = size;
  }
  return { byteSizes, pointCounts };
}

/** The bytes of the table, header included. */
export function writeChunkTable({ byteSizes, pointCounts }: ChunkTable): Uint8Array {
  const encoder = new ArithmeticEncoder();
  const model = new IntegerModel(32, 2);
  for (let chunk = 0; chunk < byteSizes.length; chunk++) {
    if (pointCounts) encodeInteger(encoder, model, 0, pointCounts[chunk - 1] ?? 0, pointCounts[chunk]!);
    encodeInteger(encoder, model, 1, byteSizes[chunk - 1] ?? 0, byteSizes[chunk]!);
  }
  const coded = encoder.finish();
  const table = new Uint8Array(CHUNK_TABLE_HEADER_BYTES + coded.length);
  new DataView(table.buffer).setUint32(4, byteSizes.length, true);
  table.set(coded, CHUNK_TABLE_HEADER_BYTES);
  return table;
}
