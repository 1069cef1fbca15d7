/** Distances, gradients and angles between places. Metres and degrees; formulas: README.md. */

/** A place whose height may be unknown. */
export interface Place {
  readonly east: number;
  readonly north: number;
  /** null is no data. */
  readonly heightM: number | null;
}

export const DEGREES = 180 / Math.PI;

export interface Distance {
  readonly horizontalM: number;
  /** Second less first. */
  readonly verticalM: number | null;
  readonly slopeM: number | null;
  readonly gradientPercent: number | null;
  readonly ratioN: number | null;
  readonly gradientDeg: number | null;
  readonly azimuthDeg: number | null;
}

/** From the first place to the second. */
export function distanceBetween(from: Place, to: Place): Distance {
  const [dE, dN] = [to.east - from.east, to.north - from.north];
  const horizontalM = Math.hypot(dE, dN);
  const verticalM = from.heightM === null || to.heightM === null ? null : to.heightM - from.heightM;
  const isPlumb = horizontalM === 0;
  return {
    horizontalM,
    verticalM,
    slopeM: verticalM === null ? null : Math.hypot(horizontalM, verticalM),
    gradientPercent: verticalM === null || isPlumb ? null : (100 * verticalM) / horizontalM,
    ratioN: verticalM === null || verticalM === 0 ? null : horizontalM / Math.abs(verticalM),
    gradientDeg:
      verticalM === null || (isPlumb && verticalM === 0) ? null : Math.atan2(verticalM, horizontalM) * DEGREES,
    azimuthDeg: isPlumb ? null : azimuthOf(dE, dN),
  };
}

/** Clockwise from grid north, 0 … below 360. */
export function azimuthOf(dE: number, dN: number): number {
  const degrees = Math.atan2(dE, dN) * DEGREES;
  return degrees < 0 ? degrees + 360 : degrees;
}

export interface LineLength {
  readonly planLengthM: number;
  /** null where a height is unknown. */
  readonly slopeLengthM: number | null;
}

/** Along the vertices. */
export function lengthAlong(places: readonly Place[]): LineLength {
  let [plan, slope] = [0, 0];
  for (let i = 1; i < places.length; i++) {
    const { horizontalM, slopeM } = distanceBetween(places[i - 1]!, places[i]!);
    plan += horizontalM;
    slope += slopeM ?? Number.NaN;
  }
  return { planLengthM: plan, slopeLengthM: Number.isNaN(slope) ? null : slope };
}

export interface Angle {
  /** 0 … 180. */
  readonly planDeg: number;
  readonly spaceDeg: number | null;
  /** ∂ spaceDeg / ∂ height of the three places, degrees a metre. */
  readonly gradient: readonly [number, number, number];
}

/** At the middle one of three places. null where two of them coincide in plan. */
export function angleAt(from: Place, middle: Place, to: Place): Angle | null {
  const [aE, aN] = [from.east - middle.east, from.north - middle.north];
  const [bE, bN] = [to.east - middle.east, to.north - middle.north];
  if ((aE === 0 && aN === 0) || (bE === 0 && bN === 0)) return null;
  const planDeg = Math.abs(Math.atan2(aE * bN - aN * bE, aE * bE + aN * bN)) * DEGREES;
  if (from.heightM === null || middle.heightM === null || to.heightM === null) {
    return { planDeg, spaceDeg: null, gradient: [0, 0, 0] };
  }
  const [aH, bH] = [from.heightM - middle.heightM, to.heightM - middle.heightM];
  const dot = aE * bE + aN * bN + aH * bH;
  const across = Math.hypot(aN * bH - aH * bN, aH * bE - aE * bH, aE * bN - aN * bE);
  const [aa, bb] = [aE * aE + aN * aN + aH * aH, bE * bE + bN * bN + bH * bH];
  // ∂θ/∂a points away from b within the plane of both: (a·cosθ/|a| − b/|b|) / (|a| sinθ)
  const ofA = across > 0 ? ((dot * aH) / aa - bH) / across : 1 / Math.sqrt(aa);
  const ofB = across > 0 ? ((dot * bH) / bb - aH) / across : 1 / Math.sqrt(bb);
  return {
    planDeg,
    spaceDeg: Math.atan2(across, dot) * DEGREES,
    gradient: [ofA * DEGREES, -(ofA + ofB) * DEGREES, ofB * DEGREES],
  };
}
