/** Meetings and distances of random pipes against brute force. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineLines } from '#core/pipes/combine-lines.ts';
import { planMeetings } from '#core/pipes/crossings.ts';
import { type Pipe, placeAt, stationsOf } from '#core/pipes/pipe.ts';
import { segmentDistance } from '#core/pipes/segment-distance.ts';
import { type HeightLine, heightOn } from '#core/section/section-line.ts';

const pipeOf = (places: readonly (readonly [number, number])[]): Pipe => {
  const kept = places.filter(([e, n], i) => i === 0 || e !== places[i - 1]![0] || n !== places[i - 1]![1]);
  const east = Float64Array.from(kept, ([e]) => e);
  const north = Float64Array.from(kept, ([, n]) => n);
  return { kind: 'water', diameterM: 0.1, wallM: 0, east, north, station: stationsOf(east, north), level: null };
};
/** Whole numbers on a small grid: touches, common lines and common vertices are frequent. */
const network = fc
  .array(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })), { minLength: 2, maxLength: 6 }),
    {
      minLength: 2,
      maxLength: 5,
    },
  )
  .map((lines) => lines.map(pipeOf).filter(({ east }) => east.length > 1));

/** Whether two legs with whole coordinates meet, in whole numbers alone. */
function meets(a: Pipe, i: number, b: Pipe, j: number): boolean {
  const corner = (p: Pipe, at: number) => [p.east[at]!, p.north[at]!] as const;
  const [p, q, r, s] = [corner(a, i), corner(a, i + 1), corner(b, j), corner(b, j + 1)];
  const side = (o: readonly [number, number], x: readonly [number, number], y: readonly [number, number]) =>
    Math.sign((x[0] - o[0]) * (y[1] - o[1]) - (x[1] - o[1]) * (y[0] - o[0]));
  const within = (o: readonly [number, number], x: readonly [number, number], y: readonly [number, number]) =>
    Math.min(o[0], x[0]) <= y[0] &&
    y[0] <= Math.max(o[0], x[0]) &&
    Math.min(o[1], x[1]) <= y[1] &&
    y[1] <= Math.max(o[1], x[1]);
  const [d1, d2, d3, d4] = [side(p, q, r), side(p, q, s), side(r, s, p), side(r, s, q)];
  if (d1 * d2 < 0 && d3 * d4 < 0) return true;
  return (
    (d1 === 0 && within(p, q, r)) ||
    (d2 === 0 && within(p, q, s)) ||
    (d3 === 0 && within(r, s, p)) ||
    (d4 === 0 && within(r, s, q))
  );
}

describe('meetings in plan', () => {
  it('pairs of pipes meet when a pair of legs does, and both stations are the same place', () => {
    fc.assert(
      fc.property(network, (pipes) => {
        const found = planMeetings(pipes);
        for (let a = 0; a < pipes.length; a++) {
          for (let b = a + 1; b < pipes.length; b++) {
            const [first, second] = [pipes[a]!, pipes[b]!];
            const legs = (pipe: Pipe) => Array.from({ length: pipe.east.length - 1 }, (_, i) => i);
            const truth = legs(first).some((i) => legs(second).some((j) => meets(first, i, second, j)));
            expect(found.some((one) => one.a === a && one.b === b)).toBe(truth);
          }
        }
        for (const { a, b, fromAM, toAM, fromBM, toBM } of found) {
          for (const [atA, atB] of [
            [fromAM, fromBM],
            [toAM, toBM],
          ] as const) {
            const [p, q] = [placeAt(pipes[a]!, atA), placeAt(pipes[b]!, atB)];
            expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeLessThan(1e-6);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every leg that meets lies in a found meeting', () => {
    fc.assert(
      fc.property(network, (pipes) => {
        const found = planMeetings(pipes);
        const [first, second] = [pipes[0], pipes[1]];
        if (!first || !second) return;
        const own = found.filter(({ a, b }) => a === 0 && b === 1);
        for (let i = 0; i + 1 < first.east.length; i++) {
          for (let j = 0; j + 1 < second.east.length; j++) {
            if (!meets(first, i, second, j)) continue;
            const [from, to] = [first.station[i]! - 1e-6, first.station[i + 1]! + 1e-6];
            expect(own.some(({ fromAM, toAM }) => fromAM <= to && toAM >= from)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('segments in space', () => {
  const vertex = fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -10, max: 10, noNaN: true })));
  it('no pair of places on them is nearer', () => {
    fc.assert(
      fc.property(vertex, vertex, vertex, vertex, (p, q, r, s) => {
        const [a, b] = [Float64Array.from([...p, ...q]), Float64Array.from([...r, ...s])];
        const { distance, shareA, shareB } = segmentDistance(a, 0, b, 0, 3);
        const at = (line: Float64Array, share: number, axis: number) =>
          line[axis]! + share * (line[axis + 3]! - line[axis]!);
        const apart = (x: number, y: number) =>
          Math.hypot(at(a, x, 0) - at(b, y, 0), at(a, x, 1) - at(b, y, 1), at(a, x, 2) - at(b, y, 2));
        expect(apart(shareA, shareB)).toBeCloseTo(distance, 9);
        for (let i = 0; i <= 20; i++) {
          for (let j = 0; j <= 20; j++) expect(apart(i / 20, j / 20)).toBeGreaterThan(distance - 1e-6);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('nearly parallel ones are measured to the micrometre', () => {
    for (const tilt of [1e-3, 1e-6, 1e-9, 0]) {
      const a = Float64Array.of(-500, 0, 0, 500, 0, 0);
      const b = Float64Array.of(-500, -500 * tilt, 1, 500, 500 * tilt, 1);
      expect(segmentDistance(a, 0, b, 0, 3).distance).toBeCloseTo(1, 6);
    }
    const apart = segmentDistance(Float64Array.of(0, 0, 0, 1, 0, 0), 0, Float64Array.of(3, 4, 0, 9, 4, 0), 0, 3);
    expect(apart).toEqual({ distance: Math.hypot(2, 4), shareA: 1, shareB: 0 });
  });
});

describe('two lines as one', () => {
  const line = fc
    .array(
      fc.tuple(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.option(fc.double({ min: -5, max: 5, noNaN: true }))),
      {
        minLength: 2,
        maxLength: 8,
      },
    )
    .map((steps): HeightLine => {
      let at = 0;
      const along = Float64Array.from(steps, ([step]) => (at += step));
      return { along, height: Float64Array.from(steps, ([, height]) => height ?? Number.NaN) };
    });
  it('is their difference wherever both are known, and known nowhere else', () => {
    fc.assert(
      fc.property(line, line, fc.double({ min: 0, max: 40, noNaN: true }), (a, b, at) => {
        // vertices belong to two stretches
        if ([...a.along, ...b.along].some((vertex) => Math.abs(vertex - at) < 1e-5)) return;
        const both = combineLines(a, b, (x, y) => x - y);
        const truth = heightOn(a, at) - heightOn(b, at);
        const seen = heightOn(both, at);
        if (Number.isNaN(truth)) expect(seen).toBeNaN();
        else expect(seen).toBeCloseTo(truth, 8);
      }),
      { numRuns: 500 },
    );
  });
});
