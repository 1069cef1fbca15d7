/**
 * The WebAssembly kernel of layered LAZ (worker/kernels/laz.ts), one instance a thread: a chunk is copied into its
 * memory, coded in one synchronous call, and the result is copied out.
 */
import { readFileSync } from 'node:fs';
import { FormatError, LimitError, UnsupportedError } from '#core/errors.ts';
import { POINT_RECORD_BYTES } from '#core/las/point-format.ts';
import {
  ALL_LAYERS,
  type ChunkDecoder,
  type ChunkEncoder,
  type ChunkLayout,
  MAX_CHUNK_RECORD_BYTES,
} from '#core/laz/chunk-codec.ts';
import { WasmInstance, WasmModule } from './webassembly.ts';

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  layOut(chunkBytes: number, recordBytes: number, count: number): number;
  chunkAddress(): number;
  recordsAddress(): number;
  failedLayerIndex(): number;
  decodeChunk(
    format: number,
    recordBytes: number,
    count: number,
    chunkBytes: number,
    version: number,
    wanted: number,
  ): number;
  encodeChunk(format: number, recordBytes: number, count: number): number;
}

const STATUS = ['ok', 'it ends early', 'it contradicts itself', 'its point count is not that of the chunk table'];
const LAYER_NAMES = ['XY', 'Z', 'classification', 'flags', 'intensity', 'scan angle', 'user data', 'point source'];
/** An instance that grew beyond this for one huge chunk is dropped afterwards: WebAssembly memory never shrinks. */
const KEEP_MEMORY_BYTES = 256 * 1024 * 1024;

let compiled: WasmModule | undefined;
let kernel: KernelExports | undefined;

function compile(): WasmModule {
  const file = new URL('../kernels/build/laz.wasm', import.meta.url);
  try {
    return new WasmModule(readFileSync(file));
  } catch (cause) {
    throw new Error('worker/kernels/build/laz.wasm is missing or broken: run `npm run build:kernels`', { cause });
  }
}

/** The thread's instance, made on first use. */
function loadKernel(): KernelExports {
  compiled ??= compile();
  kernel ??= new WasmInstance(compiled, { env: { abort: abortKernel } }).exports as KernelExports;
  return kernel;
}

function abortKernel(): never {
  throw new Error('the LAZ kernel aborted');
}

/** Gives the memory of an unusually large chunk back. */
function release({ memory }: KernelExports): void {
  if (memory.buffer.byteLength > KEEP_MEMORY_BYTES) kernel = undefined;
}

function isLayered({ pointDataRecordFormat: format, pointDataRecordLength: length }: ChunkLayout): boolean {
  return format >= 6 && format <= 8 && length >= POINT_RECORD_BYTES[format]! && length <= 0xffff;
}

function checkLimit(recordBytes: number): void {
  if (recordBytes <= MAX_CHUNK_RECORD_BYTES) return;
  throw new LimitError(`a chunk of ${recordBytes} bytes of records, at most ${MAX_CHUNK_RECORD_BYTES} are handled`, {
    limit: MAX_CHUNK_RECORD_BYTES,
    actual: recordBytes,
  });
}

function layOut(exports: KernelExports, chunkBytes: number, recordLength: number, count: number): void {
  if (exports.layOut(chunkBytes, recordLength, count)) return;
  throw new LimitError(`no memory for a chunk of ${count} points`, { limit: 2 ** 32, actual: count * recordLength });
}

/** Decoder of formats 6, 7 and 8. */
export const layeredDecoder: ChunkDecoder = {
  supports: isLayered,
  decode(chunk, layout, pointCount, { layers = ALL_LAYERS, into } = {}) {
    const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
    if (!isLayered(layout)) throw new UnsupportedError(`records of format ${format} with ${length} bytes`);
    if (!Number.isSafeInteger(pointCount) || pointCount < 0) throw new RangeError(`point count ${pointCount}`);
    if (pointCount === 0) return new Uint8Array(0);
    checkLimit(pointCount * length);
    checkHead(chunk, length, pointCount);
    const exports = loadKernel();
    layOut(exports, chunk.length, length, pointCount);
    new Uint8Array(exports.memory.buffer, exports.chunkAddress(), chunk.length).set(chunk);
    const version = layout.itemVersion ?? 3;
    const status = exports.decodeChunk(format, length, pointCount, chunk.length, version, layers);
    if (status !== 0) throw chunkError(status, exports.failedLayerIndex(), chunk.length, pointCount);
    const records = into?.subarray(0, pointCount * length) ?? new Uint8Array(pointCount * length);
    records.set(new Uint8Array(exports.memory.buffer, exports.recordsAddress(), pointCount * length));
    release(exports);
    return records;
  },
};

/** Refuses what is no chunk of so many points before memory is taken for them. */
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

function chunkError(status: number, layer: number, chunkBytes: number, pointCount: number): FormatError {
  const where = LAYER_NAMES[layer] ?? (layer === 8 ? 'GPS time' : 'colour or extra-byte');
  return new FormatError(
    `LAZ chunk of ${chunkBytes} bytes and ${pointCount} points: ${STATUS[status] ?? status} (${where} layer)`,
    { offset: 0 },
  );
}

/** Encoder of formats 6, 7 and 8. */
export const layeredEncoder: ChunkEncoder = {
  encode(records, layout) {
    const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
    if (!isLayered(layout)) throw new UnsupportedError(`encoding records of format ${format} with ${length} bytes`);
    const pointCount = records.length / length;
    if (!Number.isInteger(pointCount) || pointCount === 0) {
      throw new FormatError(`${records.length} bytes are not one or more records of ${length} bytes`, {
        offset: 0,
        expected: length,
        actual: records.length,
      });
    }
    checkLimit(records.length);
    const exports = loadKernel();
    layOut(exports, 0, length, pointCount);
    new Uint8Array(exports.memory.buffer, exports.recordsAddress(), records.length).set(records);
    const size = exports.encodeChunk(format, length, pointCount);
    if (size === 0) throw new LimitError(`no memory to encode ${pointCount} points`, { limit: 2 ** 32, actual: size });
    const chunk = new Uint8Array(exports.memory.buffer, exports.chunkAddress(), size).slice();
    release(exports);
    return chunk;
  },
};
