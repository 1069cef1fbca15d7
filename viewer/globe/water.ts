/**
 * Water on the globe: a mesh over the grid as a glTF made here, with a shader that decides from a texture which cells are wet. The
 * level and the time are uniforms: an animation sends a few bytes a frame.
 */
import {
  Axis,
  Cartesian2,
  Cartesian3,
  CustomShader,
  CustomShaderTranslucencyMode,
  LightingModel,
  Matrix4,
  Model,
  type Scene,
  Transforms,
  UniformType,
} from '@cesium/engine';
import { padded, writeGlb } from '#core/export/glb.ts';
import { WATER_COLOUR_GLSL } from '../shaders/water-colour.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import { type ViewWater, type WaterField, type WaterGrid, waterMesh } from '../state/water-surface.ts';
import { floatTexture } from './float-texture.ts';

/** The water of steps is lifted off the ground, of which it is a rough picture. */
const LIFT_M = 0.3;
const [FLOAT, UNSIGNED_INT, ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER] = [5126, 5125, 34_962, 34_963];

const VERTEX_SHADER = `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec4 cell = texelFetch(u_field, ivec2(clamp(vsInput.attributes.texCoord_0 * u_fieldSize, vec2(0.0), u_fieldSize - 1.0)), 0);
  float rise = u_steps ? cell.x + mix(cell.y, cell.z, u_part) + ${LIFT_M.toFixed(2)} : u_levelM;
  vsOutput.positionMC.z += rise;
}
`;

const FRAGMENT_SHADER = `
${WATER_COLOUR_GLSL}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec4 water = waterColour(fsInput.attributes.texCoord_0);
  if (water.a <= 0.0) discard;
  // the engine takes linear colours
  material.diffuse = pow(water.rgb, vec3(2.2));
  material.alpha = water.a;
}
`;

export interface GlobeWater {
  /** The engine needs some frames until the mesh is on the graphics processor. */
  readonly loading: boolean;
  set(water: ViewWater | null): void;
}

export interface GlobeWaterOptions {
  readonly scene: Scene;
  readonly frame: SiteFrame;
  /** A new picture is needed. */
  readonly onChange: () => void;
  readonly onError: (message: string) => void;
}

/** Meshes that were made. */
let meshCount = 0;

interface Shown {
  readonly grid: WaterGrid;
  readonly baseM: number;
  readonly shader: CustomShader;
  field: WaterField;
  model: Model | null;
  failed: boolean;
}

export function createGlobeWater({ scene, frame, onChange, onError }: GlobeWaterOptions): GlobeWater {
  let shown: Shown | null = null;

  const remove = () => {
    if (shown?.model) scene.primitives.remove(shown.model);
    shown = null;
  };

  const build = (water: ViewWater): Shown => {
    const { grid, baseM } = water.field;
    const own: Shown = { grid, baseM, shader: shaderOf(water), field: water.field, model: null, failed: false };
    const { glb, modelMatrix } = meshOf(grid, baseM, frame);
    Model.fromGltfAsync({
      // the engine takes bytes too; its typing knows addresses only
      url: glb as unknown as string,
      // the engine keeps what it loaded by its address: each mesh has one of its own
      basePath: `water-${++meshCount}/`,
      modelMatrix,
      upAxis: Axis.Z,
      forwardAxis: Axis.X,
      customShader: own.shader,
      allowPicking: false,
      backFaceCulling: false,
      cull: false,
    })
      .then((model) => {
        if (shown !== own || scene.isDestroyed()) return model.destroy();
        own.model = model;
        scene.primitives.add(model);
        model.readyEvent.addEventListener(onChange);
        onChange();
      })
      .catch((error: unknown) => {
        own.failed = true;
        onError(error instanceof Error ? error.message : String(error));
      });
    return own;
  };

  return {
    get loading() {
      return shown !== null && !shown.failed && shown.model?.ready !== true;
    },
    set(water) {
      if (!water) remove();
      else {
        if (!shown || !isSamePlace(shown, water.field)) {
          remove();
          shown = build(water);
        }
        const { shader } = shown;
        if (shown.field !== water.field) {
          shader.setUniform('u_field', textureOf(water.field));
          shown.field = water.field;
        }
        shader.setUniform('u_steps', water.kind === 'steps');
        shader.setUniform('u_levelM', water.levelM - water.field.baseM);
        shader.setUniform('u_part', water.part);
        shader.setUniform('u_blue', water.colours === 'blue');
        shader.setUniform('u_opacity', water.opacity);
      }
      onChange();
    },
  };
}

