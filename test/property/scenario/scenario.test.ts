/** Scenarios: edits back and forth, the mask against point in polygon, files there and back, hostile input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLineOfSightRequest } from '#core/contract/line-of-sight.ts';
import { parseScenario, type Scenario, type SceneEdit } from '#core/contract/scenario.ts';
import { RequestError } from '#core/errors.ts';
import { parsePolygon, polygonHolds } from '#core/geometry/polygon.ts';
import {
  type BookAction,
  currentScenario,
  NO_SCENARIOS,
  reduceBook,
  type ScenarioHistory,
} from '#core/scenario/edit-list.ts';
import { lostOf, scenarioGeoJson } from '#core/scenario/exchange.ts';
import { isHidden, type MaskPart, maskParts } from '#core/scenario/mask.ts';
import { movedPositions, riseBetween } from '#core/scenario/moved-points.ts';
import { packedHides, packMask } from '#core/scenario/packed-mask.ts';
import { readScenarioGeoJson } from '#core/scenario/read-scenario.ts';
import { sightEdits } from '#core/scenario/sight-edits.ts';
import { band, extrusion, hatching, joinMeshes, signedArea, triangulateRing } from '#core/scenario/solids.ts';
import { MAX_OBSTACLES } from '#core/sight/limits.ts';

/** Rings that do not cross themselves: vertices around a centre, at growing angles. */
const star = fc
  .record({
    east: fc.double({ min: -200, max: 200, noNaN: true }),
    north: fc.double({ min: -200, max: 200, noNaN: true }),
    radii: fc.array(fc.double({ min: 2, max: 60, noNaN: true }), { minLength: 3, maxLength: 9 }),
  })
  .map(({ east, north, radii }) =>
    radii.map((radius, i): [number, number] => {
      const angle = (2 * Math.PI * i) / radii.length;
      return [east + radius * Math.cos(angle), north + radius * Math.sin(angle)];
    }),
  );
const place = fc.tuple(
  fc.double({ min: -260, max: 260, noNaN: true }),
  fc.double({ min: -260, max: 260, noNaN: true }),
  fc.double({ min: 0, max: 60, noNaN: true }),
  fc.integer({ min: 0, max: 30 }),
);
const part: fc.Arbitrary<MaskPart> = fc
  .record({
    ring: star,
    low: fc.option(fc.double({ min: 0, max: 30, noNaN: true })),
    rise: fc.double({ min: 0, max: 30, noNaN: true }),
    classes: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 })),
  })
  .map(({ ring, low, rise, classes }) => ({
    outline: Float64Array.from(ring.flat()),
    lowM: low ?? -Infinity,
    highM: low === null ? Infinity : low + rise,
    classes,
    collections: null,
  }));

const near = (ring: ArrayLike<number>, e: number, n: number, reach: number) => {
  for (let i = 0, j = ring.length / 2 - 1; i < ring.length / 2; j = i++) {
    const [ax, ay, bx, by] = [ring[2 * j]!, ring[2 * j + 1]!, ring[2 * i]!, ring[2 * i + 1]!];
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((e - ax) * dx + (n - ay) * dy) / (dx * dx + dy * dy || 1)));
    if (Math.hypot(ax + t * dx - e, ay + t * dy - n) < reach) return true;
  }
  return false;
};

