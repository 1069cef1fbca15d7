/**
 * Line pieces as a plane graph: crossings become vertices, ends that fall on other lines join them, and everything stands
 * on whole millimetres (iterated snap rounding, Hobby 1999). Then a constrained triangulation can hold all of them.
 */
import { GeometryError, LimitError } from '#core/errors.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import { turn } from '../geometry/orientation.ts';

/** Positions in whole millimetres, distinct, and edges between them that neither cross nor run over a position. */
export interface PlaneGraph {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Two position numbers an edge. */
  readonly edges: Uint32Array;
}

/** Most edges that one design may have. */
export const MAX_DESIGN_EDGES = 400_000;
/** A position this near to a line, millimetres, is on it: half the diagonal of the raster and a little. */
const ON_LINE_MM = 0.75;
const MAX_ROUNDS = 24;

export class LineNoder {
  private readonly x: number[] = [];
  private readonly y: number[] = [];
  private readonly known = new Map<number, number>();
  private edges: [number, number][] = [];

  /** @param x,y any millimetres within ±2²⁵; rounded. @returns the number of the position */
  position(x: number, y: number): number {
    // −0 would be another key in no map, but another text in a file
    const rx = Math.round(x) + 0;
    const ry = Math.round(y) + 0;
    const key = rx * 2 ** 26 + ry;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.x.length);
    this.x.push(rx);
    this.y.push(ry);
    return this.x.length - 1;
  }

  addEdge(from: number, to: number): void {
    if (from === to) return;
    this.edges.push([from, to]);
    if (this.edges.length > MAX_DESIGN_EDGES) {
      throw new LimitError(
        `the design has more than ${MAX_DESIGN_EDGES} edges: simplify its outline or make it smaller`,
        {
          limit: MAX_DESIGN_EDGES,
          actual: this.edges.length,
        },
      );
    }
  }

  addLine(aX: number, aY: number, bX: number, bY: number): void {
    this.addEdge(this.position(aX, aY), this.position(bX, bY));
  }

  /** @throws {GeometryError} when the lines do not come to rest, which no input is known to do */
  finish(): PlaneGraph {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      this.dropTwins();
      const found = this.addCrossings();
      const split = this.splitAtPositions();
      if (!found && !split) {
        return {
          x: Float64Array.from(this.x),
          y: Float64Array.from(this.y),
          edges: Uint32Array.from(this.edges.flat()),
        };
      }
    }
    throw new GeometryError(`the lines of the design still cross after ${MAX_ROUNDS} rounds of rounding`);
  }

  private dropTwins(): void {
    const seen = new Set<number>();
    this.edges = this.edges.filter(([a, b]) => {
      const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
      if (a === b || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  /** Adds a position at every proper crossing. @returns whether there was one */
  private addCrossings(): boolean {
    const { x, y, edges } = this;
    const boxes = new Float64Array(4 * edges.length);
    edges.forEach(([a, b], i) => {
      boxes.set(
        [Math.min(x[a]!, x[b]!), Math.min(y[a]!, y[b]!), Math.max(x[a]!, x[b]!), Math.max(y[a]!, y[b]!)],
        4 * i,
      );
    });
    const tree = new BoxTree(boxes);
    let found = false;
    for (let i = 0; i < edges.length; i++) {
      const [a, b] = edges[i]!;
      const box = { minE: boxes[4 * i]!, minN: boxes[4 * i + 1]!, maxE: boxes[4 * i + 2]!, maxN: boxes[4 * i + 3]! };
      tree.search(box, (k) => {
        if (k <= i) return;
        const [c, d] = edges[k]!;
        if (a === c || a === d || b === c || b === d) return;
        const sideC = turn(x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!);
        const sideD = turn(x[a]!, y[a]!, x[b]!, y[b]!, x[d]!, y[d]!);
        if (sideC * sideD >= 0) return;
        const sideA = turn(x[c]!, y[c]!, x[d]!, y[d]!, x[a]!, y[a]!);
        const sideB = turn(x[c]!, y[c]!, x[d]!, y[d]!, x[b]!, y[b]!);
        if (sideA * sideB >= 0) return;
        const along = sideA / (sideA - sideB);
        this.position(x[a]! + along * (x[b]! - x[a]!), y[a]! + along * (y[b]! - y[a]!));
        found = true;
      });
    }
    return found;
  }

  /** Leads every edge over the positions that lie on it. @returns whether there was one */
  private splitAtPositions(): boolean {
    const { x, y } = this;
    const boxes = new Float64Array(4 * x.length);
    for (let i = 0; i < x.length; i++) boxes.set([x[i]!, y[i]!, x[i]!, y[i]!], 4 * i);
    const tree = new BoxTree(boxes);
    const result: [number, number][] = [];
    let split = false;
    for (const [a, b] of this.edges) {
      const [dX, dY] = [x[b]! - x[a]!, y[b]! - y[a]!];
      const length = Math.hypot(dX, dY);
      const on: [number, number][] = [];
      this.boxesAlong(a, b, length, (box) => {
        tree.search(box, (p) => {
          if (p === a || p === b) return;
          const along = ((x[p]! - x[a]!) * dX + (y[p]! - y[a]!) * dY) / length;
          const across = Math.abs((x[p]! - x[a]!) * dY - (y[p]! - y[a]!) * dX) / length;
          if (across <= ON_LINE_MM && along > 0 && along < length) on.push([along, p]);
        });
      });
      on.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
      let from = a;
      for (const [, p] of on) {
        if (p === from) continue;
        result.push([from, p]);
        from = p;
        split = true;
      }
      result.push([from, b]);
    }
    this.edges = result;
    return split;
  }

  /** Boxes that cover an edge closely: a long slanting edge has a box of its own every so often. */
  private boxesAlong(
    a: number,
    b: number,
    length: number,
    visit: (box: { minE: number; minN: number; maxE: number; maxN: number }) => void,
  ): void {
    const { x, y } = this;
    const steps = Math.min(64, Math.max(1, Math.ceil(length / 2_000)));
    for (let k = 0; k < steps; k++) {
      const [fX, fY] = [x[a]! + (k / steps) * (x[b]! - x[a]!), y[a]! + (k / steps) * (y[b]! - y[a]!)];
      const [tX, tY] = [x[a]! + ((k + 1) / steps) * (x[b]! - x[a]!), y[a]! + ((k + 1) / steps) * (y[b]! - y[a]!)];
      visit({
        minE: Math.min(fX, tX) - 1,
        minN: Math.min(fY, tY) - 1,
        maxE: Math.max(fX, tX) + 1,
        maxN: Math.max(fY, tY) + 1,
      });
    }
  }
}
