/** Which cell is wet and its colour, for both engines: GLSL from the tables of depth classes. */
import { DEPTH_CLASSES } from '#core/water/depth-classes.ts';

/** Shades of one blue, for pictures in which the colours of hazard maps would say too much. */
export const BLUE_CLASSES: readonly (readonly [number, number, number])[] = [
  [198, 225, 244],
  [140, 194, 232],
  [88, 160, 216],
  [46, 122, 190],
  [24, 86, 152],
  [12, 54, 110],
];

export const HAZARD_CLASSES: readonly (readonly [number, number, number])[] = DEPTH_CLASSES.map(({ colour }) => colour);

const vec3 = (colour: readonly number[]) => `vec3(${colour.map((part) => (part / 255).toFixed(4)).join(', ')})`;
const table = (colours: readonly (readonly number[])[]) =>
  DEPTH_CLASSES.map(({ fromM }, i) =>
    i === 0 ? '' : `  if (depth >= ${fromM.toFixed(1)}) colour = ${vec3(colours[i] ?? [])};`,
  ).join('\n');

/**
 * Needs the uniforms u_field (sampler2D, four floats a cell), u_fieldSize (vec2), u_steps (bool), u_levelM (over the base), u_part,
 * u_blue (bool), u_opacity. `waterAt` gives depth (0: dry), `waterColour` colour for the screen and opacity.
 */
export const WATER_COLOUR_GLSL = `
vec4 waterCell(vec2 st) {
  return texelFetch(u_field, ivec2(clamp(st * u_fieldSize, vec2(0.0), u_fieldSize - 1.0)), 0);
}

float waterDepth(vec2 st) {
  vec4 cell = waterCell(st);
  if (cell.w < 0.5) return 0.0;
  if (u_steps) return mix(cell.y, cell.z, u_part);
  return cell.y < u_levelM ? u_levelM - cell.x : 0.0;
}

vec3 depthColour(float depth) {
  vec3 colour = u_blue ? ${vec3(BLUE_CLASSES[0] ?? [])} : ${vec3(HAZARD_CLASSES[0] ?? [])};
  if (u_blue) {
${table(BLUE_CLASSES)}
  } else {
${table(HAZARD_CLASSES)}
  }
  return colour;
}

vec4 waterColour(vec2 st) {
  float depth = waterDepth(st);
  if (depth <= 0.0) return vec4(0.0);
  vec2 step = 1.0 / u_fieldSize;
  bool isShore = waterDepth(st + vec2(step.x, 0.0)) <= 0.0 || waterDepth(st - vec2(step.x, 0.0)) <= 0.0 ||
    waterDepth(st + vec2(0.0, step.y)) <= 0.0 || waterDepth(st - vec2(0.0, step.y)) <= 0.0;
  vec3 colour = depthColour(depth);
  return isShore ? vec4(mix(colour, vec3(0.08, 0.3, 0.55), 0.45), min(1.0, u_opacity + 0.15)) : vec4(colour, u_opacity);
}
`;
