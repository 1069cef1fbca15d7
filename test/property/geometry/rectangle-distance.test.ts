import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentToRectangle } from '#core/geometry/rectangle-distance.ts';

const coordinate = fc.integer({ min: -1000, max: 1000 });
const side = fc.integer({ min: 0, max: 500 });

describe('distance of a segment from a rectangle', () => {
  it.each([
    [[0, 0, 10, 0], [2, 5, 4, 9], 5],
    [[0, 0, 10, 0], [2, -1, 4, 9], 0],
    [[0, 0, 10, 0], [13, 4, 20, 9], 5],
    [[0, 0, 10, 10], [3, 3, 4, 4], 0],
    [[0, 0, 10, 10], [10, 0, 20, 4], Math.SQRT2 * 3],
    [[0, 10, 10, 0], [0, 0, 1, 1], Math.SQRT2 * 4],
    [[5, 5, 5, 5], [8, 9, 8, 9], 5],
    [[0, 0, 100, 0], [-5, -5, 200, 5], 0],
  ] as const)('%j and %j: %f', ([ax, ay, bx, by], rectangle, expected) => {
    expect(segmentToRectangle(ax, ay, bx, by, rectangle)).toBeCloseTo(expected, 12);
  });

  it('is what sampling both finds, and the same from either end', () => {
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        side,
        side,
        (ax, ay, bx, by, x, y, w, h) => {
          const found = segmentToRectangle(ax, ay, bx, by, [x, y, x + w, y + h]);
          expect(segmentToRectangle(bx, by, ax, ay, [x, y, x + w, y + h])).toBeCloseTo(found, 9);
          const steps = 400;
          let sampled = Number.POSITIVE_INFINITY;
          for (let i = 0; i <= steps; i++) {
            const [px, py] = [ax + ((bx - ax) * i) / steps, ay + ((by - ay) * i) / steps];
            sampled = Math.min(sampled, Math.hypot(Math.max(x - px, 0, px - x - w), Math.max(y - py, 0, py - y - h)));
          }
          const step = Math.hypot(bx - ax, by - ay) / steps;
          expect(found).toBeLessThanOrEqual(sampled + 1e-9);
          expect(found).toBeGreaterThanOrEqual(sampled - step - 1e-9);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
