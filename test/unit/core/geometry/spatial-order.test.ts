import { describe, expect, it } from 'vitest';
import { spatialOrder } from '#core/geometry/spatial-order.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

describe('spatialOrder', () => {
  it('visits the cells of a grid so that each next cell adjoins the last', () => {
    const side = 64;
    const east = Float64Array.from({ length: side * side }, (_, i) => i % side);
    const north = Float64Array.from({ length: side * side }, (_, i) => Math.floor(i / side));
    const order = spatialOrder(east, north);
    for (let i = 1; i < order.length; i++) {
      const [a, b] = [order[i - 1]!, order[i]!];
      expect(Math.abs(east[a]! - east[b]!) + Math.abs(north[a]! - north[b]!)).toBe(1);
    }
  });

  it('puts equal positions side by side, the lowest first', () => {
    const east = Float64Array.of(5, 1, 5, 1, 5);
    const north = Float64Array.of(5, 1, 5, 1, 5);
    const height = Float64Array.of(3, 9, 1, 8, 2);
    expect(Array.from(spatialOrder(east, north, height))).toEqual([3, 1, 2, 4, 0]);
  });

  it('orders a set of points the same way whatever the order they come in', () => {
    const { uniform } = seededRandom(3);
    const points = Array.from({ length: 5000 }, () => [
      Math.floor(300 * uniform()) / 10,
      Math.floor(300 * uniform()) / 10,
      uniform(),
    ]);
    const sorted = (rows: number[][]) => {
      const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
      return Array.from(spatialOrder(column(0), column(1), column(2)), (i) => rows[i]!);
    };
    expect(sorted([...points].reverse())).toEqual(sorted(points));
  });

  it('sorts many points that share one cell of the curve', () => {
    // an outlier squeezes all others into one cell
    const east = Float64Array.from({ length: 1001 }, (_, i) => (i === 1000 ? 1e12 : ((i * 7919) % 1000) / 1000));
    const north = new Float64Array(1001);
    const order = spatialOrder(east, north);
    for (let i = 1; i < 1000; i++) expect(east[order[i]!]!).toBeGreaterThan(east[order[i - 1]!]!);
  });
});
