import Delaunator from 'delaunator';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { triangulate } from '#core/geometry/delaunay.ts';
import { validateTin } from '../../helpers/validate-tin.ts';

const integers = fc.array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 })), {
  maxLength: 60,
});
// nanometres: tiny doubles beside large ones, none so small that exact arithmetic underflows
const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Math.round(value * 1e9) / 1e9);
const reals = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 });
const columns = (positions: [number, number][]): [Float64Array, Float64Array] => [
  Float64Array.from(positions, ([e]) => e),
  Float64Array.from(positions, ([, n]) => n),
];

describe('triangulate', () => {
  it('is a Delaunay triangulation of any points, degenerate ones included', () => {
    fc.assert(
      fc.property(fc.oneof(integers, reals), (positions) => {
        const [east, north] = columns(positions);
        validateTin(east, north, triangulate(east, north));
      }),
      { numRuns: 2000 },
    );
  });

  it('has as many triangles as npm delaunator finds on integer positions', () => {
    fc.assert(
      fc.property(integers, (positions) => {
        const distinct = [...new Map(positions.map((position) => [position.join(), position])).values()];
        const reference = distinct.length < 3 ? 0 : Delaunator.from(distinct).triangles.length;
        return triangulate(...columns(distinct)).triangles.length === reference;
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order of the points', () => {
    const shapes = (positions: [number, number][]) => {
      const [east, north] = columns(positions);
      const { triangles } = triangulate(east, north);
      const corner = (v: number) => `${east[v]} ${north[v]}`;
      return Array.from({ length: triangles.length / 3 }, (_, t) =>
        [0, 1, 2]
          .map((k) => corner(triangles[3 * t + k]!))
          .sort()
          .join('|'),
      )
        .sort()
        .join('\n');
    };
    fc.assert(
      fc.property(integers, (positions) => shapes(positions) === shapes([...positions].reverse())),
      { numRuns: 1000 },
    );
  });
});
