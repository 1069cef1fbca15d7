/** Reads a piece of a source file again, only to sum it up: for `verify`. */
import { emptySummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { Piece, SourceFile } from '../pipeline/piece.ts';
import { readPiece } from '../pipeline/read-piece.ts';
import { openPlace } from '../pipeline/source-place.ts';
import { threadScratch } from '../scratch.ts';

export interface SummarizeInput {
  readonly file: SourceFile;
  readonly piece: Piece;
  readonly layout: ChunkLayout;
  /** The piece's records, where the source can only be read through. */
  readonly bytes?: Uint8Array;
}

export async function run({ file, piece, layout, bytes }: SummarizeInput): Promise<PointSummary> {
  await using source = await openPlace(file.place);
  const { decoder } = await threadCodec();
  const options = { scratch: threadScratch, ...(bytes ? { bytes } : {}) };
  const summary = emptySummary();
  summarize(summary, await readPiece(source, file, piece, layout, decoder, options), layout);
  return summary;
}
