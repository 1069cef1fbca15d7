/** Reads some nodes of a stored item: the lowest candidate of every ground cell that they touch. */
import { openCopc } from '#core/copc/copc.ts';
import { boundsOf } from '#core/geometry/bounds.ts';
import { groundPointsOf } from '#core/ground/ground-records.ts';
import { addLowest, type CellFrame, cellFrame, emptyCells } from '#core/ground/lowest-grid.ts';
import { LAYER } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import { openFileSource } from '../file-source.ts';
import { type GroundItem, recordFrameOf } from '../ground/ground-item.ts';
import { threadScratch } from '../scratch.ts';

export interface LowestPointsInput {
  readonly item: GroundItem;
  /** Key texts. */
  readonly nodes: readonly string[];
  readonly cellSizeM: number;
}

/** The lowest points of one node: a grid over the cells that it touches. */
export interface LowestPatch {
  readonly frame: CellFrame;
  readonly lowest: Float32Array;
}

const LAYERS = LAYER.z | LAYER.classification | LAYER.flags;

export async function run({ item, nodes, cellSizeM }: LowestPointsInput, context: JobContext): Promise<LowestPatch[]> {
  await using source = await openFileSource(item.path);
  const copc = await openCopc(source);
  const all = await copc.loadAllNodes();
  const { decoder } = await threadCodec();
  const patches: LowestPatch[] = [];
  for (const key of nodes) {
    const node = all.get(key)!;
    const into = threadScratch.bytes('records', node.pointCount * copc.layout.pointDataRecordLength);
    const chunk = await copc.readChunk(node);
    const points = groundPointsOf(
      decoder.decode(chunk, copc.layout, node.pointCount, { into, layers: LAYERS }),
      recordFrameOf(copc, item),
    );
    const frame = cellFrame(boundsOf(points.east, points.north), cellSizeM);
    const lowest = emptyCells(frame);
    addLowest(lowest, frame, points);
    context.transfer(lowest.buffer as ArrayBuffer);
    patches.push({ frame, lowest });
  }
  return patches;
}
