/** Decodes nodes into point columns: the part of loading that takes the time. */
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import type { Crs } from '#core/crs/crs.ts';
import { LAYER } from '#core/laz/chunk-codec.ts';
import { type CellMask, maskHolds } from '#core/section/near-lines.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';
import { GrowingColumns } from './growing-columns.ts';
import { type NodePoints, nodeCache } from './node-cache.ts';

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
  /** Only points in its marked cells; metres. */
  readonly within?: CellMask;
  /** Whether nodes are kept for the next task; default: those of small tasks. */
  readonly keepsNodes?: boolean;
}

/** Measuring needs position and class; the other layers stay compressed. */
const LAYERS = LAYER.z | LAYER.classification;
/** Small tasks are those of people who move a section about: the next one asks for the same nodes. */
const CACHED_TASK_POINTS = 3_000_000;

/**
 * Points come in the order of batches, then of nodes, then as stored.
 * @throws {LimitError} when there are more points than allowed
 * @throws {FormatError} when a stored file is damaged
 */
export async function decodeNodes(
  task: DecodeTask,
  { signal, onNode }: { signal?: AbortSignal | undefined; onNode?: () => void } = {},
): Promise<PointColumns> {
  const total = pointsOf(task.batches);
  const columns = new GrowingColumns(task.maxPoints, task.within ? 0 : total);
  const cache = (task.keepsNodes ?? total <= CACHED_TASK_POINTS) ? nodeCache : null;
  for (const batch of task.batches) {
    await using source = await openFileSource(batch.path);
    const copc = await openCopc(source);
    for (const node of batch.nodes) {
      signal?.throwIfAborted();
      if (cache) {
        const points = cache.get(batch.path, node) ?? (await decodeNode(copc, node));
        cache.put(batch.path, node, points);
        appendPoints(points, copc.header, batch, task, columns);
      } else await appendNode(copc, node, batch, task, columns);
      onNode?.();
    }
  }
  return columns.finish();
}

/** Points of the nodes that count, whether or not they are kept. */
export function pointsOf(
  batches: readonly NodeBatch[],
  counts: (path: string, node: CopcNode) => boolean = () => true,
): number {
  return batches.reduce(
    (sum, { path, nodes }) => nodes.reduce((part, node) => (counts(path, node) ? part + node.pointCount : part), sum),
    0,
  );
}

async function recordsOf(copc: Copc, node: CopcNode): Promise<{ records: Uint8Array; view: DataView; length: number }> {
  const { decoder } = await threadCodec();
  const records = decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount, { layers: LAYERS });
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  return { records, view, length: copc.layout.pointDataRecordLength };
}

/** The points of a node as they are stored. */
async function decodeNode(copc: Copc, node: CopcNode): Promise<NodePoints> {
  const { records, view, length } = await recordsOf(copc, node);
  const count = node.pointCount;
  const points = {
    x: new Int32Array(count),
    y: new Int32Array(count),
    z: new Int32Array(count),
    classification: new Uint8Array(count),
    returnNumber: new Uint8Array(count),
  };
  for (let i = 0, at = 0; i < count; i++, at += length) {
    points.x[i] = view.getInt32(at, true);
    points.y[i] = view.getInt32(at + 4, true);
    points.z[i] = view.getInt32(at + 8, true);
    points.classification[i] = records[at + 16]!;
    points.returnNumber[i] = records[at + 14]! & 0x0f;
  }
  return points;
}

/** Of many points none is kept for the next request: they go from the records to the columns at once. */
async function appendNode(
  copc: Copc,
  node: CopcNode,
  { units: { horizontalUnitM, verticalUnitM } }: NodeBatch,
  { bounds, keep, onlyFirst, within }: DecodeTask,
  columns: GrowingColumns,
): Promise<void> {
  const { records, view, length } = await recordsOf(copc, node);
  const { scale, offset } = copc.header;
  columns.reserve(node.pointCount);
  for (let at = 0; at + length <= records.length; at += length) {
    const code = records[at + 16]!;
    if (keep[code] === 0 || (onlyFirst && (records[at + 14]! & 0x0f) > 1)) continue;
    const e = view.getInt32(at, true) * scale[0] + offset[0];
    const n = view.getInt32(at + 4, true) * scale[1] + offset[1];
    if (e < bounds.minE || e > bounds.maxE || n < bounds.minN || n > bounds.maxN) continue;
    if (within && !maskHolds(within, e * horizontalUnitM, n * horizontalUnitM)) continue;
    const h = view.getInt32(at + 8, true) * scale[2] + offset[2];
    columns.push(e * horizontalUnitM, n * horizontalUnitM, h * verticalUnitM, code);
  }
  columns.checkLimit();
}

function appendPoints(
  { x, y, z, classification, returnNumber }: NodePoints,
  { scale, offset }: Copc['header'],
  { units: { horizontalUnitM, verticalUnitM } }: NodeBatch,
  { bounds, keep, onlyFirst, within }: DecodeTask,
  columns: GrowingColumns,
): void {
  // a strip takes few points of a node: room as they come
  if (!within) columns.reserve(x.length);
  for (let i = 0; i < x.length; i++) {
    const code = classification[i]!;
    if (keep[code] === 0 || (onlyFirst && returnNumber[i]! > 1)) continue;
    const e = x[i]! * scale[0] + offset[0];
    const n = y[i]! * scale[1] + offset[1];
    if (e < bounds.minE || e > bounds.maxE || n < bounds.minN || n > bounds.maxN) continue;
    const [east, north] = [e * horizontalUnitM, n * horizontalUnitM];
    if (within) {
      if (!maskHolds(within, east, north)) continue;
      columns.reserve(1);
    }
    columns.push(east, north, (z[i]! * scale[2] + offset[2]) * verticalUnitM, code);
  }
  columns.checkLimit();
}
