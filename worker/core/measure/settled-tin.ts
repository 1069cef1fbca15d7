/**
 * Whether a TIN of the points in a box is, over an area, the TIN of all points. A triangle is one of all points when no
 * point lies in its circumcircle; the points in the box are known, so its circle must not reach out of the box to where
 * further points may be.
 */
import { type Bounds, boundsContain, cornersOf, EMPTY_BOUNDS, isEmptyBounds, uniteBounds } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
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

/** Circles that reach beyond the loaded box, three numbers each: centre east, centre north, radius; metres. */
export type OpenCircles = Float64Array;

/** More circles than that are not looked at one by one. */
const MAX_CIRCLES = 20_000;

/**
 * The circles of triangles that a point beyond the loaded box could still change.
 * @param area the triangles that touch it matter, metres
 * @param maxEdgeM triangles with a longer edge are no data. Once the margin is as wide, any valid triangle of all points
 *   that touches the area is known, and only the valid ones need their circles checked
 * @returns none when the TIN is settled; null when only a wider box can tell
 */
export function openCircles(
  tin: Tin,
  area: Bounds,
  { loaded, data, marginM }: LoadedBox,
  maxEdgeM: number,
): OpenCircles | null {
  if (boundsContain(loaded, data)) return new Float64Array(0);
  const onlyValid = marginM >= maxEdgeM;
  if (!onlyValid && !hullHolds(tin, area)) return null;
  const outside = outsideOf(loaded, data);
  const triangleCount = tin.triangles.length / 3;
  const open: number[] = [];
  for (let triangle = 0; triangle < triangleCount; triangle++) {
    if (!touches(tin, triangle, area)) continue;
    if (onlyValid && longestEdgeSquared(tin, triangle) > maxEdgeM * maxEdgeM) continue;
    const circle = circleOf(tin, triangle);
    const [e, n, radius] = circle;
    const isWithin =
      e - radius >= loaded.minE && e + radius <= loaded.maxE && n - radius >= loaded.minN && n + radius <= loaded.maxN;
    if (isWithin || !outside.some((strip) => reaches(circle, strip))) continue;
    if (!Number.isFinite(radius) || open.length >= 3 * MAX_CIRCLES) return null;
    open.push(e, n, radius);
  }
  return Float64Array.from(open);
}

/** Whether no point beyond the loaded box can change a triangle that touches the area. Arguments: `openCircles`. */
export function isSettled(tin: Tin, area: Bounds, box: LoadedBox, maxEdgeM: number): boolean {
  return openCircles(tin, area, box, maxEdgeM)?.length === 0;
}

/** The parts of the data beyond the loaded box that open circles reach: their points decide. */
export function reachedBoxes(circles: OpenCircles, { loaded, data }: LoadedBox): Bounds[] {
  return outsideOf(loaded, data).flatMap((strip) => {
    let box = EMPTY_BOUNDS;
    for (let i = 0; i < circles.length; i += 3) {
      const [e, n, radius] = [circles[i]!, circles[i + 1]!, circles[i + 2]!];
      if (!reaches([e, n, radius], strip)) continue;
      box = uniteBounds(box, {
        minE: Math.max(strip.minE, e - radius),
        minN: Math.max(strip.minN, n - radius),
        maxE: Math.min(strip.maxE, e + radius),
        maxN: Math.min(strip.maxN, n + radius),
      });
    }
    return isEmptyBounds(box) ? [] : [box];
  });
}

/** Whether a box shares a position with one of the circles. */
export function circlesTouch(circles: OpenCircles, box: Bounds): boolean {
  for (let i = 0; i < circles.length; i += 3) {
    if (reaches([circles[i]!, circles[i + 1]!, circles[i + 2]!], box)) return true;
  }
  return false;
}

/** Whether any of the positions lies in one of the circles, its line included. */
export function anyInside(circles: OpenCircles, east: Float64Array, north: Float64Array): boolean {
  const boxes = new Float64Array((circles.length / 3) * 4);
  for (let i = 0, at = 0; i < circles.length; i += 3, at += 4) {
    const [e, n, radius] = [circles[i]!, circles[i + 1]!, circles[i + 2]!];
    boxes.set([e - radius, n - radius, e + radius, n + radius], at);
  }
  const tree = new BoxTree(boxes);
  for (let p = 0; p < east.length; p++) {
    const [pE, pN] = [east[p]!, north[p]!];
    let isInside = false;
    tree.search({ minE: pE, minN: pN, maxE: pE, maxN: pN }, (circle) => {
      if (Math.hypot(pE - circles[3 * circle]!, pN - circles[3 * circle + 1]!) <= circles[3 * circle + 2]!)
        isInside = true;
    });
    if (isInside) return true;
  }
  return false;
}

function hullHolds(tin: Tin, bounds: Bounds): boolean {
  if (tin.triangles.length === 0) return false;
  return cornersOf(bounds).every(([e, n]) => locateInTin(tin, e, n, 0).inside);
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

/** Centre and radius; the radius is a hair too large, and not finite for a sliver whose circle cannot be computed. */
export function circleOf({ east, north, triangles }: Tin, triangle: number): [e: number, n: number, radius: number] {
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
  const radius = Math.sqrt((centreE - east[a]!) ** 2 + (centreN - north[a]!) ** 2);
  return [centreE, centreN, radius * (1 + 1e-9)];
}

function reaches([e, n, radius]: readonly [number, number, number], strip: Bounds): boolean {
  const dE = Math.max(strip.minE - e, 0, e - strip.maxE);
  const dN = Math.max(strip.minN - n, 0, n - strip.maxN);
  return !(Math.hypot(dE, dN) > radius);
}
