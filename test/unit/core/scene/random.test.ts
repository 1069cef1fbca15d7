import { describe, expect, it } from 'vitest';
import { createRandom, hash2, hashUnit } from '#core/scene/random.ts';

describe('createRandom', () => {
  it('gives the same numbers for the same seed and stream, others for another stream', () => {
    const take = (seed: number, stream: number) => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 50 }, () => random.next());
    };
    expect(take(7, 1)).toEqual(take(7, 1));
    expect(take(7, 1)).not.toEqual(take(7, 2));
    expect(take(7, 1)).not.toEqual(take(8, 1));
  });

  it('is uniform: mean, variance and the share of each tenth', () => {
    const random = createRandom(3, 4);
    const count = 200_000;
    const tenths = new Uint32Array(10);
    let sum = 0;
    let squares = 0;
    let outside = 0;
    for (let i = 0; i < count; i++) {
      const value = random.next();
      if (!(value >= 0 && value < 1)) outside++;
      tenths[Math.floor(10 * value)]!++;
      sum += value;
      squares += value * value;
    }
    expect(outside).toBe(0);
    // five standard errors
    expect(Math.abs(sum / count - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(squares / count - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count));
    for (const tenth of tenths) expect(Math.abs(tenth - count / 10)).toBeLessThan(5 * Math.sqrt(count * 0.09));
  });

  it('has normals of mean 0, deviation 1, and 5 % beyond 1.96', () => {
    const random = createRandom(5, 6);
    const count = 200_000;
    let sum = 0;
    let squares = 0;
    let beyond = 0;
    for (let i = 0; i < count; i++) {
      const value = random.gaussian();
      sum += value;
      squares += value * value;
      if (Math.abs(value) > 1.959964) beyond++;
    }
    expect(Math.abs(sum / count)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(squares / count - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(beyond / count - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / count));
  });
});

describe('hash2', () => {
  it('does not repeat over a lattice more often than chance, and stays an unsigned integer', () => {
    const seen = new Set<number>();
    for (let i = -100; i < 100; i++) {
      for (let j = -100; j < 100; j++) {
        const hash = hash2(1, i, j);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
        seen.add(hash);
      }
    }
    // 40,000 values out of 2³²: 0.19 repeats expected
    expect(seen.size).toBeGreaterThan(40_000 - 5);
  });

  it('is uniform and does not correlate between neighbours', () => {
    let sum = 0;
    let products = 0;
    for (let i = 0; i < 300; i++) {
      for (let j = 0; j < 300; j++) {
        sum += hashUnit(9, i, j) - 0.5;
        products += (hashUnit(9, i, j) - 0.5) * (hashUnit(9, i + 1, j) - 0.5);
      }
    }
    expect(Math.abs(sum / 90_000)).toBeLessThan((5 * Math.sqrt(1 / 12)) / 300);
    expect(Math.abs(products / 90_000)).toBeLessThan(5 / 12 / 300);
  });
});
