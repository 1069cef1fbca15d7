/** Builds LAS files byte by byte, from the specification and not with our own writers: the truth that readers are held against. */

/** One point in plain terms; what a format cannot hold is left out when it is written. */
export interface TestPoint {
  /** Raw integers. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly intensity: number;
  readonly returnNumber: number;
  readonly numberOfReturns: number;
  readonly scanDirection: 0 | 1;
  readonly edgeOfFlightLine: 0 | 1;
  readonly classification: number;
  readonly synthetic: 0 | 1;
  readonly keyPoint: 0 | 1;
  readonly withheld: 0 | 1;
  readonly overlap: 0 | 1;
  readonly scannerChannel: number;
  /** Whole degrees for formats 0–5, steps of 0.006° for 6–10. */
  readonly scanAngle: number;
  readonly userData: number;
  readonly pointSourceId: number;
  readonly gpsTime: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly nir: number;
  readonly extra: Uint8Array;
}

export interface LasFileOptions {
  readonly version?: 0 | 1 | 2 | 3 | 4;
  readonly format: number;
  readonly extraBytes?: number;
  readonly scale?: readonly [number, number, number];
  readonly offset?: readonly [number, number, number];
  readonly wkt?: string;
  readonly vlrs?: readonly { userId: string; recordId: number; data: Uint8Array }[];
  readonly globalEncoding?: number;
}

const BASE = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];
const GPS_AT = [-1, 20, -1, 20, 20, 20, 22, 22, 22, 22, 22];
const RGB_AT = [-1, -1, 20, 28, -1, 28, -1, 30, 30, -1, 30];
const NIR_AT = [-1, -1, -1, -1, -1, -1, -1, -1, 36, -1, 36];

/** A small xorshift generator: [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Points on rolling ground within 400 × 300 m (scale 0.001), every attribute varied over its whole range. */
export function randomPoints(
  count: number,
  options: { format: number; seed?: number; extraBytes?: number },
): TestPoint[] {
  const random = seededRandom(options.seed ?? 1);
  const int = (n: number) => Math.floor(random() * n);
  const bit = () => int(2) as 0 | 1;
  const extended = options.format >= 6;
  return Array.from({ length: count }, (_, i) => {
    const x = int(400_000);
    const y = int(300_000);
    const numberOfReturns = 1 + int(extended ? 15 : 7);
    return {
      x,
      y,
      z: Math.round(20_000 * Math.sin(x / 60_000) * Math.cos(y / 50_000)) + int(6000),
      intensity: int(65536),
      returnNumber: 1 + int(numberOfReturns),
      numberOfReturns,
      scanDirection: bit(),
      edgeOfFlightLine: bit(),
      classification: int(extended ? 256 : 32),
      synthetic: bit(),
      keyPoint: bit(),
      withheld: bit(),
      overlap: extended ? bit() : 0,
      scannerChannel: extended ? int(4) : 0,
      scanAngle: extended ? int(60_001) - 30_000 : int(181) - 90,
      userData: int(256),
      pointSourceId: int(65536),
      gpsTime: 2.5e8 + i * 1e-5 + random() * 1e-6,
      red: int(65536),
      green: int(65536),
      blue: int(65536),
      nir: int(65536),
      extra: Uint8Array.from({ length: options.extraBytes ?? 0 }, () => int(256)),
    };
  });
}

