/** A surface as what it is made of, for measures that need more than its heights at the cell centres. Metres. */
import type { GridSpec } from './grid.ts';
import { type Plane, planeHeight } from './plane.ts';
import type { SurfaceSamples } from './surface-samples.ts';
import type { Tin } from './tin.ts';
import { sampleTinAt } from './tin-surface.ts';

export interface TinShape {
  readonly kind: 'tin';
  readonly tin: Tin;
  /** Triangles with a longer edge in plan are no data. */
  readonly maxEdgeM: number;
}

export interface PlaneShape {
  readonly kind: 'plane';
  readonly plane: Plane;
}

/** One height per cell and nothing between the cells. */
export interface CellShape {
  readonly kind: 'cells';
  readonly samples: SurfaceSamples;
}

export type SurfaceShape = TinShape | PlaneShape | CellShape;
/** The shapes that are continuous and linear in pieces: the exact methods integrate them. */
export type FacetShape = TinShape | PlaneShape;

/** Heights at positions (as many norths as easts); NaN is no data. */
export function shapeHeights(shape: SurfaceShape, east: Float64Array, north: Float64Array): Float64Array {
  switch (shape.kind) {
    case 'tin':
      return sampleTinAt(shape.tin, east, north, shape.maxEdgeM);
    case 'plane':
      return east.map((e, i) => planeHeight(shape.plane, e, north[i]!));
    case 'cells':
      return cellHeights(shape.samples.heights, shape.samples.grid, east, north);
  }
}

function cellHeights(heights: Float64Array, grid: GridSpec, east: Float64Array, north: Float64Array): Float64Array {
  return east.map((e, i) => {
    const col = Math.floor(e / grid.cellSizeM) - grid.firstCol;
    const row = Math.floor(north[i]! / grid.cellSizeM) - grid.firstRow;
    const inside = col >= 0 && row >= 0 && col < grid.cols && row < grid.rows;
    return inside ? heights[row * grid.cols + col]! : Number.NaN;
  });
}
