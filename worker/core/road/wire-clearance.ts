/** How high a wire hangs over a carriageway, and where it is lowest. Metres. */
import type { AxisLocator } from './axis-locator.ts';
import type { RoadHeight } from './road-height.ts';
import { type WireCurve, wireHeightAt, wirePlace } from './wire-fit.ts';

export interface LowestPlace {
  readonly heightM: number;
  readonly standardErrorM: number;
  readonly distanceM: number;
  /** Right positive. */
  readonly offsetM: number;
  readonly east: number;
  readonly north: number;
  readonly wireElevationM: number;
  readonly roadElevationM: number;
}

export interface WireOverRoad {
  /** Null where it hangs over no known piece of the carriageway. */
  readonly lowest: LowestPlace | null;
  readonly kind: 'crosses' | 'overhangs' | 'beside';
}

export interface Carriageway {
  /** Its reach is wider than half the width. */
  readonly locator: AxisLocator;
  readonly halfWidthM: number;
  /** Distances that are looked at. */
  readonly fromM: number;
  readonly toM: number;
  heightAt(distanceM: number, offsetM: number): RoadHeight | null;
}

const COARSE_M = 0.25;
const FINE_M = 0.02;
/** A wire that comes this near to both edges crosses. */
const EDGE_M = 0.3;

/** Looks along the fitted part only: beyond its points nobody knows where a wire is. */
export function wireOverRoad(curve: WireCurve, road: Carriageway): WireOverRoad {
  const { fromU, toU } = curve;
  const steps = Math.max(1, Math.ceil((toU - fromU) / COARSE_M));
  let lowest: LowestPlace | null = null;
  let lowestU = fromU;
  let [leftmost, rightmost] = [Infinity, -Infinity];
  for (let k = 0; k <= steps; k++) {
    const u = fromU + (k / steps) * (toU - fromU);
    const foot = road.locator.find(...wirePlace(curve, u));
    if (!foot || foot.distanceM < road.fromM || foot.distanceM > road.toM) continue;
    if (foot.offsetM < leftmost) leftmost = foot.offsetM;
    if (foot.offsetM > rightmost) rightmost = foot.offsetM;
    const place = placeAt(curve, u, road);
    if (place && (!lowest || place.heightM < lowest.heightM)) [lowest, lowestU] = [place, u];
  }
  if (lowest) {
    const from = Math.max(fromU, lowestU - COARSE_M);
    const to = Math.min(toU, lowestU + COARSE_M);
    for (let u = from; u <= to; u += FINE_M) {
      const place = placeAt(curve, u, road);
      if (place && place.heightM < lowest.heightM) lowest = place;
    }
  }
  const isAcross = leftmost < -(road.halfWidthM - EDGE_M) && rightmost > road.halfWidthM - EDGE_M;
  const isOver = leftmost <= road.halfWidthM && rightmost >= -road.halfWidthM;
  return { lowest, kind: isAcross ? 'crosses' : isOver ? 'overhangs' : 'beside' };
}

function placeAt(curve: WireCurve, u: number, road: Carriageway): LowestPlace | null {
  const [east, north] = wirePlace(curve, u);
  const wireElevationM = wireHeightAt(curve, u);
  // what a wire's own points leave open of its height
  const wireErrorM = (curve.sigmaM * Math.sqrt(3)) / Math.sqrt(curve.count);
  return overRoad(road, east, north, wireElevationM, wireErrorM);
}

/** A single place in the air over the carriageway; null beside it and where the road is not known. */
export function overRoad(
  { locator, halfWidthM, fromM, toM, heightAt }: Carriageway,
  east: number,
  north: number,
  wireElevationM: number,
  wireErrorM: number,
): LowestPlace | null {
  const foot = locator.find(east, north);
  if (!foot || Math.abs(foot.offsetM) > halfWidthM || foot.distanceM < fromM || foot.distanceM > toM) return null;
  const road = heightAt(foot.distanceM, foot.offsetM);
  if (!road) return null;
  return {
    ...foot,
    heightM: wireElevationM - road.elevationM,
    standardErrorM: Math.hypot(wireErrorM, road.standardErrorM),
    east,
    north,
    wireElevationM,
    roadElevationM: road.elevationM,
  };
}
