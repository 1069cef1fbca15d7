import { describe, expect, it } from 'vitest';
import { bend, gradientNoise, smoothStep } from '#core/scene/noise.ts';

describe('gradientNoise', () => {
  it('is 0 at the lattice, has mean about 0 and stays within ±1.1', () => {
    let sum = 0;
    let largest = 0;
    for (let i = 0; i < 400; i++) {
      for (let j = 0; j < 400; j++) {
        const value = gradientNoise(4, i * 0.173, j * 0.173);
        sum += value;
        largest = Math.max(largest, Math.abs(value));
      }
    }
    expect(gradientNoise(4, 17, -3)).toBeCloseTo(0, 12);
    expect(Math.abs(sum / 160_000)).toBeLessThan(0.02);
    expect(largest).toBeGreaterThan(0.6);
    expect(largest).toBeLessThan(1.1);
  });

  it('is smooth across the lattice lines: the gradient does not jump', () => {
    const step = 1e-5;
    for (let k = -20; k < 20; k++) {
      const v = 0.37 + 0.61 * k;
      const left = (gradientNoise(8, k, v) - gradientNoise(8, k - step, v)) / step;
      const right = (gradientNoise(8, k + step, v) - gradientNoise(8, k, v)) / step;
      // second differences are of the order of the step
      expect(Math.abs(left - right)).toBeLessThan(1e-3);
    }
  });

  it('differs from seed to seed', () => {
    expect(gradientNoise(1, 0.5, 0.5)).not.toBe(gradientNoise(2, 0.5, 0.5));
  });
});

describe('smoothStep and bend', () => {
  it('rises from 0 to 1, or falls when the ends are swapped', () => {
    expect([smoothStep(2, 4, 1), smoothStep(2, 4, 3), smoothStep(2, 4, 9)]).toEqual([0, 0.5, 1]);
    expect([smoothStep(4, 2, 1), smoothStep(4, 2, 3), smoothStep(4, 2, 9)]).toEqual([1, 0.5, 0]);
  });

  it('bends without a jump in height or gradient and is exact away from the corner', () => {
    expect(bend(3, 5, 1)).toBe(0);
    expect(bend(9, 5, 1)).toBe(4);
    for (const at of [4, 6]) {
      expect(bend(at + 1e-7, 5, 1) - bend(at - 1e-7, 5, 1)).toBeLessThan(1e-6);
      const gradient = (to: number) => (bend(to, 5, 1) - bend(to - 1e-6, 5, 1)) / 1e-6;
      expect(Math.abs(gradient(at + 1e-6) - gradient(at))).toBeLessThan(1e-4);
    }
  });
});
