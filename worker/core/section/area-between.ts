/** Cut and fill between two lines of a section: exact for lines that are linear between their vertices. Metres. */
import { CompensatedSum } from '../measure/compensated-sum.ts';
import type { HeightLine } from './section-line.ts';

export interface AreaBetween {
  /** Where the compared line lies below the existing one, m². */
  readonly cutM2: number;
  readonly fillM2: number;
  /** Distance of the centroid along the section; 0 when there is none. */
  readonly cutCentroidM: number;
  readonly fillCentroidM: number;
  /** Over which both are known. */
  readonly coveredM: number;
}

interface Sums {
  readonly cut: CompensatedSum;
  readonly fill: CompensatedSum;
  readonly cutMoment: CompensatedSum;
  readonly fillMoment: CompensatedSum;
  readonly covered: CompensatedSum;
}

/** @param lodM differences up to that size (level of detection) are not counted; those beyond it count whole. Default 0 */
export function areaBetween(existing: HeightLine, compared: HeightLine, lodM = 0): AreaBetween {
  const sums: Sums = {
    cut: new CompensatedSum(),
    fill: new CompensatedSum(),
    cutMoment: new CompensatedSum(),
    fillMoment: new CompensatedSum(),
    covered: new CompensatedSum(),
  };
  let i = 0;
  let j = 0;
  while (i + 1 < existing.along.length && j + 1 < compared.along.length) {
    const endI = existing.along[i + 1]!;
    const endJ = compared.along[j + 1]!;
    const from = Math.max(existing.along[i]!, compared.along[j]!);
    const to = Math.min(endI, endJ);
    if (to > from) {
      const d0 = heightWithin(compared, j, from) - heightWithin(existing, i, from);
      const d1 = heightWithin(compared, j, to) - heightWithin(existing, i, to);
      if (!Number.isNaN(d0 + d1)) {
        sums.covered.add(to - from);
        addStretch(sums, { from, to, d0, d1 }, lodM);
      }
    }
    if (endI <= endJ) i++;
    if (endJ <= endI) j++;
  }
  const { cut, fill, cutMoment, fillMoment, covered } = sums;
  return {
    cutM2: cut.value,
    fillM2: fill.value,
    cutCentroidM: cut.value > 0 ? cutMoment.value / cut.value : 0,
    fillCentroidM: fill.value > 0 ? fillMoment.value / fill.value : 0,
    coveredM: covered.value,
  };
}

/** Height between a vertex and the next; NaN where one of them is. */
function heightWithin({ along, height }: HeightLine, i: number, at: number): number {
  const share = (at - along[i]!) / (along[i + 1]! - along[i]!);
  return height[i]! + share * (height[i + 1]! - height[i]!);
}

/** A stretch over which the difference runs linearly from d0 to d1. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly d0: number;
  readonly d1: number;
}

/** Where the difference leaves what can be detected on either side the stretch is divided. */
function addStretch(sums: Sums, { from, to, d0, d1 }: Stretch, lodM: number): void {
  const shares = [0, 1];
  for (const level of lodM > 0 ? [-lodM, lodM] : [0]) {
    const share = (level - d0) / (d1 - d0);
    if (share > 0 && share < 1) shares.push(share);
  }
  shares.sort((a, b) => a - b);
  for (let k = 0; k + 1 < shares.length; k++) {
    const [s0, s1] = [shares[k]!, shares[k + 1]!];
    const at = (share: number) => (share === 0 ? d0 : share === 1 ? d1 : d0 + share * (d1 - d0));
    if (Math.abs(at((s0 + s1) / 2)) <= lodM) continue;
    addTrapezium(sums, from + s0 * (to - from), s1 === 1 ? to : from + s1 * (to - from), at(s0), at(s1));
  }
}

function addTrapezium(sums: Sums, from: number, to: number, d0: number, d1: number): void {
  const width = to - from;
  const area = (width * (d0 + d1)) / 2;
  // ∫ x·d dx of a linear d
  const moment = (width * (from * (2 * d0 + d1) + to * (d0 + 2 * d1))) / 6;
  if (area > 0) {
    sums.fill.add(area);
    sums.fillMoment.add(moment);
  } else if (area < 0) {
    sums.cut.add(-area);
    sums.cutMoment.add(-moment);
  }
}
