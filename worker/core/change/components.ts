/** Connected parts of a grid of kinds: cells of one kind that touch at a side or a corner belong together. */

export interface Components {
  /** A number a cell: 0 where the kind is 0, else 1 … count, in the order of the parts' first cells. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** @param kinds row-major; cells of different kinds never belong together, 0 is background */
export function labelComponents(kinds: Int8Array, cols: number, rows: number): Components {
  const labels = new Int32Array(kinds.length);
  const sets = new DisjointSets();
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, cell++) {
      const kind = kinds[cell]!;
      if (kind === 0) continue;
      let label = 0;
      // west, then the three south of it
      if (col > 0 && kinds[cell - 1] === kind) label = labels[cell - 1]!;
      if (row > 0) {
        const first = col > 0 ? cell - cols - 1 : cell - cols;
        const last = col + 1 < cols ? cell - cols + 1 : cell - cols;
        for (let other = first; other <= last; other++) {
          if (kinds[other] !== kind) continue;
          label = label === 0 ? labels[other]! : sets.join(label, labels[other]!);
        }
      }
      labels[cell] = label === 0 ? sets.add() : label;
    }
  }
  const { numbers, count } = sets.number();
  for (let cell = 0; cell < labels.length; cell++) labels[cell] = numbers[labels[cell]!]!;
  return { labels, count };
}

/** Numbers that turn out to mean the same. The least of a set stands for it. */
class DisjointSets {
  private parents = new Int32Array(1024);
  private size = 1;

  add(): number {
    if (this.size === this.parents.length) {
      const next = new Int32Array(2 * this.size);
      next.set(this.parents);
      this.parents = next;
    }
    this.parents[this.size] = this.size;
    return this.size++;
  }

  join(a: number, b: number): number {
    const [rootA, rootB] = [this.find(a), this.find(b)];
    const root = Math.min(rootA, rootB);
    this.parents[rootA] = root;
    this.parents[rootB] = root;
    return root;
  }

  /** Sets in the order of their least members: 1, 2, … */
  number(): { readonly numbers: Int32Array; readonly count: number } {
    const numbers = new Int32Array(this.size);
    let count = 0;
    for (let label = 1; label < this.size; label++) {
      const root = this.find(label);
      numbers[label] = root === label ? ++count : numbers[root]!;
    }
    return { numbers, count };
  }

  private find(label: number): number {
    const { parents } = this;
    let at = label;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }
}
