/** A surface as what it is made of, for measures that need more than its heights at the cell centres. Metres. */
import type { Bounds } from '../geometry/bounds.ts';
import type { GridSpec } from './grid.ts';
import type { Mesh } from './mesh.ts';
import { MeshLocator, meshTouching } from './mesh-surface.ts';
import { type Plane, planeHeight } from './plane.ts';
import type { Raster } from './raster.ts';
import { rasterHeight } from './raster-surface.ts';
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

export interface MeshShape {
  readonly kind: 'mesh';
  readonly mesh: Mesh;
  readonly locator: MeshLocator;
}

export interface RasterShape {
  readonly kind: 'raster';
  readonly raster: Raster;
}

/** One height per cell and nothing between the cells. */
export interface CellShape {
  readonly kind: 'cells';
  readonly samples: SurfaceSamples;
}

export type SurfaceShape = TinShape | PlaneShape | MeshShape | RasterShape | CellShape;
/** The shapes that are continuous and linear in pieces: the exact methods integrate them. */
export type FacetShape = Exclude<SurfaceShape, CellShape>;

/** @param box given: only the triangles that touch it are kept */
export function meshShape(mesh: Mesh, box?: Bounds): MeshShape {
  const kept = box ? meshTouching(mesh, box) : mesh;
  return { kind: 'mesh', mesh: kept, locator: new MeshLocator(kept) };
}

/** Heights at positions (as many norths as easts); NaN is no data. */
export function shapeHeights(shape: SurfaceShape, east: Float64Array, north: Float64Array): Float64Array {
  switch (shape.kind) {
    case 'tin':
      return sampleTinAt(shape.tin, east, north, shape.maxEdgeM);
    case 'plane':
      return east.map((e, i) => planeHeight(shape.plane, e, north[i]!));
    case 'mesh':
      return east.map((e, i) => shape.locator.heightAt(e, north[i]!));
    case 'raster':
      return east.map((e, i) => rasterHeight(shape.raster, e, north[i]!));
    case 'cells':
      return cellHeights(shape.samples.heights, shape.samples.grid, east, north);
  }
}

/** The heights that a shape is made of, for its range; NaN is no data. Empty for a plane. */
export function ownHeights(shape: SurfaceShape): Float64Array {
  switch (shape.kind) {
    case 'tin':
      return shape.tin.height;
    case 'plane':
      return new Float64Array(0);
    case 'mesh':
      return shape.mesh.height;
    case 'raster':
      return shape.raster.heights;
    case 'cells':
      return shape.samples.heights;
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
