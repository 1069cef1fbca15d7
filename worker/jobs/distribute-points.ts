/** Reads a piece of a source file and writes its points, sorted by octree cell, to a temporary file. */
import { writeFile } from 'node:fs/promises';
import { cellCodes, stableOrder } from '#core/copc/morton.ts';
import { gridPositions, type PointFrame } from '#core/copc/octree-grid.ts';
import type { CellCounts } from '#core/copc/plan-buckets.ts';
import { type Cube, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import { emptySummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import { writeSequence } from '#core/las/time-order.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { Piece, SourceFile } from '../pipeline/piece.ts';
import { readPiece } from '../pipeline/read-piece.ts';
import { openPlace } from '../pipeline/source-place.ts';
import { threadScratch } from '../scratch.ts';

export interface DistributeInput {
  readonly file: SourceFile;
  readonly piece: Piece;
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
  /** The piece's records, where the source can only be read through. */
  readonly bytes?: Uint8Array;
  /** Number of the piece's first point among all; null when the points have a GPS time to be ordered by. */
  readonly firstPoint: number | null;
  readonly outPath: string;
}

export interface DistributeOutput {
  readonly cells: CellCounts;
  readonly summary: PointSummary;
}

export async function run({
  file,
  piece,
  layout,
  frame,
  cube,
  bytes,
  firstPoint,
  outPath,
}: DistributeInput): Promise<DistributeOutput> {
  await using source = await openPlace(file.place);
  const { decoder } = await threadCodec();
  const records = await readPiece(source, file, piece, layout, decoder, {
    scratch: threadScratch,
    ...(bytes ? { bytes } : {}),
  });
  const summary = emptySummary();
  summarize(summary, records, layout);
  if (firstPoint !== null) writeSequence(records, layout.pointDataRecordLength, firstPoint);
  const cells = await writeSorted(records, layout.pointDataRecordLength, { frame, cube, root: ROOT_KEY }, outPath);
  return { cells, summary };
}

/** Writes records of `root` sorted by the cells seven levels below it. */
export async function writeSorted(
  records: Uint8Array,
  recordLength: number,
  { frame, cube, root }: { frame: PointFrame; cube: Cube; root: VoxelKey },
  outPath: string,
): Promise<CellCounts> {
  const positions = gridPositions(records, recordLength, frame, cube, { scratch: threadScratch });
  const codes = cellCodes(positions, root, threadScratch);
  const order = stableOrder(codes, threadScratch);
  const sorted = threadScratch.bytes('node', order.length * recordLength);
  await writeFile(outPath, gatherRecords(records, recordLength, order, sorted));
  return countRuns(codes, order);
}

/** Number of points of each code, codes ascending. */
function countRuns(codes: Uint32Array, order: Uint32Array): CellCounts {
  const runCodes: number[] = [];
  const runCounts: number[] = [];
  for (const point of order) {
    const code = codes[point]!;
    if (runCodes.at(-1) === code) runCounts[runCounts.length - 1]! += 1;
    else {
      runCodes.push(code);
      runCounts.push(1);
    }
  }
  return { codes: Uint32Array.from(runCodes), counts: Uint32Array.from(runCounts) };
}
