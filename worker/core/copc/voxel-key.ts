/** Voxel key D-X-Y-Z: depth and integer position of an octree node in its cube. */
export type VoxelKey = readonly [depth: number, x: number, y: number, z: number];

export const ROOT_KEY: VoxelKey = [0, 0, 0, 0];
/** COPC stores 32-bit coordinates; deeper trees would be finer than any survey. */
export const MAX_DEPTH = 30;

export function keyText([d, x, y, z]: VoxelKey): string {
  return `${d}-${x}-${y}-${z}`;
}

/** @returns the key, or null when the text is none: not four integers, or a position outside its depth */
export function parseKey(text: string): VoxelKey | null {
  const match = /^(\d{1,2})-(\d{1,10})-(\d{1,10})-(\d{1,10})$/.exec(text);
  if (!match) return null;
  const [d, x, y, z] = match.slice(1).map(Number) as [number, number, number, number];
  const side = 2 ** d;
  return d <= MAX_DEPTH && x < side && y < side && z < side ? [d, x, y, z] : null;
}

export function parentKey([d, x, y, z]: VoxelKey): VoxelKey {
  return [d - 1, x >> 1, y >> 1, z >> 1];
}

/** Child 0–7: bit 0 is x, bit 1 is y, bit 2 is z. */
export function childKey([d, x, y, z]: VoxelKey, octant: number): VoxelKey {
  return [d + 1, 2 * x + (octant & 1), 2 * y + ((octant >> 1) & 1), 2 * z + ((octant >> 2) & 1)];
}

export interface Cube {
  readonly center: readonly [number, number, number];
  readonly halfsize: number;
}

/** Bounds of a node in CRS units: [minX, minY, minZ, maxX, maxY, maxZ]. */
export function nodeBounds([d, x, y, z]: VoxelKey, cube: Cube): [number, number, number, number, number, number] {
  const size = (2 * cube.halfsize) / 2 ** d;
  const [cx, cy, cz] = cube.center;
  const minX = cx - cube.halfsize + x * size;
  const minY = cy - cube.halfsize + y * size;
  const minZ = cz - cube.halfsize + z * size;
  return [minX, minY, minZ, minX + size, minY + size, minZ + size];
}

/** Order of keys in files and listings: by depth, then z, y, x. */
export function compareKeys(a: VoxelKey, b: VoxelKey): number {
  return a[0] - b[0] || a[3] - b[3] || a[2] - b[2] || a[1] - b[1];
}
