/** Surfaces without scatter, from a function, for tests of volumes. */
import { type AreaGeometry, parsePolygon } from '#core/geometry/polygon.ts';
import { type GridMeasurement, gridVolume, type MeasuredSurface } from '#core/measure/cut-fill.ts';
import { centreEast, centreNorth, type GridSpec, gridOver } from '#core/surface/grid.ts';

export type HeightAt = (east: number, north: number) => number;

export function exactSurface(grid: GridSpec, heightAt: HeightAt): MeasuredSurface {
  const heights = new Float64Array(grid.cols * grid.rows);
  for (let cell = 0; cell < heights.length; cell++) {
    heights[cell] = heightAt(centreEast(grid, cell % grid.cols), centreNorth(grid, Math.floor(cell / grid.cols)));
  }
  const samples = { grid, heights };
  return { samples, shape: { kind: 'cells', samples }, sigmaM: 0, areaPerPointM2: 0, accuracyM: null };
}

export function measureExact(
  area: AreaGeometry,
  cellSizeM: number,
  existing: HeightAt,
  compared: HeightAt,
): GridMeasurement {
  const polygon = parsePolygon(area);
  const grid = gridOver(polygon.bounds, cellSizeM);
  return gridVolume({
    polygon,
    grid,
    existing: exactSurface(grid, existing),
    compared: exactSurface(grid, compared),
  });
}
