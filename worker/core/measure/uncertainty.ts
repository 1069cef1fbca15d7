/**
 * 95 % intervals of cut, fill and net. The reasoning is in volume.md, "The interval"; in short:
 * random part      the scatter of the points, carried through the TIN to the volume vertex by vertex;
 * noise bias       E[max(d + noise, 0)] − max(d, 0) summed over the cells: raw cut and fill less it are centred;
 * systematic part  the whole difference surface shifted by ±1.96 of the stated accuracies.
 */
import type { GridSpec } from '../surface/grid.ts';
import type { MeasuredSurface } from './cut-fill.ts';
import { CHANGE_SIGNIFICANCE, denoised, type NoiseField, noiseField } from './noise-field.ts';
import { type VolumeVariance, volumeVariance } from './noise-propagation.ts';
import { NORMAL_95, positivePartBias, quickNormalProbability } from './normal-distribution.ts';

export interface UncertaintyInput {
  readonly grid: GridSpec;
  readonly cellAreasM2: Float64Array;
  /** compared − existing at the cell centres; NaN is no data. */
  readonly differencesM: Float64Array;
  readonly existing: MeasuredSurface;
  readonly compared: MeasuredSurface;
  /** Common error of the difference, 1σ, metres, where it is known otherwise than from the accuracies (a tie). */
  readonly systematicM?: number | undefined;
}

export type Interval = [low: number, high: number];

/** What an interval is made of: the best value, that with the common error at either end, and the random half-width. */
export interface IntervalParts {
  readonly centre: number;
  readonly low: number;
  readonly high: number;
  readonly random: number;
}

export interface VolumeIntervals {
  readonly uncertainty95: { readonly cutM3: Interval; readonly fillM3: Interval; readonly netM3: Interval };
  readonly parts: { readonly cutM3: IntervalParts; readonly fillM3: IntervalParts; readonly netM3: IntervalParts };
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

/**
 * Part of the bias by which it may be wrong for reasons of its own: noise that is not normal or varies from place to place.
 * It matters only where the bias is a thousand times the scatter of the volume: on large areas that hardly changed.
 */
const BIAS_MODEL_DOUBT = 0.02;

export function estimateUncertainty(input: UncertaintyInput): VolumeIntervals {
  const { grid, differencesM, existing, compared } = input;
  const field = noiseField(grid, differencesM, existing, compared);
  const systematicM = systematicDeviation(input);
  const shiftM = NORMAL_95 * (systematicM ?? 0);
  const shifts = shiftM > 0 ? [0, shiftM, -shiftM] : [0];
  const [centre, lowered = centre, raised = centre] = volumesWithoutNoise(input, field, shifts) as [
    VolumesWithoutNoise,
    VolumesWithoutNoise?,
    VolumesWithoutNoise?,
  ];
  const variance = totalVariance(input, field);
  const half = (own: number) =>
    Math.hypot(NORMAL_95 * Math.sqrt(own), centre.biasDoubtM3, BIAS_MODEL_DOUBT * centre.biasM3);
  const netM3 = centre.fillM3 - centre.cutM3;
  const netShift = shiftM * centre.coveredAreaM2;
  const parts = {
    cutM3: { centre: centre.cutM3, low: raised.cutM3, high: lowered.cutM3, random: half(variance.cut) },
    fillM3: { centre: centre.fillM3, low: lowered.fillM3, high: raised.fillM3, random: half(variance.fill) },
    netM3: {
      centre: netM3,
      low: netM3 - netShift,
      high: netM3 + netShift,
      random: NORMAL_95 * Math.sqrt(variance.net),
    },
  };
  return {
    uncertainty95: intervalsOf(parts),
    parts,
    noise: {
      existingSigmaM: existing.sigmaM,
      comparedSigmaM: compared.sigmaM,
      biasM3: centre.biasM3,
      systematicM,
    },
  };
}

/** Systematic bounds and the random half-width, combined in quadrature on each side; cut and fill are not negative. */
export function intervalsOf({ cutM3, fillM3, netM3 }: VolumeIntervals['parts']): VolumeIntervals['uncertainty95'] {
  const positive = ([low, high]: Interval): Interval => [Math.max(0, low), Math.max(0, high)];
  return { cutM3: positive(intervalOf(cutM3)), fillM3: positive(intervalOf(fillM3)), netM3: intervalOf(netM3) };
}

function intervalOf({ centre, low, high, random }: IntervalParts): Interval {
  return [
    centre - Math.hypot(Math.max(0, centre - low), random),
    centre + Math.hypot(Math.max(0, high - centre), random),
  ];
}

/** Of the sum of several volumes: the common error moves all of them together, their scatter is their own. */
export function addParts(all: readonly VolumeIntervals['parts'][]): VolumeIntervals['parts'] {
  const add = (name: 'cutM3' | 'fillM3' | 'netM3'): IntervalParts => ({
    centre: all.reduce((sum, parts) => sum + parts[name].centre, 0),
    low: all.reduce((sum, parts) => sum + parts[name].low, 0),
    high: all.reduce((sum, parts) => sum + parts[name].high, 0),
    random: Math.hypot(...all.map((parts) => parts[name].random)),
  });
  return { cutM3: add('cutM3'), fillM3: add('fillM3'), netM3: add('netM3') };
}

function systematicDeviation({ existing, compared, systematicM }: UncertaintyInput): number | null {
  if (systematicM !== undefined) return systematicM;
  const inexact = [existing, compared].filter(({ isExact }) => !isExact);
  const known = inexact.flatMap(({ accuracyM }) => (accuracyM === null ? [] : [accuracyM]));
  return known.length > 0 ? Math.hypot(...known) : null;
}

interface VolumesWithoutNoise {
  readonly cutM3: number;
  readonly fillM3: number;
  /** What was taken off raw cut, and as much off raw fill. */
  readonly biasM3: number;
  /** Half of the range in which the bias may be: at the rim of a change it is open where the change ends. */
  readonly biasDoubtM3: number;
  readonly coveredAreaM2: number;
}

/** Cut and fill of the difference lowered by each of `shiftsM`, less what noise adds to them. */
function volumesWithoutNoise(
  { cellAreasM2, differencesM }: UncertaintyInput,
  field: NoiseField,
  shiftsM: readonly number[],
): VolumesWithoutNoise[] {
  const sums = shiftsM.map((shiftM) => new NoiselessSums(shiftM));
  for (let cell = 0; cell < cellAreasM2.length; cell++) {
    const areaM2 = cellAreasM2[cell]!;
    if (areaM2 === 0 || Number.isNaN(differencesM[cell]!)) continue;
    for (const sum of sums) sum.add(areaM2, differencesM[cell]!, field, cell);
  }
  return sums.map((sum) => sum.volumes());
}

class NoiselessSums {
  private readonly shiftM: number;
  private rawCutM3 = 0;
  private rawFillM3 = 0;
  private leastBiasM3 = 0;
  private mostBiasM3 = 0;
  private coveredAreaM2 = 0;

