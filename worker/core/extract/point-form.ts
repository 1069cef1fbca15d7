/** How the points of a result are written: the forms that 50,000 of them at a time are brought into. */
import type { ExtractFormat } from '../contract/extract.ts';
import { POINT_FORMATS } from '../las/point-format.ts';
import type { PointSummary } from '../las/point-summary.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import type { CsvColumns } from './csv-rows.ts';
import type { LegacyNotes } from './legacy-records.ts';

/** Points that are brought into their form at once, and the points of a LAZ chunk. */
export const FORM_POINTS = 50_000;

/** A form of records of LAS 1.4. */
export type PointForm =
  | { readonly kind: 'las'; readonly isCompressed: boolean }
  | { readonly kind: 'legacy'; readonly layout: ChunkLayout; readonly isCompressed: boolean }
  | { readonly kind: 'csv'; readonly columns: CsvColumns };

export interface FormedPoints {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the records as they came. */
  readonly summary: PointSummary;
  /** What LAS 1.2 cannot hold; null in the other forms. */
  readonly legacy: LegacyNotes | null;
}

/** The point format of LAS 1.2 that keeps the most of a stored one. Points without times need no room for them. */
export function legacyLayout({ pointDataRecordFormat }: ChunkLayout, hasGpsTime: boolean): ChunkLayout {
  const hasColor = POINT_FORMATS[pointDataRecordFormat]!.rgbOffset >= 0;
  const format = (hasColor ? 2 : 0) + (hasGpsTime ? 1 : 0);
  return { pointDataRecordFormat: format, pointDataRecordLength: POINT_FORMATS[format]!.baseBytes };
}

export function isLegacy(format: ExtractFormat): boolean {
  return format === 'las12' || format === 'laz12';
}
