/**
 * Grids whose lines stand at integer multiples of the cell size from the coordinate origin, so that any two grids of
 * one cell size share their cells. Cell (col, row) covers [col·s, (col+1)·s] × [row·s, (row+1)·s] in metres.
 */
import { LimitError, RequestError } from '#core/errors.ts';
import type { Bounds } from '../geometry/bounds.ts';

export interface GridSpec {
  readonly cellSizeM: number;
  /**
   * Column number of the westmost cells and row number of the southmost; integers, may be negative. Half ones in grids
   * whose centres, not lines, stand at multiples of the cell size.
   */
  readonly firstCol: number;
  readonly firstRow: number;
  readonly cols: number;
  readonly rows: number;
}

/** Most cells that one grid may have: 16 million, about 0.9 GB while two surfaces are compared. */
export const MAX_GRID_CELLS = 16_000_000;

/**
 * The smallest anchored grid that covers `bounds`.
 * @throws {RequestError} INVALID_INPUT when the cell size is not a positive number
 * @param anchor what stands at whole multiples of the cell size
 * @throws {LimitError} when it would have more than `maxCells` cells
 */
export function gridOver(
  bounds: Bounds,
  cellSizeM: number,
  maxCells = MAX_GRID_CELLS,
  anchor: 'edges' | 'centres' = 'edges',
): GridSpec {
  if (!(cellSizeM > 0 && Number.isFinite(cellSizeM))) {
    throw new RequestError('INVALID_INPUT', `expected a cell size above 0 m, got ${cellSizeM}`);
  }
  const shift = anchor === 'centres' ? 0.5 : 0;
  const firstCol = Math.floor(bounds.minE / cellSizeM - shift) + shift;
  const firstRow = Math.floor(bounds.minN / cellSizeM - shift) + shift;
  const cols = Math.max(1, Math.ceil(bounds.maxE / cellSizeM - shift) + shift - firstCol);
  const rows = Math.max(1, Math.ceil(bounds.maxN / cellSizeM - shift) + shift - firstRow);
  if (!(cols * rows <= maxCells)) {
    throw new LimitError(
      `a grid of ${cellSizeM} m cells over this area has ${cols} × ${rows} cells; at most ${maxCells} are allowed: take larger cells or a smaller area`,
      {
        limit: maxCells,
        actual: cols * rows,
      },
    );
  }
  return { cellSizeM, firstCol, firstRow, cols, rows };
}

/** Cells a side of the smallest square blocks that make a grid one of `maxCells` or fewer, and how many blocks those are. */
export function blocksOf({ cols, rows }: GridSpec, maxCells: number): { block: number; cols: number; rows: number } {
  let block = 1;
  while (Math.ceil(cols / block) * Math.ceil(rows / block) > maxCells) block++;
  return { block, cols: Math.ceil(cols / block), rows: Math.ceil(rows / block) };
}

/** Cells of the smallest anchored grid over `bounds`; no limit. */
export function cellCountOver(bounds: Bounds, cellSizeM: number): number {
  const { cols, rows } = gridOver(bounds, cellSizeM, Infinity);
  return cols * rows;
}

/** Easting of the centres of a column, metres. The same bits in every grid of this cell size. */
export function centreEast(grid: GridSpec, col: number): number {
  return (grid.firstCol + col + 0.5) * grid.cellSizeM;
}

/** Northing of the centres of a row (row 0 is the southmost), metres. */
export function centreNorth(grid: GridSpec, row: number): number {
  return (grid.firstRow + row + 0.5) * grid.cellSizeM;
}

/** The rectangle that the grid's cells fill, metres. */
export function gridBounds(grid: GridSpec): Bounds {
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  return {
    minE: firstCol * cellSizeM,
    minN: firstRow * cellSizeM,
    maxE: (firstCol + cols) * cellSizeM,
    maxN: (firstRow + rows) * cellSizeM,
  };
}

/** The same rows from the north, as pictures have them. */
export function northUp<T extends Float32Array | Uint8Array>(values: T, cols: number, rows: number): T {
  const turned = values.slice() as T;
  for (let row = 0; row < rows; row++) {
    turned.set(values.subarray(row * cols, (row + 1) * cols), (rows - 1 - row) * cols);
  }
  return turned;
}
