/**
 * A sample as a tree of nodes for the streamer: a node takes evenly spaced points of its list, the rest goes to its quarters
 * (or eighths, where the points stand as high as wide). What is below adds to a node; every point is in one node. Pure and
 * deterministic.
 */
import type { NodeBox, PointColumns } from '../../streaming/point-tree.ts';
import type { PointSample } from './sample.ts';

export interface SampleNode {
  /** Index in the list; −1 of the root. */
  readonly parent: number;
  readonly box: NodeBox;
  readonly errorM: number;
  readonly columns: PointColumns;
}

const NODE_POINTS = 20_000;
const MAX_DEPTH = 14;
/**
 * A node is refined where its points would stand more than a pixel apart at a target of 16: points that were taken by their
 * place in the file leave wider gaps than those of the server's octree, which are kept apart (two pixels).
 */
export const ERROR_PER_SPACING = 16;

export function sampleTree(sample: PointSample, nodePoints = NODE_POINTS): SampleNode[] {
  const nodes: SampleNode[] = [];
  const all = Uint32Array.from({ length: sample.count }, (_, index) => index);
  const open: { points: Uint32Array; parent: number; depth: number }[] = [{ points: all, parent: -1, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { points, parent, depth } = next;
    if (points.length === 0) continue;
    const box = sample.boxOf(points);
    const isLeaf = points.length <= 1.5 * nodePoints || depth === MAX_DEPTH || widest(box) < 0.01;
    const step = isLeaf ? 1 : points.length / nodePoints;
    const [own, rest] = divide(points, step);
    const errorM = isLeaf ? 0 : ERROR_PER_SPACING * spacingM(box, own.length);
    nodes.push({ parent, box, errorM, columns: sample.columnsOf(own) });
    const index = nodes.length - 1;
    for (const part of split(sample, rest, box)) open.push({ points: part, parent: index, depth: depth + 1 });
  }
  return nodes;
}

/** Points at the steps, and those between. */
function divide(points: Uint32Array, step: number): [own: Uint32Array, rest: Uint32Array] {
  if (step <= 1) return [points, new Uint32Array(0)];
  const own = new Uint32Array(Math.ceil(points.length / step));
  const rest = new Uint32Array(points.length);
  let [owned, left] = [0, 0];
  points.forEach((point, at) => {
    if (owned < own.length && at >= owned * step) own[owned++] = point;
    else rest[left++] = point;
  });
  return [own.subarray(0, owned), rest.subarray(0, left)];
}

function split(sample: PointSample, points: Uint32Array, box: NodeBox): Uint32Array[] {
  if (points.length === 0) return [];
  const { position, stepM, origin } = sample;
  const middle = [0, 1, 2].map((axis) => ((box[axis]! + box[axis + 3]!) / 2 - origin[axis]!) / stepM);
  const isHigh = box[5] - box[2] > 0.5 * Math.max(box[3] - box[0], box[4] - box[1]);
  const parts = Array.from({ length: 8 }, () => ({ list: new Uint32Array(64), length: 0 }));
  for (const point of points) {
    const east = position[3 * point]! > middle[0]! ? 1 : 0;
    const north = position[3 * point + 1]! > middle[1]! ? 2 : 0;
    const up = isHigh && position[3 * point + 2]! > middle[2]! ? 4 : 0;
    const part = parts[east + north + up]!;
    if (part.length === part.list.length) {
      const longer = new Uint32Array(2 * part.list.length);
      longer.set(part.list);
      part.list = longer;
    }
    part.list[part.length++] = point;
  }
  return parts.filter(({ length }) => length > 0).map(({ list, length }) => list.subarray(0, length));
}

const widest = (box: NodeBox) => Math.max(box[3] - box[0], box[4] - box[1], box[5] - box[2]);

/** Mean distance of points on the largest side of a box. */
export function spacingM(box: NodeBox, count: number): number {
  const [e, n, h] = [box[3] - box[0], box[4] - box[1], box[5] - box[2]];
  return Math.sqrt(Math.max(e * n, e * h, n * h) / Math.max(1, count));
}
