/**
 * A raster of heights for a view: from the surfaces beside items, or from points. Points are taken from the levels of the octree
 * that are as fine as the cells: the picture of a prefecture needs no more of them than that of a house.
 */

import { type CollectionSurface, DEFAULT_CLASSES, FIRST_RETURN_CLASSES } from '#core/contract/surface-input.ts';
import { RequestError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { fillGaps } from '#core/surface/fill-gaps.ts';
import { centreEast, centreNorth, type GridSpec, gridBounds } from '#core/surface/grid.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { stackTin } from '#core/surface/stacked-tin.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import { encodeHeightRaster } from '#core/tiles/height-raster.ts';
import type { JobContext } from '../entry.ts';
import { itemsTouching, type PointSource, resolvePoints } from '../measuring/surface-source.ts';
import { loadPoints } from '../points/load-points.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';
import { type MosaicSource, SurfaceMosaic } from '../tiles/surface-mosaic.ts';

export interface SampleHeightRasterInput {
  readonly storeDir: string;
  readonly audience: Audience;
  readonly collection: string;
  /** Ground, or the first returns. */
  readonly surface: 'dtm' | 'dsm';
  /** Items whose points may be used. */
  readonly items: readonly string[];
  /** Surfaces beside them; none: points are used. */
  readonly sources: readonly MosaicSource[];
  readonly horizontalUnitM: number;
  readonly accuracyM: number | null;
  readonly grid: GridSpec;
}

/** A house has no ground below it: triangles, or straight lines, reach over it. Longer gaps are no data. */
const LEAST_EDGE_M = 60;
/** Beside voids a cell of an overview is the mean of those that it has: of one level finer, half as far off. */
const FINER = 2;
/** Points a cell side: cells of uneven points have some too. */
const POINTS_PER_CELL = 4;
const MAX_POINTS = 8_000_000;

/**
 * @returns the encoded raster (`core/tiles/height-raster.ts`)
 * @throws {RequestError} NO_DATA, NO_GROUND_CLASS @throws {LimitError} too many points @throws {FormatError} a damaged file
 */
export async function run(
  input: SampleHeightRasterInput,
  context: JobContext,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { grid, sources, accuracyM } = input;
  const heights = sources.length > 0 ? await fromSurfaces(input) : await fromPoints(input);
  if (heights.every(Number.isNaN)) {
    throw new RequestError('NO_DATA', `collection ${input.collection} has no surface in this box`, {
      collection: input.collection,
    });
  }
  const bytes = encodeHeightRaster({
    cols: grid.cols,
    rows: grid.rows,
    west: grid.firstCol * grid.cellSizeM,
    south: grid.firstRow * grid.cellSizeM,
    cellSizeM: grid.cellSizeM,
    source: sources.length > 0 ? 'stored' : 'points',
    accuracyM,
    heights,
  });
  context.transfer(bytes.buffer);
  return { bytes };
}

async function fromSurfaces({
  sources,
  surface,
  grid,
  horizontalUnitM: unitM,
}: SampleHeightRasterInput): Promise<Float32Array> {
  const { minE, minN, maxE, maxN } = gridBounds(grid);
  const extent = { minE: minE / unitM, minN: minN / unitM, maxE: maxE / unitM, maxN: maxN / unitM };
  const mosaic = await SurfaceMosaic.load(sources, extent, grid.cellSizeM / FINER / unitM);
  const heights = new Float32Array(grid.cols * grid.rows);
  for (let cell = 0; cell < heights.length; cell++) {
    const [col, row] = [cell % grid.cols, Math.floor(cell / grid.cols)];
    heights[cell] = mosaic.heightAt(centreEast(grid, col) / unitM, centreNorth(grid, row) / unitM);
  }
  if (surface === 'dtm') fillGaps(heights, grid.cols, grid.rows, Math.ceil(LEAST_EDGE_M / grid.cellSizeM));
  return heights;
}

async function fromPoints(input: SampleHeightRasterInput): Promise<Float32Array> {
  const { storeDir, audience, collection, surface, items, grid } = input;
  const isGround = surface === 'dtm';
  const asked: CollectionSurface = {
    collection,
    items: [...items],
    classes: [...(isGround ? DEFAULT_CLASSES : FIRST_RETURN_CLASSES)],
    returns: isGround ? 'all' : 'first',
  };
  const source = await resolvePoints(openStore(storeDir, { audience }), asked);
  const box = gridBounds(grid);
  itemsTouching(source, box);
  const maxEdgeM = Math.max(LEAST_EDGE_M, 4 * grid.cellSizeM);
  const surveys: PointColumns[] = [];
  for (const layer of source.layers) surveys.push(await levelsOf(source, layer, grid));
  const { tin } = stackTin(surveys, maxEdgeM, isGround ? 'lowest' : 'highest');
  return Float32Array.from(sampleTinOnGrid(tin, grid, maxEdgeM).heights);
}

/** The points of a layer around the grid, of the levels that are about as fine as its cells. */
async function levelsOf(
  { crs }: PointSource,
  { items, classes, returns, heightShiftM }: PointSource['layers'][number],
  grid: GridSpec,
): Promise<PointColumns> {
  const unitM = crs.horizontalUnitM;
  const { minE, minN, maxE, maxN } = growBounds(gridBounds(grid), LEAST_EDGE_M);
  // how many points stand in a row of a node, as the items' trees are built
  const perNode = Math.max(1, ...items.map(({ record }) => (2 * record.cube.halfsize) / record.spacing));
  const leastWidth = (perNode * grid.cellSizeM) / POINTS_PER_CELL / unitM;
  const points = await loadPoints({
    items: items.map(({ path, record }) => ({ path, crs: record.crs })),
    bounds: { minE: minE / unitM, minN: minN / unitM, maxE: maxE / unitM, maxN: maxN / unitM },
    classes,
    returns,
    maxPoints: MAX_POINTS,
    wants: (node) => node.maxE - node.minE >= leastWidth,
    parallelFrom: Infinity,
  });
  if (heightShiftM !== 0) for (let i = 0; i < points.count; i++) points.height[i]! += heightShiftM;
  return points;
}
