import { describe, expect, it } from 'vitest';
import { outlineAround } from '#core/scene/outline.ts';
import { createRandom } from '#core/scene/random.ts';
import { distanceToEdge, isInside } from '../../../helpers/scene-fixture.ts';

describe('outlineAround', () => {
  it('holds every place with the margin, and is closed, convex and anticlockwise', () => {
    const random = createRandom(1, 1);
    const places = Float64Array.from({ length: 400 }, (_, k) => random.gaussian() * (k % 2 === 0 ? 30 : 8));
    const ring = outlineAround(places, 2);
    expect(ring[0]).toEqual(ring.at(-1));
    for (let i = 0; i < places.length; i += 2) {
      expect(isInside(ring, places[i]!, places[i + 1]!)).toBe(true);
      // vertices are rounded to a centimetre
      expect(distanceToEdge(ring, places[i]!, places[i + 1]!)).toBeGreaterThan(2 - 0.01);
    }
    for (let k = 0; k + 2 < ring.length; k++) {
      const [a, b, c] = [ring[k]!, ring[k + 1]!, ring[k + 2]!];
      const cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
      // edges shorter than the rounding may lean a little
      expect(cross).toBeGreaterThan(-0.5);
    }
  });

  it('is a regular polygon around a single place and empty around none', () => {
    const ring = outlineAround([5, 7], 3, 4);
    expect(ring).toEqual([
      [8, 10],
      [2, 10],
      [2, 4],
      [8, 4],
      [8, 10],
    ]);
    expect(outlineAround([], 3)).toEqual([]);
  });
});
