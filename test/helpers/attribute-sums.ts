/**
 * Order-independent sums of every attribute, each tied to the position of its point: two clouds with equal sums hold
 * the same points, attribute by attribute. Reads records by the specification and shares nothing with our own readers.
 */

export type AttributeSums = Record<string, string>;

interface Fields {
  gps: number;
  rgb: number;
  nir: number;
}

const FIELDS: Record<number, Fields> = {
  0: { gps: -1, rgb: -1, nir: -1 },
  1: { gps: 20, rgb: -1, nir: -1 },
  2: { gps: -1, rgb: 20, nir: -1 },
  3: { gps: 20, rgb: 28, nir: -1 },
  4: { gps: 20, rgb: -1, nir: -1 },
  5: { gps: 20, rgb: 28, nir: -1 },
  6: { gps: 22, rgb: -1, nir: -1 },
  7: { gps: 22, rgb: 30, nir: -1 },
  8: { gps: 22, rgb: 30, nir: 36 },
  9: { gps: 22, rgb: -1, nir: -1 },
  10: { gps: 22, rgb: 30, nir: 36 },
};
const BASE = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];
const NAMES = [
  'x',
  'y',
  'z',
  'intensity',
  'returnNumber',
  'numberOfReturns',
  'scanDirection',
  'edge',
  'classification',
  'synthetic',
  'key',
  'withheld',
  'overlap',
  'channel',
  'scanAngleDeg',
  'userData',
  'pointSourceId',
  'gpsLow',
  'gpsHigh',
  'red',
  'green',
  'blue',
  'nir',
] as const;

export class AttributeSummer {
  private readonly low = new Float64Array(NAMES.length + 1);
  private count = 0;

  /**
   * @param legacySource whether the points came from formats 0–5: then scan angles are compared in whole degrees, and the
   *   class 12 of old stands for class 1 with the overlap flag
   */
  add(records: Uint8Array, format: number, recordLength: number, legacySource: boolean): this {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const { gps, rgb, nir } = FIELDS[format]!;
    const extended = format >= 6;
    const values = new Int32Array(NAMES.length);
    for (let at = 0; at + recordLength <= records.length; at += recordLength) {
      this.count += 1;
      for (let k = 0; k < 3; k++) values[k] = view.getInt32(at + 4 * k, true);
      values[3] = view.getUint16(at + 12, true);
      const a = records[at + 14]!;
      const b = records[at + 15]!;
      if (extended) {
        values[4] = a & 15;
        values[5] = a >> 4;
        values[6] = (b >> 6) & 1;
        values[7] = b >> 7;
        values[8] = records[at + 16]!;
        values[9] = b & 1;
        values[10] = (b >> 1) & 1;
        values[11] = (b >> 2) & 1;
        values[12] = (b >> 3) & 1;
        values[13] = (b >> 4) & 3;
        const rank = view.getInt16(at + 18, true);
        values[14] = legacySource ? Math.round(rank * 0.006) : rank;
        values[15] = records[at + 17]!;
        values[16] = view.getUint16(at + 20, true);
      } else {
        const code = b & 31;
        values[4] = a & 7;
        values[5] = (a >> 3) & 7;
        values[6] = (a >> 6) & 1;
        values[7] = a >> 7;
        values[8] = code === 12 ? 1 : code;
        values[9] = (b >> 5) & 1;
        values[10] = (b >> 6) & 1;
        values[11] = b >> 7;
        values[12] = code === 12 ? 1 : 0;
        values[13] = 0;
        values[14] = view.getInt8(at + 16);
        values[15] = records[at + 17]!;
        values[16] = view.getUint16(at + 18, true);
      }
      values[17] = gps >= 0 ? view.getInt32(at + gps, true) : 0;
      values[18] = gps >= 0 ? view.getInt32(at + gps + 4, true) : 0;
      for (let k = 0; k < 3; k++) values[19 + k] = rgb >= 0 ? view.getUint16(at + rgb + 2 * k, true) : 0;
      values[22] = nir >= 0 ? view.getUint16(at + nir, true) : 0;
      this.addPoint(values, records.subarray(at + BASE[format]!, at + recordLength));
    }
    return this;
  }

  private addPoint(values: Int32Array, extra: Uint8Array): void {
    const place = mix(mix(mix(7, values[0]!), values[1]!), values[2]!);
    for (let k = 0; k < values.length; k++) {
      this.low[k] = (this.low[k]! + (mix(place + k, values[k]!) >>> 0)) % 2 ** 48;
    }
    let tail = place;
    for (const byte of extra) tail = mix(tail, byte);
    this.low[NAMES.length] = (this.low[NAMES.length]! + (tail >>> 0)) % 2 ** 48;
  }

  sums(): AttributeSums {
    const named = Object.fromEntries(NAMES.map((name, k) => [name, this.low[k]!.toString(16)]));
    return { count: String(this.count), ...named, extraBytes: this.low[NAMES.length]!.toString(16) };
  }
}

function mix(state: number, value: number): number {
  let v = Math.imul(state ^ value, 0x9e3779b1);
  v = Math.imul(v ^ (v >>> 15), 0x85ebca77);
  return v ^ (v >>> 13) ^ Math.imul(value, 0x27d4eb2f);
}
