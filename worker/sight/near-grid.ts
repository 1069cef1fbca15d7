/** The surfaces of a scene around the eye on a grid, sampled from the TIN of all points: for questions of thousands of rays. Metres. */
import type { Bounds } from '#core/geometry/bounds.ts';
import { boundsTouch } from '#core/geometry/bounds.ts';
import { cutterOf } from '#core/section/cut-shape.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import { segmentLength } from '#core/section/cut-tin.ts';
import { cutClipped } from '#core/sight/cut-clipped.ts';
import { bareOnRaster, placeOnRaster } from '#core/sight/obstacles.ts';
import { type SightLine, sightLineOf } from '#core/sight/sight-line.ts';
import { centreEast, centreNorth, type GridSpec, gridBounds, gridOver } from '#core/surface/grid.ts';
import type { Raster } from '#core/surface/raster.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import type { JobContext } from '../entry.ts';
import { loadTin } from '../measuring/load-tin.ts';
import type { SceneSurface, SightScene } from './sight-scene.ts';

/** Side of a tile: of dense surveys a few million points. */
const TILE_M = 256;

/** Nodes at the centres of the cells around a place. */
export function gridAround(east: number, north: number, radiusM: number, cellSizeM: number): GridSpec {
  const box = { minE: east - radiusM, minN: north - radiusM, maxE: east + radiusM, maxN: north + radiusM };
  return gridOver(box, cellSizeM);
}

/** The part of a grid that a box touches, in whole cells; null where they do not meet. */
export function gridWithin(grid: GridSpec, { minE, minN, maxE, maxN }: Bounds): GridSpec | null {
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  const beginCol = Math.max(firstCol, Math.floor(minE / cellSizeM));
  const beginRow = Math.max(firstRow, Math.floor(minN / cellSizeM));
  const endCol = Math.min(firstCol + cols, Math.ceil(maxE / cellSizeM) + 1);
  const endRow = Math.min(firstRow + rows, Math.ceil(maxN / cellSizeM) + 1);
  if (endCol <= beginCol || endRow <= beginRow) return null;
  return { cellSizeM, firstCol: beginCol, firstRow: beginRow, cols: endCol - beginCol, rows: endRow - beginRow };
}

/** Heights of the first surface that has one, at the cell centres. */
export async function sampleSurfaces(
  surfaces: readonly SceneSurface[],
  grid: GridSpec,
  maxEdgeM: number,
  onProgress: (share: number) => void,
): Promise<Raster> {
  const { cellSizeM, cols, rows } = grid;
  const heights = new Float64Array(cols * rows).fill(Number.NaN);
  const tiles = tilesOf(grid);
  for (const [t, tile] of tiles.entries()) {
    onProgress(t / tiles.length);
    for (const surface of surfaces) await fillTile(surface, tile, grid, heights, maxEdgeM);
  }
  return { originE: centreEast(grid, 0), originN: centreNorth(grid, 0), stepM: cellSizeM, cols, rows, heights };
}

async function fillTile(
  { source, whole }: SceneSurface,
  tile: GridSpec,
  grid: GridSpec,
  heights: Float64Array,
  maxEdgeM: number,
): Promise<void> {
  const cells = cellsOf(tile, grid).filter((cell) => Number.isNaN(heights[cell]!));
  if (cells.length === 0) return;
  const box = gridBounds(tile);
  if (source.kind === 'points') {
    if (!source.items.some((item) => boundsTouch(item.bounds, box))) return;
    const { tin } = await loadTin(source, box, maxEdgeM);
    if (tin.triangles.length === 0) return;
    const sampled = sampleTinOnGrid(tin, tile, maxEdgeM).heights;
    for (const [i, cell] of cellsOf(tile, grid).entries()) {
      if (Number.isNaN(heights[cell]!)) heights[cell] = sampled[i]!;
    }
    return;
  }
  if (!whole || !boundsTouch(whole.bounds, box)) return;
  const east = Float64Array.from(cells, (cell) => centreEast(grid, cell % grid.cols));
  const north = Float64Array.from(cells, (cell) => centreNorth(grid, Math.floor(cell / grid.cols)));
  const sampled = whole.heightsAt(east, north);
  for (const [i, cell] of cells.entries()) heights[cell] = sampled[i]!;
}

/** Indices of a tile's cells in the grid, row by row. */
function cellsOf(tile: GridSpec, grid: GridSpec): number[] {
  const cells: number[] = [];
  for (let row = 0; row < tile.rows; row++) {
    const begin = (tile.firstRow - grid.firstRow + row) * grid.cols + tile.firstCol - grid.firstCol;
    for (let col = 0; col < tile.cols; col++) cells.push(begin + col);
  }
  return cells;
}

function tilesOf({ cellSizeM, firstCol, firstRow, cols, rows }: GridSpec): GridSpec[] {
  const size = Math.max(1, Math.round(TILE_M / cellSizeM));
  const tiles: GridSpec[] = [];
  for (let row = 0; row < rows; row += size) {
    for (let col = 0; col < cols; col += size) {
      tiles.push({
        cellSizeM,
        firstCol: firstCol + col,
        firstRow: firstRow + row,
        cols: Math.min(size, cols - col),
        rows: Math.min(size, rows - row),
      });
    }
  }
  return tiles;
}

/** The ground around the eye as it is stored, and with what the request places and takes away. */
export interface NearGround {
  /** Null where no surface reaches the grid. */
  readonly stored: Raster | null;
  /** The same object where the request changes nothing. */
  readonly asked: Raster | null;
}

export async function nearGround(scene: SightScene, grid: GridSpec | null, context: JobContext): Promise<NearGround> {
  if (!grid) return { stored: null, asked: null };
  const { surfaces, ground, removed, obstacles, hasScenario, request } = scene;
  const tell = (begin: number, share: number) => (part: number) =>
    context.progress({ phase: 'load', fraction: begin + share * part });
  const stored = await sampleSurfaces(surfaces, grid, request.maxEdgeM, tell(0, removed.length > 0 ? 0.3 : 0.6));
  if (!hasScenario) return { stored, asked: stored };
  const asked: Raster = { ...stored, heights: stored.heights.slice() };
  if (removed.length > 0 && ground) {
    const bare = await sampleSurfaces([ground], grid, request.maxEdgeM, tell(0.3, 0.3));
    for (const area of removed) bareOnRaster(asked, area, bare);
  }
  for (const obstacle of obstacles) placeOnRaster(asked, obstacle);
  return { stored, asked };
}

/** The ground along a ray from a grid around the eye, and farther away from what is stored as a whole. */
export function gridLine(near: Raster | null, surfaces: readonly SceneSurface[], segment: Segment): SightLine {
  const lines = surfaces.map(({ whole }) =>
    whole ? cutClipped(whole.cut, whole.bounds, segment) : { along: new Float64Array(0), height: new Float64Array(0) },
  );
  if (near) {
    const { originE, originN, stepM, cols, rows } = near;
    const bounds = {
      minE: originE,
      minN: originN,
      maxE: originE + (cols - 1) * stepM,
      maxN: originN + (rows - 1) * stepM,
    };
    lines.unshift(cutClipped(cutterOf({ kind: 'raster', raster: near }), bounds, segment));
  } else lines.unshift({ along: new Float64Array(0), height: new Float64Array(0) });
  const line = sightLineOf(lines, segmentLength(segment));
  // the grid stands for the first surface
  return { ...line, parts: line.parts.map((part) => ({ ...part, source: Math.max(0, part.source - 1) })) };
}
