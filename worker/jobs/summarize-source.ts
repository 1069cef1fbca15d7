/** Reads a piece of a source file again, only to sum it up: for `verify`. */
import { emptySummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';
import type { Piece, SourceFile } from '../pipeline/piece.ts';
import { readPiece } from '../pipeline/read-piece.ts';

export interface SummarizeInput {
  readonly file: SourceFile;
  readonly piece: Piece;
  readonly layout: ChunkLayout;
}

export async function run({ file, piece, layout }: SummarizeInput): Promise<PointSummary> {
  await using source = await openFileSource(file.path);
  const { decoder } = await threadCodec();
  const summary = emptySummary();
  summarize(summary, await readPiece(source, file, piece, layout, decoder), layout);
  return summary;
}
