/**
 * Whether a TIN of the points in a box is, over an area, the TIN of all points. A triangle is one of all points when no
 * point lies in its circumcircle; the points in the box are known, so its circle must not reach out of the box to where
 * further points may be.
 */
import type { Bounds } from '../geometry/bounds.ts';
import { boundsContain } from '../geometry/bounds.ts';
import { longestEdgeSquared, type Tin } from '../surface/tin.ts';
import { locateInTin } from '../surface/tin-surface.ts';

export interface LoadedBox {
  /** Where every point was loaded, metres. */
  readonly loaded: Bounds;
  /** Where there are points at all. */
  readonly data: Bounds;
  /** Least distance between the area and the box's border. */
  readonly marginM: number;
}

/**
 * @param area the triangles that touch it matter, metres
 * @param maxEdgeM triangles with a longer edge are no data. Once the margin is as wide, any valid triangle of all points
 *   that touches the area is known, and only the valid ones need their circles checked
 */
export function isSettled(tin: Tin, area: Bounds, { loaded, data, marginM }: LoadedBox, maxEdgeM: number): boolean {
  if (boundsContain(loaded, data)) return true;
  const onlyValid = marginM >= maxEdgeM;
  if (!onlyValid && !hullHolds(tin, area)) return false;
  const outside = outsideOf(loaded, data);
  const triangleCount = tin.triangles.length / 3;
  for (let triangle = 0; triangle < triangleCount; triangle++) {
    if (!touches(tin, triangle, area)) continue;
    if (onlyValid && longestEdgeSquared(tin, triangle) > maxEdgeM * maxEdgeM) continue;
    if (circleReaches(tin, triangle, outside)) return false;
  }
  return true;
}

function hullHolds(tin: Tin, { minE, minN, maxE, maxN }: Bounds): boolean {
  if (tin.triangles.length === 0) return false;
  const corners = [
    [minE, minN],
    [maxE, minN],
    [maxE, maxN],
    [minE, maxN],
  ] as const;
  return corners.every(([e, n]) => locateInTin(tin, e, n, 0).inside);
}

/** The up to four strips of the data beyond the loaded box. */
function outsideOf(loaded: Bounds, data: Bounds): Bounds[] {
  return [
    { ...data, maxE: Math.min(data.maxE, loaded.minE) },
    { ...data, minE: Math.max(data.minE, loaded.maxE) },
    { ...data, maxN: Math.min(data.maxN, loaded.minN) },
    { ...data, minN: Math.max(data.minN, loaded.maxN) },
  ].filter((strip) => strip.minE < strip.maxE && strip.minN < strip.maxN);
}

function touches({ east, north, triangles }: Tin, triangle: number, area: Bounds): boolean {
  const a = triangles[3 * triangle]!;
  const b = triangles[3 * triangle + 1]!;
  const c = triangles[3 * triangle + 2]!;
  return (
    Math.max(east[a]!, east[b]!, east[c]!) >= area.minE &&
    Math.min(east[a]!, east[b]!, east[c]!) <= area.maxE &&
    Math.max(north[a]!, north[b]!, north[c]!) >= area.minN &&
    Math.min(north[a]!, north[b]!, north[c]!) <= area.maxN
  );
}

function circleReaches({ east, north, triangles }: Tin, triangle: number, strips: readonly Bounds[]): boolean {
  const a = triangles[3 * triangle]!;
  const b = triangles[3 * triangle + 1]!;
  const c = triangles[3 * triangle + 2]!;
  const bE = east[b]! - east[a]!;
  const bN = north[b]! - north[a]!;
  const cE = east[c]! - east[a]!;
  const cN = north[c]! - north[a]!;
  const twice = 2 * (bE * cN - bN * cE);
  const bb = bE * bE + bN * bN;
  const cc = cE * cE + cN * cN;
  const centreE = east[a]! + (cN * bb - bN * cc) / twice;
  const centreN = north[a]! + (bE * cc - cE * bb) / twice;
  // a sliver whose circle cannot be computed reaches everywhere
  const radius = Math.hypot(centreE - east[a]!, centreN - north[a]!) * (1 + 1e-9);
  if (!Number.isFinite(radius)) return strips.length > 0;
  return strips.some((strip) => {
    const dE = Math.max(strip.minE - centreE, 0, centreE - strip.maxE);
    const dN = Math.max(strip.minN - centreN, 0, centreN - strip.maxN);
    return Math.hypot(dE, dN) <= radius;
  });
}
