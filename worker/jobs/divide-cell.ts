/** Sorts a part of a cell that holds more points than one thread may take, by cells seven levels deeper. */
import type { PointFrame } from '#core/copc/octree-grid.ts';
import type { CellCounts } from '#core/copc/plan-buckets.ts';
import type { Cube, VoxelKey } from '#core/copc/voxel-key.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readSlices, type Slice } from '../pipeline/slices.ts';
import { writeSorted } from './distribute-points.ts';

export interface DivideCellInput {
  readonly key: VoxelKey;
  readonly slices: readonly Slice[];
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
  readonly outPath: string;
}

export function run({ key, slices, layout, frame, cube, outPath }: DivideCellInput): Promise<CellCounts> {
  return writeSorted(readSlices(slices), layout.pointDataRecordLength, { frame, cube, root: key }, outPath);
}
