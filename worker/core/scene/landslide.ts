/** A shallow slope failure: a spoon-shaped depletion zone and, below it, the lobe of debris that covers the road. */
import { type Point, SLIDE_AXIS } from './layout.ts';
import { gradientNoise, smoothStep } from './noise.ts';

/** Along the axis in metres from the head: middle and half length of scar and lobe, their depths. */
const SCAR = { middleM: 46, halfLengthM: 46, depthM: 6.2 } as const;
const LOBE = { middleM: 107, halfLengthM: 34, halfWidthM: 29, heightM: 4.6 } as const;

export interface Landslide {
  /** Change of the ground's height in metres at e, n: negative in the scar, positive in the lobe, exactly 0 outside. */
  difference(e: number, n: number): number;
  /** Metres from the head along the axis and across it (to the right looking down the slope). */
  along(e: number, n: number): Point;
  /** A box [minE, minN, maxE, maxN] that holds every place with a difference. */
  readonly bounds: readonly [number, number, number, number];
}

/** The slope failure of a seed. Continuous with continuous slope at its rim (no vertical scarp: points must resolve it). */
export function createLandslide(seed: number): Landslide {
  const { head, toe } = SLIDE_AXIS;
  const lengthM = Math.hypot(toe[0] - head[0], toe[1] - head[1]);
  const downE = (toe[0] - head[0]) / lengthM;
  const downN = (toe[1] - head[1]) / lengthM;
  const along = (e: number, n: number): Point => [
    (e - head[0]) * downE + (n - head[1]) * downN,
    (e - head[0]) * -downN + (n - head[1]) * downE,
  ];

  const difference = (e: number, n: number): number => {
    const [down, across] = along(e, n);
    if (down < -8 || down > lengthM + 8 || Math.abs(across) > 45) return 0;
    const wanderM = 4.2 * gradientNoise(seed + 501, down / 34, 0.5) + 2 * gradientNoise(seed + 502, e / 14, n / 14);
    const shiftM = 2.5 * gradientNoise(seed + 503, e / 17, n / 17);
    return scar(seed, down + shiftM, across + wanderM) + lobe(seed, down + shiftM, across + wanderM);
  };
  return {
    difference,
    along,
    bounds: [
      Math.min(head[0], toe[0]) - 50,
      Math.min(head[1], toe[1]) - 12,
      Math.max(head[0], toe[0]) + 50,
      Math.max(head[1], toe[1]) + 12,
    ],
  };
}

/** Widens downwards; deepest a little above its middle. */
function scar(seed: number, down: number, across: number): number {
  const halfWidthM = 15 + 11 * smoothStep(-5, 70, down);
  const share = 1 - ((down - SCAR.middleM) / SCAR.halfLengthM) ** 2 - (across / halfWidthM) ** 2;
  if (share <= 0) return 0;
  const uneven =
    1 +
    0.16 * gradientNoise(seed + 511, across / 9, down / 22) +
    0.06 * gradientNoise(seed + 512, across / 4, down / 9);
  return -SCAR.depthM * share ** 1.5 * uneven * (1.1 - 0.2 * smoothStep(20, 80, down));
}

/** Hummocky tongue, steepest at its front. */
function lobe(seed: number, down: number, across: number): number {
  const share = 1 - ((down - LOBE.middleM) / LOBE.halfLengthM) ** 2 - (across / LOBE.halfWidthM) ** 2;
  if (share <= 0) return 0;
  const uneven =
    1 +
    0.22 * gradientNoise(seed + 521, across / 11, down / 8) +
    0.07 * gradientNoise(seed + 522, across / 4, down / 4);
  return LOBE.heightM * share ** 1.5 * uneven;
}
