/** Phase 4, write: joins the nodes' chunks into one COPC file, root first. */
import { open } from 'node:fs/promises';
import { type CopcContent, composeCopc } from '#core/copc/compose.ts';
import { compareKeys } from '#core/copc/voxel-key.ts';
import type { BuildOutput } from '../jobs/build-bucket.ts';

/** Chunks are copied through a buffer of this size. */
const COPY_BYTES = 8 * 1024 * 1024;

/** Writes `path`, fsynced. The order of nodes is by depth, then z, y, x: what a viewer wants first stands first. */
export async function writeCopc(
  path: string,
  content: CopcContent,
  built: readonly BuildOutput[],
): Promise<{ sizeBytes: number; nodeCount: number }> {
  const nodes = built.flatMap(({ chunkPath, entries }) => entries.map((entry) => ({ ...entry, chunkPath })));
  nodes.sort((a, b) => compareKeys(a.key, b.key));
  const { head, tail } = composeCopc(content, nodes);
  await using out = await open(path, 'w');
  await out.writeFile(head);
  let sizeBytes = head.length;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const flush = async () => {
    for (const bytes of pending) await out.writeFile(bytes);
    pending = [];
    pendingBytes = 0;
  };
  await using sources = new ChunkFiles();
  for (const { chunkPath, offset, byteSize } of nodes) {
    if (byteSize === 0) continue;
    pending.push(await sources.read(chunkPath, offset, byteSize));
    pendingBytes += byteSize;
    sizeBytes += byteSize;
    if (pendingBytes > COPY_BYTES) await flush();
  }
  await flush();
  await out.writeFile(tail);
  await out.sync();
  return { sizeBytes: sizeBytes + tail.length, nodeCount: nodes.length };
}

/** Keeps the temporary chunk files open while they are read in file order. */
class ChunkFiles implements AsyncDisposable {
  private readonly files = new Map<string, Awaited<ReturnType<typeof open>>>();

  async read(path: string, offset: number, byteSize: number): Promise<Uint8Array> {
    let file = this.files.get(path);
    if (!file) {
      file = await open(path, 'r');
      this.files.set(path, file);
    }
    const bytes = new Uint8Array(byteSize);
    const { bytesRead } = await file.read(bytes, 0, byteSize, offset);
    if (bytesRead !== byteSize)
      throw new Error(`temporary chunk file ${path} is shorter than ${offset + byteSize} bytes`);
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.files.values(), (file) => file.close()));
  }
}
