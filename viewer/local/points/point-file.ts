/** A LAS, LAZ or COPC file of the user, read through ranges of bytes: what it is, and its points chunk by chunk. */
import type { ByteSource, CancelSignal } from '#core/binary/byte-source.ts';
import { type Copc, openCopc } from '#core/copc/copc.ts';
import { COPC_USER_ID, INFO_RECORD_ID } from '#core/copc/info.ts';
import { type Crs, crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { FormatError, LimitError, TengunError } from '#core/errors.ts';
import type { LasHeader } from '#core/las/header.ts';
import { type LasFile, openLas } from '#core/las/las-file.ts';
import { findVlr } from '#core/las/vlr.ts';
import type { ChunkDecoder, ChunkLayout } from '#core/laz/chunk-codec.ts';
import { type LazChunk, readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import type { RecordLayout } from '../../streaming/decode/columns.ts';

/** Points of a file without compression that are read at a time. */
const PLAIN_CHUNK_POINTS = 50_000;
/** A chunk is decoded as a whole: larger ones are not for a browser. */
const MAX_CHUNK_BYTES = 256 * 1024 * 1024;

export interface StatedCrs {
  readonly crs: Crs | null;
  /** Why the file's own record is of no use; null when there is none, or it is understood. */
  readonly problem: string | null;
}

export interface PointFile extends StatedCrs {
  readonly source: ByteSource;
  readonly header: LasHeader;
  readonly format: 'LAS' | 'LAZ' | 'COPC';
  /** In file order; of COPC none: its nodes are asked for one by one. */
  readonly chunks: readonly LazChunk[];
  /** Null: records as they are. */
  readonly coded: ChunkLayout | null;
  readonly copc: Copc | null;
  readonly warnings: readonly string[];
}

/** @throws {FormatError} {UnsupportedError} {LimitError} as the readers of worker/core do */
export async function openPointFile(source: ByteSource): Promise<PointFile> {
  const las = await openLas(source);
  const { header, vlrs } = las;
  const more = { source, header, ...statedCrs(las), warnings: las.warnings };
  if (findVlr(vlrs.slice(0, 1), COPC_USER_ID, INFO_RECORD_ID)) {
    const copc = await openCopc(source);
    return { ...more, format: 'COPC', chunks: [], coded: copc.layout, copc };
  }
  if (!header.compressed) return { ...more, format: 'LAS', chunks: plainChunks(header), coded: null, copc: null };
  const laszip = findLaszipVlr(vlrs);
  const coded = chunkLayout(laszip, header.pointDataRecordFormat, header.pointDataRecordLength);
  const chunks = await readChunkIndex(source, { ...header, laszip });
  return { ...more, format: 'LAZ', chunks, coded, copc: null };
}

function statedCrs({ wkt, geoKeys }: LasFile): StatedCrs {
  try {
    const crs = wkt === null ? geoKeys && crsFromGeoKeys(geoKeys) : crsFromWkt(wkt);
    return { crs, problem: null };
  } catch (error) {
    if (error instanceof TengunError) return { crs: null, problem: error.message };
    throw error;
  }
}

function plainChunks({ offsetToPointData, pointDataRecordLength: length, pointCount }: LasHeader): LazChunk[] {
  return Array.from({ length: Math.ceil(pointCount / PLAIN_CHUNK_POINTS) }, (_, index) => {
    const firstPoint = index * PLAIN_CHUNK_POINTS;
    const count = Math.min(PLAIN_CHUNK_POINTS, pointCount - firstPoint);
    return {
      byteOffset: offsetToPointData + firstPoint * length,
      byteSize: count * length,
      pointCount: count,
      firstPoint,
    };
  });
}

/** What is read and decoded in one go: a chunk, or a node of COPC. */
export interface CodedPoints {
  readonly byteOffset: number;
  readonly byteSize: number;
  readonly pointCount: number;
}

/** The records of a chunk. @throws {FormatError} {LimitError} */
export async function readRecords(
  { source, header, coded }: PointFile,
  { byteOffset, byteSize, pointCount }: CodedPoints,
  decoder: ChunkDecoder,
  signal?: CancelSignal,
): Promise<Uint8Array> {
  const needed = pointCount * header.pointDataRecordLength;
  if (needed > MAX_CHUNK_BYTES || byteSize > MAX_CHUNK_BYTES) {
    throw new LimitError(`a chunk of ${pointCount} points takes ${needed} bytes, at most ${MAX_CHUNK_BYTES} are read`, {
      limit: MAX_CHUNK_BYTES,
      actual: Math.max(needed, byteSize),
    });
  }
  const bytes = await source.read(byteOffset, byteOffset + byteSize, signal);
  if (coded === null) return bytes;
  const records = decoder.decode(bytes, coded, pointCount);
  if (records.length !== needed) {
    throw new FormatError(`chunk at byte ${byteOffset}: expected ${needed} bytes of points, seen ${records.length}`, {
      offset: byteOffset,
      expected: needed,
      actual: records.length,
    });
  }
  return records;
}

export function recordLayout({ header }: PointFile, units: Pick<RecordLayout, 'unitM' | 'verticalUnitM'>) {
  const { pointDataRecordFormat: format, pointDataRecordLength: recordLength, scale, offset } = header;
  return { format, recordLength, scale, offset, ...units };
}
