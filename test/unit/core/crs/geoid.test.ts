import { describe, expect, test } from 'vitest';
import { createGridGeoid, type Geoid, type GeoidGrid, NEAREST_NODES } from '#core/crs/geoid.ts';

const model = { name: 'TEST', fallback: false, accuracyM: 0.02 };
const beyond: Geoid = { name: 'EGM96', fallback: true, accuracyM: 1.5, heightAt: () => -99 };

/** N = 10 + 2·col + 5·row + col·row: what bilinear interpolation reproduces everywhere. */
const formula = (x: number, y: number): number => 10 + 2 * x + 5 * y + x * y;
function grid(cols: number, rows: number, holes: readonly number[] = []): GeoidGrid {
  const values = Float64Array.from({ length: cols * rows }, (_, i) =>
    holes.includes(i) ? Number.NaN : formula(i % cols, Math.floor(i / cols)),
  );
  return { west: 138, south: 34, stepLon: 0.5, stepLat: 0.25, cols, rows, values };
}
const at = (geoid: Geoid, x: number, y: number): number => geoid.heightAt(138 + 0.5 * x, 34 + 0.25 * y);

describe('a geoid on a grid of nodes', () => {
  const geoid = createGridGeoid(grid(4, 3), model, beyond);

  test('nodes have their values, between them it is bilinear, edges and corners included', () => {
    for (const [x, y] of [
      [0, 0],
      [3, 0],
      [0, 2],
      [3, 2],
      [1, 1],
      [0.5, 0.5],
      [2.25, 1.75],
      [3, 1.3],
      [1.7, 2],
    ] as const) {
      expect(at(geoid, x, y)).toBeCloseTo(formula(x, y), 10);
    }
  });

  test('a rounding error outside is inside, more is answered by the model beyond', () => {
    expect(at(geoid, -1e-9, 2 + 1e-9)).toBeCloseTo(formula(0, 2), 6);
    expect(at(geoid, -0.01, 1)).toBe(-99);
    expect(at(geoid, 1, 2.01)).toBe(-99);
    expect(geoid.heightAt(138.5 - 360, 34.25)).toBe(formula(1, 1));
    expect(createGridGeoid(grid(4, 3), model).heightAt(0, 0)).toBe(0);
  });

  test('a cell without one of its nodes takes the nearest node that has a value', () => {
    const holed = createGridGeoid(grid(4, 3, [5]), model, beyond);
    expect(at(holed, 1.1, 0.1)).toBe(formula(1, 0));
    expect(at(holed, 1.9, 1.4)).toBe(formula(2, 1));
    // cells that do not touch the hole stay bilinear
    expect(at(holed, 2.5, 0.5)).toBeCloseTo(formula(2.5, 0.5), 10);
  });

  test('far from every value the model beyond answers', () => {
    const cols = 2 * NEAREST_NODES + 8;
    const empty = { ...grid(cols, 2), values: new Float64Array(cols * 2).fill(Number.NaN) };
    empty.values[0] = 7;
    const geoidAtSea = createGridGeoid(empty, model, beyond);
    expect(at(geoidAtSea, NEAREST_NODES - 1, 0)).toBe(7);
    expect(at(geoidAtSea, NEAREST_NODES + 1, 0)).toBe(-99);
  });

  test('a grid round the earth joins its last column to its first, whatever turn the longitude is in', () => {
    const world: GeoidGrid = {
      west: -180,
      south: -90,
      stepLon: 90,
      stepLat: 90,
      cols: 4,
      rows: 3,
      values: Float64Array.from({ length: 12 }, (_, i) => i % 4),
    };
    const round = createGridGeoid(world, model);
    expect(round.heightAt(135, 0)).toBeCloseTo((3 + 0) / 2, 12);
    expect(round.heightAt(-225, 0)).toBeCloseTo(1.5, 12);
    expect(round.heightAt(180, 0)).toBe(0);
    expect(round.heightAt(359.9999999, 0)).toBeCloseTo(round.heightAt(0, 0), 6);
  });

  test('it carries what it is', () => {
    expect(geoid).toMatchObject(model);
  });
});
