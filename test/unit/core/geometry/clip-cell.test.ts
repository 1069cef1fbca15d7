import { describe, expect, it } from 'vitest';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import { parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { gridOver } from '#core/surface/grid.ts';

const area = (...rings: [number, number][][]) => parsePolygon({ type: 'Polygon', coordinates: rings });

describe('cellAreas', () => {
  it('gives whole cells their exact area and cut cells their part', () => {
    const polygon = area([
      [0.5, 0.25],
      [3, 0.25],
      [3, 2],
      [0.5, 2],
      [0.5, 0.25],
    ]);
    const grid = gridOver(polygon.bounds, 1);
    expect([grid.cols, grid.rows]).toEqual([3, 2]);
    expect(Array.from(cellAreas(polygon, grid))).toEqual([0.375, 0.75, 0.75, 0.5, 1, 1]);
  });

  it('cuts a diagonal in the middle of its cells', () => {
    const polygon = area([
      [0, 0],
      [3, 0],
      [3, 3],
      [0, 0],
    ]);
    expect(Array.from(cellAreas(polygon, gridOver(polygon.bounds, 1)))).toEqual([0.5, 1, 1, 0, 0.5, 1, 0, 0, 0.5]);
  });

  it('leaves holes out, also within one cell and over whole cells', () => {
    const polygon = area(
      [
        [0, 0],
        [6, 0],
        [6, 6],
        [0, 6],
        [0, 0],
      ],
      [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
        [1, 1],
      ],
      [
        [4.25, 4.25],
        [4.75, 4.25],
        [4.75, 4.75],
        [4.25, 4.75],
        [4.25, 4.25],
      ],
    );
    const areas = cellAreas(polygon, gridOver(polygon.bounds, 1));
    expect(areas[1 * 6 + 1]).toBe(0);
    expect(areas[2 * 6 + 2]).toBe(0);
    expect(areas[4 * 6 + 4]).toBe(0.75);
    expect(areas.reduce((sum, a) => sum + a, 0)).toBe(polygonArea(polygon));
  });

  it('handles a polygon inside one cell, far from the origin', () => {
    const polygon = area([
      [52000.1, -97000.4],
      [52000.3, -97000.4],
      [52000.2, -97000.2],
      [52000.1, -97000.4],
    ]);
    const areas = cellAreas(polygon, gridOver(polygon.bounds, 1));
    expect(areas.length).toBe(1);
    // coordinates of 1e5 carry 1.5e-11; a triangle of 0.2 m has 0.02 m² to 1e-11
    expect(areas[0]).toBeCloseTo(0.02, 10);
  });
});
