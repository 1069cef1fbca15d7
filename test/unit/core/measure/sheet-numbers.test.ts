import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeFitness } from '#core/measure/fitness.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { soilBalance } from '#core/measure/soil.ts';
import { tieOf } from '#core/measure/tie.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

describe('rounding half up on decimals', () => {
  it.each([
    [1.005, 0.01, '1.01'],
    [2.675, 0.01, '2.68'],
    [0.05, 0.1, '0.1'],
    [-0.05, 0.1, '-0.1'],
    [-0.04, 0.1, '0.0'],
    [8644.246, 0.1, '8644.2'],
    [99.95, 0.1, '100.0'],
    [49.99, 100, '0'],
    [50, 100, '100'],
    [95, 10, '100'],
    [1.5e-7, 0.1, '0.0'],
    [1e21, 1, '1000000000000000000000'],
  ])('%f to %f is %s', (value, step, text) => {
    expect(roundHalfUp(value, step)).toBe(text);
  });

  it('is never further than half a step away, and its own fixed point', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.constantFrom(0.01, 0.1, 1, 10, 100),
        (value, step) => {
          const text = roundHalfUp(value, step);
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(step / 2 + 1e-9 * Math.abs(value) + 1e-12);
          expect(roundHalfUp(Number(text), step)).toBe(text);
        },
      ),
    );
  });
});

describe('soil', () => {
  it('balances cut in situ and fill compacted as a guide does', () => {
    // sandy soil: 1,000 m³ of cut, 450 m³ of fill: the fill needs 500 m³ in situ, 500 m³ are left, 600 m³ loose, 110 loads
    const balance = soilBalance(1000, 450, { L: 1.2, C: 0.9 });
    expect(balance).toMatchObject({
      cutLooseM3: 1200,
      fillNeedsInSituM3: 500,
      fillNeedsLooseM3: 600,
      surplusInSituM3: 500,
    });
    expect(balance.surplusLooseM3).toBeCloseTo(600, 9);
    expect(balance.trucks).toBe(Math.ceil(600 / 5.5));
  });

  it('counts whole loads, and loads in as loads out', () => {
    expect(soilBalance(0, 4.5, { L: 1.1, C: 0.9 }).trucks).toBe(1);
    expect(soilBalance(55, 0, { L: 1, C: 1 }).trucks).toBe(10);
    expect(soilBalance(10, 10, { L: 1.2, C: 1 }).trucks).toBe(0);
  });
});

describe('a tie', () => {
  it('finds the shift beneath scatter and beside changes, and says how sure it is', () => {
    const random = seededRandom(11);
    const cells = 10_000;
    const differences = Float64Array.from({ length: cells }, (_, i) =>
      // a tenth of the "stable" ground was dug all the same
      i % 10 === 0 ? -3 : 0.2 + 0.05 * random.normal(),
    );
    const tie = tieOf(new Float64Array(cells).fill(1), differences, 1, 4)!;
    expect(Math.abs(tie.medianM - 0.2)).toBeLessThan(0.01);
    expect(tie.scatterM).toBeGreaterThan(0.045);
    // one height stands for four cells
    expect(tie.standardErrorM).toBeCloseTo((1.2533 * tie.scatterM) / Math.sqrt(cells / 4), 5);
  });

  it('needs ten cells that lie mostly in the area', () => {
    expect(tieOf(new Float64Array(9).fill(1), new Float64Array(9), 1, 1)).toBeNull();
    expect(tieOf(new Float64Array(30).fill(0.4), new Float64Array(30), 1, 1)).toBeNull();
  });
});

describe('fitness for a purpose', () => {
  const good = { filledShare: 1, accuracyM: 0.02, voidShare: 0, ageYears: 1 };
  it('needs density, accuracy, coverage and youth', () => {
    expect(judgeFitness('as-built', good)).toEqual({ verdict: 'fit', reasons: [] });
    expect(judgeFitness('as-built', { ...good, accuracyM: 0.03 }).reasons).toMatchObject([
      { code: 'ACCURACY', verdict: 'resurvey', asked: 0.05 },
    ]);
    expect(judgeFitness('progress', { ...good, accuracyM: 0.1 }).verdict).toBe('fit');
    expect(judgeFitness('pre-construction', { ...good, accuracyM: null })).toMatchObject({
      verdict: 'conditional',
      reasons: [{ code: 'ACCURACY_UNKNOWN' }],
    });
    expect(judgeFitness('pre-construction', { ...good, filledShare: 0.7 }).verdict).toBe('conditional');
    expect(judgeFitness('pre-construction', { ...good, filledShare: 0.5 }).verdict).toBe('resurvey');
    expect(judgeFitness('pre-construction', { ...good, voidShare: 0.1 }).verdict).toBe('conditional');
    expect(judgeFitness('pre-construction', { ...good, voidShare: 0.3 }).verdict).toBe('resurvey');
    expect(judgeFitness('estimate', { ...good, accuracyM: null, ageYears: 12 })).toMatchObject({
      verdict: 'conditional',
      reasons: [{ code: 'AGE', seen: 12 }],
    });
  });

  it('asks for no age where two epochs are compared', () => {
    expect(judgeFitness('progress', { filledShare: 1, accuracyM: 0.05, voidShare: 0 }).verdict).toBe('fit');
  });
});
