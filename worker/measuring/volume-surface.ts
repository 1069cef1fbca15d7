/** A surface of a volume request, sampled at the cell centres of one area. */
import type { SurfaceReport } from '#core/contract/cut-fill-volume.ts';
import { RequestError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import { type Polygon, polygonHolds, ringsOf } from '#core/geometry/polygon.ts';
import type { MeasuredSurface } from '#core/measure/cut-fill.ts';
import { scatterOfPoints, scatterOfTin } from '#core/measure/point-scatter.ts';
import { sampleCellMean } from '#core/surface/cell-mean.ts';
import { type GridSpec, gridBounds, gridOver } from '#core/surface/grid.ts';
import { dippingPlane, fitPlane, horizontalPlane, type Plane, samplePlane } from '#core/surface/plane.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import type { StackedTin } from '#core/surface/stacked-tin.ts';
import type { SurfaceSamples } from '#core/surface/surface-samples.ts';
import { shapeHeights } from '#core/surface/surface-shape.ts';
import { buildTin } from '#core/surface/tin.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import { loadLayer, loadTin } from './load-tin.ts';
import type { RequestFrame } from './request-frame.ts';
import { cutToArea, type PlacedSurface } from './stored-surface.ts';
import { itemsTouching, type PlaneSource, type PointSource, type SourceItem } from './surface-source.ts';

/** Points this far around the area tell its scatter too: enough of them around a small area. */
const SCATTER_BORDER_M = 10;

export interface VolumeSurface {
  readonly measured: MeasuredSurface;
  /** Points of the surface inside the area. */
  readonly pointCount: number;
  readonly usedItems: readonly SourceItem[];
  readonly points: PointColumns | null;
  readonly report: SurfaceReport;
}

export interface VolumeFrame {
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  readonly sampling: 'tin' | 'cell-mean';
  readonly maxEdgeM: number;
  /** Area of the polygon in every cell. */
  readonly cellAreasM2: Float64Array;
}

/** @throws {LimitError} when the grid would have too many cells */
export function volumeFrame(
  polygon: Polygon,
  cellSizeM: number,
  { sampling, maxEdgeM }: Pick<VolumeFrame, 'sampling' | 'maxEdgeM'>,
): VolumeFrame {
  const grid = gridOver(polygon.bounds, cellSizeM);
  return { polygon, grid, sampling, maxEdgeM, cellAreasM2: cellAreas(polygon, grid) };
}

/** @throws {RequestError} NO_DATA, NO_GROUND_CLASS */
export async function pointSurface(
  source: PointSource,
  frame: VolumeFrame,
  onProgress: (fraction: number) => void,
): Promise<VolumeSurface> {
  const { polygon, grid, sampling, maxEdgeM } = frame;
  const cells = gridBounds(grid);
  const usedItems = itemsTouching(source, cells);
  const accuracies = usedItems.map(({ accuracyM }) => accuracyM);
  // several data sets may err alike: the largest of their accuracies counts, and none is known unless all are
  const known = accuracies.filter((accuracyM) => accuracyM !== null);
  const accuracyM = known.length === accuracies.length ? Math.max(...known) : null;
  if (sampling === 'cell-mean') {
    const { samples, points } = await cellMeans(source, grid, onProgress);
    return {
      measured: { samples, shape: { kind: 'cells', samples }, ...scatterOfPoints(points, maxEdgeM), accuracyM },
      pointCount: countInside(points, frame),
      usedItems,
      points,
      report: { name: source.collection },
    };
  }
  const stacked = await loadTin(source, cells, maxEdgeM, { onProgress });
  const { tin, points } = stacked;
  if (tin.triangles.length === 0) {
    const classes = source.layers[0]!.classes;
    const shown = classes.length > 20 ? 'any class' : `class ${classes.join(', ')}`;
    throw new RequestError(
      'NO_DATA',
      `collection ${source.collection} has ${points.count} points of ${shown} in and around the area: no surface`,
      { collection: source.collection },
    );
  }
  return {
    measured: {
      samples: sampleTinOnGrid(tin, grid, maxEdgeM),
      shape: { kind: 'tin', tin, maxEdgeM },
      ...scatterOfTin(tin, growBounds(polygon.bounds, SCATTER_BORDER_M), maxEdgeM),
      accuracyM,
    },
    pointCount: countInside(points, frame),
    usedItems,
    points,
    report: { name: source.collection, ...layersReport(source, stacked, frame) },
  };
}

/** Means of the survey that goes first in each cell. */
async function cellMeans(
  source: PointSource,
  grid: GridSpec,
  onProgress: (fraction: number) => void,
): Promise<{ samples: SurfaceSamples; points: PointColumns }> {
  let result: { samples: SurfaceSamples; points: PointColumns } | null = null;
  for (const [i, layer] of source.layers.entries()) {
    const points = await loadLayer(source, layer, gridBounds(grid), {
      onProgress: (part) => onProgress((i + part) / source.layers.length),
    });
    const samples = sampleCellMean(points, grid);
    if (!result) {
      result = { samples, points };
      continue;
    }
    const [top, below] = [result.samples, samples];
    const counts = [top, below].map(({ support }) =>
      support?.kind === 'mean' ? support.countOfCell : new Uint32Array(0),
    );
    for (let cell = 0; cell < top.heights.length; cell++) {
      if (!Number.isNaN(top.heights[cell]!)) continue;
      top.heights[cell] = below.heights[cell]!;
      counts[0]![cell] = counts[1]![cell]!;
    }
  }
  return result!;
}

function layersReport(
  source: PointSource,
  { layers, tins }: StackedTin,
  { grid, maxEdgeM, cellAreasM2: areas }: VolumeFrame,
): Pick<SurfaceReport, 'layers'> {
  if (layers.length < 2) return {};
  let before = 0;
  return {
    layers: layers.map((layer, i) => {
      const { heights } = sampleTinOnGrid(tins[i]!, grid, maxEdgeM);
      const covered = heights.reduce((sum, height, cell) => (Number.isNaN(height) ? sum : sum + areas[cell]!), 0);
      const coverageM2 = Math.max(0, covered - before);
      before = covered;
      const { collection, sensor } = source.layers[i]!;
      return { collection, sensor, ...layer, coverageM2 };
    }),
  };
}

/** Points in the polygon, its boundary included. Whole cells inside or outside decide for most points. */
function countInside({ count, east, north }: PointColumns, { polygon, grid, cellAreasM2 }: VolumeFrame): number {
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  const full = cellSizeM * cellSizeM;
  let inside = 0;
  for (let i = 0; i < count; i++) {
    const x = east[i]! / cellSizeM - firstCol;
    const y = north[i]! / cellSizeM - firstRow;
    if (x < 0 || y < 0 || x > cols || y > rows) continue;
    const col = Math.floor(x);
    const row = Math.floor(y);
    // on the grid's last lines there is no cell of its own
    const areaM2 = col < cols && row < rows ? cellAreasM2[row * cols + col]! : -1;
    // the border of a whole cell belongs to the polygon; an empty one may adjoin it with its south and west side
    const isOpen = areaM2 !== full && (areaM2 !== 0 || x === col || y === row);
    if (areaM2 === full || (isOpen && polygonHolds(polygon, east[i]!, north[i]!))) inside++;
  }
  return inside;
}

/** A stored design or grid. */
export function storedSurface(placed: PlacedSurface, { polygon, grid }: VolumeFrame): VolumeSurface {
  const { record, surface } = placed.source;
  const { shape, samples, sigmaM, areaPerPointM2 } = cutToArea(
    placed,
    growBounds(polygon.bounds, grid.cellSizeM),
    grid,
  );
  // whoever calls a mesh a design means it as it is drawn, unless its accuracy was stated
  const isExact = record.kind === 'mesh' && !record.accuracyM;
  const stated = 'grid' in surface ? surface.accuracyM : undefined;
  return {
    measured: {
      samples,
      shape,
      sigmaM,
      areaPerPointM2,
      accuracyM: isExact ? 0 : (record.accuracyM ?? stated ?? null),
      isExact,
    },
    pointCount: 0,
    usedItems: [],
    points: null,
    report: { name: record.name, ...(record.checks.length > 0 ? { checks: [...record.checks] } : {}) },
  };
}

/**
 * A plane, exact by definition; or the TIN of the boundary.
 * @param other the surface that a fitted plane follows; null when that is a plane too
 * @param frame gives the units of a plane's point
 */
export function planeSurface(
  source: PlaneSource,
  { polygon, grid }: VolumeFrame,
  other: VolumeSurface | null,
  frame: RequestFrame,
): VolumeSurface {
  const exact = { sigmaM: 0, areaPerPointM2: 0, accuracyM: 0, isExact: true };
  const rest = { pointCount: 0, usedItems: [], points: null };
  if ('fit' in source.plane && source.plane.fit === 'tin') {
    const tin = boundaryTin(polygon, grid.cellSizeM, otherOf(other));
    const { heights } = sampleTinOnGrid(tin, grid, Infinity);
    const shape = { kind: 'tin' as const, tin, maxEdgeM: Infinity };
    return {
      measured: { samples: { grid, heights }, shape, ...exact },
      ...rest,
      report: { name: 'tin of the boundary' },
    };
  }
  const plane = planeOf(source, polygon, grid.cellSizeM, other, frame);
  const name = 'elevationM' in source.plane ? `plane at ${source.plane.elevationM} m` : 'plane';
  return {
    measured: { samples: samplePlane(plane, grid), shape: { kind: 'plane', plane }, ...exact },
    ...rest,
    report: { name },
  };
}

function otherOf(other: VolumeSurface | null): VolumeSurface {
  if (other) return other;
  throw new RequestError('INVALID_INPUT', 'a plane is fitted to the other surface, which must not be a plane');
}

function planeOf(
  { plane }: PlaneSource,
  polygon: Polygon,
  stepM: number,
  other: VolumeSurface | null,
  frame: RequestFrame,
): Plane {
  if ('elevationM' in plane) return horizontalPlane(plane.elevationM);
  if ('point' in plane) {
    const [first, second, heightM] = plane.point as [number, number, number];
    const [east, north] = frame.toMetres(first, second);
    return dippingPlane(east, north, heightM, plane.dipDeg, plane.azimuthDeg);
  }
  const { east, north } = boundaryPositions(polygon, stepM);
  const heights = shapeHeights(otherOf(other).measured.shape, east, north);
  return fitPlane(plane.fit === 'tin' ? 'boundary' : plane.fit, east, north, heights);
}

/** The surface that the boundary alone spans: what lay there before, as far as its rim tells. */
function boundaryTin(polygon: Polygon, stepM: number, other: VolumeSurface) {
  const { east, north } = boundaryPositions(polygon, stepM);
  const heights = shapeHeights(other.measured.shape, east, north);
  const known = Array.from(heights.keys()).filter((i) => !Number.isNaN(heights[i]!));
  const pick = (values: Float64Array) => Float64Array.from(known, (i) => values[i]!);
  const tin = buildTin({ east: pick(east), north: pick(north), height: pick(heights) });
  if (tin.triangles.length > 0) return tin;
  throw new RequestError(
    'NO_DATA',
    'the surface has no data along the boundary of the area: no TIN can be spanned over it',
  );
}

/** Every vertex of the rings and positions between them, at most a step apart. */
function boundaryPositions(polygon: Polygon, stepM: number): { east: Float64Array; north: Float64Array } {
  const easts: number[] = [];
  const norths: number[] = [];
  for (const { east, north } of ringsOf(polygon)) {
    for (let i = 0; i < east.length; i++) {
      const j = (i + 1) % east.length;
      const dE = east[j]! - east[i]!;
      const dN = north[j]! - north[i]!;
      const steps = Math.max(1, Math.ceil(Math.hypot(dE, dN) / stepM));
      for (let k = 0; k < steps; k++) {
        easts.push(east[i]! + (k / steps) * dE);
        norths.push(north[i]! + (k / steps) * dN);
      }
    }
  }
  return { east: Float64Array.from(easts), north: Float64Array.from(norths) };
}

/** Share of the area's cells of a size that hold a point; a cell that the boundary cuts counts when half of it is inside. */
export function filledShare(points: PointColumns, polygon: Polygon, grid: GridSpec): number {
  const areas = cellAreas(polygon, grid);
  const half = grid.cellSizeM ** 2 / 2;
  const hasPoint = new Uint8Array(areas.length);
  for (let i = 0; i < points.count; i++) {
    const col = Math.floor(points.east[i]! / grid.cellSizeM) - grid.firstCol;
    const row = Math.floor(points.north[i]! / grid.cellSizeM) - grid.firstRow;
    if (col >= 0 && row >= 0 && col < grid.cols && row < grid.rows) hasPoint[row * grid.cols + col] = 1;
  }
  let asked = 0;
  let filled = 0;
  for (let cell = 0; cell < areas.length; cell++) {
    if (areas[cell]! < half) continue;
    asked++;
    filled += hasPoint[cell]!;
  }
  return asked > 0 ? filled / asked : 0;
}
