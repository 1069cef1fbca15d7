/**
 * Points as comma-separated text, one a line, exact: coordinates as decimal numbers with the digits that scale and offset
 * have, so that no binary rounding shows; other numbers as the shortest text that reads back to the same.
 */
import { AsciiWriter } from '../binary/ascii-writer.ts';
import { utf8 } from '../binary/byte-cursor.ts';
import type { ScalarType } from '../las/extra-bytes.ts';
import type { Triple } from '../las/header.ts';
import { POINT_FORMATS } from '../las/point-format.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import type { PlannedDimension } from './record-plan.ts';

/** An extra dimension as a column. */
export interface CsvColumn {
  readonly name: string;
  readonly type: ScalarType | null;
  readonly sizeBytes: number;
  /** In the record. */
  readonly offset: number;
  readonly scale: number;
  readonly shift: number;
}

export interface CsvColumns {
  readonly scale: Triple;
  readonly offset: Triple;
  readonly extras: readonly CsvColumn[];
}

const STANDARD = [
  'x',
  'y',
  'z',
  'intensity',
  'return_number',
  'number_of_returns',
  'classification',
  'synthetic',
  'key_point',
  'withheld',
  'overlap',
  'scanner_channel',
  'scan_direction',
  'edge_of_flight_line',
  'scan_angle',
  'user_data',
  'point_source_id',
  'gps_time',
];
const MAX_DECIMALS = 12;
const EXACT_STEPS = 2 ** 52;
/** Room for a line without its extra columns: 18 columns of at most 27 characters, four of five. */
const STANDARD_ROW_BYTES = 640;
const TYPICAL_ROW_BYTES = 128;

/** Extra dimensions as columns; scale and offset of their descriptors are applied. */
export function extraColumns(
  dimensions: readonly PlannedDimension[],
  { pointDataRecordFormat }: ChunkLayout,
): CsvColumn[] {
  const { baseBytes } = POINT_FORMATS[pointDataRecordFormat]!;
  return dimensions.map(({ name, type, sizeBytes, offset, descriptor }) => {
    const view = descriptor && new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);
    const options = view && type !== null ? view.getUint8(3) : 0;
    return {
      name,
      type,
      sizeBytes,
      offset: baseBytes + offset,
      scale: options & 8 ? view!.getFloat64(112, true) : 1,
      shift: options & 16 ? view!.getFloat64(136, true) : 0,
    };
  });
}

/** The first line. */
export function csvHeader({ extras }: CsvColumns, { pointDataRecordFormat }: ChunkLayout): Uint8Array {
  const { rgbOffset, nirOffset } = POINT_FORMATS[pointDataRecordFormat]!;
  const names = [
    ...STANDARD,
    ...(rgbOffset >= 0 ? ['red', 'green', 'blue'] : []),
    ...(nirOffset >= 0 ? ['nir'] : []),
    ...extras.map(({ name }) => quoted(name)),
  ];
  return utf8(`${names.join(',')}\n`);
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/**
 * The lines of packed records of format 6, 7 or 8, as ASCII.
 */
export function csvRows(records: Uint8Array, layout: ChunkLayout, columns: CsvColumns): Uint8Array<ArrayBuffer> {
  const { rgbOffset, nirOffset, gpsTimeOffset } = POINT_FORMATS[layout.pointDataRecordFormat]!;
  const length = layout.pointDataRecordLength;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const coordinates = columns.scale.map((scale, axis) => decimalWriter(scale, columns.offset[axis]!));
  const extras = columns.extras.map((column) => extraWriter(column));
  const out = new AsciiWriter(Math.floor(records.length / length) * TYPICAL_ROW_BYTES);
  for (let at = 0; at + length <= records.length; at += length) {
    const returns = records[at + 14]!;
    const flags = records[at + 15]!;
    out.reserve(STANDARD_ROW_BYTES);
    for (let axis = 0; axis < 3; axis++) {
      coordinates[axis]!(out, view.getInt32(at + 4 * axis, true));
      out.comma();
    }
    out.column(view.getUint16(at + 12, true));
    out.column(returns & 15);
    out.column(returns >> 4);
    out.column(records[at + 16]!);
    for (let bit = 0; bit < 4; bit++) out.column((flags >> bit) & 1);
    out.column((flags >> 4) & 3);
    out.column((flags >> 6) & 1);
    out.column(flags >> 7);
    // steps of 0.006° have three decimals
    out.decimals(6 * view.getInt16(at + 18, true), 3);
    out.comma();
    out.column(records[at + 17]!);
    out.column(view.getUint16(at + 20, true));
    out.text(number(view.getFloat64(at + gpsTimeOffset, true)));
    if (rgbOffset >= 0) for (let k = 0; k < 6; k += 2) out.next(view.getUint16(at + rgbOffset + k, true));
    if (nirOffset >= 0) out.next(view.getUint16(at + nirOffset, true));
    for (const write of extras) {
      out.comma();
      write(out, view, records, at);
    }
    out.line();
  }
  return out.finish();
}

/** NaN and infinities, which real files hold, are empty. */
function number(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

/** Writes integer · scale + offset. */
export function decimalWriter(scale: number, offset: number): (out: AsciiWriter, integer: number) => void {
  for (let count = 0; count <= MAX_DECIMALS; count++) {
    const unit = 10 ** count;
    const [steps, shift] = [Math.round(scale * unit), Math.round(offset * unit)];
    // the decimal that is meant is the one whose nearest double this is
    if (steps / unit !== scale || shift / unit !== offset) continue;
    if (Math.abs(steps) * 2 ** 31 + Math.abs(shift) > EXACT_STEPS) break;
    return (out, integer) => out.decimals(integer * steps + shift, count);
  }
  return (out, integer) => out.text(String(integer * scale + offset));
}

type ExtraWriter = (out: AsciiWriter, view: DataView, records: Uint8Array, at: number) => void;

function extraWriter({ type, sizeBytes, offset, scale, shift }: CsvColumn): ExtraWriter {
  if (type === null) {
    // arrays and what nobody described: the bytes
    return (out, _, records, at) => {
      for (let k = 0; k < sizeBytes; k++) out.text(records[at + offset + k]!.toString(16).padStart(2, '0'));
    };
  }
  const read = READERS[type];
  const isPlain = scale === 1 && shift === 0;
  if (type === 'uint64' || type === 'int64') {
    if (isPlain) return (out, view, _, at) => out.text(String(read(view, at + offset)));
    return (out, view, _, at) => out.text(number(Number(read(view, at + offset)) * scale + shift));
  }
  if (type === 'float32' && isPlain)
    return (out, view, _, at) => out.text(shortFloat(view.getFloat32(at + offset, true)));
  if (type === 'float32' || type === 'float64') {
    return (out, view, _, at) => out.text(number(Number(read(view, at + offset)) * scale + shift));
  }
  const write = decimalWriter(scale, shift);
  return (out, view, _, at) => write(out, Number(read(view, at + offset)));
}

const READERS: Readonly<Record<ScalarType, (view: DataView, at: number) => number | bigint>> = {
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  uint16: (view, at) => view.getUint16(at, true),
  int16: (view, at) => view.getInt16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint64: (view, at) => view.getBigUint64(at, true),
  int64: (view, at) => view.getBigInt64(at, true),
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
};

/** The shortest text that reads back to the same single. */
function shortFloat(value: number): string {
  if (!Number.isFinite(value)) return '';
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}
