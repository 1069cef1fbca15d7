/**
 * Decoder of the point-wise formats 0–3: npm laz-perf. It reads a chunk without looking at its end; the chunk is
 * therefore followed by zeros, so that broken bytes give wrong points but the same ones every time. An instance that
 * threw may be broken inside: it is dropped and the next call starts with a new one.
 *
 * A point-wise chunk has no sizes inside and no check sum, so one cut short within its arithmetic stream is only noticed
 * where it is too short for its first point; cut-off files are noticed by the chunk table (worker/core/laz).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createLazPerf } from 'laz-perf';
import { FormatError, LimitError, UnsupportedError } from '#core/errors.ts';
import { POINT_RECORD_BYTES } from '#core/las/point-format.ts';
import { type ChunkDecoder, type ChunkLayout, MAX_CHUNK_RECORD_BYTES } from '#core/laz/chunk-codec.ts';
import { WasmInstance, WasmModule } from './webassembly.ts';

/** What is used of the Emscripten module. */
interface LazPerfModule {
  readonly HEAPU8: Uint8Array;
  readonly ChunkDecoder: new () => LazPerfChunkDecoder;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

interface LazPerfChunkDecoder {
  open(format: number, recordLength: number, chunk: number): void;
  getPoint(record: number): void;
  delete(): void;
}

/** Zeros behind the chunk: more than one point takes at most, so that a short chunk soon decodes as constant zeros. */
const PADDING_BYTES = 4096;
const KEEP_MEMORY_BYTES = 256 * 1024 * 1024;

let compiled: WasmModule | undefined;
let instance: LazPerfModule | undefined;

/** The thread's instance. Emscripten makes it at once when the WebAssembly instance is handed to it. */
function load(): LazPerfModule {
  if (instance) return instance;
  const main = createRequire(import.meta.url).resolve('laz-perf');
  compiled ??= new WasmModule(readFileSync(join(dirname(main), 'laz-perf.wasm')));
  const wasm = compiled;
  const module = {
    instantiateWasm(imports: object, done: (made: WasmInstance) => void) {
      const made = new WasmInstance(wasm, imports);
      done(made);
      return made.exports;
    },
  };
  withoutProcessListeners(() => (createLazPerf as (module: object) => unknown)(module));
  instance = module as object as LazPerfModule;
  return instance;
}

/** Emscripten's start-up code listens to the process's uncaught errors; every instance would add a listener. */
function withoutProcessListeners(start: () => void): void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set(process.rawListeners(event)));
  start();
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.has(listener)) process.removeListener(event, listener as () => void);
    }
  });
}

function isPointwise({ pointDataRecordFormat: format, pointDataRecordLength: length }: ChunkLayout): boolean {
  return format >= 0 && format <= 3 && length >= POINT_RECORD_BYTES[format]! && length <= 0xffff;
}

/** Decoder of formats 0–3. */
export const pointwiseDecoder: ChunkDecoder = {
  supports: isPointwise,
  decode(chunk, layout, pointCount, { into } = {}) {
    const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
    if (!isPointwise(layout)) throw new UnsupportedError(`LAZ records of format ${format} with ${length} bytes`);
    if (!Number.isSafeInteger(pointCount) || pointCount < 0) throw new RangeError(`point count ${pointCount}`);
    if (pointCount === 0) return new Uint8Array(0);
    checkSizes(chunk.length, length, pointCount);
    try {
      const records = into?.subarray(0, pointCount * length) ?? new Uint8Array(pointCount * length);
      decodeWith(load(), chunk, format, length, records);
      return records;
    } catch (cause) {
      instance = undefined;
      const error = new FormatError(`LAZ chunk of ${chunk.length} bytes and ${pointCount} points cannot be decoded`, {
        offset: 0,
      });
      error.cause = cause;
      throw error;
    }
  },
};

function checkSizes(chunkBytes: number, length: number, pointCount: number): void {
  const recordBytes = pointCount * length;
  if (recordBytes > MAX_CHUNK_RECORD_BYTES) {
    throw new LimitError(`a chunk of ${recordBytes} bytes of records, at most ${MAX_CHUNK_RECORD_BYTES} are handled`, {
      limit: MAX_CHUNK_RECORD_BYTES,
      actual: recordBytes,
    });
  }
  const shortest = length + (pointCount > 1 ? 4 : 0);
  if (chunkBytes < shortest) {
    throw new FormatError(`LAZ chunk of ${pointCount} points: expected at least ${shortest} bytes, got ${chunkBytes}`, {
      offset: 0,
      expected: shortest,
      actual: chunkBytes,
    });
  }
}

function decodeWith(
  module: LazPerfModule,
  chunk: Uint8Array,
  format: number,
  length: number,
  records: Uint8Array,
): void {
  const input = module._malloc(chunk.length + PADDING_BYTES);
  const record = module._malloc(length);
  module.HEAPU8.set(chunk, input);
  module.HEAPU8.fill(0, input + chunk.length, input + chunk.length + PADDING_BYTES);
  const decoder = new module.ChunkDecoder();
  decoder.open(format, length, input);
  // memory only grows while a decoder is opened or a model made: the view is renewed where that happened
  let heap = module.HEAPU8;
  for (let at = 0; at < records.length; at += length) {
    decoder.getPoint(record);
    if (heap !== module.HEAPU8) heap = module.HEAPU8;
    for (let i = 0; i < length; i++) records[at + i] = heap[record + i]!;
  }
  decoder.delete();
  module._free(record);
  module._free(input);
  if (heap.length > KEEP_MEMORY_BYTES) instance = undefined;
}
