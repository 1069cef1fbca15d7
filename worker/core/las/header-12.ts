/** Writes the header of LAS 1.2: 227 bytes, 32-bit counts. Source: LAS 1.2, public header block. */
import { ByteWriter } from '../binary/byte-cursor.ts';
import { LimitError } from '../errors.ts';
import type { LasHeader } from './header.ts';

export const HEADER_12_BYTES = 227;
export const MAX_POINTS_12 = 2 ** 32 - 1;

/** @throws {LimitError} more points than 32 bits can count */
export function writeHeader12(header: LasHeader): Uint8Array {
  if (header.pointCount > MAX_POINTS_12) {
    throw new LimitError(`LAS 1.2 holds at most ${MAX_POINTS_12} points, there are ${header.pointCount}`, {
      limit: MAX_POINTS_12,
      actual: header.pointCount,
    });
  }
  const w = new ByteWriter(HEADER_12_BYTES);
  // of the global encoding only the kind of GPS time is known to this version
  w.text('LASF', 4)
    .u16(header.fileSourceId)
    .u16(header.globalEncoding & 1)
    .put(header.guid)
    .u8(1)
    .u8(2);
  w.text(header.systemIdentifier, 32).text(header.generatingSoftware, 32);
  w.u16(header.creationDayOfYear).u16(header.creationYear).u16(HEADER_12_BYTES).u32(header.offsetToPointData);
  w.u32(header.vlrCount).u8(header.pointDataRecordFormat | (header.compressed ? 0x80 : 0));
  w.u16(header.pointDataRecordLength).u32(header.pointCount);
  for (let i = 0; i < 5; i++) w.u32(header.pointCountByReturn[i] ?? 0);
  w.triple(header.scale).triple(header.offset);
  for (let axis = 0; axis < 3; axis++) w.f64(header.max[axis]!).f64(header.min[axis]!);
  return w.bytes;
}
