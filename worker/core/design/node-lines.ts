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
/** A line is led over every position whose pixel it passes: the square of half a millimetre around it, north and east sides open. */
const PIXEL = { low: -0.5, high: 0.5 - 1e-9 };
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
      const crossings = this.crossings();
      if (!this.split(crossings)) {
        const edges = Uint32Array.from(this.edges.flat());
        return { x: Float64Array.from(this.x), y: Float64Array.from(this.y), edges };
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

  /** Adds a position at every proper crossing. @returns for each edge those it must be led over */
  private crossings(): Map<number, number[]> {
    const { x, y, edges } = this;
    const boxes = new Float64Array(4 * edges.length);
    edges.forEach(([a, b], i) => {
      boxes.set(
        [Math.min(x[a]!, x[b]!), Math.min(y[a]!, y[b]!), Math.max(x[a]!, x[b]!), Math.max(y[a]!, y[b]!)],
        4 * i,
      );
    });
    const tree = new BoxTree(boxes);
    const found = new Map<number, number[]>();
    const lead = (edge: number, p: number) => {
      const [from, to] = edges[edge]!;
      if (p !== from && p !== to) found.set(edge, [...(found.get(edge) ?? []), p]);
    };
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
        const p = this.position(x[a]! + along * (x[b]! - x[a]!), y[a]! + along * (y[b]! - y[a]!));
        lead(i, p);
        lead(k, p);
      });
    }
    return found;
  }

  /** Leads every edge over the positions that it crosses others at, or whose pixel it passes. @returns whether there was one */
  private split(crossings: ReadonlyMap<number, readonly number[]>): boolean {
    const { x, y } = this;
    const boxes = new Float64Array(4 * x.length);
    for (let i = 0; i < x.length; i++) boxes.set([x[i]!, y[i]!, x[i]!, y[i]!], 4 * i);
    const tree = new BoxTree(boxes);
    const result: [number, number][] = [];
    let isSplit = false;
    for (const [i, [a, b]] of this.edges.entries()) {
      const [dX, dY] = [x[b]! - x[a]!, y[b]! - y[a]!];
      const length = Math.hypot(dX, dY);
      const on = new Set(crossings.get(i));
      this.boxesAlong(a, b, length, (box) => {
        tree.search(box, (p) => {
          if (p !== a && p !== b && passesPixel(x[a]! - x[p]!, y[a]! - y[p]!, dX, dY)) on.add(p);
        });
      });
      const order = Array.from(on, (p): [number, number] => [(x[p]! - x[a]!) * dX + (y[p]! - y[a]!) * dY, p]);
      order.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
      let from = a;
      for (const [, p] of order) {
        result.push([from, p]);
        from = p;
        isSplit = true;
      }
      result.push([from, b]);
    }
    this.edges = result;
    return isSplit;
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

/** Whether a line from (x, y) by (dX, dY) passes the pixel around the origin. */
function passesPixel(x: number, y: number, dX: number, dY: number): boolean {
  let [from, to] = [0, 1];
  for (const [at, by] of [
    [x, dX],
    [y, dY],
  ] as const) {
    if (by === 0) {
      if (at < PIXEL.low || at > PIXEL.high) return false;
      continue;
    }
    const [one, other] = [(PIXEL.low - at) / by, (PIXEL.high - at) / by];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
    if (from > to) return false;
  }
  return true;
}
