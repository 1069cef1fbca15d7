/**
 * The way of the camera from one pose to another: up and away where they are far apart, straight where they are near, at an
 * even pace for the eye. Pure.
 * Source: van Wijk and Nuij, Smooth and efficient zooming and panning, InfoVis 2003, with ρ = 1.4.
 */
import { type CameraPose, normalizePose } from '../../state/camera-pose.ts';

const RHO = 1.4;
const METRES_PER_DEGREE = 111_320;
/** Seconds a unit of perceived way, and the bounds of a flight. */
const PACE_S = 1.1;
const LEAST_S = 0.8;
const MOST_S = 8;

export interface Flight {
  readonly seconds: number;
  /** @param part 0 (where it begins, exactly) … 1 (where it ends, exactly) */
  poseAt(part: number): CameraPose;
}

export function flightBetween(from: CameraPose, to: CameraPose): Flight {
  const middleLat = ((from.lat + to.lat) / 2) * (Math.PI / 180);
  const byLon = wrapped(to.lon - from.lon);
  const awayM = Math.hypot(
    byLon * METRES_PER_DEGREE * Math.cos(middleLat),
    (to.lat - from.lat) * METRES_PER_DEGREE,
    to.elevationM - from.elevationM,
  );
  const turn = wrapped(to.headingDeg - from.headingDeg);
  const zoom = zoomPath(from.rangeM, to.rangeM, awayM);
  const turned = Math.hypot(turn, to.pitchDeg - from.pitchDeg) / 60;
  const seconds = Math.min(MOST_S, Math.max(LEAST_S, PACE_S * Math.max(zoom.length, turned)));
  return {
    seconds,
    poseAt(part) {
      if (part <= 0) return from;
      if (part >= 1) return to;
      const eased = part * part * (3 - 2 * part);
      const { share, width } = zoom.at(eased);
      return normalizePose({
        lon: wrapped(from.lon + byLon * share),
        lat: from.lat + (to.lat - from.lat) * share,
        elevationM: from.elevationM + (to.elevationM - from.elevationM) * share,
        headingDeg: from.headingDeg + turn * eased,
        pitchDeg: from.pitchDeg + (to.pitchDeg - from.pitchDeg) * eased,
        rangeM: width,
      });
    },
  };
}

interface ZoomPath {
  /** As the eye feels it. */
  readonly length: number;
  /** Share of the way in plan, and the width of the view. */
  at(part: number): { readonly share: number; readonly width: number };
}

function zoomPath(w0: number, w1: number, u1: number): ZoomPath {
  // so near that only the width changes
  if (u1 < 1e-6 * Math.max(w0, w1)) {
    const ratio = Math.log(w1 / w0);
    return {
      length: Math.abs(ratio) / RHO,
      at: (part) => ({ share: part, width: w0 * Math.exp(ratio * part) }),
    };
  }
  const rho2 = RHO * RHO;
  const b = (w: number, sign: 1 | -1) => (w1 * w1 - w0 * w0 + sign * rho2 * rho2 * u1 * u1) / (2 * w * rho2 * u1);
  // asinh(−b): the plain logarithm of the paper loses all digits for a large b
  const r0 = Math.asinh(-b(w0, 1));
  const r1 = Math.asinh(-b(w1, -1));
  const length = (r1 - r0) / RHO;
  return {
    length,
    at(part) {
      const r = r0 + RHO * length * part;
      const along = (w0 / rho2) * (Math.cosh(r0) * Math.tanh(r) - Math.sinh(r0));
      return { share: Math.min(1, Math.max(0, along / u1)), width: (w0 * Math.cosh(r0)) / Math.cosh(r) };
    },
  };
}

/** −180 < degrees ≤ 180 */
function wrapped(degrees: number): number {
  if (degrees > -180 && degrees <= 180) return degrees;
  const turned = ((degrees % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}
