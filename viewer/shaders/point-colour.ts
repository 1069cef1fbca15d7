/**
 * GLSL functions for the colour of a point on the globe, written from the same tables as the legends and the site view.
 * All colours are sRGB parts 0…1.
 */
import type { ColourMode } from '../state/appearance.ts';
import {
  type ColourStops,
  DIFFERENCE_STOPS,
  NO_VALUE_COLOUR,
  RAMP_STOPS,
  RAMPS,
  rgbParts,
} from '../state/colour-ramp.ts';
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

function chosenRamp(): string {
  const lines = RAMPS.map((name, index) => `  if (ramp == ${index}) return ${name}Colour(fraction);`).join('\n');
  return `vec3 rampColour(int ramp, float fraction) {
${lines}
  return ${RAMPS[0]}Colour(fraction);
}`;
}

/** `rampColour(ramp, fraction)`, `differenceColour(fraction)`, `noValueColour()`, `classColour(code)`. */
export const POINT_COLOUR_GLSL = [
  ...RAMPS.map((name) => rampFunction(`${name}Colour`, RAMP_STOPS[name])),
  chosenRamp(),
  rampFunction('differenceColour', DIFFERENCE_STOPS),
  `vec3 noValueColour() { return ${vec3(NO_VALUE_COLOUR)}; }`,
  classFunction(),
].join('\n');

/** Numbers of the colour modes inside the shaders. A sensor is told by the collection: the layer has its colour. */
export const COLOUR_MODE_INDEX: Readonly<Record<ColourMode, number>> = {
  ...{ rgb: 0, elevation: 1, class: 2, intensity: 3, collection: 4, sensor: 4 },
  ...{ height: 5, change: 6, return: 7, returns: 8, source: 9, time: 10 },
};
