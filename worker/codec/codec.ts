/** The codec of a thread: every LAZ point format behind one decoder, every one that Tengun writes behind one encoder. */
import type { ChunkDecoder, ChunkEncoder } from '#core/laz/chunk-codec.ts';
import { kernelDecoder, kernelEncoder } from './kernel.ts';

export interface Codec {
  /** Formats 0–5 (point-wise) and 6–10 (layered), with extra bytes. */
  readonly decoder: ChunkDecoder;
  /** Formats 0–3 and 6–8, with extra bytes. */
  readonly encoder: ChunkEncoder;
}

/** The synchronous codec of this thread; its WebAssembly instance is shared by all codecs of the thread. */
export async function createCodec(): Promise<Codec> {
  return { decoder: kernelDecoder, encoder: kernelEncoder };
}
