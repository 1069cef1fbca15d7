/** What a volume method adds up, piece by piece. */
import { CompensatedSum } from './compensated-sum.ts';
import type { CellTotals } from './cut-fill.ts';

/** Cut, fill and net of prisms. Net is fill − cut. */
export class VolumeTotals {
  private readonly cut = new CompensatedSum();
  private readonly fill = new CompensatedSum();
  private readonly cutArea = new CompensatedSum();
  private readonly fillArea = new CompensatedSum();
  private readonly covered = new CompensatedSum();
  private readonly voids = new CompensatedSum();
  private lowest = Infinity;
  private highest = -Infinity;

  addVoid(areaM2: number): void {
    this.voids.add(areaM2);
  }

  /** A column as high as the difference `d`. */
  addColumn(areaM2: number, d: number): void {
    this.covered.add(areaM2);
    this.widen(d);
    if (d > 0) {
      this.fill.add(areaM2 * d);
      this.fillArea.add(areaM2);
    } else if (d < 0) {
      this.cut.add(areaM2 * -d);
      this.cutArea.add(areaM2);
    }
  }

  /** A prism over a triangle of area `areaM2` with the differences `d0`, `d1`, `d2` at its corners, split where it is nothing. */
  addPrism(areaM2: number, d0: number, d1: number, d2: number): void {
    this.covered.add(areaM2);
    this.widen(d0);
    this.widen(d1);
    this.widen(d2);
    const mean = (d0 + d1 + d2) / 3;
    if (d0 >= 0 && d1 >= 0 && d2 >= 0) {
      this.fill.add(areaM2 * mean);
      if (mean > 0) this.fillArea.add(areaM2);
      return;
    }
    if (d0 <= 0 && d1 <= 0 && d2 <= 0) {
      this.cut.add(areaM2 * -mean);
      this.cutArea.add(areaM2);
      return;
    }
    // one corner is alone on its side; the part of the triangle beyond the zero line is (p / (p − n1)) (p / (p − n2))
    const positives = (d0 > 0 ? 1 : 0) + (d1 > 0 ? 1 : 0) + (d2 > 0 ? 1 : 0);
    const [alone, b, c] = loneCorner(d0, d1, d2, positives === 1);
    const share = (alone / (alone - b)) * (alone / (alone - c));
    const tip = (areaM2 * share * Math.abs(alone)) / 3;
    const signed = alone > 0 ? tip : -tip;
    const rest = Math.abs(areaM2 * mean - signed);
    this.fill.add(alone > 0 ? tip : rest);
    this.cut.add(alone > 0 ? rest : tip);
    this.fillArea.add(areaM2 * (alone > 0 ? share : 1 - share));
    this.cutArea.add(areaM2 * (alone > 0 ? 1 - share : share));
  }

  /** @param areaM2 given: whatever of it is neither covered nor void yet is void (less than 1e-9 of it is rounding) */
  totals(areaM2?: number): CellTotals {
    const coveredAreaM2 = this.covered.value;
    let voidAreaM2 = this.voids.value;
    if (areaM2 !== undefined) {
      const rest = areaM2 - coveredAreaM2;
      voidAreaM2 = rest > 1e-9 * areaM2 ? rest : 0;
    }
    const isEmpty = this.lowest === Infinity;
    const netM3 = this.fill.value - this.cut.value;
    return {
      cutM3: this.cut.value,
      fillM3: this.fill.value,
      netM3,
      cutAreaM2: this.cutArea.value,
      fillAreaM2: this.fillArea.value,
      coveredAreaM2,
      voidAreaM2,
      meanDifferenceM: isEmpty ? null : netM3 / coveredAreaM2,
      minDifferenceM: isEmpty ? null : this.lowest,
      maxDifferenceM: isEmpty ? null : this.highest,
    };
  }

  private widen(d: number): void {
    if (d < this.lowest) this.lowest = d;
    if (d > this.highest) this.highest = d;
  }
}

/** The corner that is alone on its side of zero first; `positive` says which side that is. */
function loneCorner(d0: number, d1: number, d2: number, positive: boolean): [number, number, number] {
  if (d0 > 0 === positive && d0 !== 0) return [d0, d1, d2];
  if (d1 > 0 === positive && d1 !== 0) return [d1, d2, d0];
  return [d2, d0, d1];
}
