/**
 * Integer positions in a COPC cube. All decisions of the octree (which octant, which sampling cell, which bucket) are
 * bits of these integers, so that every phase and every thread decides alike.
 */
import type { Triple } from '../las/header.ts';
import type { Cube } from './voxel-key.ts';

/** Bits an axis: a 400 m cube is resolved to 0.2 mm. */
export const POSITION_BITS = 21;
/** A node samples its points on a grid of 2^7 = 128 cells an axis. */
export const GRID_BITS = 7;
export const GRID_CELLS = 1 << GRID_BITS;
/** Below this depth the sampling grid would be finer than the positions. */
export const MAX_OCTREE_DEPTH = POSITION_BITS - GRID_BITS;

/** How integers of point records become coordinates, and what is added to them first when files share one item. */
export interface PointFrame {
  readonly scale: Triple;
  readonly offset: Triple;
}

/** Positions of packed records in a cube, one array an axis, each in [0, 2^21). Points outside the cube are clamped to its faces. */
export interface GridPositions {
  readonly x: Uint32Array;
  readonly y: Uint32Array;
  readonly z: Uint32Array;
}

export function gridPositions(records: Uint8Array, recordLength: number, frame: PointFrame, cube: Cube): GridPositions {
  const count = Math.floor(records.length / recordLength);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const axes = [0, 1, 2].map((axis) => {
    const out = new Uint32Array(count);
    const scale = frame.scale[axis]!;
    const factor = 2 ** POSITION_BITS / (2 * cube.halfsize);
    const shift = frame.offset[axis]! - (cube.center[axis]! - cube.halfsize);
    const last = 2 ** POSITION_BITS - 1;
    for (let i = 0, at = 4 * axis; i < count; i++, at += recordLength) {
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
