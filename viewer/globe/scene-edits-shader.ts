/**
 * Hiding points on the globe. A point's place is taken in the plane that touches the earth at the scenario's origin (from eye
 * coordinates: 32-bit floats keep millimetres there), its height follows with the earth's curvature; the mask
 * (#core/scenario/packed-mask.ts) stands in a texture of floats. `packedHides` is the same in TypeScript, and is tested.
 */
import { Cartesian3, Matrix3, Matrix4, type TextureUniform, Transforms, UniformType } from '@cesium/engine';
import type { MaskPart } from '#core/scenario/mask.ts';
import { MASK_WIDTH, packMask } from '#core/scenario/packed-mask.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import type { UniformTarget } from './cut-shader.ts';
import { floatTexture } from './float-texture.ts';

/** `sceneHides` for vertex shaders; nothing is hidden where `HAS_MASK` is not defined. */
export const SCENE_EDITS_GLSL = `
#ifdef HAS_MASK
vec4 maskTexel(int index) {
  return texelFetch(u_sceneMask, ivec2(index % ${MASK_WIDTH}, index / ${MASK_WIDTH}), 0);
}

float maskNumber(int start, int index) {
  vec4 texel = maskTexel(start + index / 4);
  int part = index - 4 * (index / 4);
  return part == 0 ? texel.x : part == 1 ? texel.y : part == 2 ? texel.z : texel.w;
}

bool maskRingHolds(int start, int count, vec2 p) {
  bool inside = false;
  vec4 texel = maskTexel(start + (count - 1) / 2);
  vec2 b = (count - 1) % 2 == 0 ? texel.xy : texel.zw;
  for (int i = 0; i < count; i++) {
    if (i % 2 == 0) texel = maskTexel(start + i / 2);
    vec2 a = i % 2 == 0 ? texel.xy : texel.zw;
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y)) inside = !inside;
    b = a;
  }
  return inside;
}

bool sceneHides(vec3 positionEC, float classification) {
  if (u_sceneParts < 1) return false;
  vec3 p = u_sceneAxes * (positionEC - u_sceneOriginEC);
  p.z += dot(p.xy, p.xy) / (2.0 * 6371000.0);
  vec4 box = maskTexel(0);
  vec4 sizes = maskTexel(1);
  vec2 cell = floor((p.xy - box.xy) * box.zw);
  if (cell.x < -1.0 || cell.y < -1.0 || cell.x > sizes.x || cell.y > sizes.y) return false;
  cell = clamp(cell, vec2(0.0), sizes.xy - 1.0);
  vec4 list = maskTexel(2 + int(cell.y * sizes.x + cell.x));
  for (int k = 0; k < int(list.y); k++) {
    int at = int(maskNumber(int(sizes.z), int(list.x) + k));
    vec4 head = maskTexel(at);
    if (p.z < head.x || p.z > head.y) continue;
    vec4 partBox = maskTexel(at + 1);
    if (p.x < partBox.x || p.y < partBox.y || p.x > partBox.z || p.y > partBox.w) continue;
    at += 2;
    if (head.w > 0.0) {
      float word = maskNumber(at, int(classification) / 16);
      if (mod(floor(word / exp2(mod(classification, 16.0))), 2.0) < 0.5) continue;
      at += 4;
    }
    if (maskRingHolds(at, int(head.z), p.xy)) return true;
  }
  return false;
}
#else
bool sceneHides(vec3 positionEC, float classification) {
  return false;
}
#endif
`;

/** For fragment shaders: left of the divider the picture is as it was measured. */
export const SCENE_EDITS_FRAGMENT_GLSL = `
void sceneDiscard(float hidden) {
#ifdef HAS_MASK
  if (hidden > 0.5 && gl_FragCoord.x >= u_sceneSplitPx) discard;
#endif
}
`;

