/**
 * Water that a view draws: standing at a level, or with depths of given time steps. Which cells are wet, and their colours, is
 * decided in the shader from two numbers a cell; the level and the time are uniforms. No engine.
 */

/** A grid in the site frame: metres, row by row from the south-west. */
export interface WaterGrid {
  readonly cols: number;
  readonly rows: number;
  readonly originE: number;
  readonly originN: number;
  readonly cellSizeM: number;
}

export type WaterColours = 'hazard' | 'blue';

/** What the shader reads of a cell: four floats. Kept by identity: a new one is sent to the graphics processor. */
export interface WaterField {
  readonly grid: WaterGrid;
  /** All heights of `cells` are counted from here, metres. */
  readonly baseM: number;
  /** Ground; then connection level (level), or depth at the step before and at the step after (steps); then 1 where there are data. */
  readonly cells: Float32Array;
}

export interface ViewWater {
  /** `level`: a plane over wet cells; `steps`: ground plus depth. */
  readonly kind: 'level' | 'steps';
  readonly field: WaterField;
  /** Of `level`, metres. */
  readonly levelM: number;
  /** Of `steps`: 0 at the step before, 1 at the step after. */
  readonly part: number;
  readonly colours: WaterColours;
  /** 0…1. */
  readonly opacity: number;
}

const FLOATS = 4;

/** @param connectsAboveM as the process `inundation` tells them; null: no data, or never wet */
export function levelField(
  grid: WaterGrid,
  heightsM: readonly (number | null)[],
  connectsAboveM: readonly (number | null)[],
): WaterField {
  const baseM = leastOf(heightsM);
  const cells = new Float32Array(FLOATS * heightsM.length);
  for (const [i, height] of heightsM.entries()) {
    const above = connectsAboveM[i] ?? null;
    if (height === null || above === null) continue;
    cells[FLOATS * i] = height - baseM;
    cells[FLOATS * i + 1] = height + above - baseM;
    cells[FLOATS * i + 3] = 1;
  }
  return { grid, baseM, cells };
}

/**
 * @param groundM where the water lies; null: unknown, the cell is left out
 * @param before depths, metres; NaN and 0 are dry
 */
export function stepsField(
  grid: WaterGrid,
  groundM: readonly (number | null)[],
  before: Float32Array,
  after: Float32Array,
): WaterField {
  const baseM = leastOf(groundM);
  const cells = new Float32Array(FLOATS * groundM.length);
  for (const [i, ground] of groundM.entries()) {
    if (ground === null) continue;
    cells[FLOATS * i] = ground - baseM;
    cells[FLOATS * i + 1] = wetDepth(before[i]);
    cells[FLOATS * i + 2] = wetDepth(after[i]);
    cells[FLOATS * i + 3] = 1;
  }
  return { grid, baseM, cells };
}

const wetDepth = (depth: number | undefined): number => (depth !== undefined && depth > 0 ? depth : 0);

function leastOf(heights: readonly (number | null)[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const height of heights) if (height !== null && height < least) least = height;
  return Number.isFinite(least) ? Math.floor(least) : 0;
}

/** Corners along a side of the drawn mesh, at most. */
const MAX_SIDE = 180;

/** Vertices over the grid from the south-west, as fractions of its sides; the outermost ones stand on its border. */
export interface WaterMesh {
  readonly cols: number;
  readonly rows: number;
  readonly triangles: Uint32Array;
}

export function waterMesh({ cols, rows }: WaterGrid): WaterMesh {
  const [across, up] = [Math.min(MAX_SIDE, cols + 1), Math.min(MAX_SIDE, rows + 1)];
  const triangles = new Uint32Array(6 * (across - 1) * (up - 1));
  let at = 0;
  for (let row = 0; row + 1 < up; row++) {
    for (let col = 0; col + 1 < across; col++) {
      const corner = row * across + col;
      triangles.set([corner, corner + 1, corner + across + 1, corner, corner + across + 1, corner + across], at);
      at += 6;
    }
  }
  return { cols: across, rows: up, triangles };
}
