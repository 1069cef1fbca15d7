import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LimitError } from '#core/errors.ts';
import { meetsOutline, parseShape } from '#worker/store/geometry-meet.ts';

/** The unit square. */
const outline = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
] as const;
const box = (w: number, s: number, e: number, n: number) => [
  [w, s],
  [e, s],
  [e, n],
  [w, n],
  [w, s],
];
const meets = (geometry: unknown) => meetsOutline(outline, parseShape(geometry));

describe('meetsOutline', () => {
  it.each([
    ['a point inside', { type: 'Point', coordinates: [0.5, 0.5] }, true],
    ['a point on a corner', { type: 'Point', coordinates: [1, 1] }, true],
    ['a point outside', { type: 'Point', coordinates: [1.001, 0.5] }, false],
    [
      'one of several points inside',
      {
        type: 'MultiPoint',
        coordinates: [
          [9, 9],
          [0.1, 0.1],
        ],
      },
      true,
    ],
    [
      'a line through, with no vertex inside',
      {
        type: 'LineString',
        coordinates: [
          [-1, 0.5],
          [2, 0.5],
        ],
      },
      true,
    ],
    [
      'a line inside',
      {
        type: 'LineString',
        coordinates: [
          [0.2, 0.2],
          [0.3, 0.3],
        ],
      },
      true,
    ],
    [
      'a line past a corner',
      {
        type: 'LineString',
        coordinates: [
          [2.1, 0],
          [0, 2.1],
        ],
      },
      false,
    ],
    [
      'a line along a side',
      {
        type: 'LineString',
        coordinates: [
          [-1, 1],
          [2, 1],
        ],
      },
      true,
    ],
    ['a polygon around', { type: 'Polygon', coordinates: [box(-1, -1, 2, 2)] }, true],
    [
      'a polygon around, with a hole around',
      { type: 'Polygon', coordinates: [box(-2, -2, 3, 3), box(-1, -1, 2, 2)] },
      false,
    ],
    ['a polygon inside', { type: 'Polygon', coordinates: [box(0.4, 0.4, 0.6, 0.6)] }, true],
    ['a polygon that crosses without a vertex inside', { type: 'Polygon', coordinates: [box(-1, 0.4, 2, 0.6)] }, true],
    ['a polygon beside', { type: 'Polygon', coordinates: [box(1.1, 0, 2, 1)] }, false],
    ['the second of two polygons', { type: 'MultiPolygon', coordinates: [[box(5, 5, 6, 6)], [box(0, 0, 1, 1)]] }, true],
    [
      'a collection',
      {
        type: 'GeometryCollection',
        geometries: [
          { type: 'Point', coordinates: [9, 9] },
          { type: 'Point', coordinates: [0, 0] },
        ],
      },
      true,
    ],
  ])('%s', (_name, geometry, expected) => {
    expect(meets(geometry)).toBe(expected);
  });

  it('finds an item that is a single position', () => {
    const place = [[138, 35]] as const;
    expect(meetsOutline(place, parseShape({ type: 'Polygon', coordinates: [box(137, 34, 139, 36)] }))).toBe(true);
    expect(meetsOutline(place, parseShape({ type: 'Polygon', coordinates: [box(137, 34, 137.5, 36)] }))).toBe(false);
  });

  it('agrees with the comparison of boxes for boxes', () => {
    const side = fc.integer({ min: -8, max: 12 }).map((n) => n / 4);
    fc.assert(
      fc.property(side, side, side, side, (a, b, c, d) => {
        fc.pre(a !== c && b !== d);
        const [w, e, s, n] = [Math.min(a, c), Math.max(a, c), Math.min(b, d), Math.max(b, d)];
        const expected = w <= 1 && e >= 0 && s <= 1 && n >= 0;
        return meets({ type: 'Polygon', coordinates: [box(w, s, e, n)] }) === expected;
      }),
    );
  });
});

describe('parseShape', () => {
  it.each([
    null,
    5,
    'Point',
    {},
    { type: 'Circle' },
    { type: 'Point' },
    { type: 'Point', coordinates: ['1', 2] },
    { type: 'LineString', coordinates: [[0, 0]] },
    { type: 'Polygon', coordinates: [] },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
  ])('refuses %j', (value) => {
    expect(() => parseShape(value)).toThrow(/^intersects:/);
  });

  it('refuses too many vertices and too deep a nesting', () => {
    const many = { type: 'MultiPoint', coordinates: Array.from({ length: 10_001 }, () => [0, 0]) };
    expect(() => parseShape(many)).toThrow(LimitError);
    let deep: unknown = { type: 'Point', coordinates: [0, 0] };
    for (let i = 0; i < 6; i++) deep = { type: 'GeometryCollection', geometries: [deep] };
    expect(() => parseShape(deep)).toThrow(/nested/);
  });
});
