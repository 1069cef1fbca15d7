/** Packed records of format 6, 7 or 8 for tests of tiles, written byte by byte. */
import { seededRandom } from './las-builder.ts';

export interface NodeRecordsOptions {
  readonly count: number;
  readonly format: 6 | 7 | 8;
  /** Side of the square in metres at scale 0.001. */
  readonly sideM: number;
  readonly heightM?: number;
  readonly seed?: number;
  readonly extraBytes?: number;
  /** Largest stored colour value. */
  readonly colorMax?: number;
}

const BASE_BYTES = { 6: 30, 7: 36, 8: 38 } as const;

/** Random points in the box [0, side) × [0, side) × [0, height), every attribute varied. */
export function nodeRecords({
  count,
  format,
  sideM,
  heightM = 40,
  seed = 1,
  extraBytes = 0,
  colorMax = 65535,
}: NodeRecordsOptions): Uint8Array {
  const length = BASE_BYTES[format] + extraBytes;
  const records = new Uint8Array(count * length);
  const view = new DataView(records.buffer);
  const random = seededRandom(seed);
  const int = (n: number): number => Math.floor(random() * n);
  for (let point = 0, at = 0; point < count; point++, at += length) {
    view.setInt32(at, int(sideM * 1000), true);
    view.setInt32(at + 4, int(sideM * 1000), true);
    view.setInt32(at + 8, int(heightM * 1000), true);
    view.setUint16(at + 12, int(65536), true);
    records[at + 14] = 1 + int(3) + 16 * 3;
    records[at + 16] = int(20);
    if (format > 6) for (let c = 0; c < 3; c++) view.setUint16(at + 30 + 2 * c, int(colorMax + 1), true);
  }
  return records;
}
