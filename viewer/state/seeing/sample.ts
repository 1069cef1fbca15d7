/** Some of the points on the screen, evenly taken: what histograms are made of. */
import type { Appearance } from '../appearance.ts';
import { type FilterPoint, type PointFilter, passesFilter, type RangeKey } from './filter.ts';
import { type HeightGrid, heightIn } from './height-grid.ts';

/** Enough for bars and percentiles, few enough to be counted while a handle moves. */
export const MAX_SAMPLE = 20_000;

export interface PointSample {
  readonly count: number;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly elevation: Float64Array;
  readonly intensity: Uint16Array;
  readonly source: Uint16Array;
  readonly returns: Uint16Array;
  readonly flags: Uint16Array;
  readonly classification: Uint8Array;
  /** Seconds as stored; NaN where the format has none, or nobody asked. */
  readonly time: Float64Array;
  /** Index into `collections`. */
  readonly collection: Uint8Array;
  readonly collections: readonly string[];
  /** Of all points in memory, seconds as stored; null where nobody asked. */
  readonly timeRangeS: readonly [number, number] | null;
}

export function emptySample(count: number, collections: readonly string[]): PointSample {
  return {
    count,
    east: new Float64Array(count),
    north: new Float64Array(count),
    elevation: new Float64Array(count),
    intensity: new Uint16Array(count),
    source: new Uint16Array(count),
    returns: new Uint16Array(count),
    flags: new Uint16Array(count),
    classification: new Uint8Array(count),
    time: new Float64Array(count).fill(Number.NaN),
    collection: new Uint8Array(count),
    collections,
    timeRangeS: null,
  };
}

export type GridOf = (collection: string) => HeightGrid | null;

function pointAt(sample: PointSample, index: number, groundOf: GridOf): FilterPoint {
  const ground = groundOf(sample.collections[sample.collection[index] ?? 0] ?? '');
  const elevation = sample.elevation[index] as number;
  const below = ground ? heightIn(ground, sample.east[index] as number, sample.north[index] as number) : Number.NaN;
  return {
    classification: sample.classification[index] as number,
    returns: sample.returns[index] as number,
    flags: sample.flags[index] as number,
    intensity: sample.intensity[index] as number,
    source: sample.source[index] as number,
    elevation,
    height: elevation - below,
    time: sample.time[index] as number,
  };
}

/** Values of an attribute in the sample, of the points that pass every other filter: what a handle would still take away is seen. */
export function valuesOf(sample: PointSample, key: RangeKey, filter: PointFilter, groundOf: GridOf): Float64Array {
  const others: PointFilter = { ...filter, ranges: { ...filter.ranges, [key]: null } };
  const values = new Float64Array(sample.count);
  let count = 0;
  for (let index = 0; index < sample.count; index++) {
    const point = pointAt(sample, index, groundOf);
    if (passesFilter(others, point) && Number.isFinite(point[key])) values[count++] = point[key];
  }
  return values.subarray(0, count);
}

/** Differences from the surface of another epoch. */
export function changesOf(
  sample: PointSample,
  { filter }: Appearance,
  groundOf: GridOf,
  other: HeightGrid,
): Float64Array {
  const values = new Float64Array(sample.count);
  let count = 0;
  for (let index = 0; index < sample.count; index++) {
    const point = pointAt(sample, index, groundOf);
    const change = point.elevation - heightIn(other, sample.east[index] as number, sample.north[index] as number);
    if (passesFilter(filter, point) && Number.isFinite(change)) values[count++] = change;
  }
  return values.subarray(0, count);
}

/** Numbers that occur, the most frequent first. */
export function kindsOf(values: ArrayLike<number>): readonly (readonly [number: number, count: number])[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}
