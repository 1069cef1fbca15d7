/** One pass over stored records (formats 6–8): counts, ranges and the checksum that proves that nothing was lost. */

import type { ChunkLayout } from '../laz/chunk-codec.ts';
import { POINT_FORMATS } from './point-format.ts';

export interface Range {
  min: number;
  max: number;
  sum: number;
}

/** All numbers are exact: integers, or doubles taken as they are. */
export interface PointSummary {
  pointCount: number;
  /** Raw integers X, Y, Z. */
  readonly position: [Range, Range, Range];
  readonly intensity: Range;
  readonly scanAngle: Range;
  readonly gpsTime: Range;
  readonly red: Range;
  readonly green: Range;
  readonly blue: Range;
  readonly nir: Range;
  readonly userData: Range;
  readonly pointSourceId: Range;
  /** Points by class 0–255. */
  readonly classCounts: Float64Array;
  /** Points by return number 0–15. */
  readonly returnCounts: Float64Array;
  /** Two 32-bit lanes of the order-independent checksum. */
  readonly checksum: Uint32Array;
}

const emptyRange = (): Range => ({ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0 });

export function emptySummary(): PointSummary {
  return {
    pointCount: 0,
    position: [emptyRange(), emptyRange(), emptyRange()],
    intensity: emptyRange(),
    scanAngle: emptyRange(),
    gpsTime: emptyRange(),
    red: emptyRange(),
    green: emptyRange(),
    blue: emptyRange(),
    nir: emptyRange(),
    userData: emptyRange(),
    pointSourceId: emptyRange(),
    classCounts: new Float64Array(256),
    returnCounts: new Float64Array(16),
    checksum: new Uint32Array(2),
  };
}

/** Adds packed records of format 6, 7 or 8 to a summary. */
export function summarize(summary: PointSummary, records: Uint8Array, layout: ChunkLayout): void {
  const { rgbOffset, nirOffset } = POINT_FORMATS[layout.pointDataRecordFormat]!;
  const length = layout.pointDataRecordLength;
  const count = Math.floor(records.length / length);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let i = 0, at = 0; i < count; i++, at += length) {
    extend(summary.position[0], view.getInt32(at, true));
    extend(summary.position[1], view.getInt32(at + 4, true));
    extend(summary.position[2], view.getInt32(at + 8, true));
    extend(summary.intensity, view.getUint16(at + 12, true));
    summary.returnCounts[records[at + 14]! & 0x0f]! += 1;
    summary.classCounts[records[at + 16]!]! += 1;
    extend(summary.userData, records[at + 17]!);
    extend(summary.scanAngle, view.getInt16(at + 18, true));
    extend(summary.pointSourceId, view.getUint16(at + 20, true));
    extend(summary.gpsTime, view.getFloat64(at + 22, true));
    if (rgbOffset >= 0) {
      extend(summary.red, view.getUint16(at + rgbOffset, true));
      extend(summary.green, view.getUint16(at + rgbOffset + 2, true));
      extend(summary.blue, view.getUint16(at + rgbOffset + 4, true));
    }
    if (nirOffset >= 0) extend(summary.nir, view.getUint16(at + nirOffset, true));
  }
  summary.pointCount += count;
  addChecksum(summary.checksum, records, view, length);
}

/** NaN (real files hold GPS times that are none) counts for nothing. */
function extend(range: Range, value: number): void {
  if (value < range.min) range.min = value;
  if (value > range.max) range.max = value;
  if (!Number.isNaN(value)) range.sum += value;
}

/**
 * Order-independent checksum: a 64-bit mix of all bytes of a record, summed over the records modulo 2^64. Any changed,
 * lost or doubled point changes it (but for one case in 2^64); the order of points does not.
 */
function addChecksum(sum: Uint32Array, records: Uint8Array, view: DataView, length: number): void {
  const words = length >> 2;
  const tail = length & 3;
  let low = sum[0]!;
  let high = sum[1]!;
  for (let at = 0; at + length <= records.length; at += length) {
    let a = 0x9e3779b9;
    let b = 0x85ebca6b;
    for (let w = 0; w < words; w++) {
      const word = view.getInt32(at + 4 * w, true);
      a = Math.imul(a ^ word, 0xcc9e2d51);
      a = (a << 15) | (a >>> 17);
      b = Math.imul((b << 13) | (b >>> 19), 5) + word;
      b = Math.imul(b ^ (b >>> 16), 0x1b873593);
    }
    for (let k = 0; k < tail; k++) {
      const byte = records[at + 4 * words + k]!;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b + byte, 0xc2b2ae35);
    }
    a = finish(a ^ b);
    b = finish(b + Math.imul(a, 0x27d4eb2f));
    const next = low + (a >>> 0);
    low = next >>> 0;
    high = (high + (b >>> 0) + (next > 0xffffffff ? 1 : 0)) >>> 0;
  }
  sum[0] = low;
  sum[1] = high;
}

function finish(value: number): number {
  let v = value ^ (value >>> 16);
  v = Math.imul(v, 0x85ebca6b);
  v ^= v >>> 13;
  v = Math.imul(v, 0xc2b2ae35);
  return v ^ (v >>> 16);
}

/** Adds `part` to `into`. */
export function mergeSummary(into: PointSummary, part: PointSummary): void {
  into.pointCount += part.pointCount;
  for (const axis of [0, 1, 2] as const) mergeRange(into.position[axis], part.position[axis]);
  for (const name of [
    'intensity',
    'scanAngle',
    'gpsTime',
    'red',
    'green',
    'blue',
    'nir',
    'userData',
    'pointSourceId',
  ] as const) {
    mergeRange(into[name], part[name]);
  }
  part.classCounts.forEach((n, i) => {
    into.classCounts[i]! += n;
  });
  part.returnCounts.forEach((n, i) => {
    into.returnCounts[i]! += n;
  });
  const low = into.checksum[0]! + part.checksum[0]!;
  into.checksum[1] = (into.checksum[1]! + part.checksum[1]! + (low > 0xffffffff ? 1 : 0)) >>> 0;
  into.checksum[0] = low >>> 0;
}

function mergeRange(into: Range, part: Range): void {
  into.min = Math.min(into.min, part.min);
  into.max = Math.max(into.max, part.max);
  into.sum += part.sum;
}

/** The checksum as 16 hex digits. */
export function checksumText({ checksum }: PointSummary): string {
  return [checksum[1]!, checksum[0]!].map((lane) => lane.toString(16).padStart(8, '0')).join('');
}
