/** Planes as surfaces: given by elevation, by dip, or fitted to heights. Metres throughout. */
import { RequestError } from '#core/errors.ts';
import { centreEast, centreNorth, type GridSpec } from './grid.ts';
import type { SurfaceSamples } from './surface-samples.ts';

/** height(e, n) = heightM + slopeEast·(e − originE) + slopeNorth·(n − originN) */
export interface Plane {
  readonly originE: number;
  readonly originN: number;
  readonly heightM: number;
  readonly slopeEast: number;
  readonly slopeNorth: number;
}

export function horizontalPlane(elevationM: number): Plane {
  return { originE: 0, originN: 0, heightM: elevationM, slopeEast: 0, slopeNorth: 0 };
}

/**
 * Plane through a point that falls at `dipDeg` (0 ≤ dip < 90) below the horizontal towards `azimuthDeg`, clockwise from
 * north (90 = falls to the east).
 */
export function dippingPlane(east: number, north: number, heightM: number, dipDeg: number, azimuthDeg: number): Plane {
  if (!(dipDeg >= 0 && dipDeg < 90)) {
    throw new RequestError('INVALID_INPUT', `expected a dip of 0 to below 90 degrees, got ${dipDeg}`);
  }
  const fall = Math.tan((dipDeg * Math.PI) / 180);
  const azimuthRad = (azimuthDeg * Math.PI) / 180;
  return {
    originE: east,
    originN: north,
    heightM,
    slopeEast: -fall * Math.sin(azimuthRad),
    slopeNorth: -fall * Math.cos(azimuthRad),
  };
}

export function planeHeight(plane: Plane, east: number, north: number): number {
  return plane.heightM + plane.slopeEast * (east - plane.originE) + plane.slopeNorth * (north - plane.originN);
}

/** Heights of a plane at every cell centre; a plane has no voids and no scatter. */
export function samplePlane(plane: Plane, grid: GridSpec): SurfaceSamples {
  const heights = new Float64Array(grid.cols * grid.rows);
  for (let row = 0; row < grid.rows; row++) {
    const north = centreNorth(grid, row);
    for (let col = 0; col < grid.cols; col++) {
      heights[row * grid.cols + col] = planeHeight(plane, centreEast(grid, col), north);
    }
  }
  return { grid, heights };
}

export type PlaneFit = 'boundary' | 'lowest' | 'highest' | 'mean';

/**
 * Fits a plane to heights along a boundary: `boundary` is the least-squares plane, the others are horizontal at the
 * lowest, highest or mean of the heights. No data (NaN) is left out.
 * @throws {RequestError} NO_DATA when no height (for `boundary`: fewer than three off one line) is there
 */
export function fitPlane(fit: PlaneFit, east: Float64Array, north: Float64Array, height: Float64Array): Plane {
  let count = 0;
  let meanE = 0;
  let meanN = 0;
  let meanH = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < height.length; i++) {
    const h = height[i]!;
    if (Number.isNaN(h)) continue;
    count++;
    meanE += (east[i]! - meanE) / count;
    meanN += (north[i]! - meanN) / count;
    meanH += (h - meanH) / count;
    lowest = Math.min(lowest, h);
    highest = Math.max(highest, h);
  }
  if (count === 0) {
    throw new RequestError(
      'NO_DATA',
      'the surface has no data along the boundary of the area: a plane cannot be fitted',
    );
  }
  if (fit !== 'boundary') return horizontalPlane(fit === 'lowest' ? lowest : fit === 'highest' ? highest : meanH);
  return leastSquaresPlane(east, north, height, meanE, meanN, meanH);
}

function leastSquaresPlane(
  east: Float64Array,
  north: Float64Array,
  height: Float64Array,
  meanE: number,
  meanN: number,
  meanH: number,
): Plane {
  let ee = 0;
  let en = 0;
  let nn = 0;
  let eh = 0;
  let nh = 0;
  for (let i = 0; i < height.length; i++) {
    const h = height[i]! - meanH;
    if (Number.isNaN(h)) continue;
    const e = east[i]! - meanE;
    const n = north[i]! - meanN;
    ee += e * e;
    en += e * n;
    nn += n * n;
    eh += e * h;
    nh += n * h;
  }
  const det = ee * nn - en * en;
  if (!(det > 1e-12 * ee * nn)) {
    throw new RequestError(
      'NO_DATA',
      'the surface has data on one line of the boundary only: a plane cannot be fitted',
    );
  }
  const slopeEast = (eh * nn - nh * en) / det;
  const slopeNorth = (nh * ee - eh * en) / det;
  return { originE: meanE, originN: meanN, heightM: meanH, slopeEast, slopeNorth };
}
