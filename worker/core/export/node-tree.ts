/** The octree of an item as a tree to walk: children of each node, and what a level stands for. */
import { type Cube, childKey, keyText, nodeBounds, parentKey, ROOT_KEY, type VoxelKey } from '../copc/voxel-key.ts';
import type { NodeBox } from './tile-bounds.ts';

export interface NodeTree {
  /** Whether the node has points of its own. */
  hasPoints(key: VoxelKey): boolean;
  /** Whether the node has points or stands above one that has. */
  has(key: VoxelKey): boolean;
  /** Children that exist, in octant order. */
  childrenOf(key: VoxelKey): VoxelKey[];
}

/** @param keys of the nodes that hold points, in any order; ancestors that hold none are filled in */
export function createNodeTree(keys: Iterable<VoxelKey>): NodeTree {
  const filled = new Set<string>();
  const known = new Set<string>([keyText(ROOT_KEY)]);
  for (const key of keys) {
    filled.add(keyText(key));
    for (let walk = key; !known.has(keyText(walk)); walk = parentKey(walk)) known.add(keyText(walk));
  }
  return {
    hasPoints: (key) => filled.has(keyText(key)),
    has: (key) => known.has(keyText(key)),
    childrenOf: (key) =>
      Array.from({ length: 8 }, (_, octant) => childKey(key, octant)).filter((child) => known.has(keyText(child))),
  };
}

/** Bounds of an item's points, CRS units. */
export interface PointBounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** The part of a node's cube where points can be: cut down to the bounds of the item's points. */
export function occupiedBox(key: VoxelKey, cube: Cube, { min, max }: PointBounds): NodeBox {
  const bounds = nodeBounds(key, cube);
  const low = (axis: number): number => Math.min(Math.max(bounds[axis]!, min[axis]!), bounds[axis + 3]!);
  const high = (axis: number): number => Math.max(Math.min(bounds[axis + 3]!, max[axis]!), low(axis));
  return [low(0), low(1), low(2), high(0), high(1), high(2)];
}

/** A subtree as far as one document holds it. */
export interface CutTree {
  /** Nodes of the document, parents before children. */
  readonly inside: readonly VoxelKey[];
  /** Nodes that begin a document of their own: their parents are inside, they have children. */
  readonly frontier: readonly VoxelKey[];
}

/**
 * Cuts a subtree between two levels, so that inside and frontier together are at most `maxNodes` (or, where even the
 * first two levels are more, the root and its children).
 */
export function cutBelow(tree: NodeTree, root: VoxelKey, maxNodes: number): CutTree {
  const inside: VoxelKey[] = [root];
  let level = tree.childrenOf(root);
  for (;;) {
    const below = level.map((key) => tree.childrenOf(key));
    const next = below.flat();
    if (next.length > 0 && inside.length + level.length + next.length > maxNodes) {
      const ends = level.filter((_, index) => below[index]!.length === 0);
      return { inside: [...inside, ...ends], frontier: level.filter((_, index) => below[index]!.length > 0) };
    }
    inside.push(...level);
    if (next.length === 0) return { inside, frontier: [] };
    level = next;
  }
}
