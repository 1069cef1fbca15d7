/** Builds the subtree of one bucket: its nodes become chunks, its root gives a sample to the level above. */
import { buildSubtree } from '#core/copc/build-subtree.ts';
import { GridSampler } from '#core/copc/grid-sampler.ts';
import { gridPositions, type PointFrame } from '#core/copc/octree-grid.ts';
import type { Cube, VoxelKey } from '#core/copc/voxel-key.ts';
import { timeOrder } from '#core/las/time-order.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import type { JobContext } from '../entry.ts';
import { type EncodedNode, type LiftedPoints, NodeEncoder } from '../pipeline/encoded-node.ts';
import { readSlices, type Slice } from '../pipeline/slices.ts';
import { threadScratch } from '../scratch.ts';

/** What all jobs that build nodes of an item share. */
export interface BuildFrame {
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
  /** The GPS time holds the number of the point; what is stored has none. */
  readonly sequenced: boolean;
}

export interface BuildBucketInput extends BuildFrame {
  readonly key: VoxelKey;
  /** Where the bucket's points are, in source order. */
  readonly slices: readonly Slice[];
  /** What the root gives to its parent goes here; null for the root of the whole tree. */
  readonly liftedPath: string | null;
}

export interface BuildOutput {
  /** Finished nodes, in the order in which they go to the file. */
  readonly nodes: readonly EncodedNode[];
  readonly lifted: LiftedPoints | null;
}

let sampler: GridSampler | undefined;
/** One sampler a thread: its cells take 1 MB. */
export function threadSampler(): GridSampler {
  sampler ??= new GridSampler();
  return sampler;
}

export async function run(input: BuildBucketInput, context: JobContext): Promise<BuildOutput> {
  const { key, slices, layout, frame, cube, liftedPath } = input;
  const records = readSlices(slices);
  const order = timeOrder(records, layout.pointDataRecordLength, threadScratch);
  const encoder = await NodeEncoder.over(records, order, input);
  // from here on a point is its place in the order
  const positions = gridPositions(records, layout.pointDataRecordLength, frame, cube, {
    order,
    scratch: threadScratch,
  });
  const sampler = threadSampler();
  const { points, hasChildren } = buildSubtree({
    root: key,
    positions,
    sampler,
    onNode: (node) => encoder.encode(node.key, node.points),
  });
  return encoder.finish({ key, points, hasChildren }, { positions, sampler, path: liftedPath }, context);
}
