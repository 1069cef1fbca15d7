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
