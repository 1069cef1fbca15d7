/** Where a platform is, and how high. Positions in millimetres from its origin. */
import { BoxTree } from '../geometry/box-tree.ts';
import { locateInRing, type Ring } from '../geometry/ring.ts';
import type { Platform } from './platform.ts';

export class PlatformArea {
  private readonly rings: readonly Ring[];
  private readonly known = new Map<string, number>();
  /** x, y, height of both ends of every edge. */
  private readonly edges: Float64Array;
  private readonly tree: BoxTree;
  /** One ring that never turns right: slopes never come back over it. */
  private readonly isConvex: boolean;

  constructor({ rings, innerLines }: Platform) {
    this.rings = rings.map(({ x, y }) => ({ east: x, north: y }));
    const edges: number[] = [];
    for (const { x, y, height } of rings) {
      for (let i = 0; i < x.length; i++) {
        const j = (i + 1) % x.length;
        edges.push(x[i]!, y[i]!, height[i]!, x[j]!, y[j]!, height[j]!);
        this.known.set(`${x[i]} ${y[i]}`, height[i]!);
      }
    }
    for (let at = 0; at < innerLines.length; at += 3) {
      this.known.set(`${innerLines[at]} ${innerLines[at + 1]}`, innerLines[at + 2]!);
    }
    this.edges = Float64Array.from(edges);
    const boxes: number[] = [];
    for (let at = 0; at < edges.length; at += 6) {
      const [aX, aY, bX, bY] = [edges[at]!, edges[at + 1]!, edges[at + 3]!, edges[at + 4]!];
      boxes.push(Math.min(aX, bX), Math.min(aY, bY), Math.max(aX, bX), Math.max(aY, bY));
    }
    this.tree = new BoxTree(Float64Array.from(boxes));
    this.isConvex = rings.length === 1 && isConvexRing(this.rings[0]!);
  }

  /** The border belongs to it. */
  holds(x: number, y: number): boolean {
    let inside = false;
    for (const ring of this.rings) {
      const side = locateInRing(ring, x, y);
      if (side === 0) return true;
      if (side > 0) inside = !inside;
    }
    return inside;
  }

  /** Height at a position of the outline or of the break lines, metres; between two positions of the outline linear. */
  heightAt(x: number, y: number): number {
    const known = this.known.get(`${x} ${y}`);
    if (known !== undefined) return known;
    let [height, least] = [Number.NaN, Infinity];
    const { edges } = this;
    for (let reach = 2; Number.isNaN(height); reach *= 8) {
      this.tree.search({ minE: x - reach, minN: y - reach, maxE: x + reach, maxN: y + reach }, (i) => {
        const at = 6 * i;
        const [dX, dY] = [edges[at + 3]! - edges[at]!, edges[at + 4]! - edges[at + 1]!];
        const raw = ((x - edges[at]!) * dX + (y - edges[at + 1]!) * dY) / (dX * dX + dY * dY);
        const along = Math.min(1, Math.max(0, raw));
        const away = Math.hypot(edges[at]! + along * dX - x, edges[at + 1]! + along * dY - y);
        if (away >= least) return;
        least = away;
        height = edges[at + 2]! + along * (edges[at + 5]! - edges[at + 2]!);
      });
    }
    return height;
  }

  /** The stretches of a → b outside of the platform, as shares of its length. */
  outside(aX: number, aY: number, bX: number, bY: number): [number, number][] {
    if (this.isConvex) return [[0, 1]];
    const cuts = [0, 1];
    const { edges } = this;
    const box = { minE: Math.min(aX, bX), minN: Math.min(aY, bY), maxE: Math.max(aX, bX), maxN: Math.max(aY, bY) };
    this.tree.search(box, (i) => {
      const at = 6 * i;
      const [pX, pY] = [edges[at]!, edges[at + 1]!];
      const [dX, dY] = [edges[at + 3]! - pX, edges[at + 4]! - pY];
      const ownA = dX * (aY - pY) - dY * (aX - pX);
      const ownB = dX * (bY - pY) - dY * (bX - pX);
      if (ownA > 0 === ownB > 0) return;
      const along = ownA / (ownA - ownB);
      if (along > 0 && along < 1) cuts.push(along);
    });
    cuts.sort((p, q) => p - q);
    const stretches: [number, number][] = [];
    for (let i = 0; i + 1 < cuts.length; i++) {
      const middle = (cuts[i]! + cuts[i + 1]!) / 2;
      if (cuts[i + 1]! <= cuts[i]! || this.holds(aX + middle * (bX - aX), aY + middle * (bY - aY))) continue;
      const last = stretches.at(-1);
      if (last && last[1] === cuts[i]) last[1] = cuts[i + 1]!;
      else stretches.push([cuts[i]!, cuts[i + 1]!]);
    }
    return stretches;
  }
}

function isConvexRing({ east, north }: Ring): boolean {
  const count = east.length;
  for (let i = 0; i < count; i++) {
    const [j, k] = [(i + 1) % count, (i + 2) % count];
    const turn = (east[j]! - east[i]!) * (north[k]! - north[j]!) - (north[j]! - north[i]!) * (east[k]! - east[j]!);
    if (turn < 0) return false;
  }
  return true;
}
