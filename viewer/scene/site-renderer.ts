/**
 * Drawing a frame of the site view: points into a target with depth, eye-dome lighting over it, and the overlay
 * (heat map) on top with a depth of its own.
 */
import {
  type Camera,
  Color,
  DepthTexture,
  LinearSRGBColorSpace,
  Mesh,
  NearestFilter,
  OrthographicCamera,
  type PerspectiveCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  UnsignedIntType,
  Vector2,
  WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import eyeDomeFragment from '../shaders/eye-dome.frag.glsl?raw';
import fullScreenVertex from '../shaders/full-screen.vert.glsl?raw';
import { partPixels } from '../state/compare.ts';

/** Behind the points, on a dark and on a light page (0xRRGGBB). */
export const SITE_BACKGROUND = { dark: 0x12181f, light: 0x262f37 } as const;
/** More pixels than this for each CSS pixel cost time and show nothing more. */
const MAX_PIXEL_RATIO = 2;
/** How far edge shading looks, CSS pixels. */
const EDGE_RADIUS_PX = 1.4;
/** Longest side of a picture: every WebGL 2 device of an office has it. */
const MAX_PICTURE_PX = 8192;

export interface SiteRenderer {
  readonly gl: WebGLRenderer;
  readonly pixelRatio: number;
  setSize(width: number, height: number): void;
  setEdgeShading(on: boolean): void;
  setDark(dark: boolean): void;
  /** The background alone. */
  clear(): void;
  /** @param parts stretches of the picture with points of their own, from left to right; null: one picture */
  render(points: Scene, overlay: Scene, camera: PerspectiveCamera, parts: readonly ScenePart[] | null): void;
  /** Draws with more pixels, copies them, and draws the screen again. @param draw renders; its sizes in pixels grow by the factor */
  picture(scale: number, draw: (scale: number) => void): Promise<ImageBitmap>;
  dispose(): void;
}

/** A part of the picture's width, 0…1, and what makes its points the ones to draw. */
export interface ScenePart {
  readonly from: number;
  readonly to: number;
  show(): void;
}

/** @throws when the browser gives no WebGL 2 context */
export function createSiteRenderer(container: HTMLElement): SiteRenderer {
  const gl = new WebGLRenderer({ antialias: false, alpha: false, powerPreference: 'high-performance' });
  const pixelRatio = Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio || 1);
  gl.setPixelRatio(pixelRatio);
  gl.outputColorSpace = LinearSRGBColorSpace;
  gl.autoClear = false;
  // Colours go to the screen as they are written: no conversion for the background either.
  const setDark = (dark: boolean) =>
    gl.setClearColor(new Color().setHex(SITE_BACKGROUND[dark ? 'dark' : 'light'], LinearSRGBColorSpace), 1);
  setDark(true);
  container.append(gl.domElement);

  const target = createTarget();
  const pass = createEyeDomePass(target, pixelRatio);
  let edgeShading = true;

  /** The same camera for every part: only the pixels of the part are drawn. */
  const drawParts = (parts: readonly ScenePart[], points: Scene, camera: PerspectiveCamera) => {
    const onTarget = gl.getRenderTarget() !== null;
    for (const part of parts) {
      part.show();
      const { x, width } = partPixels(part, target.width);
      if (onTarget) {
        target.scissor.set(x, 0, width, target.height);
        target.scissorTest = true;
        gl.setRenderTarget(target);
      } else {
        gl.setScissor(x / pixelRatio, 0, width / pixelRatio, target.height / pixelRatio);
        gl.setScissorTest(true);
      }
      gl.render(points, camera);
    }
    target.scissorTest = false;
    gl.setScissorTest(false);
    gl.setRenderTarget(onTarget ? target : null);
  };

  return {
    gl,
    pixelRatio,
    setSize(width, height) {
      gl.setSize(width, height);
      target.setSize(Math.max(1, Math.round(width * pixelRatio)), Math.max(1, Math.round(height * pixelRatio)));
    },
    setEdgeShading(on) {
      edgeShading = on;
    },
    setDark,
    clear() {
      gl.setRenderTarget(null);
      gl.clear();
    },
    render(points, overlay, camera, parts) {
      gl.setRenderTarget(edgeShading ? target : null);
      gl.clear();
      if (parts) drawParts(parts, points, camera);
      else gl.render(points, camera);
      if (edgeShading) {
        pass.material.uniforms.uNear = { value: camera.near };
        pass.material.uniforms.uFar = { value: camera.far };
        const flat = camera.projectionMatrix.elements[15] === 1;
        // Height of the flat picture at the target ↔ distance of the eye that sees as much.
        const rangeM = 1 / ((camera.projectionMatrix.elements[5] ?? 1) * Math.tan((camera.fov * Math.PI) / 360));
        pass.material.uniforms.uFlatRange = { value: flat ? rangeM : 0 };
        gl.setRenderTarget(null);
        gl.clear();
        gl.render(pass.scene, pass.camera);
      }
      gl.clearDepth();
      gl.render(overlay, camera);
    },
    picture(scale, draw) {
      const size = gl.getSize(new Vector2());
      const drawWith = (factor: number) => {
        gl.setPixelRatio(pixelRatio * factor);
        const pixels = gl.getDrawingBufferSize(new Vector2());
        target.setSize(Math.max(1, pixels.x), Math.max(1, pixels.y));
        pass.material.uniforms.uRadiusPx = { value: EDGE_RADIUS_PX * pixelRatio * factor };
        draw(factor);
      };
      drawWith(Math.min(scale, MAX_PICTURE_PX / (Math.max(size.x, size.y, 1) * pixelRatio)));
      // the copy is taken before the browser shows anything
      const picture = createImageBitmap(gl.domElement);
      drawWith(1);
      return picture;
    },
    dispose() {
      target.depthTexture?.dispose();
      target.dispose();
      pass.dispose();
      gl.dispose();
      gl.domElement.remove();
    },
  };
}

function createTarget(): WebGLRenderTarget {
  const depthTexture = new DepthTexture(1, 1, UnsignedIntType);
  return new WebGLRenderTarget(1, 1, { depthTexture, minFilter: NearestFilter, magFilter: NearestFilter });
}

interface EyeDomePass {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly material: ShaderMaterial;
  dispose(): void;
}

function createEyeDomePass(target: WebGLRenderTarget, pixelRatio: number): EyeDomePass {
  const material = new ShaderMaterial({
    name: 'tengun-eye-dome',
    vertexShader: fullScreenVertex,
    fragmentShader: eyeDomeFragment,
    depthTest: false,
    depthWrite: false,
    uniforms: {
      uColour: { value: target.texture },
      uDepth: { value: target.depthTexture },
      uTexel: { value: new Vector2(1, 1) },
      uNear: { value: 1 },
      uFar: { value: 1000 },
      uFlatRange: { value: 0 },
      uStrength: { value: 0.3 },
      uRadiusPx: { value: EDGE_RADIUS_PX * pixelRatio },
    },
  });
  const geometry = new PlaneGeometry(2, 2);
  const quad = new Mesh(geometry, material);
  quad.frustumCulled = false;
  quad.onBeforeRender = () => {
    const texel = material.uniforms.uTexel?.value;
    if (texel instanceof Vector2) texel.set(1 / target.width, 1 / target.height);
  };
  const scene = new Scene();
  scene.add(quad);
  return {
    scene,
    camera: new OrthographicCamera(-1, 1, 1, -1, 0, 1),
    material,
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
