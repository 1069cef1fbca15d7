/**
 * Records of formats 6, 7 and 8 into formats 0–3 of LAS 1.2, for programs that read nothing newer. What does not fit is
 * counted: infrared and extra bytes have no place; classes above 31 become 1; returns above the fifth count as the fifth;
 * scan angles become whole degrees, at most ±90; the scanner channel is dropped. Points of class 0 or 1 that carry the
 * overlap flag get class 12, which meant overlap then (and comes back as that when such a file is indexed); of other
 * classes the class stays and the flag is dropped.
 * Source: LAS 1.2, tables of formats 0–3; LAS 1.4 R16, tables 13–17.
 */
import { POINT_FORMATS } from '../las/point-format.ts';
import { SCAN_ANGLE_STEP_DEG } from '../las/upgrade-records.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';

/** Points to which something happened. */
export interface LegacyNotes {
  classes: number;
  returns: number;
  overlapFlags: number;
  scanAngles: number;
  channels: number;
  /** Points by return number 1–5 of the result. */
  readonly byReturn: Float64Array;
}

export function emptyLegacyNotes(): LegacyNotes {
  return { classes: 0, returns: 0, overlapFlags: 0, scanAngles: 0, channels: 0, byReturn: new Float64Array(5) };
}

export function addLegacyNotes(into: LegacyNotes, part: LegacyNotes): void {
  for (const name of ['classes', 'returns', 'overlapFlags', 'scanAngles', 'channels'] as const)
    into[name] += part[name];
  part.byReturn.forEach((count, i) => {
    into.byReturn[i]! += count;
  });
}

const MAX_CLASS = 31;
const MAX_RETURNS = 5;
const MAX_ANGLE_DEG = 90;
const OVERLAP_FLAG = 0x08;
const OVERLAP_CLASS = 12;

/**
 * @param records packed records of `from`, of format 6, 7 or 8
 * @param to format 0–3 without extra bytes
 */
export function legacyRecords(
  records: Uint8Array,
  from: ChunkLayout,
  to: ChunkLayout,
): { records: Uint8Array<ArrayBuffer>; notes: LegacyNotes } {
  const a = POINT_FORMATS[from.pointDataRecordFormat]!;
  const b = POINT_FORMATS[to.pointDataRecordFormat]!;
  const notes = emptyLegacyNotes();
  const count = Math.floor(records.length / from.pointDataRecordLength);
  const out = new Uint8Array(count * to.pointDataRecordLength);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let i = 0; i < count; i++) {
    const s = i * from.pointDataRecordLength;
    const d = i * to.pointDataRecordLength;
    copy(records, s, out, d, 14); // X, Y, Z, intensity
    const flags = records[s + 15]!;
    out[d + 14] = returnByte(records[s + 14]!, notes) | (flags & 0xc0);
    out[d + 15] = legacyClass(records[s + 16]!, flags, notes) | ((flags & 0x07) << 5);
    out[d + 16] = legacyAngle(view.getInt16(s + 18, true), notes) & 0xff;
    out[d + 17] = records[s + 17]!;
    copy(records, s + 20, out, d + 18, 2); // point source
    if (flags & 0x30) notes.channels += 1;
    if (b.gpsTimeOffset >= 0) copy(records, s + a.gpsTimeOffset, out, d + b.gpsTimeOffset, 8);
    if (b.rgbOffset >= 0 && a.rgbOffset >= 0) copy(records, s + a.rgbOffset, out, d + b.rgbOffset, 6);
  }
  return { records: out, notes };
}

function returnByte(byte: number, notes: LegacyNotes): number {
  const [number, returns] = [byte & 15, byte >> 4];
  if (number > MAX_RETURNS || returns > MAX_RETURNS) notes.returns += 1;
  const capped = Math.min(number, MAX_RETURNS);
  if (capped > 0) notes.byReturn[capped - 1]! += 1;
  return capped | (Math.min(returns, MAX_RETURNS) << 3);
}

function legacyClass(code: number, flags: number, notes: LegacyNotes): number {
  const isOverlap = (flags & OVERLAP_FLAG) !== 0;
  if (isOverlap && code <= 1) return OVERLAP_CLASS;
  if (isOverlap) notes.overlapFlags += 1;
  if (code <= MAX_CLASS) return code;
  notes.classes += 1;
  return 1;
}

function legacyAngle(steps: number, notes: LegacyNotes): number {
  const degrees = Math.round(steps * SCAN_ANGLE_STEP_DEG);
  if (Math.abs(degrees) <= MAX_ANGLE_DEG) return degrees;
  notes.scanAngles += 1;
  return Math.sign(degrees) * MAX_ANGLE_DEG;
}

function copy(from: Uint8Array, s: number, to: Uint8Array, d: number, count: number): void {
  for (let k = 0; k < count; k++) to[d + k] = from[s + k]!;
}
