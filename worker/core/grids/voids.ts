/** Heights that stand for no data. */
import type { ReaderCheck } from '../surface/reader-check.ts';

/** Makers write −9999 or −32768 where there is none; no ground is that deep. */
const NO_DATA_BELOW_M = -9000;
/** Nor is any that high. */
const NO_DATA_ABOVE_M = 100_000;

/**
 * Turns such heights into NaN, in place.
 * @param voidBelowM heights below are no data (Hyogo: −1, of paddies and the sea); null: all count
 */
export function removeVoids(heights: Float64Array, voidBelowM: number | null): ReaderCheck[] {
  let [impossible, voids] = [0, 0];
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i]!;
    if (height < NO_DATA_BELOW_M || height > NO_DATA_ABOVE_M) impossible++;
    else if (voidBelowM !== null && height < voidBelowM) voids++;
    else continue;
    heights[i] = Number.NaN;
  }
  const checks: ReaderCheck[] = [];
  if (impossible > 0) {
    const message = `${impossible} nodes below ${NO_DATA_BELOW_M} m or above ${NO_DATA_ABOVE_M} m were taken as no data`;
    checks.push({ code: 'NO_DATA_VALUES', message });
  }
  if (voids > 0) {
    checks.push({ code: 'VOID_BELOW', message: `${voids} nodes below ${voidBelowM} m were taken as no data` });
  }
  return checks;
}
