/** Reads some nodes of a stored item again: hash of the chunk, sums over the points, and each point in its node's cube. */
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import { keyText, nodeBounds } from '#core/copc/voxel-key.ts';
import { TengunError } from '#core/errors.ts';
import { emptySummary, mergeSummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import type { ChunkDecoder } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';
import { hashChunk } from '../pipeline/encoded-node.ts';
import { threadScratch } from '../scratch.ts';

export interface SummarizeNodesInput {
  readonly path: string;
  /** The nodes; the hash their chunk had when it was written, null where none is on record. */
  readonly nodes: readonly { readonly key: string; readonly hash: Uint8Array | null }[];
}

export interface SummarizeNodesOutput {
  /** Of the nodes that could be read. */
  readonly summary: PointSummary;
  readonly faults: readonly NodeFault[];
}

export interface NodeFault {
  /** Key text of the node. */
  readonly node: string;
  readonly reason: string;
}

/** Two writers may round a coordinate on a node's face to different sides. */
const FACE_TOLERANCE = 1e-6;

export async function run({ path, nodes }: SummarizeNodesInput): Promise<SummarizeNodesOutput> {
  await using source = await openFileSource(path);
  const copc = await openCopc(source);
  const all = await copc.loadAllNodes();
  const { decoder } = await threadCodec();
  const summary = emptySummary();
  const faults: NodeFault[] = [];
  for (const { key, hash } of nodes) {
    const node = all.get(key)!;
    try {
      const chunk = await copc.readChunk(node);
      if (hash !== null && !sameBytes(hash, hashChunk(chunk)))
        faults.push({ node: key, reason: 'its bytes are not those that were written' });
      mergeSummary(summary, summarizeNode(copc, node, chunk, decoder));
    } catch (error) {
      if (!(error instanceof TengunError)) throw error;
      faults.push({ node: key, reason: error.message });
    }
  }
  return { summary, faults: onePerNode(faults) };
}

function summarizeNode(copc: Copc, node: CopcNode, chunk: Uint8Array, decoder: ChunkDecoder): PointSummary {
  const { layout, info } = copc;
  const { scale, offset } = copc.header;
  const summary = emptySummary();
  const into = threadScratch.bytes('records', node.pointCount * layout.pointDataRecordLength);
  summarize(summary, decoder.decode(chunk, layout, node.pointCount, { into }), layout);
  const bounds = nodeBounds(node.key, info);
  summary.position.forEach(({ min, max }, axis) => {
    const ends = [min, max].map((v) => v * scale[axis]! + offset[axis]!);
    if (Math.min(...ends) < bounds[axis]! - FACE_TOLERANCE || Math.max(...ends) > bounds[axis + 3]! + FACE_TOLERANCE)
      throw new TengunError('CHECKSUM', `points of node ${keyText(node.key)} lie outside the node's cube`);
  });
  return summary;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The first thing that was found wrong with each node. */
function onePerNode(faults: readonly NodeFault[]): NodeFault[] {
  return faults.filter((fault, i) => faults.findIndex(({ node }) => node === fault.node) === i);
}
