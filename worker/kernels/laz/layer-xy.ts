/**
 * The first layer: scanner channel, returns, what changed, X and Y. It also writes the notes (see record.ts) that the
 * other layers need, so that each of them can run by itself over all points.
 */
import { decodeDifference, encodeDifference, integerSlotBytes, lastBitCount } from "./integer";
import { MEDIAN_BYTES, addToMedian, clearMedian, median } from "./median";
import { contextOf, slotsOf } from "./memory";
import { decodeSymbol, failed } from "./decoder";
import { encodeSymbol } from "./encoder";
import { modelAt } from "./model";
import {
  FLAGS, GPS_TIME, NOTE_ANGLE, NOTE_BYTES, NOTE_CHANNEL, NOTE_GPS, NOTE_LEVEL, NOTE_PLACE, NOTE_SOURCE, NOTE_Z_CONTEXT, POINT_SOURCE,
  RETURNS, SCAN_ANGLE, X, Y, bitContext,
} from "./record";
import { returnPlace, xyContext, zLevel } from "./returns";

// slots of one scanner channel
const CHANGES: usize = 0; // 8 models of 128 symbols
const CHANNEL_STEP: usize = CHANGES + 8 * 4; // 3 symbols
const RETURN_COUNT: usize = CHANNEL_STEP + 4; // 16 models of 16
const RETURN_NUMBER: usize = RETURN_COUNT + 16 * 4; // 16 models of 16
const RETURN_STEP: usize = RETURN_NUMBER + 16 * 4; // 13 symbols
const DX: usize = RETURN_STEP + 4;
const DX_CONTEXTS: usize = 2;
const DY: usize = DX + integerSlotBytes(DX_CONTEXTS);
const DY_CONTEXTS: usize = 22;
const CHANNEL_SLOTS: usize = DY + integerSlotBytes(DY_CONTEXTS);

// state of one scanner channel: its last point
const USED: usize = 0;
const LAST_X: usize = 4;
const LAST_Y: usize = 8;
const LAST_RETURNS: usize = 12; // the record's byte
const GPS_CHANGED: usize = 16;
const LAST_SOURCE: usize = 20; // encoder only, as the next two
const LAST_ANGLE: usize = 22;
const LAST_GPS: usize = 24;
const STATE_BYTES: usize = 32;
const X_MEDIANS: usize = STATE_BYTES;
const Y_MEDIANS: usize = X_MEDIANS + 12 * MEDIAN_BYTES;

function clearChannels(): void {
  for (let channel: u32 = 0; channel < 4; channel++) store<u32>(contextOf(channel), 0, USED);
}

function clearMedians(context: usize): void {
  for (let i: usize = 0; i < 24; i++) clearMedian(context + X_MEDIANS + i * MEDIAN_BYTES);
}

/** Makes a point the last one of its channel. */
@inline
function rememberPoint(context: usize, record: usize, gpsChanged: u32): void {
  store<i32>(context, load<i32>(record, X), LAST_X);
  store<i32>(context, load<i32>(record, Y), LAST_Y);
  store<u32>(context, <u32>load<u8>(record, RETURNS), LAST_RETURNS);
  store<u32>(context, gpsChanged, GPS_CHANGED);
  store<u16>(context, load<u16>(record, POINT_SOURCE), LAST_SOURCE);
  store<u16>(context, load<u16>(record, SCAN_ANGLE), LAST_ANGLE);
  store<u64>(context, load<u64>(record, GPS_TIME), LAST_GPS);
}

function useFirst(channel: u32, record: usize): usize {
  const context = contextOf(channel);
  store<u32>(context, 1, USED);
  rememberPoint(context, record, 0);
  clearMedians(context);
  return context;
}

/** A channel seen for the first time starts from the last point of the channel before it. */
function useNext(context: usize, before: usize): void {
  if (load<u32>(context, USED)) return;
  memory.copy(context, before, STATE_BYTES);
  store<u32>(context, 0, GPS_CHANGED);
  clearMedians(context);
}

