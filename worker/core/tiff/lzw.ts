/**
 * LZW as TIFF has it: codes of 9 to 12 bits from the high bit on, one code early. What comes out is never longer than asked for.
 * Source: TIFF 6.0, section 13.
 */
import { FormatError, LimitError } from '../errors.ts';

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MAX_CODES = 4096;

/**
 * @param maxBytes most that may come out; memory of that size is taken
 * @throws {FormatError} for a code that is not in the table yet
 * @throws {LimitError} when more would come out
 */
export function decodeLzw(input: Uint8Array, maxBytes: number): Uint8Array {
  const output = new Uint8Array(maxBytes);
  // an entry is a stretch of what has come out already
  const begins = new Uint32Array(MAX_CODES);
  const sizes = new Uint32Array(MAX_CODES);
  let [free, width, length] = [FIRST_FREE, 9, 0];
  /** Where the entry before began, and its size; -1 behind a clear code. */
  let [before, beforeSize] = [-1, 0];
  let [bits, bitCount] = [0, 0];
  for (let at = 0; at < input.length; ) {
    while (bitCount < width && at < input.length) {
      bits = ((bits << 8) | input[at++]!) & 0xffffff;
      bitCount += 8;
    }
    if (bitCount < width) break;
    bitCount -= width;
    const code = (bits >>> bitCount) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      [free, width, before] = [FIRST_FREE, 9, -1];
      continue;
    }
    const isNew = code === free && before >= 0;
    if (code >= free && !isNew) {
      const message = `TIFF LZW: expected a code below ${free}, seen ${code} at byte ${at}`;
      throw new FormatError(message, { offset: at, expected: free, actual: code });
    }
    const size = isNew ? beforeSize + 1 : code < CLEAR ? 1 : sizes[code]!;
    if (length + size > maxBytes) {
      const message = `TIFF LZW: expected at most ${maxBytes} bytes in a block, seen more`;
      throw new LimitError(message, { limit: maxBytes, actual: length + size });
    }
    // the new entry is the one before and one byte more, which stands behind it in what came out
    if (before >= 0 && free < MAX_CODES) {
      begins[free] = before;
      sizes[free] = beforeSize + 1;
      free++;
    }
    const from = isNew ? before : code < CLEAR ? -1 : begins[code]!;
    if (from < 0) output[length] = code;
    else for (let i = 0; i < size; i++) output[length + i] = output[from + i]!;
    [before, beforeSize] = [length, size];
    length += size;
    if (free + 1 >= 1 << width && width < 12) width++;
  }
  return output.subarray(0, length);
}
