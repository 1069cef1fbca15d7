/** The LAZ kernel of this thread: its WebAssembly is read from the build folder and compiled on first use. */
import { readFileSync } from 'node:fs';
import { createKernelCodec, type KernelExports } from '#core/laz/kernel-codec.ts';
import { WasmInstance, WasmModule } from './webassembly.ts';

let compiled: WasmModule | undefined;

function compile(): WasmModule {
  const file = new URL('../kernels/build/laz.wasm', import.meta.url);
  try {
    return new WasmModule(readFileSync(file));
  } catch (cause) {
    throw new Error('worker/kernels/build/laz.wasm is missing or broken: run `npm run build:kernels`', { cause });
  }
}

function abortKernel(): never {
  throw new Error('the LAZ kernel aborted');
}

export const { decoder: kernelDecoder, encoder: kernelEncoder } = createKernelCodec(() => {
  compiled ??= compile();
  return new WasmInstance(compiled, { env: { abort: abortKernel } }).exports as KernelExports;
});
