/**
 * Objects among the points above the ground: poles, wires, trees, buildings, others. By class where points have one that says what
 * they are (13–15 wires and towers, 3–5 vegetation, 6 buildings), else by the shape of their neighbourhood. Metres. Pure: the same
 * points give the same objects. How and when it fails: README.md.
 */
import type { ObjectKind, SceneObject, UnmeasuredGround } from '../contract/scenario.ts';
import { MAX_OUTLINE } from '../contract/scenario.ts';
import type { PointColumns } from '../surface/point-columns.ts';
import { findCrowns } from './crowns.ts';
import { footprintOf } from './footprint.ts';
import { NearPoints } from './near-points.ts';
import { shapeOf } from './shape-features.ts';
import { type GroundBelow, groundCover } from './unmeasured.ts';
import { voxelClusters } from './voxel-clusters.ts';

export type FoundBy = 'class' | 'shape';
export type Confidence = 'high' | 'medium' | 'low';

export interface FoundObject extends SceneObject {
  readonly centre: readonly [east: number, north: number];
  readonly heightM: number;
  readonly foundBy: FoundBy;
  readonly confidence: Confidence;
  /** Why, in short words: `few-points`, `crowns-touch`, `by-shape`, `odd-shape`. */
  readonly doubts: readonly string[];
  /** Share of the ground under it that was measured, 0 … 1. */
  readonly groundMeasured: number;
  readonly unmeasured: UnmeasuredGround | null;
}

export interface ObjectSearch {
  readonly kinds: ReadonlySet<ObjectKind>;
  /** Lower things are none. */
  readonly minHeightM: number;
  /** Mean distance of all points in plan. */
  readonly spacingM: number;
  /** Height of each point above the ground; NaN where there is none: such points are of no object. */
  readonly above: Float64Array;
  readonly below: GroundBelow;
}

export const CLASS_KINDS: Readonly<Record<number, ObjectKind>> = {
  3: 'tree',
  4: 'tree',
  5: 'tree',
  6: 'building',
  13: 'wire',
  14: 'wire',
  15: 'pole',
};
/** Of these classes nobody has said what they are. */
const UNSAID = new Set([0, 1, 19, 20]);
const KIND_CLASSES: Readonly<Record<ObjectKind, number[]>> = {
  tree: [3, 4, 5],
  building: [6],
  wire: [13, 14],
  pole: [15],
  other: [0, 1],
};
const MIN_ABOVE_M = 0.5;
/** Poles have few points, one above the other: columns of this width. */
const POLE_CELL_M = 2;

export function findObjects(points: PointColumns, search: ObjectSearch): FoundObject[] {
  const { above, spacingM, kinds } = search;
  const groups: Record<ObjectKind, { byClass: number[]; byShape: number[] }> = {
    pole: { byClass: [], byShape: [] },
    wire: { byClass: [], byShape: [] },
    tree: { byClass: [], byShape: [] },
    building: { byClass: [], byShape: [] },
    other: { byClass: [], byShape: [] },
  };
  const unsaid: number[] = [];
  for (let i = 0; i < points.count; i++) {
    if (!(above[i]! > MIN_ABOVE_M)) continue;
    const code = points.classification[i]!;
    const kind = CLASS_KINDS[code];
    if (kind) groups[kind].byClass.push(i);
    else if (UNSAID.has(code)) unsaid.push(i);
  }
  for (const [i, kind] of kindsByShape(points, unsaid, search)) groups[kind].byShape.push(i);

  const objects: FoundObject[] = [];
  const add = (kind: ObjectKind, foundBy: FoundBy, indices: readonly number[], doubts: readonly string[] = []) => {
    const object = objectOf(points, search, { kind, foundBy, indices, doubts });
    if (object) objects.push(object);
  };
  const poles: Pole[] = [];
  for (const foundBy of ['class', 'shape'] as const) {
    const of = (kind: ObjectKind) => (foundBy === 'class' ? groups[kind].byClass : groups[kind].byShape);
    for (const cluster of voxelClusters(points, of('pole'), POLE_CELL_M, Infinity)) {
      poles.push(poleOf(points, cluster));
      add('pole', foundBy, cluster);
    }
  }
  for (const foundBy of ['class', 'shape'] as const) {
    const of = (kind: ObjectKind) => (foundBy === 'class' ? groups[kind].byClass : groups[kind].byShape);
    for (const span of spansOf(points, of('wire'), poles)) add('wire', foundBy, span);
    const cellM = Math.min(2, Math.max(0.5, 1.2 * spacingM));
    const radius = { baseM: Math.max(1.2, 1.5 * spacingM), share: 0.06, mostM: 4 };
    for (const { indices, touching } of findCrowns(points, kinds.has('tree') ? of('tree') : [], {
      above,
      cellM,
      radius,
    })) {
      add('tree', foundBy, indices, touching > 0.3 ? ['crowns-touch'] : []);
    }
    const flatLinkM = Math.min(3, Math.max(0.8, 2 * spacingM));
    for (const cluster of voxelClusters(points, of('building'), flatLinkM, Infinity)) add('building', foundBy, cluster);
    if (foundBy === 'shape')
      for (const cluster of voxelClusters(points, of('other'), flatLinkM)) add('other', foundBy, cluster);
  }
  const order = ['pole', 'wire', 'tree', 'building', 'other'];
  return objects.sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.centre[0] - b.centre[0] || a.centre[1] - b.centre[1],
  );
}

