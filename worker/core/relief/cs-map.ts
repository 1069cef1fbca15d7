/**
 * CS立体図 (curvature and slope; Toda, Nagano Prefectural Forestry Research Center): ridges red, valleys blue, steep slopes dark.
 * Recipe and ramps as csmap-py publishes them, in metres instead of pixels: the same picture from cells of any size.
 */
import { fillWindow, type HeightField, hornGradient, slopeRad } from './height-field.ts';

/** Width of the smoothing before curvature, 1σ, and as far as it reaches. */
export const CS_SIGMA_M = 3;
export const CS_REACH_M = 6;
/** Cells beyond a tile that its picture depends on, in metres: reach of the smoothing and the neighbours of curvature. */
export const csMarginM = (stepM: number): number => CS_REACH_M + 2 * stepM;

const HEIGHT_RANGE_M = [0, 1000] as const;
const SLOPE_RANGE_RAD = [0, 1.5] as const;
const CURVATURE_RANGE = [-0.1, 0.1] as const;

type Rgb = readonly [number, number, number];
const GREY: readonly Rgb[] = [
  [255, 255, 255],
  [0, 0, 0],
];
const BLUE_WHITE_RED: readonly Rgb[] = [
  [75, 100, 165],
  [245, 245, 245],
  [145, 55, 50],
];
const RED_BROWN: readonly Rgb[] = [
  [255, 245, 235],
  [100, 50, 20],
];
const BLUE: readonly Rgb[] = [
  [35, 80, 100],
  [225, 235, 245],
];
const WEIGHTS = { slopeGrey: 0.5, curvature: 0.25, slopeBrown: 0.125, curvatureBlue: 0.06125, height: 0.030625 };

/** Red, green, blue and opacity of each cell; cells without data are clear. */
export function csMap(field: HeightField): Uint8ClampedArray<ArrayBuffer> {
  const slope = slopeRad(hornGradient(field));
  const curvature = generalCurvature(smoothed(field));
  const pixels = new Uint8ClampedArray(4 * slope.length);
  for (let i = 0; i < slope.length; i++) {
    const height = field.heights[i]!;
    if (Number.isNaN(height)) continue;
    const s = share(slope[i]!, SLOPE_RANGE_RAD);
    const c = share(curvature[i]!, CURVATURE_RANGE);
    const h = share(height, HEIGHT_RANGE_M);
    for (let k = 0; k < 3; k++) {
      pixels[4 * i + k] =
        WEIGHTS.slopeGrey * ramp(GREY, s, k) +
        WEIGHTS.curvature * ramp(BLUE_WHITE_RED, c, k) +
        WEIGHTS.slopeBrown * ramp(RED_BROWN, s, k) +
        WEIGHTS.curvatureBlue * ramp(BLUE, c, k) +
        WEIGHTS.height * ramp(GREY, h, k);
    }
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

const share = (value: number, [low, high]: readonly [number, number]) =>
  Math.min(1, Math.max(0, (value - low) / (high - low)));

function ramp(colours: readonly Rgb[], at: number, channel: number): number {
  const place = at * (colours.length - 1);
  const first = Math.min(colours.length - 2, Math.floor(place));
  const [a, b] = [colours[first]![channel]!, colours[first + 1]![channel]!];
  return a + (place - first) * (b - a);
}

/** −2(r + t), 1/m: ridges are positive. r and t are second differences along rows and columns. */
export function generalCurvature(field: HeightField): Float32Array {
  const { cols, rows, stepM, heights } = field;
  const curvature = new Float32Array(heights.length).fill(Number.NaN);
  const window = new Float64Array(9);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      if (!fillWindow(field, col, row, window)) continue;
      const r = ((window[3]! + window[5]!) / 2 - window[4]!) / (stepM * stepM);
      const t = ((window[1]! + window[7]!) / 2 - window[4]!) / (stepM * stepM);
      curvature[row * cols + col] = -2 * (r + t);
    }
  }
  return curvature;
}

/** Gaussian mean over what is known, rows first, then columns. */
export function smoothed(field: HeightField): HeightField {
  const { cols, rows, stepM, heights } = field;
  const reach = Math.round(CS_REACH_M / stepM);
  if (reach === 0) return field;
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((((k - reach) * stepM) / CS_SIGMA_M) ** 2) / 2),
  );
  // sums of weight × height and of weights, so that gaps take no part
  const sums = new Float64Array(heights.length);
  const known = new Float64Array(heights.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      let [sum, weight] = [0, 0];
      for (let k = Math.max(-reach, -col); k <= Math.min(reach, cols - 1 - col); k++) {
        const height = heights[row * cols + col + k]!;
        if (Number.isNaN(height)) continue;
        sum += weights[k + reach]! * height;
        weight += weights[k + reach]!;
      }
      sums[row * cols + col] = sum;
      known[row * cols + col] = weight;
    }
  }
  const smooth = new Float64Array(heights.length).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      if (Number.isNaN(heights[row * cols + col]!)) continue;
      let [sum, weight] = [0, 0];
      for (let k = Math.max(-reach, -row); k <= Math.min(reach, rows - 1 - row); k++) {
        const at = (row + k) * cols + col;
        sum += weights[k + reach]! * sums[at]!;
        weight += weights[k + reach]! * known[at]!;
      }
      smooth[row * cols + col] = sum / weight;
    }
  }
  return { cols, rows, stepM, heights: smooth };
}