  constructor(shiftM: number) {
    this.shiftM = shiftM;
  }

  add(areaM2: number, differenceM: number, field: NoiseField, cell: number): void {
    const { shiftM } = this;
    const d = differenceM - shiftM;
    const noiseSd = field.noiseSd[cell]!;
    this.coveredAreaM2 += areaM2;
    if (d > 0) this.rawFillM3 += areaM2 * d;
    else this.rawCutM3 -= areaM2 * d;
    const bias = areaM2 * positivePartBias(denoised(field, cell, differenceM, shiftM), noiseSd);
    const maybeUnchanged = shiftM === 0 && field.isNearQuiet[cell] === 1 && Math.abs(d) < CHANGE_SIGNIFICANCE * noiseSd;
    this.leastBiasM3 += bias;
    this.mostBiasM3 += maybeUnchanged ? areaM2 * positivePartBias(0, noiseSd) : bias;
  }

  volumes(): VolumesWithoutNoise {
    const biasM3 = (this.leastBiasM3 + this.mostBiasM3) / 2;
    return {
      cutM3: this.rawCutM3 - biasM3,
      fillM3: this.rawFillM3 - biasM3,
      biasM3,
      biasDoubtM3: (this.mostBiasM3 - this.leastBiasM3) / 2,
      coveredAreaM2: this.coveredAreaM2,
    };
  }
}

/** Variance of net, fill and cut from the scatter of the points of both surfaces, m⁶. */
function totalVariance(input: UncertaintyInput, field: NoiseField): VolumeVariance {
  const { cellAreasM2, differencesM } = input;
  const fillShare = new Float64Array(cellAreasM2.length);
  for (let cell = 0; cell < fillShare.length; cell++) {
    if (cellAreasM2[cell] === 0 || Number.isNaN(differencesM[cell]!)) continue;
    const d = denoised(field, cell, differencesM[cell]!, 0);
    const sd = field.noiseSd[cell]!;
    fillShare[cell] = sd > 0 ? quickNormalProbability(d / sd) : d > 0 ? 1 : d < 0 ? 0 : 0.5;
  }
  // scatter that the points' neighbours do not show (rough ground between them) shows on unchanged ground
  const inflation = Math.max(1, field.observedRatio) ** 2;
  const parts = [input.existing, input.compared].map((surface) =>
    volumeVariance(surface, cellAreasM2, differencesM, fillShare),
  );
  const sum = (name: keyof VolumeVariance) => inflation * parts.reduce((total, part) => total + part[name], 0);
  return { net: sum('net'), fill: sum('fill'), cut: sum('cut') };
}
