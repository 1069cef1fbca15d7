/** The LAS public header block, versions 1.0 to 1.5. Source: LAS 1.4 R16 §2.4; sizes 227, 235, 375 (1.5: 393). */
import { ByteReader, ByteWriter } from '../binary/byte-cursor.ts';
import { FormatError } from '../errors.ts';
import { POINT_RECORD_BYTES } from './point-format.ts';

export type Triple = [number, number, number];

export interface LasHeader {
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly fileSourceId: number;
  /** Bit 0: GPS time is adjusted standard time; bit 4: the CRS is WKT. */
  readonly globalEncoding: number;
  readonly guid: Uint8Array;
  readonly systemIdentifier: string;
  readonly generatingSoftware: string;
  readonly creationDayOfYear: number;
  readonly creationYear: number;
  readonly headerSize: number;
  readonly offsetToPointData: number;
  readonly vlrCount: number;
  /** 0–10, without the compression bits. */
  readonly pointDataRecordFormat: number;
  readonly compressed: boolean;
  readonly pointDataRecordLength: number;
  readonly pointCount: number;
  /** Fifteen counts; five in files before 1.4. */
  readonly pointCountByReturn: readonly number[];
  /** X, Y, Z: coordinate = integer * scale + offset, in CRS units. */
  readonly scale: Triple;
  readonly offset: Triple;
  readonly min: Triple;
  readonly max: Triple;
  readonly evlrOffset: number;
  readonly evlrCount: number;
}

/** Enough bytes to parse any header. */
export const HEADER_READ_BYTES = 375;
/** Bytes of a LAS 1.4 header. */
export const HEADER_14_BYTES = 375;
/** Global encoding bit 4: the CRS record is WKT. */
export const WKT_BIT = 1 << 4;

/**
 * Parses the header.
 * @param bytes the first bytes of the file, up to 375
 * @throws {FormatError} when the file is no LAS, or its sizes, scales or offsets cannot be true
 */
export function parseHeader(bytes: Uint8Array): LasHeader {
  const reader = new ByteReader(bytes);
  if (bytes.length < 4 || reader.text(4) !== 'LASF') {
    throw new FormatError(`not a LAS file: expected the signature LASF, seen "${printable(bytes.subarray(0, 4))}"`, {
      offset: 0,
      expected: 'LASF',
      actual: printable(bytes.subarray(0, 4)),
    });
  }
  const fileSourceId = reader.u16();
  const globalEncoding = reader.u16();
  const guid = reader.take(16).slice();
  const versionMajor = reader.u8();
  const versionMinor = reader.u8();
  if (versionMajor !== 1 || versionMinor > 5) {
    throw new FormatError(`LAS version: expected 1.0 to 1.5, seen ${versionMajor}.${versionMinor}`, {
      offset: 24,
      expected: '1.0-1.5',
      actual: `${versionMajor}.${versionMinor}`,
    });
  }
  const systemIdentifier = reader.text(32);
  const generatingSoftware = reader.text(32);
  const creationDayOfYear = reader.u16();
  const creationYear = reader.u16();
  const headerSize = reader.u16();
  const offsetToPointData = reader.u32();
  const vlrCount = reader.u32();
  const formatByte = reader.u8();
  const pointDataRecordLength = reader.u16();
  const legacyPointCount = reader.u32();
  const legacyByReturn = Array.from({ length: 5 }, () => reader.u32());
  const scale = reader.triple();
  const offset = reader.triple();
  const [maxX, minX, maxY, minY, maxZ, minZ] = Array.from({ length: 6 }, () => reader.f64()) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const large = versionMinor >= 4 ? parseLargeFields(reader) : undefined;
  const header: LasHeader = {
    versionMajor,
    versionMinor,
    fileSourceId,
    globalEncoding,
    guid,
    systemIdentifier,
    generatingSoftware,
    creationDayOfYear,
    creationYear,
    headerSize,
    offsetToPointData,
    vlrCount,
    pointDataRecordFormat: formatByte & 0x3f,
    compressed: (formatByte & 0xc0) !== 0,
    pointDataRecordLength,
    pointCount: large && large.pointCount > 0 ? large.pointCount : legacyPointCount,
    pointCountByReturn: large && large.pointCount > 0 ? large.byReturn : legacyByReturn,
    scale,
    offset,
    min: [minX, minY, minZ],
    max: [maxX, maxY, maxZ],
    evlrOffset: large?.evlrOffset ?? 0,
    evlrCount: large?.evlrCount ?? 0,
  };
  checkHeader(header);
  return header;
}

