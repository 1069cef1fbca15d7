/** Finds the wires among points, one by one: conductors side by side stay apart. How and when it fails: road.md. Metres. */
import {
  acrossWire,
  alongWire,
  fitWire,
  sagOf,
  type WireCurve,
  type WirePoints,
  wireHeightAt,
  wirePlace,
} from './wire-fit.ts';

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
const MOST_NEAR = 1_000;
const TRIALS = 300;
/** Bearings that a seed tells apart over half a turn, and how many of them it looks along. */
const BEARINGS = 180;
const SLOPE_STEP = 0.05;
const LEVELS = 24;
const GROUPS = 8;
/** Points of a trial are at least this far apart along the wire. */
const APART_M = 3;
/** A wire goes on over gaps up to so many times the mean distance of its points, within limits. */
const GAP_SPACINGS = 12;
const LEAST_GAP_M = 10;
const MOST_GAP_M = 25;
/** Behind a gap wider than the least so much of the wire must follow. */
const BEHIND_GAP = { points: 6, lengthM: 8, offShare: 0.2 } as const;
/** Points of the same line in plan up to so far above or below a curve speak against it. */
const OFF_M = 0.8;
/** Curvature 2 · c2, 1/m: a service drop of 15 m with a sag of 1 m has 0.036. */
const MOST_BEND = 0.05;
/** Sag of a length of wire by that length: lines have 0.01 to 0.04. */
const MOST_SAG = 0.06;
const ROUNDS = 15;
/** First the wires that nobody can doubt take their points, then rougher and shorter ones. */
const PASSES = [
  { points: 10, lengthM: 10, sigmaShare: 1 / 4, offShare: 0.2 },
  { points: 10, lengthM: 10, sigmaShare: 1 / 2, offShare: Infinity },
  { points: 5, lengthM: 4, sigmaShare: 1 / 3, offShare: Infinity },
] as const;
const MIXED_PASSES = [{ points: 10, lengthM: 12, sigmaShare: 1 / 2, offShare: Infinity }] as const;
/** Around a wire in mixed points, out to so many tolerances, there are at most so many other points for one of its own. */
const SHELL = 4;
const SHELL_SHARE = 0.5;
/** Where leaves below a point are looked for. */
const BELOW_M = [0.4, 2] as const;
const BELOW_ASIDE_M = 0.4;

/** The wires that pass a seed, in the order of the seeds that found them. The same points give the same wires. */
export function findSpans(points: WirePoints, { seeds, toleranceM, isMixed }: SpanSearch): FoundSpan[] {
  const grid = new PlanGrid(points);
  const isFree = new Uint8Array(points.east.length).fill(1);
  const spans: FoundSpan[] = [];
  for (const { points: leastPoints, lengthM, sigmaShare, offShare } of isMixed ? MIXED_PASSES : PASSES) {
    for (const seed of isMixed ? spacedSeeds(points, seeds, grid) : seeds) {
      if (!isFree[seed]) continue;
      const near = grid.near(seed, isFree);
      const start = bestTrial(points, seed, near, { toleranceM, isMixed });
      const span = start && grow(points, seed, start, { grid, isFree, toleranceM });
      if (!span || span.indices.length < leastPoints || span.curve.toU - span.curve.fromU < lengthM) continue;
      // points strewn evenly between the limits scatter by 0.74 of them
      if (span.curve.sigmaM > sigmaShare * toleranceM) continue;
      if (sagOf(span.curve) > MOST_SAG * (span.curve.toU - span.curve.fromU)) continue;
      if (countOff(points, span, { grid, isFree, toleranceM }) > offShare * span.indices.length) continue;
      if (isMixed && !standsAlone(points, span, grid, toleranceM)) continue;
      for (const i of span.indices) isFree[i] = 0;
      spans.push(span);
    }
  }
  return joinFragments(points, spans, toleranceM);
}

/** Fragments of one wire, parted by a wide gap, become one when a single curve holds the points of both. */
function joinFragments(points: WirePoints, spans: readonly FoundSpan[], toleranceM: number): FoundSpan[] {
  const joined: FoundSpan[] = [];
  for (const span of spans) {
    let own = span;
    for (let k = 0; k < joined.length; k++) {
      const both = fitBoth(points, joined[k]!, own, toleranceM);
      if (!both) continue;
      own = both;
      joined.splice(k, 1);
      k = -1;
    }
    joined.push(own);
  }
  return joined;
}

