/** The result in the picture: the axis, the lines of its sections on the ground, and a camera at a station. Pure. */
import { axisPolyline } from '#core/alignment/place-on-axis.ts';
import type { SectionsResult, StationSection } from '../../api/sections.ts';
import type { CameraPose } from '../../state/camera-pose.ts';
import { fromSitePose, type SiteFrame, type SitePosition } from '../../state/site-frame.ts';
import { ordinateAt } from '../chart/model.ts';
import { knownParts } from '../chart/parts.ts';

export interface SectionsInView {
  readonly axis: readonly SitePosition[];
  /** By station, from the left end to the right one. */
  readonly sections: readonly (readonly SitePosition[])[];
}

const CHORD_ERROR_M = 0.05;
/** Largest distance between the vertices of the axis: it lies on the ground. */
const AXIS_STEP_M = 5;
/** Vertices of a section in the picture. */
const SECTION_STEPS = 16;

const kept = new WeakMap<SectionsResult, SectionsInView>();

/** Where axis and sections lie, heights of the existing surface; the answer is kept with the result. */
export function sectionsInView(result: SectionsResult, unitM: number): SectionsInView {
  const before = kept.get(result);
  if (before) return before;
  const view = {
    axis: axisOnGround(result),
    sections: result.stations.map((one) => sectionOnGround(result, one, unitM)),
  };
  kept.set(result, view);
  return view;
}

function axisOnGround(result: SectionsResult): SitePosition[] {
  const line = result.profile.lines[result.existing];
  const parts = line ? knownParts(line.offsetsM, line.elevationsM) : [];
  const { east, north } = axisPolyline(result.alignment, CHORD_ERROR_M);
  const positions: SitePosition[] = [];
  let distanceM = 0;
  // Over a gap the line goes on at the height of its near bank.
  let height = result.stations.find(({ groundElevationM }) => groundElevationM !== null)?.groundElevationM ?? 0;
  const add = (e: number, n: number) => {
    height = ordinateAt(parts, distanceM) ?? height;
    positions.push({ east: e, north: n, height });
  };
  for (let i = 0; i < east.length; i++) {
    const [e, n] = [east[i] ?? 0, north[i] ?? 0];
    const last = positions.at(-1);
    if (!last) {
      add(e, n);
      continue;
    }
    const [fromE, fromN, lengthM] = [last.east, last.north, Math.hypot(e - last.east, n - last.north)];
    const steps = Math.max(1, Math.ceil(lengthM / AXIS_STEP_M));
    for (let k = 1; k <= steps; k++) {
      distanceM += lengthM / steps;
      add(fromE + ((e - fromE) * k) / steps, fromN + ((n - fromN) * k) / steps);
    }
  }
  return positions;
}

function sectionOnGround(result: SectionsResult, station: StationSection, unitM: number): SitePosition[] {
  const widthM = result.leftM + result.rightM;
  let height = station.groundElevationM ?? 0;
  return Array.from({ length: SECTION_STEPS + 1 }, (_, i) => {
    const offsetM = -result.leftM + (widthM * i) / SECTION_STEPS;
    const place = placeOnSection(result, station, offsetM, unitM);
    height = place.height ?? height;
    return { ...place, height };
  });
}

/** A place on a section; height null where the existing surface is not known. */
export function placeOnSection(
  result: SectionsResult,
  { left, right, lines }: StationSection,
  offsetM: number,
  unitM: number,
): { east: number; north: number; height: number | null } {
  const part = (offsetM + result.leftM) / (result.leftM + result.rightM);
  const along = (axis: 0 | 1) => ((left[axis] ?? 0) + ((right[axis] ?? 0) - (left[axis] ?? 0)) * part) * unitM;
  const line = lines[result.existing];
  const height = line ? ordinateAt(knownParts(line.offsetsM, line.elevationsM), offsetM) : null;
  return { east: along(0), north: along(1), height };
}

const CAMERA_PITCH_DEG = -38;
const NEAREST_M = 60;

/** Behind the station, looking as the section is drawn. */
export function stationPose(result: SectionsResult, station: StationSection, frame: SiteFrame): CameraPose {
  const [east = 0, north = 0] = station.position;
  return fromSitePose(frame, {
    target: {
      east: east * frame.unitM,
      north: north * frame.unitM,
      height: station.groundElevationM ?? station.designElevationM ?? 0,
    },
    headingDeg: station.azimuthDeg + (result.looking === 'backward' ? 180 : 0),
    pitchDeg: CAMERA_PITCH_DEG,
    rangeM: Math.max(NEAREST_M, (result.leftM + result.rightM) * 2.2),
  });
}
