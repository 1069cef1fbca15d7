/** The survey flight: parallel strips with half overlap, scan lines across them, pulses along the lines. */
import { SCENE_DEPTH_M, SCENE_WIDTH_M } from './layout.ts';
import { hashUnit } from './random.ts';

/** How an epoch was flown. */
export interface FlightPlan {
  /** Direction of flight, clockwise from north. */
  readonly azimuthRad: number;
  readonly heightAboveGroundM: number;
  readonly halfSwathM: number;
  /** Distance of neighbouring strips; half the swath, so that every place is seen twice. */
  readonly stripSpacingM: number;
  readonly speedMps: number;
  /** Point source id of the first strip; the others count on. */
  readonly firstStripId: number;
  /** Adjusted standard GPS time of the start of the first strip, seconds. */
  readonly startTimeS: number;
  readonly betweenStripsS: number;
}

/** Pulses of one scan line that meet the scene: pulse k hits the ground at (e + k·stepE, n + k·stepN). */
export interface ScanLine {
  readonly stripId: number;
  readonly count: number;
  readonly e: number;
  readonly n: number;
  readonly stepE: number;
  readonly stepN: number;
  /** Signed distance of pulse 0 from the flight line, right positive; pulse k is at offset + k·stepM. */
  readonly offsetM: number;
  readonly stepM: number;
  /** GPS time of pulse 0 and seconds from pulse to pulse. */
  readonly timeS: number;
  readonly stepS: number;
}

/**
 * The scan lines over the scene in the order they were flown.
 * @param pulsesPerM2 density of pulses where two strips overlap, which is everywhere
 */
export function* scanLines(plan: FlightPlan, pulsesPerM2: number, seed: number): Generator<ScanLine> {
  const spacingM = 1 / Math.sqrt(pulsesPerM2 / 2);
  const flightE = Math.sin(plan.azimuthRad);
  const flightN = Math.cos(plan.azimuthRad);
  const [middleE, middleN] = [SCENE_WIDTH_M / 2, SCENE_DEPTH_M / 2];
  const halfLengthM = Math.abs(middleE * flightE) + Math.abs(middleN * flightN);
  const halfWidthM = Math.abs(middleE * flightN) + Math.abs(middleN * flightE);
  const stripCount = Math.ceil((2 * halfWidthM) / plan.stripSpacingM) + 1;
  for (let strip = 0; strip < stripCount; strip++) {
    const stripOffsetM = (strip - (stripCount - 1) / 2) * plan.stripSpacingM;
    const backwards = strip % 2 === 1;
    const lineCount = Math.ceil((2 * halfLengthM) / spacingM);
    for (let k = 0; k < lineCount; k++) {
      const line = backwards ? lineCount - 1 - k : k;
      // the aircraft rolls a little: the scan angle of a place wanders
      const rollM =
        2.5 * Math.sin(line * spacingM * 0.031 + strip) + 1.2 * Math.sin(line * spacingM * 0.083 + 2 * strip);
      const alongM = -halfLengthM + (line + 0.5 + 0.3 * (hashUnit(seed + 901, strip, line) - 0.5)) * spacingM;
      const startM = stripOffsetM - plan.halfSwathM + hashUnit(seed + 902, strip, line) * spacingM;
      const clipped = clipToScene(
        middleE + alongM * flightE + startM * flightN,
        middleN + alongM * flightN - startM * flightE,
        flightN * spacingM,
        -flightE * spacingM,
        Math.floor((2 * plan.halfSwathM) / spacingM),
      );
      if (clipped === null) continue;
      const lineS = spacingM / plan.speedMps;
      yield {
        stripId: plan.firstStripId + strip,
        ...clipped,
        stepE: flightN * spacingM,
        stepN: -flightE * spacingM,
        offsetM: -plan.halfSwathM + clipped.first * spacingM + rollM,
        stepM: spacingM,
        timeS:
          plan.startTimeS +
          strip * plan.betweenStripsS +
          k * lineS +
          clipped.first * ((lineS * spacingM) / (4 * plan.halfSwathM)),
        stepS: (lineS * spacingM) / (4 * plan.halfSwathM),
      };
    }
  }
}

/** Which pulses of a line fall into the scene, and where the first of them does; null when none. */
function clipToScene(
  e: number,
  n: number,
  stepE: number,
  stepN: number,
  count: number,
): { first: number; count: number; e: number; n: number } | null {
  let begin = 0;
  let end = count;
  const clip = (from: number, step: number, size: number): void => {
    if (Math.abs(step) < 1e-12) {
      if (from < 0 || from >= size) end = 0;
      return;
    }
    const [enter, leave] = step > 0 ? [-from / step, (size - from) / step] : [(size - from) / step, -from / step];
    begin = Math.max(begin, Math.ceil(enter));
    end = Math.min(end, Math.ceil(leave));
  };
  clip(e, stepE, SCENE_WIDTH_M);
  clip(n, stepN, SCENE_DEPTH_M);
  if (end <= begin) return null;
  return { first: begin, count: end - begin, e: e + begin * stepE, n: n + begin * stepN };
}
