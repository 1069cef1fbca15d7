import { expect, it } from 'vitest';
import { fillGaps } from '#core/surface/fill-gaps.ts';

const [COLS, ROWS] = [12, 9];
const plane = (cell: number) => 5 + 0.3 * (cell % COLS) - 0.2 * Math.floor(cell / COLS);

function planeWithout(isGone: (col: number, row: number) => boolean): Float32Array {
  return Float32Array.from({ length: COLS * ROWS }, (_, cell) =>
    isGone(cell % COLS, Math.floor(cell / COLS)) ? Number.NaN : plane(cell),
  );
}

it('a plane goes on through a gap', () => {
  const heights = planeWithout((col, row) => col >= 3 && col <= 6 && row >= 2 && row <= 5);
  fillGaps(heights, COLS, ROWS, 6);
  for (const [cell, height] of heights.entries()) expect(height).toBeCloseTo(plane(cell), 5);
});

it('wide gaps and what lies outside stay empty', () => {
  const heights = planeWithout((col, row) => col >= 2 || row === 0);
  const before = heights.slice();
  fillGaps(heights, COLS, ROWS, 6);
  expect(heights).toEqual(before);
  const wide = planeWithout((col) => col >= 2 && col <= 9);
  fillGaps(wide, COLS, ROWS, 6);
  expect(wide.filter(Number.isNaN).length).toBe(8 * ROWS);
});
