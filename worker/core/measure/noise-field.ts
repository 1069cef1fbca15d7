/**
 * What a difference surface is beneath its noise, cell by cell. The noise of a cell is known from the scatter of the
 * points; a window of cells averages it away, as long as the difference is the same all over the window. So each cell
 * takes the widest window that agrees with the narrower ones (intersection of confidence intervals, Goldenshluger &
 * Nemirovski 1997), and where that mean is within noise of nothing, nothing is what is there.
 */
import type { GridSpec } from '../surface/grid.ts';
import type { MeasuredSurface } from './cut-fill.ts';
import { cellNoise } from './noise-propagation.ts';
import { NORMAL_MEAN_ABSOLUTE } from './normal-distribution.ts';
import { windowMean } from './window-mean.ts';

export interface NoiseField {
  /** Noise of the difference in each cell, 1σ in metres, corrected by what unchanged ground shows. */
  readonly noiseSd: Float64Array;
  /** Mean of the widest window that agrees with the narrower ones, metres; NaN is no data. */
  readonly means: Float64Array;
  /** Noise of that mean, 1σ, metres. */
  readonly meanSd: Float64Array;
  /** 1 where a widest window that reaches the cell shows no change. */
  readonly isNearQuiet: Uint8Array;
  /** Observed over modelled noise; 1 where too little unchanged ground tells. */
  readonly observedRatio: number;
}

/** A mean is a change when it is this many of its standard deviations from nothing. */
export const CHANGE_SIGNIFICANCE = 3;
/** Widths of the windows in point spacings; the widest holds about 60 independent heights. */
const WINDOW_WIDTHS = [2, 4, 8] as const;
/** Half-width of the confidence intervals that must intersect, in standard deviations. */
const AGREEMENT = 1.5;
/** Unchanged cells needed before the observed noise corrects the modelled one, and how far it may. */
const MIN_CALIBRATION_CELLS = 400;
const MAX_CORRECTION = 3;

/** @param differencesM row-major over the grid; NaN is no data */
export function noiseField(
  grid: GridSpec,
  differencesM: Float64Array,
  existing: MeasuredSurface,
  compared: MeasuredSurface,
): NoiseField {
  const { deviations: noiseSd, patchVariance } = cellNoise(existing, compared, differencesM);
  const windows = new AgreeingWindows(differencesM, noiseSd);
  const cellArea = grid.cellSizeM ** 2;
  const spacingM = Math.sqrt(Math.max(cellArea, existing.areaPerPointM2, compared.areaPerPointM2));
  let reach = 0;
  let widest: WindowLevel = { means: differencesM, meanSd: (cell) => noiseSd[cell]! };
  for (const width of WINDOW_WIDTHS) {
    const nextReach = Math.max(1, Math.round((width * spacingM) / grid.cellSizeM / 2));
    if (nextReach === reach) continue;
    reach = nextReach;
    const { means, counts } = windowMean(differencesM, grid.cols, grid.rows, reach);
    // noise of the mean of so many cells: that of their area, at most that of one cell
    const variance = patchVariance / cellArea;
    const meanSd = (cell: number) => Math.min(noiseSd[cell]!, Math.sqrt(variance / Math.max(1, counts[cell]!)));
    widest = { means, meanSd };
    windows.widen(widest);
  }
  const observedRatio = calibrate(grid, reach, differencesM, noiseSd, widest);
  const isNearQuiet = spreadQuiet(grid, reach, widest, observedRatio);
  for (let cell = 0; cell < noiseSd.length; cell++) {
    noiseSd[cell]! *= observedRatio;
    windows.meanSd[cell]! *= observedRatio;
  }
  return { noiseSd, means: windows.means, meanSd: windows.meanSd, isNearQuiet, observedRatio };
}

interface WindowLevel {
  readonly means: Float64Array;
  /** Noise of the mean around a cell, 1σ, metres. */
  readonly meanSd: (cell: number) => number;
}

/** Grows the window of every cell until its mean no longer agrees with all narrower ones. */
class AgreeingWindows {
  readonly means: Float64Array;
  readonly meanSd: Float64Array;
  private readonly low: Float64Array;
  private readonly high: Float64Array;

