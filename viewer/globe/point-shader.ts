/** The colour and size of points on the globe: a custom shader for the tilesets of one collection. */
import { Cartesian2, Cartesian3, CustomShader, LightingModel, Matrix4, UniformType, VaryingType } from '@cesium/engine';
import { COLOUR_MODE_INDEX, POINT_COLOUR_GLSL } from '../shaders/point-colour.ts';
import { type Appearance, rampOf, shownMode } from '../state/appearance.ts';
import { RAMPS, rgbParts } from '../state/colour-ramp.ts';
import { type LayerLook, LOOK_SIZE_PX, USUAL_LOOK } from '../state/layer-look.ts';
import type { ViewLayer, ViewSurfaces } from '../state/map-view.ts';
import type { Range } from '../state/seeing/filter.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import {
  CUT_GLSL,
  cutUniforms,
  FAR,
  type GlobeCut,
  setCut,
  setEye,
  type UniformTarget,
  type UniformValue,
} from './cut-shader.ts';
import { PULL_M, PULL_PART } from './pick.ts';
import { createPointHeights, POINT_HEIGHTS_GLSL, pointHeightUniforms } from './point-heights.ts';
import { SCENE_EDITS_FRAGMENT_GLSL, SCENE_EDITS_GLSL, sceneEditUniforms } from './scene-edits-shader.ts';

/** Points grow to at most this many CSS pixels near the camera. */
const MAX_POINT_SIZE_PX = 9;

const VERTEX_SHADER = `
const float CAST_PX = 3.0;
${POINT_COLOUR_GLSL}
${SCENE_EDITS_GLSL}
${CUT_GLSL}
${POINT_HEIGHTS_GLSL}

vec3 srgbToLinear(vec3 colour) {
  return mix(colour / 12.92, pow((colour + 0.055) / 1.055, vec3(2.4)), step(0.04045, colour));
}

bool showsClass(float classification) {
  int code = int(classification + 0.5);
  // sixteen classes a number
  int bits = int(u_classes[code / 64][(code / 16) % 4] + 0.5);
  return ((bits >> (code % 16)) & 1) == 1;
}

void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec3 positionEC = (czm_modelView * vec4(vsInput.attributes.positionMC, 1.0)).xyz;
  vec3 colour;
  float elevation = elevationOf(positionEC);
  float fraction = (elevation - u_elevationRange.x) / (u_elevationRange.y - u_elevationRange.x);
  if (u_mode == 1 || (u_mode == 0 && !u_hasColour)) colour = rampColour(u_mode == 0 ? 0 : u_ramp, fraction);
  else if (u_mode == 2) colour = classColour(float(vsInput.attributes.classification));
  else if (u_mode == 3) colour = rampColour(u_ramp, (float(vsInput.attributes.intensity) - u_intensityRange.x) / (u_intensityRange.y - u_intensityRange.x));
  else if (u_mode == 4) colour = u_collectionColour;
  else if (u_mode == 5 || u_mode == 6) {
    float above = aboveSurface(positionEC, elevation);
    float part = (above - u_heightRange.x) / (u_heightRange.y - u_heightRange.x);
    if (above < -1.0e29 || (u_mode == 6 && abs(above) < u_detectionM)) colour = noValueColour();
    else colour = u_mode == 5 ? rampColour(u_ramp, part) : differenceColour(part);
  }
  else colour = vsInput.attributes.color_0.rgb;
  // The engine takes linear colours. Those of the file are, those of the ramps and classes are for the screen.
  v_colour = u_mode == 0 && u_hasColour ? colour : srgbToLinear(colour);
  float spacingPx = u_spacingM * u_pixelsPerRadian / max(0.1, -positionEC.z);
#ifdef SHADOW_MAP
  // seen from the sun: whole texels of the shadow map, so that neighbours close up; and a little farther from it, so that a
  // slope does not lie in the shadow of its own points. The sun's camera looks along −z.
  vsOutput.pointSize = CAST_PX;
  vsOutput.positionMC += (czm_inverseModelView * vec4(0.0, 0.0, -u_castBiasM, 0.0)).xyz;
  // what is cut out is told from the camera of the picture: to a metre, in numbers as large as the earth
  positionEC = (u_view * (czm_inverseView * vec4(positionEC, 1.0))).xyz;
#else
  // a little nearer to the eye, on the same pixel: the terrain through the points hides none
  vec3 eyeMC = (czm_inverseModelView * vec4(0.0, 0.0, 0.0, 1.0)).xyz;
  float awayM = length(positionEC);
  float pullM = u_pull * (${PULL_M.toFixed(4)} + ${PULL_PART.toFixed(4)} * awayM);
  vsOutput.positionMC += (eyeMC - vsInput.attributes.positionMC) * min(0.5, pullM / awayM);
  vsOutput.pointSize = u_grows ? clamp(spacingPx * 1.7, u_pointSizePx, max(u_pointSizePx, u_maxPointSizePx)) : u_pointSizePx;
#endif
  float intensity = float(vsInput.attributes.intensity);
  bool keeps = keepsPlace(positionEC) && showsClass(float(vsInput.attributes.classification)) &&
    intensity >= u_keepIntensity.x && intensity <= u_keepIntensity.y;
  v_keep = keeps ? 1.0 : 0.0;
  v_hidden = sceneHides(positionEC, float(vsInput.attributes.classification)) ? 1.0 : 0.0;
}
`;

