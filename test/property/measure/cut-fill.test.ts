import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { AreaGeometry } from '#core/geometry/polygon.ts';
import { measureExact } from '../../helpers/flat-surface.ts';

const ring = (...positions: [number, number][]): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [[...positions, positions[0]!]],
});
const existing = (e: number, n: number) => 3 * Math.sin(e / 3) + n / 10;
const compared = (e: number, n: number) => 2 * Math.cos(n / 4) + e / 20;

describe('cut-fill volumes', () => {
  it('of the parts of a split polygon add up to those of the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3999 }),
        fc.integer({ min: 1, max: 3999 }),
        fc.constantFrom(0.25, 0.5, 1),
        (low, high, cellSizeM) => {
          const [a, b] = [52000 + low / 100, 52000 + high / 100];
          const [n0, n1] = [-97000, -96970];
          const whole = measureExact(
            ring([52000, n0], [52040, n0], [52040, n1], [52000, n1]),
            cellSizeM,
            existing,
            compared,
          );
          const west = measureExact(ring([52000, n0], [a, n0], [b, n1], [52000, n1]), cellSizeM, existing, compared);
          const east = measureExact(ring([a, n0], [52040, n0], [52040, n1], [b, n1]), cellSizeM, existing, compared);
          // the 1e-9, relative to volumes of thousands of cubic metres
          return (['cutM3', 'fillM3', 'coveredAreaM2'] as const).every(
            (name) => Math.abs(west[name] + east[name] - whole[name]) <= 1e-9 * whole[name],
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of two steps add up to that of both: net(A→B) + net(B→C) = net(A→C)', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (lift) => {
        const area = ring([0, 0], [20, 0], [15, 12], [3, 9]);
        const third = (e: number, n: number) => lift + (e * n) / 100;
        const net = (from: typeof existing, to: typeof existing) => measureExact(area, 0.5, from, to).netM3;
        return Math.abs(net(existing, compared) + net(compared, third) - net(existing, third)) < 1e-9;
      }),
      { numRuns: 60 },
    );
  });
});
