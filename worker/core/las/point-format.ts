/** Point data record formats (PDRF) 0–10: record sizes and where each field stands. Source: LAS 1.4 R16, tables 7–17. */

/** Bytes of a record without extra bytes, by format. */
export const POINT_RECORD_BYTES = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67] as const;

export interface PointFormat {
  readonly format: number;
  readonly baseBytes: number;
  /** True for formats 6–10: 4-bit returns, 8-bit class, scanner channel, 16-bit scan angle. */
  readonly extended: boolean;
  /** Offset of GPS time (f64), -1 when the format has none. */
  readonly gpsTimeOffset: number;
  /** Offset of red (u16; green and blue follow), -1 when the format has none. */
  readonly rgbOffset: number;
  /** Offset of near infrared (u16), -1 when the format has none. */
  readonly nirOffset: number;
  /** Offset of the 29-byte wave packet, -1 when the format has none. */
  readonly wavePacketOffset: number;
}

const format = (
  n: number,
  gpsTimeOffset: number,
  rgbOffset: number,
  nirOffset: number,
  wavePacketOffset: number,
): PointFormat => ({
  format: n,
  baseBytes: POINT_RECORD_BYTES[n]!,
  extended: n >= 6,
  gpsTimeOffset,
  rgbOffset,
  nirOffset,
  wavePacketOffset,
});

/** The eleven formats, indexed by their number. */
export const POINT_FORMATS: readonly PointFormat[] = [
  format(0, -1, -1, -1, -1),
  format(1, 20, -1, -1, -1),
  format(2, -1, 20, -1, -1),
  format(3, 20, 28, -1, -1),
  format(4, 20, -1, -1, 28),
  format(5, 20, 28, -1, 34),
  format(6, 22, -1, -1, -1),
  format(7, 22, 30, -1, -1),
  format(8, 22, 30, 36, -1),
  format(9, 22, -1, -1, 30),
  format(10, 22, 30, 36, 38),
];
