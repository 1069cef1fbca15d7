/** Sunlight on the scene: slope shading and cast shadows, so that colours look like those of an aerial photograph. */
import { type Building, type Buildings, roofRise } from './buildings.ts';
import { SCENE_DEPTH_M, SCENE_WIDTH_M } from './layout.ts';
import { type SurfaceGrid, surfaceHeight } from './surface-grid.ts';
import { SPECIES, type Trees } from './trees.ts';

const SUN_AZIMUTH_RAD = (218 * Math.PI) / 180;
const SUN_ELEVATION_RAD = (41 * Math.PI) / 180;
/** Unit vector to the sun: east, north, up. */
export const SUN: readonly [number, number, number] = [
  Math.sin(SUN_AZIMUTH_RAD) * Math.cos(SUN_ELEVATION_RAD),
  Math.cos(SUN_AZIMUTH_RAD) * Math.cos(SUN_ELEVATION_RAD),
  Math.sin(SUN_ELEVATION_RAD),
];
const SKY = 0.5;
const DIRECT = (1 - SKY) / SUN[2];
const COLS = SCENE_WIDTH_M + 1;
const ROWS = SCENE_DEPTH_M + 1;

export interface Light {
  /** Share of sunlight (0 in shadow, 1 in the sun) that reaches a height in metres above T.P. at e, n. */
  sunlit(e: number, n: number, heightM: number): number;
  /** cos of the angle between the ground's normal and the sun at e, n; not below 0. */
  groundFacing(e: number, n: number): number;
}

/** Brightness of a surface: 1 on level ground in the sun, {@link SKY} in full shadow. */
export const brightness = (facing: number, sunlit: number): number => SKY + DIRECT * facing * sunlit;

/** Casts the shadows of everything that stands on the ground, on a raster of one metre. */
export function createLight(ground: SurfaceGrid, trees: Trees, buildings: Buildings): Light {
  const tops = topHeights(ground, trees, buildings);
  const shadows = shadowHeights(tops);
  const facings = groundFacings(ground);
  return {
    sunlit(e, n, heightM) {
      const shadowM = bilinear(shadows, e, n);
      // the sun is not a point: the edge of a shadow is soft
      return Math.min(1, Math.max(0, (heightM - shadowM) / 1.2 + 0.6));
    },
    groundFacing: (e, n) => facings[nodeAt(ground, e, n)]!,
  };
}

function nodeAt(grid: SurfaceGrid, e: number, n: number): number {
  const col = Math.min(grid.cols - 1, Math.max(0, Math.round(e / grid.stepM)));
  const row = Math.min(grid.rows - 1, Math.max(0, Math.round(n / grid.stepM)));
  return row * grid.cols + col;
}

/** Highest thing in each square metre. */
function topHeights(ground: SurfaceGrid, trees: Trees, buildings: Buildings): Float32Array {
  const tops = new Float32Array(COLS * ROWS);
  for (let row = 0; row < ROWS; row++) {
    for (let col = 0; col < COLS; col++) tops[row * COLS + col] = surfaceHeight(ground, col, row);
  }
  const raise = (e: number, n: number, radiusM: number, height: (de: number, dn: number) => number): void => {
    for (let row = Math.max(0, Math.ceil(n - radiusM)); row <= Math.min(ROWS - 1, n + radiusM); row++) {
      for (let col = Math.max(0, Math.ceil(e - radiusM)); col <= Math.min(COLS - 1, e + radiusM); col++) {
        const cell = row * COLS + col;
        tops[cell] = Math.max(tops[cell]!, height(col - e, row - n));
      }
    }
  };
  for (let i = 0; i < trees.count; i++) {
    const radiusM = trees.radiusM[i]!;
    const power = trees.species[i] === SPECIES.cedar ? 1.2 : 2.4;
    const [top, crown] = [trees.baseM[i]! + trees.topM[i]!, trees.topM[i]! - trees.crownM[i]!];
    raise(
      trees.e[i]!,
      trees.n[i]!,
      radiusM,
      (de, dn) => top - crown * Math.min(1, Math.hypot(de, dn) / radiusM) ** power,
    );
  }
  for (const building of buildings.list) {
    const radiusM = Math.hypot(building.halfLengthM, building.halfWidthM);
    raise(building.e, building.n, radiusM, (de, dn) => buildingTop(building, de, dn));
  }
  return tops;
}

function buildingTop(building: Building, de: number, dn: number): number {
  const a = de * Math.cos(building.bearingRad) + dn * Math.sin(building.bearingRad);
  const b = dn * Math.cos(building.bearingRad) - de * Math.sin(building.bearingRad);
  const outside = Math.abs(a) > building.halfLengthM || Math.abs(b) > building.halfWidthM;
  return outside ? Number.NEGATIVE_INFINITY : building.eavesM + roofRise(building, a, b);
}

/** Height of the shadow over each square metre: rows from the sunny south, each from the row before it. */
function shadowHeights(tops: Float32Array): Float32Array {
  const shadows = new Float32Array(COLS * ROWS).fill(Number.NEGATIVE_INFINITY);
  const towardsSun = SUN[0] / -SUN[1];
  const dropM = (Math.hypot(1, towardsSun) * SUN[2]) / Math.hypot(SUN[0], SUN[1]);
  for (let row = 1; row < ROWS; row++) {
    for (let col = 0; col < COLS; col++) {
      const from = Math.min(COLS - 1, Math.max(0, col + towardsSun));
      const left = (row - 1) * COLS + Math.floor(from);
      const right = Math.min(left + 1, row * COLS - 1);
      const share = from - Math.floor(from);
      const a = Math.max(tops[left]!, shadows[left]!);
      const b = Math.max(tops[right]!, shadows[right]!);
      shadows[row * COLS + col] = a + share * (b - a) - dropM;
    }
  }
  shadows.copyWithin(0, COLS, 2 * COLS);
  return shadows;
}

function bilinear(raster: Float32Array, e: number, n: number): number {
  const col = Math.min(COLS - 2, Math.max(0, Math.floor(e)));
  const row = Math.min(ROWS - 2, Math.max(0, Math.floor(n)));
  const u = Math.min(1, Math.max(0, e - col));
  const v = Math.min(1, Math.max(0, n - row));
  const at = row * COLS + col;
  const south = raster[at]! + u * (raster[at + 1]! - raster[at]!);
  const north = raster[at + COLS]! + u * (raster[at + COLS + 1]! - raster[at + COLS]!);
  return south + v * (north - south);
}

function groundFacings(ground: SurfaceGrid): Float32Array {
  const { cols, rows, stepM, heights } = ground;
  const facings = new Float32Array(cols * rows);
  for (let row = 0; row < rows; row++) {
    const south = Math.max(0, row - 1) * cols;
    const north = Math.min(rows - 1, row + 1) * cols;
    for (let col = 0; col < cols; col++) {
      const west = Math.max(0, col - 1);
      const east = Math.min(cols - 1, col + 1);
      const riseE = (heights[row * cols + east]! - heights[row * cols + west]!) / ((east - west) * stepM);
      const riseN = (heights[north + col]! - heights[south + col]!) / (((north - south) / cols) * stepM);
      facings[row * cols + col] = Math.max(0, SUN[2] - riseE * SUN[0] - riseN * SUN[1]) / Math.hypot(1, riseE, riseN);
    }
  }
  return facings;
}
