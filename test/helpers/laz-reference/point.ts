/** A point of formats 6–10 as fields. Source of the offsets: LAS 1.4 R16, tables 13–17. */
import { readWavePacket, WAVE_PACKET_BYTES, type WavePacket, writeWavePacket } from './wave-packet.ts';

export type LayeredFormat = 6 | 7 | 8 | 9 | 10;

export interface Point {
  x: number;
  y: number;
  z: number;
  intensity: number;
  returnNumber: number;
  returns: number;
  /** Class flags in bits 0–3, scan direction 4, edge of flight line 5. */
  flags: number;
  channel: number;
  classification: number;
  userData: number;
  /** As an unsigned 16-bit number. */
  scanAngle: number;
  pointSource: number;
  /** The bits of the double. */
  gpsTime: bigint;
  /** Red, green, blue; empty in formats 6 and 9. */
  rgb: number[];
  /** Near infrared; empty in formats 6, 7 and 9. */
  nir: number[];
  /** One in formats 9 and 10, else none. */
  wavePackets: WavePacket[];
  extraBytes: number[];
}

export const BASE_BYTES = { 6: 30, 7: 36, 8: 38, 9: 59, 10: 67 } as const;
export const hasRgb = (format: LayeredFormat) => format === 7 || format === 8 || format === 10;
export const hasNir = (format: LayeredFormat) => format === 8 || format === 10;
export const hasWavePacket = (format: LayeredFormat) => format >= 9;

export function readPoint(records: DataView, at: number, format: LayeredFormat, length: number): Point {
  const returns = records.getUint8(at + 14);
  const flags = records.getUint8(at + 15);
  const u16 = (offset: number) => records.getUint16(at + offset, true);
  const extraBytes: number[] = [];
  for (let i = BASE_BYTES[format]; i < length; i++) extraBytes.push(records.getUint8(at + i));
  return {
    x: records.getInt32(at, true),
    y: records.getInt32(at + 4, true),
    z: records.getInt32(at + 8, true),
    intensity: u16(12),
    returnNumber: returns & 15,
    returns: returns >> 4,
    flags: (flags & 15) | ((flags >> 6) << 4),
    channel: (flags >> 4) & 3,
    classification: records.getUint8(at + 16),
    userData: records.getUint8(at + 17),
    scanAngle: u16(18),
    pointSource: u16(20),
    gpsTime: records.getBigUint64(at + 22, true),
    rgb: hasRgb(format) ? [u16(30), u16(32), u16(34)] : [],
    nir: hasNir(format) ? [u16(36)] : [],
    wavePackets: hasWavePacket(format) ? [readWavePacket(records, at + BASE_BYTES[format] - WAVE_PACKET_BYTES)] : [],
    extraBytes,
  };
}

export function writePoint(records: DataView, at: number, format: LayeredFormat, point: Point): void {
  records.setInt32(at, point.x, true);
  records.setInt32(at + 4, point.y, true);
  records.setInt32(at + 8, point.z, true);
  records.setUint16(at + 12, point.intensity, true);
  records.setUint8(at + 14, point.returnNumber | (point.returns << 4));
  records.setUint8(at + 15, (point.flags & 15) | (point.channel << 4) | ((point.flags >> 4) << 6));
  records.setUint8(at + 16, point.classification);
  records.setUint8(at + 17, point.userData);
  records.setUint16(at + 18, point.scanAngle, true);
  records.setUint16(at + 20, point.pointSource, true);
  records.setBigUint64(at + 22, point.gpsTime, true);
  [...point.rgb, ...point.nir].forEach((value, i) => {
    records.setUint16(at + 30 + i * 2, value, true);
  });
  for (const packet of point.wavePackets) {
    writeWavePacket(records, at + BASE_BYTES[format] - WAVE_PACKET_BYTES, packet);
  }
  point.extraBytes.forEach((byte, i) => {
    records.setUint8(at + BASE_BYTES[format] + i, byte);
  });
}
