/**
 * Builds one subtree of the octree in memory, from the leaves up: a node keeps a grid sample of what its children hold,
 * the children keep the rest. Each point ends in exactly one node.
 */
import { GridSampler } from './grid-sampler.ts';
import { type GridPositions, MAX_OCTREE_DEPTH, POSITION_BITS } from './octree-grid.ts';
import { childKey, type VoxelKey } from './voxel-key.ts';

/** A cell with no more points than this is not divided; why so many: worker/pipeline/README.md. */
export const LEAF_POINTS = 200_000;

export interface BuiltNode {
  readonly key: VoxelKey;
  /** Point indices, ascending; may be empty when all went to the parent but descendants remain. */
  readonly points: Uint32Array;
}

export interface SubtreeOptions {
  readonly root: VoxelKey;
  readonly positions: GridPositions;
  /** Called for every finished node below the root, children before parents. */
  readonly onNode: (node: BuiltNode) => void;
  readonly leafPoints?: number;
  readonly sampler?: GridSampler;
}

/**
 * @returns the points of the subtree's root, which is still open: its own parent takes a sample of them
 * Nodes arrive at `onNode` in a fixed order (octants 0–7, depth first), so the result does not depend on threads.
 */
export function buildSubtree({
  root,
  positions,
  onNode,
  leafPoints = LEAF_POINTS,
  sampler = new GridSampler(),
}: SubtreeOptions): { points: Uint32Array; hasChildren: boolean } {
  const all = new Uint32Array(positions.x.length);
  for (let i = 0; i < all.length; i++) all[i] = i;
  const visit = (key: VoxelKey, points: Uint32Array): { points: Uint32Array; hasChildren: boolean } => {
    if (points.length <= leafPoints || key[0] >= MAX_OCTREE_DEPTH) return { points, hasChildren: false };
    const children = octants(points, positions, key[0]).map((part, octant) => {
      const child = childKey(key, octant);
      return { key: child, ...(part.length > 0 ? visit(child, part) : { points: part, hasChildren: false }) };
    });
    const { taken, lefts } = liftSample(
      children.map((child) => child.points),
      positions,
      key[0],
      sampler,
    );
    children.forEach((child, octant) => {
      if (lefts[octant]!.length > 0 || child.hasChildren) onNode({ key: child.key, points: lefts[octant]! });
    });
    return { points: taken, hasChildren: true };
  };
  return visit(root, all);
}

/**
 * Takes a parent's sample out of its children's points.
 * @param children points of the eight (or fewer) children, each in source order
 * @param depth depth of the parent
 * @returns `taken` in index order, and what is left of each child
 */
export function liftSample(
  children: readonly Uint32Array[],
  positions: GridPositions,
  depth: number,
  sampler: GridSampler,
): { taken: Uint32Array; lefts: Uint32Array[] } {
  // the grid cells of a parent never cross its children, so each child is sampled on its own
  const parts = children.map((points) => sampler.sample(points, positions, depth));
  const taken = new Uint32Array(parts.reduce((sum, part) => sum + part.taken.length, 0));
  let at = 0;
  for (const part of parts) {
    taken.set(part.taken, at);
    at += part.taken.length;
  }
  return { taken: taken.sort(), lefts: parts.map((part) => part.left) };
}

/** Splits points of a node of the given depth into its eight octants, each in the given order. */
export function octants(points: Uint32Array, { x, y, z }: GridPositions, depth: number): Uint32Array[] {
  const bit = POSITION_BITS - 1 - depth;
  const octantOf = (p: number) => ((x[p]! >>> bit) & 1) | (((y[p]! >>> bit) & 1) << 1) | (((z[p]! >>> bit) & 1) << 2);
  const counts = new Uint32Array(8);
  for (const p of points) counts[octantOf(p)]! += 1;
  const parts = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (const p of points) {
    const octant = octantOf(p);
    parts[octant]![counts[octant]!] = p;
    counts[octant]! += 1;
  }
  return parts;
}
