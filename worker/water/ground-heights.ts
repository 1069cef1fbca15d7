/**
 * Heights of a surface over an area of any size, tile by tile: only the points of one tile and its surroundings are in memory at
 * a time. Where the borders run does not show in any digit.
 */
import { RequestError } from '#core/errors.ts';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import type { Polygon } from '#core/geometry/polygon.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import { rectangle } from '../change/request-area.ts';
import { SurfaceSums, type TiledSurface, tilesOf, touchesArea } from '../change/tile-differences.ts';
import type { SurfaceLoader } from '../measuring/load-surfaces.ts';

export interface GroundHeights {
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  /** Area of the polygon in every cell. */
  readonly cellAreasM2: Float64Array;
  /** At the cell centres, metres; NaN is no data, or outside of the area. */
  readonly heights: Float64Array;
  readonly surface: TiledSurface;
}

export interface GroundOptions {
  readonly load: SurfaceLoader;
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  readonly inputs: { readonly sampling: 'tin' | 'cell-mean'; readonly maxEdgeM: number };
}

/** @throws {RequestError} NO_DATA, NO_GROUND_CLASS when no tile has heights */
export async function groundHeights({ load, polygon, grid, inputs }: GroundOptions): Promise<GroundHeights> {
  const cellAreasM2 = cellAreas(polygon, grid);
  const heights = new Float64Array(cellAreasM2.length).fill(Number.NaN);
  const sums = new SurfaceSums();
  const tiles = tilesOf(grid).filter((tile) => touchesArea(tile, grid, cellAreasM2));
  let refusal: RequestError | null = null;
  let hasData = false;
  for (const [i, tile] of tiles.entries()) {
    try {
      const square = rectangle(gridBounds(tile));
      const frame = { polygon: square, grid: tile, cellAreasM2: cellAreas(square, tile), ...inputs };
      const [surface] = await load(frame, { begin: i / tiles.length, end: (i + 1) / tiles.length });
      sums.add(surface!, tile);
      copyTile(tile, grid, cellAreasM2, surface!.measured.samples.heights, heights);
      hasData = true;
    } catch (error) {
      // ground that the surface does not reach is void, unless that is all there is
      if (!(error instanceof RequestError) || (error.code !== 'NO_DATA' && error.code !== 'NO_GROUND_CLASS'))
        throw error;
      refusal ??= error;
    }
  }
  if (!hasData) throw refusal ?? new RequestError('NO_DATA', 'the area holds no cell');
  return { polygon, grid, cellAreasM2, heights, surface: sums.surface() };
}

function copyTile(
  tile: GridSpec,
  grid: GridSpec,
  cellAreasM2: Float64Array,
  from: Float64Array,
  into: Float64Array,
): void {
  for (let row = 0, i = 0; row < tile.rows; row++) {
    let cell = (tile.firstRow - grid.firstRow + row) * grid.cols + tile.firstCol - grid.firstCol;
    for (let col = 0; col < tile.cols; col++, cell++, i++) {
      if (cellAreasM2[cell]! > 0) into[cell] = from[i]!;
    }
  }
}