const FRAGMENT_SHADER = `
${SCENE_EDITS_FRAGMENT_GLSL}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  sceneDiscard(v_hidden);
  if (v_keep < 0.5) discard;
  vec2 fromCentre = gl_PointCoord - 0.5;
  if (!u_square && dot(fromCentre, fromCentre) > 0.25) discard;
  // seen through by leaving out pixels: points need no order then
  if (u_opacity < 1.0 && fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) > u_opacity) discard;
  material.diffuse = v_colour;
}
`;

/** Parts that cost time at every point, and are compiled in only while they are needed. */
interface Parts {
  readonly clips: boolean;
  readonly mask: boolean;
  readonly surface: boolean;
}

export interface GlobePointShader extends UniformTarget {
  /** Another one when other parts are needed. */
  readonly shader: CustomShader;
  setLayer(layer: ViewLayer): void;
  /** @param growth factor to the diameter of points, where the picture is coarse */
  setAppearance(look: PointLook, pixelRatio: number, growth: number): void;
  /** What the points are compared with, where their colours ask for it. */
  setSurfaces(surfaces: ViewSurfaces): void;
  /** How many times larger than usual points near the camera may grow: an eye on the ground stands among them. */
  setNearGrowth(factor: number): void;
  /** How far points stand behind themselves when they cast shadows, metres. */
  setCastBias(metres: number): void;
  setPull(on: boolean): void;
  /** How much of the points is drawn, 0…1, whatever their look. */
  setVeil(opacity: number): void;
  /** Each frame. */
  setCamera(eye: GlobeEye): void;
}

/** The camera of a frame. */
export interface GlobeEye {
  readonly view: Matrix4;
  readonly elevationM: number;
  /** Up there, earth-centred. */
  readonly up: Cartesian3;
  /** Of the drawing buffer. */
  readonly pixelsPerRadian: number;
}

/** The look of all points, and what is cut out of them. */
export interface PointLook {
  readonly appearance: Appearance;
  readonly elevationRangeM: readonly [number, number];
  /** Changes below it are told from none by chance only. */
  readonly detectionM: number;
  readonly cut: GlobeCut;
}

/** One bit a class, sixteen a number: 32-bit floats keep them. */
function classBits(shown: readonly number[] | null): Matrix4 {
  const words = new Array<number>(16).fill(shown === null ? 65_535 : 0);
  for (const code of shown ?? []) words[code >> 4]! |= 1 << (code & 15);
  return Matrix4.fromArray(words);
}

