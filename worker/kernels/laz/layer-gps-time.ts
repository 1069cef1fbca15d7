/** The layer of GPS times, for points whose time changed; each scanner channel follows its own (see gps-time.ts). */
import { failed } from "./decoder";
import { CURRENT, LAYERED_TIME, TIMES, TIME_SLOTS, beginTimes, decodeTime, encodeTime } from "./gps-time";
import { contextOf, slotsOf } from "./memory";
import { FLAGS, GPS_TIME, NOTE_BYTES, NOTE_GPS } from "./record";

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
        encodeTime(context, slots, time, LAYERED_TIME);
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
