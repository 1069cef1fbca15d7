/**
 * One wave packet: descriptor index, byte offset of the waveform, its size, and four numbers of which the bits are taken
 * as integers. The offset is the one before, or follows the waveform before, or is a step away, or is given in full.
 * Shared by the layered and the point-wise coder. Source of the fields: LAS 1.4 R16, table 12.
 */
import { decodeBits, decodeSymbol } from "./decoder";
import { decodeDifference, integerSlotBytes } from "./integer";
import { modelAt } from "./model";

export const WAVE_PACKET_BYTES: usize = 29;
const OFFSET: usize = 1;
const SIZE: usize = 9;
const RETURN_POINT: usize = 13;
const DIRECTION: usize = 17; // x, y, z

// how the offset is coded
const SAME: u32 = 0;
const FOLLOWS: u32 = 1;
const STEP: u32 = 2;

// slots
const INDEX: usize = 0;
const KIND: usize = INDEX + 4; // four models, by the kind before
const STEPS: usize = KIND + 4 * 4;
const SIZES: usize = STEPS + integerSlotBytes(1);
const RETURN_POINTS: usize = SIZES + integerSlotBytes(1);
const DIRECTIONS: usize = RETURN_POINTS + integerSlotBytes(1);
export const WAVE_SLOTS: usize = DIRECTIONS + integerSlotBytes(3);

// state
const LAST_STEP: usize = 0;
const LAST_KIND: usize = 4;
export const WAVE_STATE_BYTES: usize = 8;

export function beginWavePackets(state: usize): void {
  store<u64>(state, 0);
}

/** A 32-bit number as the difference to the one in the last packet. */
@inline
function decodeNumber(slots: usize, contexts: usize, context: u32, last: usize, to: usize): void {
  store<i32>(to, load<i32>(last) + decodeDifference(slots, contexts, context, 32));
}

/** @param last the packet before; may be `to` itself */
export function decodeWavePacket(state: usize, slots: usize, last: usize, to: usize): void {
  store<u8>(to, <u8>decodeSymbol(modelAt(slots + INDEX, 256, true)));
  const kind = decodeSymbol(modelAt(slots + KIND + load<u32>(state, LAST_KIND) * 4, 4, true));
  store<u32>(state, kind, LAST_KIND);
  let offset = load<u64>(last, OFFSET);
  if (kind == FOLLOWS) {
    offset += <u64>load<u32>(last, SIZE);
  } else if (kind == STEP) {
    const step = load<i32>(state, LAST_STEP) + decodeDifference(slots + STEPS, 1, 0, 32);
    store<i32>(state, step, LAST_STEP);
    offset += <u64><i64>step;
  } else if (kind != SAME) {
    const low = <u64>decodeBits(32);
    offset = (<u64>decodeBits(32) << 32) | low;
  }
  store<u64>(to, offset, OFFSET);
  decodeNumber(slots + SIZES, 1, 0, last + SIZE, to + SIZE);
  decodeNumber(slots + RETURN_POINTS, 1, 0, last + RETURN_POINT, to + RETURN_POINT);
  for (let axis: u32 = 0; axis < 3; axis++) {
    decodeNumber(slots + DIRECTIONS, 3, axis, last + DIRECTION + axis * 4, to + DIRECTION + axis * 4);
  }
}