describe('the mask', () => {
  it('hides what lies in a polygon, by its height and class', () => {
    fc.assert(
      fc.property(part, place, (one, [east, north, heightM, classification]) => {
        fc.pre(!near(one.outline, east, north, 1e-6));
        const ring = Array.from({ length: one.outline.length / 2 }, (_, i) => [
          one.outline[2 * i]!,
          one.outline[2 * i + 1]!,
        ]);
        const inside = polygonHolds(parsePolygon({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] }), east, north);
        const expected =
          inside &&
          heightM >= one.lowM &&
          heightM <= one.highM &&
          (one.classes === null || one.classes.includes(classification));
        expect(isHidden([one], { east, north, heightM, classification, collection: 'any' })).toBe(expected);
      }),
    );
  });

  it('says the same packed for the shader, but within a millimetre of an edge or a limit', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 40 }),
        fc.array(place, { minLength: 30 }),
        (parts, places) => {
          const packed = packMask(parts, (e, n) => [e, n]);
          for (const [east, north, heightM, classification] of places) {
            const isClose = parts.some(
              ({ outline, lowM, highM }) =>
                near(outline, east, north, 1e-3) || Math.abs(heightM - lowM) < 1e-4 || Math.abs(heightM - highM) < 1e-4,
            );
            if (isClose) continue;
            const seen = packedHides(
              packed!,
              Math.fround(east),
              Math.fround(north),
              Math.fround(heightM),
              classification,
            );
            expect(seen).toBe(isHidden(parts, { east, north, heightM, classification, collection: 'any' }));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is of the collections that an edit names, and of edits that are on', () => {
    const outline = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ];
    const edit = { id: 'e1', name: '', on: true, kind: 'hide', outline, collections: ['before'] } as SceneEdit;
    const point = { east: 5, north: 5, heightM: 3, classification: 2 };
    expect(isHidden(maskParts([edit], 1), { ...point, collection: 'before' })).toBe(true);
    expect(isHidden(maskParts([edit], 1), { ...point, collection: 'after' })).toBe(false);
    expect(maskParts([{ ...edit, on: false } as SceneEdit], 1)).toEqual([]);
    // positions are in feet, points in metres
    expect(isHidden(maskParts([edit], 0.3048), { ...point, collection: 'before' })).toBe(false);
    expect(isHidden(maskParts([edit], 0.3048), { ...point, east: 2, north: 2, collection: 'before' })).toBe(true);
  });
});

const position = fc
  .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }))
  .map(([e, n]) => [e / 8, n / 8]);
const outline = fc.array(position, { minLength: 3, maxLength: 8 });
const newEdit = fc.oneof(
  fc.record({ kind: fc.constant('hide' as const), name: fc.string({ maxLength: 20 }), on: fc.boolean(), outline }),
  fc.record({
    kind: fc.constant('place-building' as const),
    name: fc.string({ maxLength: 20 }),
    on: fc.boolean(),
    outline,
    baseM: fc.integer({ min: 0, max: 500 }),
    heightM: fc.integer({ min: 1, max: 100 }),
    colour: fc.constant('#a0b1c2'),
  }),
);
const action: fc.Arbitrary<BookAction> = fc.oneof(
  { weight: 6, arbitrary: newEdit.map((edit): BookAction => ({ type: 'add', edit })) },
  { weight: 1, arbitrary: fc.constant<BookAction>({ type: 'new', name: 'plan', crs: 'EPSG:6676' }) },
  { weight: 1, arbitrary: fc.constant<BookAction>({ type: 'copy', name: 'copy' }) },
  { weight: 1, arbitrary: fc.constant<BookAction>({ type: 'drop' }) },
  // the last is no day, and changes nothing
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('2027-04-01', '2028-02-29', null, '2027-02-29')
      .map((date): BookAction => ({ type: 'date', date })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.boolean())
      .map(([at, on]): BookAction => ({ type: 'switch', id: `e${at}`, on })),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 8 }).map((at): BookAction => ({ type: 'remove', id: `e${at}` })) },
  { weight: 2, arbitrary: fc.constantFrom<BookAction>({ type: 'undo' }, { type: 'redo' }) },
);
const start = reduceBook(NO_SCENARIOS, { type: 'new', name: 'plan', crs: 'EPSG:6676' });
const run = (actions: readonly BookAction[]): ScenarioHistory => actions.reduce(reduceBook, start);

