/**
 * One LAZ chunk in, packed point records out, and back. The WebAssembly kernel stands behind this interface; the readers
 * and writers of files know nothing else of compression.
 */
export interface ChunkLayout {
  /** Point data record format, 0–10, without the compression bit. */
  readonly pointDataRecordFormat: number;
  /** Bytes of one record, extra bytes included. */
  readonly pointDataRecordLength: number;
  /**
   * Version of the layered items (formats 6–10) in the LASzip VLR, 3 when absent. Versions 3 and 4 differ in what a
   * colour or an extra byte is predicted from after a change of the scanner channel; `chunkLayout` fills it in.
   */
  readonly itemVersion?: 3 | 4;
}

/**
 * Layers of formats 6–10, to be added up. X, Y, returns and scanner channel always come. Fields of layers left out hold
 * the values of the chunk's first point.
 */
export const LAYER = {
  z: 1 << 1,
  classification: 1 << 2,
  flags: 1 << 3,
  intensity: 1 << 4,
  scanAngle: 1 << 5,
  userData: 1 << 6,
  pointSource: 1 << 7,
  gpsTime: 1 << 8,
  rgb: 1 << 9,
  nir: 1 << 10,
  extraBytes: 1 << 11,
  wavePacket: 1 << 12,
} as const;

export const ALL_LAYERS = 0x1fff;

export interface DecodeOptions {
  /** Sum of `LAYER` bits; all when absent. Decoders of point-wise formats decode everything whatever is asked. */
  readonly layers?: number;
  /** Where the records go, at least as long as they are; made when absent. */
  readonly into?: Uint8Array;
}

export interface ChunkDecoder {
  /** Whether `decode` takes chunks of this layout. */
  supports(layout: ChunkLayout): boolean;
  /**
   * @param chunk the compressed chunk, whole
   * @returns `pointCount * pointDataRecordLength` bytes of records as LAS stores them, at the beginning of `into`; owned by
   *   the caller
   * @throws {FormatError} when the chunk ends early or contradicts itself; the decoder stays usable afterwards. Its
   *   `offset` is within the chunk: where the layer begins that broke, or how far a point-wise chunk was read
   * @throws {UnsupportedError} when `supports(layout)` is false
   * @throws {LimitError} when the records of the chunk would be larger than `MAX_CHUNK_RECORD_BYTES`
   */
  decode(chunk: Uint8Array, layout: ChunkLayout, pointCount: number, options?: DecodeOptions): Uint8Array;
}

export interface ChunkEncoder {
  /**
   * @param records packed records of format 0–3 or 6–8; their count is `records.length / pointDataRecordLength`, ≥ 1
   * @returns the chunk (item version 3; of formats 0–3 point-wise, version 2); owned by the caller
   */
  encode(records: Uint8Array, layout: ChunkLayout): Uint8Array;
}

/** No chunk of real files comes near (50,000 points are usual); guards against counts that a broken file promises. */
export const MAX_CHUNK_RECORD_BYTES = 1 << 30;
