/**
 * Colour ramps as equally spaced stops with straight lines between them: one table for shaders, legends and meshes.
 */

export type ColourStops = readonly number[];

/** Elevation: dark to light, readable without red–green vision, hues as an atlas uses them (0xRRGGBB). */
export const ELEVATION_STOPS: ColourStops = [
  0x26456e, 0x2c6d8f, 0x33917f, 0x63ad66, 0xa8c462, 0xe2d27a, 0xdba763, 0xbf7a57, 0xf3ece6,
];

/** Intensity: grey. */
export const INTENSITY_STOPS: ColourStops = [0x0d1014, 0xf7f8f9];

/** Ramps to choose from. All but `turbo` (for telling near values apart) go from dark to light throughout. */
export const RAMPS = ['atlas', 'viridis', 'cividis', 'magma', 'turbo', 'grey'] as const;
export type RampName = (typeof RAMPS)[number];

/**
 * Turbo: coefficients of the published approximation, powers 0 to 5 of the fraction. Source: A. Mikhailov, "Turbo, an improved
 * rainbow colormap for visualization", 2019.
 */
const TURBO_COEFFICIENTS = [
  [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
  [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
  [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
] as const;
const TURBO_STOPS = 25;

function turboStops(): number[] {
  return Array.from({ length: TURBO_STOPS }, (_, stop) => {
    const fraction = stop / (TURBO_STOPS - 1);
    return TURBO_COEFFICIENTS.reduce((colour, powers) => {
      const part = powers.reduceRight((sum: number, factor) => sum * fraction + factor, 0);
      return colour * 256 + Math.round(255 * Math.min(1, Math.max(0, part)));
    }, 0);
  });
}

/** Viridis and magma: S. van der Walt, N. Smith, 2015; cividis: J. Nunez et al., 2018; their tables at equal steps. */
export const RAMP_STOPS: Readonly<Record<RampName, ColourStops>> = {
  atlas: ELEVATION_STOPS,
  viridis: [
    0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725,
  ],
  cividis: [0x00204d, 0x00336f, 0x39486b, 0x575c6d, 0x707173, 0x8a8779, 0xa69d75, 0xc4b56c, 0xe4cf5b, 0xffea46],
  magma: [0x000004, 0x140e36, 0x3b0f70, 0x641a80, 0x8c2981, 0xb73779, 0xde4968, 0xf7705c, 0xfe9f6d, 0xfecf92, 0xfcfdbf],
  turbo: turboStops(),
  grey: INTENSITY_STOPS,
};

/** Colours that tell kinds apart: numbers of returns, sources, sensors. The first ten are for small numbers. */
export const KIND_COLOURS = [
  0x4d9de0, 0xf2a541, 0x7bc47f, 0xe4626f, 0xc77dce, 0x58c4c6, 0xd8cf5a, 0x9c755f, 0xff9da7, 0xbab0ac, 0x86bcb6,
  0xa0cbe8,
] as const;

export function kindColour(number: number): number {
  return KIND_COLOURS[((((number - 1) % 256) + 256) % 256) % KIND_COLOURS.length] ?? KIND_COLOURS[0];
}

/** Where there is nothing to compare with, and what is below the level of detection. */
export const NO_VALUE_COLOUR = 0x8d959c;

/** Height difference: blue is cut (lower), white unchanged, red fill (higher). */
export const DIFFERENCE_STOPS: ColourStops = [0x1b4f9c, 0x4d8fd1, 0xa9cdea, 0xf7f7f5, 0xf3bfa5, 0xd9694f, 0xa11d2b];

export type Rgb = readonly [red: number, green: number, blue: number];

/** 0xRRGGBB as sRGB parts, 0 to 1. */
export function rgbParts(colour: number): Rgb {
  return [((colour >> 16) & 255) / 255, ((colour >> 8) & 255) / 255, (colour & 255) / 255];
}

/** The colour at `fraction` (clamped to 0…1) as sRGB parts, 0 to 1. */
export function colourAt(stops: ColourStops, fraction: number): Rgb {
  const position = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(position));
  const from = rgbParts(stops[index] ?? 0);
  const to = rgbParts(stops[index + 1] ?? 0);
  const mix = position - index;
  return [from[0] + (to[0] - from[0]) * mix, from[1] + (to[1] - from[1]) * mix, from[2] + (to[2] - from[2]) * mix];
}

/** A CSS gradient of the ramp, for legends. */
export function cssGradient(stops: ColourStops, direction = 'to right'): string {
  return `linear-gradient(${direction}, ${stops.map((stop) => `#${stop.toString(16).padStart(6, '0')}`).join(', ')})`;
}
