/** Collects the records of one sheet into batches. */
import { type LasSummary, type PointRecord, RECORD_BYTES, writeRecord } from './las-12.ts';

/** Points a batch at most. */
export const BATCH_POINTS = 65_536;

/** Records of one sheet, ready to be written; the bytes belong to the receiver. */
export interface PointBatch {
  readonly sheet: string;
  readonly records: Uint8Array;
}

export interface SheetWriter {
  write(point: PointRecord): void;
  /** Points that still fit. */
  room(): number;
  take(): PointBatch;
}

/** A writer for the sheet with this code; counts into `summary`. */
export function createSheetWriter(sheet: string, summary: LasSummary): SheetWriter {
  let records = new Uint8Array(0);
  let view = new DataView(records.buffer);
  let used = 0;
  return {
    write(point) {
      if (used === 0) {
        records = new Uint8Array(BATCH_POINTS * RECORD_BYTES);
        view = new DataView(records.buffer);
      }
      writeRecord(view, used * RECORD_BYTES, point, summary);
      used++;
    },
    room: () => BATCH_POINTS - used,
    take() {
      const batch = { sheet, records: records.subarray(0, used * RECORD_BYTES) };
      used = 0;
      return batch;
    },
  };
}
