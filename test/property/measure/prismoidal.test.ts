import fc from 'fast-check';
import { describe, it } from 'vitest';
import { type Polygon, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { prismoidalVolume } from '#core/measure/prismoidal.ts';
import { tinDatumVolume } from '#core/measure/tin-datum.ts';
import type { FacetShape } from '#core/surface/surface-shape.ts';
import { buildTin } from '#core/surface/tin.ts';

const E0 = 52_400;
const N0 = -97_200;
const SIDE = 12;

/**
 * TIN over [0, 12]² with vertices at multiples of a step: coarse steps put vertices and edges of two TINs and of the
 * outline onto each other, fine ones make needles.
 */
const surface = fc
  .record({
    step: fc.constantFrom(1, 0.5, 0.001),
    places: fc.array(fc.tuple(fc.nat(12_000), fc.nat(12_000), fc.integer({ min: -50, max: 50 })), { maxLength: 40 }),
    corners: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -50, max: 50 }))),
  })
  .map(({ step, places, corners }): FacetShape => {
    const snap = (value: number) => Math.round(((value / 12_000) * SIDE) / step) * step;
    const [a, b, c, d] = corners as [number, number, number, number];
    const points = [
      [0, 0, a],
      [SIDE, 0, b],
      [SIDE, SIDE, c],
      [0, SIDE, d],
      ...places.map(([e, n, h]) => [snap(e), snap(n), h]),
    ];
    const tin = buildTin({
      east: Float64Array.from(points, ([e]) => E0 + e!),
      north: Float64Array.from(points, ([, n]) => N0 + n!),
      height: Float64Array.from(points, ([, , h]) => 100 + h! / 10),
    });
    return { kind: 'tin', tin, maxEdgeM: 100 };
  });

/** Star-shaped rings inside the surfaces, their vertices at multiples of 0.5 m or of a millimetre. */
const outline = fc
  .record({
    step: fc.constantFrom(0.001, 0.5),
    radii: fc.array(fc.integer({ min: 150, max: 590 }), { minLength: 3, maxLength: 12 }),
  })
  .map(({ step, radii }): Polygon | null => {
    const positions = radii.map((radius, i): [number, number] => {
      const angle = (2 * Math.PI * i) / radii.length;
      const snap = (value: number) => Math.round((6 + value) / step) * step;
      return [E0 + snap((radius / 100) * Math.cos(angle)), N0 + snap((radius / 100) * Math.sin(angle))];
    });
    try {
      return parsePolygon({ type: 'Polygon', coordinates: [[...positions, positions[0]!]] });
    } catch {
      // rounding to half metres may make it touch itself
      return null;
    }
  });

describe('prismoidal volumes', () => {
  it('cover the area to 1e-9, swap with the epochs, add up over three surfaces and agree with sums over a datum', () => {
    fc.assert(
      fc.property(surface, surface, surface, outline, (first, second, third, polygon) => {
        fc.pre(polygon !== null);
        const areaM2 = polygonArea(polygon!);
        const there = prismoidalVolume(polygon!, first, second);
        const back = prismoidalVolume(polygon!, second, first);
        const onward = prismoidalVolume(polygon!, second, third);
        const direct = prismoidalVolume(polygon!, first, third);
        // heights differ by up to 10 m, so 1e-9 of area × 10 m
        const tolerance = 1e-8 * areaM2;
        return (
          Math.abs(there.coveredAreaM2 / areaM2 - 1) < 1e-9 &&
          there.cutAreaM2 + there.fillAreaM2 <= areaM2 * (1 + 1e-9) &&
          there.voidAreaM2 === 0 &&
          there.cutM3 >= 0 &&
          there.fillM3 >= 0 &&
          Math.abs(back.cutM3 - there.fillM3) < tolerance &&
          Math.abs(back.fillM3 - there.cutM3) < tolerance &&
          Math.abs(there.netM3 + onward.netM3 - direct.netM3) < tolerance &&
          Math.abs(tinDatumVolume(polygon!, first, third).netM3 - direct.netM3) < tolerance
        );
      }),
      { numRuns: 400 },
    );
  });
});
