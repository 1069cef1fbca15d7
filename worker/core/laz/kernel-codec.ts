/**
 * The WebAssembly kernel of LAZ (worker/kernels/laz.ts) behind the interfaces of a chunk codec: a chunk is copied into its
 * memory, coded in one synchronous call, and the result is copied out. Where the kernel's bytes come from is the caller's.
 */
import { FormatError, LimitError, UnsupportedError } from '../errors.ts';
import { POINT_RECORD_BYTES } from '../las/point-format.ts';
import {
  ALL_LAYERS,
  type ChunkDecoder,
  type ChunkEncoder,
  type ChunkLayout,
  LAYER,
  MAX_CHUNK_RECORD_BYTES,
} from './chunk-codec.ts';

/** What the kernel exports. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  layOut(chunkBytes: number, recordBytes: number, count: number): number;
  chunkAddress(): number;
  recordsAddress(): number;
  failedLayerBit(): number;
  failedOffset(): number;
  decodeChunk(
    format: number,
    recordBytes: number,
    count: number,
    chunkBytes: number,
    version: number,
    wanted: number,
  ): number;
  decodePointwiseChunk(format: number, recordBytes: number, count: number, chunkBytes: number): number;
  encodeChunk(format: number, recordBytes: number, count: number): number;
  encodePointwiseChunk(format: number, recordBytes: number, count: number): number;
}

/** What a call of the kernel returns. */
const STATUS = { ok: 0, endsEarly: 1, contradicts: 2, wrongCount: 3, noMemory: 4 } as const;

const LAYER_NAMES: Readonly<Record<number, string>> = {
  1: 'XY',
  [LAYER.z]: 'Z',
  [LAYER.classification]: 'classification',
  [LAYER.flags]: 'flags',
  [LAYER.intensity]: 'intensity',
  [LAYER.scanAngle]: 'scan angle',
  [LAYER.userData]: 'user data',
  [LAYER.pointSource]: 'point source',
  [LAYER.gpsTime]: 'GPS time',
  [LAYER.rgb]: 'RGB',
  [LAYER.nir]: 'NIR',
  [LAYER.extraBytes]: 'extra-byte',
  [LAYER.wavePacket]: 'wave packet',
};
/** An instance that grew beyond this for one huge chunk is dropped afterwards: WebAssembly memory never shrinks. */
const KEEP_MEMORY_BYTES = 256 * 1024 * 1024;

export interface KernelCodec {
  /** Of all point formats. */
  readonly decoder: ChunkDecoder;
  /** Of formats 0–3 and 6–8. */
  readonly encoder: ChunkEncoder;
}

/** @param instantiate makes an instance of the kernel; called on first use, and again after an unusually large chunk */
export function createKernelCodec(instantiate: () => KernelExports): KernelCodec {
  let kernel: KernelExports | undefined;

  /** Runs with the instance, laid out for the call; gives the memory of an unusually large chunk back. */
  const withKernel = <T>(
    chunkBytes: number,
    recordLength: number,
    count: number,
    run: (exports: KernelExports) => T,
  ): T => {
    kernel ??= instantiate();
    const exports = kernel;
    try {
      if (exports.layOut(chunkBytes, recordLength, count) === 0) throw outOfMemory(recordLength, count);
      return run(exports);
    } finally {
      if (exports.memory.buffer.byteLength > KEEP_MEMORY_BYTES) kernel = undefined;
    }
  };

  const decoder: ChunkDecoder = {
    supports: isKnown,
    decode(chunk, layout, pointCount, { layers = ALL_LAYERS, into } = {}) {
      const { pointDataRecordFormat: format, pointDataRecordLength: length, itemVersion = 3 } = layout;
      if (!isKnown(layout)) throw new UnsupportedError(`LAZ records of format ${format} with ${length} bytes`);
      if (!Number.isSafeInteger(pointCount) || pointCount < 0) throw new RangeError(`point count ${pointCount}`);
      if (pointCount === 0) return new Uint8Array(0);
      checkLimit(pointCount * length);
      const layered = format >= 6;
      if (layered) checkHead(chunk, length, pointCount);
      else checkSize(chunk, length, pointCount);
      return withKernel(chunk.length, length, pointCount, (exports) => {
        new Uint8Array(exports.memory.buffer, exports.chunkAddress(), chunk.length).set(chunk);
        const status = layered
          ? exports.decodeChunk(format, length, pointCount, chunk.length, itemVersion, layers)
          : exports.decodePointwiseChunk(format, length, pointCount, chunk.length);
        if (status === STATUS.noMemory) throw outOfMemory(length, pointCount);
        if (status !== STATUS.ok) {
          const where = layered ? (LAYER_NAMES[1 << exports.failedLayerBit()] ?? '') : null;
          throw chunkError(status, where, exports.failedOffset(), chunk.length, pointCount);
        }
        const records = into?.subarray(0, pointCount * length) ?? new Uint8Array(pointCount * length);
        records.set(new Uint8Array(exports.memory.buffer, exports.recordsAddress(), pointCount * length));
        return records;
      });
    },
  };

  const encoder: ChunkEncoder = {
    encode(records, layout) {
      const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
      if (!isEncodable(layout)) throw new UnsupportedError(`encoding records of format ${format} with ${length} bytes`);
      const pointCount = records.length / length;
      if (!Number.isInteger(pointCount) || pointCount === 0) {
        throw new FormatError(`${records.length} bytes are not one or more records of ${length} bytes`, {
          offset: 0,
          expected: length,
          actual: records.length,
        });
      }
      checkLimit(records.length);
      return withKernel(0, length, pointCount, (exports) => {
        new Uint8Array(exports.memory.buffer, exports.recordsAddress(), records.length).set(records);
        const encode = format >= 6 ? exports.encodeChunk : exports.encodePointwiseChunk;
        const size = encode(format, length, pointCount);
        if (size === 0) throw outOfMemory(length, pointCount);
        return new Uint8Array(exports.memory.buffer, exports.chunkAddress(), size).slice();
      });
    },
  };

  return { decoder, encoder };
}

