import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CELL_GRID,
  cellAbove,
  cellCenter,
  cellErrorM,
  cellKey,
  cellOfBounds,
  cellSizeM,
  LEAF_CELL_M,
  parseCell,
} from '#core/export/overview-cell.ts';

describe('cells', () => {
  it('lie where they lie, whatever is in them', () => {
    expect(cellOfBounds(100, 200, 500, 500)).toEqual({ isTop: false, level: 0, x: 0, y: 0 });
    // on both sides of 0, and on a corner: the middle decides
    expect(cellOfBounds(-300, -301, 100, -1)).toEqual({ isTop: false, level: 0, x: -1, y: -1 });
    expect(cellOfBounds(-200, -150, 200, 150)).toEqual({ isTop: false, level: 0, x: 0, y: 0 });
    // as large as a cell, a little larger, a whole prefecture, a point
    expect(cellOfBounds(0, 0, 1024, 10).level).toBe(0);
    expect(cellOfBounds(0, 0, 1025, 10).level).toBe(1);
    expect(cellOfBounds(-90_000, -140_000, 65_000, -20_000)).toMatchObject({ level: 8, x: -1, y: -1 });
    expect(cellOfBounds(5000, 5000, 5000, 5000)).toMatchObject({ level: 0, x: 4, y: 4 });
  });

  it('are never overhung by more than half their side', () => {
    const metres = fc.double({ min: -3e6, max: 3e6, noNaN: true });
    const extent = fc.double({ min: 0, max: 2e5, noNaN: true });
    fc.assert(
      fc.property(metres, metres, extent, extent, (west, south, width, height) => {
        const cell = cellOfBounds(west, south, west + width, south + height);
        const side = cellSizeM(cell);
        for (const [low, high, at] of [
          [west, west + width, cell.x],
          [south, south + height, cell.y],
        ] as const) {
          expect(low).toBeGreaterThanOrEqual((at - 0.5) * side - 1e-6);
          expect(high).toBeLessThanOrEqual((at + 1.5) * side + 1e-6);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('double from level to level, in size and in error', () => {
    expect([0, 1, 2].map((level) => cellSizeM({ level }))).toEqual([1024, 2048, 4096]);
    expect(cellErrorM({ level: 0 })).toBe((8 * LEAF_CELL_M) / CELL_GRID);
    expect(cellErrorM({ level: 5 })).toBe(32 * cellErrorM({ level: 0 }));
    expect(cellAbove({ isTop: false, level: 0, x: -1, y: 3 })).toEqual({ isTop: false, level: 1, x: -1, y: 1 });
  });

  it('have their middle in CRS units, the top between four', () => {
    expect(cellCenter({ isTop: false, level: 0, x: -1, y: 2 }, { horizontalUnitM: 1 })).toEqual([-512, 2560, 0]);
    expect(cellCenter({ isTop: true, level: 1, x: -1, y: 2 }, { horizontalUnitM: 1 })).toEqual([0, 3072, 0]);
    expect(cellCenter({ isTop: false, level: 0, x: 0, y: 0 }, { horizontalUnitM: 0.5 })).toEqual([1024, 1024, 0]);
  });

  it('have names that lead back to them, and no others', () => {
    for (const cell of [
      { isTop: false, level: 0, x: 0, y: -1 },
      { isTop: true, level: 12, x: -103, y: 99_999 },
    ]) {
      expect(parseCell(cellKey(cell))).toEqual(cell);
    }
    for (const text of ['', '0_0', '00_0_0', '0_-0_0', '17_0_0', '0_0_0 ', 'T0_0_0', '0_1e3_0', '0_0_12345678']) {
      expect(parseCell(text)).toBeNull();
    }
  });
});
