/**
 * What is cut out of the layers of the globe: by elevation, by a box, a polygon and a slab (state/seeing/clip.ts), in the shader
 * of points and of other tilesets alike. Places count from the middle of the shapes, in its local plane: 32 bits keep millimetres.
 * The elevation follows the earth's curve.
 */
import { Cartesian2, Cartesian3, type CustomShader, Matrix4, Transforms, UniformType } from '@cesium/engine';
import { type ClipState, isClipping, MAX_CLIP_VERTICES, NO_CLIP, type Plan } from '../state/seeing/clip.ts';
import type { WorldFrame } from './world-frame.ts';

/** Two numbers a vertex, sixteen a matrix. */
const MATRICES = MAX_CLIP_VERTICES / 8;
/** Stands for no end. */
export const FAR = 3e38;

const names = (list: string) => Array.from({ length: MATRICES }, (_, index) => `u_${list}${index}`);

function vertexFunction(list: string): string {
  const lines = names(list).map(
    (name, index) => `  if (index < ${8 * (index + 1)}) return pairOf(${name}, index - ${8 * index});`,
  );
  return `vec2 ${list}At(int index) {\n${lines.join('\n')}\n  return vec2(0.0);\n}`;
}

/** What the engine's shader takes: by itself, or one that is made anew. */
export interface UniformTarget {
  setUniform(name: string, value: UniformValue): void;
}
export type UniformValue = Parameters<CustomShader['setUniform']>[1];

/** `elevationOf(positionEC)`, `keepsPlace(positionEC)`; the shapes only where `HAS_CLIPS` is defined: they cost time even when none is there. */
export const CUT_GLSL = `
// Height of the camera plus the way up to the place, with the earth's curvature to second order: heights against the
// earth's centre would lose decimetres in 32-bit floats.
float elevationOf(vec3 positionEC) {
  vec3 upEC = czm_viewRotation3D * u_upWC;
  float rise = dot(positionEC, upEC);
  float curvature = (dot(positionEC, positionEC) - rise * rise) / (2.0 * 6371000.0);
  return u_cameraElevationM + rise + curvature;
}

#ifdef HAS_CLIPS
vec2 pairOf(mat4 list, int index) {
  vec4 column = list[index / 2];
  return index % 2 == 0 ? column.xy : column.zw;
}

${vertexFunction('polygon')}

${vertexFunction('line')}

bool inPolygon(vec2 place) {
  bool inside = false;
  vec2 from = polygonAt(u_polygonCount - 1);
  for (int index = 0; index < ${MAX_CLIP_VERTICES}; index++) {
    if (index >= u_polygonCount) break;
    vec2 to = polygonAt(index);
    if ((to.y > place.y) != (from.y > place.y) &&
      place.x < (from.x - to.x) * (place.y - to.y) / (from.y - to.y) + to.x) inside = !inside;
    from = to;
  }
  return inside;
}

bool inSlab(vec2 place) {
  for (int index = 0; index + 1 < ${MAX_CLIP_VERTICES}; index++) {
    if (index + 1 >= u_lineCount) break;
    vec2 from = lineAt(index);
    vec2 along = lineAt(index + 1) - from;
    float part = dot(place - from, along) / max(1e-12, dot(along, along));
    if ((index == 0 && part < 0.0) || (index + 2 == u_lineCount && part > 1.0)) continue;
    if (length(from + clamp(part, 0.0, 1.0) * along - place) <= u_halfWidthM) return true;
  }
  return false;
}

#endif

bool keepsPlace(vec3 positionEC) {
  float elevation = elevationOf(positionEC);
  if (elevation < u_keepElevation.x || elevation > u_keepElevation.y) return false;
#ifdef HAS_CLIPS
  if (!u_clips) return true;
  vec3 away = positionEC - u_cutOriginEC;
  vec2 place = vec2(dot(away, czm_viewRotation3D * u_cutEastWC), dot(away, czm_viewRotation3D * u_cutNorthWC));
  if (u_boxSide > 0) {
    vec2 side = place - u_boxCentre.xy;
    float across = side.x * u_boxTurn.x - side.y * u_boxTurn.y;
    float along = side.x * u_boxTurn.y + side.y * u_boxTurn.x;
    bool inside = abs(across) <= u_boxHalf.x && abs(along) <= u_boxHalf.y && abs(elevation - u_boxCentre.z) <= u_boxHalf.z;
    if (inside != (u_boxSide == 1)) return false;
  }
  if (u_polygonCount > 0 && inPolygon(place) != u_polygonInside) return false;
  return u_lineCount == 0 || inSlab(place);
#else
  return true;
#endif
}
`;

