/** Vertical shift between two surfaces on ground that did not change. Metres. */
import { medianAndScatter } from '../surface/stacked-tin.ts';

export interface Tie {
  /** Median of compared − existing. */
  readonly medianM: number;
  /** 1.4826 × median absolute deviation of the differences. */
  readonly scatterM: number;
  /** Standard error of the median; neighbouring cells share points, so independent heights count, not cells. */
  readonly standardErrorM: number;
  readonly cellCount: number;
  readonly coveredAreaM2: number;
}

/** The median of normal values is that much less sure than their mean. */
const MEDIAN_INEFFICIENCY = 1.2533141373155003;

/**
 * @param cellAreasM2 of the stable area in every cell; cells it touches by less than half of themselves are left out
 * @param differencesM compared − existing; NaN is no data
 * @param areaPerHeightM2 plan area of one independent height
 * @returns null when fewer than ten cells have both surfaces
 */
export function tieOf(
  cellAreasM2: Float64Array,
  differencesM: Float64Array,
  cellAreaM2: number,
  areaPerHeightM2: number,
): Tie | null {
  const values: number[] = [];
  for (let cell = 0; cell < differencesM.length; cell++) {
    if (cellAreasM2[cell]! >= cellAreaM2 / 2 && !Number.isNaN(differencesM[cell]!)) values.push(differencesM[cell]!);
  }
  if (values.length < 10) return null;
  const spread = medianAndScatter(Float64Array.from(values))!;
  const coveredAreaM2 = values.length * cellAreaM2;
  const independent = Math.max(1, coveredAreaM2 / Math.max(cellAreaM2, areaPerHeightM2));
  return {
    medianM: spread.medianM,
    scatterM: spread.sigmaM,
    standardErrorM: (MEDIAN_INEFFICIENCY * spread.sigmaM) / Math.sqrt(independent),
    cellCount: values.length,
    coveredAreaM2,
  };
}
