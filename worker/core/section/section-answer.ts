/** A section as the answer has it: its lines, heights at the axis, slopes and areas. Metres. */
import type { SectionArea, SectionLine, StationSection } from '../contract/cross-sections.ts';
import { areaBetween } from './area-between.ts';
import type { SectionPlace } from './place-sections.ts';
import { type HeightLine, heightOn } from './section-line.ts';
import { simplifyLine } from './simplify-line.ts';
import { DESIGN_SLOPES, GROUND_SLOPES, slopeLabels } from './slope-labels.ts';

/** Offsets and heights of lines are given to a tenth of a millimetre. */
const DIGIT = 10_000;
const rounded = (value: number): number => Math.round(value * DIGIT) / DIGIT;

/** @param shiftM distance along the line of what the answer calls 0 */
export function lineAnswer(line: HeightLine, shiftM: number, simplifyM: number): SectionLine {
  return {
    offsetsM: Array.from(line.along, (at) => rounded(at - shiftM)),
    elevationsM: Array.from(line.height, (height) => (Number.isNaN(height) ? null : rounded(height))),
    simplified: simplifyLine(line, simplifyM).map((part) =>
      part.map(([at, height]): [number, number] => [rounded(at - shiftM), rounded(height)]),
    ),
  };
}

/** What a section is measured for. */
export interface SectionRoles {
  /** Of the surfaces: drawn, not measured. */
  readonly designs: readonly boolean[];
  readonly existing: number;
  readonly compared: number | null;
  readonly leftM: number;
  readonly rightM: number;
  readonly simplifyM: number;
  /** Differences up to that size may be scatter of the points. */
  readonly lodM: number;
}

/**
 * @param lines of the surfaces, from the left end of the section
 * @param profileElevationM of the alignment's profile here; null when it has none
 */
export function sectionAnswer(
  place: SectionPlace,
  lines: readonly HeightLine[],
  profileElevationM: number | null,
  { designs, existing, compared, leftM, rightM, simplifyM, lodM }: SectionRoles,
): StationSection {
  const { name, stationM, distanceM, east, north, azimuthRad, skewDeg, segment } = place;
  const atAxis = (index: number) => {
    const height = heightOn(lines[index]!, leftM);
    return Number.isNaN(height) ? null : height;
  };
  const shown = compared ?? existing;
  const slopes = slopeLabels(lines[shown]!, designs[shown] ? DESIGN_SLOPES : GROUND_SLOPES);
  return {
    name,
    stationM,
    distanceM,
    position: [east, north],
    azimuthDeg: ((((azimuthRad * 180) / Math.PI) % 360) + 360) % 360,
    skewDeg,
    left: [segment.fromE, segment.fromN],
    right: [segment.toE, segment.toN],
    lines: lines.map((line) => lineAnswer(line, leftM, simplifyM)),
    groundElevationM: atAxis(existing),
    designElevationM: profileElevationM ?? (compared !== null && designs[compared] ? atAxis(compared) : null),
    slopes: slopes.map((slope) => ({ ...slope, fromM: slope.fromM - leftM, toM: slope.toM - leftM })),
    area: compared === null ? null : areaAnswer(lines, { designs, existing, compared, leftM, rightM, lodM }),
  };
}

function areaAnswer(
  lines: readonly HeightLine[],
  {
    designs,
    existing,
    compared,
    leftM,
    rightM,
    lodM,
  }: Omit<SectionRoles, 'simplifyM' | 'compared'> & { compared: number },
): SectionArea {
  const { cutM2, fillM2, cutCentroidM, fillCentroidM, coveredM } = areaBetween(lines[existing]!, lines[compared]!);
  const significant = areaBetween(lines[existing]!, lines[compared]!, lodM);
  // where a design ends nothing is to be done: only what is missing below or above it is void
  let wantedM = leftM + rightM;
  for (const index of [existing, compared]) if (designs[index]) wantedM = Math.min(wantedM, knownLength(lines[index]!));
  return {
    cutM2,
    fillM2,
    cutOffsetM: cutM2 > 0 ? cutCentroidM - leftM : 0,
    fillOffsetM: fillM2 > 0 ? fillCentroidM - leftM : 0,
    significantCutM2: significant.cutM2,
    significantFillM2: significant.fillM2,
    coveredM,
    voidM: Math.max(0, wantedM - coveredM),
  };
}

/** Metres over which a line is known. */
export function knownLength({ along, height }: HeightLine): number {
  let sum = 0;
  for (let i = 0; i + 1 < along.length; i++) {
    if (!Number.isNaN(height[i]! + height[i + 1]!)) sum += along[i + 1]! - along[i]!;
  }
  return sum;
}

/** How far the ends of a design line stand from the ground, metres; null where it has none or there is no ground. */
export function openEnds(design: HeightLine, ground: HeightLine): { leftM: number | null; rightM: number | null } {
  const known = Array.from(design.along.keys()).filter((i) => !Number.isNaN(design.height[i]!));
  const at = (i: number | undefined) => {
    if (i === undefined) return null;
    const step = design.height[i]! - heightOn(ground, design.along[i]!);
    return Number.isNaN(step) ? null : step;
  };
  return { leftM: at(known[0]), rightM: at(known.at(-1)) };
}
