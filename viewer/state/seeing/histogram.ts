/** How values are spread: bars for a range, and the values below which parts of them lie. Pure. */

export interface Histogram {
  readonly low: number;
  readonly high: number;
  /** Values in each of the equal bins from low to high; the last one holds `high` too. */
  readonly counts: readonly number[];
  /** Values that are numbers. */
  readonly total: number;
}

/** @returns null where there is no number, or no room between the least and the greatest */
export function histogramOf(
  values: ArrayLike<number>,
  bins: number,
  range?: readonly [number, number],
): Histogram | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    total++;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (total === 0) return null;
  const [low, high] = range ?? (most > least ? [least, most] : [least - 0.5, most + 0.5]);
  if (!(high > low)) return null;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= low && value <= high)) continue;
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts, total };
}

/** The values at parts (0…1) of the sorted numbers; NaN where there is none. */
export function quantilesOf(values: ArrayLike<number>, parts: readonly number[]): number[] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return parts.map(() => Number.NaN);
  return parts.map((part) => sorted[Math.round(part * (sorted.length - 1))] as number);
}

/** Bars as an SVG path in a box of `width` × 1, a bin each; heights go by the square root, so that few points are seen too. */
export function histogramPath({ counts }: Histogram, width: number): string {
  const most = Math.max(1, ...counts);
  const step = width / counts.length;
  const bars = counts.map((count, bin) => {
    const top = (1 - Math.sqrt(count / most)).toFixed(4);
    return `V${top}H${((bin + 1) * step).toFixed(3)}`;
  });
  return `M0 1${bars.join('')}V1Z`;
}
