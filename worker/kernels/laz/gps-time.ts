/**
 * GPS times, taken as 64-bit integers: up to four interleaved sequences are followed, each with its last time and last
 * step. A step is coded as a multiple of the last one plus a difference; what is too far from all sequences starts a new
 * one. The layered and the point-wise coder share this; the point-wise one has one symbol more in both models, for a
 * time that did not change (the layered one knows that from its XY layer).
 */
import { contradict, decodeBits, decodeSymbol } from "./decoder";
import { encodeBits, encodeSymbol } from "./encoder";
import { decodeDifference, encodeDifference, integerSlotBytes } from "./integer";
import { modelAt } from "./model";

/** Symbols in front of the others: what decodeTime takes as `unchanged`. */
export const LAYERED_TIME: u32 = 0;
export const POINTWISE_TIME: u32 = 1;

const MULTIPLE_MAX: i32 = 500;
const MULTIPLE_MIN: i32 = -10;
// symbols of the model of multiples: 0–500 the multiple, 501–510 multiples -1 … -10, [unchanged], then:
const NEW_SEQUENCE: u32 = 511; // + 1, 2, 3: the sequence so many places on
const MULTIPLE_SYMBOLS: u32 = 515;
// symbols of the model used while a sequence has no step yet: [unchanged], 0 a step, 1 new sequence, 2–4 another one
const START_SYMBOLS: u32 = 5;

const GPS_CONTEXTS: usize = 9;
const MULTIPLES: usize = 0;
const STARTS: usize = 4;
const STEPS: usize = 8;
export const TIME_SLOTS: usize = STEPS + integerSlotBytes(GPS_CONTEXTS);

// state
export const CURRENT: usize = 0;
const NEWEST: usize = 4;
export const TIMES: usize = 8; // four u64
const LAST_STEPS: usize = TIMES + 32; // four i32
const EXTREMES: usize = LAST_STEPS + 16; // four u32: unusual multiples in a row
const TIME_STATE_BYTES: usize = EXTREMES + 16;

export function beginTimes(state: usize, time: u64): void {
  memory.fill(state, 0, TIME_STATE_BYTES);
  store<u64>(state, time, TIMES);
}

/** After four unusual multiples in a row the step itself becomes the sequence's step. */
@inline
function noteExtreme(sequence: usize, step: i32): void {
  const extremes = load<u32>(sequence, EXTREMES) + 1;
  if (extremes > 3) store<i32>(sequence, step, LAST_STEPS);
  store<u32>(sequence, extremes > 3 ? 0 : extremes, EXTREMES);
}

/** Opens the next of the four sequences with the given time. */
function openSequence(state: usize, time: u64): void {
  const newest = (load<u32>(state, NEWEST) + 1) & 3;
  store<u32>(state, newest, NEWEST);
  store<u32>(state, newest, CURRENT);
  store<u64>(state + newest * 8, time, TIMES);
  store<i32>(state + newest * 4, 0, LAST_STEPS);
  store<u32>(state + newest * 4, 0, EXTREMES);
}

@inline
function decodeNewTime(state: usize, slots: usize): u64 {
  const current = load<u32>(state, CURRENT);
  const lastUpper = <i32>(load<u64>(state + current * 8, TIMES) >> 32);
  const upper = <u32>(lastUpper + decodeDifference(slots + STEPS, GPS_CONTEXTS, 8, 32));
  return (<u64>upper << 32) | <u64>decodeBits(32);
}

/** Context of the difference to `multiple` steps. */
@inline
function multipleContext(multiple: i32): u32 {
  if (multiple == 1) return 1;
  if (multiple == 0) return 7;
  if (multiple > 0) return multiple < 10 ? 2 : multiple < MULTIPLE_MAX ? 3 : 4;
  return multiple > MULTIPLE_MIN ? 5 : 6;
}

/** Multiples that say little about the step: they count towards a new step. The usual one resets the count. */
@inline
function settle(sequence: usize, multiple: i32, step: i32): void {
  if (multiple == 1) store<u32>(sequence, 0, EXTREMES);
  else if (multiple == 0 || multiple == MULTIPLE_MAX || multiple == MULTIPLE_MIN) noteExtreme(sequence, step);
}

