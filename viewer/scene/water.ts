/** Water in the site view: a mesh over the grid, with the shader that the globe has too. */
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  FloatType,
  GLSL3,
  Mesh,
  NearestFilter,
  RGBAFormat,
  type Scene,
  ShaderMaterial,
  Vector2,
  type Vector3,
} from 'three';
import { WATER_COLOUR_GLSL } from '../shaders/water-colour.ts';
import { type ViewWater, type WaterField, type WaterGrid, waterMesh } from '../state/water-surface.ts';

/** The water of steps is lifted off the ground, of which it is a rough picture. */
const LIFT_M = 0.3;

const UNIFORMS = `
uniform sampler2D u_field;
uniform vec2 u_fieldSize;
uniform bool u_steps;
uniform float u_levelM;
uniform float u_part;
uniform bool u_blue;
uniform float u_opacity;
`;

const VERTEX_SHADER = `${UNIFORMS}
out vec2 v_st;
void main() {
  v_st = uv;
  vec4 cell = texelFetch(u_field, ivec2(clamp(uv * u_fieldSize, vec2(0.0), u_fieldSize - 1.0)), 0);
  float rise = u_steps ? cell.x + mix(cell.y, cell.z, u_part) + ${LIFT_M.toFixed(2)} : u_levelM;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position.xy, position.z + rise, 1.0);
}
`;

const FRAGMENT_SHADER = `${UNIFORMS}
in vec2 v_st;
out vec4 o_colour;
${WATER_COLOUR_GLSL}
void main() {
  vec4 water = waterColour(v_st);
  if (water.a <= 0.0) discard;
  o_colour = water;
}
`;

export interface SiteWater {
  set(water: ViewWater | null): void;
  dispose(): void;
}

/** @param origin site position of the scene's origin */
export function createSiteWater(scene: Scene, origin: Vector3): SiteWater {
  let shown: { mesh: Mesh<BufferGeometry, ShaderMaterial>; field: WaterField } | null = null;
  const remove = () => {
    if (!shown) return;
    scene.remove(shown.mesh);
    shown.mesh.geometry.dispose();
    shown.mesh.material.uniforms.u_field?.value.dispose();
    shown.mesh.material.dispose();
    shown = null;
  };
  return {
    dispose: remove,
    set(water) {
      if (!water) return remove();
      const { field } = water;
      if (shown && (shown.field.grid !== field.grid || shown.field.baseM !== field.baseM)) remove();
      if (!shown) {
        shown = { mesh: meshOf(field, origin), field };
        scene.add(shown.mesh);
      } else if (shown.field !== field) {
        shown.mesh.material.uniforms.u_field?.value.dispose();
        shown.mesh.material.uniforms.u_field = { value: textureOf(field) };
        shown.field = field;
      }
      const values = {
        u_steps: water.kind === 'steps',
        u_levelM: water.levelM - field.baseM,
        u_part: water.part,
        u_blue: water.colours === 'blue',
        u_opacity: water.opacity,
      };
      for (const [name, value] of Object.entries(values)) {
        const uniform = shown.mesh.material.uniforms[name];
        if (uniform) uniform.value = value;
      }
    },
  };
}

function textureOf({ grid, cells }: WaterField): DataTexture {
  const texture = new DataTexture(cells, grid.cols, grid.rows, RGBAFormat, FloatType);
  texture.magFilter = NearestFilter;
  texture.minFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}

function meshOf(field: WaterField, origin: Vector3): Mesh<BufferGeometry, ShaderMaterial> {
  const { grid, baseM } = field;
  const geometry = geometryOf(grid);
  const material = new ShaderMaterial({
    glslVersion: GLSL3,
    uniforms: {
      u_field: { value: textureOf(field) },
      u_fieldSize: { value: new Vector2(grid.cols, grid.rows) },
      u_steps: { value: false },
      u_levelM: { value: 0 },
      u_part: { value: 0 },
      u_blue: { value: false },
      u_opacity: { value: 0.75 },
    },
    vertexShader: VERTEX_SHADER,
    fragmentShader: FRAGMENT_SHADER,
    side: DoubleSide,
    transparent: true,
    depthWrite: false,
  });
  const mesh = new Mesh(geometry, material);
  mesh.position.set(grid.originE - origin.x, grid.originN - origin.y, baseM - origin.z);
  // the shader moves it
  mesh.frustumCulled = false;
  return mesh;
}

function geometryOf(grid: WaterGrid): BufferGeometry {
  const mesh = waterMesh(grid);
  const [width, depth] = [grid.cols * grid.cellSizeM, grid.rows * grid.cellSizeM];
  const count = mesh.cols * mesh.rows;
  const positions = new Float32Array(3 * count);
  const places = new Float32Array(2 * count);
  for (let vertex = 0; vertex < count; vertex++) {
    const u = (vertex % mesh.cols) / (mesh.cols - 1);
    const v = Math.floor(vertex / mesh.cols) / (mesh.rows - 1);
    positions.set([u * width, v * depth, 0], 3 * vertex);
    places.set([u, v], 2 * vertex);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('uv', new BufferAttribute(places, 2));
  geometry.setIndex(new BufferAttribute(mesh.triangles, 1));
  return geometry;
}
