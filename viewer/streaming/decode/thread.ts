/** A decoding thread of the page: LAZ in, columns out. It knows nothing of the page; a broken node is answered, not thrown. */
import { createKernelCodec, type KernelCodec, type KernelExports } from '#core/laz/kernel-codec.ts';
import { columnsOf } from './columns.ts';
import type { DecodeReply, DecodeRequest, KernelMessage } from './messages.ts';
import { readPoints } from './read-points.ts';

let codec: KernelCodec | null = null;

function createCodec(kernel: WebAssembly.Module): KernelCodec {
  const abort = () => {
    throw new Error('the LAZ kernel aborted');
  };
  return createKernelCodec(
    () => new WebAssembly.Instance(kernel, { env: { abort } }).exports as unknown as KernelExports,
  );
}

async function answer({ id, bytes, unitM, verticalUnitM }: DecodeRequest): Promise<void> {
  try {
    if (!codec) throw new Error('the thread has no kernel yet');
    const { records, layout } = await readPoints(new Uint8Array(bytes), codec.decoder);
    const columns = columnsOf(records, { ...layout, unitM, verticalUnitM });
    const { position, colour, detail, time } = columns;
    const lists = [position, colour, detail, ...(time ? [time] : [])].map(({ buffer }) => buffer as ArrayBuffer);
    self.postMessage({ id, columns } satisfies DecodeReply, { transfer: lists });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    self.postMessage({ id, error: { name, message } } satisfies DecodeReply);
  }
}

self.onmessage = ({ data }: MessageEvent<DecodeRequest | KernelMessage>) => {
  if ('kernel' in data) codec = createCodec(data.kernel);
  else void answer(data);
};
