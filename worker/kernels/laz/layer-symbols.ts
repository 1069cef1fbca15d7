/**
 * The layers of small numbers that the number before predicts: classification, flags, user data. The symbol is the
 * number itself, the model is chosen by the last number of the same scanner channel.
 */
import { contextOf, slotsOf } from "./memory";
import { decodeSymbol, failed } from "./decoder";
import { encodeSymbol } from "./encoder";
import { modelAt } from "./model";
import { CLASSIFICATION, FLAGS, NOTE_BYTES, NOTE_PLACE, USER_DATA } from "./record";

const CLASSIFICATION_LAYER: i32 = 0;
const FLAGS_LAYER: i32 = 1;
const USER_DATA_LAYER: i32 = 2;
const MODELS: usize = 64;

/** Flags without the scanner channel: class flags 0–3, scan direction 4, edge of flight line 5. */
@inline
function packFlags(byte: u32): u32 {
  return (byte & 15) | ((byte >> 6) << 4);
}

@inline
function read(layer: i32, record: usize): u32 {
  if (layer == CLASSIFICATION_LAYER) return <u32>load<u8>(record, CLASSIFICATION);
  if (layer == FLAGS_LAYER) return packFlags(<u32>load<u8>(record, FLAGS));
  return <u32>load<u8>(record, USER_DATA);
}

@inline
function write(layer: i32, record: usize, symbol: u32): void {
  if (layer == CLASSIFICATION_LAYER) store<u8>(record, <u8>symbol, CLASSIFICATION);
  else if (layer == FLAGS_LAYER) {
    const channel = <u32>load<u8>(record, FLAGS) & 0x30;
    store<u8>(record, <u8>((symbol & 15) | channel | ((symbol >> 4) << 6)), FLAGS);
  } else store<u8>(record, <u8>symbol, USER_DATA);
}

@inline
function modelOf(layer: i32, last: u32, note: u32): u32 {
  if (layer == CLASSIFICATION_LAYER) return ((last & 31) << 1) | <u32>(((note >> NOTE_PLACE) & 3) == 3);
  if (layer == FLAGS_LAYER) return last;
  return last >> 2;
}

@inline
function symbolsOf(layer: i32): u32 {
  return layer == FLAGS_LAYER ? 64 : 256;
}

/** `decoding` and `layer` are constants where this is inlined. In the state of a channel: its last symbol. */
@inline
function codeLayer(
  decoding: bool, layer: i32, records: usize, recordBytes: usize, notes: usize, count: u32,
): bool {
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let slots = slotsOf(channel, MODELS * 4);
  let used: u32 = 1 << channel;
  let last = read(layer, records);
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const note = <u32>load<u16>(notes);
    if ((note & 3) != channel) {
      store<u32>(contextOf(channel), last);
      channel = note & 3;
      slots = slotsOf(channel, MODELS * 4);
      if (used & (1 << channel)) last = load<u32>(contextOf(channel));
      used |= 1 << channel;
    }
    const model = modelAt(slots + modelOf(layer, last, note) * 4, symbolsOf(layer), decoding);
    if (decoding) {
      last = decodeSymbol(model);
      write(layer, record, last);
      if (failed()) return false;
    } else {
      last = read(layer, record);
      encodeSymbol(model, last);
    }
  }
  return true;
}

export function decodeClassification(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeLayer(true, CLASSIFICATION_LAYER, records, recordBytes, notes, count);
}

export function decodeFlags(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeLayer(true, FLAGS_LAYER, records, recordBytes, notes, count);
}

export function decodeUserData(records: usize, recordBytes: usize, notes: usize, count: u32): bool {
  return codeLayer(true, USER_DATA_LAYER, records, recordBytes, notes, count);
}

export function encodeClassification(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeLayer(false, CLASSIFICATION_LAYER, records, recordBytes, notes, count);
}

export function encodeFlags(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeLayer(false, FLAGS_LAYER, records, recordBytes, notes, count);
}

export function encodeUserData(records: usize, recordBytes: usize, notes: usize, count: u32): void {
  codeLayer(false, USER_DATA_LAYER, records, recordBytes, notes, count);
}
