/**
 * The one form into which the points of several stored items are put: the lowest point format that holds every field of
 * each, the extra bytes of all by their names, one scale and offset. Integers stay what they are wherever that is possible.
 */
import { FormatError } from '../errors.ts';
import { EXTRA_BYTES_RECORD_ID, type ExtraDimension, readExtraDimensions } from '../las/extra-bytes.ts';
import type { LasHeader, Triple } from '../las/header.ts';
import { POINT_FORMATS } from '../las/point-format.ts';
import { findVlr, type Vlr } from '../las/vlr.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';

/** What is taken from a stored item. */
export interface PlannedItem {
  /** Names it in messages. */
  readonly name: string;
  readonly header: Pick<LasHeader, 'scale' | 'offset' | 'min' | 'max'>;
  readonly layout: ChunkLayout;
  readonly vlrs: readonly Vlr[];
}

/** How the records of one item become those of the result. */
export interface RecordMapping {
  readonly from: ChunkLayout;
  /** X' = round(X · factor + shift) for each axis; null keeps the integers. */
  readonly rescale: { readonly factor: Triple; readonly shift: Triple } | null;
  /** Runs of extra bytes: from an offset in the item's record to one in the result's. */
  readonly extras: readonly { readonly from: number; readonly to: number; readonly sizeBytes: number }[];
  /** Bytes of extra dimensions that the item does not have, where they stand for "no data". */
  readonly noData: readonly { readonly to: number; readonly bytes: Uint8Array }[];
}

export interface PlannedDimension extends ExtraDimension {
  /** The 192 bytes that describe it; null of bytes that nobody described. */
  readonly descriptor: Uint8Array | null;
}

export interface RecordPlan {
  readonly layout: ChunkLayout;
  readonly scale: Triple;
  readonly offset: Triple;
  readonly dimensions: readonly PlannedDimension[];
  readonly mappings: readonly RecordMapping[];
  readonly notes: RecordNotes;
}

/** What was done to make the items fit together; empty when nothing was. */
export interface RecordNotes {
  /** Items without colour, or without infrared, among others that have it: zero in the result. */
  readonly withoutColor: readonly string[];
  readonly withoutInfrared: readonly string[];
  /** Extra dimensions that not every item has. */
  readonly partialDimensions: readonly string[];
  /** Dimensions of one name that differ in their type: the later one's new name. */
  readonly renamedDimensions: readonly string[];
  /** Largest change of a coordinate on each axis, CRS units; null when no coordinate changed. */
  readonly requantisedBy: Triple | null;
}

const DESCRIPTOR_BYTES = 192;
const MAX_RECORD_BYTES = 0xffff;
/** A quotient this near to a whole number is one. */
const WHOLE = 1e-6;
const INT32_MAX = 2 ** 31 - 1;

/**
 * @param items one at least, in the order in which they are read
 * @throws {FormatError} when the extra bytes of all do not fit a record
 */
export function planRecords(items: readonly PlannedItem[]): RecordPlan {
  const formats = items.map(({ layout }) => POINT_FORMATS[layout.pointDataRecordFormat]!);
  const format = POINT_FORMATS[Math.max(...formats.map((one) => one.format))]!;
  const extras = uniteDimensions(items);
  const length = format.baseBytes + extras.sizeBytes;
  if (length > MAX_RECORD_BYTES) {
    throw new FormatError(`the extra bytes of all items make records of ${length} bytes, at most ${MAX_RECORD_BYTES}`, {
      offset: 105,
      actual: length,
    });
  }
  const { scale, offset, isExact } = commonScale(items);
  const mappings = items.map((item, i): RecordMapping => {
    const base = formats[i]!.baseBytes;
    return {
      from: item.layout,
      rescale: rescaleOf(item.header, scale, offset),
      extras: extras.ofItems[i]!.map(({ from, to, sizeBytes }) => ({
        from: base + from,
        to: format.baseBytes + to,
        sizeBytes,
      })),
      noData: extras.dimensions.flatMap((dimension) => {
        const bytes = noDataOf(dimension);
        const isThere = extras.ofItems[i]!.some(({ to }) => to === dimension.offset);
        return bytes && !isThere ? [{ to: format.baseBytes + dimension.offset, bytes }] : [];
      }),
    };
  });
  const lacking = (has: (at: number) => boolean) => items.filter((_, i) => !has(i)).map(({ name }) => name);
  return {
    layout: { pointDataRecordFormat: format.format, pointDataRecordLength: length },
    scale,
    offset,
    dimensions: extras.dimensions,
    mappings,
    notes: {
      withoutColor: format.rgbOffset < 0 ? [] : lacking((i) => formats[i]!.rgbOffset >= 0),
      withoutInfrared: format.nirOffset < 0 ? [] : lacking((i) => formats[i]!.nirOffset >= 0),
      partialDimensions: extras.dimensions
        .filter(({ offset: to }) => !extras.ofItems.every((parts) => parts.some((part) => part.to === to)))
        .map(({ name }) => name),
      renamedDimensions: extras.renamed,
      requantisedBy: isExact.every((exact) => exact)
        ? null
        : (scale.map((step, axis) => (isExact[axis] ? 0 : Math.abs(step) / 2)) as Triple),
    },
  };
}

interface UnitedDimensions {
  readonly dimensions: PlannedDimension[];
  readonly sizeBytes: number;
  readonly ofItems: { from: number; to: number; sizeBytes: number }[][];
  readonly renamed: string[];
}

