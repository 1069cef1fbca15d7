/**
 * One octree node as a complete LAZ 1.4 file: the stored chunk as it is (nothing is compressed anew) under a header of
 * its own, with the item's CRS, LASzip and extra-bytes records and a chunk table of one entry.
 * ```
 *   header 375 | laszip | WKT | extra bytes | i64 → chunk table | chunk | chunk table
 * ```
 */
import { ByteWriter, utf8 } from '../binary/byte-cursor.ts';
import { FormatError } from '../errors.ts';
import { WKT_RECORD_ID } from '../las/crs-records.ts';
import { EXTRA_BYTES_RECORD_ID } from '../las/extra-bytes.ts';
import { HEADER_14_BYTES, type LasHeader, type Triple, writeHeader } from '../las/header.ts';
import { findVlr, type Vlr, writeVlr } from '../las/vlr.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import { writeChunkTable } from '../laz/chunk-table.ts';
import { LASZIP_RECORD_ID, LASZIP_USER_ID, laszipVlrForLayout, writeLaszipVlr } from '../laz/laszip-vlr.ts';

export interface NodeLazInput {
  /** Of the COPC file. */
  readonly header: LasHeader;
  readonly layout: ChunkLayout;
  readonly vlrs: readonly Vlr[];
  readonly wkt: string | null;
  /** The stored chunk. */
  readonly chunk: Uint8Array;
  /** The same points, decoded: the header's bounds and counts are read from them. */
  readonly records: Uint8Array;
  readonly generatingSoftware: string;
}

const VLR_LIMIT_BYTES = 0xffff;

/**
 * The file of a node.
 * @throws {FormatError} when the records are no whole number of points
 */
export function writeNodeLaz(input: NodeLazInput): Uint8Array {
  const { header, layout, chunk, records, generatingSoftware } = input;
  const pointCount = records.length / layout.pointDataRecordLength;
  if (!Number.isInteger(pointCount) || pointCount === 0)
    throw new FormatError(
      `node: expected whole records of ${layout.pointDataRecordLength} bytes, found ${records.length} bytes`,
      { offset: 0, actual: records.length },
    );
  const vlrs = recordsOf(input).map(writeVlr);
  const offsetToPointData = HEADER_14_BYTES + vlrs.reduce((sum, vlr) => sum + vlr.length, 0);
  const head = writeHeader({
    ...header,
    ...boundsOf(records, layout, header),
    generatingSoftware,
    compressed: true,
    headerSize: HEADER_14_BYTES,
    offsetToPointData,
    vlrCount: vlrs.length,
    pointCount,
    pointCountByReturn: countByReturn(records, layout),
    evlrOffset: 0,
    evlrCount: 0,
  });
  const table = writeChunkTable({
    byteSizes: Uint32Array.of(chunk.length),
    pointCounts: Uint32Array.of(pointCount),
  });
  const tableOffset = new ByteWriter(8).u64(offsetToPointData + 8 + chunk.length).bytes;
  return concat([head, ...vlrs, tableOffset, chunk, table]);
}

function recordsOf({ layout, vlrs, wkt }: NodeLazInput): Vlr[] {
  const laszip = writeLaszipVlr(laszipVlrForLayout(layout));
  const records: Vlr[] = [{ userId: LASZIP_USER_ID, recordId: LASZIP_RECORD_ID, description: 'LASzip', data: laszip }];
  if (wkt !== null)
    records.push({
      userId: 'LASF_Projection',
      recordId: WKT_RECORD_ID,
      description: 'OGC WKT',
      data: utf8(`${wkt}\0`),
    });
  const extra = findVlr(vlrs, 'LASF_Spec', EXTRA_BYTES_RECORD_ID);
  if (extra) records.push(extra);
  // what does not fit a VLR would need an EVLR, which readers of a single node hardly look for
  return records.filter(({ data }) => data.length <= VLR_LIMIT_BYTES);
}

function boundsOf(
  records: Uint8Array,
  layout: ChunkLayout,
  { scale, offset }: LasHeader,
): { min: Triple; max: Triple } {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const low: Triple = [0x7fffffff, 0x7fffffff, 0x7fffffff];
  const high: Triple = [-0x80000000, -0x80000000, -0x80000000];
  for (let at = 0; at < records.length; at += layout.pointDataRecordLength) {
    for (let axis = 0; axis < 3; axis++) {
      const value = view.getInt32(at + 4 * axis, true);
      low[axis] = Math.min(low[axis]!, value);
      high[axis] = Math.max(high[axis]!, value);
    }
  }
  const ends = scale.map((s, axis) => [low[axis]! * s + offset[axis]!, high[axis]! * s + offset[axis]!] as const);
  // a negative scale turns the ends round
  return {
    min: ends.map((pair) => Math.min(...pair)) as Triple,
    max: ends.map((pair) => Math.max(...pair)) as Triple,
  };
}

function countByReturn(records: Uint8Array, layout: ChunkLayout): number[] {
  const counts = new Array<number>(15).fill(0);
  for (let at = 14; at < records.length; at += layout.pointDataRecordLength) {
    const returnNumber = records[at]! & 0x0f;
    if (returnNumber > 0) counts[returnNumber - 1]!++;
  }
  return counts;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
