/** The plane through heights by least squares: how steep it is, where it falls to, and how well that is known. Metres. */
import { CompensatedSum } from '../measure/compensated-sum.ts';
import { fitPlane, planeHeight } from '../surface/plane.ts';
import { azimuthOf, DEGREES } from './lines.ts';

export interface SlopeFit {
  readonly dipDeg: number;
  /** Where it falls to, clockwise from north; null where level. */
  readonly azimuthDeg: number | null;
  readonly gradientPercent: number;
  readonly ratioN: number | null;
  /** Of the heights about the plane. */
  readonly rmsM: number;
  /** Height of the plane at the centre. */
  readonly heightM: number;
  readonly centreE: number;
  readonly centreN: number;
  /** null of three points: nothing is left over to tell. */
  readonly dipStandardErrorDeg: number | null;
  /** null of three points and where level. */
  readonly azimuthStandardErrorDeg: number | null;
}

/**
 * Fits height = h₀ + a·e + b·n. Standard errors from the scatter about the plane: σ² = Σr² / (n − 3).
 * @throws {RequestError} NO_DATA for fewer than three points off one line
 */
export function fitSlope(east: Float64Array, north: Float64Array, height: Float64Array): SlopeFit {
  const plane = fitPlane('boundary', east, north, height);
  const { originE, originN, heightM, slopeEast, slopeNorth } = plane;
  const [ee, en, nn, squares] = [
    new CompensatedSum(),
    new CompensatedSum(),
    new CompensatedSum(),
    new CompensatedSum(),
  ];
  for (let i = 0; i < east.length; i++) {
    const [e, n] = [east[i]! - originE, north[i]! - originN];
    ee.add(e * e);
    en.add(e * n);
    nn.add(n * n);
    squares.add((height[i]! - planeHeight(plane, east[i]!, north[i]!)) ** 2);
  }
  const count = east.length;
  const gradient = Math.hypot(slopeEast, slopeNorth);
  const isLevel = gradient < 1e-12;
  const errors =
    count > 3
      ? errorsOf({ ee: ee.value, en: en.value, nn: nn.value }, squares.value / (count - 3), slopeEast, slopeNorth)
      : null;
  return {
    dipDeg: Math.atan(gradient) * DEGREES,
    azimuthDeg: isLevel ? null : azimuthOf(-slopeEast, -slopeNorth),
    gradientPercent: 100 * gradient,
    ratioN: isLevel ? null : 1 / gradient,
    rmsM: Math.sqrt(squares.value / count),
    heightM,
    centreE: originE,
    centreN: originN,
    dipStandardErrorDeg: errors && (errors.gradient / (1 + gradient * gradient)) * DEGREES,
    azimuthStandardErrorDeg: errors && !isLevel ? Math.min(180, (errors.across / gradient) * DEGREES) : null,
  };
}

/** Of the gradient along the fall, and of the part at right angles to it. */
function errorsOf(
  { ee, en, nn }: { readonly ee: number; readonly en: number; readonly nn: number },
  variance: number,
  slopeEast: number,
  slopeNorth: number,
): { gradient: number; across: number } {
  const det = ee * nn - en * en;
  const [cEE, cEN, cNN] = [(variance * nn) / det, (-variance * en) / det, (variance * ee) / det];
  const gradient = Math.hypot(slopeEast, slopeNorth);
  const [uE, uN] = gradient > 0 ? [slopeEast / gradient, slopeNorth / gradient] : [1, 0];
  return {
    gradient: Math.sqrt(uE * uE * cEE + 2 * uE * uN * cEN + uN * uN * cNN),
    across: Math.sqrt(uN * uN * cEE - 2 * uE * uN * cEN + uE * uE * cNN),
  };
}
