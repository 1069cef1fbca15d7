/** What one thread takes at a time: some 200,000 points of a source file. */
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import type { SourcePlace } from './source-place.ts';

/** A run of records of an uncompressed file. */
export interface LasPiece {
  readonly kind: 'las';
  readonly byteOffset: number;
  readonly pointCount: number;
}

/** Some chunks of a compressed file that follow each other. */
export interface LazPiece {
  readonly kind: 'laz';
  readonly chunks: readonly { readonly byteOffset: number; readonly byteSize: number; readonly pointCount: number }[];
  readonly pointCount: number;
}

export type Piece = LasPiece | LazPiece;

/** How the integers of one file become those of the item: X' = X * factor + shift, exact. */
export interface Rescale {
  readonly factor: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
}

/** A source file as the threads need to know it. */
export interface SourceFile {
  readonly place: SourcePlace;
  readonly layout: ChunkLayout;
  /** Null when the item has the file's own scale and offset. */
  readonly rescale: Rescale | null;
  /** X and Y stand in each other's place and are exchanged while reading. */
  readonly swapXy: boolean;
}

/** Points a piece aims at; fixed, so that the order of points never depends on the number of threads. */
export const PIECE_POINTS = 200_000;
