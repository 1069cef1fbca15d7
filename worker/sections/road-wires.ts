/** The wires over a carriageway: found stretch by stretch, each of them once. */
import type { Alignment } from '#core/alignment/alignment.ts';
import { stationAt, stationName } from '#core/alignment/stations.ts';
import type {
  AlignmentChecksRequest,
  Clearance,
  WireCheck,
  WireRequest,
  WireSpan,
} from '#core/contract/alignment-checks.ts';
import { AxisLocator } from '#core/road/axis-locator.ts';
import { judgeClearance, type RoadLimits } from '#core/road/road-limits.ts';
import {
  type Carriageway,
  type LowestPlace,
  overRoad,
  type WireOverRoad,
  wireOverRoad,
} from '#core/road/wire-clearance.ts';
import { acrossWire, alongWire, fitWire, sagOf, type WireCurve, wireHeightAt, wirePlace } from '#core/road/wire-fit.ts';
import { findSpans } from '#core/road/wire-spans.ts';
import type { AxisPiece } from '#core/section/axis-pieces.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';

/** Wires are sought from points at most this far beside the carriageway: a sparse one may have none over it. */
const SEED_MARGIN_M = 5;
/** Two curves of neighbouring stretches that differ by less are one wire. */
const SAME_M = 0.3;

export interface FoundWire {
  readonly curve: WireCurve;
  readonly classes: readonly number[];
  readonly over: WireOverRoad;
}

export interface LoosePoints {
  readonly count: number;
  readonly lowest: LowestPlace | null;
}

/** The wires of one stretch that hang over its carriageway, and the points there that belong to none. */
export function wiresOfStretch(
  points: PointColumns,
  pieces: readonly AxisPiece[],
  road: Carriageway,
  { toleranceM }: Pick<WireRequest, 'toleranceM'>,
  isMixed: boolean,
): { readonly wires: FoundWire[]; readonly loose: LoosePoints } {
  const wide = new AxisLocator(pieces, road.halfWidthM + SEED_MARGIN_M);
  const seeds: { index: number; distanceM: number }[] = [];
  for (let index = 0; index < points.count; index++) {
    const foot = wide.find(points.east[index]!, points.north[index]!);
    if (foot && foot.distanceM >= road.fromM && foot.distanceM <= road.toM)
      seeds.push({ index, distanceM: foot.distanceM });
  }
  seeds.sort((a, b) => a.distanceM - b.distanceM || a.index - b.index);
  const spans = findSpans(points, { seeds: seeds.map(({ index }) => index), toleranceM, isMixed });
  const isTaken = new Uint8Array(points.count);
  let wires: FoundWire[] = [];
  for (const { curve, indices } of spans) {
    for (const i of indices) isTaken[i] = 1;
    const over = wireOverRoad(curve, road);
    if (over.kind === 'beside') continue;
    const classes = [...new Set(indices.map((i) => points.classification[i]!))].sort((a, b) => a - b);
    // sparse points of one wire may have been taken for two
    wires = joinWires(wires, [{ curve, classes, over }]);
  }
  // among mixed points everything that is no wire would be loose
  if (isMixed) return { wires, loose: { count: 0, lowest: null } };
  let [count, lowest]: [number, LowestPlace | null] = [0, null];
  for (const { index: i } of seeds) {
    if (isTaken[i] || isNearWire(points, i, spans, toleranceM)) continue;
    const place = overRoad(road, points.east[i]!, points.north[i]!, points.height[i]!, toleranceM / 3);
    if (!place) continue;
    count++;
    if (!lowest || place.heightM < lowest.heightM) lowest = place;
  }
  return { wires, loose: { count, lowest } };
}

/** What lies a little off a wire is still its echo. */
function isNearWire(
  { east, north, height }: PointColumns,
  i: number,
  spans: readonly { readonly curve: WireCurve }[],
  toleranceM: number,
): boolean {
  return spans.some(({ curve }) => {
    const u = alongWire(curve, east[i]!, north[i]!);
    if (u < curve.fromU - 1 || u > curve.toU + 1) return false;
    if (Math.abs(acrossWire(curve, east[i]!, north[i]!)) > 2 * toleranceM) return false;
    return Math.abs(height[i]! - wireHeightAt(curve, u)) <= 2 * toleranceM;
  });
}

