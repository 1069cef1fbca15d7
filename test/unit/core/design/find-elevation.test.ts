import { describe, expect, it } from 'vitest';
import { findElevation } from '#core/design/find-elevation.ts';
import { RequestError } from '#core/errors.ts';

const search = (value: (atM: number) => number, more: object = {}) => {
  let trials = 0;
  const found = findElevation<number>({
    startM: 0,
    stepM: 1,
    lowestM: null,
    highestM: null,
    tolerance: 1e-6,
    evaluate: (atM) => {
      trials++;
      return { value: value(atM), result: atM };
    },
    unreached: ({ atM }) => new RequestError('INVALID_INPUT', `not up to ${atM}`),
    ...more,
  });
  return { ...found, trials };
};

describe('findElevation', () => {
  it.each([
    ['straight', (z: number) => 3 * z - 40, 40 / 3],
    ['cubic', (z: number) => z ** 3 - 1000, 10],
    ['flat at first', (z: number) => Math.max(0, z - 5) ** 3 - 8, 7],
    ['falling from the start', (z: number) => z + 77.5, -77.5],
  ])('finds where a function is nothing: %s', (_, value, truth) => {
    const { atM, trials } = search(value);
    expect(atM).toBeCloseTo(truth, 5);
    expect(trials).toBeLessThan(45);
  });

  it('says when the ends are reached', () => {
    expect(() => search((z) => z - 100, { highestM: 20 })).toThrow('not up to 20');
    expect(() => search((z) => z + 100, { lowestM: -20 })).toThrow('not up to -20');
  });

  it('says where the function jumps over nothing', () => {
    expect(() => search((z) => (z < 3.25 ? -50 : 80))).toThrow(/jumps at 3\.2500 m, from -50\.0 to 80\.0/);
  });
});
