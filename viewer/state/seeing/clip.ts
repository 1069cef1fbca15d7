/**
 * Parts of the site that are cut out of the picture: a box, a polygon in plan, a slab along a line. Metres of the site frame. The
 * same rule stands in `shaders/point-clip.glsl`; a test runs both over one table of cases.
 */

export type Plan = readonly [east: number, north: number];
export type ClipSide = 'inside' | 'outside';
export const CLIP_SIDES = ['inside', 'outside'] as const;

/** Most vertices of a polygon or line: what the shader holds. */
export const MAX_CLIP_VERTICES = 64;

export interface ClipBox {
  /** East, north, elevation of the middle. */
  readonly centre: readonly [number, number, number];
  /** Across, along its heading, and up. */
  readonly size: readonly [number, number, number];
  /** Clockwise from grid north. */
  readonly headingDeg: number;
  /** What stays in the picture. */
  readonly side: ClipSide;
}

export interface ClipPolygon {
  readonly vertices: readonly Plan[];
  readonly side: ClipSide;
}

/** What lies within half the width of the line stays; its ends are cut square. */
export interface ClipSlab {
  readonly line: readonly Plan[];
  readonly widthM: number;
}

/** Parts that are set all count: what stays is in every one of them. */
export interface ClipState {
  readonly box: ClipBox | null;
  readonly polygon: ClipPolygon | null;
  readonly slab: ClipSlab | null;
}

export const NO_CLIP: ClipState = { box: null, polygon: null, slab: null };

export function isClipping({ box, polygon, slab }: ClipState): boolean {
  return box !== null || polygon !== null || slab !== null;
}

export function keepsPlace({ box, polygon, slab }: ClipState, east: number, north: number, height: number): boolean {
  if (box && inBox(box, east, north, height) !== (box.side === 'inside')) return false;
  if (polygon && inPolygon(polygon.vertices, east, north) !== (polygon.side === 'inside')) return false;
  return slab === null || inSlab(slab, east, north);
}

function inBox({ centre, size, headingDeg }: ClipBox, east: number, north: number, height: number): boolean {
  const turn = (headingDeg * Math.PI) / 180;
  const [e, n, h] = [east - centre[0], north - centre[1], height - centre[2]];
  const across = e * Math.cos(turn) - n * Math.sin(turn);
  const along = e * Math.sin(turn) + n * Math.cos(turn);
  return Math.abs(across) <= size[0] / 2 && Math.abs(along) <= size[1] / 2 && Math.abs(h) <= size[2] / 2;
}

/** Even-odd: crossings of a line to the east. */
function inPolygon(vertices: readonly Plan[], east: number, north: number): boolean {
  let inside = false;
  let [fromE, fromN] = vertices.at(-1) ?? [0, 0];
  for (const [toE, toN] of vertices) {
    if (toN > north !== fromN > north && east < ((fromE - toE) * (north - toN)) / (fromN - toN) + toE) inside = !inside;
    [fromE, fromN] = [toE, toN];
  }
  return inside;
}

function inSlab({ line, widthM }: ClipSlab, east: number, north: number): boolean {
  for (let index = 0; index + 1 < line.length; index++) {
    const [aE, aN] = line[index] as Plan;
    const [bE, bN] = line[index + 1] as Plan;
    const [dE, dN] = [bE - aE, bN - aN];
    const along = ((east - aE) * dE + (north - aN) * dN) / Math.max(1e-12, dE * dE + dN * dN);
    if ((index === 0 && along < 0) || (index + 2 === line.length && along > 1)) continue;
    const t = Math.min(1, Math.max(0, along));
    if (Math.hypot(aE + t * dE - east, aN + t * dN - north) <= widthM / 2) return true;
  }
  return false;
}
