/** The pieces of an item's sources in order; those of a source that can only be read through bring their bytes along. */
import type { Piece, SourceFile } from './piece.ts';
import type { PreparedSource } from './prepare.ts';
import { inflate } from './source-place.ts';

export interface ReadPiece {
  readonly file: SourceFile;
  readonly piece: Piece;
  /** Records as they stand in the source. */
  readonly bytes?: Uint8Array;
}

export async function* readPieces(sources: readonly PreparedSource[]): AsyncGenerator<ReadPiece> {
  for (const { file, pieces } of sources) {
    if (file.place.zipped?.isDeflated) yield* readThrough(file, pieces);
    else for (const piece of pieces) yield { file, piece };
  }
}

/** Pieces of a deflated LAS file: runs of records, one behind the other. */
async function* readThrough(file: SourceFile, pieces: readonly Piece[]): AsyncGenerator<ReadPiece> {
  const waiting = pieces.filter((piece) => piece.kind === 'las');
  let index = 0;
  let at = 0;
  let bytes: Uint8Array | null = null;
  let filled = 0;
  for await (const part of inflate(file.place)) {
    for (let used = 0; used < part.length; ) {
      const piece = waiting[index];
      if (!piece) break;
      if (at < piece.byteOffset) {
        const skipped = Math.min(piece.byteOffset - at, part.length - used);
        used += skipped;
        at += skipped;
        continue;
      }
      bytes ??= new Uint8Array(piece.pointCount * file.layout.pointDataRecordLength);
      const taken = Math.min(bytes.length - filled, part.length - used);
      bytes.set(part.subarray(used, used + taken), filled);
      filled += taken;
      used += taken;
      at += taken;
      if (filled < bytes.length) continue;
      yield { file, piece, bytes };
      index += 1;
      bytes = null;
      filled = 0;
    }
  }
}
