/** Heights as pictures: red, green, blue and opacity of each cell; cells without data are clear. */
import type { SurfaceStyle } from '../contract/make-surface.ts';
import { csMap, csMarginM } from './cs-map.ts';
import { type HeightField, hornGradient, slopeRad } from './height-field.ts';
import { FOUR_SUNS, hillshade, MAP_SUN } from './hillshade.ts';
import { openness } from './openness.ts';

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** Horizons are looked for that far; half the 50 cells of 1 m that relief maps usually take: details of slopes stay. */
export const OPENNESS_RADIUS_M = 25;

/** Range of an elevation picture whose heights are not known as a whole. */
export interface ReliefOptions {
  readonly lowM?: number;
  readonly highM?: number;
  /** Horizon of openness; of coarse cells more than the usual one. */
  readonly radiusM?: number;
}

/** How far beyond its border a picture's cells depend on heights, metres. */
export function reliefMarginM(style: SurfaceStyle, stepM: number): number {
  if (style === 'cs') return csMarginM(stepM);
  if (style === 'openness') return opennessRadiusM(stepM);
  return stepM;
}

/** Coarse cells look further: eight of them at least. */
const opennessRadiusM = (stepM: number) => Math.max(OPENNESS_RADIUS_M, 8 * stepM);

export function reliefPicture(field: HeightField, style: SurfaceStyle, options: ReliefOptions = {}): Pixels {
  switch (style) {
    case 'hillshade':
      return hillshadePicture(field);
    case 'slope':
      return slopePicture(field);
    case 'cs':
      return csMap(field);
    case 'openness':
      return opennessPicture(field);
    case 'elevation':
      return elevationPicture(field, options);
  }
}

/** Mostly the sun in the north-west, a quarter of four suns: shaded slopes keep their forms. */
function hillshadePicture(field: HeightField): Pixels {
  const gradient = hornGradient(field);
  const one = hillshade(gradient, [MAP_SUN]);
  const four = hillshade(gradient, FOUR_SUNS);
  return paint(one.length, (i) => {
    const grey = 255 * (0.75 * one[i]! + 0.25 * four[i]!);
    return Number.isNaN(grey) ? null : [grey, grey, grey];
  });
}

/** Level white, 90° black (傾斜量図). */
function slopePicture(field: HeightField): Pixels {
  const slope = slopeRad(hornGradient(field));
  return paint(slope.length, (i) => {
    const grey = 255 * (1 - slope[i]! / (Math.PI / 2));
    return Number.isNaN(grey) ? null : [grey, grey, grey];
  });
}

/** Ridge-valley index as brightness, slope as strength of a teal. Not the patented 赤色立体地図, and no picture like it. */
function opennessPicture(field: HeightField): Pixels {
  const { positiveDeg, negativeDeg } = openness(field, opennessRadiusM(field.stepM));
  const slope = slopeRad(hornGradient(field));
  return paint(slope.length, (i) => {
    const index = (positiveDeg[i]! - negativeDeg[i]!) / 2;
    if (Number.isNaN(index)) return null;
    const bright = Math.min(1, Math.max(0, 0.62 + index / 50));
    const strength = Math.min(1, (slope[i]! * 180) / Math.PI / 50);
    return [
      255 * bright * (1 - 0.78 * strength),
      255 * bright * (1 - 0.26 * strength),
      255 * bright * (1 - 0.34 * strength),
    ];
  });
}

/** From lowland green over ochre to white. */
const HYPSOMETRIC: readonly (readonly [number, number, number])[] = [
  [70, 132, 105],
  [133, 172, 112],
  [205, 199, 135],
  [199, 163, 108],
  [163, 123, 96],
  [186, 172, 165],
  [245, 245, 243],
];

function elevationPicture(field: HeightField, { lowM, highM }: ReliefOptions): Pixels {
  const [low, high] = lowM !== undefined && highM !== undefined ? [lowM, highM] : rangeOf(field.heights);
  const shade = hillshade(hornGradient(field), FOUR_SUNS);
  return paint(shade.length, (i) => {
    const height = field.heights[i]!;
    if (Number.isNaN(height)) return null;
    const place = Math.min(1, Math.max(0, high > low ? (height - low) / (high - low) : 0)) * (HYPSOMETRIC.length - 1);
    const first = Math.min(HYPSOMETRIC.length - 2, Math.floor(place));
    const light = 0.35 + shade[i]! * 0.92;
    return [0, 1, 2].map((k) => {
      const [a, b] = [HYPSOMETRIC[first]![k]!, HYPSOMETRIC[first + 1]![k]!];
      return (a + (place - first) * (b - a)) * light;
    }) as [number, number, number];
  });
}

function paint(count: number, colourOf: (cell: number) => readonly [number, number, number] | null): Pixels {
  const pixels = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i++) {
    const colour = colourOf(i);
    if (!colour) continue;
    pixels[4 * i] = colour[0];
    pixels[4 * i + 1] = colour[1];
    pixels[4 * i + 2] = colour[2];
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

function rangeOf(heights: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i]!;
    if (height < low) low = height;
    if (height > high) high = height;
  }
  return [low, high];
}
