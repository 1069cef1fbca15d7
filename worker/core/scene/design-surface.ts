/**
 * The design surface: the platform at its finished height, as a TIN that ends where its slopes meet the ground of the
 * second epoch. Rays leave the crest at right angles, and in a fan at its corners; neighbouring rays are stitched.
 */
import type { TinSurface } from '../landxml/tin-writer.ts';
import type { SceneGround } from './epoch-ground.ts';
import { type Point, SCENE_EXTENT } from './layout.ts';
import { benchedBreaks, benchedRise, type Platform } from './platform.ts';
import { type SurfaceGrid, surfaceHeight } from './surface-grid.ts';

/** How much higher the finished platform lies than the platform of the second epoch. */
export const DESIGN_LIFT_M = 3;
/** How far the finished crest steps back from the present one, so that the slopes below stay in line. */
const DESIGN_INSET_M = DESIGN_LIFT_M * 1.8;
const RAY_SPACING_M = 3;
const FAN_STEP_RAD = Math.PI / 12;
const REACH_M = 60;
const SEARCH_STEP_M = 0.25;

interface CrestRay {
  readonly from: Point;
  /** Index of the crest vertex; the rays of a fan share it. */
  readonly crest: number;
  readonly outE: number;
  readonly outN: number;
}

/** The finished platform and its TIN in EPSG:6676; triangles anticlockwise seen from above. */
export function createDesign(ground: SceneGround): { platform: Platform; surface: TinSurface } {
  const platform: Platform = {
    ...ground.platform,
    ring: insetRing(ground.platform.ring, DESIGN_INSET_M),
    levelM: ground.platform.levelM + DESIGN_LIFT_M,
  };
  const rays = crestRays(platform.ring);
  const positions: number[] = [];
  const triangles: number[] = [];
  const addVertex = (e: number, n: number, heightM: number): number => {
    positions.push(SCENE_EXTENT.minE + e, SCENE_EXTENT.minN + n, heightM);
    return positions.length / 3 - 1;
  };
  const crestVertices: number[] = [];
  const chains = rays.map((ray) => {
    crestVertices[ray.crest] ??= addVertex(ray.from[0], ray.from[1], platform.levelM);
    return slopeChain(platform, ground.after, ray, crestVertices[ray.crest]!, addVertex);
  });
  for (let k = 0; k < rays.length; k++) stitch(chains[k]!, chains[(k + 1) % rays.length]!, triangles);
  const [middleE, middleN] = middleOf(platform.ring);
  const middle = addVertex(middleE, middleN, platform.levelM);
  for (let k = 0; k < crestVertices.length; k++) {
    triangles.push(middle, crestVertices[k]!, crestVertices[(k + 1) % crestVertices.length]!);
  }
  return {
    platform,
    surface: {
      name: 'Embankment-Finished',
      positions: Float64Array.from(positions),
      triangles: dropFlat(positions, triangles),
    },
  };
}

/** Vertices down one ray with their distances from the crest. */
interface Chain {
  readonly vertices: readonly number[];
  readonly distancesM: readonly number[];
}

function slopeChain(
  platform: Platform,
  ground: SurfaceGrid,
  ray: CrestRay,
  crestVertex: number,
  addVertex: (e: number, n: number, heightM: number) => number,
): Chain {
  const groundAt = (distanceM: number) =>
    surfaceHeight(ground, ray.from[0] + ray.outE * distanceM, ray.from[1] + ray.outN * distanceM);
  const sign = groundAt(0) <= platform.levelM ? -1 : 1;
  const slope = sign < 0 ? platform.fill : platform.cut;
  const heightAt = (distanceM: number) => platform.levelM + sign * benchedRise(slope, distanceM);
  const endM = daylight((distanceM) => sign * (groundAt(distanceM) - heightAt(distanceM)));
  const distancesM = benchedBreaks(slope, endM);
  if (endM > distancesM[distancesM.length - 1]! + 0.05) distancesM.push(endM);
  const vertices = distancesM.map((distanceM, k) =>
    k === 0
      ? crestVertex
      : addVertex(ray.from[0] + ray.outE * distanceM, ray.from[1] + ray.outN * distanceM, heightAt(distanceM)),
  );
  return { vertices, distancesM };
}

