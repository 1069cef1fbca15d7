/** Walls and channels drawn by the user, put into a grid of heights. */
import type { GridSpec } from '../surface/grid.ts';
import { cellsOfBand, type PlanePosition } from './grid-marks.ts';

export interface DrawnLine {
  /** Metres. */
  readonly line: readonly PlanePosition[];
  /** Crest of a wall, or bed of a channel, metres. */
  readonly levelM: number;
  /** 0: the cells that the line passes. */
  readonly widthM: number;
}

export interface Alterations {
  /** Cells that became higher, and cells that became lower or got a height. */
  readonly raised: number;
  readonly lowered: number;
}

/**
 * Walls first, then channels. A wall lifts the cells of its line to its crest and lowers none; a channel lowers them to its bed
 * and lifts none. No data stays so under a wall; a channel gives it the height of its bed.
 * @param heights row-major over the grid, metres; changed in place
 * @param isInside cells that may get a height from a channel
 */
export function alterGrid(
  grid: GridSpec,
  heights: Float64Array,
  walls: readonly DrawnLine[],
  channels: readonly DrawnLine[],
  isInside: (cell: number) => boolean = () => true,
): Alterations {
  let raised = 0;
  let lowered = 0;
  for (const { line, levelM, widthM } of walls) {
    for (const cell of cellsOfBand(grid, line, widthM)) {
      if (!(heights[cell]! < levelM)) continue;
      heights[cell] = levelM;
      raised++;
    }
  }
  for (const { line, levelM, widthM } of channels) {
    for (const cell of cellsOfBand(grid, line, widthM)) {
      if (heights[cell]! <= levelM || !isInside(cell)) continue;
      heights[cell] = levelM;
      lowered++;
    }
  }
  return { raised, lowered };
}
