/** Whether the horizon can be in the picture. Pure. */

const EARTH_RADIUS_M = 6_371_000;
/** What refraction, the earth's flattening and hills may add, radians. */
const MARGIN = 0.03;

export interface Outlook {
  /** Of the camera over the ellipsoid. */
  readonly heightM: number;
  /** Radians, −π/2 looks straight down. */
  readonly pitch: number;
  /** Vertical. */
  readonly fieldOfViewDeg: number;
  readonly aspect: number;
}

/** The corner of the picture that looks farthest up, against the dip of the horizon. */
export function isHorizonSeen({ heightM, pitch, fieldOfViewDeg, aspect }: Outlook): boolean {
  const dip = Math.acos(EARTH_RADIUS_M / (EARTH_RADIUS_M + Math.max(0, heightM)));
  const half = Math.tan((fieldOfViewDeg * Math.PI) / 360);
  const corner = Math.atan(half * Math.hypot(1, aspect));
  return pitch + corner > -dip - MARGIN;
}
