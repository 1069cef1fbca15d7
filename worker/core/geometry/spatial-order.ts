/**
 * A canonical order of scattered points: along a Hilbert curve, then west to east, south to north, low to high. It
 * depends on the set of points alone, not on the order they come in, and neighbours in it are neighbours in plan.
 */
import { type Bounds, boundsOf } from './bounds.ts';

const CURVE_BITS = 16;
const CURVE_CELLS = 1 << CURVE_BITS;
/** Runs of one Hilbert cell up to this length are sorted by insertion. */
const SHORT_RUN = 24;

/**
 * @param height breaks ties between points of one plan position, low first; omit for plan positions alone (ties then
 *   keep the input order)
 * @returns the permutation that puts the points in order
 */
export function spatialOrder(east: Float64Array, north: Float64Array, height?: Float64Array): Uint32Array {
  const count = east.length;
  const keys = hilbertKeys(east, north, boundsOf(east, north));
  const order = radixSort(keys, count);
  const compare = (a: number, b: number): number => {
    if (east[a]! !== east[b]!) return east[a]! - east[b]!;
    if (north[a]! !== north[b]!) return north[a]! - north[b]!;
    if (height && height[a]! !== height[b]!) return height[a]! - height[b]!;
    return a - b;
  };
  for (let begin = 0; begin < count; ) {
    const key = keys[order[begin]!]!;
    let end = begin + 1;
    while (end < count && keys[order[end]!]! === key) end++;
    if (end - begin > 1) sortRun(order, begin, end, compare);
    begin = end;
  }
  return order;
}

/** Hilbert index of every point on a 2^16 × 2^16 raster over the bounds. */
function hilbertKeys(east: Float64Array, north: Float64Array, bounds: Bounds): Uint32Array {
  const keys = new Uint32Array(east.length);
  const scaleE = (CURVE_CELLS - 1) / (bounds.maxE - bounds.minE || 1);
  const scaleN = (CURVE_CELLS - 1) / (bounds.maxN - bounds.minN || 1);
  for (let i = 0; i < keys.length; i++) {
    keys[i] = hilbertIndex(((east[i]! - bounds.minE) * scaleE) | 0, ((north[i]! - bounds.minN) * scaleN) | 0);
  }
  return keys;
}

/** Position of cell (col, row) along the Hilbert curve that starts at (0, 0): one quadrant choice a bit, from the top. */
function hilbertIndex(col: number, row: number): number {
  let index = 0;
  for (let side = CURVE_CELLS >> 1; side > 0; side >>= 1) {
    const right = (col & side) !== 0;
    const upper = (row & side) !== 0;
    index = index * 4 + (right ? (upper ? 2 : 3) : upper ? 1 : 0);
    if (!upper) {
      // the lower quadrants run along the other axis; the right one backwards
      if (right) {
        col = CURVE_CELLS - 1 - col;
        row = CURVE_CELLS - 1 - row;
      }
      const swap = col;
      col = row;
      row = swap;
    }
  }
  return index;
}

/** Stable sort of 0 … count − 1 by key, least significant 11 bits first. */
function radixSort(keys: Uint32Array, count: number): Uint32Array {
  let from = new Uint32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  let to = new Uint32Array(count);
  const starts = new Uint32Array(2048);
  for (let shift = 0; shift < 32; shift += 11) {
    starts.fill(0);
    for (let i = 0; i < count; i++) starts[(keys[i]! >>> shift) & 2047]!++;
    let sum = 0;
    for (let digit = 0; digit < 2048; digit++) {
      const size = starts[digit]!;
      starts[digit] = sum;
      sum += size;
    }
    for (let i = 0; i < count; i++) {
      const index = from[i]!;
      to[starts[(keys[index]! >>> shift) & 2047]!++] = index;
    }
    [from, to] = [to, from];
  }
  return from;
}

function sortRun(order: Uint32Array, begin: number, end: number, compare: (a: number, b: number) => number): void {
  if (end - begin > SHORT_RUN) {
    order.subarray(begin, end).sort(compare);
    return;
  }
  for (let i = begin + 1; i < end; i++) {
    const index = order[i]!;
    let slot = i;
    while (slot > begin && compare(order[slot - 1]!, index) > 0) {
      order[slot] = order[slot - 1]!;
      slot--;
    }
    order[slot] = index;
  }
}
