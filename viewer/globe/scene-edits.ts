/** What a scenario adds to the globe: solids, hatched ground, moved points, models. Points are hidden by the shader of the collections. */
import {
  Appearance,
  Cartesian3,
  CustomShader,
  HeadingPitchRoll,
  Model,
  PerInstanceColorAppearance,
  type Primitive,
  PrimitiveType,
  type Scene,
  SplitDirection,
  Transforms,
} from '@cesium/engine';
import type { MaskPart } from '#core/scenario/mask.ts';
import { FIELD_OF_VIEW_DEG } from '../state/camera-pose.ts';
import type { MapViewOptions } from '../state/map-view.ts';
import type { PlacedModel, PlacedPoints, ScenarioView } from '../state/scenario-view.ts';
import { gridConvergenceDeg } from '../state/site-frame.ts';
import { type ColouredVertices, colouredPrimitive } from './coloured-primitive.ts';
import { PULL_M, PULL_PART } from './pick.ts';

export interface SceneEdits {
  set(view: ScenarioView | null): void;
  /** Of the picture's width; what is right of it is as the scenario has it. */
  readonly split: number;
}

export interface SceneEditsOptions extends Pick<MapViewOptions, 'frame' | 'onError'> {
  readonly scene: Scene;
  readonly onChange: () => void;
  /** Hides points of the collections; called when that changes. */
  readonly setMask: (parts: readonly MaskPart[]) => void;
}

/** Nearer than this, things are drawn a little nearer than they are. */
const PULLED_WITHIN_M = 6000;

/** As the points of the collections are drawn (pick.ts): what is added must not sink behind the ground that it stands on. */
const PULL_GLSL = `
float pullPart(float awayM) {
  // heights are sampled from far above, where nothing is drawn nearer
  return awayM < ${PULLED_WITHIN_M.toFixed(1)} ? min(0.5, ${PULL_M.toFixed(4)} / awayM + ${PULL_PART.toFixed(4)}) : 0.0;
}
`;

const SOLID_VERTEX = `
in vec3 position3DHigh;
in vec3 position3DLow;
in vec4 color;
in float batchId;
out vec4 v_color;
${PULL_GLSL}
void main() {
  vec4 place = czm_modelViewRelativeToEye * czm_computePosition();
  v_color = color;
  float awayM = length(place.xyz);
  place.xyz *= 1.0 - pullPart(awayM);
  gl_Position = czm_projection * place;
`;

const FACES_VERTEX = `${SOLID_VERTEX}}
`;

/** Only right of the divider. */
const FACES_FRAGMENT = `
in vec4 v_color;
void main() {
#ifdef SCENE_SPLIT
  if (gl_FragCoord.x < czm_splitPosition) discard;
#endif
  out_FragColor = czm_gammaCorrect(v_color);
}
`;

const POINTS_VERTEX = (spacingM: number) => `${SOLID_VERTEX}
  float pixelsPerRadian = czm_viewport.w / ${(2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360)).toFixed(6)};
  gl_PointSize = clamp(${(1.7 * spacingM).toFixed(3)} * pixelsPerRadian / max(0.1, awayM), 2.0, 9.0 * czm_pixelRatio);
}
`;

const MODEL_VERTEX = `
${PULL_GLSL}
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec3 positionMC = vsInput.attributes.positionMC;
  float awayM = length((czm_modelView * vec4(positionMC, 1.0)).xyz);
  vec3 eyeMC = (czm_inverseModelView * vec4(0.0, 0.0, 0.0, 1.0)).xyz;
  vsOutput.positionMC += (eyeMC - positionMC) * pullPart(awayM);
}
`;

const POINTS_FRAGMENT = `
in vec4 v_color;
void main() {
#ifdef SCENE_SPLIT
  if (gl_FragCoord.x < czm_splitPosition) discard;
#endif
  vec2 fromCentre = gl_PointCoord - 0.5;
  if (dot(fromCentre, fromCentre) > 0.25) discard;
  out_FragColor = v_color;
}
`;

const NOTHING: readonly MaskPart[] = [];

