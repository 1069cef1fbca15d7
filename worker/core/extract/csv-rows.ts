/**
 * Points as comma-separated text, one a line, exact: coordinates as decimal numbers with the digits that scale and offset
 * have, so that no binary rounding shows; other numbers as the shortest text that reads back to the same.
 */
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

/** @param records packed records of format 6, 7 or 8 */
export function csvRows(records: Uint8Array, layout: ChunkLayout, columns: CsvColumns): string {
  const { rgbOffset, nirOffset, gpsTimeOffset } = POINT_FORMATS[layout.pointDataRecordFormat]!;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const coordinate = columns.scale.map((scale, axis) => decimalWriter(scale, columns.offset[axis]!));
  const extras = columns.extras.map((column) => extraWriter(column));
  const lines: string[] = [];
  for (let at = 0; at + layout.pointDataRecordLength <= records.length; at += layout.pointDataRecordLength) {
    const returns = records[at + 14]!;
    const flags = records[at + 15]!;
    let line =
      `${coordinate[0]!(view.getInt32(at, true))},${coordinate[1]!(view.getInt32(at + 4, true))},` +
      `${coordinate[2]!(view.getInt32(at + 8, true))},${view.getUint16(at + 12, true)},${returns & 15},${returns >> 4},` +
      `${records[at + 16]!},${flags & 1},${(flags >> 1) & 1},${(flags >> 2) & 1},${(flags >> 3) & 1},${(flags >> 4) & 3},` +
      `${(flags >> 6) & 1},${flags >> 7},${scanAngle(view.getInt16(at + 18, true))},${records[at + 17]!},` +
      `${view.getUint16(at + 20, true)},${number(view.getFloat64(at + gpsTimeOffset, true))}`;
    if (rgbOffset >= 0) {
      for (let k = 0; k < 6; k += 2) line += `,${view.getUint16(at + rgbOffset + k, true)}`;
    }
    if (nirOffset >= 0) line += `,${view.getUint16(at + nirOffset, true)}`;
    for (const write of extras) line += `,${write(view, records, at)}`;
    lines.push(line, '\n');
  }
  return lines.join('');
}

/** NaN and infinities, which real files hold, are empty. */
function number(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

/** Steps of 0.006° have three decimals. */
function scanAngle(steps: number): string {
  return decimals(6 * steps, 3);
}

/** Writes integer · scale + offset. */
export function decimalWriter(scale: number, offset: number): (integer: number) => string {
  for (let count = 0; count <= MAX_DECIMALS; count++) {
    const unit = 10 ** count;
    const [steps, shift] = [Math.round(scale * unit), Math.round(offset * unit)];
    // the decimal that is meant is the one whose nearest double this is
    if (steps / unit !== scale || shift / unit !== offset) continue;
    if (Math.abs(steps) * 2 ** 31 + Math.abs(shift) > EXACT_STEPS) break;
    return (integer) => decimals(integer * steps + shift, count);
  }
  return (integer) => String(integer * scale + offset);
}

/** A whole number of 10^-count as a decimal number. */
function decimals(value: number, count: number): string {
  if (count === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(count + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -count)}.${digits.slice(-count)}`;
}

type ExtraWriter = (view: DataView, records: Uint8Array, at: number) => string;

function extraWriter({ type, sizeBytes, offset, scale, shift }: CsvColumn): ExtraWriter {
  if (type === null) {
    // arrays and what nobody described: the bytes
    return (_, records, at) =>
      Array.from(records.subarray(at + offset, at + offset + sizeBytes), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
  }
  const read = READERS[type];
  if (type === 'uint64' || type === 'int64') {
    if (scale === 1 && shift === 0) return (view, _, at) => String(read(view, at + offset));
    return (view, _, at) => number(Number(read(view, at + offset)) * scale + shift);
  }
  if (scale === 1 && shift === 0) {
    return type === 'float32'
      ? (view, _, at) => shortFloat(view.getFloat32(at + offset, true))
      : (view, _, at) => number(Number(read(view, at + offset)));
  }
  if (type === 'float32' || type === 'float64')
    return (view, _, at) => number(Number(read(view, at + offset)) * scale + shift);
  const write = decimalWriter(scale, shift);
  return (view, _, at) => write(Number(read(view, at + offset)));
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
