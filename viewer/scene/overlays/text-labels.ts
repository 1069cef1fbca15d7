/** Texts of a drawing as labels of one size on the screen: one picture of all of them, one object. */
import {
  BufferAttribute,
  BufferGeometry,
  type Camera,
  CanvasTexture,
  LinearFilter,
  Matrix4,
  Mesh,
  NoColorSpace,
  ShaderMaterial,
  Vector2,
  Vector3,
} from 'three';
import textsFragment from '../../shaders/shape-texts.frag.glsl?raw';
import textsVertex from '../../shaders/shape-texts.vert.glsl?raw';
import type { LabelRoom } from '../../state/shapes/label-room.ts';

export interface Label {
  readonly text: string;
  readonly at: readonly [x: number, y: number, z: number];
}

export interface LabelObject {
  readonly mesh: Mesh;
  /** Of those given: the rest finds no room. */
  readonly shown: number;
  setOpacity(opacity: number): void;
  /** Leaves out what finds no room on the screen; call before drawing. */
  arrange(camera: Camera, width: number, height: number, room: LabelRoom): void;
  dispose(): void;
}

const WIDTH = 2048;
const MAX_HEIGHT = 4096;
const ROW = 40;
const FONT = '600 24px "Noto Sans JP Variable", "Noto Sans JP", sans-serif';
/** Pixels of the picture a CSS pixel: sharp on dense screens. */
const SCALE = 2;
/** Between the place and its label, CSS pixels. */
const RISE = 6;
/** Of a label, as two triangles. */
const CORNERS = [0, 1, 2, 2, 1, 3];

export function createLabels(labels: readonly Label[], colour: number): LabelObject {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  context.font = FONT;
  const boxes: { x: number; y: number; width: number }[] = [];
  let [x, y] = [0, 0];
  for (const { text } of labels) {
    const width = Math.min(WIDTH, Math.ceil(context.measureText(text).width) + 12);
    if (x + width > WIDTH) [x, y] = [0, y + ROW];
    if (y + ROW > MAX_HEIGHT) break;
    boxes.push({ x, y, width });
    x += width;
  }
  canvas.width = WIDTH;
  canvas.height = Math.max(ROW, y + ROW);
  context.font = FONT;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  boxes.forEach(({ x: left, y: top }, index) => {
    context.lineWidth = 6;
    context.strokeStyle = 'rgba(12, 18, 24, 0.85)';
    context.strokeText(labels[index]!.text, left + 6, top + ROW / 2, WIDTH);
    context.fillStyle = `#${mixed(colour).toString(16).padStart(6, '0')}`;
    context.fillText(labels[index]!.text, left + 6, top + ROW / 2, WIDTH);
  });
  const shown = labels.slice(0, boxes.length);
  const geometry = quads(shown, boxes, canvas.height);
  const atlas = new CanvasTexture(canvas);
  atlas.colorSpace = NoColorSpace;
  atlas.flipY = false;
  atlas.premultiplyAlpha = false;
  atlas.generateMipmaps = false;
  atlas.minFilter = LinearFilter;
  const material = new ShaderMaterial({
    name: 'tengun-texts',
    vertexShader: textsVertex,
    fragmentShader: textsFragment,
    transparent: true,
    depthTest: false,
    depthWrite: false,
    uniforms: {
      uAtlas: { value: atlas },
      uOpacity: { value: 1 },
      uViewport: { value: new Vector2(1, 1) },
    },
  });
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  mesh.renderOrder = 10;
  mesh.onBeforeRender = (renderer) => renderer.getSize(material.uniforms.uViewport!.value as Vector2);
  return {
    mesh,
    shown: shown.length,
    setOpacity(opacity) {
      material.uniforms.uOpacity!.value = opacity;
    },
    arrange(camera, width, height, room) {
      mesh.updateWorldMatrix(true, false);
      const toScreen = new Matrix4()
        .multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse)
        .multiply(mesh.matrixWorld);
      const place = new Vector3();
      const order = geometry.index!;
      let count = 0;
      shown.forEach(({ at }, label) => {
        place.set(...at).applyMatrix4(toScreen);
        if (!(Math.abs(place.z) <= 1)) return;
        const [px, py] = [((place.x + 1) / 2) * width, ((1 - place.y) / 2) * height - RISE];
        const half = boxes[label]!.width / SCALE / 2;
        if (!room.claim(px - half, py - ROW / SCALE, px + half, py)) return;
        for (const [k, corner] of CORNERS.entries()) order.setX(count + k, 4 * label + corner);
        count += CORNERS.length;
      });
      order.needsUpdate = true;
      geometry.setDrawRange(0, count);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      atlas.dispose();
    },
  };
}

/** Nearly white, with a hint of the colour: readable on any ground. */
function mixed(colour: number): number {
  const part = (shift: number) => Math.round(255 * 0.7 + ((colour >> shift) & 255) * 0.3) << shift;
  return part(16) | part(8) | part(0);
}

function quads(labels: readonly Label[], boxes: readonly { x: number; y: number; width: number }[], height: number) {
  const count = labels.length;
  const position = new Float32Array(12 * count);
  const corner = new Float32Array(8 * count);
  const uv = new Float32Array(8 * count);
  const index = new Uint32Array(6 * count);
  labels.forEach(({ at }, label) => {
    const { x, y, width } = boxes[label]!;
    for (let k = 0; k < 4; k++) {
      const [right, up] = [k & 1, k >> 1];
      const vertex = 4 * label + k;
      position.set(at, 3 * vertex);
      corner.set([((right - 0.5) * width) / SCALE, RISE + (up * ROW) / SCALE], 2 * vertex);
      uv.set([(x + right * width) / WIDTH, (y + (1 - up) * ROW) / height], 2 * vertex);
    }
    index.set(
      CORNERS.map((k) => 4 * label + k),
      CORNERS.length * label,
    );
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(position, 3));
  geometry.setAttribute('aCorner', new BufferAttribute(corner, 2));
  geometry.setAttribute('aUv', new BufferAttribute(uv, 2));
  geometry.setIndex(new BufferAttribute(index, 1));
  return geometry;
}
