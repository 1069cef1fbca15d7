/**
 * The arithmetic decoder of the current stream (a layer, or a whole point-wise chunk). It reads without a check per byte: a layer checks `failed()` after every
 * point, one point reads less than GUARD_BYTES, and so many bytes behind the chunk are always addressable.
 *
 * `value < length` holds after every step whatever the bytes are (`beginDecoding` refuses the one start that breaks
 * it), so table look-ups stay inside their tables.
 */
import {
  BIT_PROBABILITY, BIT_PROBABILITY_BITS, COUNTS, DISTRIBUTION, NO_PROBABILITY, PROBABILITY_BITS, TABLE, TABLE_SHIFT,
  UNTIL_UPDATE, ZERO_COUNT, updateBitModel, updateModel,
} from "./model";

export const GUARD_BYTES: usize = 256;

let value: u32 = 0;
let length: u32 = 0;
let from: usize = 0;
let end: usize = 0;
let contradiction: bool = false;

/** Starts on the layer [begin, end). False when the layer cannot be one. */
export function beginDecoding(begin: usize, layerEnd: usize): bool {
  if (layerEnd < begin + 4) return false;
  end = layerEnd;
  from = begin + 4;
  value = bswap<u32>(load<u32>(begin));
  length = 0xffffffff;
  contradiction = false;
  return value != 0xffffffff;
}

/** True when the layer ended early or held something that no encoder writes. */
@inline
export function failed(): bool {
  return from > end || contradiction;
}

/** How far the stream was read; behind its end when it ended early. */
export function readTo(): usize {
  return from;
}

/** For layers that notice a contradiction themselves. */
export function contradict(): void {
  contradiction = true;
}

/** Shifts whole bytes in until the length has 25 bits again: how many cannot be predicted, so without a branch. */
@inline
function renormalize(): void {
  const shift = clz<u32>(length) & 24;
  const next = (<u64>value << 32) | <u64>bswap<u32>(load<u32>(from));
  value = <u32>((next << shift) >> 32);
  length <<= shift;
  from += shift >> 3;
}

/** The next symbol. Inlined everywhere: calls cost 4 % of decoding and 10 % of encoding. */
@inline
export function decodeSymbol(model: usize): u32 {
  const distribution = model + DISTRIBUTION;
  const step = length >> PROBABILITY_BITS;
  const probability = value / step;
  // the table gives a symbol at or below the wanted one, often the one; else eight at a time are compared from there
  const table = <usize>load<u32>(model, TABLE);
  let symbol: u32 = table != 0 ? <u32>load<u16>(table + ((probability >> load<u32>(model, TABLE_SHIFT)) << 1)) : 0;
  let above = <u32>load<u16>(distribution + symbol * 2, 2);
  if (above <= probability) {
    const wanted = i16x8.splat(<i16>probability);
    let passed: u32;
    symbol++;
    do {
      const next = v128.load(distribution + symbol * 2, 2);
      passed = <u32>popcnt<i32>(i16x8.bitmask(i16x8.le_u(next, wanted)));
      symbol += passed;
    } while (passed == 8);
    above = <u32>load<u16>(distribution + symbol * 2, 2);
  }
  const low = <u32>load<u16>(distribution + symbol * 2) * step;
  // behind the last symbol: the interval ends where it ends, whatever the rounding of the step
  const high = above != NO_PROBABILITY ? above * step : length;
  value -= low;
  length = high - low;
  renormalize();

  const count = <usize>load<u32>(model, COUNTS) + symbol * 2;
  store<u16>(count, load<u16>(count) + 1);
  const left = load<u32>(model, UNTIL_UPDATE) - 1;
  store<u32>(model, left, UNTIL_UPDATE);
  if (left == 0) updateModel(model);
  return symbol;
}

export function decodeBit(model: usize): u32 {
  const bound = load<u32>(model, BIT_PROBABILITY) * (length >> BIT_PROBABILITY_BITS);
  const bit = <u32>(value >= bound);
  if (bit == 0) {
    length = bound;
    store<u32>(model, load<u32>(model, ZERO_COUNT) + 1, ZERO_COUNT);
  } else {
    value -= bound;
    length -= bound;
  }
  renormalize();
  const left = load<u32>(model, UNTIL_UPDATE) - 1;
  store<u32>(model, left, UNTIL_UPDATE);
  if (left == 0) updateBitModel(model);
  return bit;
}

/** Raw bits, 1 to 32; more than 19 come as 16 low ones and the rest. */
export function decodeBits(bits: u32): u32 {
  if (bits > 19) {
    const low = decodeFewBits(16);
    return (decodeFewBits(bits - 16) << 16) | low;
  }
  return decodeFewBits(bits);
}

@inline
function decodeFewBits(bits: u32): u32 {
  length >>= bits;
  const raw = value / length;
  value -= raw * length;
  renormalize();
  if (raw >> bits) contradiction = true;
  return raw;
}
