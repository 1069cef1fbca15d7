/** PackBits as TIFF has it: runs and copies. Source: TIFF 6.0, section 9. */
import { LimitError } from '../errors.ts';

/**
 * @param maxBytes most that may come out; memory of that size is taken
 * @throws {LimitError} when more would come out
 */
export function decodePackBits(input: Uint8Array, maxBytes: number): Uint8Array {
  const output = new Uint8Array(maxBytes);
  let length = 0;
  for (let at = 0; at < input.length; ) {
    const head = (input[at++]! << 24) >> 24;
    if (head === -128) continue;
    const size = head < 0 ? 1 - head : Math.min(head + 1, input.length - at);
    if (length + size > maxBytes) {
      const message = `TIFF PackBits: expected at most ${maxBytes} bytes in a block, seen more`;
      throw new LimitError(message, { limit: maxBytes, actual: length + size });
    }
    if (head < 0) output.fill(input[at++] ?? 0, length, length + size);
    else {
      output.set(input.subarray(at, at + size), length);
      at += size;
    }
    length += size;
  }
  return output.subarray(0, length);
}
