/** The layer of GPS times, for points whose time changed; each scanner channel follows its own (see gps-time.ts). */
import { failed } from "./decoder";
import { encodeBits, encodeSymbol } from "./encoder";
import {
  CURRENT, EXTREMES, GPS_CONTEXTS, LAST_STEPS, LAYERED_TIME, MULTIPLES, MULTIPLE_MAX, MULTIPLE_MIN, MULTIPLE_SYMBOLS,
  NEW_SEQUENCE, STARTS, START_SYMBOLS, STEPS, TIMES, TIME_SLOTS, beginTimes, decodeTime, multipleContext, openSequence,
  settle,
} from "./gps-time";
import { encodeDifference } from "./integer";
import { contextOf, slotsOf } from "./memory";
import { modelAt } from "./model";
import { FLAGS, GPS_TIME, NOTE_BYTES, NOTE_GPS } from "./record";

/** How many places on the sequence stands from which the time can be reached by a 32-bit step; 0 none. */
function findSequence(context: usize, current: u32, time: u64): u32 {
  for (let on: u32 = 1; on < 4; on++) {
    const step = <i64>(time - load<u64>(context + ((current + on) & 3) * 8, TIMES));
    if (step == <i64><i32>step) return on;
  }
  return 0;
}

/** Rounds half away from zero; what leaves 32 bits saturates. */
@inline
function nearest(quotient: f32): i32 {
  return <i32>(quotient >= 0 ? quotient + 0.5 : quotient - 0.5);
}

@inline
function encodeNewTime(context: usize, slots: usize, lastTime: u64, time: u64): void {
  encodeDifference(slots + STEPS, GPS_CONTEXTS, 8, 32, <i32>(time >> 32) - <i32>(lastTime >> 32));
  encodeBits(32, <u32>time);
  openSequence(context, time);
}

function encodeTime(context: usize, slots: usize, time: u64): void {
  while (true) {
    const current = load<u32>(context, CURRENT);
    const sequence = context + current * 4;
    const lastTime = load<u64>(context + current * 8, TIMES);
    const lastStep = load<i32>(sequence, LAST_STEPS);
    const wideStep = <i64>(time - lastTime);
    const step = <i32>wideStep;
    if (wideStep != <i64>step) {
      const on = findSequence(context, current, time);
      if (lastStep == 0) encodeSymbol(modelAt(slots + STARTS, START_SYMBOLS, false), on + 1);
      else encodeSymbol(modelAt(slots + MULTIPLES, MULTIPLE_SYMBOLS, false), NEW_SEQUENCE + on);
      if (on == 0) {
        encodeNewTime(context, slots, lastTime, time);
        return;
      }
      store<u32>(context, (current + on) & 3, CURRENT);
      continue;
    }
    if (lastStep == 0) {
      encodeSymbol(modelAt(slots + STARTS, START_SYMBOLS, false), 0);
      encodeDifference(slots + STEPS, GPS_CONTEXTS, 0, 32, step);
      store<i32>(sequence, step, LAST_STEPS);
      store<u32>(sequence, 0, EXTREMES);
    } else {
      const multiple = max(min(nearest(<f32>step / <f32>lastStep), MULTIPLE_MAX), MULTIPLE_MIN);
      const symbol = multiple >= 0 ? multiple : MULTIPLE_MAX - multiple;
      encodeSymbol(modelAt(slots + MULTIPLES, MULTIPLE_SYMBOLS, false), <u32>symbol);
      encodeDifference(slots + STEPS, GPS_CONTEXTS, multipleContext(multiple), 32, step - multiple * lastStep);
      settle(sequence, multiple, step);
    }
    store<u64>(context + current * 8, time, TIMES);
    return;
  }
}

@inline
function codeGpsTime(decoding: bool, records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let context = contextOf(channel);
  let slots = slotsOf(channel, TIME_SLOTS);
  let used: u32 = 1 << channel;
  let time = load<u64>(records, GPS_TIME);
  beginTimes(context, time);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const note = <u32>load<u16>(notes);
    if ((note & 3) != channel) {
      channel = note & 3;
      context = contextOf(channel);
      slots = slotsOf(channel, TIME_SLOTS);
      if (!(used & (1 << channel))) beginTimes(context, time);
      else time = load<u64>(context + load<u32>(context, CURRENT) * 8, TIMES);
      used |= 1 << channel;
    }
    if ((note >> NOTE_GPS) & 1) {
      if (decoding) {
        time = decodeTime(context, slots, LAYERED_TIME);
        if (failed()) return false;
      } else {
        time = load<u64>(record, GPS_TIME);
        encodeTime(context, slots, time);
      }
    }
    if (decoding) store<u64>(record, time, GPS_TIME);
  }
  return true;
}

export function decodeGpsTime(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeGpsTime(true, records, recordBytes, notes, count);
}

export function encodeGpsTime(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeGpsTime(false, records, recordBytes, notes, count);
}
