/**
 * The 20 bytes that the records of formats 0–5 begin with, point-wise (LASzip item "point 10", version 2): which fields
 * changed, those, then X, Y, Z. Everything is predicted from the point before, but intensity and Z, which are from the
 * last point of the same kind among the returns.
 */
import { decodeSymbol } from "./decoder";
import { encodeSymbol } from "./encoder";
import { decodeDifference, encodeDifference, integerSlotBytes, lastBitCount } from "./integer";
import { MEDIAN_BYTES, addToMedian, clearMedian, median } from "./median";
import { modelAt } from "./model";
import { bitContext } from "./record";

const X: usize = 0;
const Y: usize = 4;
const Z: usize = 8;
const INTENSITY: usize = 12;
const RETURNS: usize = 14; // return number 0–2, number of returns 3–5, scan direction 6, edge of flight line 7
const CLASSIFICATION: usize = 15;
const SCAN_ANGLE: usize = 16;
const USER_DATA: usize = 17;
const POINT_SOURCE: usize = 18;
export const POINT10_BYTES: usize = 20;

// which fields changed
const SOURCE_CHANGED: u32 = 1;
const USER_CHANGED: u32 = 2;
const ANGLE_CHANGED: u32 = 4;
const CLASS_CHANGED: u32 = 8;
const INTENSITY_CHANGED: u32 = 16;
const RETURNS_CHANGED: u32 = 32;

// slots
const CHANGES: usize = 0; // 64 symbols
const ANGLES: usize = CHANGES + 4; // two models, by scan direction
const RETURN_BYTES: usize = ANGLES + 2 * 4; // 256 models each, by the byte before
const CLASSES: usize = RETURN_BYTES + 256 * 4;
const USER_BYTES: usize = CLASSES + 256 * 4;
const INTENSITIES: usize = USER_BYTES + 256 * 4;
const INTENSITY_CONTEXTS: usize = 4;
const SOURCES: usize = INTENSITIES + integerSlotBytes(INTENSITY_CONTEXTS);
const DX: usize = SOURCES + integerSlotBytes(1);
const DX_CONTEXTS: usize = 2;
const DY: usize = DX + integerSlotBytes(DX_CONTEXTS);
const DY_CONTEXTS: usize = 22;
const HEIGHTS: usize = DY + integerSlotBytes(DY_CONTEXTS);
const HEIGHT_CONTEXTS: usize = 20;
export const POINT10_SLOTS: usize = HEIGHTS + integerSlotBytes(HEIGHT_CONTEXTS);

// state: a median of the X and of the Y differences and an intensity for each kind of return, a Z for each level
const KINDS: usize = 16;
const X_MEDIANS: usize = 0;
const Y_MEDIANS: usize = X_MEDIANS + KINDS * MEDIAN_BYTES;
const LAST_INTENSITIES: usize = Y_MEDIANS + KINDS * MEDIAN_BYTES;
const LAST_HEIGHTS: usize = LAST_INTENSITIES + KINDS * 2;
export const POINT10_STATE_BYTES: usize = LAST_HEIGHTS + 8 * 4;

/**
 * Row = number of returns, column = return number (both 0–7): the kind of return. A fact of the format; pairs that should
 * not exist share the kinds of others.
 */
const RETURN_KIND = memory.data<u8>([
  15, 14, 13, 12, 11, 10, 9, 8,
  14, 0, 1, 3, 6, 10, 10, 9,
  13, 1, 2, 4, 7, 11, 11, 10,
  12, 3, 4, 5, 8, 12, 12, 11,
  11, 6, 7, 8, 9, 13, 13, 12,
  10, 10, 11, 12, 13, 14, 14, 13,
  9, 10, 11, 12, 13, 14, 15, 14,
  8, 9, 10, 11, 12, 13, 14, 15,
]);

/** Intensities and heights begin at 0, whatever the first point has. */
export function beginPoint10(state: usize): void {
  memory.fill(state, 0, POINT10_STATE_BYTES);
  for (let kind: usize = 0; kind < 2 * KINDS; kind++) clearMedian(state + X_MEDIANS + kind * MEDIAN_BYTES);
}

