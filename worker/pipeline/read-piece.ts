/** Reads the points of a piece as records of the item: decoded, upgraded to format 6–8, rescaled where files are merged. */
import { Scratch } from '#core/binary/scratch.ts';
import { FormatError, LimitError } from '#core/errors.ts';
import { upgradeRecords } from '#core/las/upgrade-records.ts';
import {
  ALL_LAYERS,
  type ChunkDecoder,
  type ChunkLayout,
  LAYER,
  MAX_CHUNK_RECORD_BYTES,
} from '#core/laz/chunk-codec.ts';
import type { FileSource } from '../file-source.ts';
import type { Piece, Rescale, SourceFile } from './piece.ts';

/** What COPC can store: wave packets are left out (prepare warns). */
const KEPT_LAYERS = ALL_LAYERS & ~LAYER.wavePacket;

/** @param bytes the piece's records as they stand in the source, where they were read already */
export async function readPiece(
  source: FileSource,
  file: SourceFile,
  piece: Piece,
  to: ChunkLayout,
  decoder: ChunkDecoder,
  { scratch = new Scratch(), bytes }: { readonly scratch?: Scratch; readonly bytes?: Uint8Array } = {},
): Promise<Uint8Array> {
  const raw =
    bytes ??
    (piece.kind === 'las'
      ? await source.readInto(
          scratch.bytes('records', piece.pointCount * file.layout.pointDataRecordLength),
          piece.byteOffset,
        )
      : await decodeChunks(source, file.layout, piece, decoder, scratch));
  const records = upgradeRecords(raw, file.layout, to, scratch);
  if (file.swapXy) swapXy(records, to.pointDataRecordLength);
  if (file.rescale) rescaleRecords(records, to.pointDataRecordLength, file.rescale);
  return records;
}

async function decodeChunks(
  source: FileSource,
  layout: ChunkLayout,
  piece: Extract<Piece, { kind: 'laz' }>,
  decoder: ChunkDecoder,
  scratch: Scratch,
): Promise<Uint8Array> {
  const sizeBytes = piece.pointCount * layout.pointDataRecordLength;
  if (sizeBytes > MAX_CHUNK_RECORD_BYTES) {
    const what = `${piece.pointCount} points in ${piece.chunks.length} LAZ chunks that must be read at once`;
    throw new LimitError(`${what}: expected at most ${MAX_CHUNK_RECORD_BYTES} bytes, seen ${sizeBytes}`, {
      limit: MAX_CHUNK_RECORD_BYTES,
      actual: sizeBytes,
    });
  }
  const out = scratch.bytes('records', sizeBytes);
  let at = 0;
  for (const { byteOffset, byteSize, pointCount } of piece.chunks) {
    const chunk = await source.readInto(scratch.bytes('chunk', byteSize), byteOffset);
    try {
      decoder.decode(chunk, layout, pointCount, { layers: KEPT_LAYERS, into: out.subarray(at) });
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new FormatError(`LAZ chunk at byte ${byteOffset}: ${error.message}`, { offset: byteOffset + error.offset });
    }
    at += pointCount * layout.pointDataRecordLength;
  }
  return out;
}

function swapXy(records: Uint8Array, recordLength: number): void {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let at = 0; at + recordLength <= records.length; at += recordLength) {
    const x = view.getInt32(at, true);
    view.setInt32(at, view.getInt32(at + 4, true), true);
    view.setInt32(at + 4, x, true);
  }
}

function rescaleRecords(records: Uint8Array, recordLength: number, { factor, shift }: Rescale): void {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let at = 0; at + recordLength <= records.length; at += recordLength) {
    for (let axis = 0; axis < 3; axis++) {
      const value = view.getInt32(at + 4 * axis, true) * factor[axis]! + shift[axis]!;
      if (value !== (value | 0)) {
        throw new FormatError(
          `merged file: a coordinate does not fit the common scale and offset (${value} is no 32-bit integer)`,
          { offset: at + 4 * axis, actual: value },
        );
      }
      view.setInt32(at + 4 * axis, value, true);
    }
  }
}
