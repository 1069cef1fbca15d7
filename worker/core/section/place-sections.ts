/** Where the sections of an alignment stand in plan. Metres. */

import type { Alignment } from '../alignment/alignment.ts';
import { axisPlace } from '../alignment/place-on-axis.ts';
import type { Segment } from './cut-tin.ts';

export interface SectionPlace {
  readonly name: string;
  readonly stationM: number;
  readonly distanceM: number;
  readonly east: number;
  readonly north: number;
  /** Of the axis, radians clockwise from north. */
  readonly azimuthRad: number;
  /** Turned clockwise out of the right angle. */
  readonly skewDeg: number;
  /** From its left end to its right end, looking along the axis. */
  readonly segment: Segment;
}

export interface SectionWidths {
  readonly leftM: number;
  readonly rightM: number;
}

export function placeSection(
  alignment: Alignment,
  { name, stationM, distanceM }: { readonly name: string; readonly stationM: number; readonly distanceM: number },
  skewDeg: number,
  { leftM, rightM }: SectionWidths,
): SectionPlace {
  const { east, north, azimuthRad } = axisPlace(alignment, distanceM);
  const towardsRight = azimuthRad + Math.PI / 2 + (skewDeg * Math.PI) / 180;
  const [dE, dN] = [Math.sin(towardsRight), Math.cos(towardsRight)];
  return {
    name,
    stationM,
    distanceM,
    east,
    north,
    azimuthRad,
    skewDeg,
    segment: {
      fromE: east - leftM * dE,
      fromN: north - leftM * dN,
      toE: east + rightM * dE,
      toN: north + rightM * dN,
    },
  };
}

/** Designs end where the axis does, on whole millimetres: on their very edge a plane may miss them. */
const END_SHIFT_M = 0.002;

/** Where a section is cut: at the ends of the axis two millimetres within. */
export function cuttingSegment({ segment, distanceM, azimuthRad }: SectionPlace, axisLengthM: number): Segment {
  const isBegin = distanceM < END_SHIFT_M;
  const isEnd = distanceM > axisLengthM - END_SHIFT_M;
  if (isBegin === isEnd) return segment;
  const shiftM = isBegin ? END_SHIFT_M : -END_SHIFT_M;
  const [dE, dN] = [shiftM * Math.sin(azimuthRad), shiftM * Math.cos(azimuthRad)];
  const { fromE, fromN, toE, toN } = segment;
  return { fromE: fromE + dE, fromN: fromN + dN, toE: toE + dE, toN: toN + dN };
}

/** The first pair of neighbouring sections that cross: their areas would count the same ground twice. */
export function firstCrossing(places: readonly SectionPlace[]): readonly [SectionPlace, SectionPlace] | null {
  for (let i = 1; i < places.length; i++) {
    const [a, b] = [places[i - 1]!, places[i]!];
    if (segmentsCross(a.segment, b.segment)) return [a, b];
  }
  return null;
}

function segmentsCross(a: Segment, b: Segment): boolean {
  const side = ({ fromE, fromN, toE, toN }: Segment, e: number, n: number) =>
    Math.sign((toE - fromE) * (n - fromN) - (toN - fromN) * (e - fromE));
  return side(a, b.fromE, b.fromN) * side(a, b.toE, b.toN) < 0 && side(b, a.fromE, a.fromN) * side(b, a.toE, a.toN) < 0;
}

/** From one azimuth to another the shorter way round, right positive. */
export function turnTo(fromRad: number, toRad: number): number {
  const turn = (toRad - fromRad) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  return turn < -Math.PI ? turn + 2 * Math.PI : turn;
}
