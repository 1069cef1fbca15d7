/** The layer of Z: differences to the last point of the same level below the first return. */
import { decodeDifference, encodeDifference, integerSlotBytes } from "./integer";
import { contextOf, slotsOf } from "./memory";
import { failed } from "./decoder";
import { FLAGS, NOTE_BYTES, NOTE_LEVEL, NOTE_Z_CONTEXT, Z } from "./record";

const Z_CONTEXTS: usize = 20;
const CHANNEL_SLOTS: usize = integerSlotBytes(Z_CONTEXTS);

// state of one scanner channel: last Z of each of the eight levels
const LEVELS: u32 = 8;

function fillLevels(context: usize, z: i32): void {
  for (let level: usize = 0; level < LEVELS; level++) store<i32>(context + level * 4, z);
}

/** `decoding` is a constant where this is inlined. */
@inline
function codeZ(decoding: bool, records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let context = contextOf(channel);
  let slots = slotsOf(channel, CHANNEL_SLOTS);
  let used: u32 = 1 << channel;
  let z = load<i32>(records, Z);
  fillLevels(context, z);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const note = <u32>load<u16>(notes);
    if ((note & 3) != channel) {
      channel = note & 3;
      context = contextOf(channel);
      slots = slotsOf(channel, CHANNEL_SLOTS);
      if (!(used & (1 << channel))) fillLevels(context, z);
      used |= 1 << channel;
    }
    const last = context + ((note >> NOTE_LEVEL) & 7) * 4;
    const zContext = (note >> NOTE_Z_CONTEXT) & 31;
    if (decoding) {
      z = load<i32>(last) + decodeDifference(slots, Z_CONTEXTS, zContext, 32);
      store<i32>(record, z, Z);
      if (failed()) return false;
    } else {
      z = load<i32>(record, Z);
      encodeDifference(slots, Z_CONTEXTS, zContext, 32, z - load<i32>(last));
    }
    store<i32>(last, z);
  }
  return true;
}

export function decodeZ(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeZ(true, records, recordBytes, notes, count);
}

export function encodeZ(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeZ(false, records, recordBytes, notes, count);
}
