import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaBetween } from '#core/section/area-between.ts';
import { cutRaster } from '#core/section/cut-raster.ts';
import { cutterOf } from '#core/section/cut-shape.ts';
import { segmentLength, TinCutter } from '#core/section/cut-tin.ts';
import { NearLines } from '#core/section/near-lines.ts';
import { type HeightLine, heightOn } from '#core/section/section-line.ts';
import { simplifyLine } from '#core/section/simplify-line.ts';
import { rasterHeight } from '#core/surface/raster-surface.ts';
import { meshShape } from '#core/surface/surface-shape.ts';
import { buildTin } from '#core/surface/tin.ts';
import { sampleTinAt } from '#core/surface/tin-surface.ts';

/** Positions on a coarse lattice: many points on one line, many sections through vertices and along edges. */
const lattice = fc.integer({ min: 0, max: 12 }).map((k) => k / 2);
const points = fc.array(fc.record({ e: lattice, n: lattice, h: fc.integer({ min: 0, max: 50 }).map((k) => k / 10) }), {
  minLength: 3,
  maxLength: 60,
});
const segment = fc
  .record({
    fromE: fc.integer({ min: -2, max: 14 }).map((k) => k / 2),
    fromN: fc.integer({ min: -2, max: 14 }).map((k) => k / 2),
    toE: fc.double({ min: -1, max: 7, noNaN: true }),
    toN: fc.oneof(fc.double({ min: -1, max: 7, noNaN: true }), lattice),
  })
  .filter((own) => segmentLength(own) > 0.01);
const maxEdgeM = fc.constantFrom(1.2, 2, 100);

const tinOf = (list: readonly { e: number; n: number; h: number }[]) =>
  buildTin({
    east: Float64Array.from(list, ({ e }) => e),
    north: Float64Array.from(list, ({ n }) => n),
    height: Float64Array.from(list, ({ h }) => h),
  });

/** Places off the vertices, where heights are plain. */
function innerPlaces(line: HeightLine, lengthM: number): number[] {
  const marks = [0, ...line.along, lengthM].sort((a, b) => a - b);
  return marks.slice(1).flatMap((to, i) => (to - marks[i]! > 1e-6 ? [(to + marks[i]!) / 2] : []));
}

