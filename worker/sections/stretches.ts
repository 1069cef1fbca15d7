/** Cuts a long measurement into stretches whose points fit into memory together. */
import { boundsTouch, growBounds } from '#core/geometry/bounds.ts';
import { boundsOfSegments, type Segment } from '#core/section/cut-tin.ts';
import type { SurfaceSource } from '../measuring/surface-source.ts';

/** Points of one surface that a stretch may hold, about. */
const STRETCH_POINTS = 3_000_000;

/** Points on a square metre of the densest of the sources where the segments are; 0 for none. */
export function densityAlong(sources: readonly SurfaceSource[], segments: readonly Segment[]): number {
  const box = growBounds(boundsOfSegments(segments), 1);
  let most = 0;
  for (const source of sources) {
    if (source.kind !== 'points') continue;
    let density = 0;
    for (const { bounds, record } of source.items) {
      if (!boundsTouch(bounds, box)) continue;
      // items may lie one above the other
      density += record.pointCount / Math.max(1, (bounds.maxE - bounds.minE) * (bounds.maxN - bounds.minN));
    }
    most = Math.max(most, Math.min(density, 10_000));
  }
  return most;
}

/** Metres of strip, `widthM` wide, that one stretch may have. */
export function stretchLength(densityPerM2: number, widthM: number): number {
  return Math.max(50, STRETCH_POINTS / Math.max(1, densityPerM2 * widthM));
}

/** Consecutive groups of items of about `limitM` together, at least one in each. */
export function groupByLength<Item>(
  items: readonly Item[],
  lengthOf: (item: Item) => number,
  limitM: number,
): Item[][] {
  const groups: Item[][] = [];
  let own: Item[] = [];
  let sum = 0;
  for (const item of items) {
    const length = lengthOf(item);
    if (own.length > 0 && sum + length > limitM) {
      groups.push(own);
      own = [];
      sum = 0;
    }
    own.push(item);
    sum += length;
  }
  if (own.length > 0) groups.push(own);
  return groups;
}
