import { describe, expect, it } from 'vitest';
import { GeometryError } from '#core/errors.ts';
import { type AreaGeometry, parsePolygon, polygonArea, polygonHolds } from '#core/geometry/polygon.ts';

type RingInput = [number, number][];
const square = (minE: number, minN: number, side: number): RingInput => [
  [minE, minN],
  [minE + side, minN],
  [minE + side, minN + side],
  [minE, minN + side],
  [minE, minN],
];
const polygon = (...rings: RingInput[]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });
const multi = (...parts: RingInput[][]): AreaGeometry => ({ type: 'MultiPolygon', coordinates: parts });
const reversed = (ring: RingInput): RingInput => [...ring].reverse();

describe('parsePolygon', () => {
  it('measures a polygon with holes whatever the winding of its rings', () => {
    const outer = square(0, 0, 10);
    const hole = square(2, 2, 3);
    for (const rings of [
      [outer, hole],
      [reversed(outer), hole],
      [outer, reversed(hole)],
    ]) {
      expect(polygonArea(parsePolygon(polygon(...rings)))).toBe(91);
    }
  });

  it('keeps the area of a small polygon far from the origin', () => {
    // coordinates of 1e5 have a spacing of 1.5e-11: the side of 1 m is right to 3e-11
    expect(polygonArea(parsePolygon(polygon(square(52000.1, -97000.3, 1))))).toBeCloseTo(1, 9);
  });

  it('drops repeated vertices and takes parts that share a border, an island in a hole, and holes that touch in a point', () => {
    expect(
      polygonArea(
        parsePolygon(
          polygon([
            [0, 0],
            [0, 0],
            [4, 0],
            [4, 4],
            [4, 4],
            [0, 0],
          ]),
        ),
      ),
    ).toBe(8);
    expect(polygonArea(parsePolygon(multi([square(0, 0, 2)], [square(2, 0, 2)], [square(2, 2, 5)])))).toBe(33);
    expect(polygonArea(parsePolygon(multi([square(0, 0, 10), square(2, 2, 6)], [square(2, 2, 6)])))).toBe(100);
    expect(polygonArea(parsePolygon(polygon(square(0, 0, 10), square(1, 1, 2), square(3, 3, 2))))).toBe(92);
    expect(
      polygonArea(
        parsePolygon(
          polygon(square(0, 0, 10), [
            [0, 5],
            [2, 4],
            [2, 6],
            [0, 5],
          ]),
        ),
      ),
    ).toBe(98);
  });

  const bad: [string, AreaGeometry, RegExp][] = [
    [
      'a bow tie',
      polygon([
        [0, 0],
        [1, 1],
        [0, 1],
        [1, 0],
        [0, 0],
      ]),
      /outer ring of part 1 crosses itself at \[0\.5, 0\.5\]/,
    ],
    [
      'an open ring',
      polygon([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
      /not closed: it starts at \[0, 0\] and ends at \[0, 1\]/,
    ],
    [
      'two vertices',
      polygon([
        [0, 0],
        [1, 0],
        [0, 0],
      ]),
      /three or more distinct vertices .* got 2/,
    ],
    [
      'a ring on one line',
      polygon([
        [0, 0],
        [1, 0],
        [2, 0],
        [0, 0],
      ]),
      /runs back over itself/,
    ],
    [
      'a spike',
      polygon([
        [0, 0],
        [4, 0],
        [4, 4],
        [4, 9],
        [4, 4],
        [0, 4],
        [0, 0],
      ]),
      /touches itself at \[4, 4\]/,
    ],
    [
      'a ring that touches itself',
      polygon([
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
        [0, 0],
      ]),
      /touches itself at \[2, 0\]/,
    ],
    [
      'no number',
      polygon([
        [0, 0],
        [1, Number.NaN],
        [1, 1],
        [0, 0],
      ]),
      /position 2 in the outer ring of part 1/,
    ],
    [
      'a hole that crosses',
      polygon(square(0, 0, 4), square(2, 2, 4)),
      /outer ring of part 1 and hole 1 of part 1 cross/,
    ],
    ['a hole outside', polygon(square(0, 0, 4), square(6, 6, 1)), /hole 1 of part 1 leaves its outer ring at \[6, 7\]/],
    ['a hole in a hole', polygon(square(0, 0, 9), square(1, 1, 6), square(2, 2, 2)), /hole 2 of part 1 lies in hole 1/],
    ['the same hole twice', polygon(square(0, 0, 9), square(1, 1, 6), square(1, 1, 6)), /overlap/],
    ['parts that overlap', multi([square(0, 0, 4)], [square(2, 1, 4)]), /cross/],
    ['a part in another', multi([square(0, 0, 9)], [square(2, 2, 2)]), /part 2 overlaps part 1 at \[2, 2\]/],
    ['the same part twice', multi([square(0, 0, 9)], [square(0, 0, 9)]), /overlap/],
    [
      'parts that cross in their vertices only',
      multi(
        [
          [
            [0, 0],
            [4, 0],
            [4, 4],
            [0, 4],
            [0, 0],
          ],
        ],
        [
          [
            [0, 0],
            [4, 4],
            [0, 8],
            [-4, 4],
            [0, 0],
          ],
        ],
      ),
      /overlaps part/,
    ],
    [
      'a hole through vertices of its outer ring',
      polygon(
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [2, 2],
          [0, 4],
          [0, 0],
        ],
        [
          [0, 4],
          [2, 2],
          [4, 4],
          [2, 3],
          [0, 4],
        ],
      ),
      /overlap|leaves/,
    ],
    ['no ring', { type: 'Polygon', coordinates: [] }, /expected an outer ring/],
    ['no part', { type: 'MultiPolygon', coordinates: [] }, /at least one polygon/],
  ];
  for (const [name, geometry, message] of bad) {
    it(`refuses ${name} and says where`, () => {
      expect(() => parsePolygon(geometry)).toThrow(message);
      expect(() => parsePolygon(geometry)).toThrow(GeometryError);
    });
  }

  it('refuses more vertices than it can check in time', () => {
    const ring = Array.from({ length: 25_001 }, (_, i): [number, number] => [Math.cos(i), Math.sin(i)]);
    expect(() => parsePolygon(polygon(ring))).toThrow(/25001 vertices; at most 25000/);
  });

  it('refuses more parts than it can check in time', () => {
    const parts = Array.from({ length: 2001 }, (_, i): [number, number][][] => [square(2 * i, 0, 1)]);
    expect(() => parsePolygon(multi(...parts))).toThrow(/2001 rings; at most 2000/);
    expect(polygonArea(parsePolygon(multi(...parts.slice(1))))).toBe(2000);
  });

  it('checks a ring of 20,000 vertices in well under a second', () => {
    const ring = Array.from({ length: 20_000 }, (_, i): [number, number] => {
      const angle = (i * Math.PI) / 10_000;
      const radius = 100 + 5 * Math.sin(40 * angle);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    const begin = performance.now();
    parsePolygon(polygon([...ring, ring[0]!]));
    // about 0.06 s; the rest is for a busy machine
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it('projects every position and says which one cannot be', () => {
    const doubled = parsePolygon(polygon(square(0, 0, 2)), (e, n) => [2 * e, 3 * n]);
    expect(polygonArea(doubled)).toBe(24);
    expect(() => parsePolygon(polygon(square(0, 0, 2)), () => [Number.NaN, 0])).toThrow(
      /cannot be projected: \[0, 0\]/,
    );
  });
});

describe('polygonHolds', () => {
  const area = parsePolygon(polygon(square(0, 0, 10), square(2, 2, 3)));

  it('counts the boundary, that of holes included, as inside', () => {
    for (const [e, n] of [
      [0, 0],
      [5, 0],
      [10, 10],
      [0, 7],
      [2, 2],
      [3, 5],
      [5, 4],
    ] as const) {
      expect(polygonHolds(area, e, n)).toBe(true);
    }
  });

  it('tells inside from hole and outside', () => {
    expect(polygonHolds(area, 1, 1)).toBe(true);
    expect(polygonHolds(area, 3, 3)).toBe(false);
    expect(polygonHolds(area, 10.000001, 5)).toBe(false);
    // level with vertices, where a ray along the north would count twice
    expect(polygonHolds(area, -1, 10)).toBe(false);
    expect(polygonHolds(area, -1, 2)).toBe(false);
    expect(polygonHolds(area, 1, 2)).toBe(true);
  });
});