/** Voxels of wires: laser pulses meet a wire in clumps, with gaps of metres between the scan lines. */
const WIRE_VOXEL = { planM: 6, upM: 5 } as const;
/** A wire hangs so near to the line from pole to pole, beside the arms of the poles. */
const BESIDE_M = 1.5;
const LEAST_SPAN = 4;

/** Wires from pole to pole; what hangs between no two poles is cut into what is connected. */
function spansOf(points: PointColumns, wires: readonly number[], poles: readonly Pole[]): number[][] {
  const spans: number[][] = [];
  for (const cluster of voxelClusters(points, wires, WIRE_VOXEL.planM, WIRE_VOXEL.upM)) {
    const held = polesOf(points, cluster, poles);
    const parts = new Map<number, number[]>();
    for (const i of cluster) {
      const key = pairAround(held, points.east[i]!, points.north[i]!);
      const part = parts.get(key);
      if (part) part.push(i);
      else parts.set(key, [i]);
    }
    spans.push(...withoutScraps([...parts.values()]));
  }
  return spans;
}

/** A point or two that hang between no poles go with the largest part. */
function withoutScraps(parts: readonly number[][]): number[][] {
  const largest = parts.reduce((best, part) => (part.length > best.length ? part : best), parts[0]!);
  const whole = parts.filter((part) => part === largest || part.length >= LEAST_SPAN);
  for (const part of parts) if (!whole.includes(part)) largest.push(...part);
  largest.sort((a, b) => a - b);
  return whole;
}

interface Pole {
  readonly east: number;
  readonly north: number;
  readonly radiusM: number;
}

function poleOf(points: PointColumns, cluster: readonly number[]): Pole {
  const [east, north] = meanPlace(points, cluster);
  const radiusM = Math.max(...cluster.map((i) => Math.hypot(points.east[i]! - east, points.north[i]! - north)));
  return { east, north, radiusM };
}

/** Poles that wires of a cluster come to. */
function polesOf(points: PointColumns, cluster: readonly number[], poles: readonly Pole[]): Pole[] {
  return poles.filter(({ east, north, radiusM }) =>
    cluster.some((i) => Math.hypot(points.east[i]! - east, points.north[i]! - north) < radiusM + 2 * WIRE_VOXEL.planM),
  );
}

/** The nearest two poles with a place between them, as one number; −1 for none. */
function pairAround(poles: readonly Pole[], east: number, north: number): number {
  let [best, shortest] = [-1, Infinity];
  for (let a = 0; a < poles.length; a++) {
    for (let b = a + 1; b < poles.length; b++) {
      const [from, to] = [poles[a]!, poles[b]!];
      const [dE, dN] = [to.east - from.east, to.north - from.north];
      const lengthM = Math.hypot(dE, dN);
      if (lengthM >= shortest || lengthM < 1) continue;
      const along = ((east - from.east) * dE + (north - from.north) * dN) / lengthM;
      const aside = Math.abs((east - from.east) * dN - (north - from.north) * dE) / lengthM;
      const reachM = Math.max(from.radiusM, to.radiusM) + BESIDE_M;
      if (along < -reachM || along > lengthM + reachM || aside > reachM) continue;
      [best, shortest] = [a * poles.length + b, lengthM];
    }
  }
  return best;
}

function meanPlace({ east, north }: PointColumns, indices: readonly number[]): [number, number] {
  const mean = (of: Float64Array) => indices.reduce((sum, i) => sum + of[i]!, 0) / indices.length;
  return [mean(east), mean(north)];
}

/** Most points of a neighbourhood. */
const MOST_NEAR = 60;
/** Neighbourhoods reach so many mean distances, within limits. */
const REACH = { spacings: 3, least: 0.8, most: 3 } as const;

/** What a point without a class is part of, by its neighbours without one. */
function* kindsByShape(
  points: PointColumns,
  unsaid: readonly number[],
  { above, spacingM }: ObjectSearch,
): Generator<readonly [number, ObjectKind]> {
  if (unsaid.length === 0) return;
  const reachM = Math.min(REACH.most, Math.max(REACH.least, REACH.spacings * spacingM));
  const grid = new NearPoints(points, unsaid, reachM);
  for (const i of unsaid) {
    const near: number[] = [];
    grid.visit(points.east[i]!, points.north[i]!, reachM, (j) => {
      if (Math.abs(points.height[j]! - points.height[i]!) <= 1.5 * reachM) near.push(j);
    });
    const thinned =
      near.length <= MOST_NEAR ? near : near.filter((_, k) => k % Math.ceil(near.length / MOST_NEAR) === 0);
    yield [i, kindOfShape(points, thinned, above[i]!)];
  }
}

