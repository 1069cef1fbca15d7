/**
 * The adaptive arithmetic coder of LAZ in its plainest form: models that count symbols, an encoder and a decoder. It
 * codes the chunk table here and is the yardstick of the WebAssembly kernel in the tests.
 * Source: A. Said, "Introduction to Arithmetic Coding Theory and Practice", HP Labs HPL-2004-76; LASzip uses 15-bit
 * probabilities for symbols and 13-bit ones for bits. All arithmetic is unsigned 32-bit.
 */
import { FormatError } from '../errors.ts';

const MIN_LENGTH = 0x01000000;
const MAX_LENGTH = 0xffffffff;
const SYMBOL_BITS = 15;
const BIT_BITS = 13;

/** Product modulo 2^32, unsigned. */
const multiply = (a: number, b: number): number => Math.imul(a, b) >>> 0;

/** Counts of the symbols 0 … n - 1 and the cumulative probabilities that follow from them, refreshed ever less often. */
export class SymbolModel {
  readonly symbols: number;
  readonly distribution: Uint32Array;
  private readonly counts: Uint32Array;
  private totalCount = 0;
  private updateCycle: number;
  private untilUpdate = 0;

  constructor(symbols: number) {
    this.symbols = symbols;
    this.distribution = new Uint32Array(symbols);
    this.counts = new Uint32Array(symbols).fill(1);
    this.updateCycle = symbols;
    this.update();
    this.updateCycle = (symbols + 6) >> 1;
    this.untilUpdate = this.updateCycle;
  }

  count(symbol: number): void {
    this.counts[symbol]! += 1;
    this.untilUpdate -= 1;
    if (this.untilUpdate === 0) this.update();
  }

  private update(): void {
    this.totalCount += this.updateCycle;
    if (this.totalCount > 1 << SYMBOL_BITS) {
      this.totalCount = 0;
      for (let i = 0; i < this.symbols; i++) {
        this.counts[i] = (this.counts[i]! + 1) >> 1;
        this.totalCount += this.counts[i]!;
      }
    }
    const scale = Math.floor(0x80000000 / this.totalCount);
    let sum = 0;
    for (let i = 0; i < this.symbols; i++) {
      this.distribution[i] = multiply(scale, sum) >>> (31 - SYMBOL_BITS);
      sum += this.counts[i]!;
    }
    this.updateCycle = Math.min((5 * this.updateCycle) >> 2, (this.symbols + 6) << 3);
    this.untilUpdate = this.updateCycle;
  }
}

/** Counts of zeros and ones. */
export class BitModel {
  probabilityOfZero = 1 << (BIT_BITS - 1);
  private zeros = 1;
  private total = 2;
  private updateCycle = 4;
  private untilUpdate = 4;

  count(bit: number): void {
    if (bit === 0) this.zeros += 1;
    this.untilUpdate -= 1;
    if (this.untilUpdate === 0) this.update();
  }

  private update(): void {
    this.total += this.updateCycle;
    if (this.total > 1 << BIT_BITS) {
      this.total = (this.total + 1) >> 1;
      this.zeros = (this.zeros + 1) >> 1;
      if (this.zeros === this.total) this.total += 1;
    }
    const scale = Math.floor(0x80000000 / this.total);
    this.probabilityOfZero = multiply(this.zeros, scale) >>> (31 - BIT_BITS);
    this.updateCycle = Math.min((5 * this.updateCycle) >> 2, 64);
    this.untilUpdate = this.updateCycle;
  }
}

export class ArithmeticEncoder {
  private bytes = new Uint8Array(64);
  private size = 0;
  private base = 0;
  private length = MAX_LENGTH;

  encodeSymbol(model: SymbolModel, symbol: number): void {
    const step = this.length >>> SYMBOL_BITS;
    const low = multiply(model.distribution[symbol]!, step);
    const isLast = symbol === model.symbols - 1;
    const high = isLast ? this.length : multiply(model.distribution[symbol + 1]!, step);
    this.narrow(low, high - low);
    model.count(symbol);
  }

  encodeBit(model: BitModel, bit: number): void {
    const bound = multiply(model.probabilityOfZero, this.length >>> BIT_BITS);
    if (bit === 0) this.narrow(0, bound);
    else this.narrow(bound, this.length - bound);
    model.count(bit);
  }

