/**
 * 95 % intervals of cut, fill and net. The reasoning is in volume.md, "The interval"; in short:
 * random part      the scatter of the points, carried through the TIN to the volume vertex by vertex;
 * noise bias       E[max(d + noise, 0)] − max(d, 0) summed over the cells: raw cut and fill minus it are centred;
 * systematic part  the whole difference surface shifted by ±1.96 of the stated accuracies.
 */
import type { GridSpec } from '../surface/grid.ts';
import type { MeasuredSurface } from './cut-fill.ts';
import { cellNoise, type VolumeVariance, volumeVariance } from './noise-propagation.ts';
import { NORMAL_95, NORMAL_MEAN_ABSOLUTE, normalProbability, positivePartBias } from './normal-distribution.ts';
import { windowMean } from './window-mean.ts';

export interface UncertaintyInput {
  readonly grid: GridSpec;
  readonly cellAreasM2: Float64Array;
  /** compared − existing at the cell centres; NaN is no data. */
  readonly differencesM: Float64Array;
  readonly existing: MeasuredSurface;
  readonly compared: MeasuredSurface;
}

export type Interval = [low: number, high: number];

export interface VolumeIntervals {
  readonly uncertainty95: { readonly cutM3: Interval; readonly fillM3: Interval; readonly netM3: Interval };
  readonly noise: {
    /** Scatter of the points of each surface, 1σ, metres. */
    readonly existingSigmaM: number;
    readonly comparedSigmaM: number;
    /** What noise adds to raw cut, and as much to raw fill, m³. */
    readonly biasM3: number;
    /** Standard deviation of the error common to the whole difference, from the stated accuracies; null when none is. */
    readonly systematicM: number | null;
  };
}

/** A window shows a change when its mean is this many standard deviations from nothing. */
const WINDOW_SIGNIFICANCE = 3;
/** Windows are this many point spacings wide: about 40 independent heights. */
const WINDOW_SPACINGS = 6;
/** Unchanged cells needed before the observed noise corrects the modelled one. */
const MIN_CALIBRATION_CELLS = 400;

export function estimateUncertainty(input: UncertaintyInput): VolumeIntervals {
  const { existing, compared } = input;
  const field = smoothedField(input);
  const centre = denoisedVolumes(input, field, 0);
  const variance = totalVariance(input, field);
  const systematicM = systematicDeviation(existing, compared);
  const shiftM = NORMAL_95 * (systematicM ?? 0);
  const lowered = shiftM > 0 ? denoisedVolumes(input, field, shiftM) : centre;
  const raised = shiftM > 0 ? denoisedVolumes(input, field, -shiftM) : centre;
  const netM3 = centre.rawFillM3 - centre.rawCutM3;
  const randomNet = NORMAL_95 * Math.sqrt(variance.net);
  const halfNet = Math.hypot(randomNet, shiftM * centre.coveredAreaM2);
  return {
    uncertainty95: {
      cutM3: positiveInterval(centre.cutM3, raised.cutM3, lowered.cutM3, NORMAL_95 * Math.sqrt(variance.cut)),
      fillM3: positiveInterval(centre.fillM3, lowered.fillM3, raised.fillM3, NORMAL_95 * Math.sqrt(variance.fill)),
      netM3: [netM3 - halfNet, netM3 + halfNet],
    },
    noise: {
      existingSigmaM: existing.sigmaM,
      comparedSigmaM: compared.sigmaM,
      biasM3: centre.biasM3,
      systematicM,
    },
  };
}

/** Systematic bounds and the random half-width, combined in quadrature on each side; a volume is not negative. */
function positiveInterval(centre: number, low: number, high: number, random: number): Interval {
  return [
    Math.max(0, centre - Math.hypot(Math.max(0, centre - low), random)),
    Math.max(0, centre + Math.hypot(Math.max(0, high - centre), random)),
  ];
}

function systematicDeviation(existing: MeasuredSurface, compared: MeasuredSurface): number | null {
  const known = [existing.accuracyM, compared.accuracyM].filter((accuracy) => accuracy !== null);
  return known.length > 0 ? Math.hypot(...known) : null;
}

/** The difference averaged over windows, and the noise of one cell and of a window's mean. Metres. */
interface SmoothedField {
  readonly means: Float64Array;
  /** Noise of the difference in each cell, 1σ, corrected by what unchanged ground shows. */
  readonly noiseSd: Float64Array;
  readonly meanSd: Float64Array;
  /** Observed over modelled noise. */
  readonly observedRatio: number;
}

