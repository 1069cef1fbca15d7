/**
 * Clusters by distance in a voxel grid: points of voxels that touch (faces, edges or corners) belong together. Two points nearer
 * than the side of a voxel are always of one cluster, two farther apart than twice its diagonal only through others. The same
 * whatever the order of the points, but for the numbering, which follows them. Metres. Pure.
 */
import type { PointColumns } from '../surface/point-columns.ts';

const NEIGHBOURS: readonly (readonly [number, number, number])[] = [-1, 0, 1].flatMap((x) =>
  [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((z): [number, number, number] => [x, y, z])),
);

/**
 * @param wanted indices of points, ascending
 * @param sideUpM of the voxels in height; Infinity: columns
 * @returns clusters of indices, each ascending, in the order of their first points
 */
export function voxelClusters(
  points: PointColumns,
  wanted: ArrayLike<number>,
  sideM: number,
  sideUpM: number = sideM,
): number[][] {
  const voxels = new Map<string, number>();
  const voxelOf = new Uint32Array(wanted.length);
  const keys: [number, number, number][] = [];
  for (let k = 0; k < wanted.length; k++) {
    const i = wanted[k]!;
    const key: [number, number, number] = [
      Math.floor(points.east[i]! / sideM),
      Math.floor(points.north[i]! / sideM),
      sideUpM === Infinity ? 0 : Math.floor(points.height[i]! / sideUpM),
    ];
    const name = key.join();
    let voxel = voxels.get(name);
    if (voxel === undefined) {
      voxel = keys.length;
      voxels.set(name, voxel);
      keys.push(key);
    }
    voxelOf[k] = voxel;
  }
  const roots = Uint32Array.from(keys.keys());
  const rootOf = (voxel: number): number => {
    let root = voxel;
    while (roots[root] !== root) root = roots[root]!;
    for (let at = voxel; roots[at] !== root; ) {
      const next = roots[at]!;
      roots[at] = root;
      at = next;
    }
    return root;
  };
  for (const [voxel, [x, y, z]] of keys.entries()) {
    for (const [dX, dY, dZ] of NEIGHBOURS) {
      const other = voxels.get(`${x + dX},${y + dY},${z + dZ}`);
      if (other === undefined || other <= voxel) continue;
      const [a, b] = [rootOf(voxel), rootOf(other)];
      roots[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const clusters = new Map<number, number[]>();
  for (let k = 0; k < wanted.length; k++) {
    const root = rootOf(voxelOf[k]!);
    const list = clusters.get(root);
    if (list) list.push(wanted[k]!);
    else clusters.set(root, [wanted[k]!]);
  }
  return [...clusters.values()];
}