  constructor(values: Float64Array, noiseSd: Float64Array) {
    this.means = values.slice();
    this.meanSd = noiseSd.slice();
    this.low = new Float64Array(values.length);
    this.high = new Float64Array(values.length);
    for (let cell = 0; cell < values.length; cell++) {
      this.low[cell] = values[cell]! - AGREEMENT * noiseSd[cell]!;
      this.high[cell] = values[cell]! + AGREEMENT * noiseSd[cell]!;
    }
  }

  widen(level: WindowLevel): void {
    const { means, meanSd, low, high } = this;
    for (let cell = 0; cell < means.length; cell++) {
      // an empty intersection stays empty: the cell keeps the window it has
      const mean = level.means[cell]!;
      const sd = level.meanSd(cell);
      const slack = AGREEMENT * sd;
      if (mean - slack > low[cell]!) low[cell] = mean - slack;
      if (mean + slack < high[cell]!) high[cell] = mean + slack;
      if (!(low[cell]! <= high[cell]!)) continue;
      means[cell] = mean;
      meanSd[cell] = sd;
    }
  }
}

/**
 * Observed over modelled noise of the cells about their window's mean, where neither the window nor those that adjoin it
 * show a change (within a change the difference varies for reasons other than noise).
 */
function calibrate(
  { cols, rows }: GridSpec,
  reach: number,
  differencesM: Float64Array,
  noiseSd: Float64Array,
  { means, meanSd }: WindowLevel,
): number {
  const isQuiet = (cell: number) => !(Math.abs(means[cell]!) >= CHANGE_SIGNIFICANCE * meanSd(cell));
  let observed = 0;
  let modelled = 0;
  let count = 0;
  for (let row = 0, cell = 0; row < rows; row++) {
    const south = Math.max(0, row - reach) * cols;
    const north = Math.min(rows - 1, row + reach) * cols;
    for (let col = 0; col < cols; col++, cell++) {
      if (Number.isNaN(differencesM[cell]!) || !isQuiet(cell)) continue;
      const west = row * cols + Math.max(0, col - reach);
      const east = row * cols + Math.min(cols - 1, col + reach);
      if (!isQuiet(west) || !isQuiet(east) || !isQuiet(south + col) || !isQuiet(north + col)) continue;
      observed += Math.abs(differencesM[cell]! - means[cell]!);
      modelled += NORMAL_MEAN_ABSOLUTE * Math.sqrt(Math.max(0, noiseSd[cell]! ** 2 - meanSd(cell) ** 2));
      count++;
    }
  }
  if (count < MIN_CALIBRATION_CELLS || !(modelled > 0)) return 1;
  return Math.min(MAX_CORRECTION, Math.max(1 / MAX_CORRECTION, observed / modelled));
}

function spreadQuiet(
  { cols, rows }: GridSpec,
  reach: number,
  { means, meanSd }: WindowLevel,
  observedRatio: number,
): Uint8Array {
  const quiet = new Float64Array(means.length);
  for (let cell = 0; cell < quiet.length; cell++) {
    quiet[cell] = Math.abs(means[cell]!) < CHANGE_SIGNIFICANCE * observedRatio * meanSd(cell) ? 1 : 0;
  }
  const shares = windowMean(quiet, cols, rows, reach).means;
  const isNearQuiet = new Uint8Array(shares.length);
  for (let cell = 0; cell < shares.length; cell++) if (shares[cell]! > 0) isNearQuiet[cell] = 1;
  return isNearQuiet;
}

/**
 * What the difference is taken to be beneath its noise, metres: the window's mean where that tells, else nothing; or the
 * cell's own value where it stands out of its window by more than noise.
 * @param shiftM taken off the difference first
 */
export function denoised(field: NoiseField, cell: number, differenceM: number, shiftM: number): number {
  const mean = field.means[cell]! - shiftM;
  const smooth = Math.abs(mean) < CHANGE_SIGNIFICANCE * field.meanSd[cell]! ? 0 : mean;
  const own = differenceM - shiftM;
  return Math.abs(own - smooth) > CHANGE_SIGNIFICANCE * field.noiseSd[cell]! ? own : smooth;
}