type Uniforms = ConstructorParameters<typeof CustomShader>[0] extends infer O
  ? O extends { uniforms?: infer U }
    ? U
    : never
  : never;

export function cutUniforms(): NonNullable<Uniforms> {
  const matrices = [...names('polygon'), ...names('line')].map((name) => [
    name,
    { type: UniformType.MAT4, value: Matrix4.clone(Matrix4.ZERO) },
  ]);
  return {
    ...Object.fromEntries(matrices),
    u_upWC: { type: UniformType.VEC3, value: new Cartesian3(0, 0, 1) },
    u_cameraElevationM: { type: UniformType.FLOAT, value: 0 },
    u_keepElevation: { type: UniformType.VEC2, value: new Cartesian2(-FAR, FAR) },
    u_clips: { type: UniformType.BOOL, value: false },
    u_cutOriginEC: { type: UniformType.VEC3, value: new Cartesian3() },
    u_cutEastWC: { type: UniformType.VEC3, value: new Cartesian3(1, 0, 0) },
    u_cutNorthWC: { type: UniformType.VEC3, value: new Cartesian3(0, 1, 0) },
    u_boxSide: { type: UniformType.INT, value: 0 },
    u_boxCentre: { type: UniformType.VEC3, value: new Cartesian3() },
    u_boxHalf: { type: UniformType.VEC3, value: new Cartesian3() },
    u_boxTurn: { type: UniformType.VEC2, value: new Cartesian2(1, 0) },
    u_polygonCount: { type: UniformType.INT, value: 0 },
    u_polygonInside: { type: UniformType.BOOL, value: true },
    u_lineCount: { type: UniformType.INT, value: 0 },
    u_halfWidthM: { type: UniformType.FLOAT, value: 0 },
  };
}

/** Shapes in the local plane of their middle. */
export interface GlobeCut {
  readonly clips: boolean;
  readonly origin: Cartesian3;
  /** Directions of the plane, earth-centred. */
  readonly east: Cartesian3;
  readonly north: Cartesian3;
  readonly box: {
    readonly side: 1 | 2;
    readonly centre: Cartesian3;
    readonly half: Cartesian3;
    readonly turn: Cartesian2;
  } | null;
  readonly polygon: readonly Plan[];
  readonly polygonInside: boolean;
  readonly line: readonly Plan[];
  readonly halfWidthM: number;
}

