/** Finds the wires among points, one by one: conductors side by side stay apart. How and when it fails: road.md. Metres. */
import { acrossWire, alongWire, fitWire, type WireCurve, type WirePoints, wireHeightAt } from './wire-fit.ts';

export interface SpanSearch {
  /** Where a wire must pass to be of interest. */
  readonly seeds: readonly number[];
  /** How far a point may lie from its wire, in plan and in height. */
  readonly toleranceM: number;
  /** Whether points of other things are among them: then a wire must stand alone in the air. */
  readonly isMixed: boolean;
}

export interface FoundSpan {
  readonly curve: WireCurve;
  /** Ascending. */
  readonly indices: readonly number[];
}

/** A seed looks for its wire among the points this near. */
const NEAR_M = 25;
const CELL_M = 5;
/** Most points that a seed looks at. */
const MOST_NEAR = 1_500;
const TRIALS = 300;
/** Points of a trial are at least this far apart along the wire. */
const APART_M = 3;
/** A wire goes on over gaps up to this. */
const GAP_M = 10;
/** How far beyond its last point a wire looks for the next. */
const AHEAD_M = GAP_M;
/** Curvature 2 · c2, 1/m: a service drop of 15 m with a sag of 1 m has 0.036. */
const MOST_BEND = 0.05;
const ROUNDS = 15;
/** First the wires that nobody can doubt take their points, then shorter ones. */
const PASSES = [
  { points: 10, lengthM: 10 },
  { points: 5, lengthM: 4 },
] as const;
const MIXED_PASSES = [{ points: 10, lengthM: 12 }] as const;
/** Around a wire in mixed points, out to so many tolerances, there are at most so many other points for one of its own. */
const SHELL = 4;
const SHELL_SHARE = 0.5;

/** The wires that pass a seed, in the order of the seeds that found them. The same points give the same wires. */
export function findSpans(points: WirePoints, { seeds, toleranceM, isMixed }: SpanSearch): FoundSpan[] {
  const grid = new PlanGrid(points);
  const isFree = new Uint8Array(points.east.length).fill(1);
  const spans: FoundSpan[] = [];
  for (const { points: leastPoints, lengthM } of isMixed ? MIXED_PASSES : PASSES) {
    for (const seed of seeds) {
      if (!isFree[seed]) continue;
      const near = grid.near(seed, isFree);
      const start = bestTrial(points, seed, near, toleranceM);
      const span = start && grow(points, seed, start, { grid, isFree, toleranceM });
      if (!span || span.indices.length < leastPoints || span.curve.toU - span.curve.fromU < lengthM) continue;
      if (span.curve.sigmaM > toleranceM) continue;
      if (isMixed && !standsAlone(points, span, grid, toleranceM)) continue;
      for (const i of span.indices) isFree[i] = 0;
      spans.push(span);
    }
  }
  return spans;
}

/** Points by cells in plan. */
class PlanGrid {
  private readonly points: WirePoints;
  private readonly cells = new Map<string, number[]>();

  constructor(points: WirePoints) {
    this.points = points;
    for (let i = 0; i < points.east.length; i++) {
      const key = `${Math.floor(points.east[i]! / CELL_M)},${Math.floor(points.north[i]! / CELL_M)}`;
      const list = this.cells.get(key);
      if (list) list.push(i);
      else this.cells.set(key, [i]);
    }
  }

  /** Free points near a seed, without it, evenly thinned where they are many. */
  near(seed: number, isFree: Uint8Array): number[] {
    const { east, north } = this.points;
    const [e, n] = [east[seed]!, north[seed]!];
    const found = this.inBox(e - NEAR_M, n - NEAR_M, e + NEAR_M, n + NEAR_M).filter(
      (i) => i !== seed && isFree[i] && Math.hypot(east[i]! - e, north[i]! - n) <= NEAR_M,
    );
    if (found.length <= MOST_NEAR) return found;
    const step = found.length / MOST_NEAR;
    return Array.from({ length: MOST_NEAR }, (_, k) => found[Math.floor(k * step)]!);
  }