/** The next time of the current sequence, or of another one. @param unchanged LAYERED_TIME or POINTWISE_TIME */
export function decodeTime(state: usize, slots: usize, unchanged: u32): u64 {
  // an encoder names another sequence at most once for a time
  for (let named = 0; named < 2; named++) {
    const current = load<u32>(state, CURRENT);
    const time = state + current * 8 + TIMES;
    const sequence = state + current * 4;
    const lastStep = load<i32>(sequence, LAST_STEPS);
    let move: i32;
    if (lastStep == 0) {
      move = <i32>(decodeSymbol(modelAt(slots + STARTS, START_SYMBOLS + unchanged, true)) - unchanged) - 1;
      if (move == -1) {
        const step = decodeDifference(slots + STEPS, GPS_CONTEXTS, 0, 32);
        store<i32>(sequence, step, LAST_STEPS);
        store<u32>(sequence, 0, EXTREMES);
        store<i64>(time, load<i64>(time) + <i64>step);
      }
      if (move < 0) return load<u64>(time);
    } else {
      const symbol = decodeSymbol(modelAt(slots + MULTIPLES, MULTIPLE_SYMBOLS + unchanged, true));
      move = <i32>(symbol - NEW_SEQUENCE - unchanged);
      if (symbol < NEW_SEQUENCE) {
        const multiple = <i32>symbol <= MULTIPLE_MAX ? <i32>symbol : MULTIPLE_MAX - <i32>symbol;
        const step = multiple * lastStep +
          decodeDifference(slots + STEPS, GPS_CONTEXTS, multipleContext(multiple), 32);
        settle(sequence, multiple, step);
        store<i64>(time, load<i64>(time) + <i64>step);
      }
      if (move < 0) return load<u64>(time);
    }
    if (move == 0) {
      openSequence(state, decodeNewTime(state, slots));
      return load<u64>(state + load<u32>(state, CURRENT) * 8, TIMES);
    }
    store<u32>(state, (current + move) & 3, CURRENT);
  }
  contradict();
  return 0;
}

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

/** @param unchanged LAYERED_TIME, of times that did change, or POINTWISE_TIME */
export function encodeTime(context: usize, slots: usize, time: u64, unchanged: u32): void {
  while (true) {
    const current = load<u32>(context, CURRENT);
    const sequence = context + current * 4;
    const lastTime = load<u64>(context + current * 8, TIMES);
    const lastStep = load<i32>(sequence, LAST_STEPS);
    const wideStep = <i64>(time - lastTime);
    const step = <i32>wideStep;
    if (unchanged && wideStep == 0) {
      if (lastStep == 0) encodeSymbol(modelAt(slots + STARTS, START_SYMBOLS + unchanged, false), 0);
      else encodeSymbol(modelAt(slots + MULTIPLES, MULTIPLE_SYMBOLS + unchanged, false), NEW_SEQUENCE);
      return;
    }
    if (wideStep != <i64>step) {
      const on = findSequence(context, current, time);
      if (lastStep == 0) encodeSymbol(modelAt(slots + STARTS, START_SYMBOLS + unchanged, false), on + 1 + unchanged);
      else encodeSymbol(modelAt(slots + MULTIPLES, MULTIPLE_SYMBOLS + unchanged, false), NEW_SEQUENCE + on + unchanged);
      if (on == 0) {
        encodeNewTime(context, slots, lastTime, time);
        return;
      }
      store<u32>(context, (current + on) & 3, CURRENT);
      continue;
    }
    if (lastStep == 0) {
      encodeSymbol(modelAt(slots + STARTS, START_SYMBOLS + unchanged, false), unchanged);
      encodeDifference(slots + STEPS, GPS_CONTEXTS, 0, 32, step);
      store<i32>(sequence, step, LAST_STEPS);
      store<u32>(sequence, 0, EXTREMES);
    } else {
      const multiple = max(min(nearest(<f32>step / <f32>lastStep), MULTIPLE_MAX), MULTIPLE_MIN);
      const symbol = multiple >= 0 ? multiple : MULTIPLE_MAX - multiple;
      encodeSymbol(modelAt(slots + MULTIPLES, MULTIPLE_SYMBOLS + unchanged, false), <u32>symbol);
      encodeDifference(slots + STEPS, GPS_CONTEXTS, multipleContext(multiple), 32, step - multiple * lastStep);
      settle(sequence, multiple, step);
    }
    store<u64>(context + current * 8, time, TIMES);
    return;
  }
}