function smoothedField({ grid, differencesM, existing, compared }: UncertaintyInput): SmoothedField {
  const cellArea = grid.cellSizeM ** 2;
  const spacing = Math.sqrt(Math.max(cellArea, existing.areaPerPointM2, compared.areaPerPointM2));
  const reach = Math.max(1, Math.ceil((WINDOW_SPACINGS * spacing) / grid.cellSizeM / 2));
  const { means, counts } = windowMean(differencesM, grid.cols, grid.rows, reach);
  const noise = cellNoise(existing, compared, differencesM);
  const meanSd = new Float64Array(means.length);
  for (let cell = 0; cell < means.length; cell++) {
    // a window holds fewer independent heights than cells where points are sparser than cells
    const windowArea = Math.max(1, counts[cell]!) * cellArea;
    const variance = noise.patchVariance / windowArea;
    meanSd[cell] = Math.min(noise.deviations[cell]!, Math.sqrt(variance));
  }
  const observedRatio = calibrate(differencesM, means, noise.deviations, meanSd);
  const noiseSd = noise.deviations;
  for (let cell = 0; cell < noiseSd.length; cell++) {
    noiseSd[cell]! *= observedRatio;
    meanSd[cell]! *= observedRatio;
  }
  return { means, noiseSd, meanSd, observedRatio };
}

/** Observed over modelled noise of the cells about their window's mean, where the windows show no change. */
function calibrate(
  differencesM: Float64Array,
  means: Float64Array,
  noiseSd: Float64Array,
  meanSd: Float64Array,
): number {
  let observed = 0;
  let modelled = 0;
  let count = 0;
  for (let cell = 0; cell < means.length; cell++) {
    const d = differencesM[cell]!;
    if (Number.isNaN(d) || Math.abs(means[cell]!) >= WINDOW_SIGNIFICANCE * meanSd[cell]!) continue;
    observed += Math.abs(d - means[cell]!);
    modelled += NORMAL_MEAN_ABSOLUTE * Math.sqrt(Math.max(0, noiseSd[cell]! ** 2 - meanSd[cell]! ** 2));
    count++;
  }
  return count >= MIN_CALIBRATION_CELLS && modelled > 0 ? Math.min(3, Math.max(0.3, observed / modelled)) : 1;
}

/** What the difference is taken to be beneath its noise: the window's mean where it tells, else nothing. Metres. */
function underlying(field: SmoothedField, cell: number, shiftM: number): number {
  const mean = field.means[cell]! - shiftM;
  return Math.abs(mean) < WINDOW_SIGNIFICANCE * field.meanSd[cell]! ? 0 : mean;
}

interface DenoisedVolumes {
  readonly cutM3: number;
  readonly fillM3: number;
  readonly rawCutM3: number;
  readonly rawFillM3: number;
  readonly biasM3: number;
  readonly coveredAreaM2: number;
}

/** Cut and fill of the difference lowered by `shiftM`, less what noise adds to them. */
function denoisedVolumes(
  { cellAreasM2, differencesM }: UncertaintyInput,
  field: SmoothedField,
  shiftM: number,
): DenoisedVolumes {
  let rawCutM3 = 0;
  let rawFillM3 = 0;
  let biasM3 = 0;
  let coveredAreaM2 = 0;
  for (let cell = 0; cell < cellAreasM2.length; cell++) {
    const areaM2 = cellAreasM2[cell]!;
    if (areaM2 === 0 || Number.isNaN(differencesM[cell]!)) continue;
    const d = differencesM[cell]! - shiftM;
    coveredAreaM2 += areaM2;
    if (d > 0) rawFillM3 += areaM2 * d;
    else rawCutM3 -= areaM2 * d;
    biasM3 += areaM2 * positivePartBias(underlying(field, cell, shiftM), field.noiseSd[cell]!);
  }
  return { cutM3: rawCutM3 - biasM3, fillM3: rawFillM3 - biasM3, rawCutM3, rawFillM3, biasM3, coveredAreaM2 };
}

/** Variance of net, fill and cut from the scatter of the points of both surfaces, m⁶. */
function totalVariance(input: UncertaintyInput, field: SmoothedField): VolumeVariance {
  const { cellAreasM2, differencesM } = input;
  const fillShare = new Float64Array(cellAreasM2.length);
  for (let cell = 0; cell < fillShare.length; cell++) {
    if (cellAreasM2[cell] === 0 || Number.isNaN(differencesM[cell]!)) continue;
    const d = underlying(field, cell, 0);
    const sd = field.noiseSd[cell]!;
    fillShare[cell] = sd > 0 ? normalProbability(d / sd) : d > 0 ? 1 : d < 0 ? 0 : 0.5;
  }
  const inflation = Math.max(1, field.observedRatio) ** 2;
  const parts = [input.existing, input.compared].map((surface) =>
    volumeVariance(surface, cellAreasM2, differencesM, fillShare),
  );
  const sum = (name: keyof VolumeVariance) => inflation * parts.reduce((total, part) => total + part[name], 0);
  return { net: sum('net'), fill: sum('fill'), cut: sum('cut') };
}
