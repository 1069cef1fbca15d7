/**
 * A draft in the site frame: 32-bit floats from an origin of whole metres. What has no height keeps NaN: the view puts it on
 * the ground. A grid of heights becomes triangles with the colours of a shaded relief; a picture a grid of corners.
 */
import { FormatError } from '#core/errors.ts';
import type { NodeBox } from '../../streaming/point-tree.ts';
import { createPlacer, type Placing } from '../placing.ts';
import type { ShapeDraft, ShapeImage, ShapeNote, ShapeText } from './draft.ts';
import { reliefColours } from './relief-colours.ts';

export interface ShapeFaces {
  /** East, north, up from the origin; NaN up: on the ground. */
  readonly position: Float32Array;
  readonly triangles: Uint32Array;
  /** Red, green, blue a vertex; null: the colour of the file's row. */
  readonly colour: Uint8Array | null;
  /** Places in the picture, 0 to 1 from its north-western corner; null: no picture. */
  readonly uv: Float32Array | null;
}

export interface ShapePicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface ShapeSet {
  readonly format: ShapeDraft['format'];
  readonly origin: readonly [number, number, number];
  readonly lines: Float32Array;
  readonly starts: Uint32Array;
  readonly points: Float32Array;
  readonly faces: ShapeFaces | null;
  readonly picture: ShapePicture | null;
  readonly texts: readonly ShapeText[];
  /** Of what has a place; heights 0 to 0 where nothing has one. */
  readonly box: NodeBox;
  readonly hasHeights: boolean;
  readonly counts: {
    readonly lines: number;
    readonly points: number;
    readonly triangles: number;
    readonly texts: number;
  };
  readonly notes: readonly ShapeNote[];
  readonly warnings: readonly string[];
}

/** Squares of a picture along its longer side: between their corners it follows the ground. */
const PICTURE_SQUARES = 128;

/** @throws {FormatError} when the coordinates have no place on the site's plane */
export function placeShapes(draft: ShapeDraft, placing: Placing): ShapeSet {
  const place = createPlacer(placing);
  const { verticalUnitM, liftM } = placing;
  const toSite = (list: Float64Array): Float64Array => {
    const placed = new Float64Array(list.length);
    for (let at = 0; at < list.length; at += 3) {
      const [east, north] = place(list[at]!, list[at + 1]!);
      placed.set([east, north, list[at + 2]! * verticalUnitM + liftM], at);
    }
    return placed;
  };
  const grid = draft.image && gridOf(draft.image);
  const lines = toSite(draft.lines);
  const points = toSite(draft.points);
  const vertices = toSite(grid ? grid.vertices : draft.vertices);
  const texts = draft.texts.map(({ text, at }) => ({ text, at: toSite(Float64Array.from(at)) }));
  const box = boxOf([lines, points, vertices, ...texts.map(({ at }) => at)]);
  const origin = [Math.floor(box[0]), Math.floor(box[1]), Math.floor(box[2])] as const;
  const local = (list: Float64Array) => Float32Array.from(list, (value, at) => value - origin[at % 3]!);
  const triangles = grid ? grid.triangles : draft.triangles;
  const faces = triangles.length === 0 ? null : { position: local(vertices), triangles };
  return {
    format: draft.format,
    origin,
    lines: local(lines),
    starts: draft.starts,
    points: local(points),
    faces: faces && {
      ...faces,
      colour: draft.image?.heights ? reliefColours(faces.position, faces.triangles) : null,
      uv: grid?.uv ?? null,
    },
    picture: draft.image?.rgba ? { width: draft.image.cols, height: draft.image.rows, rgba: draft.image.rgba } : null,
    texts: texts.map(({ text, at }) => ({ text, at: [at[0]!, at[1]!, at[2]!] as const })),
    box,
    hasHeights: [lines, points, vertices].some((list) =>
      list.some((value, at) => at % 3 === 2 && !Number.isNaN(value)),
    ),
    counts: {
      lines: draft.starts.length - 1,
      points: draft.points.length / 3,
      triangles: triangles.length / 3,
      texts: draft.texts.length,
    },
    notes: draft.notes,
    warnings: draft.warnings,
  };
}

function boxOf(lists: readonly Float64Array[]): NodeBox {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (const list of lists) {
    for (let at = 0; at < list.length; at++) {
      const [axis, value] = [at % 3, list[at]!];
      if (axis < 2 && !Number.isFinite(value)) {
        const message = 'expected coordinates of the chosen system, seen some that have no place in it';
        throw new FormatError(message, { offset: 0, actual: String(value) });
      }
      if (value < box[axis]!) box[axis] = value;
      if (value > box[axis + 3]!) box[axis + 3] = value;
    }
  }
  if (box[2] === Infinity) [box[2], box[5]] = [0, 0];
  return box as unknown as NodeBox;
}

interface Grid {
  readonly vertices: Float64Array;
  readonly triangles: Uint32Array;
  readonly uv: Float32Array | null;
}

function gridOf(image: ShapeImage): Grid {
  return image.heights ? heightGrid(image, image.heights) : pictureGrid(image);
}

/** Values stand at the middles of pixels; a square with a void corner has no triangles. */
function heightGrid({ west, north, stepE, stepN, cols, rows }: ShapeImage, heights: Float32Array): Grid {
  const places = new Int32Array(cols * rows).fill(-1);
  const vertices: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const height = heights[row * cols + col]!;
      if (Number.isNaN(height)) continue;
      places[row * cols + col] = vertices.length / 3;
      vertices.push(west + (col + 0.5) * stepE, north - (row + 0.5) * stepN, height);
    }
  }
  return { vertices: Float64Array.from(vertices), triangles: squares(cols, rows, places), uv: null };
}

function pictureGrid({ west, north, stepE, stepN, cols, rows }: ShapeImage): Grid {
  const square = Math.max(cols, rows) / PICTURE_SQUARES;
  const [across, down] = [Math.max(1, Math.round(cols / square)), Math.max(1, Math.round(rows / square))];
  const vertices = new Float64Array(3 * (across + 1) * (down + 1));
  const uv = new Float32Array(2 * (across + 1) * (down + 1));
  let at = 0;
  for (let row = 0; row <= down; row++) {
    for (let col = 0; col <= across; col++, at++) {
      const [u, v] = [col / across, row / down];
      vertices.set([west + u * cols * stepE, north - v * rows * stepN, Number.NaN], 3 * at);
      uv.set([u, v], 2 * at);
    }
  }
  const places = Int32Array.from({ length: at }, (_, index) => index);
  return { vertices, triangles: squares(across + 1, down + 1, places), uv };
}

function squares(cols: number, rows: number, places: Int32Array): Uint32Array {
  const triangles: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let col = 0; col + 1 < cols; col++) {
      const nw = places[row * cols + col]!;
      const ne = places[row * cols + col + 1]!;
      const sw = places[(row + 1) * cols + col]!;
      const se = places[(row + 1) * cols + col + 1]!;
      if (nw >= 0 && ne >= 0 && sw >= 0) triangles.push(nw, sw, ne);
      if (ne >= 0 && sw >= 0 && se >= 0) triangles.push(sw, se, ne);
    }
  }
  return Uint32Array.from(triangles);
}
