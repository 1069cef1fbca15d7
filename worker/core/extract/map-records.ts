/** Puts stored records into the form of the result: the points that were chosen, in their order. */
import { POINT_FORMATS } from '../las/point-format.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import type { RecordMapping } from './record-plan.ts';

/** Bytes that formats 6, 7 and 8 begin with alike. */
const CORE_BYTES = 30;

/**
 * @param chosen indices of the records to take, ascending
 * @returns `chosen.length` packed records of the layout `to`
 */
export function mapRecords(
  records: Uint8Array,
  chosen: Uint32Array,
  { from, rescale, extras, noData }: RecordMapping,
  to: ChunkLayout,
): Uint8Array<ArrayBuffer> {
  const [inLength, outLength] = [from.pointDataRecordLength, to.pointDataRecordLength];
  const a = POINT_FORMATS[from.pointDataRecordFormat]!;
  const b = POINT_FORMATS[to.pointDataRecordFormat]!;
  const out = new Uint8Array(chosen.length * outLength);
  const isWhole = !rescale && a.format === b.format && inLength === outLength && isStraight(extras, a.baseBytes);
  const colorBytes = a.rgbOffset >= 0 && b.rgbOffset >= 0 ? 6 : 0;
  const infraredBytes = a.nirOffset >= 0 && b.nirOffset >= 0 ? 2 : 0;
  for (let i = 0; i < chosen.length; i++) {
    const s = chosen[i]! * inLength;
    const d = i * outLength;
    if (isWhole) {
      copy(records, s, out, d, outLength);
      continue;
    }
    copy(records, s, out, d, CORE_BYTES);
    copy(records, s + a.rgbOffset, out, d + b.rgbOffset, colorBytes);
    copy(records, s + a.nirOffset, out, d + b.nirOffset, infraredBytes);
    for (const run of extras) copy(records, s + run.from, out, d + run.to, run.sizeBytes);
    for (const { to: at, bytes } of noData) copy(bytes, 0, out, d + at, bytes.length);
  }
  if (rescale) rescaleAll(out, outLength, rescale);
  return out;
}

/** Whether the extra bytes stand where they stood, all of them. */
function isStraight(extras: RecordMapping['extras'], base: number): boolean {
  let at = base;
  for (const { from, to, sizeBytes } of extras) {
    if (from !== at || to !== at) return false;
    at += sizeBytes;
  }
  return true;
}

function copy(from: Uint8Array, s: number, to: Uint8Array, d: number, count: number): void {
  for (let k = 0; k < count; k++) to[d + k] = from[s + k]!;
}

function rescaleAll(
  records: Uint8Array,
  length: number,
  { factor, shift }: NonNullable<RecordMapping['rescale']>,
): void {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let at = 0; at < records.length; at += length) {
    for (const axis of [0, 1, 2] as const) {
      const value = view.getInt32(at + 4 * axis, true) * factor[axis] + shift[axis];
      view.setInt32(at + 4 * axis, Math.round(value), true);
    }
  }
}
