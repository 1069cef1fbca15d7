/**
 * What is seen from a point, node by node of a grid of heights: one exact ray each (R3), over the triangles of the grid (see raster.ts), with
 * curvature and refraction. Tried: sharing the horizon between neighbouring rays (R2) is ten times as fast and errs along ridges.
 * Metres; NaN is no data.
 */
import type { Raster } from '../surface/raster.ts';
import { sightCurve } from './curvature.ts';

export const SEEN = { hidden: 0, visible: 1, unknown: 2, outside: 255 } as const;

export interface ViewshedQuestion {
  readonly east: number;
  readonly north: number;
  /** Elevation of the eye. */
  readonly eyeM: number;
  /** Height of what is to be seen above the ground. */
  readonly targetHeightM: number;
  readonly refraction: number;
  /** Nodes farther away are outside. */
  readonly radiusM: number;
  /** Directions that are looked at, degrees clockwise from the grid's north; default: all. */
  readonly fromDeg?: number;
  readonly toDeg?: number;
}

const TOUCH_M = 1e-6;

/**
 * @returns one of `SEEN` a node, row-major from the south-west. A node without data is unknown, and so is one whose ray meets a gap
 *   before ground that blocks it.
 */
export function viewshed(raster: Raster, question: ViewshedQuestion, onRow?: (share: number) => void): Uint8Array {
  const { originE, originN, stepM, cols, rows, heights } = raster;
  const seen = new Uint8Array(cols * rows).fill(SEEN.outside);
  const x0 = (question.east - originE) / stepM;
  const y0 = (question.north - originN) / stepM;
  const reach = question.radiusM / stepM;
  const looksAt = sector(question);
  for (let row = 0, node = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, node++) {
      const [dx, dy] = [col - x0, row - y0];
      if (dx * dx + dy * dy > reach * reach || !looksAt(dx, dy)) continue;
      const height = heights[node]!;
      seen[node] = Number.isNaN(height)
        ? SEEN.unknown
        : rayToNode(raster, question, x0, y0, dx, dy, height + question.targetHeightM);
    }
    onRow?.((row + 1) / rows);
  }
  return seen;
}

function sector({ fromDeg, toDeg }: ViewshedQuestion): (dx: number, dy: number) => boolean {
  if (fromDeg === undefined || toDeg === undefined) return () => true;
  const width = (((toDeg - fromDeg) % 360) + 360) % 360 || 360;
  return (dx, dy) => {
    const azimuth = (Math.atan2(dx, dy) * 180) / Math.PI;
    return (((azimuth - fromDeg) % 360) + 360) % 360 <= width;
  };
}

/** Walks from the eye over every column, row and diagonal of the grid that the ray crosses. */
function rayToNode(
  { stepM, cols, rows, heights }: Raster,
  { eyeM, refraction }: ViewshedQuestion,
  x0: number,
  y0: number,
  dx: number,
  dy: number,
  targetM: number,
): number {
  const lengthM = Math.hypot(dx, dy) * stepM;
  if (lengthM === 0) return SEEN.visible;
  const curve = sightCurve(refraction);
  const slope = (targetM - curve * lengthM * lengthM - eyeM) / lengthM;
  const dz = dx - dy;
  const z0 = x0 - y0;
  // the next column, row and diagonal, and the shares of the way at which they are met
  let nextX = dx > 0 ? Math.floor(x0) + 1 : Math.ceil(x0) - 1;
  let nextY = dy > 0 ? Math.floor(y0) + 1 : Math.ceil(y0) - 1;
  let nextZ = dz > 0 ? Math.floor(z0) + 1 : Math.ceil(z0) - 1;
  const [stepX, stepY, stepZ] = [Math.sign(dx), Math.sign(dy), Math.sign(dz)];
  let atX = stepX === 0 ? Number.POSITIVE_INFINITY : (nextX - x0) / dx;
  let atY = stepY === 0 ? Number.POSITIVE_INFINITY : (nextY - y0) / dy;
  let atZ = stepZ === 0 ? Number.POSITIVE_INFINITY : (nextZ - z0) / dz;
  let lastAlong = -1;
  let lastHeight = Number.NaN;
  for (;;) {
    const share = Math.min(atX, atY, atZ);
    // the node itself is the target
    if (share >= 1 - 1e-12) return SEEN.visible;
    let height: number;
    if (share === atX) {
      const y = y0 + share * dy;
      const row = Math.floor(y);
      const v = y - row;
      height = onEdge(heights, cols, rows, nextX, row, nextX, row + 1, v);
    } else if (share === atY) {
      const x = x0 + share * dx;
      const col = Math.floor(x);
      height = onEdge(heights, cols, rows, col, nextY, col + 1, nextY, x - col);
    } else {
      const x = x0 + share * dx;
      const col = Math.floor(x);
      const row = col - nextZ;
      height = onEdge(heights, cols, rows, col, row, col + 1, row + 1, x - col);
    }
    if (share === atX) {
      nextX += stepX;
      atX = (nextX - x0) / dx;
    }
    if (share === atY) {
      nextY += stepY;
      atY = (nextY - y0) / dy;
    }
    if (share === atZ) {
      nextZ += stepZ;
      atZ = (nextZ - z0) / dz;
    }
    if (Number.isNaN(height)) return SEEN.unknown;
    const along = share * lengthM;
    const clearance = eyeM + slope * along + curve * along * along - height;
    if (clearance < -TOUCH_M) return SEEN.hidden;
    if (lastAlong >= 0 && bulges(lastAlong, lastHeight, along, height, eyeM, slope, curve)) return SEEN.hidden;
    lastAlong = along;
    lastHeight = height;
  }
}

/** Between two nodes; a position on a node needs that node only. */
function onEdge(
  heights: Float64Array,
  cols: number,
  rows: number,
  colA: number,
  rowA: number,
  colB: number,
  rowB: number,
  share: number,
): number {
  if (share < 1e-9) return nodeHeight(heights, cols, rows, colA, rowA);
  if (share > 1 - 1e-9) return nodeHeight(heights, cols, rows, colB, rowB);
  const a = nodeHeight(heights, cols, rows, colA, rowA);
  return a + share * (nodeHeight(heights, cols, rows, colB, rowB) - a);
}

function nodeHeight(heights: Float64Array, cols: number, rows: number, col: number, row: number): number {
  return col >= 0 && row >= 0 && col < cols && row < rows ? heights[row * cols + col]! : Number.NaN;
}

/** Whether the ground, seen against the curve of the ray, rises above it between two crossings that it stays below. */
function bulges(
  fromM: number,
  fromHeightM: number,
  toM: number,
  toHeightM: number,
  eyeM: number,
  slope: number,
  curve: number,
): boolean {
  if (!(toM > fromM) || curve === 0) return false;
  const rise = (toHeightM - fromHeightM) / (toM - fromM);
  const at = (rise - slope) / (2 * curve);
  if (!(at > fromM && at < toM)) return false;
  return eyeM + slope * at + curve * at * at - (fromHeightM + rise * (at - fromM)) < -TOUCH_M;
}

export interface ViewshedCounts {
  readonly visible: number;
  readonly hidden: number;
  readonly unknown: number;
}

export function countSeen(seen: Uint8Array): ViewshedCounts {
  let [visible, hidden, unknown] = [0, 0, 0];
  for (const one of seen) {
    if (one === SEEN.visible) visible++;
    else if (one === SEEN.hidden) hidden++;
    else if (one === SEEN.unknown) unknown++;
  }
  return { visible, hidden, unknown };
}
