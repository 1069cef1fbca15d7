/** Seconds that each way of coding needs for all chunks of a cloud, chunk by chunk in turn, on one thread. */
import { type ChunkDecoder, type ChunkEncoder, LAYER } from '#core/laz/chunk-codec.ts';
import { lazPerfOracle } from '../helpers/laz-perf-oracle.ts';
import type { BenchCloud } from './cloud.ts';

export interface CodecSeconds {
  /** npm laz-perf decoding: the unit W. */
  readonly lazPerf: number;
  readonly decode: number;
  /** X, Y, Z and classification only. */
  readonly decodeSurface: number;
  readonly encode: number;
  readonly sourceBytes: number;
  readonly encodedBytes: number;
}

/** Every chunk is coded in all four ways before the next, so that a busy machine slows all of them alike. */
export async function measureCodec(
  { layout, chunks }: BenchCloud,
  { decoder, encoder }: { decoder: ChunkDecoder; encoder: ChunkEncoder },
): Promise<CodecSeconds> {
  const lazPerf = await lazPerfOracle();
  const milliseconds = { lazPerf: 0, decode: 0, decodeSurface: 0, encode: 0 };
  let sourceBytes = 0;
  let encodedBytes = 0;
  const time = <T>(row: keyof typeof milliseconds, run: () => T): T => {
    const begin = performance.now();
    const result = run();
    milliseconds[row] += performance.now() - begin;
    return result;
  };
  const surface = { layers: LAYER.z | LAYER.classification };
  for (const { pointCount, read } of chunks) {
    const chunk = await read();
    const expected = time('lazPerf', () => lazPerf(chunk, layout, pointCount));
    const records = time('decode', () => decoder.decode(chunk, layout, pointCount));
    if (Buffer.compare(records, expected) !== 0) throw new Error('laz-perf and our decoder differ');
    time('decodeSurface', () => decoder.decode(chunk, layout, pointCount, surface));
    const encoded = time('encode', () => encoder.encode(records, layout));
    sourceBytes += chunk.length;
    encodedBytes += encoded.length;
  }
  return {
    lazPerf: milliseconds.lazPerf / 1000,
    decode: milliseconds.decode / 1000,
    decodeSurface: milliseconds.decodeSurface / 1000,
    encode: milliseconds.encode / 1000,
    sourceBytes,
    encodedBytes,
  };
}

export interface PointwiseSeconds {
  readonly lazPerf: number;
  readonly decode: number;
}

/** Rounds over a point-wise cloud, which is small. */
const ROUNDS = 10;

/** Point-wise chunks are only decoded. Seconds of one round. */
export async function measurePointwise(
  { layout, chunks }: BenchCloud,
  { decoder }: { decoder: ChunkDecoder },
): Promise<PointwiseSeconds> {
  const lazPerf = await lazPerfOracle();
  const milliseconds = { lazPerf: 0, decode: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const { pointCount, read } of chunks) {
      const chunk = await read();
      const begin = performance.now();
      const expected = lazPerf(chunk, layout, pointCount);
      const between = performance.now();
      const records = decoder.decode(chunk, layout, pointCount);
      milliseconds.decode += performance.now() - between;
      milliseconds.lazPerf += between - begin;
      if (Buffer.compare(records, expected) !== 0) throw new Error('laz-perf and our point-wise decoder differ');
    }
  }
  return { lazPerf: milliseconds.lazPerf / 1000 / ROUNDS, decode: milliseconds.decode / 1000 / ROUNDS };
}