/** The appearance of all, with what the layer has of its own. */
function ownAppearance(appearance: Appearance, look: LayerLook): Appearance {
  const { size } = look;
  return {
    ...appearance,
    colourMode: look.colourMode ?? appearance.colourMode,
    opacity: appearance.opacity * look.opacity,
    pointsGrow: size === null ? appearance.pointsGrow : size === 'distance',
    pointSizePx: size === null || size === 'distance' ? appearance.pointSizePx : LOOK_SIZE_PX[size],
  };
}

const DEFINES = [
  ['clips', 'HAS_CLIPS'],
  ['mask', 'HAS_MASK'],
  ['surface', 'HAS_SURFACE'],
] as const satisfies readonly (readonly [keyof Parts, string])[];

function compile(parts: Parts): CustomShader {
  const defines = DEFINES.map(([part, name]) => (parts[part] ? `#define ${name}\n` : '')).join('');
  return new CustomShader({
    lightingModel: LightingModel.UNLIT,
    varyings: { v_colour: VaryingType.VEC3, v_keep: VaryingType.FLOAT, v_hidden: VaryingType.FLOAT },
    uniforms: {
      ...cutUniforms(),
      ...sceneEditUniforms(),
      ...pointHeightUniforms(),
      u_mode: { type: UniformType.INT, value: 0 },
      u_ramp: { type: UniformType.INT, value: 0 },
      u_hasColour: { type: UniformType.BOOL, value: true },
      u_collectionColour: { type: UniformType.VEC3, value: new Cartesian3(1, 1, 1) },
      u_intensityRange: { type: UniformType.VEC2, value: new Cartesian2(0, 65535) },
      u_heightRange: { type: UniformType.VEC2, value: new Cartesian2(0, 1) },
      u_detectionM: { type: UniformType.FLOAT, value: 0 },
      u_elevationRange: { type: UniformType.VEC2, value: new Cartesian2(0, 1) },
      u_spacingM: { type: UniformType.FLOAT, value: 0 },
      u_view: { type: UniformType.MAT4, value: Matrix4.clone(Matrix4.IDENTITY) },
      u_castBiasM: { type: UniformType.FLOAT, value: 1 },
      u_pointSizePx: { type: UniformType.FLOAT, value: 2 },
      u_maxPointSizePx: { type: UniformType.FLOAT, value: MAX_POINT_SIZE_PX },
      u_pixelsPerRadian: { type: UniformType.FLOAT, value: 1000 },
      u_pull: { type: UniformType.FLOAT, value: 1 },
      u_grows: { type: UniformType.BOOL, value: true },
      u_square: { type: UniformType.BOOL, value: false },
      u_opacity: { type: UniformType.FLOAT, value: 1 },
      u_classes: { type: UniformType.MAT4, value: classBits(null) },
      u_keepIntensity: { type: UniformType.VEC2, value: new Cartesian2(-FAR, FAR) },
    },
    vertexShaderText: defines + VERTEX_SHADER,
    fragmentShaderText: defines + FRAGMENT_SHADER,
  });
}

