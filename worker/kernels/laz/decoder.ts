/**
 * The arithmetic decoder of the current layer. It reads without a check per byte: a layer checks `failed()` after every
 * point, one point reads less than GUARD_BYTES, and so many bytes behind the chunk are always addressable.
 *
 * `value < length` holds after every step whatever the bytes are (`beginDecoding` refuses the one start that breaks
 * it), so table look-ups stay inside their tables.
 */
import {
  BIT_PROBABILITY, BIT_PROBABILITY_BITS, COUNTS, DISTRIBUTION, LAST_SYMBOL, PROBABILITY_BITS, TABLE, TABLE_SHIFT,
  UNTIL_UPDATE, ZERO_COUNT, updateBitModel, updateModel,
} from "./model";

export const GUARD_BYTES: usize = 256;
const MIN_LENGTH: u32 = 0x01000000;

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

/** For layers that notice a contradiction themselves. */
export function contradict(): void {
  contradiction = true;
}

@inline
function renormalize(): void {
  while (length < MIN_LENGTH) {
    value = (value << 8) | <u32>load<u8>(from++);
    length <<= 8;
  }
}

export function decodeSymbol(model: usize): u32 {
  const last = load<u32>(model, LAST_SYMBOL);
  const distribution = model + DISTRIBUTION;
  const step = length >> PROBABILITY_BITS;
  let symbol: u32;
  let low: u32;
  let high = length;
  const table = <usize>load<u32>(model, TABLE);
  if (table != 0) {
    const probability = value / step;
    const slot = table + (probability >> load<u32>(model, TABLE_SHIFT)) * 2;
    symbol = <u32>load<u16>(slot);
    let above = <u32>load<u16>(slot, 2) + 1;
    while (above > symbol + 1) {
      const middle = (symbol + above) >> 1;
      if (<u32>load<u16>(distribution + middle * 2) > probability) above = middle;
      else symbol = middle;
    }
    low = <u32>load<u16>(distribution + symbol * 2) * step;
    if (symbol != last) high = <u32>load<u16>(distribution + symbol * 2, 2) * step;
  } else {
    // few symbols: bisection by products needs no division
    symbol = 0;
    low = 0;
    let above = last + 1;
    let middle = above >> 1;
    do {
      const bound = <u32>load<u16>(distribution + middle * 2) * step;
      if (bound > value) {
        above = middle;
        high = bound;
      } else {
        symbol = middle;
        low = bound;
      }
      middle = (symbol + above) >> 1;
    } while (middle != symbol);
  }
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
