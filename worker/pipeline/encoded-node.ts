/** Finished nodes on their way from the thread that compressed them to the file. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { GridSampler } from '#core/copc/grid-sampler.ts';
import { NODE_HASH_BYTES } from '#core/copc/node-hashes.ts';
import type { GridPositions } from '#core/copc/octree-grid.ts';
import type { VoxelKey } from '#core/copc/voxel-key.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import { clearSequence } from '#core/las/time-order.ts';
import type { ChunkEncoder } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import type { BuildFrame, BuildOutput } from '../jobs/build-bucket.ts';
import { threadScratch } from '../scratch.ts';

export interface EncodedNode {
  readonly key: VoxelKey;
  readonly pointCount: number;
  /** The LAZ chunk; empty for a node without points (its descendants hold some). */
  readonly chunk: Uint8Array;
  /** Hash of the chunk. */
  readonly hash: Uint8Array;
}

/** The points that a finished node gave to its parent: records in a temporary file. */
export interface LiftedPoints {
  /** The node that gave them. */
  readonly from: VoxelKey;
  readonly path: string;
  readonly pointCount: number;
}

/** First bytes of the SHA-256 of a chunk. */
export function hashChunk(chunk: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(chunk).digest().subarray(0, NODE_HASH_BYTES));
}

const EMPTY = new Uint8Array(0);

/** Compresses nodes whose points are places in an order of records. */
export class NodeEncoder {
  private readonly nodes: EncodedNode[] = [];
  private readonly records: Uint8Array;
  private readonly order: Uint32Array;
  private readonly frame: BuildFrame;
  private readonly encoder: ChunkEncoder;

  private constructor(records: Uint8Array, order: Uint32Array, frame: BuildFrame, encoder: ChunkEncoder) {
    this.records = records;
    this.order = order;
    this.frame = frame;
    this.encoder = encoder;
  }

  /** @param order indices into the records: place → record */
  static async over(records: Uint8Array, order: Uint32Array, frame: BuildFrame): Promise<NodeEncoder> {
    return new NodeEncoder(records, order, frame, (await threadCodec()).encoder);
  }

  /** @param points places, ascending; none makes a node without a chunk */
  encode(key: VoxelKey, points: Uint32Array): void {
    if (points.length === 0) {
      this.nodes.push({ key, pointCount: 0, chunk: EMPTY, hash: EMPTY });
      return;
    }
    const records = this.gather(points);
    if (this.frame.sequenced) clearSequence(records, this.frame.layout.pointDataRecordLength);
    const chunk = this.encoder.encode(records, this.frame.layout);
    this.nodes.push({ key, pointCount: points.length, chunk, hash: hashChunk(chunk) });
  }

  /**
   * Closes the root of what was built: its parent takes a sample first, the rest becomes a node.
   * @param liftedPath where the sample goes; null for the root of the whole tree
   */
  async finish(
    { key, points, hasChildren }: { key: VoxelKey; points: Uint32Array; hasChildren: boolean },
    lift: { positions: GridPositions; sampler: GridSampler; path: string | null },
    context: JobContext,
  ): Promise<BuildOutput> {
    let lifted: LiftedPoints | null = null;
    let left = points;
    if (lift.path !== null) {
      const sample = lift.sampler.sample(points, lift.positions, key[0] - 1);
      left = sample.left;
      await writeFile(lift.path, this.gather(sample.taken));
      lifted = { from: key, path: lift.path, pointCount: sample.taken.length };
    }
    if (left.length > 0 || hasChildren) this.encode(key, left);
    for (const { chunk } of this.nodes) if (chunk.length > 0) context.transfer(chunk.buffer as ArrayBuffer);
    return { nodes: this.nodes, lifted };
  }

  private gather(points: Uint32Array): Uint8Array {
    const length = this.frame.layout.pointDataRecordLength;
    const indices = threadScratch.u32('indices', points.length);
    for (let i = 0; i < points.length; i++) indices[i] = this.order[points[i]!]!;
    return gatherRecords(this.records, length, indices, threadScratch.bytes('node', points.length * length));
  }
}