/** A LAS file of the points. */
export function buildLas(points: readonly TestPoint[], options: LasFileOptions): Uint8Array {
  const { format, extraBytes = 0, scale = [0.001, 0.001, 0.001], offset = [52_000, -97_200, 100] } = options;
  const version = options.version ?? (format >= 6 ? 4 : format >= 4 ? 3 : 2);
  const headerSize = [227, 227, 227, 235, 375][version]!;
  const records = [
    ...(options.wkt
      ? [{ userId: 'LASF_Projection', recordId: 2112, data: new TextEncoder().encode(options.wkt) }]
      : []),
    ...(options.vlrs ?? []),
  ];
  const pointOffset = headerSize + records.reduce((sum, record) => sum + 54 + record.data.length, 0);
  const length = BASE[format]! + extraBytes;
  const bytes = new Uint8Array(pointOffset + points.length * length);
  const view = new DataView(bytes.buffer);
  putText(bytes, 0, 'LASF');
  view.setUint16(6, options.globalEncoding ?? (options.wkt ? 17 : 1), true);
  bytes.set([1, version], 24);
  putText(bytes, 26, 'TENGUN TEST');
  putText(bytes, 58, 'las-builder');
  view.setUint16(90, 45, true);
  view.setUint16(92, 2026, true);
  view.setUint16(94, headerSize, true);
  view.setUint32(96, pointOffset, true);
  view.setUint32(100, records.length, true);
  bytes[104] = format;
  view.setUint16(105, length, true);
  if (format < 6) view.setUint32(107, points.length, true);
  for (let axis = 0; axis < 3; axis++) {
    view.setFloat64(131 + 8 * axis, scale[axis]!, true);
    view.setFloat64(155 + 8 * axis, offset[axis]!, true);
    const values = points.map((point) => [point.x, point.y, point.z][axis]! * scale[axis]! + offset[axis]!);
    view.setFloat64(
      179 + 16 * axis,
      values.reduce((a, b) => Math.max(a, b), -Infinity),
      true,
    );
    view.setFloat64(
      187 + 16 * axis,
      values.reduce((a, b) => Math.min(a, b), Infinity),
      true,
    );
  }
  if (version === 4) view.setBigUint64(247, BigInt(points.length), true);
  let at = headerSize;
  for (const { userId, recordId, data } of records) {
    putText(bytes, at + 2, userId);
    view.setUint16(at + 18, recordId, true);
    view.setUint16(at + 20, data.length, true);
    bytes.set(data, at + 54);
    at += 54 + data.length;
  }
  for (const point of points) {
    putPoint(bytes, view, at, point, format);
    bytes.set(point.extra.subarray(0, extraBytes), at + BASE[format]!);
    at += length;
  }
  return bytes;
}

function putPoint(bytes: Uint8Array, view: DataView, at: number, p: TestPoint, format: number): void {
  view.setInt32(at, p.x, true);
  view.setInt32(at + 4, p.y, true);
  view.setInt32(at + 8, p.z, true);
  view.setUint16(at + 12, p.intensity, true);
  if (format < 6) {
    bytes[at + 14] = p.returnNumber | (p.numberOfReturns << 3) | (p.scanDirection << 6) | (p.edgeOfFlightLine << 7);
    bytes[at + 15] = p.classification | (p.synthetic << 5) | (p.keyPoint << 6) | (p.withheld << 7);
    view.setInt8(at + 16, p.scanAngle);
    bytes[at + 17] = p.userData;
    view.setUint16(at + 18, p.pointSourceId, true);
  } else {
    bytes[at + 14] = p.returnNumber | (p.numberOfReturns << 4);
    bytes[at + 15] =
      p.synthetic |
      (p.keyPoint << 1) |
      (p.withheld << 2) |
      (p.overlap << 3) |
      (p.scannerChannel << 4) |
      (p.scanDirection << 6) |
      (p.edgeOfFlightLine << 7);
    bytes[at + 16] = p.classification;
    bytes[at + 17] = p.userData;
    view.setInt16(at + 18, p.scanAngle, true);
    view.setUint16(at + 20, p.pointSourceId, true);
  }
  if (GPS_AT[format]! >= 0) view.setFloat64(at + GPS_AT[format]!, p.gpsTime, true);
  if (RGB_AT[format]! >= 0)
    for (const [k, value] of [p.red, p.green, p.blue].entries())
      view.setUint16(at + RGB_AT[format]! + 2 * k, value, true);
  if (NIR_AT[format]! >= 0) view.setUint16(at + NIR_AT[format]!, p.nir, true);
}

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
