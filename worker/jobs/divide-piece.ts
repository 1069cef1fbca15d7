/** Sorts the points that a piece has in crowded cells once more, by cells seven levels deeper, and removes the piece. */
import { rm } from 'node:fs/promises';
import type { PointFrame } from '#core/copc/octree-grid.ts';
import type { CellCounts } from '#core/copc/plan-buckets.ts';
import type { Cube, VoxelKey } from '#core/copc/voxel-key.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readSlices, type Slice } from '../pipeline/slices.ts';
import { writeSorted } from './distribute-points.ts';

export interface DividePieceInput {
  readonly piecePath: string;
  /** The crowded cells, where their points stand in the piece, and where they go. */
  readonly cells: readonly { readonly key: VoxelKey; readonly slice: Slice; readonly outPath: string }[];
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
}

/** @returns counts of the cells seven levels deeper, for each crowded cell */
export async function run({ piecePath, cells, layout, frame, cube }: DividePieceInput): Promise<CellCounts[]> {
  const records = readSlices(cells.map(({ slice }) => slice));
  // gone before its points are written anew: no point stands on disk twice
  await rm(piecePath, { force: true });
  const counts: CellCounts[] = [];
  let at = 0;
  for (const { key, slice, outPath } of cells) {
    const part = records.subarray(at, at + slice.byteLength);
    counts.push(await writeSorted(part, layout.pointDataRecordLength, { frame, cube, root: key }, outPath));
    at += slice.byteLength;
  }
  return counts;
}