/** What the other layers need to know of a point, see record.ts. @param bits sum of the bit counts of both differences */
@inline
function noteOf(channel: u32, changes: u32, returns: u32, number: u32, bits: u32): u16 {
  return <u16>(
    channel | (((changes >> 4) & 1) << NOTE_GPS) | (returnPlace(returns, number) << NOTE_PLACE) |
    (zLevel(returns, number) << NOTE_LEVEL) | (bitContext(bits >> 1, 18, returns) << NOTE_Z_CONTEXT) |
    (((changes >> 3) & 1) << NOTE_ANGLE) | (((changes >> 5) & 1) << NOTE_SOURCE) | ((changes >> 6) << NOTE_CHANNEL)
  );
}

@inline
function medianOffset(returns: u32, number: u32, gps: u32): usize {
  return <usize>((xyContext(returns, number) << 1) | gps) * MEDIAN_BYTES;
}

/** The returns of a point from the last ones of its channel and what changed. */
@inline
function decodeReturns(slots: usize, last: u32, changes: u32): u32 {
  const before = last & 15;
  let returns = last >> 4;
  let number = before;
  if (changes & 4) returns = decodeSymbol(modelAt(slots + RETURN_COUNT + returns * 4, 16, true));
  const move = changes & 3;
  if (move == 1) number = (before + 1) & 15;
  else if (move == 2) number = (before + 15) & 15;
  else if (move == 3) {
    if (changes & 16) number = decodeSymbol(modelAt(slots + RETURN_NUMBER + before * 4, 16, true));
    else number = (before + 2 + decodeSymbol(modelAt(slots + RETURN_STEP, 13, true))) & 15;
  }
  return (returns << 4) | number;
}

/** @returns sum of the bit counts of both differences */
@inline
function decodeCoordinates(context: usize, slots: usize, record: usize, returns: u32, offset: usize): u32 {
  const xMedian = context + X_MEDIANS + offset;
  const dx = median(xMedian) + decodeDifference(slots + DX, DX_CONTEXTS, <u32>(returns == 1), 32);
  const xBits = lastBitCount();
  addToMedian(xMedian, dx);
  const x = load<i32>(context, LAST_X) + dx;
  store<i32>(context, x, LAST_X);
  store<i32>(record, x, X);

  const yMedian = context + Y_MEDIANS + offset;
  const dy = median(yMedian) + decodeDifference(slots + DY, DY_CONTEXTS, bitContext(xBits, 20, returns), 32);
  addToMedian(yMedian, dy);
  const y = load<i32>(context, LAST_Y) + dy;
  store<i32>(context, y, LAST_Y);
  store<i32>(record, y, Y);
  return xBits + lastBitCount();
}

/** @returns false when the layer ended early or contradicts itself */
export function decodeXy(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  clearChannels();
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let context = useFirst(channel, records);
  let slots = slotsOf(channel, CHANNEL_SLOTS);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    let last = load<u32>(context, LAST_RETURNS);
    const place = returnPlace(last >> 4, last & 15) | (load<u32>(context, GPS_CHANGED) << 2);
    const changes = decodeSymbol(modelAt(slots + CHANGES + place * 4, 128, true));
    if (changes & 64) {
      const before = context;
      channel = (channel + decodeSymbol(modelAt(slots + CHANNEL_STEP, 3, true)) + 1) & 3;
      context = contextOf(channel);
      slots = slotsOf(channel, CHANNEL_SLOTS);
      useNext(context, before);
      last = load<u32>(context, LAST_RETURNS);
    }
    store<u8>(record, (load<u8>(record, FLAGS) & 0xcf) | <u8>(channel << 4), FLAGS);

    const gps = (changes >> 4) & 1;
    if (changes & 7) last = decodeReturns(slots, last, changes);
    const returns = last >> 4;
    const number = last & 15;
    store<u32>(context, last, LAST_RETURNS);
    store<u32>(context, gps, GPS_CHANGED);
    store<u8>(record, <u8>last, RETURNS);
    const bits = decodeCoordinates(context, slots, record, returns, medianOffset(returns, number, gps));
    store<u16>(notes, noteOf(channel, changes, returns, number, bits));
    if (failed()) return false;
  }
  return true;
}

