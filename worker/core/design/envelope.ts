/** The uppermost (fill) or undermost (cut) of many plane facets over each position. Metres from the platform's origin. */
import { BoxTree } from '../geometry/box-tree.ts';
import { clipConvex, convexArea, convexBox, outsideBy, subtractConvex } from './convex.ts';
import type { Facet } from './slope-facets.ts';

/** A facet that is higher by less than this hides nothing: neighbours meet with rounding. */
const TIE_M = 1e-7;
/** Parts smaller than this are rounding. */
const LEAST_AREA_M2 = 1e-8;

/** A convex part of a facet that no other hides. */
export interface VisiblePart {
  readonly facet: number;
  readonly polygon: readonly number[];
}

export class Envelope {
  readonly facets: readonly Facet[];
  /** −1: the lowest counts. */
  private readonly sign: 1 | -1;
  private readonly tree: BoxTree;

  /** @param sign 1: the highest facet counts (fill); −1: the lowest (cut) */
  constructor(facets: readonly Facet[], sign: 1 | -1) {
    this.facets = facets;
    this.sign = sign;
    const boxes = new Float64Array(4 * facets.length);
    facets.forEach(({ polygon }, i) => {
      const { minE, minN, maxE, maxN } = convexBox(polygon);
      boxes.set([minE, minN, maxE, maxN], 4 * i);
    });
    this.tree = new BoxTree(boxes);
  }

  /** Every facet less what others hide of it, in the order of the facets. */
  visibleParts(): VisiblePart[] {
    return this.facets.flatMap((facet, i) => this.visibleOf(facet, i).map((polygon) => ({ facet: i, polygon })));
  }

  private visibleOf(facet: Facet, i: number): (readonly number[])[] {
    let parts: (readonly number[])[] = [facet.polygon];
    this.tree.search(convexBox(facet.polygon), (k) => {
      if (k === i || parts.length === 0) return;
      const other = this.facets[k]!;
      const { sign } = this;
      const hiding = clipConvex(
        other.polygon,
        sign * (other.gx - facet.gx),
        sign * (other.gy - facet.gy),
        sign * (other.c - facet.c) - TIE_M,
      );
      if (hiding.length === 0 || convexArea(hiding) <= LEAST_AREA_M2) return;
      parts = parts.flatMap((part) => subtractConvex(part, hiding, LEAST_AREA_M2));
    });
    return parts;
  }

  /**
   * The facet that counts at a position; −1 where none reaches.
   * @param slackM facets answer this far beyond their border
   */
  facetAt(x: number, y: number, slackM: number): number {
    let found = -1;
    let best = 0;
    const { sign } = this;
    this.tree.search({ minE: x - slackM, minN: y - slackM, maxE: x + slackM, maxN: y + slackM }, (k) => {
      const facet = this.facets[k]!;
      if (outsideBy(facet.polygon, x, y) > slackM) return;
      const height = heightOn(facet, x, y);
      if (found >= 0 && sign * height <= sign * best) return;
      best = height;
      found = k;
    });
    return found;
  }
}

/** Height of a facet's plane, metres. */
export function heightOn({ c, gx, gy }: Facet, x: number, y: number): number {
  return c + gx * x + gy * y;
}

/** Height of the slope over (or under) the platform's edge that it starts from, metres. */
export function slopeHeight(facet: Facet, x: number, y: number): number {
  return heightOn(facet, x, y) - (facet.baseC + facet.baseX * x + facet.baseY * y);
}
