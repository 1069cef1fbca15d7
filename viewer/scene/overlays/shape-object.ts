/** One set of shapes as three.js objects: faces with their edges, lines of two pixels, points, texts, a picture. */
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  DoubleSide,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  LinearSRGBColorSpace,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  NoColorSpace,
  Points,
  PointsMaterial,
  ShaderMaterial,
  Vector3,
} from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';
import facesFragment from '../../shaders/shape-faces.frag.glsl?raw';
import facesVertex from '../../shaders/shape-faces.vert.glsl?raw';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import { type GroundAt, raised, segmentsOf } from '../../state/shapes/on-ground.ts';
import { createLabels, type LabelObject } from './text-labels.ts';

const LINE_WIDTH_PX = 2;
const POINT_SIZE_PX = 8;
/** Meshes with more triangles are drawn without their edges: they would cover everything. */
const MAX_EDGED = 150_000;

export interface ShapeObject {
  /** Among the points. */
  readonly group: Group;
  /** Over everything. */
  readonly labels: Group;
  /** As `LabelObject.arrange`. */
  arrangeLabels(...screen: Parameters<LabelObject['arrange']>): void;
  update(layer: ShapeLayer): void;
  dispose(): void;
}

interface Part {
  readonly object: Mesh | LineSegments | LineSegments2 | Points;
  setLook(colour: number, opacity: number, sizes: { readonly widthPx: number; readonly pointPx: number }): void;
  dispose(): void;
}

/** @param ground height above the set's origin @param otherwise the same where no ground is known */
export function createShapeObject(shapes: ShapeSet, colour: number, ground: GroundAt, otherwise: number): ShapeObject {
  const group = new Group();
  const labels = new Group();
  const parts: Part[] = [];
  if (shapes.faces) {
    const position = raised(shapes.faces.position, ground, otherwise);
    if (shapes.picture) parts.push(picturePart(shapes, position));
    else {
      parts.push(facePart(shapes, position));
      if (!shapes.faces.colour && shapes.faces.triangles.length <= 3 * MAX_EDGED)
        parts.push(edgePart(shapes, position));
    }
  }
  if (shapes.starts.length > 1) parts.push(linePart(segmentsOf(shapes, ground, otherwise)));
  if (shapes.points.length > 0) parts.push(pointPart(raised(shapes.points, ground, otherwise)));
  for (const { object } of parts) {
    object.frustumCulled = false;
    group.add(object);
  }
  let texts: LabelObject | null = null;
  if (shapes.texts.length > 0) {
    const [e, n, h] = shapes.origin;
    const local = Float32Array.from(shapes.texts.flatMap(({ at }) => [at[0] - e, at[1] - n, at[2] - h]));
    const places = raised(local, ground, otherwise);
    const of = (index: number) => places.subarray(3 * index, 3 * index + 3) as unknown as [number, number, number];
    texts = createLabels(
      shapes.texts.map(({ text }, index) => ({ text, at: of(index) })),
      colour,
    );
    labels.add(texts.mesh);
  }
  return {
    group,
    labels,
    arrangeLabels: (...screen) => texts?.arrange(...screen),
    update({ visible, colour: next, opacity, widthPx = LINE_WIDTH_PX, pointPx = POINT_SIZE_PX }) {
      group.visible = visible;
      labels.visible = visible;
      for (const part of parts) part.setLook(next, opacity, { widthPx, pointPx });
      texts?.setOpacity(Math.max(0.3, opacity));
    },
    dispose() {
      for (const part of parts) part.dispose();
      texts?.dispose();
      group.removeFromParent();
      labels.removeFromParent();
    },
  };
}

const setColour = (colour: Color, hex: number) => colour.setHex(hex, LinearSRGBColorSpace);

/** What is seen through lets through what lies behind it. */
function setOpacity(
  material: { transparent: boolean; depthWrite: boolean; needsUpdate: boolean },
  opacity: number,
): void {
  const transparent = opacity < 1;
  if (material.transparent !== transparent) material.needsUpdate = true;
  material.transparent = transparent;
  material.depthWrite = !transparent;
}

function geometryOf(position: Float32Array, triangles: Uint32Array | null): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(position, 3));
  if (triangles) geometry.setIndex(new BufferAttribute(triangles, 1));
  return geometry;
}

