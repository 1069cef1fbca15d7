import { describe, expect, it } from 'vitest';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { cellStatistic } from '#core/surface/cell-statistics.ts';
import { clipGrid } from '#core/surface/clip-grid.ts';
import { centreEast, centreNorth, gridOver } from '#core/surface/grid.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

const points = (rows: readonly (readonly [number, number, number])[]) => ({
  east: Float64Array.from(rows, ([e]) => e),
  north: Float64Array.from(rows, ([, n]) => n),
  height: Float64Array.from(rows, ([, , h]) => h),
});

describe('cellStatistic', () => {
  const grid = gridOver({ minE: 0, minN: 0, maxE: 2, maxN: 1 }, 1);
  const some = points([
    [0.1, 0.1, 5],
    [0.9, 0.9, 1],
    [0.5, 0.5, 2],
    [0.4, 0.2, 8],
    // the western edge belongs to the cell, the eastern does not
    [1, 0.5, 7],
    [2, 0.5, 100],
    [0.5, -0.001, 100],
  ]);

  it.each([
    ['min', [1, 7]],
    ['max', [8, 7]],
    ['median', [3.5, 7]],
    ['count', [4, 1]],
  ] as const)('%s', (statistic, expected) => {
    expect([...cellStatistic(some, grid, statistic)]).toEqual(expected);
  });

  it('an empty cell is no data, and counts 0', () => {
    const none = points([[0.5, 0.5, 3]]);
    expect([...cellStatistic(none, grid, 'median')]).toEqual([3, Number.NaN]);
    expect([...cellStatistic(none, grid, 'count')]).toEqual([1, 0]);
  });

  it('cells whose centres stand at whole multiples lie half a cell off', () => {
    const centred = gridOver({ minE: 0, minN: 0, maxE: 2, maxN: 1 }, 1, 100, 'centres');
    expect([centreEast(centred, 0), centreNorth(centred, 0)].map(Number.isInteger)).toEqual([true, true]);
    const counts = cellStatistic(points([[0.6, 0.6, 1]]), centred, 'count');
    const cell = counts.indexOf(1);
    expect([centreEast(centred, cell % centred.cols), centreNorth(centred, Math.floor(cell / centred.cols))]).toEqual([
      1, 1,
    ]);
  });

  it('does not depend on the order of points', () => {
    const random = seededRandom(5);
    const rows = Array.from({ length: 500 }, () => [2 * random(), random(), random() * 10] as const);
    const shuffled = [...rows].sort(() => random() - 0.5);
    for (const statistic of ['min', 'max', 'median'] as const) {
      expect(cellStatistic(points(shuffled), grid, statistic)).toEqual(cellStatistic(points(rows), grid, statistic));
    }
  });
});

describe('clipGrid', () => {
  it('keeps the cells whose centre is inside; adjoining areas share none and lose none', () => {
    const grid = gridOver({ minE: 0, minN: 0, maxE: 20, maxN: 20 }, 0.5);
    // the common border runs through centres of cells
    const border = [
      [10.25, 0],
      [10.25, 7.25],
      [3.25, 14.25],
      [12.75, 20],
    ] as const;
    const west = parsePolygon({ type: 'Polygon', coordinates: [[[0, 0], ...border, [0, 20], [0, 0]]] });
    const east = parsePolygon({
      type: 'Polygon',
      coordinates: [[[20, 0], [20, 20], ...[...border].reverse(), [20, 0]]],
    });
    const [one, other] = [west, east].map((polygon) => {
      const heights = new Float64Array(grid.cols * grid.rows).fill(1);
      clipGrid(heights, grid, polygon);
      return heights;
    }) as [Float64Array, Float64Array];
    for (let cell = 0; cell < one.length; cell++) {
      expect(Number.isNaN(one[cell]) !== Number.isNaN(other[cell])).toBe(true);
    }
  });

  it('leaves holes out', () => {
    const grid = gridOver({ minE: 0, minN: 0, maxE: 10, maxN: 10 }, 1);
    const heights = new Float32Array(100).fill(1);
    const ring = (a: number, b: number) => [
      [a, a],
      [b, a],
      [b, b],
      [a, b],
      [a, a],
    ];
    clipGrid(heights, grid, parsePolygon({ type: 'Polygon', coordinates: [ring(0, 10), ring(3, 6)] }));
    expect(heights.filter((height) => !Number.isNaN(height)).length).toBe(100 - 9);
  });
});