/** Which of the attributes differ from the last point of the same channel, and how the return number moved. */
@inline
function changesOf(record: usize, next: usize): u32 {
  const last = load<u32>(next, LAST_RETURNS);
  const now = <u32>load<u8>(record, RETURNS);
  const moved = (now - last) & 15;
  return (<u32>(load<u16>(record, POINT_SOURCE) != load<u16>(next, LAST_SOURCE)) << 5) |
    (<u32>(load<u64>(record, GPS_TIME) != load<u64>(next, LAST_GPS)) << 4) |
    (<u32>(load<u16>(record, SCAN_ANGLE) != load<u16>(next, LAST_ANGLE)) << 3) |
    (<u32>(now >> 4 != last >> 4) << 2) | (moved <= 1 ? moved : moved == 15 ? 2 : 3);
}

@inline
function encodeReturns(slots: usize, last: u32, now: u32, changes: u32): void {
  if (changes & 4) encodeSymbol(modelAt(slots + RETURN_COUNT + (last >> 4) * 4, 16, false), now >> 4);
  if ((changes & 3) != 3) return;
  if (changes & 16) encodeSymbol(modelAt(slots + RETURN_NUMBER + (last & 15) * 4, 16, false), now & 15);
  else encodeSymbol(modelAt(slots + RETURN_STEP, 13, false), ((now - last) & 15) - 2);
}

/** @returns sum of the bit counts of both differences */
@inline
function encodeCoordinates(context: usize, slots: usize, record: usize, returns: u32, offset: usize): u32 {
  const xMedian = context + X_MEDIANS + offset;
  const dx = load<i32>(record, X) - load<i32>(context, LAST_X);
  encodeDifference(slots + DX, DX_CONTEXTS, <u32>(returns == 1), 32, dx - median(xMedian));
  const xBits = lastBitCount();
  addToMedian(xMedian, dx);
  const yMedian = context + Y_MEDIANS + offset;
  const dy = load<i32>(record, Y) - load<i32>(context, LAST_Y);
  encodeDifference(slots + DY, DY_CONTEXTS, bitContext(xBits, 20, returns), 32, dy - median(yMedian));
  addToMedian(yMedian, dy);
  return xBits + lastBitCount();
}

/** Encodes the layer of points 1 … count - 1 and writes the notes for the others. */
export function encodeXy(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  clearChannels();
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let context = useFirst(channel, records);
  let slots = slotsOf(channel, CHANNEL_SLOTS);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const lastHere = load<u32>(context, LAST_RETURNS);
    const place = returnPlace(lastHere >> 4, lastHere & 15) | (load<u32>(context, GPS_CHANGED) << 2);
    const nextChannel = (<u32>load<u8>(record, FLAGS) >> 4) & 3;
    const next = contextOf(nextChannel);
    if (nextChannel != channel) useNext(next, context);
    const last = load<u32>(next, LAST_RETURNS);
    const changes = changesOf(record, next) | (<u32>(nextChannel != channel) << 6);
    encodeSymbol(modelAt(slots + CHANGES + place * 4, 128, false), changes);
    if (changes & 64) {
      encodeSymbol(modelAt(slots + CHANNEL_STEP, 3, false), ((nextChannel - channel) & 3) - 1);
      channel = nextChannel;
      context = next;
      slots = slotsOf(channel, CHANNEL_SLOTS);
    }
    const now = <u32>load<u8>(record, RETURNS);
    const returns = now >> 4;
    const number = now & 15;
    const gps = (changes >> 4) & 1;
    encodeReturns(slots, last, now, changes);
    const bits = encodeCoordinates(context, slots, record, returns, medianOffset(returns, number, gps));
    rememberPoint(context, record, gps);
    store<u16>(notes, noteOf(channel, changes, returns, number, bits));
  }
}
