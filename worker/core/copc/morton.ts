/** Morton (Z-order) codes of coarse cells, and a stable sort of points by them. */
import { Scratch } from '../binary/scratch.ts';
import { type GridPositions, POSITION_BITS } from './octree-grid.ts';
import { ROOT_KEY, type VoxelKey } from './voxel-key.ts';

/** Points are distributed into cells this many levels below a node: 128 an axis, codes of 21 bits. */
export const CELL_LEVELS = 7;

/** Spreads the low 10 bits of a number so that two zero bits follow each. */
function spread(value: number): number {
  let v = value & 0x3ff;
  v = (v | (v << 16)) & 0x030000ff;
  v = (v | (v << 8)) & 0x0300f00f;
  v = (v | (v << 4)) & 0x030c30c3;
  return (v | (v << 2)) & 0x09249249;
}

/** Code of a cell; bit 0 is x, bit 1 is y, bit 2 is z, as in octants. Depth up to 10. */
export function mortonCode(x: number, y: number, z: number): number {
  return spread(x) | (spread(y) << 1) | (spread(z) << 2);
}

/** Codes of the cells, seven levels below `root`, that the points (all of them in `root`) fall into. */
export function cellCodes(positions: GridPositions, root: VoxelKey = ROOT_KEY, scratch = new Scratch()): Uint32Array {
  const shift = POSITION_BITS - root[0] - CELL_LEVELS;
  const mask = 2 ** CELL_LEVELS - 1;
  const { x, y, z } = positions;
  const codes = scratch.u32('codes', x.length);
  for (let i = 0; i < codes.length; i++) {
    codes[i] = mortonCode((x[i]! >>> shift) & mask, (y[i]! >>> shift) & mask, (z[i]! >>> shift) & mask);
  }
  return codes;
}

/** The half-open range of cell codes under a node that is `root` or at most seven levels below it. */
export function cellCodeRange([d, x, y, z]: VoxelKey, root: VoxelKey = ROOT_KEY): [begin: number, end: number] {
  const levels = d - root[0];
  const shift = 3 * (CELL_LEVELS - levels);
  const mask = 2 ** levels - 1;
  const code = mortonCode(x & mask, y & mask, z & mask);
  return [code * 2 ** shift, (code + 1) * 2 ** shift];
}

/** Order of the points by code, equal codes in their given order: two counting passes over 21-bit codes. */
export function stableOrder(codes: Uint32Array, scratch = new Scratch()): Uint32Array {
  const count = codes.length;
  let order = scratch.u32('order', count);
  for (let i = 0; i < count; i++) order[i] = i;
  let next = scratch.u32('order-next', count);
  for (const shift of [0, 11]) {
    const starts = new Uint32Array(2049);
    for (let i = 0; i < count; i++) starts[((codes[i]! >>> shift) & 0x7ff) + 1]! += 1;
    for (let k = 0; k < 2048; k++) starts[k + 1]! += starts[k]!;
    for (let i = 0; i < count; i++) {
      const point = order[i]!;
      const digit = (codes[point]! >>> shift) & 0x7ff;
      next[starts[digit]!] = point;
      starts[digit]! += 1;
    }
    [order, next] = [next, order];
  }
  return order;
}
