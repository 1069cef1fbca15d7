/**
 * The difference of two surfaces over an area of any size, tile by tile: only the points of one tile and its surroundings are in
 * memory at a time. Tiles stand at fixed places, and the surface over a tile is that of all points: where the borders run
 * does not show in any digit of a difference.
 */
import type { ChangeMapRequest } from '#core/contract/change-map.ts';
import { RequestError } from '#core/errors.ts';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import type { Polygon } from '#core/geometry/polygon.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import type { SurfaceLoader } from '../measuring/load-surfaces.ts';
import type { Pair } from '../measuring/measure-area.ts';
import type { SourceItem } from '../measuring/surface-source.ts';
import type { VolumeSurface } from '../measuring/volume-surface.ts';
import { rectangle } from './request-area.ts';

/** Side of a tile: of dense surveys a few million points. */
const TILE_M = 256;
const MAX_TILE_CELLS = 1024;

/** A surface over all tiles. */
export interface TiledSurface {
  /** Of the points, over the tiles, weighted with the area that they cover. */
  readonly sigmaM: number;
  readonly areaPerPointM2: number;
  readonly accuracyM: number | null;
  readonly isExact: boolean;
  readonly usedItems: readonly SourceItem[];
}

export interface Differences {
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  readonly cellAreasM2: Float64Array;
  /** compared − existing at the cell centres; NaN is no data, or outside of the area. */
  readonly differencesM: Float64Array;
  /** Heights of the compared surface, where they were asked for. */
  readonly comparedM: Float64Array | null;
  readonly surfaces: Pair<TiledSurface>;
}

export interface DifferencesOptions {
  readonly load: SurfaceLoader;
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  readonly inputs: Pick<ChangeMapRequest, 'sampling' | 'maxEdgeM' | 'differenceGrid'>;
}

/** @throws {RequestError} NO_DATA, NO_GROUND_CLASS when no tile has both surfaces */
export async function tiledDifferences({ load, polygon, grid, inputs }: DifferencesOptions): Promise<Differences> {
  const cellAreasM2 = cellAreas(polygon, grid);
  const differencesM = new Float64Array(cellAreasM2.length).fill(Number.NaN);
  const comparedM = inputs.differenceGrid ? new Float64Array(cellAreasM2.length).fill(Number.NaN) : null;
  const sums: Pair<SurfaceSums> = [new SurfaceSums(), new SurfaceSums()];
  const tiles = tilesOf(grid).filter((tile) => touchesArea(tile, grid, cellAreasM2));
  let refusal: RequestError | null = null;
  let hasData = false;
  for (const [i, tile] of tiles.entries()) {
    try {
      const square = rectangle(gridBounds(tile));
      const frame = { polygon: square, grid: tile, cellAreasM2: cellAreas(square, tile), ...inputs };
      const [existing, compared] = await load(frame, { begin: i / tiles.length, end: (i + 1) / tiles.length });
      sums[0].add(existing!, tile);
      sums[1].add(compared!, tile);
      copyTile(tile, grid, cellAreasM2, existing!, compared!, differencesM, comparedM);
      hasData = true;
    } catch (error) {
      // ground that one of the surfaces does not reach is void, unless that is all there is
      if (!(error instanceof RequestError) || (error.code !== 'NO_DATA' && error.code !== 'NO_GROUND_CLASS'))
        throw error;
      refusal ??= error;
    }
  }
  if (!hasData) throw refusal ?? new RequestError('NO_DATA', 'the area holds no cell');
  return { polygon, grid, cellAreasM2, differencesM, comparedM, surfaces: [sums[0].surface(), sums[1].surface()] };
}

/** Parts of a grid whose borders are multiples of the tile, the same for every grid of this cell size. */
export function tilesOf({ cellSizeM, firstCol, firstRow, cols, rows }: GridSpec): GridSpec[] {
  const size = Math.min(MAX_TILE_CELLS, Math.max(1, Math.round(TILE_M / cellSizeM)));
  const tiles: GridSpec[] = [];
  for (let row = Math.floor(firstRow / size) * size; row < firstRow + rows; row += size) {
    for (let col = Math.floor(firstCol / size) * size; col < firstCol + cols; col += size) {
      const [beginCol, beginRow] = [Math.max(col, firstCol), Math.max(row, firstRow)];
      tiles.push({
        cellSizeM,
        firstCol: beginCol,
        firstRow: beginRow,
        cols: Math.min(col + size, firstCol + cols) - beginCol,
        rows: Math.min(row + size, firstRow + rows) - beginRow,
      });
    }
  }
  return tiles;
}

export function touchesArea(tile: GridSpec, grid: GridSpec, cellAreasM2: Float64Array): boolean {
  for (let row = 0; row < tile.rows; row++) {
    const begin = (tile.firstRow - grid.firstRow + row) * grid.cols + tile.firstCol - grid.firstCol;
    for (let cell = begin; cell < begin + tile.cols; cell++) if (cellAreasM2[cell]! > 0) return true;
  }
  return false;
}

function copyTile(
  tile: GridSpec,
  grid: GridSpec,
  cellAreasM2: Float64Array,
  existing: VolumeSurface,
  compared: VolumeSurface,
  differencesM: Float64Array,
  comparedM: Float64Array | null,
): void {
  const [before, after] = [existing.measured.samples.heights, compared.measured.samples.heights];
  for (let row = 0, from = 0; row < tile.rows; row++) {
    let cell = (tile.firstRow - grid.firstRow + row) * grid.cols + tile.firstCol - grid.firstCol;
    for (let col = 0; col < tile.cols; col++, cell++, from++) {
      if (cellAreasM2[cell] === 0) continue;
      differencesM[cell] = after[from]! - before[from]!;
      if (comparedM) comparedM[cell] = after[from]!;
    }
  }
}

/** What the tiles say of a surface, put together in their order. */
export class SurfaceSums {
  private coveredM2 = 0;
  private squaresM4 = 0;
  private points = 0;
  private accuracyM: number | null = 0;
  private isExact = true;
  private readonly items = new Set<SourceItem>();

  add({ measured, usedItems }: VolumeSurface, { cellSizeM }: GridSpec): void {
    const { samples, sigmaM, areaPerPointM2, accuracyM, isExact } = measured;
    const cells = samples.heights.reduce((count, height) => (Number.isNaN(height) ? count : count + 1), 0);
    const areaM2 = cells * cellSizeM ** 2;
    this.coveredM2 += areaM2;
    this.squaresM4 += areaM2 * sigmaM ** 2;
    if (areaPerPointM2 > 0) this.points += areaM2 / areaPerPointM2;
    // several data sets may err alike: the largest counts, and none is known unless all are
    this.accuracyM = accuracyM === null || this.accuracyM === null ? null : Math.max(accuracyM, this.accuracyM);
    if (!isExact) this.isExact = false;
    for (const item of usedItems) this.items.add(item);
  }

  surface(): TiledSurface {
    const { coveredM2, squaresM4, points, accuracyM, isExact, items } = this;
    return {
      sigmaM: coveredM2 > 0 ? Math.sqrt(squaresM4 / coveredM2) : 0,
      areaPerPointM2: points > 0 ? coveredM2 / points : 0,
      accuracyM,
      isExact,
      usedItems: sortedItems([...items]),
    };
  }
}

function sortedItems(items: SourceItem[]): SourceItem[] {
  const nameOf = ({ collection, record }: SourceItem) => `${collection}/${record.id}`;
  return items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
