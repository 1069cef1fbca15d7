/** Cover and clearances against what geometry says. */
import { describe, expect, it } from 'vitest';
import { axisLine, coverFacts, coverLine, shortStretches, unknownLengthM } from '#core/pipes/axis-line.ts';
import { findClearances } from '#core/pipes/clearances.ts';
import { planMeetings } from '#core/pipes/crossings.ts';
import { type LevelReference, type Pipe, placeAt, stationsOf } from '#core/pipes/pipe.ts';
import type { HeightLine } from '#core/section/section-line.ts';

interface Made {
  readonly line: readonly (readonly [number, number])[];
  readonly level?: readonly [LevelReference, ...number[]];
  readonly diameterM?: number;
  readonly wallM?: number;
  readonly kind?: Pipe['kind'];
}
function pipe({ line, level, diameterM = 0.2, wallM = 0, kind = 'water' }: Made): Pipe {
  const east = Float64Array.from(line, ([e]) => e);
  const north = Float64Array.from(line, ([, n]) => n);
  const [reference, ...values] = level ?? ['axis'];
  return {
    kind,
    diameterM,
    wallM,
    east,
    north,
    station: stationsOf(east, north),
    level: level ? { reference, valuesM: Float64Array.from(values) } : null,
  };
}
const heights = (...vertices: (readonly [number, number])[]): HeightLine => ({
  along: Float64Array.from(vertices, ([at]) => at),
  height: Float64Array.from(vertices, ([, height]) => height),
});
const axesOf = (pipes: readonly Pipe[]) => pipes.map((one) => axisLine(one, heights(), 'along'));
const EAST = [
  [0, 0],
  [100, 0],
] as const;

describe('cover', () => {
  // a bowl: 10 m at the ends, 8 m in the middle
  const bowl = heights([0, 10], [50, 8], [100, 10]);

  it('an axis of an invert has the inner radius over it and the wall below the ground', () => {
    const sewer = pipe({ line: EAST, level: ['invert', 6, 5], diameterM: 0.6, wallM: 0.05 });
    const axis = axisLine(sewer, bowl, 'along');
    expect([...axis.height]).toEqual([6.3, 5.3]);
    const facts = coverFacts(coverLine(sewer, bowl, axis))!;
    // in the middle: 8 − (5.8 + 0.35)
    expect(facts.minM).toBeCloseTo(1.85, 12);
    expect(facts.minAtM).toBe(50);
    // 3.35, 1.85, 4.35 over two halves
    expect(facts.meanM).toBeCloseTo((3.35 + 2 * 1.85 + 4.35) / 4, 12);
    expect(facts.knownM).toBe(100);
  });

  it('a crown is the outer top', () => {
    const gas = pipe({ line: EAST, level: ['crown', 7], wallM: 0.01 });
    expect(axisLine(gas, bowl, 'along').height[0]).toBeCloseTo(7 - 0.11, 12);
    expect(coverFacts(coverLine(gas, bowl, axisLine(gas, bowl, 'along')))!.minM).toBeCloseTo(1, 12);
  });

  it('a depth holds along the pipe, or at its vertices: then a straight pipe comes out in the bowl', () => {
    const water = pipe({ line: EAST, level: ['cover', 1.2] });
    const along = coverFacts(coverLine(water, bowl, axisLine(water, bowl, 'along')))!;
    expect(along.minM).toBeCloseTo(1.2, 12);
    expect(along.meanM).toBeCloseTo(1.2, 12);
    const straight = coverLine(water, bowl, axisLine(water, bowl, 'vertices'));
    expect(coverFacts(straight)).toMatchObject({ minAtM: 50 });
    expect(coverFacts(straight)!.minM).toBeCloseTo(-0.8, 12);
    // 1.2 − 2 · at / 50 is less than 1 from 5 m on
    const [short] = shortStretches(straight, 1);
    expect(short!.fromM).toBeCloseTo(5, 4);
    expect(short!.toM).toBeCloseTo(95, 4);
    expect(short).toMatchObject({ minAtM: 50 });
  });

  it('what is exactly required is enough; stretches apart are told apart', () => {
    const flat = heights([0, 10], [100, 10]);
    const exact = pipe({ line: EAST, level: ['cover', 1.2] });
    expect(shortStretches(coverLine(exact, flat, axisLine(exact, flat, 'along')), 1.2)).toEqual([]);
    const waves = heights([0, 1], [10, 2], [20, 1], [30, 2], [40, 1]);
    expect(shortStretches(waves, 1.5).map(({ minAtM }) => minAtM)).toEqual([0, 20, 40]);
  });

  it('unknown ground and unknown levels are gaps, never numbers', () => {
    const gap = heights([0, 10], [40, 10], [40, Number.NaN], [60, 10], [100, 10]);
    const water = pipe({ line: EAST, level: ['axis', 8] });
    const facts = coverFacts(coverLine(water, gap, axisLine(water, gap, 'along')));
    expect(facts).toMatchObject({ knownM: 80 });
    expect(unknownLengthM(water, facts)).toBe(20);
    const bare = pipe({ line: EAST });
    expect(coverFacts(coverLine(bare, gap, axisLine(bare, gap, 'along')))).toBeNull();
    const half = pipe({
      line: [
        [0, 0],
        [50, 0],
        [100, 0],
      ],
      level: ['axis', 8, 8, Number.NaN],
    });
    expect(coverFacts(coverLine(half, bowl, axisLine(half, bowl, 'along')))!.knownM).toBe(50);
    // a depth at a vertex over unknown ground does not become an elevation
    const deep = pipe({ line: EAST, level: ['cover', 1] });
    const late = heights([10, 10], [100, 10]);
    expect(axisLine(deep, late, 'vertices').height[0]).toBeNaN();
  });
});

