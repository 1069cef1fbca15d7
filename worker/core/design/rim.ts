/** The rim of a design: how much of it meets the ground. */
import type { GroundFacets } from './ground-facets.ts';
import type { Platform } from './platform.ts';

export interface RimLengths {
  /** Where the design meets the ground: 法尻 and 法肩. */
  readonly toeLengthM: number;
  /** Where the ground is void. */
  readonly voidRimM: number;
  /** Where slopes were cut off at the reach. */
  readonly cutOffRimM: number;
  /** Where slopes of different edges leave a step between them (design.md, sloping edges with berms). */
  readonly stepRimM: number;
  /** The ends of a swept section. */
  readonly endRimM: number;
}

/** A rim this near to the ground meets it: rounding to millimetres on steep ground. */
const MEETS_M = 0.03;
/** Beyond the rim, to see whether there is ground at all. */
const PROBE_MM = 10;
const ON_END_MM = 2;

interface RimDraft {
  readonly platform: Platform;
  readonly ground: GroundFacets;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly triangles: Uint32Array;
  readonly halfedges: Int32Array;
  /** −1: not built. */
  readonly kinds: Int8Array;
}

export function measureRim(
  { platform, ground, x, y, triangles, halfedges, kinds }: RimDraft,
  heightOf: (vertex: number) => number,
  reachM: number,
): RimLengths {
  let [toeLengthM, voidRimM, cutOffRimM, stepRimM, endRimM] = [0, 0, 0, 0, 0];
  const ends = endLines(platform);
  for (let e = 0; e < triangles.length; e++) {
    const twin = halfedges[e]!;
    if (kinds[Math.floor(e / 3)]! < 0 || (twin >= 0 && kinds[Math.floor(twin / 3)]! >= 0)) continue;
    const [a, b] = [triangles[e]!, triangles[e % 3 === 2 ? e - 2 : e + 1]!];
    const [dX, dY] = [x[b]! - x[a]!, y[b]! - y[a]!];
    const lengthM = Math.hypot(dX, dY) / 1000;
    if (ends.some((line) => distance(line, x[a]!, y[a]!) < ON_END_MM && distance(line, x[b]!, y[b]!) < ON_END_MM)) {
      endRimM += lengthM;
      continue;
    }
    const [mX, mY] = [(x[a]! + x[b]!) / 2, (y[a]! + y[b]!) / 2];
    const height = (heightOf(a) + heightOf(b)) / 2;
    const under = ground.heightAt(mX / 1000, mY / 1000);
    if (Math.abs(height - under) <= MEETS_M) {
      toeLengthM += lengthM;
      continue;
    }
    // triangles are counter-clockwise: outside is to the right
    const [oX, oY] = [dY / (1000 * lengthM), -dX / (1000 * lengthM)];
    const beyond = ground.heightAt((mX + PROBE_MM * oX) / 1000, (mY + PROBE_MM * oY) / 1000);
    if (Number.isNaN(beyond)) voidRimM += lengthM;
    else if (distanceTo(platform, mX, mY) > 990 * reachM) cutOffRimM += lengthM;
    else stepRimM += lengthM;
  }
  return { toeLengthM, voidRimM, cutOffRimM, stepRimM, endRimM };
}

type Line = readonly [pX: number, pY: number, oX: number, oY: number];

/** The lines across the ends of a swept section: its open edges, and the sides of the slopes beside them. */
function endLines({ rings }: Platform): Line[] {
  return rings.flatMap(({ x, y, open }) => {
    const lines: Line[] = [];
    for (let i = 0; i < x.length; i++) {
      const before = (i + x.length - 1) % x.length;
      const after = (i + 1) % x.length;
      if (open[i] === 1) lines.push(lineAcross(x[i]!, y[i]!, y[after]! - y[i]!, x[i]! - x[after]!));
      if (open[i] === open[before]) continue;
      const [from, to] = open[i] === 0 ? [i, after] : [before, i];
      lines.push(lineAcross(x[i]!, y[i]!, x[to]! - x[from]!, y[to]! - y[from]!));
    }
    return lines;
  });
}

/** The line through a position at right angles to a direction. */
function lineAcross(pX: number, pY: number, dX: number, dY: number): Line {
  const length = Math.hypot(dX, dY);
  return [pX, pY, dX / length, dY / length];
}

function distance([pX, pY, oX, oY]: Line, x: number, y: number): number {
  return Math.abs((x - pX) * oX + (y - pY) * oY);
}

/** From a position to the outline, millimetres. */
function distanceTo({ rings }: Platform, pX: number, pY: number): number {
  let least = Infinity;
  for (const { x, y } of rings) {
    for (let i = 0; i < x.length; i++) {
      const j = (i + 1) % x.length;
      const [dX, dY] = [x[j]! - x[i]!, y[j]! - y[i]!];
      const along = Math.min(1, Math.max(0, ((pX - x[i]!) * dX + (pY - y[i]!) * dY) / (dX * dX + dY * dY)));
      least = Math.min(least, Math.hypot(x[i]! + along * dX - pX, y[i]! + along * dY - pY));
    }
  }
  return least;
}