  /** Raw bits, 1 to 32; more than 19 go as 16 low ones and the rest. */
  encodeBits(bits: number, raw: number): void {
    if (bits > 19) {
      this.encodeBits(16, raw & 0xffff);
      this.encodeBits(bits - 16, raw >>> 16);
      return;
    }
    const step = this.length >>> bits;
    this.narrow(multiply(raw, step), step);
  }

  /** Ends the stream; returns its bytes. The decoder's reads end exactly there. */
  finish(): Uint8Array {
    const oneByte = this.length > 2 * MIN_LENGTH;
    this.narrow(oneByte ? MIN_LENGTH : MIN_LENGTH >>> 1, oneByte ? MIN_LENGTH >>> 1 : MIN_LENGTH >>> 9);
    for (let i = 0; i < (oneByte ? 3 : 2); i++) this.push(0);
    return this.bytes.slice(0, this.size);
  }

  private narrow(low: number, length: number): void {
    const base = this.base + low;
    this.base = base >>> 0;
    if (base > MAX_LENGTH) this.carry();
    this.length = length;
    while (this.length < MIN_LENGTH) {
      this.push(this.base >>> 24);
      this.base = (this.base << 8) >>> 0;
      this.length = (this.length << 8) >>> 0;
    }
  }

  private carry(): void {
    let at = this.size - 1;
    while (this.bytes[at] === 255) this.bytes[at--] = 0;
    this.bytes[at]! += 1;
  }

  private push(byte: number): void {
    if (this.size === this.bytes.length) {
      const larger = new Uint8Array(this.size * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.size++] = byte;
  }
}

export class ArithmeticDecoder {
  private readonly bytes: Uint8Array;
  private readonly offset: number;
  private at = 0;
  private value = 0;
  private length = MAX_LENGTH;

  /**
   * @param offset where the bytes stand in the file, for errors
   * @throws {FormatError} when the bytes end before what is decoded from them, here and in every method
   */
  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes;
    this.offset = offset;
    for (let i = 0; i < 4; i++) this.value = ((this.value << 8) | this.next()) >>> 0;
    if (this.value === MAX_LENGTH) this.refuse('a value outside the first interval');
  }

  decodeSymbol(model: SymbolModel): number {
    const step = this.length >>> SYMBOL_BITS;
    let symbol = model.symbols - 1;
    while (symbol > 0 && multiply(model.distribution[symbol]!, step) > this.value) symbol--;
    const low = multiply(model.distribution[symbol]!, step);
    const isLast = symbol === model.symbols - 1;
    const high = isLast ? this.length : multiply(model.distribution[symbol + 1]!, step);
    this.narrow(low, high - low);
    model.count(symbol);
    return symbol;
  }

  decodeBit(model: BitModel): number {
    const bound = multiply(model.probabilityOfZero, this.length >>> BIT_BITS);
    const bit = this.value >= bound ? 1 : 0;
    if (bit === 0) this.narrow(0, bound);
    else this.narrow(bound, this.length - bound);
    model.count(bit);
    return bit;
  }

  /** Raw bits, 1 to 32. */
  decodeBits(bits: number): number {
    if (bits > 19) {
      const low = this.decodeBits(16);
      return ((this.decodeBits(bits - 16) << 16) | low) >>> 0;
    }
    const step = this.length >>> bits;
    const raw = Math.floor(this.value / step);
    if (raw >>> bits !== 0) this.refuse('raw bits outside their range');
    this.narrow(multiply(raw, step), step);
    return raw;
  }

  private narrow(low: number, length: number): void {
    this.value -= low;
    this.length = length;
    while (this.length < MIN_LENGTH) {
      this.value = ((this.value << 8) | this.next()) >>> 0;
      this.length = (this.length << 8) >>> 0;
    }
  }

  private next(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) {
      throw new FormatError(`arithmetic-coded data end early, after ${this.bytes.length} bytes`, {
        offset: this.offset + this.bytes.length,
      });
    }
    this.at += 1;
    return byte;
  }

  private refuse(what: string): never {
    throw new FormatError(`arithmetic-coded data contradict themselves: ${what}`, { offset: this.offset + this.at });
  }
}