function outOfMemory(recordLength: number, count: number): LimitError {
  return new LimitError(`no memory for a chunk of ${count} points`, { limit: 2 ** 32, actual: count * recordLength });
}

function isKnown({ pointDataRecordFormat: format, pointDataRecordLength: length }: ChunkLayout): boolean {
  const base = POINT_RECORD_BYTES[format];
  return base !== undefined && length >= base && length <= 0xffff;
}

function isEncodable(layout: ChunkLayout): boolean {
  const { pointDataRecordFormat: format } = layout;
  return isKnown(layout) && (format <= 3 || (format >= 6 && format <= 8));
}

function checkLimit(recordBytes: number): void {
  if (recordBytes <= MAX_CHUNK_RECORD_BYTES) return;
  throw new LimitError(`a chunk of ${recordBytes} bytes of records, at most ${MAX_CHUNK_RECORD_BYTES} are handled`, {
    limit: MAX_CHUNK_RECORD_BYTES,
    actual: recordBytes,
  });
}

/** Refuses what is no layered chunk of so many points before memory is taken for them. */
function checkHead(chunk: Uint8Array, length: number, pointCount: number): void {
  const count =
    chunk.length >= length + 4 ? new DataView(chunk.buffer, chunk.byteOffset + length, 4).getUint32(0, true) : null;
  if (count === pointCount) return;
  const what = count === null ? 'it ends early' : `it says that it holds ${count}`;
  throw new FormatError(`LAZ chunk of ${chunk.length} bytes and ${pointCount} points: ${what}`, {
    offset: count === null ? chunk.length : length,
    expected: pointCount,
    actual: count ?? 'none',
  });
}

/** Refuses a point-wise chunk without room for its first point and the beginning of a stream. */
function checkSize(chunk: Uint8Array, length: number, pointCount: number): void {
  const shortest = length + (pointCount > 1 ? 4 : 0);
  if (chunk.length >= shortest) return;
  throw new FormatError(
    `LAZ chunk of ${pointCount} points: expected at least ${shortest} bytes, got ${chunk.length}: it ends early`,
    { offset: chunk.length, expected: shortest, actual: chunk.length },
  );
}

/** @param layer name of the layer that broke, null in a point-wise chunk */
function chunkError(
  status: number,
  layer: string | null,
  offset: number,
  chunkBytes: number,
  pointCount: number,
): FormatError {
  const what = status === STATUS.endsEarly ? 'it ends early' : 'it contradicts itself';
  const where = layer === null ? `at byte ${offset}` : `${layer} layer, which begins at byte ${offset}`;
  return new FormatError(`LAZ chunk of ${chunkBytes} bytes and ${pointCount} points: ${what} (${where})`, { offset });
}
