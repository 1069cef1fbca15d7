/** Cuts the octree into buckets: subtrees small enough to be built in one thread's memory. */
import { CELL_LEVELS, cellCodeRange } from './morton.ts';
import { MAX_OCTREE_DEPTH } from './octree-grid.ts';
import { childKey, ROOT_KEY, type VoxelKey } from './voxel-key.ts';

export interface Bucket {
  readonly key: VoxelKey;
  readonly pointCount: number;
}

/** Points per occupied cell, sorted by Morton code. */
export interface CellCounts {
  readonly codes: Uint32Array;
  readonly counts: Uint32Array | Float64Array;
}

/** Adds up sorted cell lists of several pieces. */
export function mergeCellCounts(lists: readonly CellCounts[]): CellCounts {
  const sums = new Map<number, number>();
  for (const { codes, counts } of lists) {
    codes.forEach((code, i) => {
      sums.set(code, (sums.get(code) ?? 0) + counts[i]!);
    });
  }
  const codes = Uint32Array.from(sums.keys()).sort();
  return { codes, counts: Float64Array.from(codes, (code) => sums.get(code)!) };
}

/**
 * @param cells of seven levels below `root`
 * @param limit most points of a bucket; a cell that holds more is a bucket all the same: the caller divides it again
 * @returns buckets that cover all points once, in Morton order
 */
export function planBuckets(cells: CellCounts, limit: number, root: VoxelKey = ROOT_KEY): Bucket[] {
  const { codes, counts } = cells;
  const before = new Float64Array(codes.length + 1);
  counts.forEach((count, i) => {
    before[i + 1] = before[i]! + count;
  });
  const deepest = Math.min(root[0] + CELL_LEVELS, MAX_OCTREE_DEPTH);
  const buckets: Bucket[] = [];
  const visit = (key: VoxelKey) => {
    const [begin, end] = cellCodeRange(key, root);
    const pointCount = before[lowerBound(codes, end)]! - before[lowerBound(codes, begin)]!;
    if (pointCount === 0) return;
    if (pointCount <= limit || key[0] === deepest) buckets.push({ key, pointCount });
    else for (let octant = 0; octant < 8; octant++) visit(childKey(key, octant));
  };
  visit(root);
  return buckets;
}

/** First index whose code is not below `code`. */
export function lowerBound(codes: Uint32Array, code: number): number {
  let low = 0;
  let high = codes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codes[middle]! < code) low = middle + 1;
    else high = middle;
  }
  return low;
}