export const sceneEditUniforms = () => ({
  u_sceneMask: {
    type: UniformType.SAMPLER_2D,
    value: floatTexture(new Float32Array(4), 1, 1),
  },
  u_sceneParts: { type: UniformType.INT, value: 0 },
  u_sceneOriginEC: { type: UniformType.VEC3, value: new Cartesian3() },
  u_sceneAxes: { type: UniformType.MAT3, value: Matrix3.clone(Matrix3.IDENTITY) },
  u_sceneSplitPx: { type: UniformType.FLOAT, value: 0 },
});

/** Where a mask lies on the earth. */
interface MaskPlace {
  /** Earth-centred. */
  readonly origin: Cartesian3;
  /** From the local plane (east, north, up) to earth-centred directions. */
  readonly axes: Matrix3;
}

/** The place of the local plane: under the middle of what is hidden. */
function maskPlace(parts: readonly MaskPart[], frame: SiteFrame): MaskPlace & { readonly baseM: number } {
  const [first] = parts;
  const [east, north] = [first?.outline[0] ?? 0, first?.outline[1] ?? 0];
  const heights = parts.flatMap(({ lowM, highM }) => [lowM, highM]).filter(Number.isFinite);
  const baseM = heights.length > 0 ? heights.reduce((sum, one) => sum + one, 0) / heights.length : 0;
  const [lon, lat] = frame.toLonLat(east, north);
  const origin = Cartesian3.fromDegrees(lon, lat, baseM + frame.geoidHeightM);
  return { origin, axes: Matrix4.getMatrix3(Transforms.eastNorthUpToFixedFrame(origin), new Matrix3()), baseM };
}

/** What a scenario hides of all collections. */
export interface SceneMask {
  set(parts: readonly MaskPart[]): void;
  /** Tells a shader what is hidden of its collection; again after each `set`. */
  dress(shader: UniformTarget, collection: string): void;
  /** Each frame. @param splitPx left of it nothing is hidden */
  setCamera(shader: UniformTarget, view: Matrix4, splitPx: number): void;
}

export function createSceneMask(frame: SiteFrame): SceneMask {
  let parts: readonly MaskPart[] = [];
  let place: (MaskPlace & { readonly baseM: number }) | null = null;
  return {
    set(next) {
      parts = next;
      place = next.length > 0 ? maskPlace(next, frame) : null;
    },
    dress(shader, collection) {
      const own = parts.filter(({ collections }) => collections === null || collections.includes(collection));
      const made = place && own.length > 0 ? maskTexture(own, place, frame) : null;
      if (made) shader.setUniform('u_sceneMask', made.texture);
      shader.setUniform('u_sceneParts', made?.partCount ?? 0);
    },
    setCamera(shader, view, splitPx) {
      if (place) setMaskCamera(shader, place, view, splitPx);
    },
  };
}

function maskTexture(
  parts: readonly MaskPart[],
  { origin, axes, baseM }: MaskPlace & { readonly baseM: number },
  frame: SiteFrame,
): { readonly texture: TextureUniform; readonly partCount: number } | null {
  const toPlane = Matrix3.transpose(axes, new Matrix3());
  const packed = packMask(
    parts,
    (east, north) => {
      const [lon, lat] = frame.toLonLat(east, north);
      const world = Cartesian3.fromDegrees(lon, lat, baseM + frame.geoidHeightM);
      const away = Cartesian3.subtract(world, origin, new Cartesian3());
      const local = Matrix3.multiplyByVector(toPlane, away, new Cartesian3());
      return [local.x, local.y];
    },
    (heightM) => heightM - baseM,
  );
  return packed && { texture: floatTexture(packed.data, packed.width, packed.height), partCount: packed.partCount };
}

/** Each frame: where the local plane lies seen from the eye. */
function setMaskCamera(shader: UniformTarget, { origin, axes }: MaskPlace, view: Matrix4, splitPx: number): void {
  const rotation = Matrix4.getMatrix3(view, new Matrix3());
  const toEye = Matrix3.multiply(rotation, axes, new Matrix3());
  shader.setUniform('u_sceneOriginEC', Matrix4.multiplyByPoint(view, origin, new Cartesian3()));
  shader.setUniform('u_sceneAxes', Matrix3.transpose(toEye, new Matrix3()));
  shader.setUniform('u_sceneSplitPx', splitPx);
}