describe('the list of edits', () => {
  it('goes back to where it began, and forth to where it was', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const end = run(actions);
        let back = end;
        while (back.past.length > 0) back = reduceBook(back, { type: 'undo' });
        expect(back.now).toEqual(NO_SCENARIOS.now);
        let forth = back;
        while (forth.future.length > 0) forth = reduceBook(forth, { type: 'redo' });
        let last = end;
        while (last.future.length > 0) last = reduceBook(last, { type: 'redo' });
        expect(forth.now).toEqual(last.now);
      }),
    );
  });

  it('has ids that are told apart, and is what its schema says', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        for (const scenario of run(actions).now.scenarios) expect(parseScenario(scenario)).toEqual(scenario);
      }),
    );
  });

  it('comes back whole from its file', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const scenario = currentScenario(run(actions));
        if (!scenario) return;
        const file = JSON.parse(JSON.stringify(scenarioGeoJson(scenario)));
        expect(readScenarioGeoJson(file)).toEqual(scenario);
      }),
    );
  });

  it('shows the rest where a collection is gone, and says which', () => {
    const outline = [
      [0, 0],
      [1, 0],
      [1, 1],
    ];
    const edits = [
      { id: 'e1', name: '', on: true, kind: 'hide', outline, collections: ['gone'] },
      { id: 'e2', name: '', on: true, kind: 'hide', outline },
    ] as SceneEdit[];
    const scenario: Scenario = { id: 's1', name: 'plan', crs: null, edits };
    expect(lostOf(scenario, { collections: new Set(['here']), lostSurfaces: new Set() })).toEqual([
      { edit: 'e1', kind: 'collection', id: 'gone' },
    ]);
  });
});

describe('what a scenario is to questions of sight', () => {
  const square = (e: number, n: number, side: number) => [
    [e, n],
    [e + side, n],
    [e + side, n + side],
    [e, n + side],
  ];
  const common = { id: 'e1', name: '', on: true };
  const object = {
    ...{ id: 'o1', kind: 'tree' as const, footprint: square(0, 0, 4), classes: null },
    ...{ bottomM: 10, topM: 18, groundM: 10, pointCount: 5 },
  };
  const move = {
    ...common,
    ...{ kind: 'move' as const, collection: 'a', object, from: [2, 2], to: [102, 52], turnDeg: 90, groundM: 13 },
  };
  const wall = (vertices: number) => ({
    ...common,
    ...{
      kind: 'wall' as const,
      line: [
        [0, 0],
        [300, 0],
      ],
      widthM: 0.6,
      heightM: 2,
      colour: '#a0b1c2',
    },
    ground: Array.from({ length: vertices }, (_, i) => [
      (300 * i) / (vertices - 1),
      0,
      100 + (30 * i) / (vertices - 1),
    ]),
  });

  it('is areas without what stood there, and boxes of what is placed', () => {
    const { obstacles, removed, left } = sightEdits({ edits: [move] }, 1);
    expect(removed).toEqual([{ type: 'Polygon', coordinates: [[...square(0, 0, 4), [0, 0]]] }]);
    const box = obstacles!.features[0]!;
    // its foot is 3 m higher there, its height is its own
    expect(box.properties).toEqual({ baseM: 13, heightM: 8 });
    const [ring] = box.geometry.coordinates as number[][][];
    const corners = ring!.slice(0, 4).map((corner) => corner.map((one) => Math.round(one * 1e6) / 1e6).join());
    expect(corners.sort()).toEqual(['100,50', '100,54', '104,50', '104,54']);
    expect(left).toEqual([]);
  });

  it('has walls as steps on their ground, few even where the ground has many points', () => {
    for (const vertices of [2, 3, 50, 51, 52, 1999]) {
      const features = sightEdits({ edits: [wall(vertices)] }, 1).obstacles!.features;
      expect(features.length).toBeLessThanOrEqual(50);
      const rings = features.map(({ geometry }) => parsePolygon(geometry as Parameters<typeof parsePolygon>[0]));
      // in feet a band of 0.6 m is narrower in numbers
      const inFeet = sightEdits({ edits: [wall(vertices)] }, 0.3048).obstacles!.features[0]!;
      const { minN, maxN } = parsePolygon(inFeet.geometry as Parameters<typeof parsePolygon>[0]).bounds;
      expect(maxN - minN).toBeCloseTo(0.6 / 0.3048, 9);
      expect(rings[0]!.bounds.minE).toBe(0);
      expect(rings.at(-1)!.bounds.maxE).toBe(300);
      for (let i = 1; i < rings.length; i++) expect(rings[i]!.bounds.minE).toBeCloseTo(rings[i - 1]!.bounds.maxE, 9);
      const mean = features.reduce((sum, { properties }, i) => {
        const { minE, maxE } = rings[i]!.bounds;
        return sum + (properties.baseM ?? 0) * (maxE - minE);
      }, 0);
      expect(mean / 300).toBeCloseTo(115, 6);
    }
  });

  it('leaves out what is off, and tells what has no box', () => {
    const design = { ...common, kind: 'design' as const, surface: 'a'.repeat(32), outlines: [square(0, 0, 9)] };
    expect(sightEdits({ edits: [{ ...move, on: false }, design] }, 1)).toEqual({ left: [design] });
    const flat = {
      ...object,
      footprint: [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
    };
    const thin = { ...common, kind: 'hide-objects' as const, collection: 'a', objects: [flat] };
    expect(sightEdits({ edits: [thin] }, 1)).toEqual({ left: [thin] });
  });

  it('tells which edits are more than a question takes', () => {
    const walls = [1, 2, 3, 4, 5].map((n) => ({ ...wall(51), id: `w${n}` }));
    const { obstacles, left } = sightEdits({ edits: [...walls, move] }, 1);
    expect(obstacles!.features).toHaveLength(MAX_OBSTACLES);
    expect(left.map(({ id }) => id)).toEqual(['w5', move.id]);
  });

  it('is what the processes take', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const scenario = currentScenario(run(actions));
        if (!scenario) return;
        const { left: _, ...edits } = sightEdits(scenario, 1);
        const inputs = {
          observer: { position: [0, 0] },
          surfaces: [{ collection: 'a' }],
          targets: [{ position: [9, 9] }],
        };
        expect(() => parseLineOfSightRequest({ inputs: { ...inputs, ...edits } })).not.toThrow();
      }),
    );
  });
});

