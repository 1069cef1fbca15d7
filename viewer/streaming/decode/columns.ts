/** Packed LAS records (formats 0–10) as the columns that a view draws. Source: LAS 1.4 R16, tables 7–17. */
import { POINT_FORMATS } from '#core/las/point-format.ts';
import { type PointColumns, packFlags, packReturns } from '../point-tree.ts';

export interface RecordLayout {
  readonly format: number;
  readonly recordLength: number;
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
  /** Metres of the units of the plane and of the heights. */
  readonly unitM: number;
  readonly verticalUnitM: number;
}

/**
 * @param records whole records
 * @param points of them to take, ascending; all when absent
 */
export function columnsOf(records: Uint8Array, layout: RecordLayout, points?: Uint32Array): PointColumns {
  const { recordLength, scale, offset, unitM, verticalUnitM } = layout;
  const format = POINT_FORMATS[layout.format]!;
  const count = points?.length ?? Math.floor(records.length / recordLength);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const at = (index: number) => (points ? points[index]! : index) * recordLength;
  const origin = originOf(view, layout, count, at);
  const timeBase = format.gpsTimeOffset < 0 ? 0 : timeBaseOf(view, format.gpsTimeOffset, count, at);
  const columns = {
    position: new Float32Array(3 * count),
    colour: new Uint8Array(4 * count),
    detail: new Uint16Array(4 * count),
    time: format.gpsTimeOffset < 0 ? null : new Float32Array(count),
  };
  const { position, colour, detail, time } = columns;
  const shift = format.rgbOffset < 0 ? 0 : colourShift(view, format.rgbOffset, count, at);
  for (let point = 0; point < count; point++) {
    const from = at(point);
    position[3 * point] = (view.getInt32(from, true) * scale[0] + offset[0]) * unitM - origin[0];
    position[3 * point + 1] = (view.getInt32(from + 4, true) * scale[1] + offset[1]) * unitM - origin[1];
    position[3 * point + 2] = (view.getInt32(from + 8, true) * scale[2] + offset[2]) * verticalUnitM - origin[2];
    const returns = records[from + 14]!;
    const flags = records[from + 15]!;
    detail[4 * point] = view.getUint16(from + 12, true);
    if (format.extended) {
      colour[4 * point + 3] = records[from + 16]!;
      detail[4 * point + 1] = view.getUint16(from + 20, true);
      detail[4 * point + 2] = packReturns(returns & 15, returns >> 4);
      detail[4 * point + 3] = packFlags(flags & 15, (flags >> 4) & 3, records[from + 17]!);
    } else {
      colour[4 * point + 3] = flags & 31;
      detail[4 * point + 1] = view.getUint16(from + 18, true);
      detail[4 * point + 2] = packReturns(returns & 7, (returns >> 3) & 7);
      detail[4 * point + 3] = packFlags(flags >> 5, 0, records[from + 17]!);
    }
    if (time) time[point] = view.getFloat64(from + format.gpsTimeOffset, true) - timeBase;
    if (format.rgbOffset < 0) continue;
    for (let part = 0; part < 3; part++) {
      colour[4 * point + part] = view.getUint16(from + format.rgbOffset + 2 * part, true) >> shift;
    }
  }
  return { count, origin, ...columns, timeBase, hasColour: format.rgbOffset >= 0 };
}

/** Whole metres below all points, so that 32-bit floats keep a tenth of a millimetre over a kilometre. */
function originOf(
  view: DataView,
  { scale, offset, unitM, verticalUnitM }: RecordLayout,
  count: number,
  at: (index: number) => number,
): [number, number, number] {
  const least = [0, 0, 0].map(() => Number.POSITIVE_INFINITY) as [number, number, number];
  for (let point = 0; point < count; point++) {
    const from = at(point);
    for (let axis = 0; axis < 3; axis++) {
      const value = view.getInt32(from + 4 * axis, true);
      if (value < least[axis]!) least[axis] = value;
    }
  }
  const metres = (axis: 0 | 1 | 2, unit: number) =>
    count === 0 ? 0 : Math.floor((least[axis] * scale[axis] + offset[axis]) * unit);
  return [metres(0, unitM), metres(1, unitM), metres(2, verticalUnitM)];
}

function timeBaseOf(view: DataView, timeOffset: number, count: number, at: (index: number) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let point = 0; point < count; point++) least = Math.min(least, view.getFloat64(at(point) + timeOffset, true));
  return Number.isFinite(least) ? Math.floor(least) : 0;
}

/** LAS colours have 16 bits; many writers store 8 in them: such a node has no value above 255. */
function colourShift(view: DataView, rgbOffset: number, count: number, at: (index: number) => number): 0 | 8 {
  for (let point = 0; point < count; point++) {
    const from = at(point) + rgbOffset;
    for (let part = 0; part < 6; part += 2) if (view.getUint16(from + part, true) > 255) return 8;
  }
  return 0;
}
