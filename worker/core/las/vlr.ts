/** Variable length records (VLR, 54-byte header) and extended ones (EVLR, 60-byte header). Source: LAS 1.4 R16 §2.5, §2.7. */
import { ByteReader, ByteWriter } from '../binary/byte-cursor.ts';
import type { ByteSource } from '../binary/byte-source.ts';
import { FormatError } from '../errors.ts';
import type { LasHeader } from './header.ts';

export interface Vlr {
  readonly userId: string;
  readonly recordId: number;
  readonly description: string;
  readonly data: Uint8Array;
}

export const VLR_HEADER_BYTES = 54;
export const EVLR_HEADER_BYTES = 60;
/** No sane file holds more bytes of records than this in front of its points or behind them. */
const RECORDS_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Reads the VLRs between header and points. Real files lie about their number: reading ends where the points begin, and
 * what is missing or does not fit is a warning, not an error.
 */
export async function readVlrs(source: ByteSource, header: LasHeader): Promise<{ vlrs: Vlr[]; warnings: string[] }> {
  const end = Math.min(header.offsetToPointData, source.sizeBytes);
  if (end - header.headerSize > RECORDS_LIMIT_BYTES) {
    throw new FormatError(
      `offset to point data: expected at most ${RECORDS_LIMIT_BYTES} bytes of records, seen ${end - header.headerSize}`,
      { offset: 96 },
    );
  }
  const vlrs: Vlr[] = [];
  const warnings: string[] = [];
  if (header.vlrCount === 0 || end <= header.headerSize) return { vlrs, warnings };
  const reader = new ByteReader(await source.read(header.headerSize, end), header.headerSize);
  const sizeBytes = end - header.headerSize;
  while (vlrs.length < header.vlrCount && reader.position + VLR_HEADER_BYTES <= sizeBytes) {
    reader.u16();
    const userId = reader.text(16);
    const recordId = reader.u16();
    const length = reader.u16();
    const description = reader.text(32);
    if (reader.position + length > sizeBytes) {
      warnings.push(
        `VLR ${vlrs.length + 1} (${userId} ${recordId}): expected ${length} bytes, seen ${sizeBytes - reader.position}; ignored`,
      );
      return { vlrs, warnings };
    }
    vlrs.push({ userId, recordId, description, data: reader.take(length).slice() });
  }
  if (vlrs.length < header.vlrCount) {
    warnings.push(`header promises ${header.vlrCount} VLRs, ${vlrs.length} fit before the points`);
  }
  return { vlrs, warnings };
}

/**
 * Reads the EVLRs behind the points. A record that leaves the file, or with which they have more than 256 MiB, is a
 * warning and ends the reading.
 */
export async function readEvlrs(source: ByteSource, header: LasHeader): Promise<{ evlrs: Vlr[]; warnings: string[] }> {
  const evlrs: Vlr[] = [];
  const warnings: string[] = [];
  let at = header.evlrOffset;
  let held = 0;
  if (header.evlrCount === 0 || at === 0) return { evlrs, warnings };
  while (evlrs.length < header.evlrCount) {
    if (at + EVLR_HEADER_BYTES > source.sizeBytes) {
      warnings.push(`EVLR ${evlrs.length + 1} of ${header.evlrCount} begins behind the end of the file; ignored`);
      break;
    }
    const reader = new ByteReader(await source.read(at, at + EVLR_HEADER_BYTES), at);
    reader.u16();
    const userId = reader.text(16);
    const recordId = reader.u16();
    const length = reader.u64();
    const description = reader.text(32);
    const begin = at + EVLR_HEADER_BYTES;
    held += length;
    if (held > RECORDS_LIMIT_BYTES || begin + length > source.sizeBytes) {
      warnings.push(
        `EVLR ${evlrs.length + 1} (${userId} ${recordId}): ${length} bytes do not fit in the file or in memory; ignored`,
      );
      break;
    }
    evlrs.push({ userId, recordId, description, data: await source.read(begin, begin + length) });
    at = begin + length;
  }
  return { evlrs, warnings };
}

/** Bytes of a VLR; records above 65,535 bytes belong into an EVLR. */
export function writeVlr({ userId, recordId, description, data }: Vlr): Uint8Array {
  if (data.length > 0xffff) {
    throw new FormatError(`VLR ${userId} ${recordId}: expected at most 65535 bytes, seen ${data.length}`, {
      offset: 0,
    });
  }
  const w = new ByteWriter(VLR_HEADER_BYTES + data.length);
  return w.u16(0).text(userId, 16).u16(recordId).u16(data.length).text(description, 32).put(data).bytes;
}

/** Bytes of an EVLR. */
export function writeEvlr({ userId, recordId, description, data }: Vlr): Uint8Array {
  const w = new ByteWriter(EVLR_HEADER_BYTES + data.length);
  return w.u16(0).text(userId, 16).u16(recordId).u64(data.length).text(description, 32).put(data).bytes;
}

export function findVlr(vlrs: readonly Vlr[], userId: string, recordId: number): Vlr | undefined {
  return vlrs.find((vlr) => vlr.userId === userId && vlr.recordId === recordId);
}
