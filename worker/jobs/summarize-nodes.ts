/** Decodes some nodes of a stored item and sums them up; every point must lie in its node's cube. */
import { openCopc } from '#core/copc/copc.ts';
import { keyText, nodeBounds } from '#core/copc/voxel-key.ts';
import { RequestError } from '#core/errors.ts';
import { emptySummary, mergeSummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';

export interface SummarizeNodesInput {
  readonly path: string;
  /** Key texts of the nodes. */
  readonly keys: readonly string[];
}

/** Two writers may round a coordinate on a node's face to different sides. */
const FACE_TOLERANCE = 1e-6;

export async function run({ path, keys }: SummarizeNodesInput): Promise<PointSummary> {
  await using source = await openFileSource(path);
  const copc = await openCopc(source);
  const nodes = await copc.loadAllNodes();
  const { decoder } = await threadCodec();
  const { scale, offset } = copc.header;
  const total = emptySummary();
  for (const text of keys) {
    const node = nodes.get(text)!;
    const summary = emptySummary();
    summarize(summary, decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount), copc.layout);
    const bounds = nodeBounds(node.key, copc.info);
    summary.position.forEach(({ min, max }, axis) => {
      const ends = [min, max].map((v) => v * scale[axis]! + offset[axis]!);
      if (
        Math.min(...ends) < bounds[axis]! - FACE_TOLERANCE ||
        Math.max(...ends) > bounds[axis + 3]! + FACE_TOLERANCE
      ) {
        throw new RequestError('CHECKSUM', `node ${keyText(node.key)}: points outside the node's cube`);
      }
    });
    mergeSummary(total, summary);
  }
  return total;
}
