/** Builds one node above the buckets: takes its sample out of its open children, closes them, and stays open itself. */
import { liftSample } from '#core/copc/build-subtree.ts';
import { gridPositions, type PointFrame } from '#core/copc/octree-grid.ts';
import type { Cube, VoxelKey } from '#core/copc/voxel-key.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { NodeWriter } from '../pipeline/node-writer.ts';
import { type BuildOutput, closeOrKeep, type OpenNode, readSlices, threadSampler } from './build-bucket.ts';

export interface BuildParentInput {
  readonly key: VoxelKey;
  /** The open children, in octant order. */
  readonly children: readonly OpenNode[];
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
  readonly chunkPath: string;
  readonly openPath: string | null;
}

export async function run({
  key,
  children,
  layout,
  frame,
  cube,
  chunkPath,
  openPath,
}: BuildParentInput): Promise<BuildOutput> {
  const length = layout.pointDataRecordLength;
  const records = await readSlices(
    children.map(({ path, pointCount }) => ({ path, byteOffset: 0, byteLength: pointCount * length })),
  );
  const positions = gridPositions(records, length, frame, cube);
  const { encoder } = await threadCodec();
  using writer = new NodeWriter(chunkPath, encoder, layout);
  const { taken, lefts } = liftSample(indexRuns(children), positions, key[0], threadSampler());
  children.forEach((child, i) => {
    if (lefts[i]!.length > 0 || child.hasChildren) writer.write(child.key, gatherRecords(records, length, lefts[i]!));
  });
  return closeOrKeep({
    key,
    records: gatherRecords(records, length, taken),
    hasChildren: true,
    writer,
    layout,
    chunkPath,
    openPath,
  });
}

/** Indices of each child's points in the joined records. */
function indexRuns(children: readonly OpenNode[]): Uint32Array[] {
  let first = 0;
  return children.map(({ pointCount }) => {
    const run = Uint32Array.from({ length: pointCount }, (_, i) => first + i);
    first += pointCount;
    return run;
  });
}
