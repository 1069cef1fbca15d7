/** Brings some points of an extraction into the form of its file. */
import { csvRows } from '#core/extract/csv-rows.ts';
import { legacyRecords } from '#core/extract/legacy-records.ts';
import type { FormedPoints, PointForm } from '#core/extract/point-form.ts';
import { emptySummary, summarize } from '#core/las/point-summary.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';

export interface FormPointsInput {
  /** Packed records of format 6, 7 or 8. */
  readonly records: Uint8Array<ArrayBuffer>;
  readonly layout: ChunkLayout;
  readonly form: PointForm;
}

export async function run({ records, layout, form }: FormPointsInput, context: JobContext): Promise<FormedPoints> {
  const summary = emptySummary();
  summarize(summary, records, layout);
  const { encoder } = await threadCodec();
  const formed = (bytes: Uint8Array, legacy: FormedPoints['legacy'] = null): FormedPoints => {
    const own = bytes as Uint8Array<ArrayBuffer>;
    context.transfer(own.buffer);
    return { bytes: own, summary, legacy };
  };
  if (form.kind === 'csv') return formed(csvRows(records, layout, form.columns));
  if (form.kind === 'las') return formed(form.isCompressed ? encoder.encode(records, layout) : records);
  const legacy = legacyRecords(records, layout, form.layout);
  return formed(form.isCompressed ? encoder.encode(legacy.records, form.layout) : legacy.records, legacy.notes);
}
