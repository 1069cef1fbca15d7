import { describe, expect, it } from 'vitest';
import { BoxTree } from '#core/geometry/box-tree.ts';
import { ConvexPolygon, clipLeftOf } from '#core/geometry/clip-convex.ts';
import { type AreaGeometry, parsePolygon, polygonArea, polygonHolds } from '#core/geometry/polygon.ts';
import { smallestRectangle } from '#core/geometry/smallest-rectangle.ts';
import { trapezoidsOf } from '#core/geometry/trapezoids.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const ring = (...positions: [number, number][]) => [...positions, positions[0]!];
const star = (arms: number, east: number, north: number): [number, number][] =>
  Array.from({ length: 2 * arms }, (_, i) => {
    const [angle, radius] = [(Math.PI * i) / arms + 0.1, i % 2 ? 4 : 11];
    return [east + radius * Math.cos(angle), north + radius * Math.sin(angle)];
  });

describe('trapezoidsOf', () => {
  const areas: [string, AreaGeometry][] = [
    [
      'a star with a hole',
      { type: 'Polygon', coordinates: [ring(...star(9, 100, 50)), ring([99, 49], [101, 49], [100, 52])] },
    ],
    [
      'parts that share a border',
      {
        type: 'MultiPolygon',
        coordinates: [
          [ring([90, 40], [100, 40], [100, 60], [90, 60])],
          [ring([100, 40], [110, 45], [104, 60], [100, 60])],
        ],
      },
    ],
    ['a triangle without a level side', { type: 'Polygon', coordinates: [ring([90, 41], [112, 44.5], [97, 63])] }],
  ];
  for (const [name, geometry] of areas) {
    it(`fills ${name} without overlap`, () => {
      const polygon = parsePolygon(geometry);
      const corners = trapezoidsOf(polygon, 90, 40);
      const parts = Array.from({ length: corners.length / 8 }, (_, i) => {
        const part = new ConvexPolygon();
        for (let k = 0; k < 4; k++) part.add(corners[8 * i + 2 * k]!, corners[8 * i + 2 * k + 1]!);
        return part;
      });
      const total = parts.reduce((sum, part) => sum + part.area(), 0);
      expect(Math.abs(total / polygonArea(polygon) - 1)).toBeLessThan(1e-13);
      const random = seededRandom(8);
      for (let i = 0; i < 2000; i++) {
        const [e, n] = [88 + 26 * random.uniform(), 37 + 28 * random.uniform()];
        const holders = parts.filter((part) =>
          [0, 1, 2, 3].every((k) => {
            const [a, b] = [k, (k + 1) % 4];
            const [aE, aN] = [part.east[a]! + 90, part.north[a]! + 40];
            const [bE, bN] = [part.east[b]! + 90, part.north[b]! + 40];
            return (bE - aE) * (n - aN) - (bN - aN) * (e - aE) >= 0;
          }),
        ).length;
        expect(holders).toBe(polygonHolds(polygon, e, n) ? 1 : 0);
      }
    });
  }
});

describe('clipLeftOf', () => {
  it('gives the two sides of a line what there is, to the digit at the cut', () => {
    const random = seededRandom(2);
    const number = () => 20 * random.uniform() - 10;
    for (let i = 0; i < 500; i++) {
      const [whole, left, right] = [new ConvexPolygon(), new ConvexPolygon(), new ConvexPolygon()];
      for (const [e, n] of [
        [-5, -5],
        [6, -4],
        [7, 5],
        [-3, 6],
      ] as const)
        whole.add(e, n);
      const [aE, aN, bE, bN] = [number(), number(), number(), number()] as const;
      clipLeftOf(whole, left, aE, aN, bE, bN);
      clipLeftOf(whole, right, bE, bN, aE, aN);
      expect(Math.abs(left.area() + right.area() - whole.area())).toBeLessThan(1e-12);
    }
  });

  it('keeps a polygon that touches the line and drops its shadow', () => {
    const [square, kept, none] = [new ConvexPolygon(), new ConvexPolygon(), new ConvexPolygon()];
    for (const [e, n] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const)
      square.add(e, n);
    clipLeftOf(square, kept, 0, 0, 1, 0);
    clipLeftOf(square, none, 1, 0, 0, 0);
    expect([kept.area(), none.count]).toEqual([1, 0]);
  });
});

describe('BoxTree', () => {
  it('finds what a look at every box finds', () => {
    const random = seededRandom(6);
    for (const count of [0, 1, 7, 8, 9, 64, 65, 700]) {
      const boxes = new Float64Array(4 * count);
      for (let i = 0; i < count; i++) {
        const [e, n] = [100 * random.uniform(), 100 * random.uniform()];
        boxes.set([e, n, e + 9 * random.uniform(), n + 9 * random.uniform()], 4 * i);
      }
      const tree = new BoxTree(boxes);
      for (let q = 0; q < 50; q++) {
        const [minE, minN] = [100 * random.uniform(), 100 * random.uniform()];
        const query = { minE, minN, maxE: minE + 20 * random.uniform(), maxN: minN + 20 * random.uniform() };
        const found: number[] = [];
        tree.search(query, (item) => found.push(item));
        const expected = Array.from({ length: count }, (_, i) => i).filter(
          (i) =>
            boxes[4 * i]! <= query.maxE &&
            boxes[4 * i + 1]! <= query.maxN &&
            boxes[4 * i + 2]! >= query.minE &&
            boxes[4 * i + 3]! >= query.minN,
        );
        expect(found).toEqual(expected);
      }
    }
  });
});

describe('smallestRectangle', () => {
  it('finds a turned rectangle among points in it, whichever side is longer', () => {
    const random = seededRandom(4);
    for (const degrees of [0, 17, 45, 90, 133, 179]) {
      const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const plan: [number, number][] = [
        [0, 0],
        [30, 0],
        [30, 8],
        [0, 8],
      ];
      for (let i = 0; i < 40; i++) plan.push([30 * random.uniform(), 8 * random.uniform()]);
      const east = Float64Array.from(plan, ([u, v]) => 52_000 + c * u - s * v);
      const north = Float64Array.from(plan, ([u, v]) => -97_000 + s * u + c * v);
      const box = smallestRectangle(east, north);
      expect(box.length).toBeCloseTo(30, 8);
      expect(box.width).toBeCloseTo(8, 8);
      expect(Math.abs(box.alongE * c + box.alongN * s)).toBeCloseTo(1, 10);
      east.forEach((e, i) => {
        const [dE, dN] = [e - box.originE, north[i]! - box.originN];
        const [u, v] = [box.alongE * dE + box.alongN * dN, box.alongE * dN - box.alongN * dE];
        expect(u).toBeGreaterThan(-1e-8);
        expect(u).toBeLessThan(30 + 1e-8);
        expect(v).toBeGreaterThan(-1e-8);
        expect(v).toBeLessThan(8 + 1e-8);
      });
    }
  });
});
