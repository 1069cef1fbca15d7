/** One set of shapes on the globe: faces with their edges, lines, points, a picture, texts. */
import {
  type Appearance,
  Cartesian2,
  Cartesian3,
  Color,
  type Geometry,
  GeometryInstance,
  HorizontalOrigin,
  type Label,
  LabelCollection,
  LabelStyle,
  PointPrimitiveCollection,
  Primitive,
  PrimitiveCollection,
  type Scene,
  SceneTransforms,
  VerticalOrigin,
} from '@cesium/engine';
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import type { LabelRoom } from '../../state/shapes/label-room.ts';
import { type GroundAt, raised, segmentsOf } from '../../state/shapes/on-ground.ts';
import type { WorldFrame } from '../world-frame.ts';
import { colourOf, faceAppearance, lineAppearance, lineColour, setColour } from './appearances.ts';
import { faceGeometry, lineGeometry } from './geometry.ts';

const LINE_WIDTH_PX = 2;
const POINT_SIZE_PX = 8;
const RIM = Color.fromBytes(40, 40, 40);
/** Meshes with more triangles are drawn without their edges: they would cover everything. */
const MAX_EDGED = 40_000;
/** More labels than this no screen has room for. */
const MAX_LABELS = 3000;
const FONT = '600 13px "Noto Sans JP Variable", "Noto Sans JP", sans-serif';
const LABEL_HEIGHT_PX = 18;
const FAR_AWAY_M = Number.POSITIVE_INFINITY;

export interface ShapeObject {
  readonly primitives: PrimitiveCollection;
  /** Places of texts and points, for labels that must not cover one another; call before a frame. */
  arrangeLabels(scene: Scene, room: LabelRoom): void;
  update(layer: ShapeLayer): void;
}

/** How a shape layer is drawn, but for colour and opacity. */
export interface DrawnAs {
  readonly over: boolean;
  readonly widthPx: number;
}

export function drawnAs({ over, widthPx = LINE_WIDTH_PX }: ShapeLayer): DrawnAs {
  return { over, widthPx };
}

interface Part {
  readonly appearance: Appearance;
  colour(hex: number, opacity: number): Color;
}

/** @param ground height above the set's origin @param otherwise the same where no ground is known */
export function createShapeObject(
  shapes: ShapeSet,
  { over, widthPx }: DrawnAs,
  world: WorldFrame,
  ground: GroundAt,
  otherwise: number,
): ShapeObject {
  const primitives = new PrimitiveCollection();
  const parts: Part[] = [];
  const add = (geometry: Geometry, appearance: Appearance, colour: Part['colour']) => {
    parts.push({ appearance, colour });
    primitives.add(
      new Primitive({
        geometryInstances: new GeometryInstance({ geometry }),
        appearance,
        asynchronous: false,
        compressVertices: false,
        allowPicking: false,
      }),
    );
  };
  const { origin, faces, picture } = shapes;
  if (faces) {
    const local = raised(faces.position, ground, otherwise);
    const geometry = faceGeometry(world.place(local, origin), local, faces.triangles, faces.colour, faces.uv);
    const isOwn = picture !== null || faces.colour !== null;
    add(geometry, faceAppearance(over, picture && canvasOf(picture)), (hex, opacity) =>
      colourOf(isOwn ? 0xffffff : hex, opacity),
    );
    if (!isOwn && faces.triangles.length <= 3 * MAX_EDGED) {
      const edges = lineGeometry(world.place(edgesOf(local, faces.triangles), origin), 1);
      add(edges, lineAppearance(over), (hex, opacity) =>
        Color.lerp(colourOf(hex, 1), Color.WHITE, 0.45, new Color()).withAlpha(0.25 + 0.5 * opacity),
      );
    }
  }
  const segments = segmentsOf(shapes, ground, otherwise);
  if (segments.length > 0) {
    add(lineGeometry(world.place(segments, origin), widthPx), lineAppearance(over), lineColour);
  }
  const dots = new PointPrimitiveCollection();
  const places = world.place(raised(shapes.points, ground, otherwise), origin);
  for (let at = 0; at < places.length; at += 3) {
    dots.add({
      position: Cartesian3.fromArray(places as unknown as number[], at),
      outlineWidth: 1,
      outlineColor: RIM,
      disableDepthTestDistance: FAR_AWAY_M,
    });
  }
  if (dots.length > 0) primitives.add(dots);
  const texts = createTexts(shapes, world, ground, otherwise);
  if (texts) primitives.add(texts.collection);

  return {
    primitives,
    arrangeLabels: (scene, room) => texts?.arrange(scene, room),
    update({ visible, colour, opacity, pointPx = POINT_SIZE_PX }) {
      primitives.show = visible;
      for (const part of parts) setColour(part.appearance, part.colour(colour, opacity));
      for (let at = 0; at < dots.length; at++) {
        const dot = dots.get(at);
        dot.color = colourOf(colour, opacity);
        // its rim lies around it
        dot.pixelSize = pointPx - 2;
      }
      texts?.setLook(colour, Math.max(0.3, opacity), dots.length > 0 ? pointPx / 2 : 0);
    },
  };
}

