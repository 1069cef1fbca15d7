import { describe, expect, it } from 'vitest';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { contourVolume } from '#core/measure/contour.ts';
import { prismoidalVolume } from '#core/measure/prismoidal.ts';
import { horizontalPlane } from '#core/surface/plane.ts';
import { type FacetShape, meshShape } from '#core/surface/surface-shape.ts';
import { buildTin } from '#core/surface/tin.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const plane = (heightM: number): FacetShape => ({ kind: 'plane', plane: horizontalPlane(heightM) });
const square = (side: number) =>
  parsePolygon({
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [side, 0],
        [side, side],
        [0, side],
        [0, 0],
      ],
    ],
  });

/** A frustum of a pyramid: base 20 × 20 at height 0, top 10 × 10 at height 4, as a mesh on a level ground. */
function frustum(): FacetShape {
  const corners = [
    [10, 10, 0],
    [30, 10, 0],
    [30, 30, 0],
    [10, 30, 0],
    [15, 15, 4],
    [25, 15, 4],
    [25, 25, 4],
    [15, 25, 4],
    [0, 0, 0],
    [40, 0, 0],
    [40, 40, 0],
    [0, 40, 0],
  ];
  const ring = (outer: number[], inner: number[]) =>
    outer.flatMap((a, i) => {
      const b = outer[(i + 1) % 4]!;
      const [c, d] = [inner[(i + 1) % 4]!, inner[i]!];
      return [a, b, c, a, c, d];
    });
  const triangles = [4, 5, 6, 4, 6, 7, ...ring([0, 1, 2, 3], [4, 5, 6, 7]), ...ring([8, 9, 10, 11], [0, 1, 2, 3])];
  return meshShape({
    east: Float64Array.from(corners, ([e]) => e!),
    north: Float64Array.from(corners, ([, n]) => n!),
    height: Float64Array.from(corners, ([, , h]) => h!),
    triangles: Uint32Array.from(triangles),
  });
}

describe('the method contour', () => {
  it('sums the areas of a frustum on level ground as by hand', () => {
    // A(z) = (20 − 2.5 z)²: slices of 1 m
    const area = (z: number) => (20 - 2.5 * z) ** 2;
    const byHand = [0, 1, 2, 3].reduce((sum, z) => sum + (area(z) + area(z + 1)) / 2, 0);
    const found = contourVolume(square(40), plane(0), frustum(), 1);
    // heights within a nanometre are one
    expect(found.fillM3).toBeCloseTo(byHand, 6);
    expect(found.cutM3).toBe(0);
    expect(found.coveredAreaM2).toBeCloseTo(1600, 9);
    expect(found.fillAreaM2).toBeCloseTo(400, 9);
  });

  it('converges with the square of the interval', () => {
    const exact = prismoidalVolume(square(40), plane(0), frustum()).fillM3;
    expect(exact).toBeCloseTo((4 / 3) * (400 + 200 + 100), 9);
    const errors = [2, 1, 0.5].map(
      (interval) => contourVolume(square(40), plane(0), frustum(), interval).fillM3 - exact,
    );
    expect(errors[0]! / errors[1]!).toBeCloseTo(4, 6);
    expect(errors[1]! / errors[2]!).toBeCloseTo(4, 6);
  });

  it('is exact on level steps, whatever the interval', () => {
    expect(contourVolume(square(10), plane(2), plane(5.3), 1).fillM3).toBeCloseTo(330, 9);
    expect(contourVolume(square(10), plane(5.3), plane(2), 1).cutM3).toBeCloseTo(330, 9);
  });

  it('slices cut and fill from their own lowest heights: a hollow far below moves no slice of the heap', () => {
    const pit: FacetShape = meshShape({
      east: Float64Array.of(0, 40, 40, 0, 20),
      north: Float64Array.of(0, 0, 40, 40, 20),
      height: Float64Array.of(-0.3, 0, 3, 0, 0),
      triangles: Uint32Array.of(0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4),
    });
    const exact = prismoidalVolume(square(40), plane(0), pit);
    const found = contourVolume(square(40), plane(0), pit, 0.1);
    expect(Math.abs(found.fillM3 / exact.fillM3 - 1)).toBeLessThan(0.002);
    expect(Math.abs(found.cutM3 / exact.cutM3 - 1)).toBeLessThan(0.1);
  });

  it('finds what the exact method finds between two rough surfaces, and swaps cut and fill with them', () => {
    const tin = (seed: number, heightAt: (e: number, n: number) => number): FacetShape => {
      const random = seededRandom(seed);
      const east = Float64Array.from({ length: 400 }, () => -2 + 44 * random.uniform());
      const north = Float64Array.from({ length: 400 }, () => -2 + 44 * random.uniform());
      const height = east.map((e, i) => heightAt(e, north[i]!));
      return { kind: 'tin', tin: buildTin({ east, north, height }), maxEdgeM: 100 };
    };
    const before = tin(1, (e, n) => 3 * Math.sin(e / 9) + 0.1 * n);
    const after = tin(2, (e, n) => 2 * Math.cos(n / 7) + 0.05 * e);
    const exact = prismoidalVolume(square(40), before, after);
    const found = contourVolume(square(40), before, after, 0.02);
    expect(Math.abs(found.cutM3 / exact.cutM3 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(found.fillM3 / exact.fillM3 - 1)).toBeLessThan(1e-3);
    const swapped = contourVolume(square(40), after, before, 0.02);
    expect(swapped.cutM3).toBeCloseTo(found.fillM3, 8);
    expect(swapped.fillM3).toBeCloseTo(found.cutM3, 8);
  });

  it('refuses slices too thin to count', () => {
    expect(() => contourVolume(square(10), plane(0), plane(100), 1e-3)).toThrow(/100000; at most 20000/);
  });
});
