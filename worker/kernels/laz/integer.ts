/**
 * Integers as differences to a prediction: the number of bits of the difference by an adaptive model of the caller's
 * context, its upper 8 bits by a model of that bit count, the rest raw. Differences wrap at 32 (or 16) bits.
 * The slots of one coder: `contexts` bit-count models, then 33 models of the difference, one for each bit count.
 */
import { decodeBit, decodeBits, decodeSymbol } from "./decoder";
import { encodeBit, encodeBits, encodeSymbol } from "./encoder";
import { bitModelAt, modelAt } from "./model";

const MODELLED_BITS: u32 = 8;
const INT_SLOTS: usize = 33;

/** Bytes of the slots of a coder with so many contexts. */
@inline
export function integerSlotBytes(contexts: usize): usize {
  return (contexts + INT_SLOTS) * 4;
}

let bitCount: u32 = 0;

/** Bit count of the difference coded last: a context for the next coordinate. */
@inline
export function lastBitCount(): u32 {
  return bitCount;
}

/** @param width 32 or 16, a constant of the layer */
@inline
export function decodeDifference(slots: usize, contexts: usize, context: u32, width: u32): i32 {
  const bits = decodeSymbol(modelAt(slots + context * 4, width + 1, true));
  bitCount = bits;
  return decodeOfBits(slots + contexts * 4, bits);
}

@inline
function decodeOfBits(models: usize, bits: u32): i32 {
  if (bits == 0) return <i32>decodeBit(bitModelAt(models));
  if (bits == 32) return i32.MIN_VALUE;
  let code: i32;
  if (bits <= MODELLED_BITS) {
    code = <i32>decodeSymbol(modelAt(models + bits * 4, <u32>1 << bits, true));
  } else {
    const rawBits = bits - MODELLED_BITS;
    const upper = decodeSymbol(modelAt(models + bits * 4, <u32>1 << MODELLED_BITS, true));
    code = <i32>((upper << rawBits) | decodeBits(rawBits));
  }
  // codes are 0 … 2^bits - 1: the lower half stands for negative differences, the upper half for positive ones
  return code >= 1 << (bits - 1) ? code + 1 : code - ((1 << bits) - 1);
}

/** @param difference wrapped to `width` bits, sign extended */
@inline
export function encodeDifference(slots: usize, contexts: usize, context: u32, width: u32, difference: i32): void {
  const magnitude = difference <= 0 ? <u32>-difference : <u32>(difference - 1);
  const bits = 32 - <u32>clz<u32>(magnitude);
  bitCount = bits;
  encodeSymbol(modelAt(slots + context * 4, width + 1, false), bits);
  encodeOfBits(slots + contexts * 4, bits, difference);
}

@inline
function encodeOfBits(models: usize, bits: u32, difference: i32): void {
  if (bits == 0) {
    encodeBit(bitModelAt(models), <u32>difference);
    return;
  }
  if (bits == 32) return;
  const code = <u32>(difference < 0 ? difference + ((1 << bits) - 1) : difference - 1);
  if (bits <= MODELLED_BITS) {
    encodeSymbol(modelAt(models + bits * 4, <u32>1 << bits, false), code);
  } else {
    const rawBits = bits - MODELLED_BITS;
    encodeSymbol(modelAt(models + bits * 4, <u32>1 << MODELLED_BITS, false), code >> rawBits);
    encodeBits(rawBits, code & ((<u32>1 << rawBits) - 1));
  }
}
