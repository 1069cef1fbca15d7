import Delaunator from 'delaunator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtractArea } from '#core/contract/extract.ts';
import { AreaIndex, buildAreaIndex } from '#core/extract/area-index.ts';
import { areaRings } from '#core/extract/area-rings.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { type SlowRing, slowHolds } from '../../helpers/slow-area.ts';

type Point = [number, number];

const indexOf = (area: ExtractArea) =>
  new AreaIndex(buildAreaIndex(areaRings(area, { maxVertices: 1e6, toData: null })));
const closed = (ring: readonly Point[]) => [...ring, ring[0]!];
const polygon = (...rings: (readonly Point[])[]): ExtractArea => ({ type: 'Polygon', coordinates: rings.map(closed) });

/** Coordinates on a small grid: points fall on vertices and edges all the time. */
function gridPoint(uniform: () => number, side: number): Point {
  return [Math.floor(uniform() * side), Math.floor(uniform() * side)];
}

/** A star about a centre: concave, not crossing itself, vertices on whole numbers where `snapped`. */
function star(uniform: () => number, centre: Point, reach: number, count: number, snapped: boolean): Point[] {
  const angles = Array.from({ length: count }, () => 2 * Math.PI * uniform()).sort((a, b) => a - b);
  return angles.map((angle) => {
    const radius = reach * (0.3 + 0.7 * uniform());
    const place: Point = [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
    return snapped ? [Math.round(place[0]), Math.round(place[1])] : place;
  });
}

describe('the index of an area', () => {
  it('answers as the slow rule does: concave rings, holes, points on vertices and edges', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 3, max: 60 }), fc.boolean(), (seed, count, snapped) => {
        const { uniform } = seededRandom(seed);
        const outer = star(uniform, [20, 20], 18, count, snapped);
        const hole = star(uniform, [20, 20], 4, 3 + (count % 9), snapped);
        const rings: SlowRing[] = [outer, hole];
        if (new Set(outer.map(String)).size < 3 || new Set(hole.map(String)).size < 3) return;
        const index = indexOf(polygon(outer, hole));
        for (let i = 0; i < 200; i++) {
          const [a, b] = [outer[i % count]!, outer[(i + 1) % count]!];
          const point: Point =
            i % 4 === 0 ? a : i % 4 === 1 ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : gridPoint(uniform, 40);
          expect(index.holds(...point), `${seed} ${point.join()}`).toBe(slowHolds(rings, point));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives every point of a triangulation to exactly one triangle, those on edges and vertices too', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 4, max: 60 }), fc.constantFrom(1, 0.001, 1e-7), (seed, count, step) => {
        const { uniform } = seededRandom(seed);
        const [east, north] = [52_180, -97_060];
        const corners: Point[] = [
          [0, 0],
          [30, 0],
          [30, 30],
          [0, 30],
        ];
        const distinct = new Set<string>();
        const places = [...corners, ...Array.from({ length: count }, () => gridPoint(uniform, 31))]
          .filter((place) => !distinct.has(String(place)) && distinct.add(String(place)))
          .map(([e, n]): Point => [east + e * step, north + n * step]);
        const { triangles } = Delaunator.from(places);
        const areas = Array.from({ length: triangles.length / 3 }, (_, t) =>
          indexOf(polygon([0, 1, 2].map((k) => places[triangles[3 * t + k]!]!))),
        );
        const whole = indexOf(polygon(corners.map(([e, n]): Point => [east + e * step, north + n * step])));
        for (let i = 0; i < 100; i++) {
          const [a, b] = [places[i % places.length]!, places[(7 * i + 3) % places.length]!];
          const share = uniform();
          const point: Point =
            i % 3 === 0
              ? a
              : i % 3 === 1
                ? [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
                : [east + Math.floor(uniform() * 31) * step, north + Math.floor(uniform() * 31) * step];
          const holding = areas.filter((area) => area.holds(...point)).length;
          expect(holding, `${seed} ${point.join()}`).toBe(whole.holds(...point) ? 1 : 0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives every point of a grid of parcels to one parcel, whichever way their rings run', () => {
    const { uniform } = seededRandom(5);
    const side = 7;
    const nodes = Array.from({ length: side + 1 }, (_, r) =>
      Array.from(
        { length: side + 1 },
        (_, c): Point => [
          10 * c + (c > 0 && c < side ? Math.round(6 * uniform()) - 3 : 0),
          10 * r + (r > 0 && r < side ? Math.round(6 * uniform()) - 3 : 0),
        ],
      ),
    );
    const parcels = Array.from({ length: side * side }, (_, i) => {
      const [r, c] = [Math.floor(i / side), i % side];
      const ring = [nodes[r]![c]!, nodes[r]![c + 1]!, nodes[r + 1]![c + 1]!, nodes[r + 1]![c]!];
      const turned = [...ring.slice(i % 4), ...ring.slice(0, i % 4)];
      return indexOf(polygon(i % 2 ? turned : turned.reverse()));
    });
    let onEdges = 0;
    for (let e = 0; e <= 70; e++) {
      for (let n = 0; n <= 70; n++) {
        const holding = parcels.filter((parcel) => parcel.holds(e, n)).length;
        expect(holding, `${e},${n}`).toBe(e < 70 && n < 70 ? 1 : 0);
        if (nodes.flat().some(([a, b]) => a === e && b === n)) onEdges += 1;
      }
    }
    expect(onEdges).toBeGreaterThan(40);
  });

  it('counts points of overlapping parts, nested parts and features once', () => {
    const square = (e: number, n: number, size: number): Point[] => [
      [e, n],
      [e + size, n],
      [e + size, n + size],
      [e, n + size],
    ];
    const parts = [[closed(square(0, 0, 10))], [closed(square(5, 5, 10)).reverse()], [closed(square(2, 2, 3))]];
    const area: ExtractArea = { type: 'MultiPolygon', coordinates: parts };
    const features: ExtractArea = {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: null, geometry: null },
        { type: 'Feature', geometry: { type: 'Polygon', coordinates: parts[0]! } },
        {
          type: 'Feature',
          geometry: {
            type: 'GeometryCollection',
            geometries: [{ type: 'MultiPolygon', coordinates: parts.slice(1) }],
          },
        },
      ],
    };
    for (const index of [indexOf(area), indexOf(features)]) {
      for (let e = -0.5; e < 17; e += 0.5) {
        for (let n = -0.5; n < 17; n += 0.5) {
          const inside = (low: number, high: number) => e >= low && e < high && n >= low && n < high;
          expect(index.holds(e, n), `${e},${n}`).toBe(inside(0, 10) || inside(5, 15));
        }
      }
    }
  });

  it('says of boxes only what holds for every point of them', () => {
    const seen = { inside: 0, outside: 0, mixed: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 3, max: 40 }), (seed, count) => {
        const { uniform } = seededRandom(seed);
        const outer = star(uniform, [20, 20], 18, count, true);
        if (new Set(outer.map(String)).size < 3) return;
        const index = indexOf(polygon(outer));
        for (let i = 0; i < 40; i++) {
          const [minE, minN] = gridPoint(uniform, 40);
          const [maxE, maxN] = [minE + 6 * uniform(), minN + 6 * uniform()];
          const state = index.stateOf({ minE, minN, maxE, maxN });
          seen[state] += 1;
          if (state === 'mixed') continue;
          for (const e of [minE, (minE + maxE) / 2, maxE]) {
            for (const n of [minN, (minN + maxN) / 2, maxN]) {
              expect(index.holds(e, n), `${seed} ${e},${n}`).toBe(state === 'inside');
            }
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.inside, seen.outside, seen.mixed)).toBeGreaterThan(100);
  });

  it('sees a level edge that runs through a box', () => {
    const index = indexOf(
      polygon([
        [0, 0],
        [100, 0],
        [100, 10],
        [0, 10],
      ]),
    );
    expect(index.stateOf({ minE: 40, minN: -3, maxE: 50, maxN: 4 })).toBe('mixed');
    expect(index.stateOf({ minE: 40, minN: 1, maxE: 50, maxN: 4 })).toBe('inside');
    expect(index.stateOf({ minE: 40, minN: 11, maxE: 50, maxN: 14 })).toBe('outside');
  });

  it('stays fast with very many vertices, long edges among them', () => {
    // a comb of 50,000 slanted teeth as high as the area
    const comb: Point[] = [];
    for (let i = 0; i < 50_000; i++) comb.push([i, 1000], [i + 3000.25, -1000], [i + 0.5, 1000]);
    comb.push([60_000, 2000], [0, 2000]);
    const started = performance.now();
    const index = indexOf(polygon(comb));
    const built = performance.now();
    const { uniform } = seededRandom(9);
    let inside = 0;
    for (let i = 0; i < 20_000; i++) if (index.holds(60_000 * uniform(), 3000 * uniform() - 1000)) inside += 1;
    expect(inside).toBeGreaterThan(5_000);
    expect(built - started).toBeLessThan(20_000);
    expect(performance.now() - built).toBeLessThan(20_000);
    const coast: Point[] = Array.from({ length: 200_000 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 200_000;
      const radius = 1000 + 50 * Math.sin(977 * angle) + uniform();
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    const large = indexOf(polygon(coast));
    const began = performance.now();
    let held = 0;
    for (let i = 0; i < 1_000_000; i++) if (large.holds(2200 * uniform() - 1100, 2200 * uniform() - 1100)) held += 1;
    expect(held / 1_000_000).toBeCloseTo((Math.PI * 1000 * 1000) / 2200 ** 2, 2);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
