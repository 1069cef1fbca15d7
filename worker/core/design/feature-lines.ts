/** The lines that the triangles of a design must follow outside of its platform: edges of the slopes, and where they meet the ground. */
import { clipSegment, convexBox } from './convex.ts';
import { type Envelope, heightOn, type VisiblePart } from './envelope.ts';
import type { GroundFacets } from './ground-facets.ts';
import type { LineNoder } from './node-lines.ts';
import type { PlatformArea } from './platform-area.ts';
import type { Facet } from './slope-facets.ts';

/** Slopes end where they are this near to the ground: on ground that lies in the slope there is nothing to build. */
export const DAYLIGHT_M = 1e-4;
/** Long edges are looked up in the ground in stretches of this length, metres. */
const STRETCH_M = 8;

type Segment = readonly [aX: number, aY: number, bX: number, bY: number];

export interface FeatureTarget {
  readonly ground: GroundFacets;
  readonly area: PlatformArea;
  readonly lines: LineNoder;
}

/** @param sign 1: what lies above the ground counts (fill); −1: what lies below (cut) */
export function addFeatureLines(envelope: Envelope, sign: 1 | -1, target: FeatureTarget): void {
  for (const part of envelope.visibleParts()) {
    const facet = envelope.facets[part.facet]!;
    addBorder(part, facet, sign, target);
    addDaylight(part, facet, sign, target);
  }
}

/** The border of a part where it is built at all. */
function addBorder({ polygon }: VisiblePart, facet: Facet, sign: number, target: FeatureTarget): void {
  for (let i = 0; i < polygon.length; i += 2) {
    const j = i + 2 === polygon.length ? 0 : i + 2;
    const [aX, aY, bX, bY] = [polygon[i]!, polygon[i + 1]!, polygon[j]!, polygon[j + 1]!];
    for (const [from, to] of builtStretches([aX, aY, bX, bY], facet, sign, target.ground)) {
      addOutside([aX + from * (bX - aX), aY + from * (bY - aY), aX + to * (bX - aX), aY + to * (bY - aY)], target);
    }
  }
}

function addOutside([aX, aY, bX, bY]: Segment, { area, lines }: FeatureTarget): void {
  const [fX, fY, tX, tY] = [1000 * aX, 1000 * aY, 1000 * bX, 1000 * bY];
  for (const [from, to] of area.outside(fX, fY, tX, tY)) {
    lines.addLine(fX + from * (tX - fX), fY + from * (tY - fY), fX + to * (tX - fX), fY + to * (tY - fY));
  }
}

