/**
 * The order of points within a node: by GPS time, then return number. Neighbours in time are neighbours on the ground, and
 * that is what the compression of LAZ lives on: any other order that was tried makes files larger (worker/pipeline/README.md).
 */
import { Scratch } from '../binary/scratch.ts';

const RETURNS = 14;
const GPS_TIME = 22;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * @param records packed records of format 6, 7 or 8
 * @returns indices of the records by (GPS time, return number); equal ones keep their order. Any bit pattern of the time
 *   has its place, NaN too.
 */
export function timeOrder(records: Uint8Array, recordLength: number, scratch = new Scratch()): Uint32Array {
  const count = Math.floor(records.length / recordLength);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const low = scratch.u32('codes', count);
  const high = scratch.u32('time-high', count);
  const order = scratch.u32('order', count);
  let isSorted = true;
  for (let i = 0, at = 0; i < count; i++, at += recordLength) {
    const bits = view.getInt32(at + GPS_TIME + 4, true);
    // doubles as integers that sort alike: the sign bit flips, and all others too below zero
    const isNegative = bits < 0;
    low[i] = view.getUint32(at + GPS_TIME, true) ^ (isNegative ? 0xffffffff : 0);
    high[i] = isNegative ? ~bits : bits ^ 0x80000000;
    order[i] = i;
    isSorted &&= i === 0 || isAscending(records, recordLength, low, high, i);
  }
  if (isSorted) return order;
  const returns = (point: number) => records[point * recordLength + RETURNS]! & 0x0f;
  let [from, to] = [order, scratch.u32('order-next', count)];
  const starts = new Uint32Array(DIGITS + 1);
  const pass = (digitOf: (point: number) => number) => {
    starts.fill(0);
    for (let i = 0; i < count; i++) starts[digitOf(i) + 1]! += 1;
    if (starts.includes(count, 1)) return; // all alike
    for (let k = 0; k < DIGITS; k++) starts[k + 1]! += starts[k]!;
    for (let i = 0; i < count; i++) {
      const point = from[i]!;
      const digit = digitOf(point);
      to[starts[digit]!] = point;
      starts[digit]! += 1;
    }
    [from, to] = [to, from];
  };
  pass(returns);
  for (const key of [low, high]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) pass((point) => (key[point]! >>> shift) & (DIGITS - 1));
  }
  return from;
}

function isAscending(records: Uint8Array, length: number, low: Uint32Array, high: Uint32Array, i: number): boolean {
  if (high[i]! !== high[i - 1]!) return high[i]! > high[i - 1]!;
  if (low[i]! !== low[i - 1]!) return low[i]! > low[i - 1]!;
  return (records[i * length + RETURNS]! & 0x0f) >= (records[(i - 1) * length + RETURNS]! & 0x0f);
}

/**
 * Gives points without GPS time a place in the order: their number in the source, while they wait on disk.
 * @param first number of the first record
 */
export function writeSequence(records: Uint8Array, recordLength: number, first: number): void {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let at = 0, i = first; at + recordLength <= records.length; at += recordLength, i++)
    view.setFloat64(at + GPS_TIME, i, true);
}

/** Takes the numbers of `writeSequence` away again. */
export function clearSequence(records: Uint8Array, recordLength: number): void {
  for (let at = GPS_TIME; at < records.length; at += recordLength) records.fill(0, at, at + 8);
}
