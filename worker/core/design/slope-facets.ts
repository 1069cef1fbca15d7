/**
 * The side slopes of a platform as plane facets: a strip along every edge, a fan of sectors around every corner. Facets
 * of different edges may overlap; the envelope decides (envelope.ts). Metres from the platform's origin.
 */
import type { EdgeRing, Platform } from './platform.ts';
import type { SlopeBand } from './slope-profile.ts';

/** A convex polygon, counter-clockwise (x, y, x, y …), and the plane over it: height = c + gx·x + gy·y. */
export interface Facet {
  readonly polygon: readonly number[];
  readonly c: number;
  readonly gx: number;
  readonly gy: number;
  /** Height of the platform's edge that the slope starts from, likewise. */
  readonly baseC: number;
  readonly baseX: number;
  readonly baseY: number;
}

/** Angle of one sector of a corner's fan: chords of a cone, 0.02 % of its area short. */
export const FAN_STEP_RAD = (2 * Math.PI) / 180;
/** Bends flatter than this need no fan on their inner side: what it would close is below a millimetre. */
const FLAT_BEND_RAD = 1e-3;

/** Distance from an edge or a corner, and the edge's height beside it: both linear in plan. */
interface Frame {
  readonly baseC: number;
  readonly baseX: number;
  readonly baseY: number;
  readonly distC: number;
  readonly distX: number;
  readonly distY: number;
}

/** @param sign −1: the slopes fall from the edge (fill); 1: they rise (cut) */
export function slopeFacets(platform: Platform, bands: readonly SlopeBand[], sign: 1 | -1): Facet[] {
  const facets: Facet[] = [];
  for (const ring of platform.rings) {
    for (let i = 0; i < ring.x.length; i++) {
      if (ring.open[i] === 0) addStrip(facets, ring, i, bands, sign);
      addCorner(facets, ring, i, bands, sign);
    }
  }
  return facets;
}

function addStrip(facets: Facet[], { x, y, height }: EdgeRing, i: number, bands: readonly SlopeBand[], sign: number) {
  const j = (i + 1) % x.length;
  const [aX, aY, bX, bY] = [x[i]! / 1000, y[i]! / 1000, x[j]! / 1000, y[j]! / 1000];
  const length = Math.hypot(bX - aX, bY - aY);
  const [tX, tY] = [(bX - aX) / length, (bY - aY) / length];
  const [oX, oY] = [tY, -tX];
  const fall = (height[j]! - height[i]!) / length;
  const frame: Frame = {
    baseC: height[i]! - fall * (tX * aX + tY * aY),
    baseX: fall * tX,
    baseY: fall * tY,
    distC: -(oX * aX + oY * aY),
    distX: oX,
    distY: oY,
  };
  for (const band of bands) {
    const { fromM: d0, toM: d1 } = band;
    const polygon = [
      ...[aX + d0 * oX, aY + d0 * oY, aX + d1 * oX, aY + d1 * oY],
      ...[bX + d1 * oX, bY + d1 * oY, bX + d0 * oX, bY + d0 * oY],
    ];
    facets.push(facetOf(polygon, frame, band, sign));
  }
}

function facetOf(polygon: number[], frame: Frame, { fromM, startM, gradient }: SlopeBand, sign: number): Facet {
  const { baseC, baseX, baseY } = frame;
  return {
    polygon,
    baseC,
    baseX,
    baseY,
    c: frame.baseC + sign * (startM + gradient * (frame.distC - fromM)),
    gx: frame.baseX + sign * gradient * frame.distX,
    gy: frame.baseY + sign * gradient * frame.distY,
  };
}

/** The fan of a corner: all of the outer side where the outline turns left, else the little that two strips leave open. */
function addCorner(facets: Facet[], ring: EdgeRing, i: number, bands: readonly SlopeBand[], sign: number): void {
  const { x, y, height, open } = ring;
  const count = x.length;
  const before = (i + count - 1) % count;
  const after = (i + 1) % count;
  if (open[before] === 1 || open[i] === 1) return;
  const from = Math.atan2(-(x[i]! - x[before]!), y[i]! - y[before]!);
  const to = Math.atan2(-(x[after]! - x[i]!), y[after]! - y[i]!);
  // `from` and `to` point outwards: the edge's direction turned right by a right angle
  let turn = to - from;
  if (turn > Math.PI) turn -= 2 * Math.PI;
  if (turn <= -Math.PI) turn += 2 * Math.PI;
  let [begin, angle] = [from, turn];
  if (turn < 0) {
    if (turn > -FLAT_BEND_RAD) return;
    const fall = Math.max(fallOf(ring, before), fallOf(ring, i));
    if (fall < 1e-9) return;
    const reach = closingAngle(bands, fall);
    if (2 * reach <= -turn) return;
    begin = from - reach;
    angle = turn + 2 * reach;
  }
  if (angle < 1e-9) return;
  const [vX, vY] = [x[i]! / 1000, y[i]! / 1000];
  const sectors = Math.ceil(angle / FAN_STEP_RAD - 1e-9);
  const half = angle / sectors / 2;
  for (let k = 0; k < sectors; k++) {
    // the angle at both sides is computed alike in neighbouring sectors
    const [one, other] = [begin + (k / sectors) * angle, begin + ((k + 1) / sectors) * angle];
    const middle = (one + other) / 2;
    const [dX, dY] = [Math.cos(middle) / Math.cos(half), Math.sin(middle) / Math.cos(half)];
    const frame: Frame = { baseC: height[i]!, baseX: 0, baseY: 0, distC: -(dX * vX + dY * vY), distX: dX, distY: dY };
    for (const band of bands) {
      const { fromM: d0, toM: d1 } = band;
      const polygon = [
        vX + d0 * Math.cos(one),
        vY + d0 * Math.sin(one),
        vX + d1 * Math.cos(one),
        vY + d1 * Math.sin(one),
      ];
      polygon.push(vX + d1 * Math.cos(other), vY + d1 * Math.sin(other));
      if (d0 > 0) polygon.push(vX + d0 * Math.cos(other), vY + d0 * Math.sin(other));
      facets.push(facetOf(polygon, frame, band, sign));
    }
  }
}

/** Widest fan beside the end of a strip at a concave corner. */
const WIDEST_RAD = Math.PI / 3;

/**
 * The angle from the end of a strip beyond which the strip always wins over the fan of its corner: at a distance d from
 * the corner the fan stands slope(d) off the edge, the strip slope(d·cos) and, along the edge, fall·d·sin. Without berms
 * that is 2·atan(fall × run); with berms it is looked for at the bands' borders, and up to a limit.
 */
function closingAngle(bands: readonly SlopeBand[], fall: number): number {
  let angle = 2 * Math.atan(fall / bands[0]!.gradient);
  if (bands.length === 1) return angle;
  const heightAt = (d: number) => {
    const band = bands.find(({ toM }) => d <= toM) ?? bands.at(-1)!;
    return band.startM + band.gradient * (d - band.fromM);
  };
  for (; angle < WIDEST_RAD; angle += FAN_STEP_RAD) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const wins = (d: number) => heightAt(d) - heightAt(d * cos) >= fall * d * sin - 1e-9;
    if (bands.every(({ toM }) => wins(toM) && wins(Math.min(toM / cos, bands.at(-1)!.toM)))) break;
  }
  return Math.min(angle, WIDEST_RAD);
}

function fallOf({ x, y, height }: EdgeRing, i: number): number {
  const j = (i + 1) % x.length;
  return Math.abs(height[j]! - height[i]!) / (Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!) / 1000);
}
