import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSubtree } from '#core/copc/build-subtree.ts';
import { cellCodes, mortonCode, stableOrder } from '#core/copc/morton.ts';
import { cubeAround, GRID_BITS, type GridPositions, gridPositions, POSITION_BITS } from '#core/copc/octree-grid.ts';
import { mergeCellCounts, planBuckets } from '#core/copc/plan-buckets.ts';
import { ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';

/** Points in clumps, so that trees get deep, and some of them doubled. */
const positions = fc
  .record({
    clumps: fc.array(fc.tuple(fc.nat(2 ** 21 - 1), fc.nat(2 ** 21 - 1), fc.nat(2 ** 21 - 1), fc.nat(20)), {
      minLength: 1,
      maxLength: 6,
    }),
    steps: fc.array(fc.tuple(fc.nat(5), fc.nat(4000), fc.nat(4000), fc.nat(4000)), { minLength: 1, maxLength: 600 }),
  })
  .map(({ clumps, steps }): GridPositions => {
    const axis = (k: 0 | 1 | 2) =>
      Uint32Array.from(steps, (step) => {
        const clump = clumps[step[0] % clumps.length]!;
        return Math.min(2 ** 21 - 1, clump[k] + (step[k + 1]! >> (clump[3] % 12)));
      });
    return { x: axis(0), y: axis(1), z: axis(2) };
  });

const isInside = (key: VoxelKey, { x, y, z }: GridPositions, point: number) => {
  const shift = POSITION_BITS - key[0];
  return x[point]! >>> shift === key[1] && y[point]! >>> shift === key[2] && z[point]! >>> shift === key[3];
};

test('each point is in exactly one node, and inside that node', () => {
  fc.assert(
    fc.property(positions, fc.integer({ min: 1, max: 50 }), (points, leafPoints) => {
      const seen = new Uint8Array(points.x.length);
      const take = (key: VoxelKey, indices: Uint32Array) => {
        for (const i of indices) {
          seen[i]! += 1;
          expect(isInside(key, points, i)).toBe(true);
        }
      };
      const root = buildSubtree({
        root: ROOT_KEY,
        positions: points,
        leafPoints,
        onNode: (node) => take(node.key, node.points),
      });
      take(ROOT_KEY, root.points);
      expect(seen.every((count) => count === 1)).toBe(true);
    }),
    { numRuns: 150, seed: 20190 },
  );
});

test('a node with children holds one point in each occupied cell of its grid', () => {
  fc.assert(
    fc.property(positions, (points) => {
      const { points: sample, hasChildren } = buildSubtree({
        root: ROOT_KEY,
        positions: points,
        leafPoints: 20,
        onNode: () => {},
      });
      if (!hasChildren) return;
      const shift = POSITION_BITS - GRID_BITS;
      const cell = (i: number) => `${points.x[i]! >>> shift} ${points.y[i]! >>> shift} ${points.z[i]! >>> shift}`;
      expect(new Set(Array.from(sample, cell)).size).toBe(sample.length);
    }),
    { numRuns: 60, seed: 20191 },
  );
});

test('points in nodes keep the order of the source', () => {
  fc.assert(
    fc.property(positions, (points) => {
      const ascending = (indices: Uint32Array) => indices.every((value, i) => i === 0 || value > indices[i - 1]!);
      const root = buildSubtree({
        root: ROOT_KEY,
        positions: points,
        leafPoints: 10,
        onNode: (node) => expect(ascending(node.points)).toBe(true),
      });
      expect(ascending(root.points)).toBe(true);
    }),
    { numRuns: 60, seed: 20192 },
  );
});

test('the order by cell is sorted and stable', () => {
  fc.assert(
    fc.property(positions, (points) => {
      const codes = cellCodes(points);
      const order = stableOrder(codes);
      expect(new Set(order).size).toBe(codes.length);
      for (let i = 1; i < order.length; i++) {
        const [a, b] = [order[i - 1]!, order[i]!];
        expect(codes[a]! < codes[b]! || (codes[a] === codes[b] && a < b)).toBe(true);
      }
    }),
    { numRuns: 100, seed: 20193 },
  );
});

test('Morton codes interleave their bits', () => {
  fc.assert(
    fc.property(fc.nat(1023), fc.nat(1023), fc.nat(1023), (x, y, z) => {
      let slow = 0;
      for (let bit = 0; bit < 10; bit++)
        slow += (((x >> bit) & 1) + 2 * ((y >> bit) & 1) + 4 * ((z >> bit) & 1)) * 8 ** bit;
      expect(mortonCode(x, y, z)).toBe(slow);
    }),
    { seed: 20194 },
  );
});

test('buckets cover every point once and none is larger than the limit unless it cannot be divided', () => {
  const cells = fc.array(fc.tuple(fc.nat(2 ** 21 - 1), fc.integer({ min: 1, max: 5000 })), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(cells, fc.integer({ min: 1, max: 20_000 }), (list, limit) => {
      const counts = mergeCellCounts(
        list.map(([code, count]) => ({ codes: Uint32Array.of(code), counts: Float64Array.of(count) })),
      );
      const buckets = planBuckets(counts, limit);
      expect(buckets.reduce((sum, bucket) => sum + bucket.pointCount, 0)).toBe(
        list.reduce((sum, [, count]) => sum + count, 0),
      );
      for (const bucket of buckets) expect(bucket.pointCount <= limit || bucket.key[0] === 7).toBe(true);
    }),
    { numRuns: 200, seed: 20195 },
  );
});

test('the cube holds its bounds, and positions on its faces stay inside', () => {
  const coordinate = fc.double({ min: -2e5, max: 2e5, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(coordinate, coordinate, coordinate),
      fc.tuple(fc.double({ min: 0, max: 5e4, noNaN: true }), fc.nat(900), fc.nat(300)),
      (min, extent) => {
        const max = min.map((v, k) => v + extent[k]!) as [number, number, number];
        const cube = cubeAround(min, max);
        for (let k = 0; k < 3; k++) {
          // half a nanometre of rounding at coordinates of 10⁵
          expect(cube.center[k]! - cube.halfsize).toBeLessThanOrEqual(min[k]! + 1e-9);
          expect(cube.center[k]! + cube.halfsize).toBeGreaterThanOrEqual(max[k]! - 1e-9);
        }
        const record = new Uint8Array(30);
        const { x } = gridPositions(record, 30, { scale: [1, 1, 1], offset: max }, cube);
        expect(x[0]).toBeLessThan(2 ** POSITION_BITS);
      },
    ),
    { numRuns: 300, seed: 20196 },
  );
});
