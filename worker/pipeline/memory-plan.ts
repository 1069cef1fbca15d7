/** How many threads may index at the same time within a given memory. The figures were measured as resident memory. */
import { LimitError } from '#core/errors.ts';
import { PIECE_POINTS } from './piece.ts';

const MB = 1_000_000;
/** Node, the modules, the catalogue, chunks on their way to the file. */
const BASE_BYTES = 210 * MB;
/** A thread: its heap, its kernels, positions and orders of a bucket. */
const THREAD_BYTES = 45 * MB;
/** Records that a thread holds at the same time: a bucket, a sorted piece, a node, a node within the kernel. */
const RECORDS_A_THREAD = 1_200_000;
/** An ordinary record; threads are counted with it before a file is seen. */
const USUAL_RECORD_BYTES = 38;
export const DEFAULT_MAX_MEMORY_BYTES = 1 << 30;

export interface MemoryNeed {
  /** Bytes of a stored record. */
  readonly recordBytes: number;
  /** Points of the largest piece: a piece is at least one LAZ chunk, however large that is. */
  readonly largestPiecePoints: number;
}

/** Bytes that a thread takes while it works on an item. */
export function threadBytes({ recordBytes, largestPiecePoints }: MemoryNeed): number {
  const beyond = Math.max(0, largestPiecePoints - PIECE_POINTS);
  return THREAD_BYTES + RECORDS_A_THREAD * recordBytes + beyond * (3 * recordBytes + 24);
}

/** Threads of a pool for indexing: what is wanted, as far as the memory goes; one at least. */
export function threadsWithin(maxMemoryBytes: number, wanted: number): number {
  const need = threadBytes({ recordBytes: USUAL_RECORD_BYTES, largestPiecePoints: PIECE_POINTS });
  return Math.max(1, Math.min(wanted, Math.floor((maxMemoryBytes - BASE_BYTES) / need)));
}

/**
 * Jobs of an item that may run at the same time.
 * @throws {LimitError} when the memory is too small for a single one
 */
export function lanesWithin(maxMemoryBytes: number, wanted: number, need: MemoryNeed): number {
  const bytes = threadBytes(need);
  const lanes = Math.min(wanted, Math.floor((maxMemoryBytes - BASE_BYTES) / bytes));
  if (lanes >= 1) return lanes;
  const least = Math.ceil((BASE_BYTES + bytes) / MB);
  throw new LimitError(
    `indexing needs ${least} MB of memory (records of ${need.recordBytes} bytes, up to ${need.largestPiecePoints} points at once), ` +
      `the limit is ${Math.floor(maxMemoryBytes / MB)} MB: raise --max-memory`,
    { limit: maxMemoryBytes, actual: BASE_BYTES + bytes },
  );
}
