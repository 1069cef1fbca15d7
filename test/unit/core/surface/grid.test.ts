import { describe, expect, it } from 'vitest';
import { LimitError } from '#core/errors.ts';
import { blocksOf, centreEast, gridBounds, gridOver, northUp } from '#core/surface/grid.ts';

describe('gridOver', () => {
  it('stands at integer multiples of the cell size, also on the negative side', () => {
    const grid = gridOver({ minE: -0.6, minN: -97200.1, maxE: 1.2, maxN: -97199.9 }, 0.5);
    expect(grid).toEqual({ cellSizeM: 0.5, firstCol: -2, firstRow: -194401, cols: 5, rows: 2 });
    expect(gridBounds(grid)).toEqual({ minE: -1, minN: -97200.5, maxE: 1.5, maxN: -97199.5 });
  });

  it('adds no cell for a border that is a grid line, and has one cell for a point', () => {
    expect(gridOver({ minE: 0, minN: 0, maxE: 2, maxN: 1 }, 1)).toMatchObject({ cols: 2, rows: 1 });
    expect(gridOver({ minE: 3, minN: 3, maxE: 3, maxN: 3 }, 1)).toMatchObject({ firstCol: 3, cols: 1, rows: 1 });
  });

  it('has the same centres in every grid of one cell size', () => {
    const a = gridOver({ minE: 0, minN: 0, maxE: 100, maxN: 1 }, 0.3);
    const b = gridOver({ minE: 60, minN: 0, maxE: 100, maxN: 1 }, 0.3);
    const shift = b.firstCol - a.firstCol;
    for (let col = 0; col < b.cols; col++) expect(centreEast(b, col)).toBe(centreEast(a, col + shift));
  });

  it('refuses cells that are too many or of no size', () => {
    const bounds = { minE: 0, minN: 0, maxE: 10_000, maxN: 10_000 };
    expect(() => gridOver(bounds, 0.1)).toThrow(LimitError);
    for (const cellSizeM of [0, -1, Number.NaN, Infinity])
      expect(() => gridOver(bounds, cellSizeM)).toThrow(/cell size above 0/);
  });
});

describe('blocksOf', () => {
  const grid = { cellSizeM: 1, firstCol: 0, firstRow: 0, cols: 101, rows: 50 };

  it('is one cell where the grid fits', () => {
    expect(blocksOf(grid, 5050)).toEqual({ block: 1, cols: 101, rows: 50 });
  });

  it('is the smallest that fits, with the cells that are left over in a block of their own', () => {
    expect(blocksOf(grid, 5049)).toEqual({ block: 2, cols: 51, rows: 25 });
    expect(blocksOf(grid, 1)).toEqual({ block: 101, cols: 1, rows: 1 });
  });
});

describe('northUp', () => {
  it('turns the rows, not the columns, and leaves what it was given', () => {
    const values = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect([...northUp(values, 2, 3)]).toEqual([5, 6, 3, 4, 1, 2]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
