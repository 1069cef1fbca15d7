/** Triangles of a grid: accurate to what they promise, without cracks, without a triangle over a void. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GridMesh, type GridNodes, gridMesh } from '#core/surface/rtin.ts';

const someGrid = fc
  .record({ cols: fc.integer({ min: 2, max: 40 }), rows: fc.integer({ min: 2, max: 40 }), seed: fc.integer() })
  .chain(({ cols, rows }) =>
    fc.record({
      cols: fc.constant(cols),
      rows: fc.constant(rows),
      heights: fc.array(
        fc.oneof(
          { weight: 12, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
          { weight: 1, arbitrary: fc.constant(Number.NaN) },
        ),
        { minLength: cols * rows, maxLength: cols * rows },
      ),
    }),
  );

/** Calls with every node that a triangle holds, and the height of the triangle's plane there. */
function visitNodes(
  { cols, heights }: GridNodes,
  { col, row, triangles }: GridMesh,
  visit: (node: number, height: number) => void,
) {
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const twice = (col[b]! - col[a]!) * (row[c]! - row[a]!) - (row[b]! - row[a]!) * (col[c]! - col[a]!);
    expect(twice).toBeGreaterThan(0);
    const of = (vertex: number) => heights[row[vertex]! * cols + col[vertex]!]!;
    for (let y = Math.min(row[a]!, row[b]!, row[c]!); y <= Math.max(row[a]!, row[b]!, row[c]!); y++) {
      for (let x = Math.min(col[a]!, col[b]!, col[c]!); x <= Math.max(col[a]!, col[b]!, col[c]!); x++) {
        const wa = ((col[b]! - x) * (row[c]! - y) - (row[b]! - y) * (col[c]! - x)) / twice;
        const wb = ((col[c]! - x) * (row[a]! - y) - (row[c]! - y) * (col[a]! - x)) / twice;
        const wc = 1 - wa - wb;
        if (Math.min(wa, wb, wc) < -1e-12) continue;
        visit(y * cols + x, wa * of(a) + wb * of(b) + wc * of(c));
      }
    }
  }
}

describe('gridMesh', () => {
  it('is nowhere further from a node than allowed, and holds no void', () => {
    fc.assert(
      fc.property(someGrid, fc.constantFrom(0, 0.1, 2, 20), (grid, maxError) => {
        const mesh = gridMesh(grid, maxError);
        visitNodes(grid, mesh, (node, height) => {
          expect(Number.isNaN(grid.heights[node])).toBe(false);
          expect(Math.abs(height - grid.heights[node]!)).toBeLessThanOrEqual(maxError + 1e-9);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('covers a grid without voids once: areas add up, every inner edge has two sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0, 0.05, 0.5, 5), (seed, maxError) => {
        const size = 33;
        const heights = Array.from({ length: size * size }, (_, i) => {
          const [x, y] = [i % size, Math.floor(i / size)];
          return 4 * Math.sin((x + seed) / 5) * Math.cos((y - seed) / 4) + (x > 20 ? 3 : 0);
        });
        const { col, row, triangles } = gridMesh({ cols: size, rows: size, heights }, maxError);
        let twice = 0;
        const edges = new Map<string, number>();
        for (let t = 0; t < triangles.length; t += 3) {
          const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!] as const;
          const [a, b, c] = corners;
          twice += (col[b]! - col[a]!) * (row[c]! - row[a]!) - (row[b]! - row[a]!) * (col[c]! - col[a]!);
          for (const [from, to] of [
            [a, b],
            [b, c],
            [c, a],
          ] as const) {
            const key = `${Math.min(from, to)}-${Math.max(from, to)}`;
            edges.set(key, (edges.get(key) ?? 0) + 1);
          }
        }
        expect(twice / 2).toBe((size - 1) ** 2);
        const border = (v: number) => [col[v], row[v]].map((at) => at === 0 || at === size - 1);
        for (const [key, count] of edges) {
          const [a, b] = key.split('-').map(Number) as [number, number];
          const [x, y] = [0, 1].map(
            (k) => border(a)[k] && border(b)[k] && (k === 0 ? col[a] === col[b] : row[a] === row[b]),
          );
          expect(count).toBe(x || y ? 1 : 2);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('needs two triangles for a plane', () => {
    const size = 65;
    const heights = Array.from({ length: size * size }, (_, i) => 0.5 * (i % size) - 0.25 * Math.floor(i / size));
    expect(gridMesh({ cols: size, rows: size, heights }, 1e-9).triangles.length).toBe(6);
  });
});
