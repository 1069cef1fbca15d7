/**
 * Cuts a TIN by a vertical plane: the exact line, with a vertex at every edge that the plane crosses. The walk knows no
 * special cases: a vertex on the plane counts as right of it, so that a triangle is crossed through two edges or not at all.
 */
import { type Bounds, EMPTY_BOUNDS, uniteBounds } from '../geometry/bounds.ts';
import { turn } from '../geometry/orientation.ts';
import { longestEdgeSquared, type Tin } from '../surface/tin.ts';
import { type HeightLine, LineBuilder } from './section-line.ts';

/** A straight section in plan, metres. */
export interface Segment {
  readonly fromE: number;
  readonly fromN: number;
  readonly toE: number;
  readonly toN: number;
}

export const segmentLength = ({ fromE, fromN, toE, toN }: Segment): number => Math.hypot(toE - fromE, toN - fromN);

/** The rectangle around some segments. */
export function boundsOfSegments(segments: readonly Segment[]): Bounds {
  return segments.reduce(
    (sum, { fromE, fromN, toE, toN }) =>
      uniteBounds(sum, {
        minE: Math.min(fromE, toE),
        minN: Math.min(fromN, toN),
        maxE: Math.max(fromE, toE),
        maxN: Math.max(fromN, toN),
      }),
    EMPTY_BOUNDS,
  );
}

export class TinCutter {
  private readonly tin: Tin;
  private readonly maxSquared: number;
  /** Half-edges without a twin. */
  private readonly hull: Uint32Array;
  private visit: ((triangle: number) => void) | null = null;

  /** @param maxEdgeM triangles with a longer edge in plan are no data */
  constructor(tin: Tin, maxEdgeM: number) {
    this.tin = tin;
    this.maxSquared = maxEdgeM * maxEdgeM;
    const hull: number[] = [];
    for (let edge = 0; edge < tin.halfedges.length; edge++) if (tin.halfedges[edge]! < 0) hull.push(edge);
    this.hull = Uint32Array.from(hull);
  }

  /** Heights over the segment, from its beginning; gaps outside the hull and in triangles that are no data. */
  cut(segment: Segment): HeightLine {
    const lengthM = segmentLength(segment);
    const builder = new LineBuilder();
    const entries = Array.from(this.hull)
      .filter((edge) => this.isLeft(segment, this.from(edge)) && !this.isLeft(segment, this.to(edge)))
      .map((edge) => ({ edge, ...this.crossing(segment, lengthM, edge) }))
      .sort((a, b) => a.along - b.along);
    for (const { edge } of entries) this.walk(segment, lengthM, edge, builder);
    return builder.finish();
  }

  /** Calls `visit` with every triangle that is data and that the segment crosses. */
  crossed(segment: Segment, visit: (triangle: number) => void): void {
    this.visit = visit;
    this.cut(segment);
    this.visit = null;
  }

  /** From where the plane enters the hull to where it leaves it. */
  private walk(segment: Segment, lengthM: number, entry: number, builder: LineBuilder): void {
    const { halfedges } = this.tin;
    let edge = entry;
    let last = this.crossing(segment, lengthM, entry);
    builder.breakAt(clamp(last.along, 0, lengthM));
    while (last.along <= lengthM) {
      const triangle = (edge - (edge % 3)) / 3;
      const exit = this.exitOf(segment, triangle, edge);
      const next = this.crossing(segment, lengthM, exit);
      // rounding must not let it run backwards
      const along = Math.max(next.along, last.along);
      if (along >= 0) {
        if (longestEdgeSquared(this.tin, triangle) <= this.maxSquared) {
          this.visit?.(triangle);
          addClipped(builder, last, { along, height: next.height }, lengthM);
        } else builder.breakAt(Math.max(0, last.along));
      }
      last = { along, height: next.height };
      edge = halfedges[exit]!;
      if (edge < 0) break;
    }
    builder.breakAt(Math.min(last.along, lengthM));
  }

  /** Of the two other edges the one that the plane leaves through: from right of it to left of it. */
  private exitOf(segment: Segment, triangle: number, entry: number): number {
    const first = 3 * triangle + ((entry + 1) % 3);
    return this.isLeft(segment, this.to(first)) ? first : 3 * triangle + ((entry + 2) % 3);
  }

  private from(edge: number): number {
    return this.tin.triangles[edge]!;
  }

  private to(edge: number): number {
    return this.tin.triangles[edge - (edge % 3) + ((edge + 1) % 3)]!;
  }

  private isLeft({ fromE, fromN, toE, toN }: Segment, vertex: number): boolean {
    return turn(fromE, fromN, toE, toN, this.tin.east[vertex]!, this.tin.north[vertex]!) > 0;
  }

  private crossing(segment: Segment, lengthM: number, edge: number): Crossing {
    const { east, north, height } = this.tin;
    const [a, b] = [this.from(edge), this.to(edge)];
    const { fromE, fromN } = segment;
    const dE = (segment.toE - fromE) / lengthM;
    const dN = (segment.toN - fromN) / lengthM;
    const acrossA = dE * (north[a]! - fromN) - dN * (east[a]! - fromE);
    const acrossB = dE * (north[b]! - fromN) - dN * (east[b]! - fromE);
    const span = acrossA - acrossB;
    // both on the plane within rounding: its middle
    const share = span === 0 ? 0.5 : clamp(acrossA / span, 0, 1);
    const alongA = dE * (east[a]! - fromE) + dN * (north[a]! - fromN);
    const alongB = dE * (east[b]! - fromE) + dN * (north[b]! - fromN);
    return {
      along: alongA + share * (alongB - alongA),
      height: height[a]! + share * (height[b]! - height[a]!),
    };
  }
}

interface Crossing {
  readonly along: number;
  readonly height: number;
}

/** Adds the stretch between two crossings as far as it lies within [0, lengthM]. */
export function addClipped(builder: LineBuilder, from: Crossing, to: Crossing, lengthM: number): void {
  if (to.along < 0 || from.along > lengthM) return;
  const at = (along: number) => {
    if (along <= from.along) return from.height;
    if (along >= to.along) return to.height;
    return from.height + ((along - from.along) / (to.along - from.along)) * (to.height - from.height);
  };
  const begin = Math.max(0, from.along);
  const end = Math.min(lengthM, to.along);
  builder.add(begin, at(begin));
  builder.add(end, at(end));
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
