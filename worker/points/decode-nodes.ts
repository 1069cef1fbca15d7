/** Decodes nodes into point columns: the part of loading that takes the time. */
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import type { Crs } from '#core/crs/crs.ts';
import { LAYER } from '#core/laz/chunk-codec.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';
import { GrowingColumns } from './growing-columns.ts';

/** A box in plan, CRS units. Points on its edge are inside. */
export interface PlanBounds {
  readonly minE: number;
  readonly minN: number;
  readonly maxE: number;
  readonly maxN: number;
}

/** The nodes of one file that are to be decoded; plain data, so that it may cross to another thread. */
export interface NodeBatch {
  readonly path: string;
  readonly units: Pick<Crs, 'horizontalUnitM' | 'verticalUnitM'>;
  readonly nodes: readonly CopcNode[];
}

export interface DecodeTask {
  readonly batches: readonly NodeBatch[];
  readonly bounds: PlanBounds;
  /** 1 for every class to keep. */
  readonly keep: Uint8Array;
  readonly onlyFirst: boolean;
  readonly maxPoints: number;
}

/** Measuring needs position and class; the other layers stay compressed. */
const LAYERS = LAYER.z | LAYER.classification;

/**
 * Points come in the order of batches, then of nodes, then as stored.
 * @throws {LimitError} when there are more points than allowed
 * @throws {FormatError} when a stored file is damaged
 */
export async function decodeNodes(
  task: DecodeTask,
  { signal, onNode }: { signal?: AbortSignal | undefined; onNode?: () => void } = {},
): Promise<PointColumns> {
  const columns = new GrowingColumns(task.maxPoints, pointsOf(task.batches));
  for (const batch of task.batches) {
    await using source = await openFileSource(batch.path);
    const copc = await openCopc(source);
    for (const node of batch.nodes) {
      signal?.throwIfAborted();
      await appendNode(copc, node, batch, task, columns);
      onNode?.();
    }
  }
  return columns.finish();
}

/** Points of all nodes, whether or not they are kept. */
export function pointsOf(batches: readonly NodeBatch[]): number {
  return batches.reduce((sum, { nodes }) => nodes.reduce((part, { pointCount }) => part + pointCount, sum), 0);
}

async function appendNode(
  copc: Copc,
  node: CopcNode,
  { units: { horizontalUnitM, verticalUnitM } }: NodeBatch,
  { bounds, keep, onlyFirst }: DecodeTask,
  columns: GrowingColumns,
): Promise<void> {
  const { decoder } = await threadCodec();
  const records = decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount, { layers: LAYERS });
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const length = copc.layout.pointDataRecordLength;
  const { scale, offset } = copc.header;
  columns.reserve(node.pointCount);
  for (let at = 0; at + length <= records.length; at += length) {
    const code = records[at + 16]!;
    if (keep[code] === 0 || (onlyFirst && (records[at + 14]! & 0x0f) > 1)) continue;
    const e = view.getInt32(at, true) * scale[0] + offset[0];
    const n = view.getInt32(at + 4, true) * scale[1] + offset[1];
    if (e < bounds.minE || e > bounds.maxE || n < bounds.minN || n > bounds.maxN) continue;
    const h = view.getInt32(at + 8, true) * scale[2] + offset[2];
    columns.push(e * horizontalUnitM, n * horizontalUnitM, h * verticalUnitM, code);
  }
  columns.checkLimit();
}