function uniteDimensions(items: readonly PlannedItem[]): UnitedDimensions {
  const dimensions: PlannedDimension[] = [];
  const renamed: string[] = [];
  let sizeBytes = 0;
  const ofItems = items.map((item) => {
    const used = new Set<PlannedDimension>();
    return dimensionsOf(item).map((own) => {
      let found = dimensions.find((known) => !used.has(known) && isSame(known, own));
      if (!found) {
        const name = freeName(own.name, dimensions);
        if (name !== own.name) renamed.push(name);
        found = { ...own, name, offset: sizeBytes, descriptor: own.descriptor && named(own.descriptor, name) };
        dimensions.push(found);
        sizeBytes += own.sizeBytes;
      }
      used.add(found);
      return { from: own.offset, to: found.offset, sizeBytes: own.sizeBytes };
    });
  });
  return { dimensions, sizeBytes, ofItems, renamed };
}

function dimensionsOf({ layout, vlrs }: PlannedItem): PlannedDimension[] {
  const count = layout.pointDataRecordLength - POINT_FORMATS[layout.pointDataRecordFormat]!.baseBytes;
  const data = findVlr(vlrs, 'LASF_Spec', EXTRA_BYTES_RECORD_ID)?.data;
  const dimensions = readExtraDimensions(vlrs, count);
  return dimensions.map((dimension, i) => {
    const descriptor = data?.slice(i * DESCRIPTOR_BYTES, (i + 1) * DESCRIPTOR_BYTES) ?? new Uint8Array(0);
    // what no descriptor covers comes last and has none
    const isDescribed = descriptor.length === DESCRIPTOR_BYTES && dimension.description !== 'undescribed';
    return { ...dimension, descriptor: isDescribed ? descriptor : null };
  });
}

/** Name, type, scale and offset are the same: the same bytes mean the same. */
function isSame(a: PlannedDimension, b: PlannedDimension): boolean {
  if (a.sizeBytes !== b.sizeBytes || a.type !== b.type) return false;
  if (!a.descriptor || !b.descriptor) return a.descriptor === b.descriptor;
  const [x, y] = [a.descriptor, b.descriptor];
  // type and options, then no data, scale and offset; minimum and maximum may differ
  const same = (begin: number, end: number) => x.subarray(begin, end).every((byte, i) => byte === y[begin + i]);
  return same(2, 64) && same(112, 160);
}

function freeName(name: string, known: readonly PlannedDimension[]): string {
  const isTaken = (candidate: string) => known.some((dimension) => dimension.name === candidate);
  if (!isTaken(name)) return name;
  for (let i = 2; ; i++) {
    const candidate = `${name.slice(0, 32 - `_${i}`.length)}_${i}`;
    if (!isTaken(candidate)) return candidate;
  }
}

function named(descriptor: Uint8Array, name: string): Uint8Array {
  const renamed = descriptor.slice();
  renamed.fill(0, 4, 36);
  for (let i = 0; i < name.length; i++) renamed[4 + i] = name.charCodeAt(i);
  return renamed;
}

/** The bytes that mean "no data", where the descriptor names some. */
function noDataOf({ descriptor, type, sizeBytes }: PlannedDimension): Uint8Array | null {
  if (!descriptor || type === null || !(descriptor[3]! & 1)) return null;
  const bytes = descriptor.slice(40, 48);
  if (type !== 'float32') return bytes.slice(0, sizeBytes);
  // no data of floats is kept as a double
  const value = new DataView(bytes.buffer).getFloat64(0, true);
  const narrow = new DataView(new ArrayBuffer(4));
  narrow.setFloat32(0, value, true);
  return new Uint8Array(narrow.buffer);
}

/**
 * That of the items where they share it; else the finest scale with the first item's offset where every integer of
 * every item becomes a whole number of its steps; else the finest scale, rounded, with an offset in the middle.
 */
function commonScale(items: readonly PlannedItem[]): { scale: Triple; offset: Triple; isExact: boolean[] } {
  const scale: Triple = [...items[0]!.header.scale];
  const offset: Triple = [...items[0]!.header.offset];
  const isExact = [true, true, true];
  for (const axis of [0, 1, 2] as const) {
    for (const { header } of items) {
      if (Math.abs(header.scale[axis]) < Math.abs(scale[axis])) scale[axis] = header.scale[axis];
    }
    const low = Math.min(...items.map(({ header }) => header.min[axis]));
    const high = Math.max(...items.map(({ header }) => header.max[axis]));
    const fits = () =>
      Math.max(Math.abs(low - offset[axis]), Math.abs(high - offset[axis])) / Math.abs(scale[axis]) <= INT32_MAX;
    const isWhole = (value: number) => Math.abs(value - Math.round(value)) < WHOLE;
    const holdsAll = items.every(
      ({ header }) =>
        isWhole(header.scale[axis] / scale[axis]) && isWhole((header.offset[axis] - offset[axis]) / scale[axis]),
    );
    if (holdsAll && fits()) continue;
    isExact[axis] = false;
    if (!fits()) offset[axis] = Math.round((low + high) / 2);
    while (!fits()) scale[axis] *= 10;
  }
  return { scale, offset, isExact };
}

function rescaleOf(
  header: Pick<LasHeader, 'scale' | 'offset'>,
  scale: Triple,
  offset: Triple,
): RecordMapping['rescale'] {
  const whole = (value: number) => (Math.abs(value - Math.round(value)) < WHOLE ? Math.round(value) : value);
  const factor = scale.map((step, axis) => whole(header.scale[axis]! / step)) as Triple;
  const shift = scale.map((step, axis) => whole((header.offset[axis]! - offset[axis]!) / step)) as Triple;
  return factor.every((one) => one === 1) && shift.every((one) => one === 0) ? null : { factor, shift };
}
