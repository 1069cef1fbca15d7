/**
 * Point records of any format to the formats that COPC stores (6, 7, 8), without loss but for wave packets.
 * Source: LAS 1.4 R16 tables 7–17; domain rule for the legacy class 12 (overlap).
 */
import { Scratch } from '../binary/scratch.ts';
import { UnsupportedError } from '../errors.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import { POINT_FORMATS, POINT_RECORD_BYTES } from './point-format.ts';

/** One step of a scan angle of formats 6–10, in degrees. */
export const SCAN_ANGLE_STEP_DEG = 0.006;
const OVERLAP_FLAG = 0x08;
const LEGACY_OVERLAP_CLASS = 12;

/** The COPC format that keeps all of a format's fields: colour → 7, infrared → 8, neither → 6. */
export function storedFormat(pointDataRecordFormat: number): 6 | 7 | 8 {
  const { rgbOffset, nirOffset } = POINT_FORMATS[pointDataRecordFormat]!;
  if (nirOffset >= 0) return 8;
  return rgbOffset >= 0 ? 7 : 6;
}

/** Layout of the stored records; `atLeast` lifts it so that files of several formats can share one item. */
export function storedLayout(source: ChunkLayout, atLeast: 6 | 7 | 8 = 6): ChunkLayout {
  const format = Math.max(storedFormat(source.pointDataRecordFormat), atLeast);
  const extraBytes = source.pointDataRecordLength - POINT_RECORD_BYTES[source.pointDataRecordFormat]!;
  return { pointDataRecordFormat: format, pointDataRecordLength: POINT_RECORD_BYTES[format]! + extraBytes };
}

export function hasWavePackets(pointDataRecordFormat: number): boolean {
  return POINT_FORMATS[pointDataRecordFormat]!.wavePacketOffset >= 0;
}

/**
 * Converts packed records.
 * Integers stay what they are; the scan angle rank (degrees) becomes the nearest step of 0.006°, which turns back to the
 * same rank; class 12 of formats 0–5 becomes class 1 with the overlap flag; wave packets are dropped (the caller warns).
 * @param records packed records of `from`
 * @returns packed records of `to` in the scratch buffer `upgraded`; the input itself when nothing changes
 */
export function upgradeRecords(
  records: Uint8Array,
  from: ChunkLayout,
  to: ChunkLayout,
  scratch = new Scratch(),
): Uint8Array {
  const a = POINT_FORMATS[from.pointDataRecordFormat]!;
  const b = POINT_FORMATS[to.pointDataRecordFormat]!;
  if (!b.extended || b.wavePacketOffset >= 0) throw new UnsupportedError(`storing point format ${b.format}`);
  if (a.format === b.format && from.pointDataRecordLength === to.pointDataRecordLength) return records;
  const count = Math.floor(records.length / from.pointDataRecordLength);
  const out = scratch.bytes('upgraded', count * to.pointDataRecordLength).fill(0);
  const inView = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const outView = new DataView(out.buffer, out.byteOffset, out.byteLength);
  const extraFrom = a.baseBytes;
  const extraBytes = Math.min(from.pointDataRecordLength - a.baseBytes, to.pointDataRecordLength - b.baseBytes);
  for (let i = 0; i < count; i++) {
    const s = i * from.pointDataRecordLength;
    const d = i * to.pointDataRecordLength;
    if (a.extended) copyBytes(records, s, out, d, 30);
    else upgradeLegacyCore(records, inView, s, out, outView, d, a.gpsTimeOffset);
    if (a.rgbOffset >= 0 && b.rgbOffset >= 0) copyBytes(records, s + a.rgbOffset, out, d + b.rgbOffset, 6);
    if (a.nirOffset >= 0 && b.nirOffset >= 0) copyBytes(records, s + a.nirOffset, out, d + b.nirOffset, 2);
    copyBytes(records, s + extraFrom, out, d + b.baseBytes, extraBytes);
  }
  return out;
}

/** Formats 0–5: the first 20 bytes and GPS time into the 30 bytes that formats 6–8 share. */
function upgradeLegacyCore(
  records: Uint8Array,
  inView: DataView,
  s: number,
  out: Uint8Array,
  outView: DataView,
  d: number,
  gpsTimeOffset: number,
): void {
  copyBytes(records, s, out, d, 14); // X, Y, Z, intensity
  const returns = records[s + 14]!;
  const classByte = records[s + 15]!;
  const legacyClass = classByte & 0x1f;
  const overlap = legacyClass === LEGACY_OVERLAP_CLASS;
  out[d + 14] = (returns & 0x07) | ((returns & 0x38) << 1); // 3 + 3 bits become 4 + 4
  out[d + 15] = (classByte >> 5) | (overlap ? OVERLAP_FLAG : 0) | (returns & 0xc0); // synthetic, key, withheld; direction, edge
  out[d + 16] = overlap ? 1 : legacyClass;
  out[d + 17] = records[s + 17]!;
  outView.setInt16(d + 18, Math.round(inView.getInt8(s + 16) / SCAN_ANGLE_STEP_DEG), true);
  copyBytes(records, s + 18, out, d + 20, 2); // point source id
  if (gpsTimeOffset >= 0) copyBytes(records, s + gpsTimeOffset, out, d + 22, 8);
}

function copyBytes(from: Uint8Array, s: number, to: Uint8Array, d: number, count: number): void {
  for (let k = 0; k < count; k++) to[d + k] = from[s + k]!;
}
