/** How much area has which difference. */
import { handyNumber } from './handy-number.ts';

export interface Histogram {
  readonly binM: number;
  /** Lower end of the first bin: a multiple of the bin. A bin holds its lower end. */
  readonly fromM: number;
  /** Area in each bin, m². */
  readonly areasM2: readonly number[];
}

/** Bins over the middle 99 % of the values, and most bins that there may be in all. */
const MIDDLE_BINS = 60;
const MAX_BINS = 2_000;
const SMALLEST_BIN_M = 0.005;
/** Of a handy number that is a fifth of what the range must hold, or up to half of it. */
const RANGE_STEPS = [2, 2.5, 3, 4, 5];

/** @param sortedM every difference that counts, ascending; decides on the bins */
export function differenceHistogram(
  cellAreasM2: Float64Array,
  differencesM: Float64Array,
  sortedM: Float32Array,
): Histogram {
  if (sortedM.length === 0) return { binM: 0.1, fromM: 0, areasM2: [] };
  const middleM = quantile(sortedM, 0.995) - quantile(sortedM, 0.005);
  const wholeM = sortedM.at(-1)! - sortedM[0]!;
  const binM = handyNumber(Math.max(SMALLEST_BIN_M, middleM / MIDDLE_BINS, wholeM / MAX_BINS));
  // a value is in the bin that its own quotient says: the same for every cell, whatever rounding does
  const binOf = (d: number) => Math.floor(d / binM);
  let first = Infinity;
  let last = -Infinity;
  for (let cell = 0; cell < differencesM.length; cell++) {
    if (cellAreasM2[cell] === 0 || Number.isNaN(differencesM[cell]!)) continue;
    const bin = binOf(differencesM[cell]!);
    if (bin < first) first = bin;
    if (bin > last) last = bin;
  }
  const areasM2 = new Array<number>(last - first + 1).fill(0);
  for (let cell = 0; cell < differencesM.length; cell++) {
    if (cellAreasM2[cell] === 0 || Number.isNaN(differencesM[cell]!)) continue;
    areasM2[binOf(differencesM[cell]!) - first]! += cellAreasM2[cell]!;
  }
  // as decimals: 3 × 0.05 is 0.15
  return { binM, fromM: Math.round(first * binM * 1e6) / 1e6, areasM2 };
}

/** The differences of the cells that count, ascending. */
export function sortedDifferences(cellAreasM2: Float64Array, differencesM: Float64Array): Float32Array {
  let count = 0;
  for (let cell = 0; cell < differencesM.length; cell++) {
    if (cellAreasM2[cell]! > 0 && !Number.isNaN(differencesM[cell]!)) count++;
  }
  const values = new Float32Array(count);
  let at = 0;
  for (let cell = 0; cell < differencesM.length; cell++) {
    if (cellAreasM2[cell]! > 0 && !Number.isNaN(differencesM[cell]!)) values[at++] = differencesM[cell]!;
  }
  return values.sort();
}

/** @param share 0 … 1 */
export function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** Range of colours: ± the difference that `share` of the cells stay below in size, rounded up to a handy number. */
export function symmetricRange(sortedM: Float32Array, share = 0.98): number {
  if (sortedM.length === 0) return 1;
  const size = Math.max(0.05, quantile(sortedM.map(Math.abs).sort(), share));
  const power = handyNumber(size / 5);
  return RANGE_STEPS.map((step) => Math.round(step * power * 1e6) / 1e6).find((range) => range >= size)!;
}
