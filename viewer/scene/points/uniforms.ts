/** What the shaders of the points are told: of the look (shared by all collections). */
import { type IUniform, Vector2, Vector3, Vector4 } from 'three';
import type { Appearance } from '../../state/appearance.ts';
import { rampOf } from '../../state/appearance.ts';
import { DIFFERENCE_STOPS, NO_VALUE_COLOUR, RAMP_STOPS, rgbParts } from '../../state/colour-ramp.ts';
import type { OpenRanges } from '../../state/map-view.ts';
import { MAX_CLIP_VERTICES, type Plan } from '../../state/seeing/clip.ts';
import { FLAG_RULES, FLAGS, type Range, RETURN_RULES } from '../../state/seeing/filter.ts';
import { createTable, fillKinds, fillRamp } from './textures.ts';

/** Points grow to at most this many CSS pixels near the camera. */
const MAX_POINT_SIZE_PX = 9;
/** Stands for no end. */
const FAR = 3e38;

const vectors = () => Array.from({ length: MAX_CLIP_VERTICES }, () => new Vector2());

export function createPointUniforms(originHeightM: number) {
  const kinds = createTable();
  fillKinds(kinds);
  return {
    uPointSizePx: { value: 2 },
    uMaxPointSizePx: { value: MAX_POINT_SIZE_PX },
    uPixelsPerRadian: { value: 1000 },
    uOriginHeightM: { value: originHeightM },
    uRange: { value: new Vector2(0, 1) },
    uDetection: { value: 0 },
    uNoValueColour: { value: new Vector3(...rgbParts(NO_VALUE_COLOUR)) },
    uRamp: { value: createTable() },
    uKinds: { value: kinds },
    uTone: { value: new Vector3(0, 1, 1) },
    uOpacity: { value: 1 },
    uReturnRule: { value: 0 },
    uFlagRules: { value: new Vector4() },
    uKeepElevation: { value: new Vector2(-FAR, FAR) },
    uKeepHeight: { value: new Vector2(-FAR, FAR) },
    uKeepIntensity: { value: new Vector2(-FAR, FAR) },
    uKeepSource: { value: new Vector2(-FAR, FAR) },
    uKeepTime: { value: new Vector2(-FAR, FAR) },
    uBoxHalf: { value: new Vector4() },
    uBoxCentre: { value: new Vector3() },
    uBoxTurn: { value: new Vector2(1, 0) },
    uPolygon: { value: vectors() },
    uPolygonCount: { value: 0 },
    uPolygonKeepsInside: { value: true },
    uLine: { value: vectors() },
    uLineCount: { value: 0 },
    uHalfWidth: { value: 0 },
  } satisfies Record<string, IUniform>;
}

export type PointUniforms = ReturnType<typeof createPointUniforms>;

/** Times are told from this one: 32-bit floats keep milliseconds near it. */
export function timeOrigin(appearance: Appearance, open: OpenRanges): number {
  return Math.floor((appearance.timeRangeS ?? open.timeS)[0]);
}

export function setPointAppearance(
  uniforms: PointUniforms,
  appearance: Appearance,
  open: OpenRanges,
  origin: { readonly x: number; readonly y: number; readonly z: number },
  pixelRatio: number,
): void {
  const { colourMode, changeLimitM, tone } = appearance;
  uniforms.uMaxPointSizePx.value = MAX_POINT_SIZE_PX * pixelRatio;
  uniforms.uRange.value.set(...modeRange(appearance, open));
  uniforms.uDetection.value = open.detectionM;
  uniforms.uOpacity.value = appearance.opacity;
  // the slope of a straight line through the middle; 0.9 of contrast is a factor of ten
  uniforms.uTone.value.set(
    tone.brightness,
    tone.contrast >= 0 ? 1 / (1 - tone.contrast) : 1 + tone.contrast,
    1 / tone.gamma,
  );
  fillRamp(uniforms.uRamp.value, colourMode === 'change' ? DIFFERENCE_STOPS : RAMP_STOPS[rampOf(appearance)]);
  setFilter(uniforms, appearance, timeOrigin(appearance, open));
  setClip(uniforms, appearance, origin);

  function modeRange(look: Appearance, ranges: OpenRanges): [number, number] {
    if (colourMode === 'height') return [...look.heightRangeM];
    if (colourMode === 'change') return [-changeLimitM, changeLimitM];
    if (colourMode === 'time') {
      const from = timeOrigin(look, ranges);
      const [low, high] = look.timeRangeS ?? ranges.timeS;
      return [low - from, Math.max(high, low + 1e-3) - from];
    }
    return [...(look.elevationRangeM ?? ranges.elevationM)];
  }
}

function setFilter(uniforms: PointUniforms, { filter }: Appearance, timeFrom: number): void {
  const { ranges } = filter;
  uniforms.uReturnRule.value = RETURN_RULES.indexOf(filter.returns);
  uniforms.uFlagRules.value.fromArray(FLAGS.map((flag) => FLAG_RULES.indexOf(filter.flags[flag])));
  const set = (uniform: IUniform<Vector2>, range: Range | null, shift = 0) =>
    uniform.value.set(range ? range[0] - shift : -FAR, range ? range[1] - shift : FAR);
  set(uniforms.uKeepElevation, ranges.elevation);
  set(uniforms.uKeepHeight, ranges.height);
  set(uniforms.uKeepIntensity, ranges.intensity);
  set(uniforms.uKeepSource, ranges.source);
  set(uniforms.uKeepTime, ranges.time, timeFrom);
}

function setClip(
  uniforms: PointUniforms,
  { clip: { box, polygon, slab } }: Appearance,
  origin: { readonly x: number; readonly y: number; readonly z: number },
): void {
  const put = (list: readonly Vector2[], points: readonly Plan[]) => {
    for (const [index, [east, north]] of points.slice(0, MAX_CLIP_VERTICES).entries()) {
      list[index]?.set(east - origin.x, north - origin.y);
    }
    return Math.min(points.length, MAX_CLIP_VERTICES);
  };
  uniforms.uBoxHalf.value.w = box === null ? 0 : box.side === 'inside' ? 1 : 2;
  if (box) {
    const [e, n, h] = box.centre;
    const turn = (box.headingDeg * Math.PI) / 180;
    uniforms.uBoxCentre.value.set(e - origin.x, n - origin.y, h - origin.z);
    uniforms.uBoxHalf.value
      .setX(box.size[0] / 2)
      .setY(box.size[1] / 2)
      .setZ(box.size[2] / 2);
    uniforms.uBoxTurn.value.set(Math.cos(turn), Math.sin(turn));
  }
  uniforms.uPolygonCount.value = polygon ? put(uniforms.uPolygon.value, polygon.vertices) : 0;
  uniforms.uPolygonKeepsInside.value = polygon?.side !== 'outside';
  uniforms.uLineCount.value = slab ? put(uniforms.uLine.value, slab.line) : 0;
  uniforms.uHalfWidth.value = (slab?.widthM ?? 0) / 2;
}
