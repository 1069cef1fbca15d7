/**
 * Loads the points that a measurement needs: every point of the chosen classes in a box, whatever its octree level. Many
 * points are decoded by two threads.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import { compareKeys, nodeBounds } from '#core/copc/voxel-key.ts';
import type { Crs } from '#core/crs/crs.ts';
import { LimitError } from '#core/errors.ts';
import { boundsTouch } from '#core/geometry/bounds.ts';
import type { CellMask } from '#core/section/near-lines.ts';
import { joinColumns, type PointColumns } from '#core/surface/point-columns.ts';
import { openFileSource } from '../file-source.ts';
import { reviveError, type WireError } from '../wire-error.ts';
import { type DecodeTask, decodeNodes, type NodeBatch, type PlanBounds, pointsOf } from './decode-nodes.ts';
import { nodeCache } from './node-cache.ts';

/** A stored item as measuring needs it. */
export interface PointItem {
  /** Its data.copc.laz. */
  readonly path: string;
  readonly crs: Pick<Crs, 'horizontalUnitM' | 'verticalUnitM'>;
}

export interface LoadPointsOptions {
  readonly items: readonly PointItem[];
  readonly bounds: PlanBounds;
  /** Classes to keep; absent keeps all. */
  readonly classes?: readonly number[];
  /** `first`: only the first return of each pulse. Default: all. */
  readonly returns?: 'all' | 'first';
  /** Most points to load; default 60 million (1.5 GB). */
  readonly maxPoints?: number;
  /** Tells of a box (CRS units) whether its points are wanted; nodes that are not are not read. */
  readonly wants?: (box: PlanBounds) => boolean;
  /** Only points in its marked cells; metres. */
  readonly within?: CellMask;
  /** Whether decoded nodes are kept for the next request; default: of few points. */
  readonly keepsNodes?: boolean;
  /** Points from which on a second thread helps; default 1.5 million. */
  readonly parallelFrom?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

const DEFAULT_MAX_POINTS = 60_000_000;
/** From here on the start of a second thread (a tenth of a second) pays. */
const PARALLEL_POINTS = 1_500_000;

/**
 * Points come in the order of items, then of node keys, then as stored: the same for the same store, always. Metres,
 * whatever the CRS's units; horizontal and vertical converted separately.
 * @throws {LimitError} when the box holds more points than allowed
 * @throws {FormatError} when a stored file is damaged
 */
export async function loadPoints({
  items,
  bounds,
  classes,
  returns = 'all',
  maxPoints = DEFAULT_MAX_POINTS,
  wants = () => true,
  within,
  keepsNodes,
  parallelFrom = PARALLEL_POINTS,
  signal,
  onProgress,
}: LoadPointsOptions): Promise<PointColumns> {
  const keep = new Uint8Array(256).fill(classes ? 0 : 1);
  for (const code of classes ?? []) keep[code] = 1;
  const batches: NodeBatch[] = [];
  for (const { path, crs } of items) {
    await using source = await openFileSource(path);
    const { horizontalUnitM, verticalUnitM } = crs;
    const nodes = await nodesInBounds(await openCopc(source), bounds, wants);
    batches.push({ path, units: { horizontalUnitM, verticalUnitM }, nodes });
  }
  const task: DecodeTask = {
    batches,
    bounds,
    keep,
    onlyFirst: returns === 'first',
    maxPoints,
    ...(within ? { within } : {}),
    ...(keepsNodes === undefined ? {} : { keepsNodes }),
  };
  const total = pointsOf(batches, (path, node) => nodeCache.get(path, node) === undefined);
  const isParallel = total >= parallelFrom && availableParallelism() > 1;
  const [own, other] = isParallel ? halve(batches, pointsOf(batches) / 2) : [batches, []];
  const nodeCount = own.reduce((sum, { nodes }) => sum + nodes.length, 0);
  let done = 0;
  const onNode = () => onProgress?.(++done / nodeCount);
  if (other.length === 0) return await decodeNodes(task, { signal, onNode });
  const helper = decodeElsewhere({ ...task, batches: other, keepsNodes: false });
  try {
    const first = await decodeNodes({ ...task, batches: own }, { signal, onNode });
    const joined = joinColumns(first, await helper.columns);
    if (joined.count <= maxPoints) return joined;
    throw new LimitError(
      `too many points for one measurement: expected at most ${maxPoints}, seen more; measure a smaller area`,
      { limit: maxPoints, actual: joined.count },
    );
  } finally {
    await helper.end();
  }
}

/** The nodes whose cube touches the box in plan, in key order. */
async function nodesInBounds(copc: Copc, bounds: PlanBounds, wants: (box: PlanBounds) => boolean): Promise<CopcNode[]> {
  const nodes = Array.from((await copc.loadAllNodes()).values());
  const inside = nodes.filter(({ key }) => {
    // nodes of other writers overhang their cubes a little; a sampling step of the node is more than they do
    const [minX, minY, , maxX, maxY] = nodeBounds(key, copc.info);
    const slack = copc.info.spacing / 2 ** key[0];
    const box = { minE: minX - slack, minN: minY - slack, maxE: maxX + slack, maxN: maxY + slack };
    return boundsTouch(box, bounds) && wants(box);
  });
  return inside.sort((a, b) => compareKeys(a.key, b.key));
}

/** Two parts in the same order, the first of about `points`. */
function halve(batches: readonly NodeBatch[], points: number): [NodeBatch[], NodeBatch[]] {
  const parts: [NodeBatch[], NodeBatch[]] = [[], []];
  let sum = 0;
  for (const { nodes, ...batch } of batches) {
    const begin = nodes.findIndex(({ pointCount }) => {
      const isBeyond = sum >= points;
      sum += pointCount;
      return isBeyond;
    });
    const cut = begin < 0 ? nodes.length : begin;
    // what findIndex left out counts too
    sum = begin < 0 ? sum : Infinity;
    if (cut > 0) parts[0].push({ ...batch, nodes: nodes.slice(0, cut) });
    if (cut < nodes.length) parts[1].push({ ...batch, nodes: nodes.slice(cut) });
  }
  return parts;
}

type Answer = { readonly ok: true; readonly columns: PointColumns } | { readonly ok: false; readonly error: WireError };

function decodeElsewhere(task: DecodeTask): { columns: Promise<PointColumns>; end(): Promise<unknown> } {
  const thread = new Worker(new URL('./decode-thread.ts', import.meta.url), { workerData: task });
  const columns = new Promise<PointColumns>((resolve, reject) => {
    thread.once('message', (answer: Answer) =>
      answer.ok ? resolve(answer.columns) : reject(reviveError(answer.error)),
    );
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the second loading thread ended with ${code}`)));
  });
  // whoever fails first is heard; the other must not fail unheard
  columns.catch(() => undefined);
  return { columns, end: () => thread.terminate() };
}
