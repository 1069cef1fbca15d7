/**
 * Drawing a frame of the site view: points into a target with depth, eye-dome lighting over it, and the overlay
 * (heat map) on top with a depth of its own.
 */
import { Color, LinearSRGBColorSpace, type PerspectiveCamera, type Scene, Vector2, WebGLRenderer } from 'three';
import type { Appearance } from '../state/appearance.ts';
import { partPixels } from '../state/compare.ts';
import { createScreenPasses, createTarget, disposeTarget } from './screen-passes.ts';

/** Behind the points, on a dark and on a light page (0xRRGGBB). */
export const SITE_BACKGROUND = { dark: 0x12181f, light: 0x262f37 } as const;
/** More pixels than this for each CSS pixel cost time and show nothing more. */
const MAX_PIXEL_RATIO = 2;
/** Longest side of a picture: every WebGL 2 device of an office has it. */
const MAX_PICTURE_PX = 8192;

export interface SiteRenderer {
  readonly gl: WebGLRenderer;
  readonly pixelRatio: number;
  setSize(width: number, height: number): void;
  /** Edge shading and the filling of gaps; without both a frame goes to the screen at once. */
  setLook(look: Pick<Appearance, 'edgeShading' | 'edgeStrength' | 'edgeRadiusPx' | 'fillGaps'>): void;
  setDark(dark: boolean): void;
  /** The background alone. */
  clear(): void;
  /** @param parts stretches of the picture with points of their own, from left to right; null: one picture */
  render(
    points: Scene,
    overlay: Scene,
    camera: PerspectiveCamera,
    parts: readonly ScenePart[] | null,
    /** Without what is computed on the screen: quicker once. */
    plain?: boolean,
  ): void;
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
  const passes = createScreenPasses();
  let edgeRadiusPx = 1.4;
  let usesPasses = true;

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
    setLook(look) {
      edgeRadiusPx = look.edgeRadiusPx;
      passes.radiusPx = edgeRadiusPx * pixelRatio;
      passes.strength = look.edgeShading ? look.edgeStrength : 0;
      passes.fillsGaps = look.fillGaps;
      usesPasses = passes.strength > 0 || passes.fillsGaps;
    },
    setDark,
    clear() {
      gl.setRenderTarget(null);
      gl.clear();
    },
    render(points, overlay, camera, parts, plain = false) {
      const hasPasses = usesPasses && !plain;
      gl.setRenderTarget(hasPasses ? target : null);
      gl.clear();
      if (parts) drawParts(parts, points, camera);
      else gl.render(points, camera);
      if (hasPasses) passes.draw(gl, target, camera);
      gl.clearDepth();
      gl.render(overlay, camera);
    },
    picture(scale, draw) {
      const size = gl.getSize(new Vector2());
      const drawWith = (factor: number) => {
        gl.setPixelRatio(pixelRatio * factor);
        const pixels = gl.getDrawingBufferSize(new Vector2());
        target.setSize(Math.max(1, pixels.x), Math.max(1, pixels.y));
        passes.radiusPx = edgeRadiusPx * pixelRatio * factor;
        draw(factor);
      };
      drawWith(Math.min(scale, MAX_PICTURE_PX / (Math.max(size.x, size.y, 1) * pixelRatio)));
      // the copy is taken before the browser shows anything
      const picture = createImageBitmap(gl.domElement);
      drawWith(1);
      return picture;
    },
    dispose() {
      disposeTarget(target);
      passes.dispose();
      gl.dispose();
      gl.domElement.remove();
    },
  };
}
