/** A raster of heights in the site frame, as points are compared with it: on the processor and, as a texture, in the shader. */
import type { HeightRaster } from '#core/tiles/height-raster.ts';

export type HeightGrid = HeightRaster;

/** Stands for no data in textures: comparisons with NaN are not the same everywhere. */
export const NO_HEIGHT = -1e30;

/**
 * Bilinear between the centres of cells; cells without data count for nothing, and the own cell decides whether there is anything.
 * @returns metres; NaN without data
 */
export function heightIn(grid: HeightGrid, east: number, north: number): number {
  const { cols, rows, west, south, cellSizeM, heights } = grid;
  const [x, y] = [(east - west) / cellSizeM, (north - south) / cellSizeM];
  if (!(x >= 0 && y >= 0 && x < cols && y < rows)) return Number.NaN;
  if (Number.isNaN(heights[Math.floor(y) * cols + Math.floor(x)] ?? Number.NaN)) return Number.NaN;
  const [col, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [u, v] = [x - 0.5 - col, y - 0.5 - row];
  let [sum, weights] = [0, 0];
  for (let corner = 0; corner < 4; corner++) {
    const c = Math.min(cols - 1, Math.max(0, col + (corner & 1)));
    const r = Math.min(rows - 1, Math.max(0, row + (corner >> 1)));
    const weight = (corner & 1 ? u : 1 - u) * (corner >> 1 ? v : 1 - v);
    const height = heights[r * cols + c] as number;
    if (Number.isNaN(height)) continue;
    sum += weight * height;
    weights += weight;
  }
  return weights > 0 ? sum / weights : Number.NaN;
}