function fitBoth(points: WirePoints, a: FoundSpan, b: FoundSpan, toleranceM: number): FoundSpan | null {
  const ends = [b.curve.fromU, b.curve.toU].map((u) => wirePlace(b.curve, u));
  if (ends.some(([e, n]) => Math.abs(acrossWire(a.curve, e, n)) > 4 * toleranceM)) return null;
  const [u0, u1] = ends.map(([e, n]) => alongWire(a.curve, e, n)) as [number, number];
  if (Math.min(u0, u1) - a.curve.toU > MOST_GAP_M || a.curve.fromU - Math.max(u0, u1) > MOST_GAP_M) return null;
  const indices = [...a.indices, ...b.indices].sort((x, y) => x - y);
  const curve = fitWire(points, indices);
  if (!curve || curve.sigmaM > toleranceM / 2 || sagOf(curve) > MOST_SAG * (curve.toU - curve.fromU)) return null;
  const holds = indices.every((i) => {
    const [e, n] = [points.east[i]!, points.north[i]!];
    const up = Math.abs(points.height[i]! - wireHeightAt(curve, alongWire(curve, e, n)));
    return Math.abs(acrossWire(curve, e, n)) <= toleranceM && up <= toleranceM;
  });
  return holds ? { curve, indices } : null;
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

/** Of mixed points the seeds with air below them, about one a metre. */
function spacedSeeds(points: WirePoints, seeds: readonly number[], grid: PlanGrid): number[] {
  const taken = new Set<string>();
  return seeds.filter((seed) => {
    const cell = [points.east, points.north, points.height].map((of) => Math.floor(of[seed]!)).join();
    if (taken.has(cell) || hasLeavesBelow(points, seed, grid)) return false;
    taken.add(cell);
    return true;
  });
}

/** Whether there is something close under a point: below a wire there is air. */
function hasLeavesBelow({ east, north, height }: WirePoints, seed: number, grid: PlanGrid): boolean {
  const [e, n, h] = [east[seed]!, north[seed]!, height[seed]!];
  return grid.inBox(e - BELOW_ASIDE_M, n - BELOW_ASIDE_M, e + BELOW_ASIDE_M, n + BELOW_ASIDE_M).some((i) => {
    const belowM = h - height[i]!;
    if (belowM < BELOW_M[0] || belowM > BELOW_M[1]) return false;
    return Math.hypot(east[i]! - e, north[i]! - n) <= BELOW_ASIDE_M;
  });
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
  { toleranceM, isMixed }: Pick<SpanSearch, 'toleranceM' | 'isMixed'>,
): Trial | null {
  if (near.length < 2) return near.length === 1 ? { indices: [seed, near[0]!] } : null;
  const draw = drawer(east[seed]!, north[seed]!, height[seed]!);
  const e = Float64Array.from(near, (i) => east[i]! - east[seed]!);
  const n = Float64Array.from(near, (i) => north[i]! - north[seed]!);
  const h = Float64Array.from(near, (i) => height[i]! - height[seed]!);
  const shellM = isMixed ? SHELL * toleranceM : toleranceM;
  const groups = bearingGroups(e, n, h);
  const everything = Array.from(near.keys());
  let [best, most]: [number[], number] = [[], 0];
  for (let trial = 0; trial < TRIALS; trial++) {
    // every other trial looks along a bearing in which many points lie
    const group = (trial % 2 === 0 ? groups[(trial / 2) % groups.length] : undefined) ?? everything;
    const j = group[draw(group.length)]!;
    const k = group[draw(group.length)]!;
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
    let around = 0;
    for (let i = 0; i < near.length; i++) {
      const u = e[i]! * dE + n[i]! * dN;
      const across = Math.abs(n[i]! * dE - e[i]! * dN);
      if (across > shellM) continue;
      const up = Math.abs(h[i]! - u * (c1 + u * c2));
      if (across <= toleranceM && up <= toleranceM) on.push(i);
      else if (isMixed && up <= shellM) around++;
    }
    // a line through a crown has many points on it, and more around it
    const score = on.length - around;
    if (score > most) [best, most] = [on, score];
  }
  if (best.length < 2) return null;
  return { indices: [seed, ...best.map((i) => near[i]!)] };
}

/** Points by bearing and slope from the seed, a cell and its neighbours together: the groups with the most points first. */
function bearingGroups(e: Float64Array, n: Float64Array, h: Float64Array): number[][] {
  const cells = new Map<number, number[]>();
  for (let i = 0; i < e.length; i++) {
    const awayM = Math.hypot(e[i]!, n[i]!);
    if (awayM < APART_M) continue;
    const turn = (Math.atan2(n[i]!, e[i]!) + Math.PI) / Math.PI;
    // behind the seed the slope along the wire has the other sign
    const slope = (turn >= 1 ? h[i]! : -h[i]!) / awayM;
    const level = Math.floor(slope / SLOPE_STEP) + LEVELS / 2;
    if (level < 1 || level >= LEVELS - 1) continue;
    const cell = (Math.floor((turn % 1) * BEARINGS) % BEARINGS) * LEVELS + level;
    const own = cells.get(cell);
    if (own) own.push(i);
    else cells.set(cell, [i]);
  }
  const around = (cell: number): number[] => {
    const [bearing, level] = [Math.floor(cell / LEVELS), cell % LEVELS];
    return [-1, 0, 1].flatMap((turn) => {
      const other = (bearing + turn + BEARINGS) % BEARINGS;
      // past half a turn ahead is behind, and up is down
      const middle = other === bearing + turn ? level : LEVELS - 1 - level;
      return [-1, 0, 1].flatMap((step) => cells.get(other * LEVELS + middle + step) ?? []);
    });
  };
  return [...cells.keys()]
    .map((cell) => ({ cell, points: around(cell).length }))
    .sort((x, y) => y.points - x.points || x.cell - y.cell)
    .slice(0, GROUPS)
    .filter(({ points }) => points >= 2)
    .map(({ cell }) => around(cell));
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
    const next = onCurve(points, seed, curve, gapOf(curve), growing.toleranceM, growing);
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
  const off: number[] = [];
  for (const index of grid.along(curve, fromU, toU, toleranceM)) {
    if (!isFree[index]) continue;
    const u = alongWire(curve, east[index]!, north[index]!);
    if (u < fromU - 1e-9 || u > toU + 1e-9) continue;
    if (Math.abs(acrossWire(curve, east[index]!, north[index]!)) > toleranceM) continue;
    const upM = Math.abs(height[index]! - wireHeightAt(curve, u));
    if (upM <= heightToleranceM) on.push({ index, u });
    else if (upM > toleranceM && upM <= OFF_M) off.push(u);
  }
  on.sort((a, b) => a.u - b.u || a.index - b.index);
  const seedU = alongWire(curve, east[seed]!, north[seed]!);
  const nearest = on.reduce((best, { u }, i) => (Math.abs(u - seedU) < Math.abs(on[best]!.u - seedU) ? i : best), 0);
  const gapM = gapOf(curve);
  let [first, last] = [nearest, nearest];
  for (let begin = first; begin === first && first > 0; ) {
    begin = first - 1;
    while (begin > 0 && on[begin]!.u - on[begin - 1]!.u <= LEAST_GAP_M) begin--;
    if (goesOn(on[first]!.u - on[first - 1]!.u, on.slice(begin, first), off, gapM)) first = begin;
  }
  for (let end = last; end === last && last + 1 < on.length; ) {
    end = last + 1;
    while (end + 1 < on.length && on[end + 1]!.u - on[end]!.u <= LEAST_GAP_M) end++;
    if (goesOn(on[last + 1]!.u - on[last]!.u, on.slice(last + 1, end + 1), off, gapM)) last = end;
  }
  return on
    .slice(first, last + 1)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/**
 * Whether what lies behind a gap is the same wire. Where another wire of the same line crosses it in height a few points lie on both,
 * and more lie close above and below.
 */
function goesOn(
  acrossM: number,
  run: readonly { readonly u: number }[],
  off: readonly number[],
  gapM: number,
): boolean {
  if (acrossM <= LEAST_GAP_M) return true;
  if (acrossM > gapM || run.length < BEHIND_GAP.points) return false;
  const [from, to] = [run[0]!.u - BEHIND_GAP.lengthM, run.at(-1)!.u + BEHIND_GAP.lengthM];
  const offHere = off.filter((u) => u >= from && u <= to).length;
  return run.at(-1)!.u - run[0]!.u >= BEHIND_GAP.lengthM && offHere <= BEHIND_GAP.offShare * run.length;
}

const gapOf = ({ fromU, toU, count }: WireCurve): number =>
  Math.min(MOST_GAP_M, Math.max(LEAST_GAP_M, (GAP_SPACINGS * (toU - fromU)) / (count - 1)));

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Free points of the same line in plan close above or below a curve: a curve across two wires leaves many. */
function countOff(points: WirePoints, { curve }: FoundSpan, { grid, isFree, toleranceM }: Growing): number {
  return grid.along(curve, curve.fromU, curve.toU, toleranceM).filter((i) => {
    const [e, n] = [points.east[i]!, points.north[i]!];
    const u = alongWire(curve, e, n);
    if (!isFree[i] || u < curve.fromU || u > curve.toU || Math.abs(acrossWire(curve, e, n)) > toleranceM) return false;
    const up = Math.abs(points.height[i]! - wireHeightAt(curve, u));
    return up > toleranceM && up <= OFF_M;
  }).length;
}

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
