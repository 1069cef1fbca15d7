/** Loads the points that a measurement needs: every point of the chosen classes in a box, whatever its octree level. */

import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import { compareKeys, nodeBounds } from '#core/copc/voxel-key.ts';
import type { Crs } from '#core/crs/crs.ts';
import { LimitError } from '#core/errors.ts';
import { LAYER } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';

/** A stored item as measuring needs it. */
export interface PointItem {
  /** Its data.copc.laz. */
  readonly path: string;
  readonly crs: Pick<Crs, 'horizontalUnitM' | 'verticalUnitM'>;
}

/** A box in plan, CRS units. Points on its edge are inside. */
export interface PlanBounds {
  readonly minE: number;
  readonly minN: number;
  readonly maxE: number;
  readonly maxN: number;
}

/** Points as columns; lengths are `count`. Metres, whatever the CRS's units; horizontal and vertical converted separately. */
export interface PointColumns {
  readonly count: number;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  readonly classification: Uint8Array;
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
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

const DEFAULT_MAX_POINTS = 60_000_000;
/** Measuring needs position and class; the other layers stay compressed. */
const LAYERS = LAYER.z | LAYER.classification;

/**
 * Points come in the order of items, then of node keys, then as stored: the same for the same store, always.
 * @throws {LimitError} when the box holds more points than allowed
 * @throws {FormatError} when a stored file is damaged
 */
export async function loadPoints({
  items,
  bounds,
  classes,
  returns = 'all',
  maxPoints = DEFAULT_MAX_POINTS,
  signal,
  onProgress,
}: LoadPointsOptions): Promise<PointColumns> {
  const keep = new Uint8Array(256).fill(classes ? 0 : 1);
  for (const code of classes ?? []) keep[code] = 1;
  const columns = new GrowingColumns(maxPoints);
  for (const [index, item] of items.entries()) {
    await using source = await openFileSource(item.path);
    const copc = await openCopc(source);
    const nodes = await nodesInBounds(copc, bounds);
    for (const [i, node] of nodes.entries()) {
      signal?.throwIfAborted();
      await appendNode(copc, node, { bounds, keep, onlyFirst: returns === 'first', item, columns });
      onProgress?.((index + (i + 1) / nodes.length) / items.length);
    }
  }
  return columns.finish();
}

/** The nodes whose cube touches the box in plan, in key order. */
async function nodesInBounds(copc: Copc, bounds: PlanBounds): Promise<CopcNode[]> {
  const nodes = Array.from((await copc.loadAllNodes()).values());
  const inside = nodes.filter(({ key }) => {
    // nodes of other writers overhang their cubes a little; a sampling step of the node is more than they do
    const [minX, minY, , maxX, maxY] = nodeBounds(key, copc.info);
    const slack = copc.info.spacing / 2 ** key[0];
    return (
      minX - slack <= bounds.maxE &&
      maxX + slack >= bounds.minE &&
      minY - slack <= bounds.maxN &&
      maxY + slack >= bounds.minN
    );
  });
  return inside.sort((a, b) => compareKeys(a.key, b.key));
}

interface AppendTo {
  readonly bounds: PlanBounds;
  readonly keep: Uint8Array;
  readonly onlyFirst: boolean;
  readonly item: PointItem;
  readonly columns: GrowingColumns;
}

async function appendNode(
  copc: Copc,
  node: CopcNode,
  { bounds, keep, onlyFirst, item, columns }: AppendTo,
): Promise<void> {
  const { decoder } = await threadCodec();
  const records = decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount, { layers: LAYERS });
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const length = copc.layout.pointDataRecordLength;
  const { scale, offset } = copc.header;
  const { horizontalUnitM, verticalUnitM } = item.crs;
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

/** Columns that double when they are full. */
class GrowingColumns {
  private count = 0;
  private east = new Float64Array(1024);
  private north = new Float64Array(1024);
  private height = new Float64Array(1024);
  private classification = new Uint8Array(1024);
  private readonly maxPoints: number;

  constructor(maxPoints: number) {
    this.maxPoints = maxPoints;
  }

  /** Makes room for `more` points. */
  reserve(more: number): void {
    if (this.count + more <= this.east.length) return;
    const size = Math.max(this.count + more, 2 * this.east.length);
    this.east = grown(this.east, size);
    this.north = grown(this.north, size);
    this.height = grown(this.height, size);
    const classes = new Uint8Array(size);
    classes.set(this.classification);
    this.classification = classes;
  }

  /** Of all points so far; a node more than allowed is the most that is ever held. */
  checkLimit(): void {
    if (this.count <= this.maxPoints) return;
    throw new LimitError(
      `too many points for one measurement: expected at most ${this.maxPoints}, seen more; measure a smaller area`,
      { limit: this.maxPoints, actual: this.count },
    );
  }

  push(east: number, north: number, height: number, code: number): void {
    const i = this.count++;
    this.east[i] = east;
    this.north[i] = north;
    this.height[i] = height;
    this.classification[i] = code;
  }

  finish(): PointColumns {
    const { count } = this;
    return {
      count,
      east: this.east.subarray(0, count),
      north: this.north.subarray(0, count),
      height: this.height.subarray(0, count),
      classification: this.classification.subarray(0, count),
    };
  }
}

function grown(column: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(size);
  next.set(column);
  return next;
}
