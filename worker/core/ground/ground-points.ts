/** From the provisional terrain to the points: ground is what lies near it. */
import { boundsOf } from '../geometry/bounds.ts';
import { addLowest, type CellFrame, cellFrame, emptyCells, type GroundPoints } from './lowest-grid.ts';
import type { GroundParameters } from './parameters.ts';
import { provisionalTerrain, type Terrain } from './terrain.ts';

/**
 * @returns 1 for each point that is ground
 * @throws {LimitError} when the points need more cells than allowed
 */
export function findGround(points: GroundPoints, parameters: GroundParameters): Uint8Array {
  if (points.count === 0) return new Uint8Array(0);
  const frame = cellFrame(boundsOf(points.east, points.north, points.count), parameters.cellSizeM);
  const lowest = emptyCells(frame);
  addLowest(lowest, frame, points);
  return pointsOnTerrain(points, provisionalTerrain(lowest, frame, parameters), parameters);
}

/** 1 for each candidate within the threshold of the terrain, which is wider where that is steep. */
export function pointsOnTerrain(points: GroundPoints, terrain: Terrain, parameters: GroundParameters): Uint8Array {
  const { elevationThresholdM, elevationScalingM } = parameters;
  const { count, east, north, height, candidate } = points;
  const ground = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (candidate[i] === 0) continue;
    const terrainM = sampleCells(terrain.heights, terrain.frame, east[i]!, north[i]!);
    const slope = sampleCells(terrain.slopes, terrain.frame, east[i]!, north[i]!);
    if (Math.abs(height[i]! - terrainM) <= elevationThresholdM + elevationScalingM * slope) ground[i] = 1;
  }
  return ground;
}

/** Bilinear between cell centres; empty cells and those outside count for nothing; NaN where none counts. */
function sampleCells(
  cells: Float32Array,
  { cellSizeM, firstCol, firstRow, cols, rows }: CellFrame,
  e: number,
  n: number,
) {
  const x = e / cellSizeM - firstCol - 0.5;
  const y = n / cellSizeM - firstRow - 0.5;
  const [col, row] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - col, y - row];
  let [sum, weights] = [0, 0];
  for (let k = 0; k < 4; k++) {
    const [c, r] = [col + (k & 1), row + (k >> 1)];
    if (c < 0 || r < 0 || c >= cols || r >= rows) continue;
    const value = cells[r * cols + c]!;
    const weight = (k & 1 ? fx : 1 - fx) * (k >> 1 ? fy : 1 - fy);
    if (Number.isNaN(value) || weight === 0) continue;
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}
