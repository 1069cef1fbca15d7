/** The even slopes of a section line and their ratios 1:n (1 up, n across). Metres. */
import { roundHalfUp } from '../measure/rounding.ts';
import type { HeightLine } from './section-line.ts';
import { simplifyLine } from './simplify-line.ts';

export interface EvenSlope {
  readonly fromM: number;
  readonly toM: number;
  readonly fromElevationM: number;
  readonly toElevationM: number;
  /** n of 1:n, positive; 0 for a vertical wall. */
  readonly ratio: number;
  /** `1:1.5`, as drawings write it. */
  readonly text: string;
}

export interface SlopeOptions {
  /** How far from the line in height an even slope may be: nothing of a design, some decimetres of ground. */
  readonly toleranceM: number;
  /** Slopes lower than that have no label. */
  readonly minHeightM: number;
  /** Slopes flatter than 1:n are no slopes but ground. */
  readonly flattest: number;
}

export const DESIGN_SLOPES: SlopeOptions = { toleranceM: 0.02, minHeightM: 0.5, flattest: 5 };
export const GROUND_SLOPES: SlopeOptions = { toleranceM: 0.25, minHeightM: 1.5, flattest: 5 };

export function slopeLabels(line: HeightLine, { toleranceM, minHeightM, flattest }: SlopeOptions): EvenSlope[] {
  const labels: EvenSlope[] = [];
  for (const part of simplifyLine(line, toleranceM)) {
    for (let i = 0; i + 1 < part.length; i++) {
      const [fromM, fromElevationM] = part[i]!;
      const [toM, toElevationM] = part[i + 1]!;
      const rise = Math.abs(toElevationM - fromElevationM);
      const ratio = (toM - fromM) / rise;
      if (!(rise >= minHeightM) || !(ratio <= flattest)) continue;
      labels.push({ fromM, toM, fromElevationM, toElevationM, ratio, text: ratioText(ratio) });
    }
  }
  return labels;
}

/** One decimal; two where one would be off by more than 5 %: 1:1.5, 1:0.25. */
export function ratioText(ratio: number): string {
  const short = roundHalfUp(ratio, 0.1);
  const isTrue = ratio >= 1 || Math.abs(Number(short) - ratio) <= 0.05 * ratio;
  return `1:${isTrue ? short : roundHalfUp(ratio, 0.01)}`;
}
