import { describe, expect, it } from 'vitest';
import { CorridorCollector, cutPoints } from '#core/measure/corridor-points.ts';
import { placeOnLine, polylineOf, positionsAlong, stationsAlong } from '#core/measure/polyline.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const points = (rows: [number, number, number, number?][]): PointColumns => ({
  east: Float64Array.from(rows, ([e]) => e),
  north: Float64Array.from(rows, ([, n]) => n),
  height: Float64Array.from(rows, ([, , h]) => h),
  classification: Uint8Array.from(rows, ([, , , c]) => c ?? 2),
  count: rows.length,
});
const cloud = (count: number, seed: number, side = 20): PointColumns => {
  const { uniform } = seededRandom(seed);
  return points(
    Array.from({ length: count }, () => [
      side * uniform(),
      side * uniform(),
      10 * uniform(),
      Math.floor(6 * uniform()),
    ]),
  );
};

describe('stationsAlong', () => {
  it('steps from the first vertex and ends exactly at the end', () => {
    expect(
      Array.from(
        stationsAlong(
          polylineOf([
            [0, 0],
            [0, 1.1],
          ]),
          0.25,
        ),
      ),
    ).toEqual([0, 0.25, 0.5, 0.75, 1, 1.1]);
    expect(
      Array.from(
        stationsAlong(
          polylineOf([
            [0, 0],
            [1, 0],
          ]),
          0.25,
        ),
      ),
    ).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(
      Array.from(
        stationsAlong(
          polylineOf([
            [0, 0],
            [1, 0],
          ]),
          5,
        ),
      ),
    ).toEqual([0, 1]);
  });

  it('adds no station for what rounding leaves of the length', () => {
    const stations = stationsAlong(
      polylineOf([
        [0, 0],
        [0.3, 0],
      ]),
      0.1,
    );
    expect(stations.length).toBe(4);
    expect(stations.at(-1)).toBe(0.3);
  });

  it('runs on around the bends of a line', () => {
    const line = polylineOf([
      [0, 0],
      [3, 4],
      [3, 4],
      [3, 10],
    ]);
    expect(line.lengthM).toBe(11);
    const { east, north } = positionsAlong(line, Float64Array.of(0, 5, 8, 11));
    expect([Array.from(east), Array.from(north)]).toEqual([
      [0, 3, 3, 3],
      [0, 4, 7, 10],
    ]);
  });

  it('refuses a line of one place', () => {
    expect(() =>
      polylineOf([
        [1, 1],
        [1, 1],
      ]),
    ).toThrow(/two or more distinct vertices, got 1/);
    expect(() =>
      polylineOf([
        [1, 1],
        [1, Number.NaN],
      ]),
    ).toThrow(/position 2 of the line is not finite/);
  });
});

describe('placeOnLine', () => {
  it('gives distance along and offset across, right positive', () => {
    const north = polylineOf([
      [0, 0],
      [0, 10],
    ]);
    expect(placeOnLine(north, 2, 4)).toEqual({ distanceM: 4, offsetM: 2 });
    expect(placeOnLine(north, -3, 4)).toEqual({ distanceM: 4, offsetM: -3 });
    const west = polylineOf([
      [0, 0],
      [-10, 0],
    ]);
    expect(placeOnLine(west, -4, 1)).toEqual({ distanceM: 4, offsetM: 1 });
  });

  it('is null beyond the ends and includes the ends themselves', () => {
    const line = polylineOf([
      [0, 0],
      [10, 0],
    ]);
    expect(placeOnLine(line, -0.001, 0)).toBeNull();
    expect(placeOnLine(line, 10.001, 0)).toBeNull();
    expect(placeOnLine(line, 10, 1)).toEqual({ distanceM: 10, offsetM: -1 });
  });

  it('takes the nearest stretch of a bent line, and the vertex outside a bend', () => {
    const line = polylineOf([
      [0, 0],
      [10, 0],
      [10, 10],
    ]);
    expect(placeOnLine(line, 9, 3)).toEqual({ distanceM: 13, offsetM: -1 });
    // outside the bend, right of the line: the way to the vertex
    const outside = placeOnLine(line, 13, -4)!;
    expect(outside.distanceM).toBe(10);
    expect(outside.offsetM).toBeCloseTo(5, 12);
  });
});

describe('the points of a corridor', () => {
  const line = polylineOf([
    [2, 3],
    [17, 9],
    [5, 18],
  ]);
  const surfaces = [cloud(3000, 1), cloud(3000, 2)];

  it('are all those within half the width, with their class and surface', () => {
    const found = cutPoints(surfaces, line, { widthM: 2, maxPoints: 1e6 });
    const expected = surfaces.flatMap((some, surface) =>
      Array.from(some.east, (e, i) => ({ place: placeOnLine(line, e, some.north[i]!), i, surface })).filter(
        ({ place }) => place && Math.abs(place.offsetM) <= 1,
      ),
    );
    expect(found.total).toBe(expected.length);
    expect(found.returned).toBe(found.total);
    expect(found.distanceM.length).toBe(found.total);
    const heights = expected.map(({ i, surface }) => surfaces[surface]!.height[i]!).sort();
    expect(Array.from(found.elevationM).sort()).toEqual(heights);
    expect(new Set(found.surface)).toEqual(new Set([0, 1]));
  });

  it('are thinned evenly, honestly and alike whatever their order', () => {
    const all = cutPoints(surfaces, line, { widthM: 2, maxPoints: 1e6 });
    const thinned = cutPoints(surfaces, line, { widthM: 2, maxPoints: 200 });
    expect([thinned.total, thinned.returned]).toEqual([all.total, 200]);
    const reversed = surfaces.map((some) =>
      points(
        Array.from(some.east, (e, i): [number, number, number, number] => [
          e,
          some.north[i]!,
          some.height[i]!,
          some.classification[i]!,
        ]).reverse(),
      ),
    );
    expect(cutPoints(reversed, line, { widthM: 2, maxPoints: 200 })).toEqual(thinned);
    // an even sample has about as many points in the first half of the line: 100 ± 3·√50
    const firstHalf = thinned.distanceM.filter((d) => d < line.lengthM / 2).length;
    const share = all.distanceM.filter((d) => d < line.lengthM / 2).length / all.total;
    expect(Math.abs(firstHalf - 200 * share)).toBeLessThan(22);
  });

  it('are the same when the line is collected stretch by stretch, also when that thins on the way', () => {
    const big = [cloud(40_000, 3), cloud(40_000, 4)];
    for (const maxPoints of [1e6, 500]) {
      const collector = new CorridorCollector(line, { widthM: 4, maxPoints });
      const cuts = [0, 7, 16.1, line.lengthM];
      for (let k = 0; k + 1 < cuts.length; k++) {
        big.forEach((some, surface) => {
          collector.add(some, surface, cuts[k], cuts[k + 1]);
        });
      }
      expect(collector.finish()).toEqual(cutPoints(big, line, { widthM: 4, maxPoints }));
    }
  });

  it('may be none', () => {
    expect(cutPoints([points([])], line, { widthM: 1, maxPoints: 10 })).toMatchObject({ total: 0, returned: 0 });
    expect(cutPoints(surfaces, line, { widthM: 1, maxPoints: 0 })).toMatchObject({ returned: 0 });
  });
});
