/** Volumes between many epochs of one area, all on the ground that every epoch covers (epoch-series.md). */
import { cellAreas } from '../geometry/clip-cell.ts';
import { type Polygon, polygonArea } from '../geometry/polygon.ts';
import type { GridSpec } from '../surface/grid.ts';
import { type CutFill, type GridMeasurement, gridVolume, type MeasuredSurface } from './cut-fill.ts';

export interface EpochPair {
  readonly from: number;
  readonly to: number;
  readonly measured: GridMeasurement;
}

export interface EpochStep {
  readonly epoch: number;
  /** All fill of the steps up to this epoch, all cut of them, and net against the first epoch. m³. */
  readonly placedM3: number;
  readonly movedM3: number;
  readonly remainingM3: number;
}

export interface EpochSeries {
  readonly areaM2: number;
  readonly coveredAreaM2: number;
  readonly pairs: readonly EpochPair[];
}

/**
 * Measures every pair by the method `grid`. A cell counts only where all epochs have heights: so the nets add up, and what
 * one epoch does not show is no change of another.
 * @param epochs in the order of time, all sampled on `grid`
 */
export function measureSeries(polygon: Polygon, grid: GridSpec, epochs: readonly MeasuredSurface[]): EpochSeries {
  const common = commonCells(epochs);
  const masked = epochs.map((epoch) => maskedTo(epoch, common));
  const pairs: EpochPair[] = [];
  for (let from = 0; from < masked.length; from++) {
    for (let to = from + 1; to < masked.length; to++) {
      const measured = gridVolume({ polygon, grid, existing: masked[from]!, compared: masked[to]! });
      pairs.push({ from, to, measured });
    }
  }
  const coveredAreaM2 = cellAreas(polygon, grid).reduce((sum, area, cell) => (common[cell] ? sum + area : sum), 0);
  return { areaM2: polygonArea(polygon), coveredAreaM2, pairs };
}

function commonCells(epochs: readonly MeasuredSurface[]): Uint8Array {
  const common = new Uint8Array(epochs[0]!.samples.heights.length).fill(1);
  for (const { samples } of epochs) {
    samples.heights.forEach((height, cell) => {
      if (Number.isNaN(height)) common[cell] = 0;
    });
  }
  return common;
}

function maskedTo(epoch: MeasuredSurface, common: Uint8Array): MeasuredSurface {
  const heights = epoch.samples.heights.map((height, cell) => (common[cell] ? height : Number.NaN));
  return { ...epoch, samples: { ...epoch.samples, heights } };
}

/** Placed, moved and remaining volume from the volumes of consecutive epochs. */
export function cumulativeSteps(epochCount: number, volumeOf: (from: number, to: number) => CutFill): EpochStep[] {
  const steps: EpochStep[] = [{ epoch: 0, placedM3: 0, movedM3: 0, remainingM3: 0 }];
  for (let epoch = 1; epoch < epochCount; epoch++) {
    const before = steps[epoch - 1]!;
    const { cutM3, fillM3 } = volumeOf(epoch - 1, epoch);
    steps.push({
      epoch,
      placedM3: before.placedM3 + fillM3,
      movedM3: before.movedM3 + cutM3,
      remainingM3: volumeOf(0, epoch).netM3,
    });
  }
  return steps;
}
