/** Where every chunk of a LAZ file stands: chunk table, header and VLR brought together and checked. */
import type { ByteSource, CancelSignal } from '../binary/byte-source.ts';
import { FormatError, LimitError } from '../errors.ts';
import { MAX_CHUNK_RECORD_BYTES } from './chunk-codec.ts';
import {
  CHUNK_TABLE_HEADER_BYTES,
  CHUNK_TABLE_MAX_ENTRY_BYTES,
  type ChunkTable,
  parseChunkTable,
  parseChunkTableHeader,
} from './chunk-table.ts';
import { type LaszipVlr, VARIABLE_CHUNK_SIZE } from './laszip-vlr.ts';

export interface LazChunk {
  /** Position in the file. */
  readonly byteOffset: number;
  readonly byteSize: number;
  readonly pointCount: number;
  /** Index of its first point in the file. */
  readonly firstPoint: number;
}

export interface LazData {
  /** The header's offset to the point data: where the 8-byte position of the chunk table stands. */
  readonly offsetToPointData: number;
  readonly pointCount: number;
  readonly laszip: LaszipVlr;
}

const TABLE_POINTER_BYTES = 8;
/** 400 billion points in chunks of the usual size; a table of more is not read into memory. */
const MAX_CHUNKS = 2 ** 23;

/**
 * @returns the chunks in file order; none for a file without points
 * @throws {FormatError} when the table is missing, ends early, or contradicts header or file size. Nothing is allocated
 *   for what a header merely promises: the number of chunks is bounded by the size of the file.
 * @throws {LimitError} when the table names more than 8 million chunks, or one of more than 1 GiB
 */
export async function readChunkIndex(source: ByteSource, data: LazData, signal?: CancelSignal): Promise<LazChunk[]> {
  if (data.pointCount === 0) return [];
  const chunksBegin = data.offsetToPointData + TABLE_POINTER_BYTES;
  const tableOffset = await findTable(source, data.offsetToPointData, signal);
  const table = await readTable(source, data, tableOffset, signal);
  // a table in front of its chunks is possible, though no writer is known to do it
  const chunksEnd = tableOffset > data.offsetToPointData ? tableOffset : source.sizeBytes;
  const counts = pointCounts(table, data, tableOffset);
  const chunks: LazChunk[] = [];
  let byteOffset = chunksBegin;
  let firstPoint = 0;
  for (let i = 0; i < table.byteSizes.length; i++) {
    const byteSize = table.byteSizes[i]!;
    const pointCount = counts(i);
    if (byteOffset + byteSize > chunksEnd) {
      throw new FormatError(
        `chunk ${i}: bytes ${byteOffset} to ${byteOffset + byteSize} leave the point data, which end at ${chunksEnd}`,
        { offset: byteOffset, expected: chunksEnd, actual: byteOffset + byteSize },
      );
    }
    if (byteSize > MAX_CHUNK_RECORD_BYTES) {
      throw new LimitError(`chunk ${i}: expected at most ${MAX_CHUNK_RECORD_BYTES} bytes, seen ${byteSize}`, {
        limit: MAX_CHUNK_RECORD_BYTES,
        actual: byteSize,
      });
    }
    if (pointCount > 0) chunks.push({ byteOffset, byteSize, pointCount, firstPoint });
    byteOffset += byteSize;
    firstPoint += pointCount;
  }
  if (firstPoint !== data.pointCount) {
    throw new FormatError(`the chunks hold ${firstPoint} points, the header says ${data.pointCount}`, {
      offset: tableOffset,
      expected: data.pointCount,
      actual: firstPoint,
    });
  }
  return chunks;
}

/** Position of the chunk table: before the first chunk or, when a writer could not go back (-1), at the file's end. */
async function findTable(source: ByteSource, offsetToPointData: number, signal?: CancelSignal): Promise<number> {
  const begin = offsetToPointData + TABLE_POINTER_BYTES;
  if (begin + CHUNK_TABLE_HEADER_BYTES > source.sizeBytes) {
    throw new FormatError(
      `point data at ${offsetToPointData} leave no room for a chunk table in ${source.sizeBytes} bytes`,
      {
        offset: offsetToPointData,
        expected: begin + CHUNK_TABLE_HEADER_BYTES,
        actual: source.sizeBytes,
      },
    );
  }
  let pointer = await readInt64(source, offsetToPointData, signal);
  if (pointer === -1) pointer = await readInt64(source, source.sizeBytes - TABLE_POINTER_BYTES, signal);
  if (pointer < 0 || pointer === 0) {
    throw new FormatError('the file has no chunk table: it was not finished by its writer', {
      offset: offsetToPointData,
      expected: 'a position',
      actual: pointer,
    });
  }
  if (pointer > source.sizeBytes - CHUNK_TABLE_HEADER_BYTES) {
    throw new FormatError(`the chunk table should stand at ${pointer}, the file ends at ${source.sizeBytes}`, {
      offset: offsetToPointData,
      expected: pointer,
      actual: source.sizeBytes,
    });
  }
  return pointer;
}

async function readInt64(source: ByteSource, offset: number, signal?: CancelSignal): Promise<number> {
  const bytes = await source.read(offset, offset + 8, signal);
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
}

async function readTable(
  source: ByteSource,
  { laszip, offsetToPointData }: LazData,
  offset: number,
  signal?: CancelSignal,
): Promise<ChunkTable> {
  const recordBytes = laszip.items.reduce((sum, item) => sum + item.sizeBytes, 0);
  const dataBytes = Math.max(source.sizeBytes - offsetToPointData - TABLE_POINTER_BYTES, 0);
  const bounds = {
    variable: laszip.chunkSize === VARIABLE_CHUNK_SIZE,
    // a chunk with points begins with a whole record; one more for an empty chunk that some writers end with
    maxChunkCount: Math.floor(dataBytes / Math.max(recordBytes, 1)) + 1,
    offset,
  };
  const header = await source.read(offset, offset + CHUNK_TABLE_HEADER_BYTES, signal);
  const chunkCount = parseChunkTableHeader(header, bounds);
  if (chunkCount > MAX_CHUNKS) {
    throw new LimitError(`chunk table: expected at most ${MAX_CHUNKS} chunks, seen ${chunkCount}`, {
      limit: MAX_CHUNKS,
      actual: chunkCount,
    });
  }
  const longest = CHUNK_TABLE_HEADER_BYTES + (chunkCount + 1) * CHUNK_TABLE_MAX_ENTRY_BYTES;
  const bytes = await source.read(offset, Math.min(source.sizeBytes, offset + longest), signal);
  return parseChunkTable(bytes, bounds);
}

/** Point count of each chunk: the table's own, or the VLR's chunk size with the rest in the last chunk. */
function pointCounts(table: ChunkTable, { laszip, pointCount }: LazData, tableOffset: number): (i: number) => number {
  const { pointCounts: counts } = table;
  if (counts) return (i) => counts[i]!;
  const needed = Math.ceil(pointCount / laszip.chunkSize);
  if (table.byteSizes.length < needed) {
    throw new FormatError(
      `${pointCount} points in chunks of ${laszip.chunkSize} need ${needed} chunks, the table has ${table.byteSizes.length}`,
      { offset: tableOffset + 4, expected: needed, actual: table.byteSizes.length },
    );
  }
  return (i) => Math.max(0, Math.min(laszip.chunkSize, pointCount - i * laszip.chunkSize));
}
