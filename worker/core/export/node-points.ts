/** The fields of a node's records that tiles show, as flat arrays. Records are LAS formats 6, 7 or 8. */
import { FormatError } from '../errors.ts';
import { POINT_FORMATS } from '../las/point-format.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';

export interface NodePoints {
  readonly count: number;
  /** CRS units: integer * scale + offset. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  readonly classification: Uint8Array;
  readonly intensity: Uint16Array;
  /** Red, green, blue as stored, three a point; null when the format has no colour. */
  readonly rgb: Uint16Array | null;
}

export interface RecordScale {
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
}

/**
 * Unpacks records.
 * @throws {FormatError} when the bytes are no whole number of records, or the format is none of 6–8
 */
export function readNodePoints(records: Uint8Array, layout: ChunkLayout, { scale, offset }: RecordScale): NodePoints {
  const { pointDataRecordFormat, pointDataRecordLength: length } = layout;
  const format = POINT_FORMATS[pointDataRecordFormat];
  if (!format?.extended || format.wavePacketOffset >= 0)
    throw new FormatError(`expected point format 6, 7 or 8, found ${pointDataRecordFormat}`, {
      offset: 104,
      actual: pointDataRecordFormat,
    });
  if (records.length % length !== 0)
    throw new FormatError(`expected whole records of ${length} bytes, found ${records.length} bytes`, {
      offset: 0,
      actual: records.length,
    });
  const count = records.length / length;
  const points = {
    count,
    east: new Float64Array(count),
    north: new Float64Array(count),
    height: new Float64Array(count),
    classification: new Uint8Array(count),
    intensity: new Uint16Array(count),
    rgb: format.rgbOffset >= 0 ? new Uint16Array(3 * count) : null,
  };
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let point = 0, at = 0; point < count; point++, at += length) {
    points.east[point] = view.getInt32(at, true) * scale[0] + offset[0];
    points.north[point] = view.getInt32(at + 4, true) * scale[1] + offset[1];
    points.height[point] = view.getInt32(at + 8, true) * scale[2] + offset[2];
    points.intensity[point] = view.getUint16(at + 12, true);
    points.classification[point] = records[at + 16]!;
    if (points.rgb)
      for (let c = 0; c < 3; c++) points.rgb[3 * point + c] = view.getUint16(at + format.rgbOffset + 2 * c, true);
  }
  return points;
}
