/**
 * Integer positions in a COPC cube. All decisions of the octree (which octant, which sampling cell, which bucket) are
 * bits of these integers, so that every phase and every thread decides alike.
 */
import { Scratch } from '../binary/scratch.ts';
import type { Triple } from '../las/header.ts';
import type { Cube } from './voxel-key.ts';

/** Bits an axis: even a cube of 1,000 km (one wild point is enough for that) is resolved to 4 mm. */
export const POSITION_BITS = 28;
/** A node samples its points on a grid of 2^6 = 64 cells an axis; why not more: worker/pipeline/README.md. */
export const GRID_BITS = 6;
export const GRID_CELLS = 1 << GRID_BITS;
/** Below this depth the sampling grid would be finer than the positions. */
export const MAX_OCTREE_DEPTH = POSITION_BITS - GRID_BITS;

/** How integers of point records become coordinates, and what is added to them first when files share one item. */
export interface PointFrame {
  readonly scale: Triple;
  readonly offset: Triple;
}

/** Positions of points in a cube, one array an axis, each in [0, 2^28). */
export interface GridPositions {
  readonly x: Uint32Array;
  readonly y: Uint32Array;
  readonly z: Uint32Array;
}

/**
 * Positions of packed records. Points outside the cube are clamped to its faces.
 * @param order which records, in this order; all as they stand when absent
 * @param scratch the arrays are its `x`, `y` and `z`
 */
export function gridPositions(
  records: Uint8Array,
  recordLength: number,
  frame: PointFrame,
  cube: Cube,
  { order, scratch = new Scratch() }: { readonly order?: Uint32Array; readonly scratch?: Scratch } = {},
): GridPositions {
  const count = order?.length ?? Math.floor(records.length / recordLength);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const axes = (['x', 'y', 'z'] as const).map((name, axis) => {
    const out = scratch.u32(name, count);
    const scale = frame.scale[axis]!;
    const factor = 2 ** POSITION_BITS / (2 * cube.halfsize);
    const shift = frame.offset[axis]! - (cube.center[axis]! - cube.halfsize);
    const last = 2 ** POSITION_BITS - 1;
    for (let i = 0; i < count; i++) {
      const at = (order === undefined ? i : order[i]!) * recordLength + 4 * axis;
      const position = Math.floor((view.getInt32(at, true) * scale + shift) * factor);
      out[i] = position < 0 ? 0 : position > last ? last : position;
    }
    return out;
  }) as [Uint32Array, Uint32Array, Uint32Array];
  return { x: axes[0], y: axes[1], z: axes[2] };
}

/**
 * The cube of an octree over the given bounds: lower corner and edge rounded outward to three digits, so that it reads
 * well and does not depend on the last digit of a header.
 */
export function cubeAround(min: Triple, max: Triple): Cube {
  const extent = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  if (!(extent > 0)) return { center: [...min], halfsize: 0.5 };
  const unit = 10 ** (Math.floor(Math.log10(extent)) - 2);
  const low = min.map((v) => Math.floor(v / unit) * unit) as Triple;
  const edge = Math.max(...low.map((v, axis) => Math.ceil((max[axis]! - v) / unit + 1e-9) * unit));
  const halfsize = edge / 2;
  return { center: low.map((v) => v + halfsize) as Triple, halfsize };
}