function isSamePlace({ grid, baseM }: Shown, field: WaterField): boolean {
  const keys = ['cols', 'rows', 'originE', 'originN', 'cellSizeM'] as const;
  return baseM === field.baseM && keys.every((key) => grid[key] === field.grid[key]);
}

const textureOf = ({ grid, cells }: WaterField) => floatTexture(cells, grid.cols, grid.rows);

function shaderOf({ field }: ViewWater): CustomShader {
  return new CustomShader({
    lightingModel: LightingModel.UNLIT,
    translucencyMode: CustomShaderTranslucencyMode.TRANSLUCENT,
    uniforms: {
      u_field: { type: UniformType.SAMPLER_2D, value: textureOf(field) },
      u_fieldSize: { type: UniformType.VEC2, value: new Cartesian2(field.grid.cols, field.grid.rows) },
      u_steps: { type: UniformType.BOOL, value: false },
      u_levelM: { type: UniformType.FLOAT, value: 0 },
      u_part: { type: UniformType.FLOAT, value: 0 },
      u_blue: { type: UniformType.BOOL, value: false },
      u_opacity: { type: UniformType.FLOAT, value: 0.75 },
    },
    vertexShaderText: VERTEX_SHADER,
    fragmentShaderText: FRAGMENT_SHADER,
  });
}

/** The grid at its base as a glTF around its middle: x east, y north, z up there, the earth's curve in the vertices. */
function meshOf(grid: WaterGrid, baseM: number, frame: SiteFrame): { glb: Uint8Array; modelMatrix: Matrix4 } {
  const mesh = waterMesh(grid);
  const [width, depth] = [grid.cols * grid.cellSizeM, grid.rows * grid.cellSizeM];
  const worldAt = (u: number, v: number) => {
    const [lon, lat] = frame.toLonLat(grid.originE + u * width, grid.originN + v * depth);
    return Cartesian3.fromDegrees(lon, lat, baseM + frame.geoidHeightM);
  };
  const modelMatrix = Transforms.eastNorthUpToFixedFrame(worldAt(0.5, 0.5));
  const toLocal = Matrix4.inverseTransformation(modelMatrix, new Matrix4());
  const count = mesh.cols * mesh.rows;
  const positions = new Float32Array(3 * count);
  const places = new Float32Array(2 * count);
  const [min, max] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  const local = new Cartesian3();
  for (let vertex = 0; vertex < count; vertex++) {
    const u = (vertex % mesh.cols) / (mesh.cols - 1);
    const v = Math.floor(vertex / mesh.cols) / (mesh.rows - 1);
    Matrix4.multiplyByPoint(toLocal, worldAt(u, v), local);
    places.set([u, v], 2 * vertex);
    for (const [k, value] of [local.x, local.y, local.z].entries()) {
      positions[3 * vertex + k] = value;
      min[k] = Math.min(min[k] ?? value, Math.fround(value));
      max[k] = Math.max(max[k] ?? value, Math.fround(value));
    }
  }
  return { glb: glbOf(positions, places, mesh.triangles, min, max), modelMatrix };
}

function glbOf(
  positions: Float32Array,
  places: Float32Array,
  triangles: Uint32Array,
  min: number[],
  max: number[],
): Uint8Array {
  const sizes = [positions.byteLength, places.byteLength, triangles.byteLength] as const;
  const bin = new Uint8Array(padded(sizes[0] + sizes[1] + sizes[2]));
  bin.set(new Uint8Array(positions.buffer), 0);
  bin.set(new Uint8Array(places.buffer), sizes[0]);
  bin.set(new Uint8Array(triangles.buffer), sizes[0] + sizes[1]);
  const document = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, indices: 2, material: 0 }] }],
    materials: [{ doubleSided: true, alphaMode: 'BLEND' }],
    accessors: [
      { bufferView: 0, componentType: FLOAT, count: positions.length / 3, type: 'VEC3', min, max },
      { bufferView: 1, componentType: FLOAT, count: places.length / 2, type: 'VEC2' },
      { bufferView: 2, componentType: UNSIGNED_INT, count: triangles.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: sizes[0], target: ARRAY_BUFFER },
      { buffer: 0, byteOffset: sizes[0], byteLength: sizes[1], target: ARRAY_BUFFER },
      { buffer: 0, byteOffset: sizes[0] + sizes[1], byteLength: sizes[2], target: ELEMENT_ARRAY_BUFFER },
    ],
    buffers: [{ byteLength: bin.length }],
  };
  return writeGlb(document, bin);
}
