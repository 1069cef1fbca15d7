/** The normal distribution, as far as noise on a difference needs it. */

/** Two-sided 95 % quantile of the standard normal distribution. */
export const NORMAL_95 = 1.959963984540054;

/** Mean of |x| for a standard normal x: √(2/π). */
export const NORMAL_MEAN_ABSOLUTE = 0.7978845608028654;

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** Probability that a standard normal value is at most z; error below 1e-7. Source: Abramowitz & Stegun 26.2.17. */
export function normalProbability(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = INVERSE_ROOT_TWO_PI * Math.exp((-z * z) / 2) * polynomial;
  return z >= 0 ? 1 - tail : tail;
}

/**
 * How much noise lifts the positive part of a difference: E[max(d + noise, 0)] − max(d, 0), in the units of d. It is the
 * same for the negative part. At d = 0 it is 0.399 standard deviations, beyond three next to nothing.
 */
export function positivePartBias(d: number, noiseSd: number): number {
  if (!(noiseSd > 0)) return 0;
  const z = Math.abs(d) / noiseSd;
  if (z > 6) return 0;
  const density = INVERSE_ROOT_TWO_PI * Math.exp((-z * z) / 2);
  return noiseSd * Math.max(0, density - z * normalProbability(-z));
}
