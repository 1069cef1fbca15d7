/** The live strip of a section: places, sampling, ground lines, the strip in plan and its handle; against places known by construction. */
import { describe, expect, it } from 'vitest';
import { cutPoints } from '#core/measure/corridor-points.ts';
import { polylineOf } from '#core/measure/polyline.ts';
import type { LoadedPoints } from '../../../../viewer/state/map-view.ts';
import { liveModel } from '../../../../viewer/tools/section/live-model.ts';
import { EMPTY_SECTION, reduceSection } from '../../../../viewer/tools/section/state.ts';
import { liveStrip, shiftedAcross, stripLine, stripRings } from '../../../../viewer/tools/section/strip.ts';
import { HANDLE_GAP_PX, stripHandle } from '../../../../viewer/tools/section/strip-handle.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const at = (east: number, north: number, height = 0) => ({ east, north, height });
const ORIGIN = [1000, 2000, 100] as const;

/** A node whose points are given as site positions with a class. */
function nodeOf(collection: string, points: readonly (readonly [number, number, number, number])[]): LoadedPoints {
  const position = Float32Array.from(points.flatMap(([e, n, h]) => [e - ORIGIN[0], n - ORIGIN[1], h - ORIGIN[2]]));
  return { collection, count: points.length, origin: ORIGIN, position, classOf: (i) => points[i]?.[3] ?? 0 };
}

describe('the points of the strip', () => {
  const line = [at(1000, 2000), at(1010, 2000)];

  it('lie at their distance and offset, right positive, within half the width, ends included', () => {
    const node = nodeOf('a', [
      [1002, 1999, 105, 2],
      [1000, 2001, 106, 5],
      [1010, 2000.5, 107, 2],
      [1005, 2001.25, 108, 2],
      [999.5, 2000, 109, 2],
      [1010.25, 2000, 110, 2],
    ]);
    const strip = liveStrip([node], line, 2);
    expect(strip).toMatchObject({ lengthM: 10, total: 3, collections: ['a'] });
    expect(strip?.distanceM).toEqual([2, 0, 10]);
    expect(strip?.offsetM).toEqual([1, -1, -0.5]);
    expect(strip?.elevationM).toEqual([105, 106, 107]);
    expect(strip?.class).toEqual([2, 5, 2]);
  });

  it('are those of the process, along a bent line, for random points', () => {
    const random = seededRandom(7);
    const points = Array.from(
      { length: 4000 },
      () => [1000 + Math.fround(random.uniform() * 60), 2000 + Math.fround(random.uniform() * 60), 100, 2] as const,
    );
    const bent = [at(1005, 2005), at(1030, 2015), at(1020, 2050)];
    const strip = liveStrip([nodeOf('a', points.slice(0, 2000)), nodeOf('b', points.slice(2000))], bent, 6);
    const columns = {
      count: points.length,
      east: Float64Array.from(points, ([e]) => Math.fround(e - 1000) + 1000),
      north: Float64Array.from(points, ([, n]) => Math.fround(n - 2000) + 2000),
      height: Float64Array.from(points, ([, , h]) => h),
      classification: Uint8Array.from(points, () => 2),
    };
    const polyline = polylineOf(bent.map(({ east, north }) => [east, north] as const));
    const cut = cutPoints([columns], polyline, { widthM: 6, maxPoints: 1e6 });
    expect(strip?.total).toBe(cut.total);
    expect(cut.total).toBeGreaterThan(200);
    expect([...(strip?.distanceM ?? [])].sort((a, b) => a - b)).toEqual([...cut.distanceM]);
    expect(strip?.collections).toEqual(['a', 'b']);
  });

  it('are an even part of too many, counted in full', () => {
    const points = Array.from({ length: 1000 }, (_, i) => [1000 + i / 100, 2000, 100, 2] as const);
    const strip = liveStrip([nodeOf('a', points)], line, 1, 100);
    expect(strip?.total).toBe(1000);
    expect(strip?.distanceM.length).toBeLessThanOrEqual(100);
    expect(strip?.distanceM.length).toBeGreaterThan(40);
    const steps = (strip?.distanceM ?? []).slice(1).map((d, i) => d - (strip?.distanceM[i] ?? 0));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(1e-3);
  });

  it('need a line with two distinct vertices', () => {
    expect(liveStrip([], [at(0, 0)], 1)).toBeNull();
    expect(liveStrip([], [at(1, 1), at(1, 1)], 1)).toBeNull();
    expect(liveStrip([], line, 1)).toMatchObject({ total: 0 });
  });
});

