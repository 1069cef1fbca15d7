/**
 * The layers of red, green, blue and of near infrared: a mask of the bytes that differ from the last colour, then each
 * of those bytes as a difference. Green and blue are predicted by how much red (and green) moved.
 *
 * The context of a point follows the item version (`itemContext`), and so does the first point after a change back to a
 * context used before: version 4 takes that context's last colour, version 3 takes that of the context before and stores
 * the new colour there, so that the next point in the context starts from its old one.
 */
import { contextOf, slotsOf } from "./memory";
import { decodeSymbol, failed } from "./decoder";
import { encodeSymbol } from "./encoder";
import { modelAt } from "./model";
import { FLAGS, NIR, NOTE_BYTES, RGB, itemContext } from "./record";

const RGB_MODELS: usize = 7; // the mask, then one for each byte: red low, red high, green low …
export const RGB_SLOTS: usize = RGB_MODELS * 4;
const NIR_MODELS: usize = 3;
const BYTES_DIFFER: u32 = 64; // green or blue differ from red

@inline
function clamp(value: i32): u32 {
  return <u32>max(min(value, 255), 0);
}

let used: u32 = 0;
let context: u32 = 0;
/** Where the last colour of the current context stands. */
let own: usize = 0;

function beginColors(records: usize, field: usize): void {
  context = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  used = 1 << context;
  own = contextOf(context);
  store<u64>(own, load<u64>(records + field));
}

/** @returns where the last colour for the first point in the context `next` stands */
function changeContext(next: u32, version: u32): usize {
  const before = own;
  context = next;
  own = contextOf(next);
  if (!(used & (1 << next))) {
    used |= 1 << next;
    store<u64>(own, load<u64>(before));
    return own;
  }
  return version >= 4 ? own : before;
}

/** Shared with the point-wise coder. @param last the colour before */
@inline
export function decodeColor(slots: usize, last: usize, to: usize): void {
  const lastRed = <u32>load<u16>(last);
  const lastGreen = <u32>load<u16>(last, 2);
  const lastBlue = <u32>load<u16>(last, 4);
  const mask = decodeSymbol(modelAt(slots, 128, true));
  let redLow = lastRed & 255;
  let redHigh = lastRed >> 8;
  if (mask & 1) redLow = (redLow + decodeSymbol(modelAt(slots + 4, 256, true))) & 255;
  if (mask & 2) redHigh = (redHigh + decodeSymbol(modelAt(slots + 8, 256, true))) & 255;
  const red = redLow | (redHigh << 8);
  let green = red;
  let blue = red;
  if (mask & BYTES_DIFFER) {
    let greenLow = lastGreen & 255;
    let greenHigh = lastGreen >> 8;
    let blueLow = lastBlue & 255;
    let blueHigh = lastBlue >> 8;
    let move = <i32>redLow - <i32>(lastRed & 255);
    if (mask & 4) greenLow = (clamp(move + <i32>greenLow) + decodeSymbol(modelAt(slots + 12, 256, true))) & 255;
    if (mask & 16) {
      move = (move + <i32>greenLow - <i32>(lastGreen & 255)) / 2;
      blueLow = (clamp(move + <i32>blueLow) + decodeSymbol(modelAt(slots + 20, 256, true))) & 255;
    }
    move = <i32>redHigh - <i32>(lastRed >> 8);
    if (mask & 8) greenHigh = (clamp(move + <i32>greenHigh) + decodeSymbol(modelAt(slots + 16, 256, true))) & 255;
    if (mask & 32) {
      move = (move + <i32>greenHigh - <i32>(lastGreen >> 8)) / 2;
      blueHigh = (clamp(move + <i32>blueHigh) + decodeSymbol(modelAt(slots + 24, 256, true))) & 255;
    }
    green = greenLow | (greenHigh << 8);
    blue = blueLow | (blueHigh << 8);
  }
  store<u16>(to, <u16>red);
  store<u16>(to, <u16>green, 2);
  store<u16>(to, <u16>blue, 4);
}

@inline
function encodeByte(slot: usize, difference: i32): void {
  encodeSymbol(modelAt(slot, 256, false), <u32>difference & 255);
}

