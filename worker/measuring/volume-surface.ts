/** A surface of a volume request, sampled at the cell centres. */
import { RequestError, UnsupportedError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import { type Polygon, polygonHolds, ringsOf } from '#core/geometry/polygon.ts';
import type { MeasuredSurface } from '#core/measure/cut-fill.ts';
import { scatterOfPoints, scatterOfTin } from '#core/measure/point-scatter.ts';
import { sampleCellMean } from '#core/surface/cell-mean.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import { dippingPlane, fitPlane, horizontalPlane, type Plane, samplePlane } from '#core/surface/plane.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { shapeHeights } from '#core/surface/surface-shape.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import { loadBox, loadTin } from './load-tin.ts';
import type { RequestFrame } from './request-frame.ts';
import { itemsTouching, type PlaneSource, type PointSource, type SourceItem } from './surface-source.ts';

/** Points this far around the area tell its scatter too: enough of them around a small area. */
const SCATTER_BORDER_M = 10;

export interface VolumeSurface {
  readonly measured: MeasuredSurface;
  /** Points of the surface inside the area. */
  readonly pointCount: number;
  readonly usedItems: readonly SourceItem[];
}

export interface VolumeFrame {
  readonly polygon: Polygon;
  readonly grid: GridSpec;
  readonly sampling: 'tin' | 'cell-mean';
  readonly maxEdgeM: number;
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
    const points = await loadBox(source, cells, { onProgress });
    const samples = sampleCellMean(points, grid);
    return {
      measured: { samples, shape: { kind: 'cells', samples }, ...scatterOfPoints(points, maxEdgeM), accuracyM },
      pointCount: countInside(points, polygon, grid),
      usedItems,
    };
  }
  const { tin, points } = await loadTin(source, cells, maxEdgeM, onProgress);
  if (tin.triangles.length === 0) {
    throw new RequestError(
      'NO_DATA',
      `collection ${source.collection} has ${points.count} points of class ${source.classes.join(', ')} in and around the area: no surface`,
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
    pointCount: countInside(points, polygon, grid),
    usedItems,
  };
}

/** Points in the polygon, its boundary included. Whole cells inside or outside decide for most points. */
function countInside({ count, east, north }: PointColumns, polygon: Polygon, grid: GridSpec): number {
  const areas = cellAreas(polygon, grid);
  const full = grid.cellSizeM * grid.cellSizeM;
  let inside = 0;
  for (let i = 0; i < count; i++) {
    const col = east[i]! / grid.cellSizeM - grid.firstCol;
    const row = north[i]! / grid.cellSizeM - grid.firstRow;
    if (col < 0 || row < 0 || col > grid.cols || row > grid.rows) continue;
    const isOnLine = Number.isInteger(col) || Number.isInteger(row);
    const area = isOnLine ? null : areas[Math.floor(row) * grid.cols + Math.floor(col)]!;
    if (area === full || (area !== 0 && polygonHolds(polygon, east[i]!, north[i]!))) inside++;
  }
  return inside;
}

/**
 * A plane, exact by definition.
 * @param other the surface that a fitted plane follows; null when that is a plane too
 * @param frame gives the units of a plane's point
 */
export function planeSurface(
  source: PlaneSource,
  { polygon, grid }: VolumeFrame,
  other: VolumeSurface | null,
  frame: RequestFrame,
): VolumeSurface {
  const plane = planeOf(source, polygon, grid.cellSizeM, other, frame);
  return {
    measured: {
      samples: samplePlane(plane, grid),
      shape: { kind: 'plane', plane },
      sigmaM: 0,
      areaPerPointM2: 0,
      accuracyM: 0,
    },
    pointCount: 0,
    usedItems: [],
  };
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
  if (plane.fit === 'tin')
    throw new UnsupportedError('a plane fit of kind "tin" (available: boundary, lowest, highest, mean)');
  if (!other)
    throw new RequestError('INVALID_INPUT', 'a plane is fitted to the other surface, which must be of points');
  const { east, north } = boundaryPositions(polygon, stepM);
  return fitPlane(plane.fit, east, north, shapeHeights(other.measured.shape, east, north));
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
