/** Platforms, grounds and checks for the tests of designs. Coordinates near those of EPSG:6676. */
import type { DesignMesh, DesignRules } from '#core/design/design-mesh.ts';
import { parsePolygon } from '#core/geometry/polygon.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { buildTin } from '#core/surface/tin.ts';
import { seededRandom } from './las-builder.ts';

export const EAST = 52_100;
export const NORTH = -97_100;

export const NO_BERMS: DesignRules = {
  fill: { run: 1.8, bermEveryM: null, bermWidthM: 0 },
  cut: { run: 1.2, bermEveryM: null, bermWidthM: 0 },
};
export const BERMS: DesignRules = {
  fill: { run: 1.8, bermEveryM: 3, bermWidthM: 1.5 },
  cut: { run: 1.2, bermEveryM: 3, bermWidthM: 1 },
};

/** A ring of [east, north] metres from (EAST, NORTH), closed. */
export function ringAt(positions: readonly (readonly [number, number])[]): number[][] {
  return [...positions, positions[0]!].map(([e, n]) => [EAST + e, NORTH + n]);
}

export function areaAt(positions: readonly (readonly [number, number])[], ...holes: [number, number][][]) {
  return parsePolygon({ type: 'Polygon', coordinates: [ringAt(positions), ...holes.map(ringAt)] });
}

export function rectangle(width: number, depth: number): [number, number][] {
  return [
    [0, 0],
    [width, 0],
    [width, depth],
    [0, depth],
  ];
}

export const L_SHAPE: [number, number][] = [
  [0, 0],
  [60, 0],
  [60, 20],
  [25, 20],
  [25, 50],
  [0, 50],
];

/** A TIN of scattered points of a surface; `height` is asked with metres from (EAST, NORTH). */
export function groundTin(
  height: (e: number, n: number) => number,
  { spacing = 2, from = -80, to = 150, seed = 5, hole = (_e: number, _n: number): boolean => false } = {},
) {
  const random = seededRandom(seed);
  const [east, north, heights]: [number[], number[], number[]] = [[], [], []];
  for (let e = from; e <= to; e += spacing) {
    for (let n = from; n <= to; n += spacing) {
      const [x, y] = [e + spacing * 0.9 * (random() - 0.5), n + spacing * 0.9 * (random() - 0.5)];
      if (hole(x, y)) continue;
      east.push(EAST + x);
      north.push(NORTH + y);
      heights.push(height(x, y));
    }
  }
  return buildTin({
    east: Float64Array.from(east),
    north: Float64Array.from(north),
    height: Float64Array.from(heights),
  });
}

/**
 * Throws with what is wrong: triangles turn left, no edge is used twice in one direction (so neighbours do not overlap),
 * every vertex is used, areas add up to the footprint.
 */
export function validateMesh(mesh: Mesh, footprintAreaM2: number): void {
  const { east, north, height, triangles } = mesh;
  const directed = new Set<string>();
  const used = new Set<number>();
  let area = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const own = ((east[b]! - east[a]!) * (north[c]! - north[a]!) - (north[b]! - north[a]!) * (east[c]! - east[a]!)) / 2;
    if (!(own > 0)) throw new Error(`triangle ${t / 3} has the area ${own}`);
    area += own;
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ]) {
      const key = `${from} ${to}`;
      if (directed.has(key)) throw new Error(`edge ${key} has two triangles on its left`);
      directed.add(key);
      used.add(from!);
    }
  }
  if (used.size !== east.length) throw new Error(`${east.length} vertices, ${used.size} in use`);
  if (height.some((h) => !Number.isFinite(h))) throw new Error('a vertex has no height');
  if (Math.abs(area - footprintAreaM2) > 1e-6 * area)
    throw new Error(`triangles ${area}, footprint ${footprintAreaM2}`);
}

/**
 * ∫ of what a design adds and takes, by the midpoint rule on a fine raster; independent of the mesh: the rule of the
 * brief, D = max(lower, min(upper, ground)), with `edge` the distance to the outline (0 inside) and its height there.
 */
export function midpointVolumes(
  box: { readonly from: readonly [number, number]; readonly to: readonly [number, number]; readonly step: number },
  design: (e: number, n: number) => number,
  ground: (e: number, n: number) => number,
): { cutM3: number; fillM3: number } {
  let [cutM3, fillM3] = [0, 0];
  for (let e = box.from[0] + box.step / 2; e < box.to[0]; e += box.step) {
    for (let n = box.from[1] + box.step / 2; n < box.to[1]; n += box.step) {
      const d = design(e, n) - ground(e, n);
      if (d > 0) fillM3 += d;
      else cutM3 -= d;
    }
  }
  return { cutM3: cutM3 * box.step ** 2, fillM3: fillM3 * box.step ** 2 };
}

/** Highest distance of the mesh's vertices of one kind from a plane-like function, metres. */
export function worstAt(design: DesignMesh, kind: number, height: (e: number, n: number) => number): number {
  const { mesh, kinds } = design;
  let worst = 0;
  for (let t = 0; t < kinds.length; t++) {
    if (kinds[t] !== kind) continue;
    for (let k = 0; k < 3; k++) {
      const v = mesh.triangles[3 * t + k]!;
      worst = Math.max(worst, Math.abs(mesh.height[v]! - height(mesh.east[v]! - EAST, mesh.north[v]! - NORTH)));
    }
  }
  return worst;
}
