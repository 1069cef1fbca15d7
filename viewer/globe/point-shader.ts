/** The colour and size of points on the globe: a custom shader for the tilesets of one collection. */
import { Cartesian2, Cartesian3, CustomShader, LightingModel, UniformType, VaryingType } from '@cesium/engine';
import { COLOUR_MODE_INDEX, POINT_COLOUR_GLSL } from '../shaders/point-colour.ts';
import { type Appearance, rampOf, shownMode } from '../state/appearance.ts';
import { RAMPS, rgbParts } from '../state/colour-ramp.ts';
import type { ViewLayer } from '../state/map-view.ts';

/** Points grow to at most this many CSS pixels near the camera. */
const MAX_POINT_SIZE_PX = 9;

// Elevation: height of the camera plus the way up to the point, with the earth's curvature to second order. Heights
// against the earth's centre would lose decimetres in 32-bit floats.
const VERTEX_SHADER = `
${POINT_COLOUR_GLSL}

vec3 srgbToLinear(vec3 colour) {
  return mix(colour / 12.92, pow((colour + 0.055) / 1.055, vec3(2.4)), step(0.04045, colour));
}

float elevationOf(vec3 positionEC) {
  vec3 upEC = czm_viewRotation3D * u_upWC;
  float rise = dot(positionEC, upEC);
  float curvature = (dot(positionEC, positionEC) - rise * rise) / (2.0 * 6371000.0);
  return u_cameraElevationM + rise + curvature;
}

void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec3 positionEC = (czm_modelView * vec4(vsInput.attributes.positionMC, 1.0)).xyz;
  vec3 colour;
  float fraction = (elevationOf(positionEC) - u_elevationRange.x) / (u_elevationRange.y - u_elevationRange.x);
  if (u_mode == 1 || (u_mode == 0 && !u_hasColour)) colour = rampColour(u_mode == 0 ? 0 : u_ramp, fraction);
  else if (u_mode == 2) colour = classColour(float(vsInput.attributes.classification));
  else if (u_mode == 3) colour = rampColour(u_ramp, (float(vsInput.attributes.intensity) - u_intensityRange.x) / (u_intensityRange.y - u_intensityRange.x));
  else if (u_mode == 4) colour = u_collectionColour;
  else colour = vsInput.attributes.color_0.rgb;
  // The engine takes linear colours. Those of the file are, those of the ramps and classes are for the screen.
  v_colour = u_mode == 0 && u_hasColour ? colour : srgbToLinear(colour);
  float spacingPx = u_spacingM * u_pixelsPerRadian / max(0.1, -positionEC.z);
  vsOutput.pointSize = clamp(spacingPx * 1.7, u_pointSizePx, max(u_pointSizePx, u_maxPointSizePx));
}
`;

const FRAGMENT_SHADER = `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec2 fromCentre = gl_PointCoord - 0.5;
  if (dot(fromCentre, fromCentre) > 0.25) discard;
  material.diffuse = v_colour;
}
`;

export interface GlobePointShader {
  readonly shader: CustomShader;
  setLayer(layer: ViewLayer): void;
  setAppearance(appearance: Appearance, elevationRangeM: readonly [number, number], pixelRatio: number): void;
  /** Least diameter of a point, drawing-buffer pixels. */
  setPointSize(pixels: number): void;
  /** Each frame: the camera's elevation (m), the direction up there, and drawing-buffer pixels per radian. */
  setCamera(elevationM: number, up: Cartesian3, pixelsPerRadian: number): void;
}

export function createPointShader(): GlobePointShader {
  const shader = new CustomShader({
    lightingModel: LightingModel.UNLIT,
    varyings: { v_colour: VaryingType.VEC3 },
    uniforms: {
      u_mode: { type: UniformType.INT, value: 0 },
      u_ramp: { type: UniformType.INT, value: 0 },
      u_hasColour: { type: UniformType.BOOL, value: true },
      u_collectionColour: { type: UniformType.VEC3, value: new Cartesian3(1, 1, 1) },
      u_intensityRange: { type: UniformType.VEC2, value: new Cartesian2(0, 65535) },
      u_elevationRange: { type: UniformType.VEC2, value: new Cartesian2(0, 1) },
      u_spacingM: { type: UniformType.FLOAT, value: 0 },
      u_pointSizePx: { type: UniformType.FLOAT, value: 2 },
      u_maxPointSizePx: { type: UniformType.FLOAT, value: MAX_POINT_SIZE_PX },
      u_pixelsPerRadian: { type: UniformType.FLOAT, value: 1000 },
      u_cameraElevationM: { type: UniformType.FLOAT, value: 0 },
      u_upWC: { type: UniformType.VEC3, value: new Cartesian3(0, 0, 1) },
    },
    vertexShaderText: VERTEX_SHADER,
    fragmentShaderText: FRAGMENT_SHADER,
  });
  return {
    shader,
    setLayer(layer) {
      const [red, green, blue] = rgbParts(layer.colour);
      shader.setUniform('u_collectionColour', new Cartesian3(red, green, blue));
      shader.setUniform('u_intensityRange', new Cartesian2(layer.intensityRange[0], layer.intensityRange[1]));
      shader.setUniform('u_spacingM', layer.spacingM);
      shader.setUniform('u_hasColour', layer.hasColour);
    },
    setAppearance(appearance, elevationRangeM, pixelRatio) {
      const look = { ...appearance, colourMode: shownMode(appearance.colourMode, 'globe') };
      shader.setUniform('u_mode', COLOUR_MODE_INDEX[look.colourMode]);
      shader.setUniform('u_ramp', RAMPS.indexOf(rampOf(look)));
      shader.setUniform('u_elevationRange', new Cartesian2(elevationRangeM[0], elevationRangeM[1]));
      shader.setUniform('u_maxPointSizePx', MAX_POINT_SIZE_PX * pixelRatio);
    },
    setPointSize(pixels) {
      shader.setUniform('u_pointSizePx', pixels);
    },
    setCamera(elevationM, up, pixelsPerRadian) {
      shader.setUniform('u_cameraElevationM', elevationM);
      shader.setUniform('u_upWC', up);
      shader.setUniform('u_pixelsPerRadian', pixelsPerRadian);
    },
  };
}
