/** What the globe shows of light and view: the sun, an eye that stands on the ground, rays, what is seen. Engine-free. */

/** The sun as it stands over the site. */
export interface SunSetting {
  /** Clockwise from true north. */
  readonly azimuthDeg: number;
  /** Below 0 it is night. */
  readonly elevationDeg: number;
  readonly shadows: boolean;
}

/** A camera at the height of an eye, with the angles of a lens. */
export interface EyePose {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Elevation of the eye, metres above the geoid. */
  readonly elevationM: number;
  /** Clockwise from true north. */
  readonly headingDeg: number;
  /** Up positive. */
  readonly pitchDeg: number;
  /** Focal length for the 36 × 24 mm picture. */
  readonly lensMm: number;
}

export function sameEye(a: EyePose | null, b: EyePose | null): boolean {
  if (!a || !b) return a === b;
  return (['lon', 'lat', 'elevationM', 'headingDeg', 'pitchDeg', 'lensMm'] as const).every((key) => a[key] === b[key]);
}

export type SightState = 'visible' | 'hidden' | 'unknown';

/** Told apart without colour sight by their lightness; the same in pictures of the server. */
export const SIGHT_COLOURS: Readonly<Record<SightState, string>> = {
  visible: '#ffd43b',
  hidden: '#3c4250',
  unknown: '#be4bdb',
};

/** A stretch of a ray: easting, northing, elevation in the site frame, metres. */
export interface SightRay {
  readonly state: SightState;
  readonly line: readonly (readonly [east: number, north: number, height: number])[];
}

/** Cells on the ground: 0 hidden, 1 visible, 2 unknown, 3 outside; row-major from the south-west. */
export interface SightCells {
  readonly cols: number;
  readonly rows: number;
  /** South-western corner, metres. */
  readonly originE: number;
  readonly originN: number;
  readonly cellSizeM: number;
  readonly values: readonly number[];
  readonly heightsM: readonly (number | null)[];
}

export interface SightLayer {
  readonly rays: readonly SightRay[];
  readonly cells: SightCells | null;
}

export const NO_SIGHT: SightLayer = { rays: [], cells: null };
