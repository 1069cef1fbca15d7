import Delaunator from 'delaunator';
import { describe, expect, it } from 'vitest';
import { triangulate } from '#core/geometry/delaunay.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';
import { validateTin } from '../../../helpers/validate-tin.ts';

type Positions = [number, number][];

function columns(positions: Positions): [Float64Array, Float64Array] {
  return [Float64Array.from(positions, ([e]) => e), Float64Array.from(positions, ([, n]) => n)];
}

/** Triangles as texts that do not depend on numbering. */
function shapes(east: Float64Array, north: Float64Array, triangles: ArrayLike<number>): string[] {
  const found: string[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => `${east[triangles[t + k]!]} ${north[triangles[t + k]!]}`);
    found.push(corners.sort().join(' | '));
  }
  return found.sort();
}

const random = (count: number, seed: number, draw: (uniform: () => number) => [number, number]): Positions => {
  const { uniform } = seededRandom(seed);
  return Array.from({ length: count }, () => draw(uniform));
};

const DISTRIBUTIONS: Record<string, Positions> = {
  uniform: random(3000, 1, (u) => [u(), u()]),
  'millimetres far from the origin': random(3000, 2, (u) => [
    Math.round(52_000_000 + 60_000 * u()) / 1000,
    Math.round(-97_000_000 + 60_000 * u()) / 1000,
  ]),
  'a regular grid': Array.from({ length: 2500 }, (_, i): [number, number] => [i % 50, Math.floor(i / 50)]),
  'a circle': Array.from({ length: 256 }, (_, i): [number, number] => [
    Math.cos((i * Math.PI) / 128),
    Math.sin((i * Math.PI) / 128),
  ]),
  'two distant clusters': random(1000, 3, (u) => [u() < 0.5 ? u() : 1e6 + u(), u()]),
  'almost one line': random(1000, 4, (u) => [u(), 1e-12 * u()]),
  'scan lines': random(3000, 5, (u) => [Math.floor(40 * u()), u() * 40]),
  'many duplicates': random(3000, 6, (u) => [Math.floor(20 * u()), Math.floor(20 * u())]),
  'one far outlier': [...random(2000, 7, (u) => [u(), u()]), [1e9, 1e9]],
};

describe('triangulate', () => {
  for (const [name, positions] of Object.entries(DISTRIBUTIONS)) {
    for (const scale of [1, 1e-9, 1e9]) {
      it(`keeps the invariants of a Delaunay triangulation: ${name}, scaled by ${scale}`, () => {
        const [east, north] = columns(positions.map(([e, n]) => [e * scale, n * scale]));
        const tin = triangulate(east, north);
        expect(tin.triangles.length).toBeGreaterThan(0);
        validateTin(east, north, tin);
      });
    }
  }

  it('finds the triangles that npm delaunator finds, where no four points are on a circle', () => {
    for (const name of ['uniform', 'millimetres far from the origin']) {
      const [east, north] = columns(DISTRIBUTIONS[name]!);
      const reference = Delaunator.from(DISTRIBUTIONS[name]!);
      expect(shapes(east, north, triangulate(east, north).triangles)).toEqual(shapes(east, north, reference.triangles));
    }
  });

  it('gives the same triangles whatever the order of the points, also on a regular grid', () => {
    const grid = DISTRIBUTIONS['a regular grid']!;
    const { uniform } = seededRandom(9);
    const shuffled = grid.map((position) => ({ position, key: uniform() })).sort((a, b) => a.key - b.key);
    const [east, north] = columns(grid);
    const [otherEast, otherNorth] = columns(shuffled.map(({ position }) => position));
    expect(shapes(otherEast, otherNorth, triangulate(otherEast, otherNorth).triangles)).toEqual(
      shapes(east, north, triangulate(east, north).triangles),
    );
  });

  it('cuts a square from its south-west corner, whatever lies around it', () => {
    const square: Positions = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const diagonal = '0 0 | 0 1 | 1 1';
    const [east, north] = columns(square);
    expect(shapes(east, north, triangulate(east, north).triangles)).toContain(diagonal);
    const [moreEast, moreNorth] = columns([...square, [5, 5], [-4, 3], [2, -6]]);
    expect(shapes(moreEast, moreNorth, triangulate(moreEast, moreNorth).triangles)).toContain(diagonal);
  });

  it('uses the first of several points at one position', () => {
    const [east, north] = columns([
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(new Set(triangulate(east, north).triangles)).toEqual(new Set([0, 2, 3]));
  });

  it('gives an empty triangulation of nothing, of too few points and of points on one line', () => {
    const lines: Positions[] = [
      [],
      [[1, 1]],
      [
        [1, 1],
        [2, 2],
      ],
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      Array.from({ length: 100 }, (_, i): [number, number] => [i / 10, i / 10]),
    ];
    for (const positions of lines) {
      const { triangles, halfedges, hull } = triangulate(...columns(positions));
      expect([triangles.length, halfedges.length, hull.length]).toEqual([0, 0, 0]);
    }
  });

  it('goes around the hull counter-clockwise and lists the vertices on its straight stretches', () => {
    const [east, north] = columns([
      [0, 0],
      [2, 0],
      [1, 0],
      [2, 2],
      [0, 2],
      [1, 1],
    ]);
    expect(Array.from(triangulate(east, north).hull, (v) => [east[v], north[v]].join())).toEqual([
      '0,0',
      '1,0',
      '2,0',
      '2,2',
      '0,2',
    ]);
  });

  it('refuses coordinates that exact predicates cannot tell apart', () => {
    for (const value of [Number.NaN, Infinity, 1e-200, 1e200]) {
      const [east, north] = columns([
        [0, 0],
        [1, value],
        [2, 1],
      ]);
      expect(() => triangulate(east, north)).toThrow(/expected coordinates of 0 or a size/);
    }
  });

  it('triangulates 200,000 points in seconds', () => {
    const [east, north] = columns(
      random(200_000, 8, (u) => [Math.round(1e6 * u()) / 1000, Math.round(1e6 * u()) / 1000]),
    );
    const begin = performance.now();
    const tin = triangulate(east, north);
    // about 0.2 s on one core; ten times that is left for a busy machine
    expect(performance.now() - begin).toBeLessThan(4000);
    validateTin(east, north, tin);
  });
});
