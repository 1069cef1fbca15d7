/**
 * One LAZ chunk in, packed point records out, and back. The two implementations (npm laz-perf for the point-wise
 * formats, our WebAssembly kernel for the layered ones) stand behind this interface; the readers and writers of files
 * know nothing else of compression.
 */
export interface ChunkLayout {
  /** Point data record format, 0–10, without the compression bit. */
  readonly pointDataRecordFormat: number;
  /** Bytes of one record, extra bytes included. */
  readonly pointDataRecordLength: number;
}

export interface ChunkDecoder {
  /** Whether `decode` takes chunks of this layout. */
  supports(layout: ChunkLayout): boolean;
  /**
   * @param chunk the compressed chunk, whole
   * @returns `pointCount * pointDataRecordLength` bytes of records as LAS stores them; owned by the caller
   * @throws {FormatError} when the chunk ends early or contradicts itself; the decoder stays usable afterwards
   */
  decode(chunk: Uint8Array, layout: ChunkLayout, pointCount: number): Uint8Array;
}

export interface ChunkEncoder {
  /** @param records packed records of format 6, 7 or 8; their count is `records.length / pointDataRecordLength` */
  encode(records: Uint8Array, layout: ChunkLayout): Uint8Array;
}
