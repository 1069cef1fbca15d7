/**
 * A packed R-tree: boxes in the order given, eight to a node, level upon level. Items that are neighbours in their order
 * should be neighbours in plan (triangles of a TIN are: its vertices stand in spatial order).
 */
import type { Bounds } from './bounds.ts';

const FAN_OUT = 8;

export class BoxTree {
  /** minE, minN, maxE, maxN of every item, then of every node of the level above, and so on to the root. */
  private readonly boxes: Float64Array;
  /** First box of each level, and one past the last. */
  private readonly levels: number[];

  /** @param boxes four numbers an item: minE, minN, maxE, maxN */
  constructor(boxes: Float64Array) {
    const levels = [0];
    let width = boxes.length / 4;
    let total = width;
    levels.push(total);
    while (width > 1) {
      width = Math.ceil(width / FAN_OUT);
      total += width;
      levels.push(total);
    }
    this.levels = levels;
    this.boxes = new Float64Array(4 * total);
    this.boxes.set(boxes);
    for (let level = 1; level + 1 < levels.length; level++) this.fillLevel(level);
  }

  private fillLevel(level: number): void {
    const { boxes, levels } = this;
    const [below, begin, end] = [levels[level - 1]!, levels[level]!, levels[level + 1]!];
    for (let node = begin; node < end; node++) {
      const first = below + (node - begin) * FAN_OUT;
      const last = Math.min(begin, first + FAN_OUT);
      let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let child = first; child < last; child++) {
        minE = Math.min(minE, boxes[4 * child]!);
        minN = Math.min(minN, boxes[4 * child + 1]!);
        maxE = Math.max(maxE, boxes[4 * child + 2]!);
        maxN = Math.max(maxN, boxes[4 * child + 3]!);
      }
      boxes.set([minE, minN, maxE, maxN], 4 * node);
    }
  }

  /** Calls `visit` with every item whose box touches `query`, in a fixed order. */
  search({ minE, minN, maxE, maxN }: Bounds, visit: (item: number) => void): void {
    const { boxes, levels } = this;
    const top = levels.length - 2;
    const descend = (level: number, box: number): void => {
      const at = 4 * box;
      if (boxes[at]! > maxE || boxes[at + 1]! > maxN || boxes[at + 2]! < minE || boxes[at + 3]! < minN) return;
      if (level === 0) {
        visit(box);
        return;
      }
      const first = levels[level - 1]! + (box - levels[level]!) * FAN_OUT;
      const last = Math.min(levels[level]!, first + FAN_OUT);
      for (let child = first; child < last; child++) descend(level - 1, child);
    };
    for (let box = levels[top]!; box < levels[top + 1]!; box++) descend(top, box);
  }
}
