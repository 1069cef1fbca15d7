import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clearSequence, timeOrder, writeSequence } from '#core/las/time-order.ts';

const LENGTH = 31;
const times = fc.array(
  fc.tuple(fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 1e9, 1e9 + 1e-6)), fc.nat(15)),
  { minLength: 1, maxLength: 400 },
);

function recordsOf(points: readonly (readonly [number, number])[]): Uint8Array {
  const records = new Uint8Array(points.length * LENGTH);
  const view = new DataView(records.buffer);
  points.forEach(([time, returnNumber], i) => {
    view.setUint8(i * LENGTH + 14, returnNumber | 0x50);
    view.setFloat64(i * LENGTH + 22, time, true);
  });
  return records;
}

/** Total order of doubles by their bits: −NaN, −∞ … −0, 0 … ∞, NaN. */
function rank(time: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(time).buffer)[0]!;
  return bits >> 63n ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n);
}

test('points are ordered by time, then return number; equal ones keep their order', () => {
  fc.assert(
    fc.property(times, (points) => {
      const expected = points
        .map(([time, returnNumber], i) => ({ rank: rank(time), returnNumber, i }))
        .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.returnNumber - b.returnNumber || a.i - b.i))
        .map(({ i }) => i);
      expect(Array.from(timeOrder(recordsOf(points), LENGTH))).toEqual(expected);
    }),
    { numRuns: 300, seed: 20240 },
  );
});

test('numbers written in place of the time order points as they came, and leave no trace', () => {
  const records = recordsOf(Array.from({ length: 50 }, () => [0, 3] as const));
  const before = records.slice();
  const reversed = new Uint8Array(records.length);
  writeSequence(records, LENGTH, 1_000_000_000_000);
  for (let i = 0; i < 50; i++) reversed.set(records.subarray(i * LENGTH, (i + 1) * LENGTH), (49 - i) * LENGTH);
  expect(Array.from(timeOrder(reversed, LENGTH))).toEqual(Array.from({ length: 50 }, (_, i) => 49 - i));
  clearSequence(records, LENGTH);
  expect(records).toEqual(before);
});
