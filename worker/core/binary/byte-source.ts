/**
 * Where bytes come from: a file, a range-serving server, a buffer in a test. Readers take this instead of a path, so
 * that the core stays free of I/O and large files are never in memory as a whole.
 */
export interface ByteSource {
  /** Total size in bytes. */
  readonly sizeBytes: number;
  /**
   * Reads the half-open range [begin, end). The result has exactly `end - begin` bytes.
   * @throws {FormatError} when the range leaves the source (callers bound their reads before they allocate)
   */
  read(begin: number, end: number, signal?: CancelSignal): Promise<Uint8Array>;
}

/** The part of an AbortSignal that pure code needs: every AbortSignal is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  /** Throws the reason (an AbortError) when cancelled. */
  throwIfAborted(): void;
}
