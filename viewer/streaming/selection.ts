/**
 * Chooses the nodes that a camera needs: the coarsest gaps on the screen first, until every gap is finer than the target or
 * the budget of points is spent. Engine-free and without state.
 */
import { BYTES_PER_POINT, type NodeBox, type PointNode } from './point-tree.ts';

/** A camera in the site frame. */
export interface Eye {
  readonly east: number;
  readonly north: number;
  readonly height: number;
  /** Planes of the view, four numbers each (normal, constant): a position is inside where all sums are ≥ 0. */
  readonly planes: Float64Array;
  /** Pixels that one radian takes in the middle of the picture; 0 for a parallel projection. */
  readonly pixelsPerRadian: number;
  /** Pixels of a metre in a parallel projection; 0 for a perspective one. */
  readonly pixelsPerMetre: number;
}

export interface Limits {
  /** A node is wanted while its region would be coarser than this without it, pixels. */
  readonly errorTargetPx: number;
  readonly pointBudget: number;
  readonly byteBudget: number;
  /** Nothing below nodes that have points: the first picture. */
  readonly topOnly?: boolean;
}

export interface Selection {
  /** Nodes with points to be shown, most urgent first; a parent stands before its children. */
  readonly wanted: readonly PointNode[];
  /** Nodes whose children have to be read, most urgent first. */
  readonly unknown: readonly PointNode[];
  /** How coarse the coarsest region is that the budget left out, pixels; 0 when all fits. */
  readonly cutPx: number;
}

/** What is known of a node while the page runs. */
export interface NodeKnowledge {
  /** Children, also those read later; null while they are unknown. */
  childrenOf(node: PointNode): readonly PointNode[] | null;
  /** Points of the node, a guess where they are not known yet. */
  pointsOf(node: PointNode): number;
}

/** Nearer than this no gap grows any more, metres. */
const NEAREST_M = 0.5;

export function selectNodes(
  roots: readonly PointNode[],
  eye: Eye,
  { errorTargetPx, pointBudget, byteBudget, topOnly }: Limits,
  knowledge: NodeKnowledge,
): Selection {
  const heap = new UrgencyHeap();
  for (const root of roots) if (isSeen(root.box, eye.planes)) heap.push(root, Number.POSITIVE_INFINITY);
  const budget = Math.min(pointBudget, byteBudget / BYTES_PER_POINT);
  const wanted: PointNode[] = [];
  const unknown: PointNode[] = [];
  let points = 0;
  for (let node = heap.pop(); node; node = heap.pop()) {
    if (node.load) {
      points += knowledge.pointsOf(node);
      if (points > budget && wanted.length > 0) {
        return { wanted, unknown, cutPx: Math.max(errorTargetPx, Math.min(heap.lastPx, 1e6)) };
      }
      wanted.push(node);
    }
    if (topOnly && node.load) continue;
    const children = knowledge.childrenOf(node);
    if (children === null) unknown.push(node);
    for (const child of children ?? []) {
      if (!isSeen(child.box, eye.planes)) continue;
      const gapPx = errorPx(node.errorM, child.box, eye);
      if (gapPx > errorTargetPx) heap.push(child, gapPx);
    }
  }
  return { wanted, unknown, cutPx: 0 };
}

/** How large an error of a region appears, pixels. */
export function errorPx(errorM: number, box: NodeBox, eye: Eye): number {
  if (eye.pixelsPerMetre > 0) return errorM * eye.pixelsPerMetre;
  return (errorM * eye.pixelsPerRadian) / Math.max(NEAREST_M, distanceM(box, eye));
}

function distanceM(box: NodeBox, { east, north, height }: Eye): number {
  const e = Math.max(box[0] - east, 0, east - box[3]);
  const n = Math.max(box[1] - north, 0, north - box[4]);
  const h = Math.max(box[2] - height, 0, height - box[5]);
  return Math.sqrt(e * e + n * n + h * h);
}

/** Whether a box may reach into the view: for each plane its farthest corner lies inside. */
export function isSeen(box: NodeBox, planes: Float64Array): boolean {
  for (let at = 0; at < planes.length; at += 4) {
    const [a, b, c, d] = [planes[at]!, planes[at + 1]!, planes[at + 2]!, planes[at + 3]!];
    const sum = a * (a > 0 ? box[3] : box[0]) + b * (b > 0 ? box[4] : box[1]) + c * (c > 0 ? box[5] : box[2]) + d;
    if (sum < 0) return false;
  }
  return true;
}

/** A binary heap, the most urgent node on top; equal ones in the order in which they came. */
class UrgencyHeap {
  readonly #entries: { readonly node: PointNode; readonly px: number; readonly order: number }[] = [];
  #order = 0;
  /** Urgency of the node that was taken last. */
  lastPx = 0;

  push(node: PointNode, px: number): void {
    const entries = this.#entries;
    const entry = { node, px, order: this.#order++ };
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, entries[above]!)) break;
      entries[at] = entries[above]!;
      at = above;
    }
    entries[at] = entry;
  }

  pop(): PointNode | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (!top || !last) return undefined;
    this.lastPx = top.px;
    if (entries.length > 0) this.#sink(last);
    return top.node;
  }

  #sink(entry: { readonly node: PointNode; readonly px: number; readonly order: number }): void {
    const entries = this.#entries;
    let at = 0;
    for (let below = 1; below < entries.length; below = 2 * at + 1) {
      const next = below + 1 < entries.length && isBefore(entries[below + 1]!, entries[below]!) ? below + 1 : below;
      if (!isBefore(entries[next]!, entry)) break;
      entries[at] = entries[next]!;
      at = next;
    }
    entries[at] = entry;
  }
}

function isBefore(
  a: { readonly px: number; readonly order: number },
  b: { readonly px: number; readonly order: number },
) {
  return a.px > b.px || (a.px === b.px && a.order < b.order);
}
