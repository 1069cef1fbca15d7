/**
 * Rows of numbers out of bytes of text: fields divided by spaces, commas, tabs or semicolons. A field that is no number
 * is NaN: which of them matter is the caller's business. Plain decimals are converted exactly without a string.
 */
import { LimitError } from '../errors.ts';

export const MAX_FIELDS = 16;
const MAX_LINE = 4096;
const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/** @param fields valid during the call; the first `count` of them */
export type RowSink = (fields: Float64Array, count: number, line: number) => void;

export class NumberRows {
  private readonly sink: RowSink;
  private readonly fields = new Float64Array(MAX_FIELDS);
  private readonly bytes = new Uint8Array(MAX_LINE);
  private length = 0;
  private line = 0;

  constructor(sink: RowSink) {
    this.sink = sink;
  }

  /** @throws {LimitError} for a line of more than 4096 bytes */
  write(piece: Uint8Array): void {
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i]!;
      if (byte === 10 || byte === 13) {
        // CR LF makes one empty line more: lines are counted by LF, and by CR where it stands alone
        if (byte === 10 || (piece[i + 1] !== undefined && piece[i + 1] !== 10)) this.line++;
        this.flush();
        continue;
      }
      if (this.length === MAX_LINE) {
        throw new LimitError(`line ${this.line + 1}: expected at most ${MAX_LINE} bytes, seen more`, {
          limit: MAX_LINE,
          actual: MAX_LINE + 1,
        });
      }
      this.bytes[this.length++] = byte;
    }
  }

  end(): void {
    if (this.length > 0) this.line++;
    this.flush();
  }

  private flush(): void {
    const { bytes, length } = this;
    this.length = 0;
    let count = 0;
    let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && length >= 3 ? 3 : 0;
    // # begins a comment
    if (length === 0 || bytes[at] === 35) return;
    let commas = false;
    while (at < length && count < MAX_FIELDS) {
      while (at < length && isBlank(bytes[at]!)) at++;
      if (at >= length) break;
      const begin = at;
      while (at < length && !isBlank(bytes[at]!) && !isComma(bytes[at]!)) at++;
      if (at > begin) this.fields[count++] = parseField(bytes, begin, at);
      else if (commas || begin === 0) this.fields[count++] = Number.NaN;
      while (at < length && isBlank(bytes[at]!)) at++;
      commas = at < length && isComma(bytes[at]!);
      if (commas) at++;
    }
    if (count > 0) this.sink(this.fields, count, this.line);
  }
}

const isBlank = (byte: number): boolean => byte === 32 || byte === 9;
const isComma = (byte: number): boolean => byte === 44 || byte === 59;

/** Digits up to 2^53 over a power of ten up to 10^22 are exact in one division (Clinger 1990); all else goes through Number. */
function parseField(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  const sign = bytes[at] === 45 ? -1 : 1;
  if (bytes[at] === 45 || bytes[at] === 43) at++;
  let [mantissa, digits, decimals, point] = [0, 0, 0, false];
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      mantissa = 10 * mantissa + digit;
      digits++;
      if (point) decimals++;
    } else if (bytes[at] === 46 && !point) point = true;
    else break;
  }
  if (at === end && digits > 0 && digits <= 15) return (sign * mantissa) / POWERS[decimals]!;
  if (end - begin > 64) return Number.NaN;
  const text = String.fromCharCode(...bytes.subarray(begin, end));
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}
