/** The lowest candidate point of every cell: the only thing that the filter keeps of the points. */
import { LimitError } from '../errors.ts';
import type { Bounds } from '../geometry/bounds.ts';

/** Cells at integer multiples of their size: cell (col, row) is [(firstCol + col) · size, …) × [(firstRow + row) · size, …). */
export interface CellFrame {
  readonly cellSizeM: number;
  readonly firstCol: number;
  readonly firstRow: number;
  readonly cols: number;
  readonly rows: number;
}

/** The filter holds five numbers of four bytes and two of one for a cell. */
export const MAX_GROUND_CELLS = 20_000_000;

/**
 * The cells that hold a box in metres.
 * @throws {LimitError} when there are more than `MAX_GROUND_CELLS`
 */
export function cellFrame({ minE, minN, maxE, maxN }: Bounds, cellSizeM: number): CellFrame {
  const firstCol = Math.floor(minE / cellSizeM);
  const firstRow = Math.floor(minN / cellSizeM);
  const cols = Math.floor(maxE / cellSizeM) - firstCol + 1;
  const rows = Math.floor(maxN / cellSizeM) - firstRow + 1;
  if (!(cols * rows <= MAX_GROUND_CELLS)) {
    throw new LimitError(
      `ground filter: ${cols} × ${rows} cells of ${cellSizeM} m; at most ${MAX_GROUND_CELLS} are allowed: use larger cells`,
      { limit: MAX_GROUND_CELLS, actual: cols * rows },
    );
  }
  return { cellSizeM, firstCol, firstRow, cols, rows };
}

/** Row-major heights, metres; NaN where a cell has no point. */
export function emptyCells({ cols, rows }: Pick<CellFrame, 'cols' | 'rows'>): Float32Array {
  return new Float32Array(cols * rows).fill(Number.NaN);
}

/** Points of the filter, metres; columns of one length. */
export interface GroundPoints {
  readonly count: number;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** 1 for points that may be ground: last returns that are neither noise nor withheld. */
  readonly candidate: Uint8Array;
}

/** Lowers cells to the candidates in them. The result does not depend on the order of points. Points outside count nowhere. */
export function addLowest(lowest: Float32Array, frame: CellFrame, points: GroundPoints): void {
  const { cellSizeM, firstCol, firstRow, cols, rows } = frame;
  const { count, east, north, height, candidate } = points;
  for (let i = 0; i < count; i++) {
    if (candidate[i] === 0) continue;
    const col = Math.floor(east[i]! / cellSizeM) - firstCol;
    const row = Math.floor(north[i]! / cellSizeM) - firstRow;
    if (!(col >= 0 && row >= 0 && col < cols && row < rows)) continue;
    const cell = row * cols + col;
    const known = lowest[cell]!;
    if (!(known <= height[i]!)) lowest[cell] = height[i]!;
  }
}

/** Lowers cells to those of another grid of the same cell size; what of it lies outside counts nowhere. */
export function mergeLowest(into: Float32Array, frame: CellFrame, part: Float32Array, partFrame: CellFrame): void {
  const dCol = partFrame.firstCol - frame.firstCol;
  const dRow = partFrame.firstRow - frame.firstRow;
  for (let row = Math.max(0, -dRow); row < partFrame.rows && row + dRow < frame.rows; row++) {
    for (let col = Math.max(0, -dCol); col < partFrame.cols && col + dCol < frame.cols; col++) {
      const value = part[row * partFrame.cols + col]!;
      const cell = (row + dRow) * frame.cols + col + dCol;
      if (!Number.isNaN(value) && !(into[cell]! <= value)) into[cell] = value;
    }
  }
}