describe('hostile scenarios', () => {
  const good = { id: 's1', name: 'plan', crs: null, edits: [] as unknown[] };
  const hide = {
    id: 'e1',
    name: '',
    on: true,
    kind: 'hide',
    outline: [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
  };
  it.each([
    ['no object', [], 'scenario: expected an object'],
    ['an unknown member', { ...good, script: 'x' }, 'scenario.script: is not known'],
    ['an unknown edit', { ...good, edits: [{ ...hide, kind: 'delete' }] }, 'scenario.edits[0]'],
    [
      'a day that is none',
      { ...good, date: '2027-02-29' },
      'scenario.date: expected a day as 2027-04-01, got "2027-02-29"',
    ],
    ['two edits of one id', { ...good, edits: [hide, hide] }, 'scenario.edits[1].id: expected an id of its own'],
    [
      'no number',
      {
        ...good,
        edits: [
          {
            ...hide,
            outline: [
              [0, 'x'],
              [1, 0],
              [1, 1],
            ],
          },
        ],
      },
      'scenario.edits[0].outline[0][1]',
    ],
    [
      'a number beyond',
      {
        ...good,
        edits: [
          {
            ...hide,
            outline: [
              [0, 1e300],
              [1, 0],
              [1, 1],
            ],
          },
        ],
      },
      'scenario.edits[0].outline[0][1]',
    ],
    [
      'turned limits',
      { ...good, edits: [{ ...hide, heightsM: [5, 1] }] },
      'scenario.edits[0].heightsM: expected [low, high]',
    ],
    ['an id with a path', { ...good, id: '../x' }, 'scenario.id'],
    [
      'heights that are too few',
      {
        ...good,
        edits: [{ ...hide, unmeasured: { originE: 0, originN: 0, cellSizeM: 1, cols: 2, rows: 2, heightsM: [1] } }],
      },
      'scenario.edits[0].unmeasured: expected 2 × 2 heights',
    ],
  ])('refuses %s in plain words', (_, value, message) => {
    expect(() => parseScenario(value)).toThrow(RequestError);
    expect(() => parseScenario(value)).toThrow(message);
  });

  it('never ends in anything but a refusal', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          parseScenario(value);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestError);
        }
        expect(() => readScenarioGeoJson(value)).toThrow(RequestError);
      }),
    );
  });
});

