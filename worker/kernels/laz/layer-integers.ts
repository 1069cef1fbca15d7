/**
 * The layers of 16-bit numbers as differences: intensity (to the last one in the same place among the returns), scan
 * angle and point source (to the last one, and only where the XY layer says that they changed).
 */
import { decodeDifference, encodeDifference, integerSlotBytes } from "./integer";
import { contextOf, slotsOf } from "./memory";
import { failed } from "./decoder";
import {
  FLAGS, INTENSITY, NOTE_ANGLE, NOTE_BYTES, NOTE_GPS, NOTE_PLACE, NOTE_SOURCE, POINT_SOURCE, SCAN_ANGLE,
} from "./record";

const ANGLE_CONTEXTS: usize = 2;
const SOURCE_CONTEXTS: usize = 1;
const INTENSITY_CONTEXTS: usize = 4;
const PLACES: usize = 8;

/** A difference of two 16-bit numbers, wrapped to 16 bits. */
@inline
function wrap(difference: i32): i32 {
  return (difference << 16) >> 16;
}

function fillPlaces(context: usize, intensity: u16): void {
  for (let place: usize = 0; place < PLACES; place++) store<u16>(context + place * 2, intensity);
}

/** `decoding` is a constant where this is inlined. In the state of a channel: the last intensity of each place. */
@inline
function codeIntensity(decoding: bool, records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  const channelSlots = integerSlotBytes(INTENSITY_CONTEXTS);
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let context = contextOf(channel);
  let slots = slotsOf(channel, channelSlots);
  let used: u32 = 1 << channel;
  let intensity = load<u16>(records, INTENSITY);
  fillPlaces(context, intensity);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const note = <u32>load<u16>(notes);
    if ((note & 3) != channel) {
      channel = note & 3;
      context = contextOf(channel);
      slots = slotsOf(channel, channelSlots);
      if (!(used & (1 << channel))) fillPlaces(context, intensity);
      used |= 1 << channel;
    }
    const place = (note >> NOTE_PLACE) & 3;
    const last = context + ((place << 1) | ((note >> NOTE_GPS) & 1)) * 2;
    if (decoding) {
      intensity = <u16>(<i32>load<u16>(last) + decodeDifference(slots, INTENSITY_CONTEXTS, place, 16));
      store<u16>(record, intensity, INTENSITY);
      if (failed()) return false;
    } else {
      intensity = load<u16>(record, INTENSITY);
      encodeDifference(slots, INTENSITY_CONTEXTS, place, 16, wrap(<i32>intensity - <i32>load<u16>(last)));
    }
    store<u16>(last, intensity);
  }
  return true;
}

export function decodeIntensity(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeIntensity(true, records, recordBytes, notes, count);
}

export function encodeIntensity(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeIntensity(false, records, recordBytes, notes, count);
}

/** Scan angle or point source. In the state of a channel: the last number. */
@inline
function codeRare(
  decoding: bool, isAngle: bool, records: usize, recordBytes: usize, notes: usize, count: u32,
): bool {
  const contexts = isAngle ? ANGLE_CONTEXTS : SOURCE_CONTEXTS;
  const field = isAngle ? SCAN_ANGLE : POINT_SOURCE;
  const channelSlots = integerSlotBytes(contexts);
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let slots = slotsOf(channel, channelSlots);
  let used: u32 = 1 << channel;
  let last = load<u16>(records + field);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const note = <u32>load<u16>(notes);
    if ((note & 3) != channel) {
      store<u16>(contextOf(channel), last);
      channel = note & 3;
      slots = slotsOf(channel, channelSlots);
      if (used & (1 << channel)) last = load<u16>(contextOf(channel));
      used |= 1 << channel;
    }
    if ((note >> (isAngle ? NOTE_ANGLE : NOTE_SOURCE)) & 1) {
      const context: u32 = isAngle ? (note >> NOTE_GPS) & 1 : 0;
      if (decoding) {
        last = <u16>(<i32>last + decodeDifference(slots, contexts, context, 16));
        if (failed()) return false;
      } else {
        const before = <i32>last;
        last = load<u16>(record + field);
        encodeDifference(slots, contexts, context, 16, wrap(<i32>last - before));
      }
    }
    if (decoding) store<u16>(record + field, last);
  }
  return true;
}

export function decodeScanAngle(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeRare(true, true, records, recordBytes, notes, count);
}

export function decodePointSource(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeRare(true, false, records, recordBytes, notes, count);
}

export function encodeScanAngle(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeRare(false, true, records, recordBytes, notes, count);
}

export function encodePointSource(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeRare(false, false, records, recordBytes, notes, count);
}