/** A byte that changed; the model follows the byte before. */
@inline
function decodeByteAfter(slots: usize, before: u32): u32 {
  return decodeSymbol(modelAt(slots + before * 4, 256, true));
}

/** @param last the record before */
@inline
export function decodePoint10(state: usize, slots: usize, last: usize, record: usize): void {
  const changes = decodeSymbol(modelAt(slots + CHANGES, 64, true));
  let returnByte = <u32>load<u8>(last, RETURNS);
  if (changes & RETURNS_CHANGED) returnByte = decodeByteAfter(slots + RETURN_BYTES, returnByte);
  store<u8>(record, <u8>returnByte, RETURNS);
  const returns = (returnByte >> 3) & 7;
  const kind = <u32>load<u8>(RETURN_KIND + (returnByte & 63));

  const lastIntensity = state + LAST_INTENSITIES + kind * 2;
  if (changes & INTENSITY_CHANGED) {
    const step = decodeDifference(slots + INTENSITIES, INTENSITY_CONTEXTS, min<u32>(kind, 3), 16);
    store<u16>(lastIntensity, <u16>(<i32>load<u16>(lastIntensity) + step));
  }
  store<u16>(record, load<u16>(lastIntensity), INTENSITY);
  // classification, scan angle, user data, point source: four bytes and a half that mostly stay
  store<u32>(record, load<u32>(last, CLASSIFICATION), CLASSIFICATION);
  store<u8>(record, load<u8>(last, POINT_SOURCE + 1), POINT_SOURCE + 1);
  if (changes & CLASS_CHANGED) {
    store<u8>(record, <u8>decodeByteAfter(slots + CLASSES, <u32>load<u8>(last, CLASSIFICATION)), CLASSIFICATION);
  }
  if (changes & ANGLE_CHANGED) {
    const turn = decodeSymbol(modelAt(slots + ANGLES + ((returnByte >> 6) & 1) * 4, 256, true));
    store<u8>(record, <u8>(<u32>load<u8>(last, SCAN_ANGLE) + turn), SCAN_ANGLE);
  }
  if (changes & USER_CHANGED) {
    store<u8>(record, <u8>decodeByteAfter(slots + USER_BYTES, <u32>load<u8>(last, USER_DATA)), USER_DATA);
  }
  if (changes & SOURCE_CHANGED) {
    const step = decodeDifference(slots + SOURCES, 1, 0, 16);
    store<u16>(record, <u16>(<i32>load<u16>(last, POINT_SOURCE) + step), POINT_SOURCE);
  }
  decodeCoordinates(state, slots, last, record, returnByte & 7, returns, kind);
}

@inline
function decodeCoordinates(
  state: usize, slots: usize, last: usize, record: usize, returnNumber: u32, returns: u32, kind: u32,
): void {
  const xMedian = state + X_MEDIANS + kind * MEDIAN_BYTES;
  const dx = median(xMedian) + decodeDifference(slots + DX, DX_CONTEXTS, <u32>(returns == 1), 32);
  const xBits = lastBitCount();
  addToMedian(xMedian, dx);
  store<i32>(record, load<i32>(last, X) + dx, X);

  const yMedian = state + Y_MEDIANS + kind * MEDIAN_BYTES;
  const dy = median(yMedian) + decodeDifference(slots + DY, DY_CONTEXTS, bitContext(xBits, 20, returns), 32);
  const bits = xBits + lastBitCount();
  addToMedian(yMedian, dy);
  store<i32>(record, load<i32>(last, Y) + dy, Y);

  const level = <usize>abs(<i32>returns - <i32>returnNumber);
  const lastHeight = state + LAST_HEIGHTS + level * 4;
  const z = load<i32>(lastHeight) +
    decodeDifference(slots + HEIGHTS, HEIGHT_CONTEXTS, bitContext(bits >> 1, 18, returns), 32);
  store<i32>(lastHeight, z);
  store<i32>(record, z, Z);
}

