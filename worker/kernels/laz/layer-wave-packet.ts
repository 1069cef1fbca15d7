/**
 * The layer of wave packets (formats 9 and 10), decoding only: COPC has no such points. Its contexts and what a packet
 * is predicted from after a change of context follow the item version, as for colours (see layer-color.ts).
 */
import { failed } from "./decoder";
import { contextOf, slotsOf } from "./memory";
import { FLAGS, NOTE_BYTES, itemContext } from "./record";
import { WAVE_PACKET_BYTES, WAVE_SLOTS, WAVE_STATE_BYTES, beginWavePackets, decodeWavePacket } from "./wave-packet";

const LAST_PACKET: usize = WAVE_STATE_BYTES;

function beginContext(context: usize, packet: usize): void {
  beginWavePackets(context);
  memory.copy(context + LAST_PACKET, packet, WAVE_PACKET_BYTES);
}

/** @param field where the packet stands in a record */
export function decodeWavePackets(
  records: usize, recordBytes: usize, field: usize, notes: usize, count: u32, version: u32,
): bool {
  let context = (<u32>load<u8>(records, FLAGS) >> 4) & 3;
  let used: u32 = 1 << context;
  let own = contextOf(context);
  beginContext(own, records + field);
  let record = records + field;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    notes += NOTE_BYTES;
    let last = own;
    const next = itemContext(<u32>load<u16>(notes), version);
    if (next != context) {
      context = next;
      own = contextOf(context);
      if (!(used & (1 << context))) {
        used |= 1 << context;
        beginContext(own, last + LAST_PACKET);
        last = own;
      } else if (version >= 4) {
        last = own;
      }
    }
    decodeWavePacket(own, slotsOf(context, WAVE_SLOTS), last + LAST_PACKET, record);
    if (failed()) return false;
    memory.copy(last + LAST_PACKET, record, WAVE_PACKET_BYTES);
  }
  return true;
}
