/** Morton (Z-order) codes of coarse cells, and a stable sort of points by them. */
import { type GridPositions, POSITION_BITS } from './octree-grid.ts';
import type { VoxelKey } from './voxel-key.ts';

/** Depth of the cells that points are first distributed into: 128 an axis, codes of 21 bits. */
export const CELL_DEPTH = 7;

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

/** Codes of the cells of depth 7 that the points fall into. */
export function cellCodes(positions: GridPositions): Uint32Array {
  const shift = POSITION_BITS - CELL_DEPTH;
  const { x, y, z } = positions;
  const codes = new Uint32Array(x.length);
  for (let i = 0; i < codes.length; i++) codes[i] = mortonCode(x[i]! >>> shift, y[i]! >>> shift, z[i]! >>> shift);
  return codes;
}

/** The half-open range of depth-7 cell codes under a node of depth 7 or less. */
export function cellCodeRange([d, x, y, z]: VoxelKey): [begin: number, end: number] {
  const shift = 3 * (CELL_DEPTH - d);
  const code = mortonCode(x, y, z);
  return [code * 2 ** shift, (code + 1) * 2 ** shift];
}

/** Order of the points by code, equal codes in their given order: two counting passes over 21-bit codes. */
export function stableOrder(codes: Uint32Array): Uint32Array {
  const count = codes.length;
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  let next = new Uint32Array(count);
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