/** The other way: what changed, then that. @param last the record before */
@inline
export function encodePoint10(state: usize, slots: usize, last: usize, record: usize): void {
  const lastReturns = <u32>load<u8>(last, RETURNS);
  const returnByte = <u32>load<u8>(record, RETURNS);
  const kind = <u32>load<u8>(RETURN_KIND + (returnByte & 63));
  const lastIntensity = state + LAST_INTENSITIES + kind * 2;
  const intensityStep = <i32>load<u16>(record, INTENSITY) - <i32>load<u16>(lastIntensity);
  const lastClass = <u32>load<u8>(last, CLASSIFICATION);
  const lastUser = <u32>load<u8>(last, USER_DATA);
  const classByte = <u32>load<u8>(record, CLASSIFICATION);
  const user = <u32>load<u8>(record, USER_DATA);
  const turn = <u32>load<u8>(record, SCAN_ANGLE) - <u32>load<u8>(last, SCAN_ANGLE);
  const sourceStep = <i32>load<u16>(record, POINT_SOURCE) - <i32>load<u16>(last, POINT_SOURCE);
  const changes = (returnByte != lastReturns ? RETURNS_CHANGED : 0) | (intensityStep != 0 ? INTENSITY_CHANGED : 0) |
    (classByte != lastClass ? CLASS_CHANGED : 0) | (turn != 0 ? ANGLE_CHANGED : 0) |
    (user != lastUser ? USER_CHANGED : 0) | (sourceStep != 0 ? SOURCE_CHANGED : 0);
  encodeSymbol(modelAt(slots + CHANGES, 64, false), changes);
  if (changes & RETURNS_CHANGED) encodeByteAfter(slots + RETURN_BYTES, lastReturns, returnByte);
  if (changes & INTENSITY_CHANGED) {
    encodeDifference(slots + INTENSITIES, INTENSITY_CONTEXTS, min<u32>(kind, 3), 16, <i32><i16>intensityStep);
    store<u16>(lastIntensity, load<u16>(record, INTENSITY));
  }
  if (changes & CLASS_CHANGED) encodeByteAfter(slots + CLASSES, lastClass, classByte);
  if (changes & ANGLE_CHANGED) {
    encodeSymbol(modelAt(slots + ANGLES + ((returnByte >> 6) & 1) * 4, 256, false), turn & 255);
  }
  if (changes & USER_CHANGED) encodeByteAfter(slots + USER_BYTES, lastUser, user);
  if (changes & SOURCE_CHANGED) encodeDifference(slots + SOURCES, 1, 0, 16, <i32><i16>sourceStep);
  encodeCoordinates(state, slots, last, record, returnByte & 7, (returnByte >> 3) & 7, kind);
}

@inline
function encodeByteAfter(slots: usize, before: u32, byte: u32): void {
  encodeSymbol(modelAt(slots + before * 4, 256, false), byte);
}

@inline
function encodeCoordinates(
  state: usize, slots: usize, last: usize, record: usize, returnNumber: u32, returns: u32, kind: u32,
): void {
  const xMedian = state + X_MEDIANS + kind * MEDIAN_BYTES;
  const dx = load<i32>(record, X) - load<i32>(last, X);
  encodeDifference(slots + DX, DX_CONTEXTS, <u32>(returns == 1), 32, dx - median(xMedian));
  const xBits = lastBitCount();
  addToMedian(xMedian, dx);

  const yMedian = state + Y_MEDIANS + kind * MEDIAN_BYTES;
  const dy = load<i32>(record, Y) - load<i32>(last, Y);
  encodeDifference(slots + DY, DY_CONTEXTS, bitContext(xBits, 20, returns), 32, dy - median(yMedian));
  const bits = xBits + lastBitCount();
  addToMedian(yMedian, dy);

  const level = <usize>abs(<i32>returns - <i32>returnNumber);
  const lastHeight = state + LAST_HEIGHTS + level * 4;
  const z = load<i32>(record, Z);
  encodeDifference(slots + HEIGHTS, HEIGHT_CONTEXTS, bitContext(bits >> 1, 18, returns), 32, z - load<i32>(lastHeight));
  store<i32>(lastHeight, z);
}
