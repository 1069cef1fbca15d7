/** All records of a small LAS or LAZ file that is in memory: a node of the octree. */
import { memorySource } from '#core/binary/memory-source.ts';
import { LimitError } from '#core/errors.ts';
import { openLas } from '#core/las/las-file.ts';
import type { ChunkDecoder } from '#core/laz/chunk-codec.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import type { RecordLayout } from './columns.ts';

/** A node holds some hundred thousand points; what promises more is none. */
const MAX_POINTS = 4_000_000;

export interface FilePoints {
  readonly records: Uint8Array;
  readonly layout: Omit<RecordLayout, 'unitM' | 'verticalUnitM'>;
}

/** @throws {FormatError} a broken file @throws {LimitError} one that is no node */
export async function readPoints(bytes: Uint8Array, decoder: ChunkDecoder): Promise<FilePoints> {
  const source = memorySource(bytes);
  const { header, vlrs } = await openLas(source);
  const { pointDataRecordFormat: format, pointDataRecordLength: recordLength, pointCount, scale, offset } = header;
  if (pointCount > MAX_POINTS) {
    throw new LimitError(`a node of ${pointCount} points, at most ${MAX_POINTS} are shown`, {
      limit: MAX_POINTS,
      actual: pointCount,
    });
  }
  const layout = { format, recordLength, scale, offset };
  if (!header.compressed) {
    const begin = header.offsetToPointData;
    return { records: bytes.subarray(begin, begin + pointCount * recordLength), layout };
  }
  const laszip = findLaszipVlr(vlrs);
  const chunks = await readChunkIndex(source, { ...header, laszip });
  const records = new Uint8Array(pointCount * recordLength);
  const coded = chunkLayout(laszip, format, recordLength);
  for (const { byteOffset, byteSize, pointCount: count, firstPoint } of chunks) {
    decoder.decode(bytes.subarray(byteOffset, byteOffset + byteSize), coded, count, {
      into: records.subarray(firstPoint * recordLength),
    });
  }
  return { records, layout };
}
