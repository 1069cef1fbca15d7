import { describe, expect, it } from 'vitest';
import { findGround } from '#core/ground/ground-points.ts';
import { groundPointsOf, type RecordFrame, writeGroundClasses } from '#core/ground/ground-records.ts';
import { inpaint } from '#core/ground/inpaint.ts';
import { cellFrame, MAX_GROUND_CELLS } from '#core/ground/lowest-grid.ts';
import { openByDisc } from '#core/ground/opening.ts';
import { GROUND_DEFAULTS } from '#core/ground/parameters.ts';
import { groundPoints, hillHeight, isOnBuilding, isUnderTree, made } from '../../../helpers/made-terrain.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

describe('findGround', () => {
  it('tells hills from houses and trees', () => {
    const { points, isGround } = made(11, 60_000);
    const found = findGround(points, GROUND_DEFAULTS);
    let [missed, wrong, ground] = [0, 0, 0];
    for (let i = 0; i < points.count; i++) {
      ground += isGround[i]!;
      if (isGround[i] === 1 && found[i] === 0) missed++;
      if (isGround[i] === 0 && found[i] === 1) wrong++;
    }
    expect(missed / ground).toBeLessThan(0.01);
    expect(wrong / (points.count - ground)).toBeLessThan(0.01);
  });

  it('keeps every point of an inclined plane, away from its edge', () => {
    const { uniform: random } = seededRandom(3);
    const rows = Array.from({ length: 40_000 }, () => {
      const [e, n] = [200 * random(), 200 * random()];
      return [e, n, 0.5 * e - 0.2 * n] as const;
    });
    const found = findGround(groundPoints(rows), GROUND_DEFAULTS);
    const inner = rows.map(([e, n], i) => [e, n, found[i]!] as const);
    const middle = inner.filter(([e, n]) => Math.min(e, n, 200 - e, 200 - n) > GROUND_DEFAULTS.maxWindowM);
    expect(middle.every(([, , isGround]) => isGround === 1)).toBe(true);
  });

  it('is not pulled down by points far below the ground', () => {
    const { points } = made(12, 40_000);
    const low = [0, 1, 2, 3].map((i) => [40 + 20 * i, 30, hillHeight(40 + 20 * i, 30) - 30] as const);
    const rows = Array.from(points.east, (e, i) => [e, points.north[i]!, points.height[i]!] as const);
    const found = findGround(groundPoints([...rows, ...low]), GROUND_DEFAULTS);
    const without = findGround(points, GROUND_DEFAULTS);
    expect(Array.from(found.subarray(points.count))).toEqual([0, 0, 0, 0]);
    const changed = without.reduce((sum, value, i) => sum + (value === found[i] ? 0 : 1), 0);
    expect(changed / points.count).toBeLessThan(0.001);
  });

  it('works on nothing, on one point, and refuses more cells than allowed', () => {
    expect(findGround(groundPoints([]), GROUND_DEFAULTS)).toHaveLength(0);
    expect(Array.from(findGround(groundPoints([[5, 5, 100]]), GROUND_DEFAULTS))).toEqual([1]);
    const far = groundPoints([
      [0, 0, 0],
      [1e6, 1e6, 0],
    ]);
    expect(() => findGround(far, GROUND_DEFAULTS)).toThrow(/ground filter: .* cells of 1 m/);
    const side = Math.sqrt(MAX_GROUND_CELLS);
    expect(() => cellFrame({ minE: 0, minN: 0, maxE: side + 1, maxN: side + 1 }, 1)).toThrow();
    expect(() => cellFrame({ minE: 0, minN: 0, maxE: Number.NaN, maxN: 1 }, 1)).toThrow();
  });

  it('has houses and trees in the made terrain', () => {
    expect(isOnBuilding(50, 50)).toBe(true);
    expect(isUnderTree(120, 40)).toBe(true);
  });
});

describe('openByDisc', () => {
  it('is the highest level at which a disc fits, cell by cell', () => {
    const { uniform: random } = seededRandom(8);
    const [cols, rows] = [23, 17];
    const cells = Float32Array.from({ length: cols * rows }, () => (random() < 0.1 ? Number.NaN : 100 * random()));
    for (const radius of [1, 2, 3, 7]) {
      const opened = openByDisc(cells, cols, rows, radius);
      expect(Array.from(opened)).toEqual(slowOpening(cells, cols, rows, radius));
    }
  });
});

