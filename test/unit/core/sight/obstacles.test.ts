/** What is placed and taken away along a ray, held against the same asked point by point. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolygon, polygonHolds } from '#core/geometry/polygon.ts';
import { cutRaster } from '#core/section/cut-raster.ts';
import { bareOnLine, type Obstacle, placeOnLine, placeOnRaster, stretchesInside } from '#core/sight/obstacles.ts';
import { heightAtDistance, sightLineOf } from '#core/sight/sight-line.ts';
import { rasterHeight } from '#core/surface/raster-surface.ts';
import { rasterOf } from '../../../helpers/sight-rasters.ts';

const SIZE = 16;
const STEP = 0.1713;

/** A quadrangle without crossings: corners by their angles around a middle. */
const quadrangle = fc
  .record({
    e: fc.double({ min: 4, max: 11, noNaN: true }),
    n: fc.double({ min: 4, max: 11, noNaN: true }),
    reaches: fc.array(fc.double({ min: 0.8, max: 4, noNaN: true }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ e, n, reaches }) => {
    const ring = reaches.map((reach, i) => [
      e + reach * Math.cos((i * Math.PI) / 2 + 0.3),
      n + reach * Math.sin((i * Math.PI) / 2 + 0.3),
    ]);
    return parsePolygon({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] });
  });
const ray = fc.record({
  fromE: fc.double({ min: 0.1, max: 14.9, noNaN: true }),
  fromN: fc.double({ min: 0.1, max: 14.9, noNaN: true }),
  toE: fc.double({ min: 0.1, max: 14.9, noNaN: true }),
  toN: fc.double({ min: 0.1, max: 14.9, noNaN: true }),
});

describe('obstacles', () => {
  it('change a ray where it is inside of them, and nowhere else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        quadrangle,
        ray,
        fc.double({ min: -2, max: 6, noNaN: true }),
        fc.constantFrom('over' as const, 'instead' as const, 'bare' as const),
        (seed, polygon, segment, topM, kind) => {
          const lengthM = Math.hypot(segment.toE - segment.fromE, segment.toN - segment.fromN);
          if (lengthM < 1) return;
          const raster = rasterOf({ seed, cols: SIZE, rows: SIZE, stepM: 1, roughM: 4, holes: 6 });
          const ground = rasterOf({ seed: seed + 1, cols: SIZE, rows: SIZE, stepM: 1, roughM: 2, holes: 3 });
          const line = sightLineOf([cutRaster(raster, segment)], lengthM);
          const bare = sightLineOf([cutRaster(ground, segment)], lengthM);
          const changed =
            kind === 'bare'
              ? bareOnLine(line, segment, polygon, bare)
              : placeOnLine(line, segment, { polygon, topM, kind }, 0);
          const edges = stretchesInside(polygon, segment).flat();
          for (let d = STEP; d < lengthM; d += STEP) {
            // at a wall both heights stand
            if (edges.some((edge) => Math.abs(edge - d) < 0.01)) continue;
            const [e, n] = [
              segment.fromE + (d / lengthM) * (segment.toE - segment.fromE),
              segment.fromN + (d / lengthM) * (segment.toN - segment.fromN),
            ];
            const was = rasterHeight(raster, e, n);
            const isInside = polygonHolds(polygon, e, n);
            const height = heightAtDistance(changed, d);
            if (!isInside) expectSame(height, was);
            else if (kind === 'instead') expect(height).toBe(topM);
            else if (kind === 'over') expectSame(height, Number.isNaN(was) ? topM : Math.max(was, topM));
            else expectSame(height, rasterHeight(ground, e, n));
          }
        },
      ),
      { numRuns: 120, seed: 9 },
    );
  });

  it('change the nodes of a grid that stand in them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), quadrangle, fc.boolean(), (seed, polygon, isOver) => {
        const before = rasterOf({ seed, cols: SIZE, rows: SIZE, stepM: 1, roughM: 4, holes: 6 });
        const after = { ...before, heights: before.heights.slice() };
        const obstacle: Obstacle = { polygon, topM: 2, kind: isOver ? 'over' : 'instead' };
        placeOnRaster(after, obstacle);
        for (const [node, height] of before.heights.entries()) {
          const isInside = polygonHolds(polygon, node % SIZE, Math.floor(node / SIZE));
          const wanted = !isInside ? height : isOver && height > 2 ? height : 2;
          expect(after.heights[node]).toBe(wanted);
        }
      }),
      { numRuns: 40, seed: 10 },
    );
  });
});

/** Alike but for rounding; beside a void both may be void. */
function expectSame(seen: number, wanted: number): void {
  if (Number.isNaN(wanted)) expect(seen).toBeNaN();
  else expect(seen).toBeCloseTo(wanted, 6);
}
