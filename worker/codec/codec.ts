/** The codec of a thread: every LAZ point format that Tengun reads behind one decoder, every one it writes behind one encoder. */
import { UnsupportedError } from '#core/errors.ts';
import type { ChunkDecoder, ChunkEncoder } from '#core/laz/chunk-codec.ts';
import { layeredDecoder, layeredEncoder } from './kernel.ts';
import { pointwiseDecoder } from './laz-perf-decoder.ts';

export interface Codec {
  /** Formats 0–3 (point-wise) and 6–8 (layered), with extra bytes. */
  readonly decoder: ChunkDecoder;
  /** Formats 6–8 with extra bytes. */
  readonly encoder: ChunkEncoder;
}

/** The synchronous codec of this thread; its WebAssembly instances are shared by all codecs of the thread. */
export async function createCodec(): Promise<Codec> {
  const decoders = [layeredDecoder, pointwiseDecoder];
  return {
    decoder: {
      supports: (layout) => decoders.some((decoder) => decoder.supports(layout)),
      decode(chunk, layout, pointCount, options) {
        const decoder = decoders.find((candidate) => candidate.supports(layout));
        if (!decoder) {
          const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
          throw new UnsupportedError(`LAZ with point data record format ${format} (records of ${length} bytes)`);
        }
        return decoder.decode(chunk, layout, pointCount, options);
      },
    },
    encoder: layeredEncoder,
  };
}
