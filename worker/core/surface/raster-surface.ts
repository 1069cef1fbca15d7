/** Heights of a raster (a delivered grid) between its nodes, and its scatter. Metres; NaN is no data. */
import type { Bounds } from '../geometry/bounds.ts';
import { centreEast, centreNorth, type GridSpec } from './grid.ts';
import type { Mesh } from './mesh.ts';
import type { Raster } from './raster.ts';
import type { SurfaceSamples } from './surface-samples.ts';

/** Positions this close to a node, in steps, stand on it: coordinates of files are rounded. */
const ON_NODE = 1e-6;

/**
 * Height at a position: linear in the triangle south-west, south-east, north-east or south-west, north-east, north-west
 * of the four nodes around it. A triangle that lacks a node is no data; a position on a node has that node's height.
 */
export function rasterHeight(raster: Raster, east: number, north: number): number {
  const { originE, originN, stepM, cols, rows, heights } = raster;
  const x = (east - originE) / stepM;
  const y = (north - originN) / stepM;
  const nearCol = Math.round(x);
  const nearRow = Math.round(y);
  if (Math.abs(x - nearCol) < ON_NODE && Math.abs(y - nearRow) < ON_NODE) {
    const inside = nearCol >= 0 && nearRow >= 0 && nearCol < cols && nearRow < rows;
    return inside ? heights[nearRow * cols + nearCol]! : Number.NaN;
  }
  // the last column and row answer for their own line too
  const col = Math.min(Math.floor(x + ON_NODE), cols - 2);
  const row = Math.min(Math.floor(y + ON_NODE), rows - 2);
  const u = x - col;
  const v = y - row;
  if (col < 0 || row < 0 || u > 1 + ON_NODE || v > 1 + ON_NODE) return Number.NaN;
  const at = row * cols + col;
  const sw = heights[at]!;
  const ne = heights[at + cols + 1]!;
  if (u >= v) {
    const se = heights[at + 1]!;
    const h = sw + u * (se - sw) + v * (ne - se);
    // on the diagonal the other triangle answers where this one cannot
    if (!Number.isNaN(h) || u > v) return h;
  }
  const nw = heights[at + cols]!;
  return sw + v * (nw - sw) + u * (ne - nw);
}

/** Samples a raster at every cell centre. Every node scatters by itself. */
export function sampleRasterOnGrid(raster: Raster, grid: GridSpec): SurfaceSamples {
  const heights = new Float64Array(grid.cols * grid.rows);
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    const north = centreNorth(grid, row);
    for (let col = 0; col < grid.cols; col++, cell++)
      heights[cell] = rasterHeight(raster, centreEast(grid, col), north);
  }
  return { grid, heights, support: { kind: 'nodes', nodeAreaM2: Math.max(raster.stepM, grid.cellSizeM) ** 2 } };
}

/** The nodes of a raster that matter for a box: those within it and one further on each side. */
export function rasterWithin(raster: Raster, box: Bounds): Raster {
  const { originE, originN, stepM, cols, rows, heights } = raster;
  const clamp = (value: number, last: number) => Math.min(last, Math.max(0, value));
  const firstCol = clamp(Math.floor((box.minE - originE) / stepM) - 1, cols - 1);
  const lastCol = clamp(Math.ceil((box.maxE - originE) / stepM) + 1, cols - 1);
  const firstRow = clamp(Math.floor((box.minN - originN) / stepM) - 1, rows - 1);
  const lastRow = clamp(Math.ceil((box.maxN - originN) / stepM) + 1, rows - 1);
  const width = lastCol - firstCol + 1;
  const depth = lastRow - firstRow + 1;
  const kept = new Float64Array(width * depth);
  for (let row = 0; row < depth; row++) {
    const from = (firstRow + row) * cols + firstCol;
    kept.set(heights.subarray(from, from + width), row * width);
  }
  return {
    originE: originE + firstCol * stepM,
    originN: originN + firstRow * stepM,
    stepM,
    cols: width,
    rows: depth,
    heights: kept,
  };
}

/** The same surface as triangles, for a plane in which its nodes no longer stand on straight lines. */
export function meshOfRaster({ originE, originN, stepM, cols, rows, heights }: Raster): Mesh {
  const triangles: number[] = [];
  const known = (...nodes: number[]) => nodes.every((node) => !Number.isNaN(heights[node]!));
  for (let row = 0; row + 1 < rows; row++) {
    for (let col = 0; col + 1 < cols; col++) {
      const sw = row * cols + col;
      const [se, nw, ne] = [sw + 1, sw + cols, sw + cols + 1];
      if (known(sw, se, ne)) triangles.push(sw, se, ne);
      if (known(sw, ne, nw)) triangles.push(sw, ne, nw);
    }
  }
  const count = cols * rows;
  return {
    east: Float64Array.from({ length: count }, (_, i) => originE + (i % cols) * stepM),
    north: Float64Array.from({ length: count }, (_, i) => originN + Math.floor(i / cols) * stepM),
    height: heights,
    triangles: Uint32Array.from(triangles),
  };
}

/** Enough for a per cent; taken evenly from all nodes. */
const MAX_SCATTER_SAMPLES = 100_000;
const MEDIAN_TO_SIGMA = 1.482602218505602;

/**
 * Scatter of the nodes, 1σ in metres: from second differences along the rows (√6 σ where the ground is straight over three
 * nodes), by their median, so that ridges and banks do not count. 0 where too few tell.
 */
export function scatterOfRaster({ cols, rows, heights }: Raster): number {
  const inner = Math.max(0, cols - 2) * rows;
  const stride = Math.max(1, Math.ceil(inner / MAX_SCATTER_SAMPLES));
  const magnitudes: number[] = [];
  for (let i = 0; i < inner; i += stride) {
    const at = Math.floor(i / (cols - 2)) * cols + (i % (cols - 2)) + 1;
    const bend = heights[at - 1]! - 2 * heights[at]! + heights[at + 1]!;
    if (!Number.isNaN(bend)) magnitudes.push(Math.abs(bend));
  }
  if (magnitudes.length < 12) return 0;
  const sorted = Float64Array.from(magnitudes).sort();
  return (MEDIAN_TO_SIGMA * sorted[sorted.length >> 1]!) / Math.sqrt(6);
}
