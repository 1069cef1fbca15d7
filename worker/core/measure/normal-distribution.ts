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

/** Up to here the two functions below are read from tables, in steps of 1/512: off by less than 2e-7. */
const TABLE_END = 6;
const TABLE_STEPS = 512;

function table(valueAt: (z: number) => number): Float64Array {
  return Float64Array.from({ length: TABLE_END * TABLE_STEPS + 2 }, (_, i) => valueAt(i / TABLE_STEPS));
}

const BIAS = table((z) => Math.max(0, INVERSE_ROOT_TWO_PI * Math.exp((-z * z) / 2) - z * normalProbability(-z)));
const TAIL = table((z) => normalProbability(-z));

/** @param z 0 … TABLE_END */
function readTable(values: Float64Array, z: number): number {
  const at = z * TABLE_STEPS;
  const i = Math.floor(at);
  return values[i]! + (at - i) * (values[i + 1]! - values[i]!);
}

/** Probability that a standard normal value is at most z, for millions of cells: error below 3e-7. */
export function quickNormalProbability(z: number): number {
  const size = Math.abs(z);
  const tail = size < TABLE_END ? readTable(TAIL, size) : 0;
  return z >= 0 ? 1 - tail : tail;
}

/**
 * How much noise lifts the positive part of a difference: E[max(d + noise, 0)] − max(d, 0), in the units of d. It is the
 * same for the negative part. At d = 0 it is 0.399 standard deviations, beyond three next to nothing. Error below 2e-7
 * standard deviations.
 */
export function positivePartBias(d: number, noiseSd: number): number {
  if (!(noiseSd > 0)) return 0;
  const z = Math.abs(d) / noiseSd;
  return z < TABLE_END ? noiseSd * readTable(BIAS, z) : 0;
}