  /** Points of the cells that a box touches, ascending. */
  inBox(minE: number, minN: number, maxE: number, maxN: number): number[] {
    const found: number[] = [];
    for (let col = Math.floor(minE / CELL_M); col <= Math.floor(maxE / CELL_M); col++) {
      for (let row = Math.floor(minN / CELL_M); row <= Math.floor(maxN / CELL_M); row++) {
        for (const i of this.cells.get(`${col},${row}`) ?? []) found.push(i);
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** Points of the cells along a curve, ascending. */
  along(curve: WireCurve, fromU: number, toU: number, reachM: number): number[] {
    const found = new Set<number>();
    const steps = Math.max(1, Math.ceil((toU - fromU) / CELL_M));
    for (let k = 0; k <= steps; k++) {
      const u = fromU + (k / steps) * (toU - fromU);
      const [e, n] = [curve.east + u * curve.alongE, curve.north + u * curve.alongN];
      const half = CELL_M / 2 + reachM;
      for (const i of this.inBox(e - half, n - half, e + half, n + half)) found.add(i);
    }
    return [...found].sort((a, b) => a - b);
  }
}

/** A line and a parabola through the seed and two others. */
interface Trial {
  readonly indices: readonly number[];
}

/** The trial with the most points on it; of equal ones the first. */
function bestTrial(
  { east, north, height }: WirePoints,
  seed: number,
  near: readonly number[],
  toleranceM: number,
): Trial | null {
  if (near.length < 2) return near.length === 1 ? { indices: [seed, near[0]!] } : null;
  const draw = drawer(east[seed]!, north[seed]!, height[seed]!);
  const e = Float64Array.from(near, (i) => east[i]! - east[seed]!);
  const n = Float64Array.from(near, (i) => north[i]! - north[seed]!);
  const h = Float64Array.from(near, (i) => height[i]! - height[seed]!);
  let best: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const j = draw(near.length);
    const k = draw(near.length);
    if (j === k) continue;
    const [far, other] = Math.hypot(e[j]!, n[j]!) >= Math.hypot(e[k]!, n[k]!) ? [j, k] : [k, j];
    const lengthM = Math.hypot(e[far]!, n[far]!);
    if (lengthM < 2 * APART_M) continue;
    const [dE, dN] = [e[far]! / lengthM, n[far]! / lengthM];
    const at = e[other]! * dE + n[other]! * dN;
    if (Math.abs(n[other]! * dE - e[other]! * dN) > toleranceM) continue;
    if (Math.abs(at) < APART_M || Math.abs(at - lengthM) < APART_M) continue;
    // through 0 at the seed
    const c2 = (h[other]! / at - h[far]! / lengthM) / (at - lengthM);
    const c1 = h[far]! / lengthM - c2 * lengthM;
    if (c2 < -MOST_BEND / 20 || 2 * c2 > MOST_BEND) continue;
    const on: number[] = [];
    for (let i = 0; i < near.length; i++) {
      const u = e[i]! * dE + n[i]! * dN;
      if (Math.abs(n[i]! * dE - e[i]! * dN) > toleranceM) continue;
      if (Math.abs(h[i]! - u * (c1 + u * c2)) <= toleranceM) on.push(i);
    }
    if (on.length > best.length) best = on;
  }
  if (best.length < 2) return null;
  return { indices: [seed, ...best.map((i) => near[i]!)] };
}

interface Growing {
  readonly grid: PlanGrid;
  readonly isFree: Uint8Array;
  readonly toleranceM: number;
}

/** Fits, takes in what lies on the curve and a little beyond its ends, and fits again, until nothing changes. */
function grow(points: WirePoints, seed: number, { indices }: Trial, growing: Growing): FoundSpan | null {
  let own: readonly number[] = [...indices].sort((a, b) => a - b);
  let curve = fitWire(points, own);
  for (let round = 0; round < ROUNDS && curve; round++) {
    const next = onCurve(points, seed, curve, AHEAD_M, growing.toleranceM, growing);
    if (next.length < 3 || isSame(next, own)) break;
    own = next;
    curve = fitWire(points, own);
  }
  if (!curve) return null;
  // near a support the next span begins: what lies on it is off by more than the others
  const strictM = Math.min(growing.toleranceM, Math.max(0.04, 3 * curve.sigmaM));
  const strict = onCurve(points, seed, curve, 0, strictM, growing);
  const fitted = strict.length >= 3 ? fitWire(points, strict) : null;
  return fitted ? { curve: fitted, indices: strict } : { curve, indices: own };
}

/** Free points on a curve, without a wide gap between them and the seed; ascending. */
function onCurve(
  points: WirePoints,
  seed: number,
  curve: WireCurve,
  aheadM: number,
  heightToleranceM: number,
  { grid, isFree, toleranceM }: Growing,
): number[] {
  const { east, north, height } = points;
  const [fromU, toU] = [curve.fromU - aheadM, curve.toU + aheadM];
  const on: { index: number; u: number }[] = [];
  for (const index of grid.along(curve, fromU, toU, toleranceM)) {
    if (!isFree[index]) continue;
    const u = alongWire(curve, east[index]!, north[index]!);
    if (u < fromU - 1e-9 || u > toU + 1e-9) continue;
    if (Math.abs(acrossWire(curve, east[index]!, north[index]!)) > toleranceM) continue;
    if (Math.abs(height[index]! - wireHeightAt(curve, u)) <= heightToleranceM) on.push({ index, u });
  }
  on.sort((a, b) => a.u - b.u || a.index - b.index);
  const seedU = alongWire(curve, east[seed]!, north[seed]!);
  const nearest = on.reduce((best, { u }, i) => (Math.abs(u - seedU) < Math.abs(on[best]!.u - seedU) ? i : best), 0);
  let [first, last] = [nearest, nearest];
  while (first > 0 && on[first]!.u - on[first - 1]!.u <= GAP_M) first--;
  while (last + 1 < on.length && on[last + 1]!.u - on[last]!.u <= GAP_M) last++;
  return on
    .slice(first, last + 1)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Whether there is air around a wire: crowns fill the space around any line through them. */
function standsAlone(points: WirePoints, { curve, indices }: FoundSpan, grid: PlanGrid, toleranceM: number): boolean {
  const shellM = SHELL * toleranceM;
  let around = 0;
  for (const i of grid.along(curve, curve.fromU, curve.toU, shellM)) {
    const [e, n] = [points.east[i]!, points.north[i]!];
    const u = alongWire(curve, e, n);
    if (u < curve.fromU || u > curve.toU) continue;
    const away = Math.hypot(acrossWire(curve, e, n), points.height[i]! - wireHeightAt(curve, u));
    if (away > Math.SQRT2 * toleranceM && away <= shellM) around++;
  }
  return around <= SHELL_SHARE * indices.length;
}

/** Draws whole numbers below a limit; the same place draws the same. */
function drawer(east: number, north: number, height: number): (below: number) => number {
  let state = (Math.round(east * 1000) ^ Math.imul(Math.round(north * 1000), 0x9e3779b1)) >>> 0;
  state = (state ^ Math.imul(Math.round(height * 1000), 0x85ebca6b)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