/** The definition, with four nested loops. */
function slowOpening(cells: Float32Array, cols: number, rows: number, radius: number): number[] {
  const inDisc = (values: readonly number[], cell: number, pick: (...found: number[]) => number) => {
    const [row, col] = [Math.floor(cell / cols), cell % cols];
    const found: number[] = [];
    for (let y = Math.max(0, row - radius); y <= Math.min(rows - 1, row + radius); y++) {
      for (let x = Math.max(0, col - radius); x <= Math.min(cols - 1, col + radius); x++) {
        const value = values[y * cols + x]!;
        if ((y - row) ** 2 + (x - col) ** 2 <= radius * radius && !Number.isNaN(value)) found.push(value);
      }
    }
    return pick(...found);
  };
  const known = (value: number, cell: number) => (Number.isNaN(cells[cell]) ? Number.NaN : value);
  const eroded = Array.from(cells, (_, cell) => known(inDisc([...cells], cell, Math.min), cell));
  return eroded.map((_, cell) => known(inDisc(eroded, cell, Math.max), cell));
}

describe('inpaint', () => {
  it('goes on with a slope through a gap and leaves known cells alone', () => {
    const [cols, rows] = [40, 30];
    const plane = Float32Array.from({ length: cols * rows }, (_, i) => 0.3 * (i % cols) - 0.1 * Math.floor(i / cols));
    const holed = plane.map((value, i) => {
      const [x, y] = [i % cols, Math.floor(i / cols)];
      return x > 12 && x < 24 && y > 8 && y < 20 ? Number.NaN : value;
    });
    const before = holed.slice();
    inpaint(holed, cols, rows);
    const worst = plane.reduce((most, value, i) => Math.max(most, Math.abs(value - holed[i]!)), 0);
    expect(worst).toBeLessThan(0.3);
    expect(before.every((value, i) => Number.isNaN(value) || value === holed[i])).toBe(true);
  });

  it('leaves a grid without any height as it is', () => {
    const cells = new Float32Array(12).fill(Number.NaN);
    inpaint(cells, 4, 3);
    expect(cells.every(Number.isNaN)).toBe(true);
  });
});

describe('records', () => {
  const LENGTH = 30;
  /** @param points [return number, number of returns, flags, class] */
  function records(points: readonly (readonly [number, number, number, number])[]): Uint8Array {
    const bytes = new Uint8Array(points.length * LENGTH);
    points.forEach(([number, count, flags, code], i) => {
      bytes.set([number | (count << 4), flags, code], i * LENGTH + 14);
    });
    return bytes;
  }
  const frame: RecordFrame = {
    recordLength: LENGTH,
    scale: [0.01, 0.01, 0.01],
    offset: [10, 20, 30],
    horizontalUnitM: 0.5,
    verticalUnitM: 0.25,
  };

  it('candidates are last returns that are neither noise, water nor withheld; lengths become metres', () => {
    const bytes = records([
      [1, 1, 0, 1],
      [1, 2, 0, 1],
      [2, 2, 0, 5],
      [0, 0, 0, 0],
      [1, 1, 4, 1],
      [1, 1, 0, 7],
      [1, 1, 0, 18],
      [1, 1, 0, 9],
    ]);
    new DataView(bytes.buffer).setInt32(0, 100, true);
    const points = groundPointsOf(bytes, frame);
    expect(Array.from(points.candidate)).toEqual([1, 0, 1, 1, 0, 0, 0, 0]);
    expect([points.east[0], points.north[0], points.height[0]]).toEqual([5.5, 10, 7.5]);
  });

  it('ground becomes 2, a class 2 that is none becomes 1, all else keeps its class and its bytes', () => {
    const bytes = records([
      [1, 1, 8, 1],
      [1, 1, 0, 2],
      [1, 1, 0, 6],
      [1, 1, 4, 2],
      [1, 1, 0, 7],
    ]);
    const before = bytes.slice();
    expect(writeGroundClasses(bytes, LENGTH, Uint8Array.from([1, 0, 0, 0, 0]))).toBe(2);
    expect([0, 1, 2, 3, 4].map((i) => bytes[i * LENGTH + 16])).toEqual([2, 1, 6, 2, 7]);
    expect(bytes.every((byte, at) => at % LENGTH === 16 || byte === before[at])).toBe(true);
  });
});
