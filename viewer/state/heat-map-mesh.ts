/**
 * The heat map as a mesh, for both engines: a vertex at each cell with data, two triangles wherever four neighbours
 * have data. Flat arrays; engine-free.
 */
import { colourAt, DIFFERENCE_STOPS } from './colour-ramp.ts';
import type { HeatMap } from './map-view.ts';

export interface HeatMapMesh {
  /** Vertices as east, north, height; metres, site frame. */
  readonly positions: Float64Array;
  /** sRGB parts 0…255 and opacity, 4 a vertex. */
  readonly colours: Uint8Array;
  readonly triangles: Uint32Array;
}

/** Larger grids are drawn from every n-th cell: a screen shows no more. */
const MAX_VERTICES = 200_000;
/** Above the ground, so that the noise of the points does not hide the map. */
const LIFT_M = 0.15;

export function heatMapMesh(map: HeatMap): HeatMapMesh {
  const stride = Math.max(1, Math.ceil(Math.sqrt((map.cols * map.rows) / MAX_VERTICES)));
  const cols = Math.ceil(map.cols / stride);
  const rows = Math.ceil(map.rows / stride);
  const vertexOf = new Int32Array(cols * rows).fill(-1);
  const positions: number[] = [];
  const colours: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const cell = row * stride * map.cols + col * stride;
      const value = map.valuesM[cell];
      const height = map.heightsM[cell];
      if (value === null || value === undefined || height === null || height === undefined) continue;
      vertexOf[row * cols + col] = positions.length / 3;
      positions.push(
        map.originE + (col * stride + 0.5) * map.cellSizeM,
        map.originN + (row * stride + 0.5) * map.cellSizeM,
        height + LIFT_M,
      );
      const [red, green, blue] = colourAt(DIFFERENCE_STOPS, 0.5 + value / (2 * map.limitM));
      colours.push(Math.round(red * 255), Math.round(green * 255), Math.round(blue * 255), opacityOf(value, map.lodM));
    }
  }
  return {
    positions: Float64Array.from(positions),
    colours: Uint8Array.from(colours),
    triangles: trianglesOf(vertexOf, cols, rows),
  };
}

const FAINT = 60;
const STRONG = 225;

/** Faint below the level of detection; whole where it is not known. */
function opacityOf(valueM: number, lodM: number | undefined): number {
  if (lodM === undefined) return 255;
  return Math.abs(valueM) <= lodM ? FAINT : STRONG;
}

function trianglesOf(vertexOf: Int32Array, cols: number, rows: number): Uint32Array {
  const triangles: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let col = 0; col + 1 < cols; col++) {
      const southWest = vertexOf[row * cols + col] as number;
      const southEast = vertexOf[row * cols + col + 1] as number;
      const northWest = vertexOf[(row + 1) * cols + col] as number;
      const northEast = vertexOf[(row + 1) * cols + col + 1] as number;
      if (southWest >= 0 && southEast >= 0 && northEast >= 0) triangles.push(southWest, southEast, northEast);
      if (southWest >= 0 && northEast >= 0 && northWest >= 0) triangles.push(southWest, northEast, northWest);
    }
  }
  return Uint32Array.from(triangles);
}

/** A round limit for the legend that holds nearly all differences: the 98th percentile of |d|, rounded up. */
export function differenceLimit(valuesM: readonly (number | null)[]): number {
  const sizes = valuesM
    .filter((value) => value !== null)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const high = sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * 0.98))] ?? 0;
  for (const limit of [0.1, 0.2, 0.5, 1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100]) if (high <= limit) return limit;
  return Math.ceil(high / 100) * 100;
}