function canvasOf({ width, height, rgba }: NonNullable<ShapeSet['picture']>): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** Each edge of a mesh once, as pairs of ends. */
function edgesOf(position: Float32Array, triangles: Uint32Array): Float32Array {
  const count = position.length / 3;
  const seen = new Set<number>();
  const segments: number[] = [];
  for (let at = 0; at < triangles.length; at += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b] = [triangles[at + k]!, triangles[at + ((k + 1) % 3)]!];
      const key = Math.min(a, b) * count + Math.max(a, b);
      if (seen.has(key)) continue;
      seen.add(key);
      segments.push(...position.subarray(3 * a, 3 * a + 3), ...position.subarray(3 * b, 3 * b + 3));
    }
  }
  return Float32Array.from(segments);
}

interface Texts {
  readonly collection: LabelCollection;
  /** @param risePx room for the place under a text */
  setLook(hex: number, opacity: number, risePx: number): void;
  arrange(scene: Scene, room: LabelRoom): void;
}

function createTexts(shapes: ShapeSet, world: WorldFrame, ground: GroundAt, otherwise: number): Texts | null {
  const texts = shapes.texts.slice(0, MAX_LABELS);
  if (texts.length === 0) return null;
  const [e, n, h] = shapes.origin;
  const local = Float32Array.from(texts.flatMap(({ at }) => [at[0] - e, at[1] - n, at[2] - h]));
  const places = world.place(raised(local, ground, otherwise), shapes.origin);
  const collection = new LabelCollection();
  const measure = document.createElement('canvas').getContext('2d')!;
  measure.font = FONT;
  const labels: { readonly label: Label; readonly at: Cartesian3; readonly half: number }[] = texts.map(
    ({ text }, index) => {
      const at = Cartesian3.fromArray(places as unknown as number[], 3 * index);
      const label = collection.add({
        position: at,
        text,
        font: FONT,
        style: LabelStyle.FILL_AND_OUTLINE,
        outlineWidth: 3,
        outlineColor: Color.fromBytes(12, 18, 24, 217),
        horizontalOrigin: HorizontalOrigin.CENTER,
        verticalOrigin: VerticalOrigin.BOTTOM,
        disableDepthTestDistance: FAR_AWAY_M,
      });
      return { label, at, half: measure.measureText(text).width / 2 + 3 };
    },
  );
  let rise = 0;
  return {
    collection,
    setLook(hex, opacity, risePx) {
      rise = risePx;
      // nearly white, with a hint of the colour: readable on any ground
      const colour = Color.lerp(Color.WHITE, colourOf(hex, 1), 0.3, new Color()).withAlpha(opacity);
      for (const { label } of labels) {
        label.fillColor = colour;
        label.pixelOffset = new Cartesian2(0, -risePx);
      }
    },
    arrange(scene, room) {
      for (const { label, at, half } of labels) {
        const place = SceneTransforms.worldToWindowCoordinates(scene, at);
        const foot = (place?.y ?? 0) - rise;
        label.show = place ? room.claim(place.x - half, foot - LABEL_HEIGHT_PX, place.x + half, foot) : false;
      }
    },
  };
}