/** @param onShader another shader is to be used from now on */
export function createPointShader(frame: SiteFrame, onShader: (shader: CustomShader) => void): GlobePointShader {
  let parts: Parts = { clips: false, mask: false, surface: false };
  let shader = compile(parts);
  const values = new Map<string, UniformValue>();
  const target: UniformTarget = {
    setUniform(name, value) {
      values.set(name, value);
      shader.setUniform(name, value);
      if (name === 'u_clips') need({ ...parts, clips: value === true });
      if (name === 'u_sceneParts') need({ ...parts, mask: Number(value) > 0 });
    },
  };
  const need = (next: Parts) => {
    if (DEFINES.every(([part]) => next[part] === parts[part])) return;
    parts = next;
    shader = compile(parts);
    for (const [name, value] of values) shader.setUniform(name, value);
    onShader(shader);
  };
  const heights = createPointHeights(target, frame);
  let surfaces: ViewSurfaces = { ground: null, reference: null };
  let layer: ViewLayer | null = null;
  let given: { readonly look: PointLook; readonly pixelRatio: number; readonly growth: number } | null = null;
  let nearGrowth = 1;
  let veil = 1;
  const apply = () => {
    if (!layer || !given) return;
    const { look, pixelRatio, growth } = given;
    const own = layer.look ?? USUAL_LOOK;
    const appearance = ownAppearance(look.appearance, own);
    const { filter, colourMode, intensityRange } = appearance;
    const shown = { ...appearance, colourMode: shownMode(colourMode, 'globe') };
    const range = intensityRange ?? layer.intensityRange;
    const keepIntensity = filter.ranges.intensity ?? [-FAR, FAR];
    target.setUniform('u_mode', COLOUR_MODE_INDEX[shown.colourMode]);
    target.setUniform('u_ramp', RAMPS.indexOf(rampOf(shown)));
    target.setUniform('u_elevationRange', new Cartesian2(look.elevationRangeM[0], look.elevationRangeM[1]));
    const [low, high] = rangeOf(shown);
    target.setUniform('u_heightRange', new Cartesian2(low, high));
    target.setUniform('u_detectionM', look.detectionM);
    const { ground, reference } = surfaces;
    const against = shown.colourMode === 'height' ? ground : shown.colourMode === 'change' ? reference : null;
    need({ ...parts, surface: heights.set(against) });
    target.setUniform('u_intensityRange', new Cartesian2(range[0], range[1]));
    target.setUniform('u_pointSizePx', appearance.pointSizePx * pixelRatio * growth);
    target.setUniform('u_maxPointSizePx', MAX_POINT_SIZE_PX * pixelRatio * nearGrowth);
    target.setUniform('u_grows', appearance.pointsGrow);
    target.setUniform('u_square', appearance.squarePoints);
    target.setUniform('u_opacity', appearance.opacity * veil);
    target.setUniform('u_classes', classBits(filter.classes));
    target.setUniform('u_keepIntensity', new Cartesian2(keepIntensity[0], keepIntensity[1]));
    setCut(target, look.cut, own.clip === 'follow', both(filter.ranges.elevation, own.heightRangeM));
  };
  return {
    ...target,
    get shader() {
      return shader;
    },
    setLayer(next) {
      layer = next;
      const [red, green, blue] = rgbParts(next.colour);
      target.setUniform('u_collectionColour', new Cartesian3(red, green, blue));
      target.setUniform('u_spacingM', next.spacingM);
      target.setUniform('u_hasColour', next.hasColour);
      apply();
    },
    setAppearance(look, pixelRatio, growth) {
      given = { look, pixelRatio, growth };
      apply();
    },
    setSurfaces(next) {
      surfaces = next;
      apply();
    },
    setNearGrowth(factor) {
      nearGrowth = factor;
      apply();
    },
    setVeil(opacity) {
      veil = opacity;
      apply();
    },
    setCastBias: (metres) => target.setUniform('u_castBiasM', metres),
    setPull: (on) => target.setUniform('u_pull', on ? 1 : 0),
    setCamera({ view, elevationM, up, pixelsPerRadian }) {
      if (given) setEye(target, given.look.cut, view, elevationM, up);
      heights.setCamera(view);
      target.setUniform('u_view', view);
      target.setUniform('u_pixelsPerRadian', pixelsPerRadian);
    },
  };
}

/** The values at the ends of the ramp. */
function rangeOf({ colourMode, heightRangeM, changeLimitM }: Appearance): readonly [number, number] {
  return colourMode === 'change' ? [-changeLimitM, changeLimitM] : heightRangeM;
}

/** What lies in both ranges. */
function both(a: Range | null, b: Range | null): Range | null {
  return a && b ? [Math.max(a[0], b[0]), Math.min(a[1], b[1])] : (a ?? b);
}
