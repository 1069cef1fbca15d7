import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Design, makeDesign } from '#core/design/design.ts';
import { meshLines } from '#core/design/mesh-lines.ts';
import { padPlatform } from '#core/design/platform.ts';
import { type Polygon, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { locateInRing } from '#core/geometry/ring.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { dippingPlane, type Plane, planeHeight } from '#core/surface/plane.ts';
import { meshShape, shapeHeights } from '#core/surface/surface-shape.ts';
import { areaAt, EAST, groundTin, NORTH, validateMesh } from '../../helpers/design-scenes.ts';

/** A star around (0, 0): never crosses itself, has concave corners. */
const star = fc.array(fc.integer({ min: 6, max: 25 }), { minLength: 4, maxLength: 9 }).map((radii) =>
  areaAt(
    radii.map((r, i): [number, number] => {
      const angle = (2 * Math.PI * (i + 0.1)) / radii.length;
      return [r * Math.cos(angle), r * Math.sin(angle)];
    }),
  ),
);
const scene = fc.record({
  area: star,
  levelM: fc.integer({ min: 94, max: 106 }),
  dipDeg: fc.constantFrom(0, 0, 1, 4),
  azimuthDeg: fc.integer({ min: 0, max: 359 }),
  grade: fc.integer({ min: -20, max: 20 }),
  bermEveryM: fc.constantFrom(null, 2, 3),
  seed: fc.integer({ min: 1, max: 50 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

const RUN = { fill: 1.8, cut: 1.2 };
const rulesOf = ({ bermEveryM }: Scene) => ({
  fill: { run: RUN.fill, bermEveryM, bermWidthM: 1 },
  cut: { run: RUN.cut, bermEveryM, bermWidthM: 1 },
});
const planeOf = ({ levelM, dipDeg, azimuthDeg }: Scene) => dippingPlane(EAST, NORTH, levelM, dipDeg, azimuthDeg);
const groundOf = ({ grade, seed }: Scene) => {
  const height = (e: number, n: number) => 100 + (grade / 100) * e + 1.2 * Math.sin(e / 7) * Math.cos(n / 6);
  return { kind: 'tin', tin: groundTin(height, { spacing: 3, from: -75, to: 75, seed }), maxEdgeM: 15 } as const;
};
const design = (one: Scene, raisedM = 0): Design => {
  const plane = planeOf(one);
  const platform = padPlatform(one.area, { ...plane, heightM: plane.heightM + raisedM });
  return makeDesign({
    platform,
    ground: groundOf(one),
    rules: rulesOf(one),
    reachM: 48,
    target: null,
    maxHeightM: null,
  });
};

/** Heights that the side slopes can have at a distance from the edge. */
const rise = (d: number, run: number, { bermEveryM }: Scene): number => {
  if (bermEveryM === null) return d / run;
  const bench = run * bermEveryM + 1;
  const whole = Math.floor(d / bench);
  return whole * bermEveryM + Math.min(bermEveryM, (d - whole * bench) / run);
};

/** Highest lower and lowest upper slope over the outline's positions, taken every few centimetres. */
function bounds(one: Scene, polygon: Polygon, plane: Plane, e: number, n: number): [number, number] {
  let [lower, upper] = [-Infinity, Infinity];
  const { east, north } = polygon.parts[0]!.outer;
  for (let i = 0; i < east.length; i++) {
    const j = (i + 1) % east.length;
    for (let k = 0; k < 400; k++) {
      const [pE, pN] = [east[i]! + (k / 400) * (east[j]! - east[i]!), north[i]! + (k / 400) * (north[j]! - north[i]!)];
      const d = Math.hypot(pE - e, pN - n);
      lower = Math.max(lower, planeHeight(plane, pE, pN) - rise(d, RUN.fill, one));
      upper = Math.min(upper, planeHeight(plane, pE, pN) + rise(d, RUN.cut, one));
    }
  }
  return [lower, upper];
}

function meshArea({ east, north, triangles }: Mesh): number {
  let twice = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!];
    twice += (east[b]! - east[a]!) * (north[c]! - north[a]!) - (east[c]! - east[a]!) * (north[b]! - north[a]!);
  }
  return twice / 2;
}

describe('designs of pads', () => {
  it('are valid meshes whose rim meets the ground', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const made = design(one);
        validateMesh(made.mesh, made.footprintAreaM2);
        expect(made.voidRimM).toBe(0);
        expect(made.toeLengthM).toBeGreaterThan(10);
        expect(made.voidAreaM2).toBe(0);
      }),
      { numRuns: 30, seed: 11 },
    );
  }, 120_000);

  it('have footprints that can be measured: closed rings that touch neither themselves nor cross', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const { mesh } = design(one);
        const position = (vertex: number) => [mesh.east[vertex]!, mesh.north[vertex]!];
        const closed = (ring: readonly number[]) => [...ring, ring[0]!].map(position);
        const coordinates = meshLines(mesh).footprint.map(({ outer, holes }) => [closed(outer), ...holes.map(closed)]);
        const footprint = parsePolygon({ type: 'MultiPolygon', coordinates });
        expect(Math.abs(polygonArea(footprint) - meshArea(mesh))).toBeLessThan(0.1);
      }),
      { numRuns: 40, seed: 12 },
    );
  });

  it('lie between the slopes of fill and of cut, and on the pad', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const plane = planeOf(one);
        const { mesh } = design(one);
        const { outer } = one.area.parts[0]!;
        for (let v = 0; v < mesh.east.length; v += 7) {
          const [e, n, h] = [mesh.east[v]!, mesh.north[v]!, mesh.height[v]!];
          if (locateInRing(outer, e, n) >= 0) {
            // the outline stands on millimetres
            expect(Math.abs(h - planeHeight(plane, e, n))).toBeLessThan(1e-3);
            continue;
          }
          const [lower, upper] = bounds(one, one.area, plane, e, n);
          // a sloping edge is measured at right angles to it, the bounds over all its positions: 0.5 % of the fall apart
          const slack = 0.01 + (one.dipDeg > 0 ? 0.3 : 0);
          expect(h).toBeGreaterThan(lower - slack);
          expect(h).toBeLessThan(upper + slack);
        }
      }),
      { numRuns: 25, seed: 12 },
    );
  }, 120_000);

  it('fill more and cut less the higher they stand', () => {
    fc.assert(
      fc.property(scene, fc.double({ min: 0.01, max: 1.5, noNaN: true }), (one, stepM) => {
        const [low, high] = [design(one), design(one, stepM)];
        expect(high.volume.fillM3).toBeGreaterThan(low.volume.fillM3 - 1e-3);
        expect(high.volume.cutM3).toBeLessThan(low.volume.cutM3 + 1e-3);
      }),
      { numRuns: 20, seed: 13 },
    );
  }, 120_000);

  it('have the volume that their heights on a fine raster have', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const ground = groundOf(one);
        const { mesh, volume } = design(one);
        const shape = meshShape(mesh);
        const step = 0.25;
        const [east, north]: [number[], number[]] = [[], []];
        for (let e = -60; e < 60; e += step) {
          for (let n = -60; n < 60; n += step) {
            east.push(EAST + e + step / 2);
            north.push(NORTH + n + step / 2);
          }
        }
        const [e, n] = [Float64Array.from(east), Float64Array.from(north)];
        const [above, below] = [shapeHeights(shape, e, n), shapeHeights(ground, e, n)];
        let net = 0;
        above.forEach((h, i) => {
          if (!Number.isNaN(h)) net += (h - below[i]!) * step ** 2;
        });
        // cells at the rim of the pad's cliffless design: the midpoint rule is good to a few parts in a thousand
        expect(Math.abs(net - volume.netM3)).toBeLessThan(2 + 2e-3 * (volume.cutM3 + volume.fillM3));
      }),
      { numRuns: 6, seed: 14 },
    );
  }, 120_000);
});
