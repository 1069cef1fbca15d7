/** LAS 1.2 with point format 3, as the VIRTUAL SHIZUOKA deliveries are: header of 227 bytes, no VLR, so no CRS. */

export const HEADER_BYTES = 227;
export const RECORD_BYTES = 34;
/** One millimetre; offsets are 0, so the integers are millimetres in EPSG:6676. */
export const SCALE_M = 0.001;

/** What a header says about the records after it; filled while they are written. */
export interface LasSummary {
  pointCount: number;
  /** Points by return number 1–5. */
  readonly byReturn: number[];
  /** Millimetres: east, north, height. */
  readonly min: [number, number, number];
  readonly max: [number, number, number];
  /** Points by class code. */
  readonly byClass: Uint32Array;
}

export function createSummary(): LasSummary {
  const infinity = Number.POSITIVE_INFINITY;
  return {
    pointCount: 0,
    byReturn: [0, 0, 0, 0, 0],
    min: [infinity, infinity, infinity],
    max: [-infinity, -infinity, -infinity],
    byClass: new Uint32Array(256),
  };
}

/** One return, coordinates in millimetres, colours 0–255 (stored << 8). */
export interface PointRecord {
  eastMm: number;
  northMm: number;
  heightMm: number;
  intensity: number;
  returnNumber: number;
  returnCount: number;
  edgeOfLine: boolean;
  classification: number;
  /** Whole degrees, left negative. */
  scanAngleDeg: number;
  sourceId: number;
  gpsTimeS: number;
  red: number;
  green: number;
  blue: number;
}

/** Writes a record at a byte offset and counts it. Source: ASPRS LAS 1.2, point data record format 3. */
export function writeRecord(view: DataView, offset: number, point: PointRecord, summary: LasSummary): void {
  view.setInt32(offset, point.eastMm, true);
  view.setInt32(offset + 4, point.northMm, true);
  view.setInt32(offset + 8, point.heightMm, true);
  view.setUint16(offset + 12, point.intensity, true);
  const flags = point.returnNumber | (point.returnCount << 3) | (1 << 6) | (point.edgeOfLine ? 1 << 7 : 0);
  view.setUint8(offset + 14, flags);
  view.setUint8(offset + 15, point.classification);
  view.setInt8(offset + 16, point.scanAngleDeg);
  view.setUint8(offset + 17, 0);
  view.setUint16(offset + 18, point.sourceId, true);
  view.setFloat64(offset + 20, point.gpsTimeS, true);
  view.setUint16(offset + 28, point.red << 8, true);
  view.setUint16(offset + 30, point.green << 8, true);
  view.setUint16(offset + 32, point.blue << 8, true);
  count(summary, point);
}

function count(summary: LasSummary, { eastMm, northMm, heightMm, returnNumber, classification }: PointRecord): void {
  const { min, max } = summary;
  summary.pointCount++;
  summary.byReturn[returnNumber - 1]!++;
  summary.byClass[classification]!++;
  if (eastMm < min[0]) min[0] = eastMm;
  if (eastMm > max[0]) max[0] = eastMm;
  if (northMm < min[1]) min[1] = northMm;
  if (northMm > max[1]) max[1] = northMm;
  if (heightMm < min[2]) min[2] = heightMm;
  if (heightMm > max[2]) max[2] = heightMm;
}

/** The header for the records that a summary counted. `year` and `dayOfYear` are the date of the file. */
export function encodeHeader(summary: LasSummary, date: { year: number; dayOfYear: number }): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, value: string) => {
    for (let i = 0; i < value.length; i++) bytes[offset + i] = value.charCodeAt(i);
  };
  text(0, 'LASF');
  // GPS times are adjusted standard GPS time
  view.setUint16(6, 1, true);
  view.setUint8(24, 1);
  view.setUint8(25, 2);
  text(26, 'Tengun synthetic scene');
  text(58, 'tengun scene');
  view.setUint16(90, date.dayOfYear, true);
  view.setUint16(92, date.year, true);
  view.setUint16(94, HEADER_BYTES, true);
  view.setUint32(96, HEADER_BYTES, true);
  view.setUint8(104, 3);
  view.setUint16(105, RECORD_BYTES, true);
  view.setUint32(107, summary.pointCount, true);
  for (let k = 0; k < 5; k++) view.setUint32(111 + 4 * k, summary.byReturn[k]!, true);
  for (let k = 0; k < 3; k++) {
    view.setFloat64(131 + 8 * k, SCALE_M, true);
    view.setFloat64(179 + 16 * k, summary.pointCount === 0 ? 0 : summary.max[k]! / 1000, true);
    view.setFloat64(187 + 16 * k, summary.pointCount === 0 ? 0 : summary.min[k]! / 1000, true);
  }
  return bytes;
}
