/** A part of an octree's nodes, in an order of its own, page by page: how a client walks a hierarchy that it cannot read itself. */
import { compareKeys, type VoxelKey } from './voxel-key.ts';

export interface SubtreeQuery {
  /** The part below this node, with it. */
  readonly root: VoxelKey;
  /** Levels below the root; 0 is the root alone. */
  readonly depth: number;
  /** The last node of the page before. */
  readonly after: VoxelKey | null;
  /** Nodes a page. */
  readonly limit: number;
}

export interface SubtreePage<T> {
  /** By depth, then z, y, x. */
  readonly nodes: readonly T[];
  /** Nodes of the part, whatever the page. */
  readonly matched: number;
  /** Where the next page begins; null on the last one. */
  readonly next: VoxelKey | null;
}

export function subtreePage<T extends { readonly key: VoxelKey }>(
  nodes: Iterable<T>,
  { root, depth, after, limit }: SubtreeQuery,
): SubtreePage<T> {
  const wanted: T[] = [];
  for (const node of nodes) if (isBelow(node.key, root) && node.key[0] - root[0] <= depth) wanted.push(node);
  wanted.sort((a, b) => compareKeys(a.key, b.key));
  const begin = after === null ? 0 : firstAfter(wanted, after);
  const page = wanted.slice(begin, begin + limit);
  const last = page.at(-1);
  return { nodes: page, matched: wanted.length, next: last && begin + limit < wanted.length ? last.key : null };
}

/** Whether a node lies in the cube of another, which may be itself. */
export function isBelow(key: VoxelKey, root: VoxelKey): boolean {
  const levels = key[0] - root[0];
  if (levels < 0) return false;
  const side = 2 ** levels;
  return [1, 2, 3].every((axis) => Math.floor((key[axis] as number) / side) === root[axis]);
}

function firstAfter(nodes: readonly { readonly key: VoxelKey }[], key: VoxelKey): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys((nodes[middle] as { readonly key: VoxelKey }).key, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