/** Where the facet lies beyond the ground along a segment, as shares of it, joined and in order. */
function builtStretches(
  [aX, aY, bX, bY]: Segment,
  facet: Facet,
  sign: number,
  ground: GroundFacets,
): [number, number][] {
  const found: [number, number][] = [];
  const steps = Math.max(1, Math.ceil(Math.hypot(bX - aX, bY - aY) / STRETCH_M));
  const heightA = heightOn(facet, aX, aY);
  const heightB = heightOn(facet, bX, bY);
  for (let step = 0; step < steps; step++) {
    const [s0, s1] = [step / steps, (step + 1) / steps];
    const piece: Segment = [aX + s0 * (bX - aX), aY + s0 * (bY - aY), aX + s1 * (bX - aX), aY + s1 * (bY - aY)];
    ground.touching(boxOf(piece), (t) => {
      const inside = clipSegment(ground.corners.subarray(6 * t, 6 * t + 6) as unknown as number[], piece);
      if (!inside) return;
      const [from, to] = [s0 + inside[0] * (s1 - s0), s0 + inside[1] * (s1 - s0)];
      const over = (share: number) => {
        const [x, y] = [aX + share * (bX - aX), aY + share * (bY - aY)];
        return sign * (heightA + share * (heightB - heightA) - groundOn(ground, t, x, y)) - DAYLIGHT_M;
      };
      const [d0, d1] = [over(from), over(to)];
      if (d0 <= 0 && d1 <= 0) return;
      const zero = from + (d0 / (d0 - d1)) * (to - from);
      found.push([d0 < 0 ? zero : from, d1 < 0 ? zero : to]);
    });
  }
  found.sort((p, q) => p[0] - q[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of found) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1e-9) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Where the facet meets the ground, and where the ground ends under it. */
function addDaylight({ polygon }: VisiblePart, facet: Facet, sign: number, target: FeatureTarget): void {
  const { ground } = target;
  const { corners, heights, rim } = ground;
  const over = [0, 0, 0];
  ground.touching(convexBox(polygon), (t) => {
    let positives = 0;
    let rims = 0;
    for (let k = 0; k < 3; k++) {
      const at = 6 * t + 2 * k;
      over[k] = sign * (heightOn(facet, corners[at]!, corners[at + 1]!) - heights[3 * t + k]!) - DAYLIGHT_M;
      if (over[k]! > 0) positives++;
      rims += rim[3 * t + k]!;
    }
    if (positives === 0) return;
    if (positives < 3) addPart(polygon, zeroLine(corners, t, over), target);
    if (rims === 0) return;
    for (let k = 0; k < 3; k++) {
      if (rim[3 * t + k] === 1) addRim(polygon, corners, t, k, over, target);
    }
  });
}

function addPart(polygon: readonly number[], segment: Segment, target: FeatureTarget): void {
  const inside = clipSegment(polygon, segment, 1e-9);
  if (!inside) return;
  const [aX, aY, bX, bY] = segment;
  const [from, to] = inside;
  addOutside([aX + from * (bX - aX), aY + from * (bY - aY), aX + to * (bX - aX), aY + to * (bY - aY)], target);
}

/** The line across a triangle where what is linear over it is nothing; one or two of the corners are above. */
function zeroLine(corners: Float64Array, t: number, over: readonly number[]): Segment {
  const ends: number[] = [];
  for (let k = 0; k < 3; k++) {
    const l = (k + 1) % 3;
    if (over[k]! > 0 === over[l]! > 0) continue;
    // from the corner above, so that both neighbours of an edge find the same position
    const [high, low] = over[k]! > 0 ? [k, l] : [l, k];
    const share = over[high]! / (over[high]! - over[low]!);
    for (const axis of [0, 1]) {
      const at = corners[6 * t + 2 * high + axis]!;
      ends.push(at + share * (corners[6 * t + 2 * low + axis]! - at));
    }
  }
  return ends as unknown as Segment;
}

/** The part of an edge without a neighbour over which something is built. */
function addRim(
  polygon: readonly number[],
  corners: Float64Array,
  t: number,
  k: number,
  over: readonly number[],
  target: FeatureTarget,
): void {
  const l = (k + 1) % 3;
  const [dK, dL] = [over[k]!, over[l]!];
  if (dK <= 0 && dL <= 0) return;
  const zero = dK / (dK - dL);
  const [from, to] = [dK < 0 ? zero : 0, dL < 0 ? zero : 1];
  const [aX, aY] = [corners[6 * t + 2 * k]!, corners[6 * t + 2 * k + 1]!];
  const [bX, bY] = [corners[6 * t + 2 * l]!, corners[6 * t + 2 * l + 1]!];
  addPart(polygon, [aX + from * (bX - aX), aY + from * (bY - aY), aX + to * (bX - aX), aY + to * (bY - aY)], target);
}

function groundOn({ corners, heights }: GroundFacets, t: number, x: number, y: number): number {
  const at = 6 * t;
  const [aX, aY] = [corners[at]!, corners[at + 1]!];
  const [bX, bY] = [corners[at + 2]! - aX, corners[at + 3]! - aY];
  const [cX, cY] = [corners[at + 4]! - aX, corners[at + 5]! - aY];
  const det = bX * cY - cX * bY;
  const h = heights[3 * t]!;
  return (
    h +
    (((x - aX) * cY - cX * (y - aY)) / det) * (heights[3 * t + 1]! - h) +
    ((bX * (y - aY) - (x - aX) * bY) / det) * (heights[3 * t + 2]! - h)
  );
}

function boxOf([aX, aY, bX, bY]: Segment) {
  return { minE: Math.min(aX, bX), minN: Math.min(aY, bY), maxE: Math.max(aX, bX), maxN: Math.max(aY, bY) };
}
