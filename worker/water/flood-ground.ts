/** From the ground and the drawn lines of a request to connection levels: what every level of the water follows from. */
import type { InundationRequest } from '#core/contract/inundation.ts';
import { GeometryError, RequestError } from '#core/errors.ts';
import { type AreaGeometry, parsePolygon } from '#core/geometry/polygon.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import { type Alterations, alterGrid, type DrawnLine } from '#core/water/alter-grid.ts';
import { connectionLevels } from '#core/water/connection-levels.ts';
import { type DataEdge, dataEdge, edgeLevel } from '#core/water/data-edge.ts';
import { cellOf, cellsOfLine, cellsOfPolygon, type PlanePosition } from '#core/water/grid-marks.ts';
import type { FloodedGround } from '#core/water/water-level.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import type { GroundHeights } from './ground-heights.ts';

/** The drawn lines and seeds of a request, in metres. */
export interface DrawnWater {
  readonly walls: readonly DrawnLine[];
  readonly channels: readonly DrawnLine[];
  /** Cells, in the order in which they were drawn. */
  seedsOn(grid: GridSpec): Set<number>;
}

export interface Flood extends FloodedGround {
  readonly ground: GroundHeights;
  /** Cells with data. */
  readonly seeds: readonly number[];
  readonly lowestSeedM: number;
  readonly edge: DataEdge;
  readonly edgeLevelM: number | null;
  readonly altered: Alterations;
}

/** Checked before anything is read. @throws {GeometryError} for polygons that are none, and positions that cannot be projected */
export function drawnWater({ seeds, barriers, openings }: InundationRequest, frame: RequestFrame): DrawnWater {
  const place = (position: readonly number[]): PlanePosition => {
    const [east, north] = frame.toMetres(position[0] ?? Number.NaN, position[1] ?? Number.NaN);
    if (Number.isFinite(east) && Number.isFinite(north)) return [east, north];
    throw new GeometryError(`position [${position.slice(0, 2).join(', ')}] cannot be projected`);
  };
  const placed = seeds.map((seed) => {
    if (seed.type === 'Point') {
      const position = place(seed.coordinates);
      return (grid: GridSpec) => [cellOf(grid, position)].filter((cell) => cell >= 0);
    }
    if (seed.type === 'LineString') {
      const line = seed.coordinates.map(place);
      return (grid: GridSpec) => cellsOfLine(grid, line);
    }
    const polygon = parsePolygon(seed as AreaGeometry, frame.toMetres);
    return (grid: GridSpec) => cellsOfPolygon(grid, polygon);
  });
  return {
    walls: barriers.map(({ line, crestM, widthM = 0 }) => ({
      line: line.coordinates.map(place),
      levelM: crestM,
      widthM,
    })),
    channels: openings.map(({ line, bedM, widthM = 0 }) => ({
      line: line.coordinates.map(place),
      levelM: bedM,
      widthM,
    })),
    seedsOn(grid) {
      const cells = new Set<number>();
      for (const cellsOn of placed) for (const cell of cellsOn(grid)) cells.add(cell);
      return cells;
    },
  };
}

/** @throws {RequestError} NO_DATA when no seed lies on ground with heights */
export function floodGround(
  ground: GroundHeights,
  { walls, channels, seedsOn }: DrawnWater,
  connectivity: 4 | 8,
): Flood {
  const { grid, cellAreasM2, heights } = ground;
  const altered = alterGrid(grid, heights, walls, channels, (cell) => cellAreasM2[cell]! > 0);
  const marked = seedsOn(grid);
  const seeds = [...marked].filter((cell) => !Number.isNaN(heights[cell]!));
  if (seeds.length === 0) {
    const seen = marked.size === 0 ? 'all of them lie outside of it' : `their ${marked.size} cells have no heights`;
    throw new RequestError('NO_DATA', `expected a seed on ground of the area with data: ${seen}`, {
      seedCells: marked.size,
    });
  }
  const field = { cols: grid.cols, rows: grid.rows, heights };
  const connections = connectionLevels(field, seeds, connectivity);
  const edge = dataEdge(field);
  return {
    ground,
    heights,
    connections,
    cellAreasM2,
    seeds,
    lowestSeedM: seeds.reduce((least, cell) => Math.min(least, heights[cell]!), Number.POSITIVE_INFINITY),
    edge,
    edgeLevelM: edgeLevel(field, connections, edge),
    altered,
  };
}
