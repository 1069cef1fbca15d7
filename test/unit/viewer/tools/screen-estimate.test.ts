/** The volume estimated from loaded points: against blocks and a wedge known by construction. */
import { describe, expect, it } from 'vitest';
import type { LoadedPoints } from '../../../../viewer/state/map-view.ts';
import { canEstimate, screenEstimate } from '../../../../viewer/tools/volume/screen-estimate.ts';
import { NO_SURFACE } from '../../../../viewer/tools/volume/surface-choice.ts';

const at = (east: number, north: number) => ({ east, north, height: 0 });
const SQUARE = [at(1000, 2000), at(1020, 2000), at(1020, 2020), at(1000, 2020)];

/** Points every quarter of a metre over the square and beyond it, at a height by place. */
function surface(collection: string, heightAt: (e: number, n: number) => number, code = 2): LoadedPoints {
  const places: number[] = [];
  for (let e = -2; e <= 22; e += 0.25) {
    for (let n = -2; n <= 22; n += 0.25) places.push(e + 0.1, n + 0.1, heightAt(e + 0.1, n + 0.1));
  }
  const position = Float32Array.from(places);
  return { collection, count: places.length / 3, origin: [1000, 2000, 50], position, classOf: () => code };
}

const side = (collection: string) => ({ ...NO_SURFACE, collection });
const settings = { existing: side('before'), compared: side('after'), classes: [2] };

describe('a volume from the screen', () => {
  it('is cut and fill of blocks on both halves', () => {
    const nodes = [surface('before', () => 0), surface('after', (e) => (e < 10 ? 2 : -1))];
    const found = screenEstimate(nodes, SQUARE, settings);
    expect(found?.fillM3).toBeCloseTo(2 * 10 * 20, -1);
    expect(found?.cutM3).toBeCloseTo(1 * 10 * 20, -1);
    expect(found?.netM3).toBeCloseTo(200, -1);
    expect(found?.coveredShare).toBe(1);
  });

  it('is a wedge against a level plane, heights being those of the site', () => {
    const plane = { ...NO_SURFACE, kind: 'plane' as const, elevationM: 50 };
    const found = screenEstimate([surface('after', (e) => e / 10)], SQUARE, {
      ...settings,
      existing: plane,
      compared: side('after'),
    });
    // 0…2 m over 20 m, 20 m wide: 400 m³
    expect(Math.abs((found?.fillM3 ?? 0) / 400 - 1)).toBeLessThan(0.02);
    expect(found?.cutM3).toBe(0);
  });

  it('takes only points of its classes, inside the area, and says what it covers', () => {
    const half: LoadedPoints = surface('after', () => 3);
    const wanted = { ...half, classOf: (i: number) => ((half.position[3 * i] as number) < 12 ? 2 : 5) };
    const found = screenEstimate([surface('before', () => 0), wanted], SQUARE, settings);
    expect(found?.coveredShare).toBeCloseTo(0.6, 1);
    expect(Math.abs((found?.fillM3 ?? 0) / (3 * 12 * 20) - 1)).toBeLessThan(0.06);
    expect(screenEstimate([surface('before', () => 0), surface('after', () => 1, 5)], SQUARE, settings)).toBeNull();
  });

  it('takes coarser cells where little is loaded, and is none of a handful of points', () => {
    const thin = (node: LoadedPoints, every: number): LoadedPoints => {
      const kept = Array.from({ length: node.count }, (_, i) => i).filter((i) => i % every === 0);
      const position = Float32Array.from(kept.flatMap((i) => [...node.position.subarray(3 * i, 3 * i + 3)]));
      return { ...node, position, count: kept.length };
    };
    const nodes = [
      surface('before', () => 0),
      thin(
        surface('after', () => 2),
        89,
      ),
    ];
    const found = screenEstimate(nodes, SQUARE, settings);
    expect(found?.cellSizeM).toBeGreaterThan(3);
    expect(found?.coveredShare).toBeGreaterThan(0.8);
    expect(Math.abs((found?.fillM3 ?? 0) / (800 * (found?.coveredShare ?? 0)) - 1)).toBeLessThan(0.15);
    expect(screenEstimate([nodes[0]!, thin(nodes[0]!, 1999)], SQUARE, settings)).toBeNull();
  });

  it('is of the area as it is drawn: a triangle is half a square', () => {
    const nodes = [surface('before', () => 0), surface('after', () => 1)];
    const found = screenEstimate(nodes, SQUARE.slice(0, 3), settings);
    expect(Math.abs((found?.fillM3 ?? 0) / 200 - 1)).toBeLessThan(0.03);
  });

  it('is none of designs, fitted planes and single sensors: those need the server', () => {
    expect(canEstimate({ ...NO_SURFACE, kind: 'file' })).toBe(false);
    expect(canEstimate({ ...NO_SURFACE, kind: 'plane', plane: 'boundary' })).toBe(false);
    expect(canEstimate({ ...side('a'), sensor: 'uav' })).toBe(false);
    expect(screenEstimate([], SQUARE, { ...settings, compared: { ...NO_SURFACE, kind: 'file' } })).toBeNull();
    expect(screenEstimate([], SQUARE.slice(0, 2), settings)).toBeNull();
  });
});
