/**
 * One extra byte: a layer of its own, the difference to the last one as a symbol. The last one across changes of the
 * scanner channel follows the item version, see layer-color.ts.
 */
import { contextOf, slotsOf } from "./memory";
import { decodeSymbol, failed } from "./decoder";
import { encodeSymbol } from "./encoder";
import { modelAt } from "./model";
import { FLAGS, NOTE_BYTES } from "./record";

@inline
function codeByte(
  decoding: bool, records: usize, recordBytes: usize, field: usize, notes: usize, count: u32, version: u32,
): bool {
  let channel = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let used: u32 = 1 << channel;
  let lastAt = contextOf(channel);
  let last = <u32>load<u8>(records + field);
  let record = records + field;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    const next = <u32>load<u16>(notes) & 3;
    if (next != channel) {
      channel = next;
      const own = contextOf(channel);
      if (!(used & (1 << channel))) {
        store<u8>(lastAt, <u8>last);
        used |= 1 << channel;
        lastAt = own;
      } else if (version >= 4) {
        store<u8>(lastAt, <u8>last);
        last = <u32>load<u8>(own);
        lastAt = own;
      }
    }
    const model = modelAt(slotsOf(channel, 4), 256, decoding);
    if (decoding) {
      last = (last + decodeSymbol(model)) & 255;
      store<u8>(record, <u8>last);
      if (failed()) return false;
    } else {
      const byte = <u32>load<u8>(record);
      encodeSymbol(model, (byte - last) & 255);
      last = byte;
    }
  }
  return true;
}

export function decodeByte(
  records: usize, recordBytes: usize, field: usize, notes: usize, count: u32, version: u32,
): bool {
  return codeByte(true, records, recordBytes, field, notes, count, version);
}

export function encodeByte(records: usize, recordBytes: usize, field: usize, notes: usize, count: u32): void {
  codeByte(false, records, recordBytes, field, notes, count, 3);
}
