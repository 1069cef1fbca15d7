/** Chunks decoded by npm laz-perf itself, apart from the product's own use of it: the outside judge of what we write. */
import { createLazPerf } from 'laz-perf';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';

interface Oracle {
  readonly HEAPU8: Uint8Array;
  readonly ChunkDecoder: new () => {
    open(format: number, recordLength: number, chunk: number): void;
    getPoint(record: number): void;
    delete(): void;
  };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

export type DecodeWithLazPerf = (chunk: Uint8Array, layout: ChunkLayout, pointCount: number) => Uint8Array;

export async function lazPerfOracle(): Promise<DecodeWithLazPerf> {
  const module = (await createLazPerf()) as Oracle;
  return (chunk, { pointDataRecordFormat, pointDataRecordLength }, pointCount) => {
    const input = module._malloc(chunk.length);
    const record = module._malloc(pointDataRecordLength);
    module.HEAPU8.set(chunk, input);
    const decoder = new module.ChunkDecoder();
    decoder.open(pointDataRecordFormat, pointDataRecordLength, input);
    const records = new Uint8Array(pointCount * pointDataRecordLength);
    for (let at = 0; at < records.length; at += pointDataRecordLength) {
      decoder.getPoint(record);
      records.set(module.HEAPU8.subarray(record, record + pointDataRecordLength), at);
    }
    decoder.delete();
    module._free(record);
    module._free(input);
    return records;
  };
}