export function globeCut(clip: ClipState, world: WorldFrame): GlobeCut {
  const { box, polygon, slab } = isClipping(clip) ? clip : NO_CLIP;
  const plan = [
    ...(polygon?.vertices ?? []),
    ...(slab?.line ?? []),
    ...(box ? [[box.centre[0], box.centre[1]] as const] : []),
  ];
  const middle = (axis: 0 | 1) => {
    const values = plan.map((place) => place[axis]);
    return values.length === 0 ? 0 : (Math.min(...values) + Math.max(...values)) / 2;
  };
  const [east, north] = [middle(0), middle(1)];
  const origin = plan.length === 0 ? new Cartesian3(6_378_137, 0, 0) : world.toWorld({ east, north, height: 0 });
  const axes = Transforms.eastNorthUpToFixedFrame(origin);
  const axis = (unit: Cartesian3) => Matrix4.multiplyByPointAsVector(axes, unit, new Cartesian3());
  const [eastWC, northWC] = [axis(Cartesian3.UNIT_X), axis(Cartesian3.UNIT_Y)];
  const local = (e: number, n: number): Plan => {
    const away = Cartesian3.subtract(world.toWorld({ east: e, north: n, height: 0 }), origin, new Cartesian3());
    return [Cartesian3.dot(away, eastWC), Cartesian3.dot(away, northWC)];
  };
  const turnOf = ({ centre, headingDeg }: NonNullable<ClipState['box']>) => {
    // the heading counts from grid north
    const heading = (headingDeg * Math.PI) / 180;
    const [fromE, fromN] = local(centre[0], centre[1]);
    const [toE, toN] = local(centre[0] + 10 * Math.sin(heading), centre[1] + 10 * Math.cos(heading));
    const turn = Math.atan2(toE - fromE, toN - fromN);
    return new Cartesian2(Math.cos(turn), Math.sin(turn));
  };
  return {
    clips: plan.length > 0,
    origin,
    east: eastWC,
    north: northWC,
    box: box && {
      side: box.side === 'inside' ? 1 : 2,
      centre: new Cartesian3(...local(box.centre[0], box.centre[1]), box.centre[2]),
      half: new Cartesian3(box.size[0] / 2, box.size[1] / 2, box.size[2] / 2),
      turn: turnOf(box),
    },
    polygon: (polygon?.vertices ?? []).slice(0, MAX_CLIP_VERTICES).map(([e, n]) => local(e, n)),
    polygonInside: polygon?.side !== 'outside',
    line: (slab?.line ?? []).slice(0, MAX_CLIP_VERTICES).map(([e, n]) => local(e, n)),
    halfWidthM: (slab?.widthM ?? 0) / 2,
  };
}

/** @param keeps elevations that are drawn, metres; null: all */
export function setCut(
  shader: UniformTarget,
  cut: GlobeCut,
  follows: boolean,
  keeps: readonly [number, number] | null,
): void {
  shader.setUniform('u_keepElevation', keeps ? new Cartesian2(keeps[0], keeps[1]) : new Cartesian2(-FAR, FAR));
  shader.setUniform('u_clips', follows && cut.clips);
  shader.setUniform('u_cutEastWC', cut.east);
  shader.setUniform('u_cutNorthWC', cut.north);
  shader.setUniform('u_boxSide', cut.box?.side ?? 0);
  if (cut.box) {
    shader.setUniform('u_boxCentre', cut.box.centre);
    shader.setUniform('u_boxHalf', cut.box.half);
    shader.setUniform('u_boxTurn', cut.box.turn);
  }
  const put = (list: string, places: readonly Plan[]) => {
    const flat = places.flat();
    for (const [index, name] of names(list).entries()) {
      const part = flat.slice(16 * index, 16 * index + 16);
      if (part.length > 0 || index === 0)
        shader.setUniform(name, Matrix4.fromArray([...part, ...new Array(16 - part.length).fill(0)]));
    }
  };
  put('polygon', cut.polygon);
  shader.setUniform('u_polygonCount', cut.polygon.length);
  shader.setUniform('u_polygonInside', cut.polygonInside);
  put('line', cut.line);
  shader.setUniform('u_lineCount', cut.line.length);
  shader.setUniform('u_halfWidthM', cut.halfWidthM);
}

/** Each frame: where the eye is. @param elevationM of the camera @param up there, earth-centred */
export function setEye(shader: UniformTarget, cut: GlobeCut, view: Matrix4, elevationM: number, up: Cartesian3): void {
  shader.setUniform('u_cameraElevationM', elevationM);
  shader.setUniform('u_upWC', up);
  if (cut.clips) shader.setUniform('u_cutOriginEC', Matrix4.multiplyByPoint(view, cut.origin, new Cartesian3()));
}