/** One span through points that somebody picked. @throws {RequestError} INVALID_INPUT for fewer than two */
export function pickedWire(points: readonly (readonly number[])[]): WireCurve | null {
  const column = (k: number) => Float64Array.from(points, (point) => point[k] ?? Number.NaN);
  const indices = Uint32Array.from(points, (_, i) => i);
  return fitWire({ east: column(0), north: column(1), height: column(2) }, indices);
}

/** Adds the wires of a stretch to those of the ones before; one that goes on is one, where it hangs lowest. */
export function joinWires(known: readonly FoundWire[], more: readonly FoundWire[]): FoundWire[] {
  const joined = [...known];
  for (const wire of more) {
    const at = joined.findIndex((other) => isSameWire(other.curve, wire.curve));
    if (at < 0) joined.push(wire);
    else if (isLower(wire.over.lowest, joined[at]!.over.lowest)) joined[at] = wire;
  }
  return joined;
}

const isLower = (a: LowestPlace | null, b: LowestPlace | null): boolean =>
  a !== null && (b === null || a.heightM < b.heightM);

/** Whether the middle of what both cover along the first lies on both. */
function isSameWire(a: WireCurve, b: WireCurve): boolean {
  const ends = [b.fromU, b.toU].map((u) => alongWire(a, ...wirePlace(b, u)));
  const from = Math.max(a.fromU, Math.min(...ends));
  const to = Math.min(a.toU, Math.max(...ends));
  if (!(to - from > 0.5 * Math.min(a.toU - a.fromU, b.toU - b.fromU))) return false;
  return [from, (from + to) / 2, to].every((u) => {
    const [e, n] = wirePlace(a, u);
    if (Math.abs(acrossWire(b, e, n)) > SAME_M) return false;
    return Math.abs(wireHeightAt(a, u) - wireHeightAt(b, alongWire(b, e, n))) <= SAME_M;
  });
}

/** The part of an answer about wires. */
export function wiresAnswer(
  { alignment, unitM }: { readonly alignment: Alignment; readonly unitM: number },
  wires: readonly FoundWire[],
  loose: LoosePoints,
  source: WireCheck['source'],
  { pitchM }: Pick<AlignmentChecksRequest, 'pitchM'>,
  limits: RoadLimits,
): WireCheck {
  const clearanceOf = (place: LowestPlace | null): Clearance | null => {
    if (!place) return null;
    const { east, north, ...numbers } = place;
    const stationM = stationAt(alignment, place.distanceM);
    return { ...numbers, stationM, station: stationName(stationM, pitchM), position: [east / unitM, north / unitM] };
  };
  const ordered = [...wires].sort(
    (a, b) =>
      (a.over.lowest?.distanceM ?? 0) - (b.over.lowest?.distanceM ?? 0) ||
      a.curve.east - b.curve.east ||
      a.curve.baseM - b.curve.baseM,
  );
  const spans = ordered.map(({ curve, classes, over }, i): WireSpan => {
    const clearance = clearanceOf(over.lowest);
    const end = (u: number): [number, number, number] => [...wirePlace(curve, u), wireHeightAt(curve, u)];
    const known = over.kind !== 'beside' && clearance === null;
    return {
      id: i + 1,
      source,
      classes: [...classes],
      points: curve.count,
      from: end(curve.fromU),
      to: end(curve.toU),
      lengthM: curve.toU - curve.fromU,
      largestGapM: curve.gapM,
      sagM: sagOf(curve),
      catenaryM: curve.c2 > 0 ? 1 / (2 * curve.c2) : null,
      sigmaM: curve.sigmaM,
      sigmaAcrossM: curve.sigmaAcrossM,
      kind: over.kind,
      clearance,
      judgement: known ? { verdict: 'unknown', reason: 'void', uncertain: false } : judgeClearance(clearance, limits),
    };
  });
  const lowest = clearanceOf(loose.lowest);
  return {
    source,
    spans,
    loose: { points: loose.count, lowest, judgement: judgeClearance(lowest, limits) },
  };
}
