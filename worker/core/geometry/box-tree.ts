/** Which of many boxes touch a box: npm flatbush, with its answers in a fixed order. */
import Flatbush from 'flatbush';
import type { Bounds } from './bounds.ts';

export class BoxTree {
  /** Null over no boxes. */
  private readonly tree: Flatbush | null;

  /** @param boxes four numbers an item: minE, minN, maxE, maxN */
  constructor(boxes: Float64Array) {
    const count = boxes.length / 4;
    this.tree = count > 0 ? new Flatbush(count, 8, Float64Array) : null;
    for (let at = 0; at < boxes.length; at += 4)
      this.tree?.add(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
    this.tree?.finish();
  }

  /** Calls `visit` with every item whose box touches `query`, in the order of the items. */
  search({ minE, minN, maxE, maxN }: Bounds, visit: (item: number) => void): void {
    const found = this.tree?.search(minE, minN, maxE, maxN).sort((a, b) => a - b) ?? [];
    for (const item of found) visit(item);
  }
}
