/**
 * How the scatter of points reaches heights and volumes. A height sampled from a TIN is the mean of three points,
 * weighted by position, and neighbouring cells share points: so a volume is a weighted sum of the points' heights, and
 * its variance is σ² times the sum of the squared weights.
 */
import { centreEast, centreNorth } from '../surface/grid.ts';
import { cornerWeights } from '../surface/tin.ts';
import type { MeasuredSurface } from './cut-fill.ts';

export interface CellNoise {
  /** Noise of the difference in each cell, 1σ in metres. */
  readonly deviations: Float64Array;
  /** Variance of the mean difference over a large window times the window's area, m⁴. */
  readonly patchVariance: number;
}

/** Noise of the difference, cell by cell, over all cells that have one. */
export function cellNoise(existing: MeasuredSurface, compared: MeasuredSurface, differencesM: Float64Array): CellNoise {
  const deviations = new Float64Array(differencesM.length);
  let patchVariance = 0;
  for (const surface of [existing, compared]) {
    patchVariance += addNoise(surface, differencesM, deviations);
  }
  for (let cell = 0; cell < deviations.length; cell++) deviations[cell] = Math.sqrt(deviations[cell]!);
  return { deviations, patchVariance };
}

/** Adds one surface's variance to every cell. @returns its part of the patch variance, m⁴ */
function addNoise({ samples, sigmaM }: MeasuredSurface, differencesM: Float64Array, variances: Float64Array): number {
  const { support, grid } = samples;
  if (!support || sigmaM === 0) return 0;
  const variance = sigmaM ** 2;
  const pointShares = new Float64Array(support.kind === 'tin' ? support.tin.east.length : 0);
  const weights = new Float64Array(3);
  let squares = 0;
  let count = 0;
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, cell++) {
      if (Number.isNaN(differencesM[cell]!)) continue;
      count++;
      if (support.kind === 'nodes') {
        squares += support.nodeAreaM2 / grid.cellSizeM ** 2;
        variances[cell]! += variance;
        continue;
      }
      if (support.kind === 'mean') {
        squares += 1 / support.countOfCell[cell]!;
        variances[cell]! += variance / support.countOfCell[cell]!;
        continue;
      }
      const triangle = support.triangleOfCell[cell]!;
      cornerWeights(support.tin, triangle, centreEast(grid, col), centreNorth(grid, row), weights);
      for (let k = 0; k < 3; k++) {
        pointShares[support.tin.triangles[3 * triangle + k]!]! += weights[k]!;
        variances[cell]! += variance * weights[k]! ** 2;
      }
    }
  }
  for (let point = 0; point < pointShares.length; point++) squares += pointShares[point]! ** 2;
  return count > 0 ? (variance * squares * grid.cellSizeM ** 2) / count : 0;
}

/** Variances, m⁶. */
export interface VolumeVariance {
  readonly net: number;
  readonly fill: number;
  readonly cut: number;
}

/**
 * Variance that one surface's scatter gives to net, fill and cut.
 * @param fillShare per cell, the probability that it counts as fill (else as cut)
 */
export function volumeVariance(
  { samples, sigmaM }: MeasuredSurface,
  cellAreasM2: Float64Array,
  differencesM: Float64Array,
  fillShare: Float64Array,
): VolumeVariance {
  const { support, grid } = samples;
  if (!support || sigmaM === 0) return { net: 0, fill: 0, cut: 0 };
  const sums = support.kind === 'tin' ? new PointWeights(support.tin.east.length) : new PointWeights(0);
  let meanNet = 0;
  let meanFill = 0;
  let meanCut = 0;
  const weights = new Float64Array(3);
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, cell++) {
      const areaM2 = cellAreasM2[cell]!;
      if (areaM2 === 0 || Number.isNaN(differencesM[cell]!)) continue;
      const share = fillShare[cell]!;
      if (support.kind !== 'tin') {
        const squared =
          support.kind === 'mean' ? areaM2 ** 2 / support.countOfCell[cell]! : areaM2 * support.nodeAreaM2;
        meanNet += squared;
        meanFill += squared * share ** 2;
        meanCut += squared * (1 - share) ** 2;
        continue;
      }
      const triangle = support.triangleOfCell[cell]!;
      cornerWeights(support.tin, triangle, centreEast(grid, col), centreNorth(grid, row), weights);
      for (let k = 0; k < 3; k++) sums.add(support.tin.triangles[3 * triangle + k]!, areaM2 * weights[k]!, share);
    }
  }
  const variance = sigmaM ** 2;
  return {
    net: variance * (meanNet + sums.squared(1, 1)),
    fill: variance * (meanFill + sums.squared(1, 0)),
    cut: variance * (meanCut + sums.squared(0, 1)),
  };
}

/** Area that each point stands for in fill and in cut. */
class PointWeights {
  private readonly fill: Float64Array;
  private readonly cut: Float64Array;

  constructor(pointCount: number) {
    this.fill = new Float64Array(pointCount);
    this.cut = new Float64Array(pointCount);
  }

  add(point: number, areaM2: number, fillShare: number): void {
    this.fill[point]! += areaM2 * fillShare;
    this.cut[point]! += areaM2 * (1 - fillShare);
  }

  /** Sum of squares of (a·fill + b·cut). */
  squared(a: number, b: number): number {
    let sum = 0;
    for (let point = 0; point < this.fill.length; point++) {
      sum += (a * this.fill[point]! + b * this.cut[point]!) ** 2;
    }
    return sum;
  }
}