function kindOfShape(points: PointColumns, near: readonly number[], aboveM: number): ObjectKind {
  const shape = near.length >= 4 ? shapeOf(points, near) : null;
  if (!shape) return 'other';
  if (shape.linearity > 0.75) {
    if (shape.alongUp > 0.85) return 'pole';
    if (shape.alongUp < 0.5 && aboveM > 3.5) return 'wire';
  }
  if (shape.planarity > 0.45 && shape.scatter < 0.12 && aboveM > 2) return 'building';
  if (shape.scatter > 0.12 && aboveM > 1) return 'tree';
  return 'other';
}

interface Candidate {
  readonly kind: ObjectKind;
  readonly foundBy: FoundBy;
  readonly indices: readonly number[];
  readonly doubts: readonly string[];
}

/** Fewest points that leave no doubt, and least extent of what counts at all. */
const ENOUGH: Readonly<Record<ObjectKind, number>> = { pole: 4, wire: 8, tree: 10, building: 15, other: 10 };
const MARGIN_M: Readonly<Record<ObjectKind, number>> = { pole: 0.5, wire: 0.5, tree: 0.5, building: 0.5, other: 0.4 };

function objectOf(points: PointColumns, search: ObjectSearch, candidate: Candidate): FoundObject | null {
  const { kind, foundBy, indices } = candidate;
  const { above, minHeightM, below, kinds } = search;
  if (!kinds.has(kind)) return null;
  let [bottomM, topM, topAboveM] = [Infinity, -Infinity, -Infinity];
  for (const i of indices) {
    bottomM = Math.min(bottomM, points.height[i]!);
    topM = Math.max(topM, points.height[i]!);
    topAboveM = Math.max(topAboveM, above[i]!);
  }
  // one stray return by shape is nothing; a class is somebody's word, a pole has few points
  if (topAboveM < minHeightM || (foundBy === 'shape' && indices.length < 4)) return null;
  const shape = shapeOf(points, indices);
  if (foundBy === 'shape' && isNoSuch(kind, topM - bottomM, points, indices)) return null;
  const places = indices.map((i) => [points.east[i]!, points.north[i]!] as const);
  const outline = footprintOf(places, MARGIN_M[kind]).slice(0, MAX_OUTLINE);
  const [e, n] = kind === 'tree' ? topPlace(points, indices) : meanPlace(points, indices);
  const { cells, unmeasuredCells, unmeasured } = groundCover(outline.flat(), below);
  const foot = nearestTo(points, indices, e, n);
  const groundM = points.height[foot]! - above[foot]!;
  const doubts = [
    ...(foundBy === 'shape' ? ['by-shape'] : []),
    ...(indices.length < ENOUGH[kind] ? ['few-points'] : []),
    ...candidate.doubts,
    ...(shape && isOdd(kind, shape) ? ['odd-shape'] : []),
  ];
  const confidence: Confidence = doubts.length === 0 ? 'high' : doubts.length === 1 ? 'medium' : 'low';
  return {
    id: `${kind}-${e.toFixed(1)}-${n.toFixed(1)}-${topM.toFixed(1)}`,
    kind,
    footprint: outline.map(([east, north]) => [east, north]),
    classes: foundBy === 'class' ? KIND_CLASSES[kind] : [...UNSAID].sort((a, b) => a - b),
    bottomM,
    topM,
    groundM: Number.isFinite(groundM) ? groundM : null,
    pointCount: indices.length,
    centre: [e, n],
    heightM: topAboveM,
    foundBy,
    confidence,
    doubts,
    // wires hang in the air: the ground below was seen beside them
    groundMeasured: cells === 0 ? 1 : 1 - unmeasuredCells / cells,
    unmeasured: kind === 'wire' ? null : unmeasured,
  };
}

function nearestTo({ east, north }: PointColumns, indices: readonly number[], e: number, n: number): number {
  let [best, nearest] = [indices[0]!, Infinity];
  for (const i of indices) {
    const away = Math.hypot(east[i]! - e, north[i]! - n);
    if (away < nearest) [best, nearest] = [i, away];
  }
  return best;
}

function topPlace({ east, north, height }: PointColumns, indices: readonly number[]): [number, number] {
  const top = indices.reduce((best, i) => (height[i]! > height[best]! ? i : best), indices[0]!);
  return [east[top]!, north[top]!];
}

/** Pieces of other things that look alike for a metre or two. */
function isNoSuch(kind: ObjectKind, extentM: number, points: PointColumns, indices: readonly number[]): boolean {
  const [e, n] = meanPlace(points, indices);
  const reachM = Math.max(...indices.map((i) => Math.hypot(points.east[i]! - e, points.north[i]! - n)));
  if (kind === 'pole') return extentM < 3 || reachM > 2.5;
  if (kind === 'wire') return reachM < 3;
  if (kind === 'building') return reachM < 2;
  return false;
}

function isOdd(kind: ObjectKind, { linearity, alongUp }: NonNullable<ReturnType<typeof shapeOf>>): boolean {
  if (kind === 'pole') return linearity < 0.5 || alongUp < 0.8;
  if (kind === 'wire') return linearity < 0.6 || alongUp > 0.6;
  return false;
}
