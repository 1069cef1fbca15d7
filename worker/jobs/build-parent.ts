/** Builds one node above the buckets out of what its children gave, and gives a sample to its own parent. */
import { gridPositions } from '#core/copc/octree-grid.ts';
import type { VoxelKey } from '#core/copc/voxel-key.ts';
import { timeOrder } from '#core/las/time-order.ts';
import type { JobContext } from '../entry.ts';
import { type LiftedPoints, NodeEncoder } from '../pipeline/encoded-node.ts';
import { readSlices } from '../pipeline/slices.ts';
import { threadScratch } from '../scratch.ts';
import { type BuildFrame, type BuildOutput, threadSampler } from './build-bucket.ts';

export interface BuildParentInput extends BuildFrame {
  readonly key: VoxelKey;
  /** What the children gave, in octant order. */
  readonly children: readonly LiftedPoints[];
  readonly liftedPath: string | null;
}

export async function run(input: BuildParentInput, context: JobContext): Promise<BuildOutput> {
  const { key, children, layout, frame, cube, liftedPath } = input;
  const length = layout.pointDataRecordLength;
  const records = readSlices(
    children.map(({ path, pointCount }) => ({ path, byteOffset: 0, byteLength: pointCount * length })),
  );
  const order = timeOrder(records, length, threadScratch);
  const positions = gridPositions(records, length, frame, cube, { order, scratch: threadScratch });
  const encoder = await NodeEncoder.over(records, order, input);
  const points = Uint32Array.from(order, (_, place) => place);
  const lift = { positions, sampler: threadSampler(), path: liftedPath };
  return encoder.finish({ key, points, hasChildren: true }, lift, context);
}