describe('clearances', () => {
  it('two level pipes that cross keep the difference of their axes less both radii', () => {
    const pipes = [
      pipe({ line: EAST, level: ['axis', 10], diameterM: 0.3, wallM: 0.01 }),
      pipe({
        line: [
          [30, -10],
          [30, 30],
        ],
        level: ['axis', 9, 9.4],
        diameterM: 0.1,
        kind: 'gas',
      }),
    ];
    const [one, ...rest] = findClearances(pipes, axesOf(pipes), 1);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ form: 'cross', a: 0, b: 1, atAM: 30, atBM: 10, joined: false });
    expect(one!.axisBM).toBeCloseTo(9.1, 12);
    expect(one!.clearanceM).toBeCloseTo(0.9 - 0.16 - 0.05, 12);
  });

  it('a crossing at a common vertex of legs is one crossing', () => {
    const pipes = [
      pipe({
        line: [
          [0, 0],
          [50, 0],
          [100, 0],
        ],
        level: ['axis', 10],
      }),
      pipe({
        line: [
          [40, -10],
          [50, 0],
          [60, 10],
        ],
        level: ['axis', 8],
        kind: 'gas',
      }),
    ];
    expect(planMeetings(pipes)).toHaveLength(1);
    expect(findClearances(pipes, axesOf(pipes), 1)[0]!.clearanceM).toBeCloseTo(1.8, 12);
  });

  it('pipes one above the other are a stretch, with its least clearance, also the other way round', () => {
    const under = pipe({ line: EAST, level: ['axis', 5, 6] });
    for (const line of [
      [
        [20, 0],
        [60, 0],
        [80, 0],
      ],
      [
        [80, 0],
        [60, 0],
        [20, 0],
      ],
    ] as const) {
      const pipes = [under, pipe({ line, level: ['axis', 7], kind: 'power' })];
      const found = findClearances(pipes, axesOf(pipes), 1);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ form: 'overlap', fromAM: 20, toAM: 80, atAM: 80 });
      expect(found[0]!.clearanceM).toBeCloseTo(7 - 5.8 - 0.2, 12);
    }
    const through = [
      under,
      pipe({
        line: [
          [20, 0],
          [80, 0],
        ],
        level: ['axis', 5.4],
        kind: 'gas',
      }),
    ];
    const [hit] = findClearances(through, axesOf(through), 1);
    expect(hit!.atAM).toBeCloseTo(40, 9);
    expect(hit!.clearanceM).toBeCloseTo(-0.2, 9);
  });

  it('pipes side by side are measured in space', () => {
    const pipes = [
      pipe({ line: EAST, level: ['axis', 10] }),
      pipe({
        line: [
          [0, 0.5],
          [100, 0.5],
        ],
        level: ['axis', 10.5],
        kind: 'gas',
      }),
      pipe({
        line: [
          [0, 30],
          [100, 30],
        ],
        level: ['axis', 10],
        kind: 'gas',
      }),
    ];
    const found = findClearances(pipes, axesOf(pipes), 1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ form: 'near', a: 0, b: 1 });
    expect(found[0]!.clearanceM).toBeCloseTo(Math.hypot(0.5, 0.5) - 0.2, 12);
    expect(findClearances(pipes, axesOf(pipes), 0)).toEqual([]);
  });

  it('joints of one kind are joints: at a manhole with a drop, and at a branch; another kind is judged', () => {
    const main = pipe({ line: EAST, level: ['axis', 10], kind: 'sewer' });
    const drop = pipe({
      line: [
        [100, 0],
        [150, 20],
      ],
      level: ['axis', 8],
      kind: 'sewer',
    });
    const branch = pipe({
      line: [
        [50, 0],
        [50, 20],
      ],
      level: ['axis', 10.1],
      kind: 'sewer',
    });
    const over = pipe({
      line: [
        [70, 0],
        [70, 20],
      ],
      level: ['axis', 11],
      kind: 'sewer',
    });
    const other = pipe({
      line: [
        [20, 0],
        [20, 20],
      ],
      level: ['axis', 10],
      kind: 'gas',
    });
    const pipes = [main, drop, branch, over, other];
    const found = findClearances(pipes, axesOf(pipes), 1);
    expect(found.map(({ b, joined }) => [b, joined])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
    ]);
  });

  it('an unknown level gives an unknown clearance', () => {
    const pipes = [
      pipe({ line: EAST, level: ['axis', 10] }),
      pipe({
        line: [
          [30, -10],
          [30, 10],
        ],
        kind: 'gas',
      }),
    ];
    expect(findClearances(pipes, axesOf(pipes), 1)).toMatchObject([{ clearanceM: Number.NaN, joined: false }]);
  });

  it('a place stands on its leg', () => {
    const bent = pipe({
      line: [
        [0, 0],
        [10, 0],
        [10, 10],
      ],
    });
    expect(placeAt(bent, 10)).toEqual([10, 0]);
    expect(placeAt(bent, 15)).toEqual([10, 5]);
    expect(placeAt(bent, 20)).toEqual([10, 10]);
  });
});