/** First distance at which the slope is no longer clear of the ground, to a millimetre. */
function daylight(clearance: (distanceM: number) => number): number {
  let far = 0;
  while (far < REACH_M && clearance(far) > 0) far += SEARCH_STEP_M;
  let near = Math.max(0, far - SEARCH_STEP_M);
  while (far - near > 0.001) {
    const middle = (near + far) / 2;
    if (clearance(middle) > 0) near = middle;
    else far = middle;
  }
  return far;
}

/** Triangles between two neighbouring rays (b anticlockwise of a): always on with the one that is less far out. */
function stitch(a: Chain, b: Chain, triangles: number[]): void {
  let i = 0;
  let j = 0;
  while (i + 1 < a.vertices.length || j + 1 < b.vertices.length) {
    const nextA = a.distancesM[i + 1] ?? Number.POSITIVE_INFINITY;
    const nextB = b.distancesM[j + 1] ?? Number.POSITIVE_INFINITY;
    if (nextA <= nextB) {
      triangles.push(a.vertices[i]!, a.vertices[i + 1]!, b.vertices[j]!);
      i++;
    } else {
      triangles.push(a.vertices[i]!, b.vertices[j + 1]!, b.vertices[j]!);
      j++;
    }
  }
}

/** Leaves out triangles without area (two rays of a fan start at the same vertex). */
function dropFlat(positions: readonly number[], triangles: readonly number[]): Uint32Array {
  const kept: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const area2 =
      (positions[b]! - positions[a]!) * (positions[c + 1]! - positions[a + 1]!) -
      (positions[b + 1]! - positions[a + 1]!) * (positions[c]! - positions[a]!);
    if (Math.abs(area2) > 1e-6) kept.push(triangles[t]!, triangles[t + 1]!, triangles[t + 2]!);
  }
  return Uint32Array.from(kept);
}

/** Rays along the ring, anticlockwise: at right angles to each edge, and turning at its end. */
function crestRays(ring: readonly Point[]): CrestRay[] {
  const rays: CrestRay[] = [];
  let crest = 0;
  for (let k = 0; k < ring.length; k++) {
    const [a, b, c] = [ring[k]!, ring[(k + 1) % ring.length]!, ring[(k + 2) % ring.length]!];
    const lengthM = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const outRad = Math.atan2(b[1] - a[1], b[0] - a[0]) - Math.PI / 2;
    const count = Math.ceil(lengthM / RAY_SPACING_M);
    for (let i = 1; i < count; i++) {
      const from: Point = [a[0] + (i / count) * (b[0] - a[0]), a[1] + (i / count) * (b[1] - a[1])];
      rays.push({ from, crest: crest++, outE: Math.cos(outRad), outN: Math.sin(outRad) });
    }
    const turnRad = turn(outRad, Math.atan2(c[1] - b[1], c[0] - b[0]) - Math.PI / 2);
    const fan = Math.max(1, Math.ceil(turnRad / FAN_STEP_RAD));
    for (let i = 0; i <= fan; i++) {
      const rad = outRad + (i / fan) * turnRad;
      rays.push({ from: b, crest, outE: Math.cos(rad), outN: Math.sin(rad) });
    }
    crest++;
  }
  return rays;
}

/** Angle from one direction to another, anticlockwise, 0 … 2π. */
function turn(fromRad: number, toRad: number): number {
  const turnRad = (toRad - fromRad) % (2 * Math.PI);
  return turnRad < 0 ? turnRad + 2 * Math.PI : turnRad;
}

function middleOf(ring: readonly Point[]): Point {
  const sum = ring.reduce<Point>(([e, n], p) => [e + p[0], n + p[1]], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}

/** A convex anticlockwise ring with every edge moved inwards. */
function insetRing(ring: readonly Point[], insetM: number): Point[] {
  const lines = ring.map((a, k) => {
    const b = ring[(k + 1) % ring.length]!;
    const lengthM = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const inE = -(b[1] - a[1]) / lengthM;
    const inN = (b[0] - a[0]) / lengthM;
    return { inE, inN, at: inE * a[0] + inN * a[1] + insetM };
  });
  return lines.map((b, k): Point => {
    const a = lines[(k + lines.length - 1) % lines.length]!;
    const cross = a.inE * b.inN - a.inN * b.inE;
    return [(a.at * b.inN - b.at * a.inN) / cross, (a.inE * b.at - b.inE * a.at) / cross];
  });
}
