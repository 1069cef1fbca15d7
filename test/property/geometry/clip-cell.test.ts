import fc from 'fast-check';
import { describe, it } from 'vitest';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import { type Polygon, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { gridBounds, gridOver } from '#core/surface/grid.ts';
import { clippedArea } from '../../helpers/clip-ring.ts';

/** Star-shaped rings around a centre: simple whatever the radii. With a hole of a quarter of the radii. */
const star = fc
  .record({
    east: fc.integer({ min: -100_000, max: 100_000 }),
    north: fc.integer({ min: -100_000, max: 100_000 }),
    radii: fc.array(fc.integer({ min: 20, max: 700 }), { minLength: 3, maxLength: 24 }),
    hole: fc.boolean(),
  })
  .map(({ east, north, radii, hole }): Polygon => {
    const ring = (share: number): [number, number][] => {
      const positions = radii.map((radius, i): [number, number] => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [east + (share * radius * Math.cos(angle)) / 100, north + (share * radius * Math.sin(angle)) / 100];
      });
      return [...positions, positions[0]!];
    };
    return parsePolygon({ type: 'Polygon', coordinates: hole ? [ring(1), ring(0.25)] : [ring(1)] });
  });

const cellSize = fc.constantFrom(0.1, 0.25, 0.5, 1, 3);

describe('cellAreas', () => {
  it('agrees with clipping the polygon cell by cell, and adds up to its area', () => {
    fc.assert(
      fc.property(star, cellSize, (polygon, cellSizeM) => {
        const grid = gridOver(polygon.bounds, cellSizeM);
        const areas = cellAreas(polygon, grid);
        const { minE, minN } = gridBounds(grid);
        // coordinates of 1e5 m carry 1.5e-11 m, edges are up to 14 m long: 1e-9 m² a cell is above rounding
        for (let row = 0; row < grid.rows; row += Math.max(1, Math.floor(grid.rows / 8))) {
          for (let col = 0; col < grid.cols; col++) {
            const e = minE + col * cellSizeM;
            const n = minN + row * cellSizeM;
            const expected = clippedArea(polygon, e, n, e + cellSizeM, n + cellSizeM);
            if (Math.abs(areas[row * grid.cols + col]! - expected) > 1e-9) return false;
          }
        }
        const sum = areas.reduce((total, a) => total + a, 0);
        return Math.abs(sum - polygonArea(polygon)) < 1e-8;
      }),
      { numRuns: 150 },
    );
  });

  it('splits between two polygons without gap or overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 999 }),
        cellSize,
        (low, high, cellSizeM) => {
          const [a, b] = [low / 100, high / 100];
          const whole = parsePolygon({
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [10, 0],
                [10, 10],
                [0, 10],
                [0, 0],
              ],
            ],
          });
          const west = parsePolygon({
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [a, 0],
                [b, 10],
                [0, 10],
                [0, 0],
              ],
            ],
          });
          const east = parsePolygon({
            type: 'Polygon',
            coordinates: [
              [
                [a, 0],
                [10, 0],
                [10, 10],
                [b, 10],
                [a, 0],
              ],
            ],
          });
          const grid = gridOver(whole.bounds, cellSizeM);
          const [all, left, right] = [whole, west, east].map((polygon) => cellAreas(polygon, grid));
          return all!.every((value, cell) => Math.abs(left![cell]! + right![cell]! - value) < 1e-12);
        },
      ),
      { numRuns: 200 },
    );
  });
});
