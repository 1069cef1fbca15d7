/** Cross-sections: ground lines of surfaces and the points beside a line. Definition and limits: section.md. */
import type { PointColumns } from '../surface/point-columns.ts';
import type { Tin } from '../surface/tin.ts';
import { sampleTinAt } from '../surface/tin-surface.ts';
import { type Polyline, placeOnLine, positionsAlong, stationsAlong } from './polyline.ts';

export interface GroundLine {
  /** Metres along the line: 0, step, 2·step … and exactly its end. */
  readonly distancesM: Float64Array;
  /** Metres; NaN where the surface has no data. */
  readonly elevationsM: Float64Array;
}

/** Height of a TIN along a line. Triangles with an edge longer than `maxEdgeM` in plan are no data. */
export function cutGroundLine(tin: Tin, line: Polyline, stepM: number, maxEdgeM: number): GroundLine {
  const distancesM = stationsAlong(line, stepM);
  const { east, north } = positionsAlong(line, distancesM);
  return { distancesM, elevationsM: sampleTinAt(tin, east, north, maxEdgeM) };
}

/** Points of a corridor as parallel arrays, by surface, then by distance. */
export interface CorridorPoints {
  readonly distanceM: Float64Array;
  /** Right of the line positive. */
  readonly offsetM: Float64Array;
  readonly elevationM: Float64Array;
  readonly classification: Uint8Array;
  /** Index of the surface that a point belongs to. */
  readonly surface: Uint8Array;
  /** Points in the corridor; `returned` of them are in the arrays. */
  readonly total: number;
  readonly returned: number;
}

interface Candidate {
  readonly distanceM: number;
  readonly offsetM: number;
  readonly elevationM: number;
  readonly classification: number;
  readonly surface: number;
  /** Pseudo-random, from the point's own numbers. */
  readonly lot: number;
}

/**
 * The points at most half of `widthM` from the line, its ends included. If they are more than `maxPoints`, an even
 * sample is returned: every point draws a lot from its own coordinates and the lowest lots stay, so the choice depends
 * neither on the order of the points nor on chance.
 * @param surfaces points of each surface, metres
 */
export function cutPoints(
  surfaces: readonly PointColumns[],
  line: Polyline,
  { widthM, maxPoints }: { widthM: number; maxPoints: number },
): CorridorPoints {
  const found = surfaces.flatMap((points, surface) => candidates(points, surface, line, widthM / 2));
  const total = found.length;
  let chosen = found;
  if (total > maxPoints) {
    chosen = found.sort((a, b) => a.lot - b.lot || byPlace(a, b)).slice(0, maxPoints);
  }
  chosen.sort(byPlace);
  return {
    distanceM: Float64Array.from(chosen, (c) => c.distanceM),
    offsetM: Float64Array.from(chosen, (c) => c.offsetM),
    elevationM: Float64Array.from(chosen, (c) => c.elevationM),
    classification: Uint8Array.from(chosen, (c) => c.classification),
    surface: Uint8Array.from(chosen, (c) => c.surface),
    total,
    returned: chosen.length,
  };
}

/** A total order up to points that are alike in everything that is returned. */
function byPlace(a: Candidate, b: Candidate): number {
  return (
    a.surface - b.surface ||
    a.distanceM - b.distanceM ||
    a.offsetM - b.offsetM ||
    a.elevationM - b.elevationM ||
    a.classification - b.classification
  );
}

function candidates(points: PointColumns, surface: number, line: Polyline, reachM: number): Candidate[] {
  const { bounds } = line;
  const found: Candidate[] = [];
  for (let i = 0; i < points.count; i++) {
    const e = points.east[i]!;
    const n = points.north[i]!;
    if (e < bounds.minE - reachM || e > bounds.maxE + reachM) continue;
    if (n < bounds.minN - reachM || n > bounds.maxN + reachM) continue;
    const place = placeOnLine(line, e, n);
    if (!place || Math.abs(place.offsetM) > reachM) continue;
    found.push({
      ...place,
      elevationM: points.height[i]!,
      classification: points.classification[i]!,
      surface,
      lot: drawLot(e, n, points.height[i]!),
    });
  }
  return found;
}

/** 32 well-mixed bits of three coordinates, at millimetres (murmur3's finaliser between the parts). */
function drawLot(east: number, north: number, height: number): number {
  let bits = 0;
  for (const value of [east, north, height]) {
    const millimetres = Math.round(value * 1000);
    bits = mix(bits ^ (millimetres | 0));
    bits = mix(bits ^ Math.floor(millimetres / 2 ** 32));
  }
  return bits >>> 0;
}

function mix(bits: number): number {
  let h = (bits + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