describe('a cut', () => {
  it('through a TIN has the heights of the TIN, and gaps where it has none', () => {
    fc.assert(
      fc.property(points, segment, maxEdgeM, (list, own, edge) => {
        const tin = tinOf(list);
        const line = new TinCutter(tin, edge).cut(own);
        const lengthM = segmentLength(own);
        const places = innerPlaces(line, lengthM);
        const east = places.map((at) => own.fromE + (at / lengthM) * (own.toE - own.fromE));
        const north = places.map((at) => own.fromN + (at / lengthM) * (own.toN - own.fromN));
        const sampled = sampleTinAt(tin, east, north, edge);
        for (const [i, at] of places.entries()) {
          const height = heightOn(line, at);
          const known = sampled[i]!;
          // along an edge between a valid triangle and one that is not, both answers are right
          if (Number.isNaN(height) !== Number.isNaN(known)) {
            expect(nearEdge(tin, east[i]!, north[i]!), `at ${at}: ${height} and ${known}`).toBe(true);
          } else if (!Number.isNaN(height)) expect(Math.abs(height - known)).toBeLessThan(1e-7);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('through the same triangles as a mesh is the same line', () => {
    fc.assert(
      fc.property(points, segment, (list, own) => {
        const tin = tinOf(list);
        const byWalk = new TinCutter(tin, Infinity).cut(own);
        const byTree = cutterOf(meshShape(tin))(own);
        const both = areaBetween(byWalk, byTree);
        expect(both.cutM2 + both.fillM2).toBeLessThan(1e-7);
        const known = (line: HeightLine) => areaBetween(line, line).coveredM;
        expect(Math.abs(known(byWalk) - known(byTree))).toBeLessThan(1e-6);
        expect(Math.abs(both.coveredM - known(byWalk))).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('through a raster has the heights of the raster', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 40 }), { nil: null, freq: 9 }), { minLength: 36, maxLength: 36 }),
        segment,
        (cells, own) => {
          const heights = Float64Array.from(cells, (height) => height ?? Number.NaN);
          const raster = { originE: 0, originN: 0, stepM: 1, cols: 6, rows: 6, heights };
          const line = cutRaster(raster, own);
          const lengthM = segmentLength(own);
          for (const at of innerPlaces(line, lengthM)) {
            const e = own.fromE + (at / lengthM) * (own.toE - own.fromE);
            const n = own.fromN + (at / lengthM) * (own.toN - own.fromN);
            const [height, known] = [heightOn(line, at), rasterHeight(raster, e, n)];
            if (Number.isNaN(height) || Number.isNaN(known)) {
              const onLine = [e, n, e - n].some((value) => Math.abs(value - Math.round(value)) < 1e-5);
              expect(Number.isNaN(height) === Number.isNaN(known) || onLine).toBe(true);
              // positions within a millionth of a step are on their node: on slopes of 40 that is 4·10⁻⁵
            } else expect(Math.abs(height - known)).toBeLessThan(1e-4);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Whether a position is on the edge of a triangle within rounding. */
function nearEdge({ east, north, triangles }: ReturnType<typeof buildTin>, e: number, n: number): boolean {
  for (let i = 0; i < triangles.length; i++) {
    const a = triangles[i]!;
    const b = triangles[i % 3 === 2 ? i - 2 : i + 1]!;
    const [dE, dN] = [east[b]! - east[a]!, north[b]! - north[a]!];
    const share = Math.min(1, Math.max(0, ((e - east[a]!) * dE + (n - north[a]!) * dN) / (dE * dE + dN * dN)));
    if (Math.hypot(e - east[a]! - share * dE, n - north[a]! - share * dN) < 1e-6) return true;
  }
  return false;
}

describe('a simplified line', () => {
  it('is nowhere further from its line than the tolerance, and has no other vertices', () => {
    const vertices = fc.array(
      fc.record({ step: fc.integer({ min: 0, max: 4 }), h: fc.option(fc.integer({ min: 0, max: 30 })) }),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(vertices, fc.constantFrom(0, 0.02, 0.5, 1), (list, toleranceM) => {
        let at = 0;
        const along: number[] = [];
        const height: number[] = [];
        for (const { step, h } of list) {
          at += step / 4;
          along.push(at);
          height.push(h === null ? Number.NaN : h / 10);
        }
        const line = { along: Float64Array.from(along), height: Float64Array.from(height) };
        const parts = simplifyLine(line, toleranceM);
        for (const part of parts) {
          const simple = { along: Float64Array.from(part, ([x]) => x), height: Float64Array.from(part, ([, h]) => h) };
          for (let i = 0; i < along.length; i++) {
            const own = height[i]!;
            const isStep = along[i - 1] === along[i] || along[i + 1] === along[i];
            if (Number.isNaN(own) || isStep || along[i]! < part[0]![0] || along[i]! > part.at(-1)![0]) continue;
            expect(Math.abs(heightOn(simple, along[i]!) - own)).toBeLessThanOrEqual(toleranceM + 1e-12);
          }
          for (const [x, h] of part) expect(along.some((own, i) => own === x && height[i] === h)).toBe(true);
        }
      }),
    );
  });
});

describe('the ground near lines', () => {
  it('holds every position within reach', () => {
    const place = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.record({ fromE: place, fromN: place, toE: place, toN: place }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(0, 0.3, 5, 20),
        fc.record({
          index: fc.nat(),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
          angle: place,
          away: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        (segments, reachM, { index, share, angle, away }) => {
          const near = new NearLines(segments, reachM);
          const own = segments[index % segments.length]!;
          const e = own.fromE + share * (own.toE - own.fromE) + away * reachM * Math.cos(angle) * 0.999999;
          const n = own.fromN + share * (own.toN - own.fromN) + away * reachM * Math.sin(angle) * 0.999999;
          // the far border of the rectangle belongs to no cell
          if (e >= near.bounds.maxE || n >= near.bounds.maxN) return;
          expect(near.holds(e, n)).toBe(true);
          expect(near.touches({ minE: e, minN: n, maxE: e, maxN: n })).toBe(true);
        },
      ),
    );
  });
});
