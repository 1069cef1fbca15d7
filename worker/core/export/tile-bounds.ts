/**
 * Bounding boxes of octree nodes in the tile frame. A node is a box in CRS units; on the curved earth, above an uneven
 * geoid, it is none. Its surface is sampled, boxed, and widened by what may bulge between samples: the second
 * differences of the samples see curvature, bends of the geoid grid and jumps at the edge of its data alike.
 */
import type { TileFrame } from './tile-frame.ts';

/** A box in CRS units: [minE, minN, minH, maxE, maxN, maxH]. */
export type NodeBox = readonly [number, number, number, number, number, number];

/** A box as 3D Tiles writes it: centre, then the half axes x, y, z; twelve numbers, metres. */
export type TileBox = readonly number[];

/** Samples along easting and northing. */
const SIDE = 5;
const PER_NODE = SIDE * SIDE * 2;
/** Positions are rounded to half a step of 2⁻¹⁰ m, numbers in the JSON to a millimetre. */
const ROUNDING_M = 0.002;

/** Boxes that hold every point of the nodes, in the frame's axes. Samples outside the projection do not count. */
export function tileBoxes(frame: TileFrame, nodes: readonly NodeBox[]): TileBox[] {
  const placed = frame.place(sample(nodes));
  return nodes.map((_, node) => boxOf(placed.subarray(3 * PER_NODE * node, 3 * PER_NODE * (node + 1))));
}

function sample(nodes: readonly NodeBox[]): { east: Float64Array; north: Float64Array; height: Float64Array } {
  const count = nodes.length * PER_NODE;
  const points = { east: new Float64Array(count), north: new Float64Array(count), height: new Float64Array(count) };
  let at = 0;
  for (const [minE, minN, minH, maxE, maxN, maxH] of nodes) {
    for (const height of [minH, maxH]) {
      for (let row = 0; row < SIDE; row++) {
        for (let col = 0; col < SIDE; col++, at++) {
          points.east[at] = minE + ((maxE - minE) * col) / (SIDE - 1);
          points.north[at] = minN + ((maxN - minN) * row) / (SIDE - 1);
          points.height[at] = height;
        }
      }
    }
  }
  return points;
}

function boxOf(placed: Float64Array): TileBox {
  const center: number[] = [];
  const half: number[] = [];
  const bulge = largestSecondDifference(placed);
  for (let axis = 0; axis < 3; axis++) {
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = axis; at < placed.length; at += 3) {
      if (placed[at]! < min) min = placed[at]!;
      if (placed[at]! > max) max = placed[at]!;
    }
    // a node that lies outside its projection as a whole has no points to show: a speck at the origin
    if (min > max) [min, max] = [0, 0];
    center.push(round((min + max) / 2));
    half.push(round((max - min) / 2 + 2 * bulge + ROUNDING_M));
  }
  const [x, y, z] = half as [number, number, number];
  return [center[0]!, center[1]!, center[2]!, x, 0, 0, 0, y, 0, 0, 0, z];
}

const round = (metres: number): number => Math.round(metres * 1000) / 1000;

/** Of any axis, along rows and columns of samples. */
function largestSecondDifference(placed: Float64Array): number {
  let largest = 0;
  const at = (layer: number, row: number, col: number): number => 3 * ((layer * SIDE + row) * SIDE + col);
  for (let layer = 0; layer < 2; layer++) {
    for (let line = 0; line < SIDE; line++) {
      for (let step = 1; step < SIDE - 1; step++) {
        for (let axis = 0; axis < 3; axis++) {
          const alongRow = [at(layer, line, step - 1), at(layer, line, step), at(layer, line, step + 1)] as const;
          const alongColumn = [at(layer, step - 1, line), at(layer, step, line), at(layer, step + 1, line)] as const;
          for (const [before, here, after] of [alongRow, alongColumn]) {
            const difference = placed[before + axis]! - 2 * placed[here + axis]! + placed[after + axis]!;
            if (Math.abs(difference) > largest) largest = Math.abs(difference);
          }
        }
      }
    }
  }
  return largest;
}

/** The same box in the world: turned and moved by a column-by-column matrix. Not rounded: thin boxes would tilt. */
export function transformBox(matrix: readonly number[], box: TileBox): TileBox {
  const turn = (x: number, y: number, z: number, w: number): number[] =>
    [0, 1, 2].map((row) => matrix[row]! * x + matrix[4 + row]! * y + matrix[8 + row]! * z + matrix[12 + row]! * w);
  return [0, 3, 6, 9].flatMap((at) => turn(box[at]!, box[at + 1]!, box[at + 2]!, at === 0 ? 1 : 0));
}

/** The smallest box along the axes that holds others. */
export function unionBox(boxes: readonly TileBox[]): TileBox {
  const min = [0, 1, 2].map((axis) => Math.min(...boxes.map((box) => box[axis]! - reach(box, axis))));
  const max = [0, 1, 2].map((axis) => Math.max(...boxes.map((box) => box[axis]! + reach(box, axis))));
  const [x, y, z] = [0, 1, 2].map((axis) => (min[axis]! + max[axis]!) / 2) as [number, number, number];
  const [hx, hy, hz] = [0, 1, 2].map((axis) => (max[axis]! - min[axis]!) / 2) as [number, number, number];
  return [x, y, z, hx, 0, 0, 0, hy, 0, 0, 0, hz];
}

/** How far a box extends from its centre along an axis. */
function reach(box: TileBox, axis: number): number {
  return Math.abs(box[3 + axis]!) + Math.abs(box[6 + axis]!) + Math.abs(box[9 + axis]!);
}

/** Length of the diagonal, metres. */
export function boxDiagonalM(box: TileBox): number {
  return 2 * Math.hypot(...box.slice(3));
}
