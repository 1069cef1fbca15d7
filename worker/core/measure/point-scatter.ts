/**
 * Scatter of points about their own surface: how far each stands from the plane through its TIN neighbours, left out
 * itself. On a surface that is plane over a few points this is the points' random height error, no matter the slope.
 */
import { type Bounds, boundsOf } from '../geometry/bounds.ts';
import { turn } from '../geometry/orientation.ts';
import { buildTin, type Tin } from '../surface/tin.ts';

export interface PointScatter {
  /** Standard deviation of one point's height, metres; 0 when too few points tell. */
  readonly sigmaM: number;
  /** Mean plan area that one point stands for, m²; 0 when too few points tell. */
  readonly areaPerPointM2: number;
  /** Points that the estimate rests on. */
  readonly sampleCount: number;
}

const NO_SCATTER: PointScatter = { sigmaM: 0, areaPerPointM2: 0, sampleCount: 0 };
/** Enough for 0.4 % on sigma; taken evenly from all vertices. */
const MAX_SAMPLES = 40_000;
const MIN_SAMPLES = 12;
/** Residuals beyond this many robust standard deviations are blunders, not scatter. */
const BLUNDER_LIMIT = 4;
const MEDIAN_TO_SIGMA = 1.482602218505602;

/** Scatter of the vertices within `bounds` (metres) whose neighbours are all within `maxEdgeM`. */
export function scatterOfTin(tin: Tin, bounds: Bounds, maxEdgeM: number): PointScatter {
  const star = firstEdges(tin);
  const inside: number[] = [];
  for (let v = 0; v < tin.east.length; v++) {
    const e = tin.east[v]!;
    const n = tin.north[v]!;
    if (star[v]! >= 0 && e >= bounds.minE && e <= bounds.maxE && n >= bounds.minN && n <= bounds.maxN) inside.push(v);
  }
  const stride = Math.max(1, Math.ceil(inside.length / MAX_SAMPLES));
  const residuals: number[] = [];
  let areaM2 = 0;
  for (let i = 0; i < inside.length; i += stride) {
    const fit = leaveOneOut(tin, inside[i]!, star[inside[i]!]!, maxEdgeM);
    if (!fit) continue;
    residuals.push(fit.residualM);
    areaM2 += fit.areaM2;
  }
  if (residuals.length < MIN_SAMPLES) return NO_SCATTER;
  return {
    sigmaM: robustSigma(Float64Array.from(residuals)),
    areaPerPointM2: areaM2 / residuals.length,
    sampleCount: residuals.length,
  };
}

/** Points of one block of those whose TINs tell the scatter of points. */
const BLOCK_POINTS = 2_000;

/** Scatter of points of which no TIN is at hand: from the TINs of square blocks spread evenly over them. */
export function scatterOfPoints(
  points: { east: Float64Array; north: Float64Array; height: Float64Array },
  maxEdgeM: number,
): PointScatter {
  const { east, north, height } = points;
  const parts: PointScatter[] = [];
  for (const block of sampleBlocks(east, north)) {
    const pick = (values: Float64Array) => Float64Array.from(block, (index) => values[index]!);
    const tin = buildTin({ east: pick(east), north: pick(north), height: pick(height) });
    const scatter = scatterOfTin(tin, boundsOf(tin.east, tin.north), maxEdgeM);
    if (scatter.sampleCount > 0) parts.push(scatter);
  }
  const sampleCount = parts.reduce((sum, part) => sum + part.sampleCount, 0);
  if (sampleCount === 0) return NO_SCATTER;
  const mean = (value: (part: PointScatter) => number) =>
    parts.reduce((sum, part) => sum + value(part) * part.sampleCount, 0) / sampleCount;
  return {
    sigmaM: Math.sqrt(mean((part) => part.sigmaM ** 2)),
    areaPerPointM2: mean((part) => part.areaPerPointM2),
    sampleCount,
  };
}

