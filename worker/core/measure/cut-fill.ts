/**
 * Cut and fill between two surfaces over an area by the method `grid`. Definition, assumptions and limits: volume.md; the
 * other methods: volume-methods.ts.
 * `existing` is the surface before, `compared` the one after; d = compared − existing at the centre of each cell.
 */
import { cellAreas } from '../geometry/clip-cell.ts';
import { type Polygon, polygonArea } from '../geometry/polygon.ts';
import type { GridSpec } from '../surface/grid.ts';
import type { SurfaceSamples } from '../surface/surface-samples.ts';
import type { SurfaceShape } from '../surface/surface-shape.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { NORMAL_95 } from './normal-distribution.ts';
import { estimateUncertainty, type VolumeIntervals } from './uncertainty.ts';

/** A surface sampled at the cell centres, and what is known of its errors. */
export interface MeasuredSurface {
  readonly samples: SurfaceSamples;
  /** What the samples were taken of. */
  readonly shape: SurfaceShape;
  /** Random error of one point's height, 1σ in metres; 0 for a surface that is exact by definition. */
  readonly sigmaM: number;
  /** Plan area that one point stands for, m²; 0 for a surface without points. */
  readonly areaPerPointM2: number;
  /** Error common to all points (datum, calibration), 1σ in metres; null when nobody has stated it. */
  readonly accuracyM: number | null;
  /** By definition without error: a plane, a design. */
  readonly isExact?: boolean;
}

export interface VolumeInput {
  /** Metres. */
  readonly polygon: Polygon;
  /** Covers the polygon; both surfaces are sampled on it. */
  readonly grid: GridSpec;
  /** Area of the polygon in every cell, where it is known already. */
  readonly cellAreasM2?: Float64Array;
  readonly existing: MeasuredSurface;
  readonly compared: MeasuredSurface;
  /** Common error of the difference, 1σ, metres, where it is known otherwise than from the accuracies (a tie). */
  readonly systematicM?: number | undefined;
}

export interface CutFill {
  readonly cutM3: number;
  readonly fillM3: number;
  readonly netM3: number;
}

export interface CellTotals extends CutFill {
  readonly cutAreaM2: number;
  readonly fillAreaM2: number;
  /** Area where both surfaces have heights. */
  readonly coveredAreaM2: number;
  readonly voidAreaM2: number;
  /** Of the covered area; null when it is empty. */
  readonly meanDifferenceM: number | null;
  readonly minDifferenceM: number | null;
  readonly maxDifferenceM: number | null;
}

/** What the method `grid` finds, and the intervals. */
export interface GridMeasurement extends CellTotals {
  readonly areaM2: number;
  readonly uncertainty95: VolumeIntervals['uncertainty95'];
  readonly parts: VolumeIntervals['parts'];
  readonly significant: CutFill & { readonly lodM: number };
  readonly noise: VolumeIntervals['noise'];
  /** Differences row-major, NaN where a surface has no data, and the area that each cell counts for. */
  readonly differencesM: Float64Array;
  readonly cellAreasM2: Float64Array;
}

/** 1点法: every cell is a column whose height is the difference at its centre; cells that the area cuts count in part. */
export function gridVolume({
  polygon,
  grid,
  cellAreasM2 = cellAreas(polygon, grid),
  existing,
  compared,
  systematicM,
}: VolumeInput): GridMeasurement {
  const differencesM = differences(existing.samples.heights, compared.samples.heights);
  const lodM = levelOfDetection(existing, compared, systematicM);
  const significant = sumCells(cellAreasM2, differencesM, lodM);
  return {
    ...sumCells(cellAreasM2, differencesM, 0),
    areaM2: polygonArea(polygon),
    ...estimateUncertainty({ grid, cellAreasM2, differencesM, existing, compared, systematicM }),
    significant: { lodM, cutM3: significant.cutM3, fillM3: significant.fillM3, netM3: significant.netM3 },
    differencesM,
    cellAreasM2,
  };
}

function differences(existing: Float64Array, compared: Float64Array): Float64Array {
  const result = new Float64Array(existing.length);
  for (let cell = 0; cell < result.length; cell++) result[cell] = compared[cell]! - existing[cell]!;
  return result;
}

/**
 * Smallest difference of one cell that is more than error at 95 %: 1.96·√(σ₁² + σ₂² + common²). Metres.
 * @param systematicM the common error, where it is known otherwise than from the stated accuracies
 */
export function levelOfDetection(
  existing: Pick<MeasuredSurface, 'sigmaM' | 'accuracyM'>,
  compared: Pick<MeasuredSurface, 'sigmaM' | 'accuracyM'>,
  systematicM?: number,
): number {
  const common = systematicM ?? Math.hypot(existing.accuracyM ?? 0, compared.accuracyM ?? 0);
  return NORMAL_95 * Math.hypot(existing.sigmaM, compared.sigmaM, common);
}

/**
 * Sums the cells' columns in row order. Differences below `thresholdM` in magnitude count as covered but neither as cut
 * nor as fill.
 */
export function sumCells(cellAreasM2: Float64Array, differencesM: Float64Array, thresholdM: number): CellTotals {
  const [cut, fill, cutArea, fillArea, covered, voidArea] = Array.from({ length: 6 }, () => new CompensatedSum());
  let lowest = Infinity;
  let highest = -Infinity;
  for (let cell = 0; cell < cellAreasM2.length; cell++) {
    const areaM2 = cellAreasM2[cell]!;
    if (areaM2 === 0) continue;
    const d = differencesM[cell]!;
    if (Number.isNaN(d)) {
      voidArea!.add(areaM2);
      continue;
    }
    covered!.add(areaM2);
    if (d < lowest) lowest = d;
    if (d > highest) highest = d;
    if (Math.abs(d) < thresholdM) continue;
    if (d > 0) {
      fill!.add(areaM2 * d);
      fillArea!.add(areaM2);
    } else if (d < 0) {
      cut!.add(areaM2 * -d);
      cutArea!.add(areaM2);
    }
  }
  const coveredAreaM2 = covered!.value;
  const netM3 = fill!.value - cut!.value;
  return {
    cutM3: cut!.value,
    fillM3: fill!.value,
    netM3,
    cutAreaM2: cutArea!.value,
    fillAreaM2: fillArea!.value,
    coveredAreaM2,
    voidAreaM2: voidArea!.value,
    meanDifferenceM: coveredAreaM2 > 0 ? netM3 / coveredAreaM2 : null,
    minDifferenceM: coveredAreaM2 > 0 ? lowest : null,
    maxDifferenceM: coveredAreaM2 > 0 ? highest : null,
  };
}
