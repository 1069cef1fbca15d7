import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GridPositions, POSITION_BITS } from '#core/copc/octree-grid.ts';
import { partCount, splitIntoParts } from '#core/export/node-parts.ts';

/** Points of the node 2-1-0-0, some of them in one place. */
const DEPTH = 2;
const SIDE = 2 ** (POSITION_BITS - DEPTH);
const inNode = fc
  .array(fc.tuple(fc.nat(SIDE - 1), fc.nat(SIDE - 1), fc.nat(SIDE - 1), fc.nat(3)), { minLength: 1, maxLength: 500 })
  .map((points): GridPositions => {
    const axis = (k: 0 | 1 | 2, begin: number) =>
      Uint32Array.from(points, (point) => begin + (point[3] === 0 ? 77 : point[k]));
    return { x: axis(0, SIDE), y: axis(1, 0), z: axis(2, 0) };
  });

test('the parts are the points of the node, each once, with one point a cell in all but the last', () => {
  fc.assert(
    fc.property(inNode, fc.integer({ min: 1, max: 4 }), (positions, parts) => {
      const split = splitIntoParts(positions, DEPTH, parts);
      expect(split.length).toBe(parts);
      const all = split.flatMap((part) => Array.from(part));
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from(positions.x, (_, i) => i));
      split.slice(0, -1).forEach((part, level) => {
        const shift = POSITION_BITS - 6 - DEPTH - level;
        const cells = Array.from(part, (i) =>
          [positions.x, positions.y, positions.z].map((axis) => axis[i]! >>> shift).join(),
        );
        expect(new Set(cells).size).toBe(part.length);
        expect(Array.from(part)).toEqual(Array.from(part).toSorted((a, b) => a - b));
      });
    }),
    { numRuns: 100, seed: 20250 },
  );
});

test('the number of parts follows the number of points; a node with children is one', () => {
  expect([1, 24_000, 24_001, 96_000, 96_001, 200_000].map((count) => partCount(count, false))).toEqual([
    1, 1, 2, 2, 3, 3,
  ]);
  expect(partCount(200_000, true)).toBe(1);
});
