/**
 * A viewpoint (視点場): a place, an eye, a lens. Its numbers are rounded when it is made, to what its texts hold: kept and read back it is
 * the same camera to the last digit. Pure.
 */
import type { EyePose } from '../../state/sight-layer.ts';

export interface Viewpoint extends EyePose {
  readonly name: string;
  /** Elevation that the eye stands at, metres above the geoid; `elevationM` is the eye's. */
  readonly groundM: number;
  readonly eyeHeightM: number;
  /** Whether the ground was computed on every point, or read off the points on the screen. */
  readonly groundFrom: 'computed' | 'screen';
}

export const LENSES_MM = [24, 28, 35, 50, 85, 135] as const;
const MIN_LENS_MM = 10;
const MAX_LENS_MM = 600;

// no negative zero: its text is that of zero
const rounded = (value: number, digits: number) => Number(value.toFixed(digits)) + 0;
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The viewpoint with numbers as they are kept: 0.1 mm in plan, 1 mm in height, 0.01°. */
export function settled(viewpoint: Viewpoint): Viewpoint {
  const groundM = rounded(viewpoint.groundM, 3);
  const eyeHeightM = rounded(clamp(viewpoint.eyeHeightM, 0, 1000), 3);
  const heading = rounded(((viewpoint.headingDeg % 360) + 360) % 360, 2);
  return {
    ...viewpoint,
    name: viewpoint.name.slice(0, 80),
    lon: rounded(viewpoint.lon, 9),
    lat: rounded(viewpoint.lat, 9),
    groundM,
    eyeHeightM,
    elevationM: rounded(groundM + eyeHeightM, 3),
    headingDeg: heading === 360 ? 0 : heading,
    pitchDeg: rounded(clamp(viewpoint.pitchDeg, -89, 89), 2),
    lensMm: rounded(clamp(viewpoint.lensMm, MIN_LENS_MM, MAX_LENS_MM), 1),
  };
}

/** `lon,lat,ground,eye,heading,pitch,lens[,screen]`. */
export function formatViewpoint({
  lon,
  lat,
  groundM,
  eyeHeightM,
  headingDeg,
  pitchDeg,
  lensMm,
  groundFrom,
}: Viewpoint): string {
  const numbers = [lon, lat, groundM, eyeHeightM, headingDeg, pitchDeg, lensMm].map(String);
  return [...numbers, ...(groundFrom === 'screen' ? ['screen'] : [])].join(',');
}

/** @returns null for what is none */
export function parseViewpoint(text: string, name: string): Viewpoint | null {
  const parts = text.split(',');
  const numbers = parts.slice(0, 7).map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.length !== 7 || !numbers.every(Number.isFinite)) return null;
  const [lon, lat, groundM, eyeHeightM, headingDeg, pitchDeg, lensMm] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90 || Math.abs(groundM) > 9000) return null;
  const groundFrom = parts[7] === 'screen' ? 'screen' : 'computed';
  return settled({ name, lon, lat, groundM, eyeHeightM, elevationM: 0, headingDeg, pitchDeg, lensMm, groundFrom });
}

/** True azimuth and angle of height from one place to another, for an eye that is to look there. */
export function lookingAt(
  eye: Pick<Viewpoint, 'lon' | 'lat' | 'elevationM'>,
  target: { readonly lon: number; readonly lat: number; readonly elevationM: number },
): { readonly headingDeg: number; readonly pitchDeg: number } {
  const rad = Math.PI / 180;
  const [lat1, lat2, turn] = [eye.lat * rad, target.lat * rad, (target.lon - eye.lon) * rad];
  const heading = Math.atan2(
    Math.sin(turn) * Math.cos(lat2),
    Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(turn),
  );
  const half = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(turn / 2) ** 2;
  const distance = 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(half)));
  const drop = (distance * distance) / (2 * 6_371_000);
  const pitch = Math.atan2(target.elevationM - eye.elevationM - drop, Math.max(0.01, distance));
  return { headingDeg: ((heading / rad) % 360) + (heading < 0 ? 360 : 0), pitchDeg: pitch / rad };
}

/** 剣ヶ峰. */
export const FUJI = { lon: 138.7274, lat: 35.3606, elevationM: 3776 } as const;