/** Shared with the point-wise coder. @param last the colour before */
@inline
export function encodeColor(slots: usize, last: usize, from: usize): void {
  const lastRed = <i32>load<u16>(last);
  const lastGreen = <i32>load<u16>(last, 2);
  const lastBlue = <i32>load<u16>(last, 4);
  const red = <i32>load<u16>(from);
  const green = <i32>load<u16>(from, 2);
  const blue = <i32>load<u16>(from, 4);
  const changed = (red ^ lastRed) | ((green ^ lastGreen) << 16);
  const blueChanged = blue ^ lastBlue;
  const mask = <u32>((changed & 0xff) != 0) | (<u32>((changed & 0xff00) != 0) << 1) |
    (<u32>((changed & 0xff0000) != 0) << 2) | (<u32>((changed & 0xff000000) != 0) << 3) |
    (<u32>((blueChanged & 0xff) != 0) << 4) | (<u32>((blueChanged & 0xff00) != 0) << 5) |
    (<u32>(red != green || red != blue) << 6);
  encodeSymbol(modelAt(slots, 128, false), mask);
  let lowMove = (red & 255) - (lastRed & 255);
  let highMove = (red >> 8) - (lastRed >> 8);
  if (mask & 1) encodeByte(slots + 4, lowMove);
  if (mask & 2) encodeByte(slots + 8, highMove);
  if (!(mask & BYTES_DIFFER)) return;
  if (mask & 4) encodeByte(slots + 12, (green & 255) - <i32>clamp(lowMove + (lastGreen & 255)));
  if (mask & 16) {
    lowMove = (lowMove + (green & 255) - (lastGreen & 255)) / 2;
    encodeByte(slots + 20, (blue & 255) - <i32>clamp(lowMove + (lastBlue & 255)));
  }
  if (mask & 8) encodeByte(slots + 16, (green >> 8) - <i32>clamp(highMove + (lastGreen >> 8)));
  if (mask & 32) {
    highMove = (highMove + (green >> 8) - (lastGreen >> 8)) / 2;
    encodeByte(slots + 24, (blue >> 8) - <i32>clamp(highMove + (lastBlue >> 8)));
  }
}

@inline
function storeColor(last: usize, color: usize): void {
  store<u32>(last, load<u32>(color));
  store<u16>(last, load<u16>(color, 4), 4);
}

@inline
function codeRgb(
  decoding: bool, records: usize, recordBytes: usize, notes: usize, count: u32, version: u32,
): bool {
  beginColors(records, RGB);
  let slots = slotsOf(context, RGB_SLOTS);
  let record = records + RGB;
  let now = context;
  let here = own;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const next = itemContext(<u32>load<u16>(notes), version);
    let last = here;
    if (next != now) {
      last = changeContext(next, version);
      now = next;
      here = own;
      slots = slotsOf(next, RGB_SLOTS);
    }
    if (decoding) {
      decodeColor(slots, last, record);
      if (failed()) return false;
    } else {
      encodeColor(slots, last, record);
    }
    storeColor(last, record);
  }
  return true;
}

export function decodeRgb(records: usize, recordBytes: usize, notes: usize, count: u32, version: u32): bool {
  return codeRgb(true, records, recordBytes, notes, count, version);
}

export function encodeRgb(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeRgb(false, records, recordBytes, notes, count, 3);
}

@inline
function codeNir(
  decoding: bool, records: usize, recordBytes: usize, notes: usize, count: u32, version: u32,
): bool {
  beginColors(records, NIR);
  let record = records + NIR;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const next = itemContext(<u32>load<u16>(notes), version);
    const lastAt = next != context ? changeContext(next, version) : own;
    const slots = slotsOf(context, NIR_MODELS * 4);
    const last = <u32>load<u16>(lastAt);
    if (decoding) {
      const mask = decodeSymbol(modelAt(slots, 4, true));
      let low = last & 255;
      let high = last >> 8;
      if (mask & 1) low = (low + decodeSymbol(modelAt(slots + 4, 256, true))) & 255;
      if (mask & 2) high = (high + decodeSymbol(modelAt(slots + 8, 256, true))) & 255;
      store<u16>(record, <u16>(low | (high << 8)));
      if (failed()) return false;
    } else {
      const nir = <u32>load<u16>(record);
      const mask = <u32>(((nir ^ last) & 0xff) != 0) | (<u32>(nir >> 8 != last >> 8) << 1);
      encodeSymbol(modelAt(slots, 4, false), mask);
      if (mask & 1) encodeByte(slots + 4, <i32>(nir & 255) - <i32>(last & 255));
      if (mask & 2) encodeByte(slots + 8, <i32>(nir >> 8) - <i32>(last >> 8));
    }
    store<u16>(lastAt, load<u16>(record));
  }
  return true;
}

export function decodeNir(records: usize, recordBytes: usize, notes: usize, count: u32, version: u32): bool {
  return codeNir(true, records, recordBytes, notes, count, version);
}

export function encodeNir(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeNir(false, records, recordBytes, notes, count, 3);
}
