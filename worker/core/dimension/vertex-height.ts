/** Heights at vertices as weighted sums of point heights, so that errors of differences between them propagate exactly. Metres. */

import { cornerWeights, type Tin } from '../surface/tin.ts';
import { locateInTin, sampleTinAt } from '../surface/tin-surface.ts';

/** A height and the points that it comes from. */
export interface VertexHeight {
  readonly heightM: number;
  /** Weight of each point, by its place; they add up to 1. */
  readonly weights: ReadonlyMap<string, number>;
}

/** Names a point by its position: points of different TINs are the same where their positions are. */
export const pointKey = (east: number, north: number): string => `${east},${north}`;

/** Height of the TIN; null outside it and in triangles with an edge longer than `maxEdgeM`. */
export function heightInTin(tin: Tin, east: number, north: number, maxEdgeM: number): VertexHeight | null {
  const heightM = sampleTinAt(tin, [east], [north], maxEdgeM)[0]!;
  if (Number.isNaN(heightM)) return null;
  const { triangle } = locateInTin(tin, east, north, 0);
  const share = new Float64Array(3);
  cornerWeights(tin, triangle, east, north, share);
  const weights = new Map<string, number>();
  for (let k = 0; k < 3; k++) {
    if (share[k]! <= 0) continue;
    const vertex = tin.triangles[3 * triangle + k]!;
    weights.set(pointKey(tin.east[vertex]!, tin.north[vertex]!), share[k]!);
  }
  return { heightM, weights };
}

/** A height that is known already counts as one point. @param name tells it from all others */
export function givenHeight(heightM: number, name: string): VertexHeight {
  return { heightM, weights: new Map([[name, 1]]) };
}

/**
 * Standard error of f(heights) where point heights scatter independently: σ · √Σ (Σᵢ ∂f/∂hᵢ · wᵢ)², the outer sum over
 * points. Vertices that rest on the same points do not count them twice.
 * @param gradient ∂f/∂h of each height
 */
export function propagated(heights: readonly VertexHeight[], gradient: readonly number[], sigmaM: number): number {
  const sums = new Map<string, number>();
  for (const [i, { weights }] of heights.entries()) {
    for (const [point, weight] of weights) sums.set(point, (sums.get(point) ?? 0) + gradient[i]! * weight);
  }
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return sigmaM * Math.sqrt(squares);
}