describe('what is added', () => {
  it('gives a building the area of its outline at its roof, and its height', () => {
    fc.assert(
      fc.property(star, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 60 }), (ring, baseM, heightM) => {
        const { positions, colours } = joinMeshes([extrusion(ring, { baseM, heightM, colour: [200, 100, 50] })]);
        expect(positions.length).toBe(colours.length);
        const heights = positions.filter((_, at) => at % 3 === 2);
        expect([Math.min(...heights), Math.max(...heights)]).toEqual([baseM, baseM + heightM]);
        const area = triangulateRing(signedArea(ring) > 0 ? ring : [...ring].reverse()).reduce((sum, triangle) => {
          const ordered = signedArea(ring) > 0 ? ring : [...ring].reverse();
          return sum + signedArea(triangle.map((i) => ordered[i]!));
        }, 0);
        expect(area).toBeCloseTo(Math.abs(signedArea(ring)), 6);
      }),
    );
  });

  it('makes a road as wide as asked along a straight line', () => {
    const ground = [
      [0, 0, 10],
      [30, 0, 11],
      [60, 0, 12],
    ];
    const { positions } = joinMeshes([band(ground, { widthM: 6, heightM: 0.2, colour: [90, 90, 90], sinksM: 0.5 })]);
    const norths = positions.filter((_, at) => at % 3 === 1);
    expect([Math.min(...norths), Math.max(...norths)]).toEqual([-3, 3]);
    const heights = positions.filter((_, at) => at % 3 === 2);
    expect(Math.max(...heights)).toBeCloseTo(12.2, 9);
    expect(Math.min(...heights)).toBeCloseTo(9.5, 9);
  });

  it('hatches just the cells that nobody measured', () => {
    const ground = { originE: 100, originN: 50, cellSizeM: 2, cols: 2, rows: 2, heightsM: [7, null, null, 9] };
    const { positions } = joinMeshes([hatching(ground, 1)]);
    let area = 0;
    for (let at = 0; at < positions.length; at += 9) {
      const corner = (k: number) => [positions[at + 3 * k]!, positions[at + 3 * k + 1]!];
      area += signedArea([corner(0), corner(1), corner(2)]);
    }
    expect(area).toBeCloseTo(8, 9);
  });

  it('keeps a moved tree as it is, with its foot on the new ground', () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 2, maxLength: 30 }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 })),
        (points, turnDeg, [groundM, newGroundM]) => {
          const positions = points.flatMap(([e, n, h]) => [e, n, h + groundM]);
          const riseM = riseBetween(groundM, newGroundM);
          const moved = movedPositions(positions, { fromE: 3, fromN: 4, toE: 103, toN: -50, turnDeg, riseM });
          for (let at = 0; at < positions.length; at += 3) {
            expect(moved[at + 2]! - newGroundM).toBeCloseTo(positions[at + 2]! - groundM, 9);
            const before = Math.hypot(positions[at]! - 3, positions[at + 1]! - 4);
            expect(Math.hypot(moved[at]! - 103, moved[at + 1]! + 50)).toBeCloseTo(before, 9);
          }
        },
      ),
    );
    expect(riseBetween(null, 4)).toBe(0);
  });
});
