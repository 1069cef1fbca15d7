/**
 * One extra byte: a layer of its own, the difference to the last one as a symbol. The context, and the last one after a
 * change of context, follow the item version, see record.ts and layer-color.ts.
 */
import { contextOf, slotsOf } from "./memory";
import { decodeSymbol, failed } from "./decoder";
import { encodeSymbol } from "./encoder";
import { modelAt } from "./model";
import { FLAGS, NOTE_BYTES, itemContext } from "./record";

@inline
function codeByte(
  decoding: bool, records: usize, recordBytes: usize, field: usize, notes: usize, count: u32, version: u32,
): bool {
  let context = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let used: u32 = 1 << context;
  let own = contextOf(context);
  let record = records + field;
  store<u8>(own, load<u8>(record));
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    let lastAt = own;
    const next = itemContext(<u32>load<u16>(notes), version);
    if (next != context) {
      context = next;
      own = contextOf(context);
      if (!(used & (1 << context))) {
        used |= 1 << context;
        store<u8>(own, load<u8>(lastAt));
        lastAt = own;
      } else if (version >= 4) {
        lastAt = own;
      }
    }
    const last = <u32>load<u8>(lastAt);
    const model = modelAt(slotsOf(context, 4), 256, decoding);
    if (decoding) {
      store<u8>(record, <u8>(last + decodeSymbol(model)));
      if (failed()) return false;
    } else {
      encodeSymbol(model, (<u32>load<u8>(record) - last) & 255);
    }
    store<u8>(lastAt, load<u8>(record));
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
