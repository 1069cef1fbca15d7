/** A stored design or grid, brought into the plane of a measurement. */
import { type Crs, createProjection, crsFromCode } from '#core/crs/crs.ts';
import { CrsError, RequestError } from '#core/errors.ts';
import { type Bounds, boundsOf, boundsTouch } from '#core/geometry/bounds.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { sampleMeshOnGrid } from '#core/surface/mesh-surface.ts';
import type { Raster } from '#core/surface/raster.ts';
import { meshOfRaster, rasterWithin, sampleRasterOnGrid, scatterOfRaster } from '#core/surface/raster-surface.ts';
import type { SurfaceSamples } from '#core/surface/surface-samples.ts';
import { type FacetShape, meshShape } from '#core/surface/surface-shape.ts';
import { sameHorizontalCrs } from '../store/crs-properties.ts';
import type { SurfaceData } from '../surfaces/surface-record.ts';
import { loadSurface } from '../surfaces/surface-store.ts';
import type { StoredSource } from './surface-source.ts';

/** A stored surface in the plane of the measurement, metres. */
export interface PlacedSurface {
  readonly source: StoredSource;
  readonly data: SurfaceData;
  readonly bounds: Bounds;
}

/** @param crs of the measurement */
export async function placeSurface(storeDir: string, source: StoredSource, crs: Crs): Promise<PlacedSurface> {
  const { surface, record } = source;
  const { data: stored } = await loadSurface(storeDir, record.id);
  const swapped = surface.swapXY ? swapAxes(stored) : stored;
  const own = surfaceCrs(source);
  const data = shiftHeights(
    own && !sameHorizontalCrs(own, crs) ? project(swapped, own, crs) : swapped,
    surface.heightShiftM ?? 0,
  );
  return { source, data, bounds: extentOf(data) };
}

/** The system that the request says, else the file's; null: that of the data it is compared with. */
export function surfaceCrs({ surface, record }: StoredSource): Crs | null {
  const code = surface.crs ?? record.crs;
  const crs = code === null ? null : crsFromCode(code);
  if (crs && crs.kind !== 'projected') {
    throw new CrsError(`${record.name} is in degrees (${crs.name}): lengths and areas need a projected system`);
  }
  return crs;
}

/**
 * What of it matters for an area, and its heights at the cell centres.
 * @throws {RequestError} NO_DATA when it is elsewhere
 * @throws {GeometryError} when triangles lie one above the other
 */
export function cutToArea(
  { source, data, bounds }: PlacedSurface,
  area: Bounds,
  grid: GridSpec,
): {
  readonly shape: FacetShape;
  readonly samples: SurfaceSamples;
  readonly sigmaM: number;
  readonly areaPerPointM2: number;
} {
  if (!boundsTouch(bounds, area)) refuseElsewhere(source, bounds, area);
  if (data.kind === 'raster') {
    const raster = rasterWithin(data.raster, area);
    return {
      shape: { kind: 'raster', raster },
      samples: sampleRasterOnGrid(raster, grid),
      sigmaM: scatterOfRaster(raster),
      areaPerPointM2: raster.stepM ** 2,
    };
  }
  const shape = meshShape(data.mesh, area);
  return { shape, samples: sampleMeshOnGrid(shape.mesh, grid), sigmaM: 0, areaPerPointM2: 0 };
}

function refuseElsewhere({ record, surface }: StoredSource, own: Bounds, area: Bounds): never {
  const text = ({ minE, minN, maxE, maxN }: Bounds) =>
    [minE, minN, maxE, maxN].map((value) => value.toFixed(1)).join(', ');
  const swapped = { minE: own.minN, minN: own.minE, maxE: own.maxN, maxN: own.maxE };
  const hint =
    !surface.swapXY && boundsTouch(swapped, area)
      ? '; with its axes swapped it would be here: "swapXY": true'
      : '; if its zone is wrong, say the right one with "crs"';
  throw new RequestError(
    'NO_DATA',
    `${record.name} does not reach the area: it extends over [${text(own)}], the area over [${text(area)}] (metres)${hint}`,
    { surface: record.id, swapXY: !surface.swapXY && boundsTouch(swapped, area) },
  );
}

function swapAxes(data: SurfaceData): SurfaceData {
  if (data.kind === 'mesh') {
    const { east, north, height, triangles } = data.mesh;
    // a mirrored triangle winds the other way
    const mirrored = triangles.slice();
    for (let i = 0; i < mirrored.length; i += 3) {
      mirrored[i + 1] = triangles[i + 2]!;
      mirrored[i + 2] = triangles[i + 1]!;
    }
    return { kind: 'mesh', mesh: { east: north, north: east, height, triangles: mirrored } };
  }
  const { originE, originN, cols, rows, heights } = data.raster;
  const turned = new Float64Array(heights.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) turned[col * rows + row] = heights[row * cols + col]!;
  }
  const raster: Raster = {
    ...data.raster,
    originE: originN,
    originN: originE,
    cols: rows,
    rows: cols,
    heights: turned,
  };
  return { kind: 'raster', raster };
}

function shiftHeights(data: SurfaceData, shiftM: number): SurfaceData {
  if (shiftM === 0) return data;
  if (data.kind === 'mesh') {
    return { kind: 'mesh', mesh: { ...data.mesh, height: data.mesh.height.map((height) => height + shiftM) } };
  }
  return { kind: 'raster', raster: { ...data.raster, heights: data.raster.heights.map((height) => height + shiftM) } };
}

/** Vertices one by one: between them the surface stays linear in the plane of the measurement. */
function project(data: SurfaceData, from: Crs, to: Crs): SurfaceData {
  const mesh = data.kind === 'mesh' ? data.mesh : meshOfRaster(data.raster);
  const [source, target] = [createProjection(from), createProjection(to)];
  const east = new Float64Array(mesh.east.length);
  const north = new Float64Array(mesh.east.length);
  for (let i = 0; i < east.length; i++) {
    const [lon, lat] = source.toLonLat(mesh.east[i]! / from.horizontalUnitM, mesh.north[i]! / from.horizontalUnitM);
    const [e, n] = target.fromLonLat(lon, lat);
    if (!Number.isFinite(e) || !Number.isFinite(n)) {
      throw new CrsError(
        `a vertex at [${mesh.east[i]}, ${mesh.north[i]}] cannot be projected from ${from.name} to ${to.name}`,
      );
    }
    east[i] = e * to.horizontalUnitM;
    north[i] = n * to.horizontalUnitM;
  }
  const projected: Mesh = { ...mesh, east, north };
  return { kind: 'mesh', mesh: projected };
}

function extentOf(data: SurfaceData): Bounds {
  if (data.kind === 'mesh') return boundsOf(data.mesh.east, data.mesh.north);
  const { originE, originN, stepM, cols, rows } = data.raster;
  return { minE: originE, minN: originN, maxE: originE + (cols - 1) * stepM, maxN: originN + (rows - 1) * stepM };
}
