/**
 * A running median of differences: five sorted numbers. A new one takes the place of the largest or, after numbers that
 * lay above the median, of the smallest. Layout: five i32, then 1 when the largest goes next.
 */
export const MEDIAN_BYTES: usize = 24;
const DROP_LARGEST: usize = 20;

@inline
export function clearMedian(at: usize): void {
  memory.fill(at, 0, MEDIAN_BYTES);
  store<u32>(at, 1, DROP_LARGEST);
}

@inline
export function median(at: usize): i32 {
  return load<i32>(at, 8);
}

/** Inserts into the four that stay with minima and maxima only: which place it takes cannot be predicted. */
@inline
export function addToMedian(at: usize, number: i32): void {
  const middle = load<i32>(at, 8);
  const dropLargest = load<u32>(at, DROP_LARGEST);
  const all = i32x4.splat(number);
  const stay = v128.load(at + ((dropLargest ^ 1) << 2));
  const next = v128.shuffle<i32>(stay, all, 1, 2, 3, 4);
  store<i32>(at, min(i32x4.extract_lane(stay, 0), number));
  v128.store(at, i32x4.max_s(stay, i32x4.min_s(next, all)), 4);
  store<u32>(at, <u32>(number < middle) | (<u32>(number == middle) & (dropLargest ^ 1)), DROP_LARGEST);
}
