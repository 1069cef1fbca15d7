import { describe, expect, it } from 'vitest';
import { centreEast, centreNorth, gridOver } from '#core/surface/grid.ts';
import { buildTin } from '#core/surface/tin.ts';
import { sampleTinAt, sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const points = (rows: [number, number, number][]) => ({
  east: Float64Array.from(rows, ([e]) => e),
  north: Float64Array.from(rows, ([, n]) => n),
  height: Float64Array.from(rows, ([, , h]) => h),
});

function scattered(count: number, side: number, seed: number, heightAt: (e: number, n: number) => number) {
  const { uniform } = seededRandom(seed);
  return points(
    Array.from({ length: count }, () => {
      const [e, n] = [Math.round(1000 * side * uniform()) / 1000, Math.round(1000 * side * uniform()) / 1000];
      return [e, n, heightAt(e, n)];
    }),
  );
}

describe('buildTin', () => {
  it('takes the lowest of several points at one position, whatever their order', () => {
    const rows: [number, number, number][] = [
      [0, 0, 5],
      [4, 0, 1],
      [0, 4, 1],
      [0, 0, 2],
      [0, 0, 9],
    ];
    for (const order of [rows, [...rows].reverse()]) {
      const tin = buildTin(points(order));
      expect(tin.pointCount).toBe(5);
      expect(sampleTinAt(tin, [0], [0], 10)[0]).toBe(2);
    }
  });

  it('has no triangles for points on one line', () => {
    expect(
      buildTin(
        points([
          [0, 0, 1],
          [1, 1, 1],
          [2, 2, 1],
        ]),
      ).triangles.length,
    ).toBe(0);
    expect(sampleTinAt(buildTin(points([])), [0], [0], 10)[0]).toBeNaN();
  });
});

describe('sampleTinOnGrid', () => {
  it('reproduces a plane at every cell centre inside the hull', () => {
    const plane = (e: number, n: number) => 100 + 0.3 * e - 0.2 * n;
    const tin = buildTin(scattered(4000, 40, 1, plane));
    const grid = gridOver({ minE: 2, minN: 2, maxE: 38, maxN: 38 }, 0.5);
    const { heights } = sampleTinOnGrid(tin, grid, 1000);
    for (let row = 0; row < grid.rows; row++) {
      for (let col = 0; col < grid.cols; col++) {
        // linear interpolation of a plane is exact up to rounding of heights of 100 m
        expect(heights[row * grid.cols + col]).toBeCloseTo(plane(centreEast(grid, col), centreNorth(grid, row)), 9);
      }
    }
  });

  it('gives, digit for digit, what sampling each centre gives, with and without a limit on the edges', () => {
    const tin = buildTin(scattered(3000, 40, 2, (e, n) => Math.sin(e) + Math.cos(n / 3)));
    const grid = gridOver({ minE: -2, minN: -2, maxE: 43, maxN: 42 }, 0.25);
    const east = Float64Array.from({ length: grid.cols * grid.rows }, (_, cell) => centreEast(grid, cell % grid.cols));
    const north = east.map((_, cell) => centreNorth(grid, Math.floor(cell / grid.cols)));
    for (const maxEdgeM of [1000, 1.2]) {
      const drawn = sampleTinOnGrid(tin, grid, maxEdgeM).heights;
      expect(drawn).toEqual(sampleTinAt(tin, east, north, maxEdgeM));
      expect(drawn.some(Number.isNaN)).toBe(true);
    }
  });

  it('gives the same digits whatever the order of the points and however far the points reach', () => {
    const near = scattered(2000, 30, 3, (e, n) => (e * n) / 50);
    const rows = Array.from(near.east, (e, i): [number, number, number] => [e, near.north[i]!, near.height[i]!]);
    const grid = gridOver({ minE: 5, minN: 5, maxE: 25, maxN: 25 }, 0.5);
    const heightsOf = (some: [number, number, number][]) => sampleTinOnGrid(buildTin(points(some)), grid, 100).heights;
    const expected = heightsOf(rows);
    expect(heightsOf([...rows].reverse())).toEqual(expected);
    expect(heightsOf([...rows, [900, 700, 3], [-500, 100, 7], [40, -600, 1]])).toEqual(expected);
  });

  it('has heights on vertices, edges and the hull itself, and on the border of a void', () => {
    // cell centres at .5: the corners and edges of this square are centres
    const tin = buildTin(
      points([
        [0.5, 0.5, 1],
        [3.5, 0.5, 4],
        [3.5, 3.5, 7],
        [0.5, 3.5, 4],
        [30.5, 0.5, 40],
      ]),
    );
    const grid = gridOver({ minE: 0, minN: 0, maxE: 6, maxN: 4 }, 1);
    const { heights } = sampleTinOnGrid(tin, grid, 5);
    expect(Array.from(heights.subarray(0, 6))).toEqual([1, 2, 3, 4, Number.NaN, Number.NaN]);
    expect(Array.from(heights.subarray(18, 24))).toEqual([4, 5, 6, 7, Number.NaN, Number.NaN]);
  });

  it('measures edges in plan: an edge of exactly the limit is data, a longer one is not', () => {
    const tin = buildTin(
      points([
        [0, 0, 0],
        [3, 0, 100],
        [0, 4, 0],
      ]),
    );
    const grid = gridOver({ minE: 0, minN: 0, maxE: 2, maxN: 2 }, 1);
    expect(sampleTinOnGrid(tin, grid, 5).heights[0]).toBeCloseTo(50 / 3, 10);
    expect(sampleTinOnGrid(tin, grid, 4.999).heights[0]).toBeNaN();
  });
});
