import { describe, expect, test } from 'vitest';
import { compactStepM, type PositionBlock, packPositions, packPositionsCompact } from '#core/export/position-block.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

/** Random points, east-north-up, in a box of the side around a place. */
function cloud(count: number, sideM: number, at: readonly [number, number, number] = [0, 0, 0]): Float64Array {
  const random = seededRandom(3);
  return Float64Array.from({ length: 3 * count }, (_, i) => at[i % 3]! + random() * sideM);
}

/** Largest distance between what a block says and the points it was made of; glTF axes turned back. */
function worstErrorM(blocks: readonly PositionBlock[], placed: Float64Array): number {
  let worst = 0;
  for (const { translation, stepM, steps, order } of blocks) {
    for (let place = 0; place < order.length; place++) {
      const [x, y, z] = [0, 1, 2].map((axis) => translation[axis]! + stepM * steps[3 * place + axis]!) as [
        number,
        number,
        number,
      ];
      const at = 3 * order[place]!;
      worst = Math.max(worst, Math.hypot(x - placed[at]!, -z - placed[at + 1]!, y - placed[at + 2]!));
    }
  }
  return worst;
}

describe('packPositions', () => {
  test.each([
    [5, 'u16', 2 ** -11],
    [31.9, 'u16', 2 ** -11],
    [32.1, 'u16', 2 ** -10],
    [63.9, 'u16', 2 ** -10],
    [64.1, 'f32', 2 ** -11],
    [7999, 'f32', 2 ** -11],
  ])('a block of %f m is %s with steps of %f m', (sideM, encoding, stepM) => {
    const corners = Float64Array.of(0, 0, 0, sideM, sideM, sideM);
    expect(packPositions(corners)).toMatchObject([{ encoding, stepM }]);
  });

  test.each([1, 30, 60, 500, 7000, 25_000, 200_000])('within 0.9 mm over %i m, every point once', (sideM) => {
    const placed = cloud(2000, sideM, [-sideM / 3, 12_345.678, -77]);
    const blocks = packPositions(placed);
    // √3 · 2⁻¹¹ m = 0.846 mm is the worst that rounding to 2⁻¹⁰ m can do
    expect(worstErrorM(blocks, placed)).toBeLessThan(0.0009);
    const seen = blocks.flatMap(({ order }) => [...order]).sort((a, b) => a - b);
    expect(seen).toEqual(Array.from({ length: 2000 }, (_, i) => i));
  });

  test('large nodes are cut into blocks whose steps a float holds exactly', () => {
    const blocks = packPositions(cloud(5000, 25_000));
    expect(blocks.length).toBeGreaterThan(8);
    for (const { steps, stepM } of blocks) {
      for (const step of steps) {
        expect(Math.abs(step)).toBeLessThan(2 ** 23);
        expect(Math.fround(step * stepM)).toBe(step * stepM);
      }
    }
  });

  test('sixteen bits are never passed, and the translation is a whole number of steps', () => {
    for (const sideM of [31.99, 32, 63.9]) {
      const [block] = packPositions(Float64Array.of(0.0003, 0, 0, sideM, sideM, sideM, 1, 2, 3));
      expect(Math.max(...block!.steps)).toBeLessThanOrEqual(65535);
      expect(Math.min(...block!.steps)).toBeGreaterThanOrEqual(0);
      for (const metres of block!.translation) expect(Number.isInteger(metres / block!.stepM)).toBe(true);
    }
  });

  test('limits are those of the steps', () => {
    const [block] = packPositions(cloud(500, 40));
    for (let axis = 0; axis < 3; axis++) {
      const own = [...block!.steps].filter((_, at) => at % 3 === axis);
      expect([block!.minSteps[axis], block!.maxSteps[axis]]).toEqual([Math.min(...own), Math.max(...own)]);
    }
  });

  test('neighbours in the file are neighbours in space: Morton order halves the way and more', () => {
    const placed = cloud(4000, 50);
    const [block] = packPositions(placed);
    const way = (order: ArrayLike<number>): number => {
      let sum = 0;
      for (let i = 1; i < order.length; i++) {
        const [a, b] = [3 * order[i - 1]!, 3 * order[i]!];
        sum += Math.hypot(placed[a]! - placed[b]!, placed[a + 1]! - placed[b + 1]!, placed[a + 2]! - placed[b + 2]!);
      }
      return sum;
    };
    expect(way(block!.order)).toBeLessThan(way(Array.from({ length: 4000 }, (_, i) => i)) / 5);
  });

  test('points without a place are left out, in large nodes too', () => {
    for (const sideM of [10, 20_000]) {
      const placed = cloud(100, sideM);
      placed.fill(Number.NaN, 0, 3);
      placed[3 * 50 + 2] = Number.POSITIVE_INFINITY;
      const seen = packPositions(placed).flatMap(({ order }) => [...order]);
      expect(seen.sort((a, b) => a - b)).toEqual(
        Array.from({ length: 100 }, (_, i) => i).filter((i) => i !== 0 && i !== 50),
      );
    }
    expect(packPositions(new Float64Array(6).fill(Number.NaN))).toEqual([]);
  });

  test('no points, one point, the same point many times', () => {
    expect(packPositions(new Float64Array())).toEqual([]);
    expect(packPositions(Float64Array.of(1, 2, 3))).toHaveLength(1);
    const same = packPositions(new Float64Array(300).fill(5));
    expect(same[0]!.order).toEqual(Uint32Array.from({ length: 100 }, (_, i) => i));
  });
});

describe('packPositionsCompact', () => {
  test.each([10, 1024, 300_000])(
    'puts points of %i m into one block of 16 bits, within half a step an axis',
    (sideM) => {
      const placed = cloud(5000, sideM, [1e5, -2e5, 300]);
      const blocks = packPositionsCompact(placed);
      expect(blocks).toHaveLength(1);
      const [{ encoding, stepM, steps }] = blocks as [PositionBlock];
      expect(encoding).toBe('u16');
      expect(stepM).toBeLessThanOrEqual(compactStepM(sideM));
      expect(Math.max(...steps)).toBeLessThanOrEqual(0xffff);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      expect(worstErrorM(blocks, placed)).toBeLessThan(0.5 * Math.sqrt(3) * stepM + 1e-9);
      expect(stepM).toBeLessThanOrEqual(Math.max(2 ** -11, sideM / 2 ** 15));
    },
  );

  test('packs nothing for no points, and leaves out those without a place', () => {
    expect(packPositionsCompact(new Float64Array(0))).toEqual([]);
    expect(packPositionsCompact(Float64Array.of(Number.NaN, 0, 0, 1, 2, 3))[0]!.order).toEqual(Uint32Array.of(1));
  });
});
