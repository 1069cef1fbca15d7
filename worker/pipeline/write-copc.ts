/** Writes a COPC file while its nodes are built: chunks as they come, header, chunk table and hierarchy when all are there. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type ChunkEntry, type CopcContent, composeCopc, copcHeadBytes } from '#core/copc/compose.ts';
import {
  NODE_HASH_BYTES,
  NODE_HASH_RECORD_ID,
  NODE_HASH_USER_ID,
  type NodeHash,
  writeNodeHashes,
} from '#core/copc/node-hashes.ts';
import type { EncodedNode } from './encoded-node.ts';

export class CopcWriter implements AsyncDisposable {
  private readonly file: FileHandle;
  private end: number;
  private readonly chunks: ChunkEntry[] = [];
  private readonly hashes: NodeHash[] = [];

  private constructor(file: FileHandle, headBytes: number) {
    this.file = file;
    this.end = headBytes;
  }

  /** @param content what settles the size of the head */
  static async create(path: string, content: Parameters<typeof copcHeadBytes>[0]): Promise<CopcWriter> {
    return new CopcWriter(await open(path, 'w'), copcHeadBytes(content));
  }

  /** Chunks stand in the file in the order of the calls. */
  async append(nodes: readonly EncodedNode[]): Promise<void> {
    for (const { key, pointCount, chunk, hash } of nodes) {
      this.chunks.push({ key, pointCount, byteSize: chunk.length });
      if (pointCount === 0) continue;
      this.hashes.push({ key, hash });
      await this.write(chunk, this.end);
      this.end += chunk.length;
    }
  }

  /** Writes all that stands around the chunks, and fsyncs. */
  async finish(content: CopcContent): Promise<{ sizeBytes: number; nodeCount: number }> {
    const { head, tail } = composeCopc({ ...content, moreEvlrs: [hashRecord(this.hashes)] }, this.chunks);
    await this.write(tail, this.end);
    await this.write(head, 0);
    await this.file.sync();
    return { sizeBytes: this.end + tail.length, nodeCount: this.chunks.length };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.file.close();
  }

  private async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }
}

function hashRecord(hashes: readonly NodeHash[]) {
  const entries = writeNodeHashes(hashes);
  const closing = createHash('sha256').update(entries).digest().subarray(0, NODE_HASH_BYTES);
  const data = new Uint8Array(entries.length + NODE_HASH_BYTES);
  data.set(entries);
  data.set(closing, entries.length);
  return { userId: NODE_HASH_USER_ID, recordId: NODE_HASH_RECORD_ID, description: 'hashes of the nodes', data };
}