export function createSceneEdits({ scene, frame, onChange, onError, setMask }: SceneEditsOptions): SceneEdits {
  let shown: ScenarioView | null = null;
  let faces: Primitive | null = null;
  const points = new Map<string, { readonly of: PlacedPoints; readonly primitive: Primitive }>();
  const models = new Map<string, { of: PlacedModel; model: Model | null; closed: boolean }>();

  const verticesOf = (positions: Float64Array, colours: Uint8Array): ColouredVertices => {
    const count = positions.length / 3;
    const world = new Float64Array(positions.length);
    const rgba = new Uint8Array(4 * count);
    for (let at = 0; at < count; at++) {
      const [lon, lat] = frame.toLonLat(positions[3 * at]!, positions[3 * at + 1]!);
      const { x, y, z } = Cartesian3.fromDegrees(lon, lat, positions[3 * at + 2]! + frame.geoidHeightM);
      world.set([x, y, z], 3 * at);
      rgba.set([colours[3 * at]!, colours[3 * at + 1]!, colours[3 * at + 2]!, 255], 4 * at);
    }
    return { world, colours: rgba };
  };
  const withSplit = (source: string, isSplit: boolean) => (isSplit ? `#define SCENE_SPLIT\n${source}` : source);
  const facesLook = (isSplit: boolean) =>
    new PerInstanceColorAppearance({
      flat: true,
      translucent: false,
      vertexShaderSource: FACES_VERTEX,
      fragmentShaderSource: withSplit(FACES_FRAGMENT, isSplit),
      renderState: { depthTest: { enabled: true }, depthMask: true, cull: { enabled: false } },
    });
  const pointsLook = (spacingM: number, isSplit: boolean) =>
    new Appearance({
      translucent: false,
      closed: false,
      vertexShaderSource: POINTS_VERTEX(spacingM),
      fragmentShaderSource: withSplit(POINTS_FRAGMENT, isSplit),
      renderState: { depthTest: { enabled: true }, depthMask: true },
    });

  const setFaces = (view: ScenarioView | null, isSplit: boolean) => {
    const isSame = view?.mesh === shown?.mesh && (shown?.shown === 'swipe') === isSplit;
    if (isSame && faces) return;
    if (faces) scene.primitives.remove(faces);
    faces = null;
    if (!view || view.mesh.positions.length === 0) return;
    const { positions, colours } = view.mesh;
    faces = colouredPrimitive(verticesOf(positions, colours), PrimitiveType.TRIANGLES, facesLook(isSplit));
    scene.primitives.add(faces);
  };
  const setPoints = (view: ScenarioView | null, isSplit: boolean) => {
    const wanted = new Map(view?.points.map((one) => [one.id, one]));
    const wasSplit = shown?.shown === 'swipe';
    for (const [id, { of, primitive }] of points) {
      if (wanted.get(id) === of && wasSplit === isSplit) continue;
      scene.primitives.remove(primitive);
      points.delete(id);
    }
    for (const one of wanted.values()) {
      if (points.has(one.id) || one.positions.length === 0) continue;
      const vertices = verticesOf(one.positions, one.colours);
      const primitive = colouredPrimitive(vertices, PrimitiveType.POINTS, pointsLook(one.spacingM, isSplit));
      points.set(one.id, { of: one, primitive });
      scene.primitives.add(primitive);
    }
  };
  const matrixOf = ({ east, north, baseM, turnDeg }: PlacedModel) => {
    const [lon, lat] = frame.toLonLat(east, north);
    const place = Cartesian3.fromDegrees(lon, lat, baseM + frame.geoidHeightM);
    const heading = ((turnDeg - gridConvergenceDeg(frame, lon, lat)) * Math.PI) / 180;
    return Transforms.headingPitchRollToFixedFrame(place, new HeadingPitchRoll(heading, 0, 0));
  };
  const loadModel = async (entry: { of: PlacedModel; model: Model | null; closed: boolean }) => {
    try {
      const { of } = entry;
      const model = await Model.fromGltfAsync({
        url: of.url,
        modelMatrix: matrixOf(of),
        scale: of.scale,
        customShader: new CustomShader({ vertexShaderText: MODEL_VERTEX }),
      });
      if (entry.closed) return void model.destroy();
      entry.model = model;
      model.splitDirection = shown?.shown === 'swipe' ? SplitDirection.RIGHT : SplitDirection.NONE;
      model.readyEvent.addEventListener(onChange);
      scene.primitives.add(model);
    } catch (error) {
      onError({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
    }
    onChange();
  };
  const setModels = (view: ScenarioView | null, isSplit: boolean) => {
    const wanted = new Map(view?.models.map((one) => [one.id, one]));
    for (const [id, entry] of models) {
      const next = wanted.get(id);
      if (next && next.url === entry.of.url && next.scale === entry.of.scale) {
        entry.of = next;
        if (entry.model) {
          entry.model.modelMatrix = matrixOf(next);
          entry.model.splitDirection = isSplit ? SplitDirection.RIGHT : SplitDirection.NONE;
        }
        continue;
      }
      entry.closed = true;
      if (entry.model) scene.primitives.remove(entry.model);
      models.delete(id);
    }
    for (const one of wanted.values()) {
      if (models.has(one.id)) continue;
      const entry = { of: one, model: null, closed: false };
      models.set(one.id, entry);
      void loadModel(entry);
    }
  };

  return {
    set(next) {
      // as it was measured, nothing is added
      const view = next && next.shown !== 'before' ? next : null;
      const isSplit = view?.shown === 'swipe';
      if (isSplit && view) scene.splitPosition = view.split;
      if ((view?.mask ?? NOTHING) !== (shown?.mask ?? NOTHING)) setMask(view?.mask ?? NOTHING);
      setFaces(view, isSplit);
      setPoints(view, isSplit);
      setModels(view, isSplit);
      shown = view;
      onChange();
    },
    get split() {
      return shown?.shown === 'swipe' ? shown.split : 0;
    },
  };
}
