/** Passes over the whole picture after the points: closing small gaps, then shading edges by depth. */
import {
  type Camera,
  DepthTexture,
  Mesh,
  NearestFilter,
  OrthographicCamera,
  type PerspectiveCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  UnsignedIntType,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import eyeDomeFragment from '../shaders/eye-dome.frag.glsl?raw';
import fillGapsFragment from '../shaders/fill-gaps.frag.glsl?raw';
import fullScreenVertex from '../shaders/full-screen.vert.glsl?raw';

/** Strength of edge shading at the factor 1. */
const USUAL_STRENGTH = 0.3;
/** Twice: slits of up to three pixels and holes of up to six by six close. */
const FILL_ROUNDS = 2;

/** Points are drawn into it; colour and depth are read again. */
export function createTarget(): WebGLRenderTarget {
  const depthTexture = new DepthTexture(1, 1, UnsignedIntType);
  return new WebGLRenderTarget(1, 1, { depthTexture, minFilter: NearestFilter, magFilter: NearestFilter });
}

export interface ScreenPasses {
  /** In device pixels of the target. */
  radiusPx: number;
  /** Factor to the usual strength; 0 copies. */
  strength: number;
  fillsGaps: boolean;
  /** From the target of the points to the screen. */
  draw(gl: WebGLRenderer, target: WebGLRenderTarget, camera: PerspectiveCamera): void;
  dispose(): void;
}

export function createScreenPasses(): ScreenPasses {
  const shade = createPass('tengun-eye-dome', eyeDomeFragment, {
    uTexel: { value: new Vector2(1, 1) },
    uFlatRange: { value: 0 },
    uStrength: { value: USUAL_STRENGTH },
    uRadiusPx: { value: 1 },
  });
  const fill = createPass('tengun-fill-gaps', fillGapsFragment, { uIsFlat: { value: false } });
  fill.material.depthTest = true;
  fill.material.depthWrite = true;
  /** Made when gaps are filled for the first time; targets take memory. */
  let others: readonly [WebGLRenderTarget, WebGLRenderTarget] | null = null;

  const passes: ScreenPasses = {
    radiusPx: 1,
    strength: 1,
    fillsGaps: false,
    draw(gl, target, camera) {
      const flat = camera.projectionMatrix.elements[15] === 1;
      let from = target;
      if (passes.fillsGaps) {
        others ??= [createTarget(), createTarget()];
        for (let round = 0; round < FILL_ROUNDS; round++) {
          const to = others[round % 2] as WebGLRenderTarget;
          if (to.width !== target.width || to.height !== target.height) to.setSize(target.width, target.height);
          fill.read(from, camera);
          fill.material.uniforms.uIsFlat = { value: flat };
          gl.setRenderTarget(to);
          gl.clear();
          gl.render(fill.scene, fill.camera);
          from = to;
        }
      }
      shade.read(from, camera);
      // Height of the flat picture at the target ↔ distance of the eye that sees as much.
      const rangeM = 1 / ((camera.projectionMatrix.elements[5] ?? 1) * Math.tan((camera.fov * Math.PI) / 360));
      const { uniforms } = shade.material;
      uniforms.uFlatRange = { value: flat ? rangeM : 0 };
      uniforms.uStrength = { value: USUAL_STRENGTH * passes.strength };
      uniforms.uRadiusPx = { value: passes.radiusPx };
      uniforms.uTexel = { value: new Vector2(1 / target.width, 1 / target.height) };
      gl.setRenderTarget(null);
      gl.clear();
      gl.render(shade.scene, shade.camera);
    },
    dispose() {
      shade.dispose();
      fill.dispose();
      for (const other of others ?? []) disposeTarget(other);
    },
  };
  return passes;
}

export function disposeTarget(target: WebGLRenderTarget): void {
  target.depthTexture?.dispose();
  target.dispose();
}

interface Pass {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly material: ShaderMaterial;
  /** What is read, and how its depth is meant. */
  read(target: WebGLRenderTarget, camera: PerspectiveCamera): void;
  dispose(): void;
}

function createPass(name: string, fragmentShader: string, uniforms: ShaderMaterial['uniforms']): Pass {
  const material = new ShaderMaterial({
    name,
    vertexShader: fullScreenVertex,
    fragmentShader,
    depthTest: false,
    depthWrite: false,
    uniforms: {
      ...uniforms,
      uColour: { value: null },
      uDepth: { value: null },
      uNear: { value: 1 },
      uFar: { value: 1000 },
    },
  });
  const geometry = new PlaneGeometry(2, 2);
  const quad = new Mesh(geometry, material);
  quad.frustumCulled = false;
  const scene = new Scene();
  scene.add(quad);
  return {
    scene,
    camera: new OrthographicCamera(-1, 1, 1, -1, 0, 1),
    material,
    read(target, { near, far }) {
      material.uniforms.uColour = { value: target.texture };
      material.uniforms.uDepth = { value: target.depthTexture };
      material.uniforms.uNear = { value: near };
      material.uniforms.uFar = { value: far };
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