describe('the rough ground line', () => {
  const line = [at(1000, 2000), at(1100, 2000)];
  // a plane rising 1 in 10, a tree over it, and nothing between 40 and 60 m
  const points = Array.from({ length: 401 }, (_, i) => i / 4)
    .filter((d) => d < 40 || d > 60)
    .flatMap((d): (readonly [number, number, number, number])[] => [
      [1000 + d, 2000, 100 + d / 10, 2],
      [1000 + d, 2000, 120, 5],
    ]);
  const strip = liveStrip([nodeOf('a', points)], line, 1);

  it('is the ground of its classes, on the plane, and ends at a gap', () => {
    if (!strip) throw new Error('expected a strip');
    const parts = stripLine(strip, 0, { classes: [2], stepM: 1, gapM: 5 });
    expect(parts).toHaveLength(2);
    for (const [d, h] of parts.flat()) expect(Math.abs(h - (100 + d / 10))).toBeLessThan(1e-4);
    expect(parts[0]?.at(-1)?.[0]).toBeLessThan(40);
    expect(parts[1]?.[0]?.[0]).toBeGreaterThanOrEqual(60);
    expect(stripLine(strip, 0, { classes: [9], stepM: 1, gapM: 5 })).toEqual([]);
    expect(stripLine(strip, -1, { classes: [2], stepM: 1, gapM: 5 })).toEqual([]);
  });

  it('is drawn dashed, a line a collection, whether it has points or not', () => {
    if (!strip) throw new Error('expected a strip');
    const words = { title: 'live', distance: 'd', elevation: 'h' };
    const options = { surfaces: ['a', 'b'], titleOf: (id: string) => id, classes: [2], stepM: 1, maxEdgeM: 5 };
    const model = liveModel(strip, words, { ...options, points: true });
    expect(model.lines.map(({ label, dashed, parts }) => [label, dashed, parts.length])).toEqual([
      ['a', true, 2],
      ['b', true, 0],
    ]);
    expect(model.xRange).toEqual([0, 100]);
    expect(model.yExtent).toEqual([100, 120]);
    expect(liveModel(strip, words, { ...options, points: false }).dots).toBeNull();
  });
});

describe('the strip in plan', () => {
  it('is a rectangle a segment, as wide as the strip', () => {
    const [ring] = stripRings([at(0, 0), at(10, 0)], 4, 1);
    expect(ring?.map(({ east, north }) => [east, north])).toEqual([
      [0, -2],
      [10, -2],
      [10, 2],
      [0, 2],
    ]);
    const rings = stripRings([at(0, 0), at(10, 0), at(10, 0), at(10, 5)], 4, 2);
    expect(rings).toHaveLength(2);
    expect(rings[1]?.map(({ distanceM }) => distanceM)).toEqual([10, 12.5, 15, 15, 12.5, 10]);
  });

  it('moves across its chord, to the right positive, and back', () => {
    const line = [at(0, 0, 1), at(3, 4, 2)];
    const moved = shiftedAcross(line, 5);
    expect(moved.map(({ east, north, height }) => [east, north, height])).toEqual([
      [4, -3, 1],
      [7, 1, 2],
    ]);
    expect(shiftedAcross(moved, -5)).toEqual(line);
    expect(shiftedAcross([at(1, 1), at(1, 1)], 3)).toEqual([at(1, 1), at(1, 1)]);
  });

  it('moves by its width or its step as an edit that can be taken back', () => {
    const drawn = reduceSection(EMPTY_SECTION, {
      type: 'draw',
      action: { type: 'replace', vertices: [at(0, 0), at(10, 0)] },
    });
    const moved = reduceSection(drawn, { type: 'move', to: 'right' });
    expect(moved.drawing.vertices.map(({ north }) => north)).toEqual([-1, -1]);
    const stepped = reduceSection(reduceSection(moved, { type: 'moveStep', moveM: 2.5 }), { type: 'move', to: 'left' });
    expect(stepped.drawing.vertices.map(({ north }) => north)).toEqual([1.5, 1.5]);
    const undone = reduceSection(stepped, { type: 'draw', action: { type: 'undo' } });
    expect(undone.drawing.vertices.map(({ north }) => north)).toEqual([-1, -1]);
    expect(undone.drawing.closed).toBe(true);
  });

  it('has its handle beside the right edge, whatever the scale', () => {
    // two pixels a metre, north up
    const view = { project: ({ east, north }: { east: number; north: number }) => ({ x: 2 * east, y: -2 * north }) };
    const handle = stripHandle(view, [at(0, 0), at(10, 0)], 6);
    expect(handle).toMatchObject({ x: 6, y: 6 + HANDLE_GAP_PX, pxPerM: 2 });
    expect(handle?.foot).toEqual({ x: 6, y: -0 });
    expect(stripHandle(view, [at(1, 1), at(1, 1)], 6)).toBeNull();
    expect(stripHandle({ project: () => null }, [at(0, 0), at(1, 0)], 6)).toBeNull();
  });
});
