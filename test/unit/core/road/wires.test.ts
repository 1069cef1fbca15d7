/** Wires that are known exactly: fitted, told apart, measured over a road. */
import { describe, expect, it } from 'vitest';
import { AxisLocator } from '#core/road/axis-locator.ts';
import { overRoad, wireOverRoad } from '#core/road/wire-clearance.ts';
import { fitWire, sagOf, type WirePoints, wireHeightAt, wirePlace } from '#core/road/wire-fit.ts';
import { findSpans } from '#core/road/wire-spans.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

type Row = readonly [e: number, n: number, h: number];
const columns = (rows: readonly Row[]): WirePoints => ({
  east: Float64Array.from(rows, ([e]) => e),
  north: Float64Array.from(rows, ([, n]) => n),
  height: Float64Array.from(rows, ([, , h]) => h),
});
const all = (rows: readonly Row[]) => Array.from(rows.keys());

/** Points of a wire of 40 m along a bearing, `aside` metres beside the others. */
function strung(options: {
  count: number;
  aside?: number;
  up?: number;
  sag?: number;
  noise?: number;
  seed?: number;
  from?: readonly [number, number];
  bearing?: number;
}): Row[] {
  const {
    count,
    aside = 0,
    up = 10,
    sag = 0.6,
    noise = 0,
    seed = 1,
    from = [52_000, -97_000],
    bearing = 0.4,
  } = options;
  const random = seededRandom(seed).uniform;
  const spread = () => noise * (random() + random() + random() - 1.5) * 2;
  return Array.from({ length: count }, (): Row => {
    const t = random();
    const e = from[0] + 40 * t * Math.cos(bearing) - aside * Math.sin(bearing);
    const n = from[1] + 40 * t * Math.sin(bearing) + aside * Math.cos(bearing);
    return [e + spread(), n + spread(), 100 + up - 4 * sag * t * (1 - t) + spread()];
  });
}

describe('a wire', () => {
  it('is fitted exactly: line, parabola, sag, catenary', () => {
    const rows = [0, 0.2, 0.5, 0.7, 1].map(
      (t): Row => [52_000 + 30 * t, -97_000 - 40 * t, 100 + 3 * t - 4 * 0.8 * t * (1 - t)],
    );
    const curve = fitWire(columns(rows), all(rows))!;
    expect(curve.toU - curve.fromU).toBeCloseTo(50, 9);
    expect(sagOf(curve)).toBeCloseTo(0.8, 8);
    // z = z0 + u² / (2 c): c = L² / (8 D)
    expect(1 / (2 * curve.c2)).toBeCloseTo(2500 / (8 * 0.8), 5);
    for (const [e, n, h] of rows) {
      const u = (e - curve.east) * curve.alongE + (n - curve.north) * curve.alongN;
      expect(wireHeightAt(curve, u)).toBeCloseTo(h, 8);
      expect(wirePlace(curve, u)[1]).toBeCloseTo(n, 8);
    }
  });

  it('due north, of two points, and one that would bend upwards', () => {
    const north: Row[] = [
      [0, 0, 5],
      [0, 10, 5.5],
    ];
    const two = fitWire(columns(north), [0, 1])!;
    expect([two.alongE, two.alongN, two.c2]).toEqual([expect.closeTo(0, 12), 1, 0]);
    expect(wireHeightAt(two, two.toU)).toBeCloseTo(5.5, 12);
    const hump = [0, 5, 10, 15, 20].map((u): Row => [u, 0, 8 - 0.001 * (u - 10) ** 2]);
    expect(fitWire(columns(hump), all(hump))!.c2).toBe(0);
    expect(() => fitWire(columns(north), [0])).toThrow(/two or more points, got 1/);
    expect(
      fitWire(
        columns([
          [1, 1, 5],
          [1, 1, 6],
        ]),
        [0, 1],
      ),
    ).toBeNull();
  });

  it('holds against outliers and noise', () => {
    const rows = strung({ count: 60, noise: 0.03, seed: 4 });
    const bad = rows.map(([e, n, h], i): Row => [e, n, i % 12 === 0 ? h + 0.8 : h]);
    const [clean, spoilt] = [rows, bad].map((own) => fitWire(columns(own), all(own))!);
    for (const share of [0.1, 0.5, 0.9]) {
      const u = clean!.fromU + share * (clean!.toU - clean!.fromU);
      expect(Math.abs(wireHeightAt(spoilt!, u) - wireHeightAt(clean!, u))).toBeLessThan(0.04);
    }
  });
});

