/** Finding points of the cloud on the processor: under the pointer, and near a place in plan. */
import { type Camera, InterleavedBufferAttribute, Matrix4, type Points, Vector3 } from 'three';

import type { Keeps } from './points/keeps.ts';

/** How far from the pointer a point may lie, CSS pixels. */
const PICK_RADIUS_PX = 7;

interface PositionColumn {
  readonly array: ArrayLike<number>;
  readonly stride: number;
  readonly offset: number;
  readonly count: number;
  /** From stored numbers to the attribute's values: 1/65535 for normalised 16-bit integers. */
  readonly factor: number;
}

function positionColumn(points: Points): PositionColumn | null {
  const attribute = points.geometry.getAttribute('position');
  if (!attribute) return null;
  const interleaved = attribute instanceof InterleavedBufferAttribute;
  const array = interleaved ? attribute.data.array : attribute.array;
  return {
    array,
    stride: interleaved ? attribute.data.stride : attribute.itemSize,
    offset: interleaved ? attribute.offset : 0,
    count: attribute.count,
    factor: attribute.normalized ? normalisationFactor(array) : 1,
  };
}

function normalisationFactor(array: ArrayLike<number>): number {
  if (array instanceof Uint16Array) return 1 / 65535;
  if (array instanceof Int16Array) return 1 / 32767;
  if (array instanceof Uint8Array) return 1 / 255;
  if (array instanceof Int8Array) return 1 / 127;
  return 1;
}

/** Object coordinates as stored → world, in doubles. */
function storedToWorld(points: Points, factor: number): Matrix4 {
  return new Matrix4().makeScale(factor, factor, factor).premultiply(points.matrixWorld);
}

export interface PickOptions {
  readonly camera: Camera;
  /** Place on the canvas and the canvas's size, CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Points that are not drawn are not picked; null: all are drawn. */
  readonly keeps: Keeps | null;
}

/** The point nearest to the eye within a few pixels of the pointer, in scene coordinates; null when there is none. */
export function pickPoint(objects: readonly Points[], options: PickOptions): Vector3 | null {
  const viewProjection = new Matrix4().multiplyMatrices(
    options.camera.projectionMatrix,
    options.camera.matrixWorldInverse,
  );
  let best: { depth: number; position: Vector3 } | null = null;
  for (const points of objects) {
    const column = positionColumn(points);
    if (!column) continue;
    const toWorld = storedToWorld(points, column.factor);
    const toClip = new Matrix4().multiplyMatrices(viewProjection, toWorld);
    const { keeps } = options;
    const isDrawn = keeps && ((index: number) => keeps(points, index));
    const hit = nearestUnder(column, toClip.elements, { ...options, isDrawn }, best?.depth ?? Number.POSITIVE_INFINITY);
    if (hit) best = { depth: hit.depth, position: positionOf(column, hit.index).applyMatrix4(toWorld) };
  }
  return best?.position ?? null;
}

function positionOf(column: PositionColumn, index: number): Vector3 {
  const at = column.offset + index * column.stride;
  return new Vector3(column.array[at], column.array[at + 1], column.array[at + 2]);
}

/** One pass over the points of a node; `m` is column-major, stored coordinates → clip space. */
function nearestUnder(
  column: PositionColumn,
  m: readonly number[],
  { x, y, width, height, isDrawn }: PickOptions & { readonly isDrawn: ((index: number) => boolean) | null },
  nearerThan: number,
): { index: number; depth: number } | null {
  const { array, stride, offset, count } = column;
  const at = (index: number) => m[index] as number;
  const [m0, m1, m3, m4, m5, m7] = [at(0), at(1), at(3), at(4), at(5), at(7)];
  const [m8, m9, m11, m12, m13, m15] = [at(8), at(9), at(11), at(12), at(13), at(15)];
  // Orthographic: w is 1 everywhere, depth is z.
  const [z0, z1, z2, z3] = m3 === 0 && m7 === 0 && m11 === 0 ? [at(2), at(6), at(10), at(14)] : [m3, m7, m11, m15];
  // The pointer and the radius in clip units, so that the loop needs no division.
  const pointerX = (x / width) * 2 - 1;
  const pointerY = 1 - (y / height) * 2;
  const radiusX = (PICK_RADIUS_PX / width) * 2;
  const radiusY = (PICK_RADIUS_PX / height) * 2;
  let bestIndex = -1;
  let bestDepth = nearerThan;
  for (let index = 0, from = offset; index < count; index++, from += stride) {
    const px = array[from] as number;
    const py = array[from + 1] as number;
    const pz = array[from + 2] as number;
    const w = m3 * px + m7 * py + m11 * pz + m15;
    const depth = z0 * px + z1 * py + z2 * pz + z3;
    if (w <= 0 || depth >= bestDepth) continue;
    const dx = m0 * px + m4 * py + m8 * pz + m12 - pointerX * w;
    if (Math.abs(dx) > radiusX * w) continue;
    const dy = m1 * px + m5 * py + m9 * pz + m13 - pointerY * w;
    if (Math.abs(dy) > radiusY * w || (isDrawn && !isDrawn(index))) continue;
    bestIndex = index;
    bestDepth = depth;
  }
  return bestIndex < 0 ? null : { index: bestIndex, depth: bestDepth };
}

/** Height (scene z) of the lowest point within `radiusM` of a place in plan; null when there is none. */
export function lowestNear(objects: readonly Points[], x: number, y: number, radiusM: number): number | null {
  let lowest = Number.POSITIVE_INFINITY;
  for (const points of objects) {
    const column = positionColumn(points);
    if (!column) continue;
    const m = storedToWorld(points, column.factor).elements;
    const { array, stride, offset, count } = column;
    for (let index = 0, from = offset; index < count; index++, from += stride) {
      const px = array[from] as number;
      const py = array[from + 1] as number;
      const pz = array[from + 2] as number;
      const dx = m[0] * px + m[4] * py + m[8] * pz + m[12] - x;
      if (Math.abs(dx) > radiusM) continue;
      const dy = m[1] * px + m[5] * py + m[9] * pz + m[13] - y;
      if (Math.abs(dy) > radiusM) continue;
      lowest = Math.min(lowest, m[2] * px + m[6] * py + m[10] * pz + m[14]);
    }
  }
  return Number.isFinite(lowest) ? lowest : null;
}
