/**
 * The camera as both views understand it: a target on the earth and where the eye stands around it. Engine-free.
 */
import { readNumbers } from './url-values.ts';

export interface CameraPose {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Elevation of the target, metres above the geoid. */
  readonly elevationM: number;
  /** Direction of view, degrees clockwise from true north, 0 ≤ h < 360. */
  readonly headingDeg: number;
  /** −90 looks straight down, 0 along the horizon. */
  readonly pitchDeg: number;
  /** Distance from the eye to the target, metres. */
  readonly rangeM: number;
}

/** Vertical field of view of both cameras, degrees: a switch of the view must not zoom. */
export const FIELD_OF_VIEW_DEG = 45;
export const MIN_RANGE_M = 2;
export const MAX_RANGE_M = 2e7;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
const wrapHeading = (deg: number) => ((deg % 360) + 360) % 360;

/** The pose inside the limits that both views share. */
export function normalizePose(pose: CameraPose): CameraPose {
  return {
    ...pose,
    headingDeg: wrapHeading(pose.headingDeg),
    pitchDeg: clamp(pose.pitchDeg, -90, 0),
    rangeM: clamp(pose.rangeM, MIN_RANGE_M, MAX_RANGE_M),
  };
}

/** `factor` < 1 comes nearer. */
export function zoomPose(pose: CameraPose, factor: number): CameraPose {
  return normalizePose({ ...pose, rangeM: pose.rangeM * factor });
}

export function turnPose(pose: CameraPose, headingByDeg: number, pitchByDeg: number): CameraPose {
  return normalizePose({
    ...pose,
    headingDeg: pose.headingDeg + headingByDeg,
    // Level only where a standard view asks for it.
    pitchDeg: Math.min(-1, pose.pitchDeg + pitchByDeg),
  });
}

/** Moves the target across the screen by fractions of the range: right and forward. */
export function panPose(pose: CameraPose, right: number, forward: number): CameraPose {
  const heading = (pose.headingDeg * Math.PI) / 180;
  const eastM = (right * Math.cos(heading) + forward * Math.sin(heading)) * pose.rangeM;
  const northM = (forward * Math.cos(heading) - right * Math.sin(heading)) * pose.rangeM;
  const metresPerDegree = 111_320;
  const cosLat = Math.max(0.01, Math.cos((pose.lat * Math.PI) / 180));
  return normalizePose({
    ...pose,
    lon: pose.lon + eastM / (metresPerDegree * cosLat),
    lat: clamp(pose.lat + northM / metresPerDegree, -89.9, 89.9),
  });
}

/** `lon,lat,elevation,heading,pitch,range`: 1 cm on the ground, 1 cm in height, 0.01°. */
export function formatPose(pose: CameraPose): string {
  const parts = [
    pose.lon.toFixed(7),
    pose.lat.toFixed(7),
    pose.elevationM.toFixed(2),
    pose.headingDeg.toFixed(2),
    pose.pitchDeg.toFixed(2),
    pose.rangeM.toFixed(2),
  ];
  return parts.map((part) => String(Number(part))).join(',');
}

/** @returns null for anything that is not six finite numbers inside their ranges */
export function parsePose(text: string): CameraPose | null {
  const numbers = readNumbers(text, 6);
  if (!numbers) return null;
  const [lon, lat, elevationM, headingDeg, pitchDeg, rangeM] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90 || rangeM <= 0) return null;
  return normalizePose({ lon, lat, elevationM, headingDeg, pitchDeg, rangeM });
}

/** Whether two poses would give the same picture (to a tenth of a pixel on an office screen). */
export function samePose(a: CameraPose, b: CameraPose): boolean {
  const turn = Math.abs(wrapHeading(a.headingDeg - b.headingDeg + 180) - 180);
  const metresPerDegree = 111_320;
  const moveM = Math.hypot(
    (a.lon - b.lon) * metresPerDegree * Math.cos((a.lat * Math.PI) / 180),
    (a.lat - b.lat) * metresPerDegree,
    a.elevationM - b.elevationM,
  );
  return (
    turn < 0.005 &&
    Math.abs(a.pitchDeg - b.pitchDeg) < 0.005 &&
    moveM < a.rangeM * 1e-4 &&
    Math.abs(a.rangeM - b.rangeM) < a.rangeM * 1e-4
  );
}