function facePart({ faces }: ShapeSet, position: Float32Array): Part {
  const { triangles, colour: own } = faces!;
  const geometry = geometryOf(position, triangles);
  geometry.setAttribute('aColour', new BufferAttribute(own ?? new Uint8Array(position.length), 3));
  const material = new ShaderMaterial({
    name: 'tengun-faces',
    vertexShader: facesVertex,
    fragmentShader: facesFragment,
    side: DoubleSide,
    // edges and points that lie on a face stay in sight
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 1,
    uniforms: {
      uColour: { value: new Color() },
      uOpacity: { value: 1 },
      uOwnColours: { value: own !== null },
      uLight: { value: new Vector3(-0.35, 0.55, 0.75).normalize() },
    },
  });
  return {
    object: new Mesh(geometry, material),
    setLook(hex, opacity) {
      setColour(material.uniforms.uColour!.value as Color, hex);
      material.uniforms.uOpacity!.value = opacity;
      setOpacity(material, opacity);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}

function edgePart({ faces }: ShapeSet, position: Float32Array): Part {
  const { triangles } = faces!;
  const count = position.length / 3;
  const seen = new Set<number>();
  const edges: number[] = [];
  for (let at = 0; at < triangles.length; at += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b] = [triangles[at + k]!, triangles[at + ((k + 1) % 3)]!];
      const key = Math.min(a, b) * count + Math.max(a, b);
      if (seen.has(key)) continue;
      seen.add(key);
      edges.push(a, b);
    }
  }
  const geometry = geometryOf(position, Uint32Array.from(edges));
  const material = new LineBasicMaterial({ transparent: true, depthWrite: false });
  return {
    object: new LineSegments(geometry, material),
    setLook(hex, opacity) {
      setColour(material.color, hex);
      material.color.lerp(new Color(1, 1, 1), 0.45);
      material.opacity = 0.25 + 0.5 * opacity;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}

function linePart(segments: Float32Array): Part {
  const geometry = new LineSegmentsGeometry();
  geometry.setPositions(segments);
  const material = new LineMaterial({ linewidth: LINE_WIDTH_PX });
  return {
    object: new LineSegments2(geometry, material),
    setLook(hex, opacity, { widthPx }) {
      material.linewidth = widthPx;
      setColour(material.color, hex);
      material.opacity = opacity;
      setOpacity(material, opacity);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}

function pointPart(position: Float32Array): Part {
  const geometry = geometryOf(position, null);
  const disc = discTexture();
  const pixelRatio = Math.min(2, window.devicePixelRatio || 1);
  const material = new PointsMaterial({ sizeAttenuation: false, map: disc, alphaTest: 0.5 });
  return {
    object: new Points(geometry, material),
    setLook(hex, opacity, { pointPx }) {
      material.size = pointPx * pixelRatio;
      setColour(material.color, hex);
      material.opacity = opacity;
      setOpacity(material, opacity);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      disc.dispose();
    },
  };
}

/** A disc with a dark rim. */
function discTexture(): DataTexture {
  const size = 32;
  const data = new Uint8Array(4 * size * size);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const radius = Math.hypot((pixel % size) + 0.5 - size / 2, Math.floor(pixel / size) + 0.5 - size / 2);
    const grey = radius > 11 ? 40 : 255;
    data.set([grey, grey, grey, radius < 15 ? 255 : 0], 4 * pixel);
  }
  const texture = new DataTexture(data, size, size);
  texture.colorSpace = NoColorSpace;
  texture.needsUpdate = true;
  return texture;
}

function picturePart({ faces, picture }: ShapeSet, position: Float32Array): Part {
  const geometry = geometryOf(position, faces!.triangles);
  geometry.setAttribute('uv', new BufferAttribute(faces!.uv!, 2));
  const { width, height, rgba } = picture!;
  const texture = new DataTexture(rgba, width, height);
  texture.colorSpace = NoColorSpace;
  texture.generateMipmaps = true;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  const material = new MeshBasicMaterial({ map: texture, side: DoubleSide, toneMapped: false, alphaTest: 0.02 });
  return {
    object: new Mesh(geometry, material),
    setLook(_, opacity) {
      material.opacity = opacity;
      setOpacity(material, opacity);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      texture.dispose();
    },
  };
}
