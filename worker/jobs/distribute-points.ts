/** Reads a piece of a source file and writes its points, sorted by octree cell, to a temporary file. */
import { writeFile } from 'node:fs/promises';
import { cellCodes, stableOrder } from '#core/copc/morton.ts';
import { gridPositions, type PointFrame } from '#core/copc/octree-grid.ts';
import type { CellCounts } from '#core/copc/plan-buckets.ts';
import type { Cube } from '#core/copc/voxel-key.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import { emptySummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';
import type { Piece, SourceFile } from '../pipeline/piece.ts';
import { readPiece } from '../pipeline/read-piece.ts';

export interface DistributeInput {
  readonly file: SourceFile;
  readonly piece: Piece;
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
  readonly outPath: string;
}

export interface DistributeOutput {
  readonly cells: CellCounts;
  readonly summary: PointSummary;
}

export async function run({ file, piece, layout, frame, cube, outPath }: DistributeInput): Promise<DistributeOutput> {
  await using source = await openFileSource(file.path);
  const { decoder } = await threadCodec();
  const records = await readPiece(source, file, piece, layout, decoder);
  const summary = emptySummary();
  summarize(summary, records, layout);
  const codes = cellCodes(gridPositions(records, layout.pointDataRecordLength, frame, cube));
  const order = stableOrder(codes);
  await writeFile(outPath, gatherRecords(records, layout.pointDataRecordLength, order));
  return { cells: countRuns(codes, order), summary };
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
  return { codes: Uint32Array.from(runCodes), counts: Float64Array.from(runCounts) };
}