/** The points of every so manyth square block, so that there are enough in all; the same whatever their order. */
function sampleBlocks(east: Float64Array, north: Float64Array): number[][] {
  const { minE, minN, maxE, maxN } = boundsOf(east, north);
  const [width, depth] = [maxE - minE, maxN - minN];
  if (!(width > 0 && depth > 0)) return [];
  // against points that all stand in one corner: at most a thousand blocks each way
  const side = Math.max(Math.sqrt((width * depth * BLOCK_POINTS) / east.length), width / 1000, depth / 1000);
  const [cols, rows] = [Math.floor(width / side) + 1, Math.floor(depth / side) + 1];
  const counts = new Uint32Array(cols * rows);
  const blockOf = (i: number) => Math.floor((north[i]! - minN) / side) * cols + Math.floor((east[i]! - minE) / side);
  for (let i = 0; i < east.length; i++) counts[blockOf(i)]!++;
  const filled = Array.from(counts.keys()).filter((block) => counts[block]! >= MIN_SAMPLES);
  const stride = Math.max(1, Math.ceil((filled.length * BLOCK_POINTS) / MAX_SAMPLES));
  const numberOf = new Int32Array(counts.length).fill(-1);
  const chosen = filled.filter((_, k) => k % stride === 0);
  chosen.forEach((block, k) => {
    numberOf[block] = k;
  });
  const blocks: number[][] = chosen.map(() => []);
  for (let i = 0; i < east.length; i++) {
    const own = numberOf[blockOf(i)]!;
    if (own >= 0) blocks[own]!.push(i);
  }
  return blocks;
}

/** One outgoing half-edge of every vertex that has neighbours all around; −1 for the others (hull, unused). */
function firstEdges({ triangles, halfedges, hull, east }: Tin): Int32Array {
  const first = new Int32Array(east.length).fill(-1);
  for (let e = 0; e < halfedges.length; e++) first[triangles[e]!] = e;
  for (const v of hull) first[v] = -1;
  return first;
}

/** Residual of a vertex against the least-squares plane of its neighbours, scaled to the variance of one point. */
function leaveOneOut(
  tin: Tin,
  vertex: number,
  start: number,
  maxEdgeM: number,
): { residualM: number; areaM2: number } | null {
  const { east, north, height, triangles, halfedges } = tin;
  const vE = east[vertex]!;
  const vN = north[vertex]!;
  const vH = height[vertex]!;
  let count = 0;
  let [sumE, sumN, sumEE, sumEN, sumNN, sumH, sumEH, sumNH] = [0, 0, 0, 0, 0, 0, 0, 0];
  let areaM2 = 0;
  let edge = start;
  do {
    const next = edge % 3 === 2 ? edge - 2 : edge + 1;
    const previous = edge % 3 === 0 ? edge + 2 : edge - 1;
    const a = triangles[next]!;
    const b = triangles[previous]!;
    const e = east[a]! - vE;
    const n = north[a]! - vN;
    const h = height[a]! - vH;
    if (e * e + n * n > maxEdgeM * maxEdgeM) return null;
    areaM2 += turn(vE, vN, east[a]!, north[a]!, east[b]!, north[b]!) / 6;
    count++;
    sumE += e;
    sumN += n;
    sumEE += e * e;
    sumEN += e * n;
    sumNN += n * n;
    sumH += h;
    sumEH += e * h;
    sumNH += n * h;
    edge = halfedges[previous]!;
  } while (edge !== start);
  // intercept of the plane at the vertex, by Cramer's rule on the normal equations
  const minor0 = sumEE * sumNN - sumEN * sumEN;
  const minor1 = sumE * sumNN - sumN * sumEN;
  const minor2 = sumE * sumEN - sumN * sumEE;
  const det = count * minor0 - sumE * minor1 + sumN * minor2;
  if (count < 4 || !(det > 1e-9 * count * sumEE * sumNN)) return null;
  const intercept = (sumH * minor0 - sumEH * minor1 + sumNH * minor2) / det;
  return { residualM: intercept / Math.sqrt(1 + minor0 / det), areaM2 };
}

/** Root mean square of the residuals after those beyond `BLUNDER_LIMIT` robust deviations are set to that limit. */
function robustSigma(residuals: Float64Array): number {
  const magnitudes = residuals.map(Math.abs).sort();
  const limit = BLUNDER_LIMIT * MEDIAN_TO_SIGMA * magnitudes[magnitudes.length >> 1]!;
  let sum = 0;
  for (const magnitude of magnitudes) sum += Math.min(magnitude, limit) ** 2;
  return Math.sqrt(sum / magnitudes.length);
}
