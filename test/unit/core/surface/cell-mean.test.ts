import { describe, expect, it } from 'vitest';
import { sampleCellMean } from '#core/surface/cell-mean.ts';
import { gridOver } from '#core/surface/grid.ts';

describe('sampleCellMean', () => {
  const grid = gridOver({ minE: 0, minN: 0, maxE: 2, maxN: 2 }, 1);
  const sample = (rows: [number, number, number][]) =>
    sampleCellMean(
      {
        east: Float64Array.from(rows, ([e]) => e),
        north: Float64Array.from(rows, ([, n]) => n),
        height: Float64Array.from(rows, ([, , h]) => h),
      },
      grid,
    );

  it('averages the points of a cell, gives a point on a border to the cell north-east of it, and nothing to an empty cell', () => {
    const { heights, support } = sample([
      [0.2, 0.2, 1],
      [0.8, 0.9, 3],
      [1, 0.5, 7],
      [1, 1, 9],
      [2, 0.5, 99],
      [-0.1, 0, 99],
    ]);
    expect(Array.from(heights)).toEqual([2, 7, Number.NaN, 9]);
    expect(support).toMatchObject({ kind: 'mean', countOfCell: Uint32Array.of(2, 1, 0, 1) });
  });

  it('gives the same digits whatever the order of the points', () => {
    const rows = Array.from({ length: 500 }, (_, i): [number, number, number] => [
      (i % 20) / 10,
      (i % 7) / 4,
      Math.sin(i),
    ]);
    expect(sample([...rows].reverse()).heights).toEqual(sample(rows).heights);
  });
});
