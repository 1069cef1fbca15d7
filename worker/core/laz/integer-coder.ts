/**
 * Integers coded as differences to a prediction: the bit count of the difference by a model of the given context, its
 * upper 8 bits by a model of that bit count, the rest raw. Differences wrap at `width` bits. Source: LASzip.
 */
import { type ArithmeticDecoder, type ArithmeticEncoder, BitModel, SymbolModel } from './arithmetic-coder.ts';

const MODELLED_BITS = 8;

/** The models of one kind of integer; encoder and decoder each have their own. */
export class IntegerModel {
  /** Bit count of the difference coded last. */
  bitCount = 0;
  readonly width: 16 | 32;
  readonly contexts: readonly SymbolModel[];
  readonly zeroOrOne = new BitModel();
  private readonly upperBits: (SymbolModel | undefined)[] = [];

  constructor(width: 16 | 32, contexts: number) {
    this.width = width;
    this.contexts = Array.from({ length: contexts }, () => new SymbolModel(width + 1));
  }

  upper(bits: number): SymbolModel {
    this.upperBits[bits] ??= new SymbolModel(1 << Math.min(bits, MODELLED_BITS));
    return this.upperBits[bits];
  }
}

/** Wraps to the signed range of the model. */
function wrap(value: number, width: 16 | 32): number {
  return width === 32 ? value | 0 : (value << 16) >> 16;
}

/** Encodes `value` given `prediction` (both integers of the model's width, signed or not). */
export function encodeInteger(
  encoder: ArithmeticEncoder,
  model: IntegerModel,
  context: number,
  prediction: number,
  value: number,
): void {
  const difference = wrap(value - prediction, model.width);
  const bits = 32 - Math.clz32(difference <= 0 ? -difference : difference - 1);
  model.bitCount = bits;
  encoder.encodeSymbol(model.contexts[context]!, bits);
  if (bits === 0) {
    encoder.encodeBit(model.zeroOrOne, difference);
  } else if (bits < 32) {
    // negative differences take the lower half of 0 … 2^bits - 1, positive ones the upper half
    const code = difference < 0 ? difference + 2 ** bits - 1 : difference - 1;
    const rawBits = Math.max(bits - MODELLED_BITS, 0);
    encoder.encodeSymbol(model.upper(bits), code >>> rawBits);
    if (rawBits > 0) encoder.encodeBits(rawBits, code & ((1 << rawBits) - 1));
  }
}

/** @returns the value, as a signed integer of the model's width */
export function decodeInteger(
  decoder: ArithmeticDecoder,
  model: IntegerModel,
  context: number,
  prediction: number,
): number {
  const bits = decoder.decodeSymbol(model.contexts[context]!);
  model.bitCount = bits;
  return wrap(prediction + decodeDifference(decoder, model, bits), model.width);
}

function decodeDifference(decoder: ArithmeticDecoder, model: IntegerModel, bits: number): number {
  if (bits === 0) return decoder.decodeBit(model.zeroOrOne);
  if (bits === 32) return -(2 ** 31);
  const rawBits = Math.max(bits - MODELLED_BITS, 0);
  const upper = decoder.decodeSymbol(model.upper(bits));
  const code = rawBits > 0 ? upper * 2 ** rawBits + decoder.decodeBits(rawBits) : upper;
  return code >= 2 ** (bits - 1) ? code + 1 : code - 2 ** bits + 1;
}
