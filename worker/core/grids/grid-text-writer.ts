/**
 * Grids of heights as lines of coordinates, X = east, Y = north, of cell centres. Three layouts:
 * `xyz` as Hyogo's DEM and DSM: `X Y Z`, every cell, rows from the south, no data as −9999;
 * `grid-txt` as VIRTUAL SHIZUOKA 2019–2021: `X Y Z`, cells with data only, rows from the north;
 * `grid-csv` as VIRTUAL SHIZUOKA 中・西部 and 2025: `ID,X,Y,Z,flag`, cells with data only, rows from the north, flag 1.
 */
import { centreEast, centreNorth, type GridSpec } from '../surface/grid.ts';

export type GridTextLayout = 'xyz' | 'grid-txt' | 'grid-csv';

/** What stands for no data where every cell has a line; readers of ours take everything below −9000 for none. */
export const TEXT_NO_DATA = '-9999.000';
const LINES_PER_PIECE = 8192;

/** Decimals that hold the centre of any cell of a multiple of 0.25 m, and millimetres. */
const PLACE_DECIMALS = 3;
const HEIGHT_DECIMALS = 3;

/**
 * The text in pieces.
 * @param heights row-major from the south-west; NaN is no data
 * @param toUnits from metres to the coordinates of the file
 */
export function* gridText(
  grid: GridSpec,
  heights: ArrayLike<number>,
  layout: GridTextLayout,
  toUnits: (metres: number) => number = (metres) => metres,
): Generator<string> {
  const isFull = layout === 'xyz';
  const separator = layout === 'grid-csv' ? ',' : ' ';
  const easts = Array.from({ length: grid.cols }, (_, col) => toUnits(centreEast(grid, col)).toFixed(PLACE_DECIMALS));
  let lines: string[] = [];
  let id = 0;
  for (let i = 0; i < grid.rows; i++) {
    const row = isFull ? i : grid.rows - 1 - i;
    const north = toUnits(centreNorth(grid, row)).toFixed(PLACE_DECIMALS);
    for (let col = 0; col < grid.cols; col++) {
      const height = heights[row * grid.cols + col]!;
      const isVoid = Number.isNaN(height);
      if (isVoid && !isFull) continue;
      const place = `${easts[col]!}${separator}${north}${separator}${isVoid ? TEXT_NO_DATA : height.toFixed(HEIGHT_DECIMALS)}`;
      lines.push(layout === 'grid-csv' ? `${++id},${place},1` : place);
      if (lines.length < LINES_PER_PIECE) continue;
      yield `${lines.join('\r\n')}\r\n`;
      lines = [];
    }
  }
  if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
}
