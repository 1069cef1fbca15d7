import { createCodec } from './codec.ts';

let codec: ReturnType<typeof createCodec> | undefined;

/** The codec of this thread; made on first use and kept, so that the WebAssembly is compiled once. */
export function threadCodec(): ReturnType<typeof createCodec> {
  codec ??= createCodec();
  return codec;
}
