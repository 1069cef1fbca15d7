/**
 * The arithmetic encoder of the current layer: writes straight into the output, a carry walks back over what was
 * written. The caller reserves room for the worst case of the layer.
 */
import {
  BIT_PROBABILITY, BIT_PROBABILITY_BITS, COUNTS, DISTRIBUTION, LAST_SYMBOL, PROBABILITY_BITS, UNTIL_UPDATE, ZERO_COUNT,
  updateBitModel, updateModel,
} from "./model";

const MIN_LENGTH: u32 = 0x01000000;

let base: u32 = 0;
let length: u32 = 0;
let to: usize = 0;

export function beginEncoding(at: usize): void {
  base = 0;
  length = 0xffffffff;
  to = at;
}

/** Writes what the decoder still needs (its reads then end exactly at the layer's end). Returns that end. */
export function endEncoding(): usize {
  const before = base;
  const oneByte = length > 2 * MIN_LENGTH;
  if (oneByte) {
    base += MIN_LENGTH;
    length = MIN_LENGTH >> 1;
  } else {
    base += MIN_LENGTH >> 1;
    length = MIN_LENGTH >> 9;
  }
  if (before > base) carry();
  renormalize();
  store<u16>(to, 0);
  to += 2;
  if (oneByte) store<u8>(to++, 0);
  return to;
}

function carry(): void {
  let at = to - 1;
  while (load<u8>(at) == 0xff) store<u8>(at--, 0);
  store<u8>(at, load<u8>(at) + 1);
}

/** Writes out the bytes that are settled. How many cannot be predicted: four are stored and as many counted as are. */
@inline
function renormalize(): void {
  const shift = clz<u32>(length) & 24;
  store<u32>(to, bswap<u32>(base));
  to += shift >> 3;
  base <<= shift;
  length <<= shift;
}

@inline
export function encodeSymbol(model: usize, symbol: u32): void {
  const distribution = model + DISTRIBUTION + symbol * 2;
  const step = length >> PROBABILITY_BITS;
  const low = <u32>load<u16>(distribution) * step;
  const high = symbol == load<u32>(model, LAST_SYMBOL) ? length : <u32>load<u16>(distribution, 2) * step;
  const before = base;
  base += low;
  length = high - low;
  if (before > base) carry();
  renormalize();

  const count = <usize>load<u32>(model, COUNTS) + symbol * 2;
  store<u16>(count, load<u16>(count) + 1);
  const left = load<u32>(model, UNTIL_UPDATE) - 1;
  store<u32>(model, left, UNTIL_UPDATE);
  if (left == 0) updateModel(model);
}

export function encodeBit(model: usize, bit: u32): void {
  const bound = load<u32>(model, BIT_PROBABILITY) * (length >> BIT_PROBABILITY_BITS);
  if (bit == 0) {
    length = bound;
    store<u32>(model, load<u32>(model, ZERO_COUNT) + 1, ZERO_COUNT);
  } else {
    const before = base;
    base += bound;
    length -= bound;
    if (before > base) carry();
  }
  renormalize();
  const left = load<u32>(model, UNTIL_UPDATE) - 1;
  store<u32>(model, left, UNTIL_UPDATE);
  if (left == 0) updateBitModel(model);
}

/** Raw bits, 1 to 32; more than 19 go as 16 low ones and the rest. */
export function encodeBits(bits: u32, raw: u32): void {
  if (bits > 19) {
    encodeFewBits(16, raw & 0xffff);
    encodeFewBits(bits - 16, raw >> 16);
  } else {
    encodeFewBits(bits, raw);
  }
}

function encodeFewBits(bits: u32, raw: u32): void {
  const before = base;
  length >>= bits;
  base += raw * length;
  if (before > base) carry();
  renormalize();
}