/** The fields that version 1.4 added. A 1.4 header of 235 bytes or less has none of them. */
function parseLargeFields(reader: ByteReader) {
  reader.u64(); // start of waveform data
  const evlrOffset = reader.u64();
  const evlrCount = reader.u32();
  const pointCount = reader.u64();
  const byReturn = Array.from({ length: 15 }, () => reader.u64());
  return { evlrOffset, evlrCount, pointCount, byReturn };
}

function checkHeader(header: LasHeader): void {
  const minimum = header.versionMinor >= 4 ? HEADER_14_BYTES : 227;
  expectAt(header.headerSize >= minimum, 94, 'header size', `${minimum} or more`, header.headerSize);
  expectAt(
    header.offsetToPointData >= header.headerSize,
    96,
    'offset to point data',
    `${header.headerSize} or more`,
    header.offsetToPointData,
  );
  const base = POINT_RECORD_BYTES[header.pointDataRecordFormat];
  expectAt(base !== undefined, 104, 'point data record format', '0 to 10', header.pointDataRecordFormat);
  expectAt(
    header.pointDataRecordLength >= base!,
    105,
    `record length of format ${header.pointDataRecordFormat}`,
    `${base} or more`,
    header.pointDataRecordLength,
  );
  header.scale.forEach((s, axis) => {
    expectAt(Number.isFinite(s) && s !== 0, 131 + 8 * axis, `scale of axis ${axis}`, 'a finite number other than 0', s);
  });
  header.offset.forEach((o, axis) => {
    expectAt(Number.isFinite(o), 155 + 8 * axis, `offset of axis ${axis}`, 'a finite number', o);
  });
  expectAt(Number.isSafeInteger(header.pointCount), 247, 'number of points', 'below 2^53', header.pointCount);
}

function expectAt(good: boolean, offset: number, what: string, expected: string | number, actual: number): void {
  if (!good)
    throw new FormatError(`${what}: expected ${expected}, seen ${actual}`, {
      offset,
      expected,
      actual: String(actual),
    });
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
}

/**
 * Writes a LAS 1.4 header of 375 bytes. The legacy counts stay 0, as they must for formats 6–10.
 */
export function writeHeader(header: LasHeader): Uint8Array {
  const w = new ByteWriter(HEADER_14_BYTES);
  w.text('LASF', 4).u16(header.fileSourceId).u16(header.globalEncoding).put(header.guid).u8(1).u8(4);
  w.text(header.systemIdentifier, 32).text(header.generatingSoftware, 32);
  w.u16(header.creationDayOfYear).u16(header.creationYear).u16(HEADER_14_BYTES).u32(header.offsetToPointData);
  w.u32(header.vlrCount).u8(header.pointDataRecordFormat | (header.compressed ? 0x80 : 0));
  w.u16(header.pointDataRecordLength).u32(0);
  for (let i = 0; i < 5; i++) w.u32(0);
  w.triple(header.scale).triple(header.offset);
  for (let axis = 0; axis < 3; axis++) w.f64(header.max[axis]!).f64(header.min[axis]!);
  w.u64(0).u64(header.evlrOffset).u32(header.evlrCount).u64(header.pointCount);
  for (let i = 0; i < 15; i++) w.u64(header.pointCountByReturn[i] ?? 0);
  return w.bytes;
}
