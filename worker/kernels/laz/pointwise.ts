/**
 * Point-wise LAZ (LASzip 2): one chunk of formats 0–5 with extra bytes; encoding formats 0–3. The first record as it is, then one
 * arithmetic stream in which the items of each point follow each other: point 10, [GPS time], [RGB], [wave packet],
 * [extra bytes]. Nothing in the chunk tells its point count or where a field stands, so everything is decoded.
 */
import { beginDecoding, decodeSymbol, failed } from "./decoder";
import { beginEncoding, encodeSymbol, endEncoding } from "./encoder";
import { POINTWISE_TIME, TIME_SLOTS, beginTimes, decodeTime, encodeTime } from "./gps-time";
import { RGB_SLOTS, decodeColor, encodeColor } from "./layer-color";
import { beginModels, contextOf, slotsOf } from "./memory";
import { modelAt } from "./model";
import { POINT10_BYTES, POINT10_SLOTS, beginPoint10, decodePoint10, encodePoint10 } from "./point10";
import { WAVE_PACKET_BYTES, beginWavePackets, decodeWavePacket } from "./wave-packet";

const POINT_SLOTS_AT: usize = 0;
const TIME_SLOTS_AT: usize = POINT_SLOTS_AT + POINT10_SLOTS;
const COLOR_SLOTS_AT: usize = TIME_SLOTS_AT + TIME_SLOTS;
const WAVE_SLOTS_AT: usize = COLOR_SLOTS_AT + RGB_SLOTS;

/** All models but those of extra bytes: 988 of 256 symbols (1,344 bytes each) and 150 smaller ones, 1.37 MB at most. */
const MODEL_BYTES: u64 = 1536 * 1024;
/** A model of 256 symbols and its slot. */
const EXTRA_BYTE_MODEL_BYTES: u64 = 1344 + 16;

@inline
function hasTime(format: u32): bool {
  return format != 0 && format != 2;
}

@inline
function hasColor(format: u32): bool {
  return format == 2 || format == 3 || format == 5;
}

@inline
function hasWave(format: u32): bool {
  return format >= 4;
}

/** More than the worst case of a point without extra bytes: 15 bits for each symbol, and raw bits. */
const MAX_POINT_BYTES: u64 = 96;
const MAX_TAIL: u64 = 64;

/** Bytes that the encoded points of a call may take. */
export function pointwiseOutputBytes(format: u32, recordBytes: u32, count: u32): u64 {
  return <u64>recordBytes + <u64>count * (MAX_POINT_BYTES + 2 * <u64>(recordBytes - <u32>fixedBytes(format))) + MAX_TAIL;
}

/** Bytes of a record without extra bytes. */
function fixedBytes(format: u32): usize {
  return POINT10_BYTES + (hasTime(format) ? 8 : 0) + (hasColor(format) ? 6 : 0) + (hasWave(format) ? WAVE_PACKET_BYTES : 0);
}

/** Bytes that the models of a call may take. */
export function pointwiseModelBytes(format: u32, recordBytes: u32): u64 {
  return MODEL_BYTES + <u64>(recordBytes - <u32>fixedBytes(format)) * EXTRA_BYTE_MODEL_BYTES;
}

/**
 * Decodes the points after the first one, which stands in `records` already.
 * @param begin, end the arithmetic stream @param models where `pointwiseModelBytes` are free @returns false when the
 *   stream ended early or contradicts itself
 */
export function decodePointwise(
  format: u32, records: usize, recordBytes: usize, count: u32, begin: usize, end: usize, models: usize,
): bool {
  const time = hasTime(format);
  const color = hasColor(format);
  const wave = hasWave(format);
  const colorAt: usize = time ? POINT10_BYTES + 8 : POINT10_BYTES;
  const waveAt = color ? colorAt + 6 : colorAt;
  const extraAt = fixedBytes(format);
  const extraBytes = recordBytes - extraAt;

  const extraSlots = models;
  beginModels((extraSlots + extraBytes * 4 + 15) & ~15);
  memory.fill(extraSlots, 0, extraBytes * 4);
  const pointState = contextOf(0);
  const timeState = contextOf(1);
  const waveState = contextOf(2);
  beginPoint10(pointState);
  beginTimes(timeState, time ? load<u64>(records, POINT10_BYTES) : 0);
  beginWavePackets(waveState);
  const slots = slotsOf(0, 0);

  if (!beginDecoding(begin, end)) return false;
  let last = records;
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    decodePoint10(pointState, slots + POINT_SLOTS_AT, last, record);
    if (time) store<u64>(record, decodeTime(timeState, slots + TIME_SLOTS_AT, POINTWISE_TIME), POINT10_BYTES);
    if (color) decodeColor(slots + COLOR_SLOTS_AT, last + colorAt, record + colorAt);
    if (wave) decodeWavePacket(waveState, slots + WAVE_SLOTS_AT, last + waveAt, record + waveAt);
    if (failed()) return false;
    for (let extra: usize = 0; extra < extraBytes; extra++) {
      const step = decodeSymbol(modelAt(extraSlots + extra * 4, 256, true));
      store<u8>(record + extraAt + extra, <u8>(<u32>load<u8>(last + extraAt + extra) + step));
      // so many of them could read past the guard bytes
      if (failed()) return false;
    }
    last = record;
  }
  return true;
}

/**
 * Encodes the points after the first one, formats 0–3.
 * @param begin where the arithmetic stream goes @param models where `pointwiseModelBytes` are free
 * @returns the end of the stream
 */
export function encodePointwise(
  format: u32, records: usize, recordBytes: usize, count: u32, begin: usize, models: usize,
): usize {
  const time = hasTime(format);
  const color = hasColor(format);
  const colorAt: usize = time ? POINT10_BYTES + 8 : POINT10_BYTES;
  const extraAt = fixedBytes(format);
  const extraBytes = recordBytes - extraAt;

  const extraSlots = models;
  beginModels((extraSlots + extraBytes * 4 + 15) & ~15);
  memory.fill(extraSlots, 0, extraBytes * 4);
  const pointState = contextOf(0);
  const timeState = contextOf(1);
  beginPoint10(pointState);
  beginTimes(timeState, time ? load<u64>(records, POINT10_BYTES) : 0);
  const slots = slotsOf(0, 0);

  beginEncoding(begin);
  let last = records;
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    encodePoint10(pointState, slots + POINT_SLOTS_AT, last, record);
    if (time) encodeTime(timeState, slots + TIME_SLOTS_AT, load<u64>(record, POINT10_BYTES), POINTWISE_TIME);
    if (color) encodeColor(slots + COLOR_SLOTS_AT, last + colorAt, record + colorAt);
    for (let extra: usize = 0; extra < extraBytes; extra++) {
      const step = <u32>load<u8>(record + extraAt + extra) - <u32>load<u8>(last + extraAt + extra);
      encodeSymbol(modelAt(extraSlots + extra * 4, 256, false), step & 255);
    }
    last = record;
  }
  return endEncoding();
}
