import { expect, test } from 'vitest';
import { LimitError } from '#core/errors.ts';
import { lanesWithin, threadsWithin } from '#worker/pipeline/memory-plan.ts';
import { PIECE_POINTS } from '#worker/pipeline/piece.ts';

const MB = 1e6;
const usual = { recordBytes: 36, largestPiecePoints: PIECE_POINTS };

test('400 MB are enough for two threads on usual points, a gigabyte for eight', () => {
  expect(threadsWithin(400 * MB, 8)).toBe(2);
  expect(threadsWithin(1 << 30, 64)).toBeGreaterThanOrEqual(8);
  expect(threadsWithin(1 << 30, 4)).toBe(4);
  expect(lanesWithin(400 * MB, 2, usual)).toBe(2);
});

test('wide records and large chunks take threads away', () => {
  expect(lanesWithin(600 * MB, 4, { ...usual, recordBytes: 200 })).toBe(1);
  expect(lanesWithin(600 * MB, 4, { ...usual, largestPiecePoints: 2_000_000 })).toBe(1);
});

test('too little memory is refused, with what it takes', () => {
  expect(() => lanesWithin(100 * MB, 2, usual)).toThrow(LimitError);
  expect(() => lanesWithin(400 * MB, 2, { ...usual, largestPiecePoints: 20_000_000 })).toThrow(
    /needs \d+ MB.*raise --max-memory/,
  );
});
