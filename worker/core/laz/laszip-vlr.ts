/**
 * The VLR "laszip encoded" 22204: which compressor, which items a record consists of, how many points a chunk has.
 * Source: LASzip (laszip.hpp), the VLR's payload: u16 compressor, u16 coder, u8 u8 u16 version, u32 options,
 * u32 chunk size, i64 i64 special EVLRs, u16 items, then u16 type, u16 size, u16 version each.
 */
import { FormatError, UnsupportedError } from '../errors.ts';
import { POINT_RECORD_BYTES } from '../las/point-format.ts';
import type { ChunkLayout } from './chunk-codec.ts';

export const LASZIP_USER_ID = 'laszip encoded';
export const LASZIP_RECORD_ID = 22204;
/** `chunkSize` of files whose chunks differ in point count (all COPC files). */
export const VARIABLE_CHUNK_SIZE = 0xffffffff;

const POINTWISE_CHUNKED = 2;
const LAYERED_CHUNKED = 3;
const FIXED_BYTES = 34;
const ITEM_BYTES = 6;
const MAX_ITEMS = 64;

export const ITEM_TYPE = {
  byte: 0,
  point10: 6,
  gpsTime11: 7,
  rgb12: 8,
  wavePacket13: 9,
  point14: 10,
  rgb14: 11,
  rgbNir14: 12,
  wavePacket14: 13,
  byte14: 14,
} as const;

export interface LaszipItem {
  /** One of `ITEM_TYPE`. */
  readonly type: number;
  readonly sizeBytes: number;
  readonly version: number;
}

export interface LaszipVlr {
  /** 2 point-wise chunked (formats 0–5), 3 layered chunked (formats 6–10). */
  readonly compressor: number;
  /** Points in each chunk but the last, or `VARIABLE_CHUNK_SIZE`. */
  readonly chunkSize: number;
  readonly items: readonly LaszipItem[];
}

/**
 * @param offset where the payload stands in the file, for errors
 * @throws {FormatError} when the payload is too short or holds impossible numbers
 */