describe('wires among points', () => {
  const line = [
    strung({ count: 30, aside: -0.75, up: 10.6, noise: 0.02, seed: 11 }),
    strung({ count: 30, aside: 0, up: 10.9, noise: 0.02, seed: 12 }),
    strung({ count: 30, aside: 0.75, up: 10.6, noise: 0.02, seed: 13 }),
    strung({ count: 20, aside: 0.2, up: 7.6, noise: 0.02, seed: 14 }),
  ];
  const rows = line.flat();
  const owner = line.flatMap((own, k) => own.map(() => k));
  const search = { seeds: all(rows), toleranceM: 0.15, isMixed: false };

  it('are kept apart: no span has points of two', () => {
    const spans = findSpans(columns(rows), search);
    expect(spans.length).toBe(4);
    for (const { indices, curve } of spans) {
      expect(new Set(indices.map((i) => owner[i]!)).size).toBe(1);
      expect(curve.sigmaM).toBeLessThan(0.06);
      expect(sagOf(curve)).toBeCloseTo(0.6 * ((curve.toU - curve.fromU) / 40) ** 2, 1);
    }
    expect(spans.reduce((sum, { indices }) => sum + indices.length, 0)).toBeGreaterThan(105);
  });

  it('come out the same again, and end at their pole', () => {
    // the next span turns by 3° there
    const pole = [52_000 + 40 * Math.cos(0.4), -97_000 + 40 * Math.sin(0.4)] as const;
    const two = [...line[1]!, ...strung({ count: 30, up: 10.9, noise: 0.02, seed: 15, from: pole, bearing: 0.45 })];
    const seeds = all(two);
    const spans = findSpans(columns(two), { ...search, seeds });
    expect(spans.length).toBe(2);
    for (const { curve } of spans) expect(curve.toU - curve.fromU).toBeLessThan(41.5);
    expect(findSpans(columns(two), { ...search, seeds })).toEqual(spans);
  });

  it('are not made of a single point, nor of two, nor of a crown of leaves', () => {
    expect(findSpans(columns([[0, 0, 9]]), { ...search, seeds: [0] })).toEqual([]);
    expect(
      findSpans(
        columns([
          [0, 0, 9],
          [8, 0, 9],
        ]),
        { ...search, seeds: [0, 1] },
      ),
    ).toEqual([]);
    expect(findSpans(columns([]), { ...search, seeds: [] })).toEqual([]);
    const random = seededRandom(6).uniform;
    const leaves = Array.from({ length: 4_000 }, (): Row => [30 * random(), 30 * random(), 104 + 8 * random()]);
    const seeds = all(leaves).filter((i) => i % 40 === 0);
    expect(findSpans(columns(leaves), { seeds, toleranceM: 0.15, isMixed: true })).toEqual([]);
    // a wire beside them is found
    const both = [...leaves, ...strung({ count: 60, noise: 0.02, from: [0, 34], bearing: 0 })];
    const found = findSpans(columns(both), {
      seeds: [...seeds, ...all(both).slice(leaves.length)],
      toleranceM: 0.15,
      isMixed: true,
    });
    expect(found.length).toBe(1);
    expect(found[0]!.indices.every((i) => i >= leaves.length)).toBe(true);
  });
});

describe('the clearance of a wire', () => {
  const pieces = [{ segment: { fromE: 0, fromN: -50, toE: 0, toN: 50 }, beginM: 0, endM: 100 }];
  const road = {
    locator: new AxisLocator(pieces, 4),
    halfWidthM: 3,
    fromM: 0,
    toM: 100,
    heightAt: (distanceM: number, offsetM: number) => ({
      elevationM: 0.02 * distanceM - 0.02 * Math.abs(offsetM),
      standardErrorM: 0.01,
    }),
  };

  it('is the least height over the carriageway, and where', () => {
    // from west to east at n = 10, sagging most at e = 1
    const rows = [-15, -8, -2, 1, 5, 9, 17].map((e): Row => [e, 10, 6 + 0.002 * (e - 1) ** 2]);
    const curve = fitWire(columns(rows), all(rows))!;
    const { kind, lowest } = wireOverRoad(curve, road);
    expect(kind).toBe('crosses');
    // 6 + 0.002 (o − 1)² − 1.2 + 0.02 |o| is least on the axis
    expect(lowest!.heightM).toBeCloseTo(4.802, 3);
    expect(Math.abs(lowest!.offsetM)).toBeLessThan(0.03);
    expect(lowest!.distanceM).toBeCloseTo(60, 9);
    expect(lowest!.wireElevationM - lowest!.roadElevationM).toBe(lowest!.heightM);
  });

  it('tells a wire that overhangs from one beside the road, and looks no further than its points', () => {
    const along: Row[] = [
      [2, -20, 6],
      [2, 0, 5.9],
      [2, 30, 6.1],
    ];
    expect(wireOverRoad(fitWire(columns(along), [0, 1, 2])!, road).kind).toBe('overhangs');
    const beside: Row[] = [
      [5, -20, 6],
      [5, 0, 5.9],
      [5, 30, 6.1],
    ];
    expect(wireOverRoad(fitWire(columns(beside), [0, 1, 2])!, road)).toEqual({ kind: 'beside', lowest: null });
    const short: Row[] = [
      [-15, 0, 6],
      [-10, 0, 6],
      [-6, 0, 6],
    ];
    expect(wireOverRoad(fitWire(columns(short), [0, 1, 2])!, road).lowest).toBeNull();
    const unknown = { ...road, heightAt: () => null };
    expect(wireOverRoad(fitWire(columns(along), [0, 1, 2])!, unknown)).toEqual({ kind: 'overhangs', lowest: null });
    expect(overRoad(road, 1, 0, 7, 0.05)).toMatchObject({ distanceM: 50, offsetM: 1, heightM: 7 - 0.98 });
    expect(overRoad(road, 3.5, 0, 7, 0.05)).toBeNull();
  });
});
