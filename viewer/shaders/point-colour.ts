/**
 * GLSL functions for the colour of a point, written from the same tables as the legends, for three.js and Cesium alike.
 * All colours are sRGB parts 0…1.
 */
import { type ColourStops, ELEVATION_STOPS, INTENSITY_STOPS, rgbParts } from '../state/colour-ramp.ts';
import { CLASS_COLOURS, OTHER_CLASS_COLOUR } from '../state/point-classes.ts';

const vec3 = (colour: number) =>
  `vec3(${rgbParts(colour)
    .map((part) => part.toFixed(4))
    .join(', ')})`;

function rampFunction(name: string, stops: ColourStops): string {
  const last = stops.length - 1;
  const steps = stops
    .slice(1)
    .map((stop, index) => `  colour = mix(colour, ${vec3(stop)}, clamp(position - ${index.toFixed(1)}, 0.0, 1.0));`)
    .join('\n');
  return `vec3 ${name}(float fraction) {
  float position = clamp(fraction, 0.0, 1.0) * ${last.toFixed(1)};
  vec3 colour = ${vec3(stops[0] ?? 0)};
${steps}
  return colour;
}`;
}

function classFunction(): string {
  const lines = Object.entries(CLASS_COLOURS)
    .map(([code, colour]) => `  if (code == ${code}) return ${vec3(colour)};`)
    .join('\n');
  return `vec3 classColour(float classification) {
  int code = int(classification + 0.5);
${lines}
  return ${vec3(OTHER_CLASS_COLOUR)};
}`;
}

/** `elevationColour(fraction)`, `intensityColour(fraction)`, `classColour(code)`. */
export const POINT_COLOUR_GLSL = [
  rampFunction('elevationColour', ELEVATION_STOPS),
  rampFunction('intensityColour', INTENSITY_STOPS),
  classFunction(),
].join('\n');

/** Numbers of the colour modes inside the shaders. */
export const COLOUR_MODE_INDEX = { rgb: 0, elevation: 1, class: 2, intensity: 3, collection: 4 } as const;