export function parseLaszipVlr(payload: Uint8Array, offset = 0): LaszipVlr {
  if (payload.length < FIXED_BYTES) {
    throw new FormatError(`LASzip VLR: expected at least ${FIXED_BYTES} bytes, got ${payload.length}`, {
      offset,
      expected: FIXED_BYTES,
      actual: payload.length,
    });
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const itemCount = view.getUint16(32, true);
  const needed = FIXED_BYTES + itemCount * ITEM_BYTES;
  if (itemCount === 0 || itemCount > MAX_ITEMS || payload.length < needed) {
    throw new FormatError(`LASzip VLR: ${itemCount} items do not fit its ${payload.length} bytes`, {
      offset: offset + 32,
      expected: needed,
      actual: payload.length,
    });
  }
  // some writers of COPC put 0; LASzip takes it for variable too
  const chunkSize = view.getUint32(12, true) || VARIABLE_CHUNK_SIZE;
  const items: LaszipItem[] = [];
  for (let at = FIXED_BYTES; at < needed; at += ITEM_BYTES) {
    items.push({
      type: view.getUint16(at, true),
      sizeBytes: view.getUint16(at + 2, true),
      version: view.getUint16(at + 4, true),
    });
  }
  return { compressor: view.getUint16(0, true), chunkSize, items };
}

/**
 * The LASzip VLR among a file's VLRs.
 * @throws {FormatError} when there is none: the header says LAZ, yet nothing tells how the points are compressed
 */
export function findLaszipVlr(
  vlrs: readonly { readonly userId: string; readonly recordId: number; readonly data: Uint8Array }[],
): LaszipVlr {
  const found = vlrs.find(({ userId, recordId }) => userId === LASZIP_USER_ID && recordId === LASZIP_RECORD_ID);
  if (!found) {
    throw new FormatError('the points are compressed, but the file has no LASzip VLR', {
      offset: 104,
      expected: `${LASZIP_USER_ID} ${LASZIP_RECORD_ID}`,
      actual: 'none',
    });
  }
  return parseLaszipVlr(found.data);
}

/** The payload of the VLR. Names LASzip 3.4.3 as the version, the last one that changed the format. */
export function writeLaszipVlr({ compressor, chunkSize, items }: LaszipVlr): Uint8Array {
  const payload = new Uint8Array(FIXED_BYTES + items.length * ITEM_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint16(0, compressor, true);
  view.setUint8(4, 3);
  view.setUint8(5, 4);
  view.setUint16(6, 3, true);
  view.setUint32(12, chunkSize, true);
  view.setBigInt64(16, -1n, true);
  view.setBigInt64(24, -1n, true);
  view.setUint16(32, items.length, true);
  items.forEach((item, i) => {
    const at = FIXED_BYTES + i * ITEM_BYTES;
    view.setUint16(at, item.type, true);
    view.setUint16(at + 2, item.sizeBytes, true);
    view.setUint16(at + 4, item.version, true);
  });
  return payload;
}

/**
 * The items that records of this layout consist of.
 * @throws {FormatError} when the record is shorter than its format
 */
export function itemsForLayout(layout: ChunkLayout): LaszipItem[] {
  const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
  const base = POINT_RECORD_BYTES[format];
  if (base === undefined) throw new UnsupportedError(`point data record format ${format}`);
  if (length < base) {
    throw new FormatError(`records of format ${format} have at least ${base} bytes, got ${length}`, {
      offset: 105,
      expected: base,
      actual: length,
    });
  }
  const version = format >= 6 ? (layout.itemVersion ?? 3) : 2;
  const item = (type: number, sizeBytes: number, itemVersion = version): LaszipItem => ({
    type,
    sizeBytes,
    version: itemVersion,
  });
  const items: LaszipItem[] = [];
  if (format >= 6) {
    items.push(item(ITEM_TYPE.point14, 30));
    if (format === 7) items.push(item(ITEM_TYPE.rgb14, 6));
    if (format === 8 || format === 10) items.push(item(ITEM_TYPE.rgbNir14, 8));
    if (format >= 9) items.push(item(ITEM_TYPE.wavePacket14, 29));
    if (length > base) items.push(item(ITEM_TYPE.byte14, length - base));
  } else {
    items.push(item(ITEM_TYPE.point10, 20));
    if (format === 1 || format >= 3) items.push(item(ITEM_TYPE.gpsTime11, 8));
    if (format === 2 || format === 3 || format === 5) items.push(item(ITEM_TYPE.rgb12, 6));
    if (format >= 4) items.push(item(ITEM_TYPE.wavePacket13, 29, 1));
    if (length > base) items.push(item(ITEM_TYPE.byte, length - base));
  }
  return items;
}

/** The VLR of files that we write: layered, version 3 items, chunks of any size. */
export function laszipVlrForLayout(layout: ChunkLayout, chunkSize = VARIABLE_CHUNK_SIZE): LaszipVlr {
  const compressor = layout.pointDataRecordFormat >= 6 ? LAYERED_CHUNKED : POINTWISE_CHUNKED;
  return { compressor, chunkSize, items: itemsForLayout(layout) };
}

/**
 * The layout to decode a file's chunks with: record format and length of the header, item version of the VLR.
 * @throws {FormatError} when header and VLR contradict each other
 * @throws {UnsupportedError} for compressors that are not chunked and unknown item versions
 */
export function chunkLayout(vlr: LaszipVlr, pointDataRecordFormat: number, pointDataRecordLength: number): ChunkLayout {
  const layered = pointDataRecordFormat >= 6;
  const expected = layered ? LAYERED_CHUNKED : POINTWISE_CHUNKED;
  if (vlr.compressor !== expected) {
    if (vlr.compressor === 1 && !layered) {
      throw new UnsupportedError('LASzip compressor 1 (one stream without chunks, as LASzip 1 wrote it)');
    }
    if (vlr.compressor < 1 || vlr.compressor > 3) throw new UnsupportedError(`LASzip compressor ${vlr.compressor}`);
    throw new FormatError(
      `point format ${pointDataRecordFormat} needs LASzip compressor ${expected}, the file names ${vlr.compressor}`,
      { offset: 0, expected, actual: vlr.compressor },
    );
  }
  const version = vlr.items[0]?.version ?? 0;
  if (layered ? version !== 3 && version !== 4 : version !== 2) {
    throw new UnsupportedError(`LASzip item version ${version} in point format ${pointDataRecordFormat}`);
  }
  const layout: ChunkLayout = {
    pointDataRecordFormat,
    pointDataRecordLength,
    ...(version === 4 ? { itemVersion: 4 as const } : {}),
  };
  const describe = (items: readonly LaszipItem[]) => items.map((i) => `${i.type}:${i.sizeBytes}`).join(' ');
  const wanted = describe(itemsForLayout(layout));
  const seen = describe(vlr.items);
  if (wanted !== seen) {
    throw new FormatError(
      `LASzip items (type:bytes) ${seen} do not make a record of format ${pointDataRecordFormat} ` +
        `and ${pointDataRecordLength} bytes, expected ${wanted}`,
      { offset: 0, expected: wanted, actual: seen },
    );
  }
  return layout;
}
