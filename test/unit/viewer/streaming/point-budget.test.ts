import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPointBudget, pointGrowth } from '../../../../viewer/streaming/point-budget.ts';

const limits = { errorTargetPx: 16, pointBudget: 1000 };

/** Points that a target would draw: a quarter of them when their distance on the screen doubles. */
const drawn = (errorTargetPx: number, all: number) => all * (16 / errorTargetPx) ** 2;

function settle(budget: ReturnType<typeof createPointBudget>, all: number): number {
  let rounds = 0;
  while (budget.update(drawn(budget.errorTargetPx, all)) && rounds < 100) rounds++;
  return rounds;
}

describe('the point budget', () => {
  it('coarsens until the points fit, then rests', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500_000 }), (all) => {
        const budget = createPointBudget(limits);
        expect(settle(budget, all)).toBeLessThan(16);
        expect(drawn(budget.errorTargetPx, all)).toBeLessThanOrEqual(1000);
        expect(budget.update(drawn(budget.errorTargetPx, all))).toBe(false);
      }),
    );
  });

  it('refines one step after the camera moved to emptier ground', () => {
    const budget = createPointBudget(limits);
    settle(budget, 10_000);
    const coarse = budget.errorTargetPx;
    expect(budget.update(10)).toBe(false);
    budget.cameraMoved();
    expect(budget.update(10)).toBe(true);
    expect(budget.errorTargetPx).toBeLessThan(coarse);
    expect(budget.update(10)).toBe(false);
  });

  it('has points drawn larger for a coarser target, never smaller', () => {
    expect(pointGrowth(64)).toBe(2);
    expect(pointGrowth(8)).toBe(1);
  });

  it('is never finer than asked', () => {
    const budget = createPointBudget(limits);
    budget.cameraMoved();
    expect(budget.update(0)).toBe(false);
    expect(budget.errorTargetPx).toBe(16);
  });
});
