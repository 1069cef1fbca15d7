/**
 * The provisional terrain: the lowest points without what stands out of openings by growing discs.
 * Source: Pingel, Clarke & McBride, "An improved simple morphological filter for the terrain classification of airborne
 * LIDAR data", ISPRS J. Photogramm. Remote Sens. 77 (2013) 21–30.
 */
import { inpaint } from './inpaint.ts';
import type { CellFrame } from './lowest-grid.ts';
import { openByDisc } from './opening.ts';
import type { GroundParameters } from './parameters.ts';

export interface Terrain {
  readonly frame: CellFrame;
  /** Row-major heights at the cell centres, metres; NaN is no data. */
  readonly heights: Float32Array;
  /** Rise over run at the cell centres. */
  readonly slopes: Float32Array;
}

/**
 * @param lowest heights of the lowest points, NaN without; is changed
 * @param onProgress called with 0–1
 */
export function provisionalTerrain(
  lowest: Float32Array,
  frame: CellFrame,
  parameters: GroundParameters,
  onProgress: (fraction: number) => void = () => undefined,
): Terrain {
  const { cols, rows, cellSizeM } = frame;
  const known = Uint8Array.from(lowest, (value) => (Number.isNaN(value) ? 0 : 1));
  inpaint(lowest, cols, rows);
  dropLowOutliers(lowest, known, frame, parameters);
  const objects = objectCells(lowest, frame, parameters, onProgress);
  for (let i = 0; i < lowest.length; i++) if (known[i] === 0 || objects[i] === 1) lowest[i] = Number.NaN;
  inpaint(lowest, cols, rows);
  return { frame, heights: lowest, slopes: slopesOf(lowest, cols, rows, cellSizeM) };
}

/** Cells far below their neighbours (echoes of several reflections): found as objects of the surface upside down. */
function dropLowOutliers(
  surface: Float32Array,
  known: Uint8Array,
  { cols, rows, cellSizeM }: CellFrame,
  { lowOutlierSlope }: GroundParameters,
): void {
  const upsideDown = surface.map((height) => -height);
  const opened = openByDisc(upsideDown, cols, rows, 1);
  let dropped = 0;
  for (let i = 0; i < surface.length; i++) {
    if (!(upsideDown[i]! - opened[i]! > lowOutlierSlope * cellSizeM)) continue;
    known[i] = 0;
    surface[i] = Number.NaN;
    dropped++;
  }
  if (dropped > 0) inpaint(surface, cols, rows);
}

/** 1 for cells that stand out of the opening by some disc, seen from the opening by the next smaller one. */
function objectCells(
  surface: Float32Array,
  { cols, rows, cellSizeM }: CellFrame,
  { maxWindowM, slope }: GroundParameters,
  onProgress: (fraction: number) => void,
): Uint8Array {
  const objects = new Uint8Array(surface.length);
  const largest = Math.max(1, Math.ceil(maxWindowM / cellSizeM));
  let last = surface;
  for (let radius = 1; radius <= largest; radius++) {
    const opened = openByDisc(last, cols, rows, radius);
    const threshold = slope * radius * cellSizeM;
    for (let i = 0; i < objects.length; i++) if (last[i]! - opened[i]! > threshold) objects[i] = 1;
    last = opened;
    onProgress(((radius + 1) * radius) / ((largest + 1) * largest));
  }
  return objects;
}

/** Central differences; one-sided at the edge and beside empty cells. */
function slopesOf(heights: Float32Array, cols: number, rows: number, cellSizeM: number): Float32Array {
  const slopes = new Float32Array(heights.length);
  const along = (cell: number, isFirst: boolean, isLast: boolean, step: number) => {
    const own = heights[cell]!;
    const before = isFirst || Number.isNaN(heights[cell - step]) ? null : heights[cell - step]!;
    const after = isLast || Number.isNaN(heights[cell + step]) ? null : heights[cell + step]!;
    const steps = (before === null ? 0 : 1) + (after === null ? 0 : 1);
    return steps === 0 ? 0 : ((after ?? own) - (before ?? own)) / (steps * cellSizeM);
  };
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, cell++) {
      const east = along(cell, col === 0, col === cols - 1, 1);
      const north = along(cell, row === 0, row === rows - 1, cols);
      slopes[cell] = Math.hypot(east, north);
    }
  }
  return slopes;
}
