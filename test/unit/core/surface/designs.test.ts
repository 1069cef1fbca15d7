import { describe, expect, it } from 'vitest';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { prismoidalVolume } from '#core/measure/prismoidal.ts';
import { gridOver } from '#core/surface/grid.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { sampleMeshOnGrid } from '#core/surface/mesh-surface.ts';
import { horizontalPlane } from '#core/surface/plane.ts';
import type { Raster } from '#core/surface/raster.ts';
import {
  meshOfRaster,
  rasterHeight,
  rasterWithin,
  sampleRasterOnGrid,
  scatterOfRaster,
} from '#core/surface/raster-surface.ts';
import { type FacetShape, meshShape, shapeHeights } from '#core/surface/surface-shape.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

function raster(cols: number, rows: number, heightAt: (col: number, row: number) => number): Raster {
  const heights = Float64Array.from({ length: cols * rows }, (_, i) => heightAt(i % cols, Math.floor(i / cols)));
  return { originE: 100.25, originN: -50.25, stepM: 0.5, cols, rows, heights };
}

const AREA = parsePolygon({
  type: 'Polygon',
  coordinates: [
    [
      [100.3, -50.1],
      [103.7, -49.9],
      [103.1, -47.2],
      [101.2, -46.9],
      [100.3, -50.1],
    ],
  ],
});
const LEVEL: FacetShape = { kind: 'plane', plane: horizontalPlane(0) };

describe('a raster as a surface', () => {
  it('has the heights of its nodes, and is linear in the two triangles between four of them', () => {
    const square = raster(2, 2, (col, row) => [1, 2, 4, 8][2 * row + col]!);
    expect(rasterHeight(square, 100.25, -50.25)).toBe(1);
    expect(rasterHeight(square, 100.75, -49.75)).toBe(8);
    // the middle is on the diagonal from south-west to north-east
    expect(rasterHeight(square, 100.5, -50)).toBeCloseTo(4.5, 12);
    expect(rasterHeight(square, 100.65, -50.15)).toBeCloseTo(1 + 0.8 * 1 + 0.2 * 6, 12);
    expect(rasterHeight(square, 100.35, -49.85)).toBeCloseTo(1 + 0.8 * 3 + 0.2 * 4, 12);
    expect(rasterHeight(square, 100.2, -50)).toBeNaN();
    expect(rasterHeight(square, 100.76, -50)).toBeNaN();
  });

  it('has no data in a triangle that lacks a node, never a height made of three', () => {
    const holed = raster(2, 2, (col, row) => (col === 1 && row === 0 ? Number.NaN : 5));
    expect(rasterHeight(holed, 100.65, -50.15)).toBeNaN();
    expect(rasterHeight(holed, 100.35, -49.85)).toBe(5);
    expect(rasterHeight(holed, 100.5, -50)).toBe(5);
  });

  it('has the same volume as its triangles, and as the part around the area', () => {
    const random = seededRandom(7);
    const rough = raster(12, 12, (col, row) => 3 + Math.sin(col) * 2 + random.normal() + 0.1 * row);
    rough.heights[40] = Number.NaN;
    const own = prismoidalVolume(AREA, LEVEL, { kind: 'raster', raster: rough });
    const triangles = prismoidalVolume(AREA, LEVEL, meshShape(meshOfRaster(rough)));
    expect(own.netM3).toBeCloseTo(triangles.netM3, 9);
    expect(own.cutM3).toBeCloseTo(triangles.cutM3, 9);
    expect(own.voidAreaM2).toBeCloseTo(triangles.voidAreaM2, 9);
    expect(own.voidAreaM2).toBeGreaterThan(0.5);
    const cut = rasterWithin(rough, AREA.bounds);
    expect(cut.cols).toBeLessThan(12);
    expect(prismoidalVolume(AREA, { kind: 'raster', raster: cut }, LEVEL).netM3).toBeCloseTo(-own.netM3, 9);
  });

  it('gives its own values to a grid whose cells it stands for', () => {
    const dem = raster(8, 8, (col, row) => col + 10 * row);
    const grid = gridOver({ minE: 100, minN: -50.5, maxE: 104, maxN: -46.5 }, 0.5);
    expect([...sampleRasterOnGrid(dem, grid).heights]).toEqual([...dem.heights]);
  });

  it('tells its scatter within a few per cent, on a slope as on level ground', () => {
    const random = seededRandom(3);
    const noisy = raster(200, 200, (col, row) => 0.3 * col - 0.2 * row + 0.05 * random.normal());
    expect(scatterOfRaster(noisy)).toBeGreaterThan(0.048);
    expect(scatterOfRaster(noisy)).toBeLessThan(0.052);
  });
});

describe('a mesh as a surface', () => {
  const roof: Mesh = {
    east: Float64Array.of(0, 4, 4, 0, 0, 4),
    north: Float64Array.of(0, 0, 2, 2, 4, 4),
    height: Float64Array.of(0, 0, 2, 2, 0, 0),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3, 3, 2, 5, 3, 5, 4),
  };

  it('has the heights of its triangles and none beside them', () => {
    const east = Float64Array.of(2, 2, 2, 2, 5);
    const north = Float64Array.of(0, 1, 2, 3.5, 1);
    expect([...shapeHeights(meshShape(roof), east, north)]).toEqual([0, 1, 2, 0.5, Number.NaN]);
    const grid = gridOver({ minE: 0, minN: 0, maxE: 5, maxN: 4 }, 1);
    const { heights } = sampleMeshOnGrid(roof, grid);
    expect([...heights.subarray(0, 5)]).toEqual([0.5, 0.5, 0.5, 0.5, Number.NaN]);
    expect([...heights.subarray(10, 15)]).toEqual([1.5, 1.5, 1.5, 1.5, Number.NaN]);
  });

  it('keeps a vertical wall: two heights on one line are no contradiction', () => {
    const wall: Mesh = {
      east: Float64Array.of(0, 1.5, 1.5, 0, 1.5, 3, 3, 1.5),
      north: Float64Array.of(0, 0, 3, 3, 0, 0, 3, 3),
      height: Float64Array.of(0, 0, 0, 0, 2, 2, 2, 2),
      triangles: Uint32Array.of(0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7),
    };
    const { heights } = sampleMeshOnGrid(wall, gridOver({ minE: 0, minN: 0, maxE: 3, maxN: 3 }, 1));
    expect(heights[0]).toBe(0);
    expect(heights[2]).toBe(2);
  });

  it('refuses triangles one above the other', () => {
    const double: Mesh = {
      east: Float64Array.of(0, 4, 4, 0, 4, 4),
      north: Float64Array.of(0, 0, 4, 0, 0, 4),
      height: Float64Array.of(0, 0, 0, 1, 1, 1),
      triangles: Uint32Array.of(0, 1, 2, 3, 4, 5),
    };
    const grid = gridOver({ minE: 0, minN: 0, maxE: 4, maxN: 4 }, 1);
    expect(() => sampleMeshOnGrid(double, grid)).toThrow(
      /two heights at 2\.50 E, 0\.50 N|two heights at 1\.50 E, 0\.50 N/,
    );
  });
});
