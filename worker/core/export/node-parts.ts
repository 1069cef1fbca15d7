/**
 * Leaves of the octree hold up to 200,000 points, so that files are small. A viewer wants less at a time: a leaf is shown in
 * parts, each twice as dense as the one before, as if it had levels of its own. The parts together are the node's points.
 */
import { octants } from '../copc/build-subtree.ts';
import { GridSampler } from '../copc/grid-sampler.ts';
import type { GridPositions } from '../copc/octree-grid.ts';

/** A leaf with no more points is shown at once. */
const PART_POINTS = 24_000;

/** Number of parts of a node. Each level of an octree over a surface holds about four times the points of the one above. */
export function partCount(pointCount: number, hasChildren: boolean): number {
  if (hasChildren) return 1;
  return 1 + Math.max(0, Math.ceil(Math.log(pointCount / PART_POINTS) / Math.log(4)));
}

/**
 * @param depth of the node that holds all the points
 * @returns indices of the points of each part, ascending: the samples of the levels, then what is left
 */
export function splitIntoParts(
  positions: GridPositions,
  depth: number,
  parts: number,
  sampler = new GridSampler(),
): Uint32Array[] {
  const result: Uint32Array[] = [];
  let left = Uint32Array.from(positions.x, (_, point) => point);
  for (let level = 0; level < parts - 1; level++) {
    const taken: Uint32Array[] = [];
    const rest: Uint32Array[] = [];
    const sample = (points: Uint32Array, at: number) => {
      if (at < depth + level) for (const part of octants(points, positions, at)) sample(part, at + 1);
      else if (points.length > 0) {
        const split = sampler.sample(points, positions, at);
        taken.push(split.taken);
        rest.push(split.left);
      }
    };
    sample(left, depth);
    result.push(joined(taken));
    left = joined(rest);
  }
  return [...result, left];
}

function joined(lists: readonly Uint32Array[]): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}
